"""The compiled engine's lines: a heap for each team, side by side in one array.

Who returns with an answer stands before all others (`behind` is 0, else 1); then the key decides, then the
order of joining: the same comparison that the reference engine makes of tuples. Keys are not negative.
"""

from __future__ import annotations

import numpy as np

from sim.engine.compiled.heap import SECOND, Entries, at, put, take
from sim.rules.rule import rule

HALF = 32
"""Bits for the order of joining, and for the place on the desk."""


@rule
def join(lines: Entries, top: int, size: int, behind: int, key: float, order: int, mine: int) -> None:
    """The task at place `mine` joins a line of `size` tasks; the caller counts."""
    first = np.float64(key).view(np.uint64) | (np.uint64(behind) << np.uint64(63))
    put(lines, top, size, first, (np.uint64(order) << np.uint64(HALF)) | np.uint64(mine))


@rule
def first_in(lines: Entries, top: int) -> int:
    """The place on the desk of who is first."""
    return int(np.int64(lines[SECOND, at(top)] & np.uint64((1 << HALF) - 1)))


@rule
def leave(lines: Entries, top: int, size: int) -> None:
    """The first leaves a line of `size` tasks; the caller counts."""
    take(lines, top, size - 1)
