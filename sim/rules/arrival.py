"""When does work come? A process on its own clock, one arrival a tick on average, laid over the calendar."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.rules.chance import fill_uniform, uniform
from sim.rules.quantile import amount, fill_amounts
from sim.rules.rule import rule

Floats = NDArray[np.float64]

NO_ROOM = -1
HOURS_PER_WEEK = 168.0


@rule
def arrive(
    law: Any,
    values: Floats,
    together: int,
    root: int,
    name: int,
    edges: Floats,
    expected: Floats,
    hours: float,
    instants: Floats,
    luck: Floats,
    gaps: Floats,
) -> int:
    """When tasks arrive, in hours, rising, into `instants`, (n,); returns how many, or NO_ROOM.

    The clock of the process runs through `expected`, the mean number of arrivals until each of `edges`, (e,)
    both: growth, season, shocks and hours stretch and squeeze it, and move no number. Its gaps are amounts of
    `law`, and `together` tasks come at each of its instants. The gaps are made by the block, in `luck` and
    `gaps`, (m,) both.
    """
    total, tick, day, count, made = expected[-1], 0.0, 0, 0, 0
    while True:
        fill_uniform(root, name, made, luck)
        fill_amounts(law, values, luck, gaps)
        made += len(gaps)
        for gap in gaps:
            tick += together * gap
            if tick >= total:
                return count
            while expected[day + 1] <= tick:
                day += 1
            passed = (tick - expected[day]) / (expected[day + 1] - expected[day])
            instant = edges[day] + passed * (edges[day + 1] - edges[day])
            if instant >= hours:
                return count
            if count + together > len(instants):
                return NO_ROOM
            for _ in range(together):
                instants[count] = instant
                count += 1


@rule
def swing(
    law: Any, values: Floats, root: int, name: int, edges: Floats, expected: Floats, counts: Floats
) -> None:
    """Expected arrivals where each week's rate is multiplied by an amount of `law` of its own, into `counts`.

    `edges`, `expected` and `counts` are (e,), as in `arrive`; no piece between two edges spans two weeks.
    """
    counts[0], known, factor = 0.0, -1, 1.0
    for k in range(len(edges) - 1):
        week = int(edges[k] / HOURS_PER_WEEK)
        if week != known:
            known, factor = week, amount(law, values, uniform(root, name, week))
        counts[k + 1] = counts[k] + factor * (expected[k + 1] - expected[k])
