"""How many worlds, whose luck, how many workers? One rule each, for everybody who asks.

The rule of seeds: left out, a fresh one is drawn, and the answer remembers it (`answer.seed`; a journal's is
its tape's). Asking again with that seed gives the same numbers. So it is for `simulate`, each question, `run`
and `live`.
"""

from __future__ import annotations

from collections.abc import Callable
from inspect import cleandoc
from numbers import Integral
from typing import Final, ParamSpec, TypeGuard, TypeVar

from sim.errors import InputError, Problem
from sim.tape.seed import fresh_seed

P = ParamSpec("P")
R = TypeVar("R")

MOST_REPLICATIONS: Final = 100_000
MOST_WORKERS: Final = 1024

DOCUMENTED: Final = {
    "{replications}": """
        replications
            How many worlds all cases of the question live through: the sample's size.
        """,
    "{seed}": """
        seed
            Root of all luck; left out, a fresh one is drawn, and the answer remembers it.
        """,
    "{workers}": """
        workers
            Processes that share the replications; the numbers do not depend on it.
        """,
    "{level}": """
        level
            Confidence of the intervals.
        """,
    "{progress}": """
        progress
            Told (runs done, runs in all) from time to time.
        """,
}
"""What the parameters mean that all questions have."""


def documented(question: Callable[P, R]) -> Callable[P, R]:
    """Put in the words for the parameters that all questions have, where the docstring has their names."""
    if question.__doc__ is not None:
        text = cleandoc(question.__doc__)
        for mark, words in DOCUMENTED.items():
            text = text.replace(mark, cleandoc(words))
        question.__doc__ = text
    return question


def checked_replications(number: object) -> int:
    """A number of replications that can be.

    Raises
    ------
    InputError
        It cannot.
    """
    if not _is_whole(number) or not 1 <= number <= MOST_REPLICATIONS:
        rule = f"must be a whole number from 1 to {MOST_REPLICATIONS:,}"
        raise InputError([Problem("replications", number, rule, "30 tells most differences")])
    return int(number)


def checked_workers(number: object, name: str = "workers") -> int:
    """A number of processes, or of threads, that can be.

    Raises
    ------
    InputError
        It cannot.
    """
    if not _is_whole(number) or not 1 <= number <= MOST_WORKERS:
        rule = f"must be a whole number from 1 to {MOST_WORKERS}"
        raise InputError([Problem(name, number, rule, "one for each core")])
    return int(number)


def seed_or_fresh(seed: int | None) -> int:
    """The seed, or where it is left out one that nobody has chosen.

    Raises
    ------
    InputError
        It is no whole number from 0 on.
    """
    if seed is None:
        return fresh_seed()
    if not _is_whole(seed) or seed < 0:
        rule = "must be a whole number from 0 on"
        raise InputError([Problem("seed", seed, rule, "leave it out, and a fresh one is drawn and told")])
    return int(seed)


def _is_whole(number: object) -> TypeGuard[int]:
    """A number such as NumPy gives will do; True, which is 1 to Python, will not."""
    return isinstance(number, Integral) and not isinstance(number, bool)
