"""When does a shift end, and who is there to go on with what is in hand?"""

import numpy as np
from numpy.typing import NDArray

from sim.rules.rule import rule

LONGEST_BREAK = 2.0
"""Hours: who is back sooner is at lunch, and passes nothing on."""
NOBODY = -1


@rule
def is_end_of_shift(closes: float, opens_again: float) -> bool:
    """Whether a team that closes is gone for longer than a break."""
    return opens_again - closes > LONGEST_BREAK


@rule
def next_there(following: NDArray[np.int64], is_there: NDArray[np.bool_], team: int) -> int:
    """The next team of the ring that can go on, or NOBODY.

    `following` are (S,) who comes after each team, or NOBODY; `is_there` (S,) whether it is open, and not down.
    """
    other = following[team]
    while other != NOBODY and other != team:
        if is_there[other]:
            return int(other)
        other = following[other]
    return NOBODY
