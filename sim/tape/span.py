"""Spans of time, [start, end) in hours: dealt in turns."""

from __future__ import annotations

import numpy as np

from sim.rules.turns import NO_ROOM, Name, take_turns
from sim.scenario.hazard import UpAndDown
from sim.tape.records import records_of
from sim.tape.stream import name_of

Span = tuple[float, float]

ROOM = 16
"""Bad times for which there is room at first."""


class Turns:
    """Good and bad times in turn, and where their luck is: found out once for all replications."""

    def __init__(self, turns: UpAndDown, up: str, down: str) -> None:
        """From streams called `up` and `down`."""
        self.laws = turns.uptime.unit, turns.downtime.unit
        self._laws, self._values = records_of(self.laws)
        names = {Name.UP: up, Name.DOWN: down, Name.FIRST_UP: f"{up}/first", Name.FIRST_DOWN: f"{down}/first"}
        self.names = np.array([name_of(names[each]) for each in Name])
        share_down = turns.mttr_days / (turns.mttf_days + turns.mttr_days)
        self.row = 24.0 * turns.mttf_days, 24.0 * turns.mttr_days, share_down, turns.begins == "up"
        """Hours of good times and of bad ones, the share of the bad ones, and whether time begins with a good
        one."""

    def deal(self, root: int, hours: float) -> list[Span]:
        """The bad times, of which the last may begin after `hours`."""
        room = ROOM
        while True:
            spans = np.empty((room, 2))
            count = take_turns(
                self._laws,
                self._values,
                self.names,
                root,
                *self.row,
                hours,
                spans,
            )
            if count != NO_ROOM:
                return [(start, end) for start, end in spans[:count].tolist()]
            room *= 2
