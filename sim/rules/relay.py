"""When does a shift end, and who goes on with what is in hand?"""

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
def who_goes_on(following: NDArray[np.int64], goes_on_at: NDArray[np.float64], team: int) -> int:
    """The next team of the ring that can go on before the team itself is back, or NOBODY.

    `following` are (S,) who comes after each team, or NOBODY; `goes_on_at` (S,) when each is open next, inf
    for those that are down or gone.
    """
    other = following[team]
    while other != NOBODY and other != team:
        if goes_on_at[other] < goes_on_at[team]:
            return int(other)
        other = following[other]
    return NOBODY


@rule
def hands_free(free: int, in_line: int) -> int:
    """With how many tasks of another team it can go on: whoever waits in its own line comes first."""
    return max(free - in_line, 0)
