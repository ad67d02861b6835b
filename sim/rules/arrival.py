"""When does work come? A process on its own clock, one arrival a tick on average, laid over the calendar."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.rules.chance import fill_uniform
from sim.rules.quantile import fill_amounts
from sim.rules.rule import rule

Floats = NDArray[np.float64]

NO_ROOM = -1


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

    The clock of the process runs through `expected`, the mean number of arrivals until each of `edges`, (days
    + 1,) both: growth, season and shocks stretch and squeeze it, and move no number. Its gaps are amounts of
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
