"""What may name luck? Whole numbers, of which a seed is one; and where one comes from that nobody stated."""

from __future__ import annotations

import numpy as np

from sim.errors import InputError, Problem


def named(name: str, number: object) -> int:
    """The number, if it can name luck.

    Raises
    ------
    InputError
        It is no whole number, or is below zero.
    """
    if isinstance(number, bool) or not isinstance(number, int | np.integer) or number < 0:
        remedy = "any will do; the same one gives the same numbers"
        raise InputError([Problem(name, number, "must be a whole number from 0 on", remedy)])
    return int(number)


def fresh_seed() -> int:
    """A seed nobody has chosen, of 15 digits at most; whoever asks for it must write it down."""
    return int(np.random.SeedSequence().generate_state(1, np.uint64)[0] >> np.uint64(15))
