"""Spans of time, [start, end) in hours: dealt in turns, and joined where they overlap."""

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
        self._laws, self._values = records_of((turns.uptime.unit, turns.downtime.unit))
        names = {Name.UP: up, Name.DOWN: down, Name.FIRST_UP: f"{up}/first", Name.FIRST_DOWN: f"{down}/first"}
        self._names = np.array([name_of(names[each]) for each in Name])
        self._up_hours, self._down_hours = 24.0 * turns.mttf_days, 24.0 * turns.mttr_days
        self._share_down = turns.mttr_days / (turns.mttf_days + turns.mttr_days)
        self._begins_up = turns.begins == "up"

    def deal(self, root: int, hours: float) -> list[Span]:
        """The bad times, of which the last may begin after `hours`."""
        room = ROOM
        while True:
            spans = np.empty((room, 2))
            count = take_turns(
                self._laws,
                self._values,
                self._names,
                root,
                self._up_hours,
                self._down_hours,
                self._share_down,
                self._begins_up,
                hours,
                spans,
            )
            if count != NO_ROOM:
                return [(start, end) for start, end in spans[:count].tolist()]
            room *= 2


def union(spans: list[Span]) -> list[Span]:
    """Spans that overlap or touch become one; empty ones vanish."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if end <= start:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
