"""When do good and bad times take turns? An alternating renewal process."""

from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.rules.chance import uniform
from sim.rules.quantile import amount, residual
from sim.rules.rule import rule

Floats = NDArray[np.float64]

NO_ROOM = -1


class Name(IntEnum):
    """What the luck of each is called, in the order of `names`."""

    UP = 0
    DOWN = 1
    FIRST_UP = 2
    """Streams of their own for what is at the start, so that what is down there in one world and up in
    another has the same luck in both from then on."""
    FIRST_DOWN = 3


@rule
def take_turns(
    laws: Any,
    values: Floats,
    names: NDArray[np.int64],
    root: int,
    up_hours: float,
    down_hours: float,
    share_down: float,
    begins_up: bool,
    hours: float,
    spans: Floats,
) -> int:
    """The bad times, into `spans`, (n, 2); returns how many, or NO_ROOM. The last may begin after `hours`.

    `laws` are those of good and bad times, of mean one and times so many hours; `names` are (4,), by `Name`.
    Time starts with a whole good time, or as if it had gone on for ever. When the first bad time begins
    follows from one number, and rises with it.
    """
    ups, downs = laws[0], laws[1]
    up, down = names[Name.UP], names[Name.DOWN]
    count, used, start = 0, 1, 0.0
    if begins_up:
        start = up_hours * amount(ups, values, uniform(root, up, 0))
    else:
        luck = uniform(root, names[Name.FIRST_UP], 0)
        if luck < share_down:
            back = down_hours * residual(downs, uniform(root, names[Name.FIRST_DOWN], 0))
            spans[0, 0], spans[0, 1], count = 0.0, back, 1
            if back >= hours:
                return count
            start = back + up_hours * amount(ups, values, uniform(root, up, 0))
        else:
            start = up_hours * residual(ups, (luck - share_down) / (1.0 - share_down))
            used = 0
    turn = 0
    while True:
        if count == len(spans):
            return NO_ROOM
        end = start + down_hours * amount(downs, values, uniform(root, down, turn))
        spans[count, 0], spans[count, 1] = start, end
        count += 1
        if end >= hours:
            return count
        start = end + up_hours * amount(ups, values, uniform(root, up, used + turn))
        turn += 1
