"""How many seats does a provider lend, and when do its other clients want them?"""

import math

import numpy as np
from numpy.typing import NDArray

from sim.rules.arrival import HOURS_PER_WEEK
from sim.rules.chance import uniform
from sim.rules.quantile import normal
from sim.rules.rule import rule


@rule
def seats_to_lend(in_hand: int, ours: int, bench: int, promised: int, is_busy: bool) -> int:
    """Seats of the bench that work for us until the next look: what our tasks in hand need beyond the seats
    that are ours, as far as there are so many; in a busy week only what was promised."""
    return min(max(in_hand - ours, 0), promised if is_busy else bench)


@rule
def promised_seats(bench: int, share: float) -> int:
    """Seats of the bench that are ours in any week: whole ones."""
    return math.floor(bench * share + 1e-9)


@rule
def week_of(instant: float) -> int:
    """The week of an instant, as demand counts them: from the start."""
    return int(instant / HOURS_PER_WEEK)


@rule
def is_busy(luck: float, ours: float, correlation: float, busy_share: float) -> bool:
    """Whether all other clients want more at once: a week's luck of theirs, beside that of our own demand.

    A Gaussian copula: `luck` is uniform, `ours` a normal number of mean nought and deviation one, and what
    both come to is compared with what is exceeded in a share of the weeks. More luck is more demand.
    """
    if busy_share <= 0.0:
        return False
    if busy_share >= 1.0:
        return True
    others = correlation * ours + math.sqrt(1.0 - correlation * correlation) * normal(luck)
    return others > -normal(busy_share)


@rule
def fill_busy(
    root: int,
    name: int,
    ours: NDArray[np.float64],
    correlation: float,
    busy_share: float,
    busy: NDArray[np.int8],
) -> None:
    """Which weeks are busy, by the luck of a name, into `busy`, (weeks,) as `ours` are."""
    for week in range(len(busy)):
        busy[week] = is_busy(uniform(root, name, week), ours[week], correlation, busy_share)
