"""When do good and bad times take turns? An alternating renewal process."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.rules.chance import uniform
from sim.rules.quantile import amount
from sim.rules.rule import rule

Floats = NDArray[np.float64]

NO_ROOM = -1


@rule
def take_turns(
    ups: Any,
    downs: Any,
    values: Floats,
    root: int,
    up: int,
    down: int,
    used: int,
    up_hours: float,
    down_hours: float,
    start: float,
    hours: float,
    spans: Floats,
) -> int:
    """The bad times from `start` on, into `spans`, (n, 2); returns how many, or NO_ROOM.

    `ups` and `downs` are laws of mean one, times so many hours, and of the names `up` and `down`; so many of
    the first are `used` already. The last bad time is the first that ends at `hours` or later.
    """
    count = 0
    while True:
        if count == len(spans):
            return NO_ROOM
        end = start + down_hours * amount(downs, values, uniform(root, down, count))
        spans[count, 0], spans[count, 1] = start, end
        if end >= hours:
            return count + 1
        start = end + up_hours * amount(ups, values, uniform(root, up, used + count))
        count += 1
