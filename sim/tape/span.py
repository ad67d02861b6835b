"""Spans of time, [start, end) in hours: dealt in turns, and joined where they overlap."""

from __future__ import annotations

import numpy as np

from sim.rules.turns import NO_ROOM, take_turns
from sim.scenario.hazard import UpAndDown
from sim.tape.records import records_of
from sim.tape.stream import Stream, name_of, root_of

Span = tuple[float, float]


def deal_spans(turns: UpAndDown, seed: int, replication: int, up: str, down: str, hours: float) -> list[Span]:
    """The bad times, from streams called `up` and `down`, of which the last may begin after `hours`.

    When the first begins follows from one number, and rises with it.
    """
    root, ups, downs = root_of(seed, replication), turns.uptime.unit, turns.downtime.unit
    up_hours, down_hours = 24.0 * turns.mttf_days, 24.0 * turns.mttr_days
    start, used, spans = 0.0, 0, []
    if turns.begins == "up":
        start, used = up_hours * Stream(root, name_of(up)).amount(ups), 1
    else:
        # Streams of their own, so that what is down at the start in one world and up in another has the same
        # luck in both from then on.
        first, rest = Stream(root, name_of(f"{up}/first")), Stream(root, name_of(f"{down}/first"))
        luck, share_down = first.uniform(), turns.mttr_days / (turns.mttf_days + turns.mttr_days)
        if luck < share_down:
            back = down_hours * rest.residual(downs, rest.uniform())
            spans = [(0.0, back)]
            start, used = back + up_hours * Stream(root, name_of(up)).amount(ups), 1
        else:
            start = up_hours * first.residual(ups, (luck - share_down) / (1.0 - share_down))
    (up_law, down_law), values = records_of((ups, downs))
    names, room = (name_of(up), name_of(down)), 16
    while not spans or spans[-1][1] < hours:
        table = np.empty((room, 2))
        count = take_turns(
            up_law, down_law, values, root, *names, used, up_hours, down_hours, start, hours, table
        )
        if count != NO_ROOM:
            return [*spans, *((begin, end) for begin, end in table[:count].tolist())]
        room *= 2
    return spans


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
