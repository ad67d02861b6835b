"""Spans of time, [start, end) in hours: dealt in turns, and joined where they overlap."""

from __future__ import annotations

from sim.scenario.hazard import UpAndDown
from sim.tape.stream import Stream, stream

Span = tuple[float, float]


def deal_spans(turns: UpAndDown, seed: int, replication: int, up: str, down: str, hours: float) -> list[Span]:
    """The bad times, from streams called `up` and `down`, of which the last may begin after `hours`.

    When the first begins follows from one number, and rises with it.
    """
    ups, downs = stream(seed, replication, up), stream(seed, replication, down)
    up_hours, down_hours = 24.0 * turns.mttf_days, 24.0 * turns.mttr_days
    if turns.begins == "up":
        return _alternate(turns, ups, downs, [], up_hours * ups.amount(turns.uptime.unit), hours)
    # Streams of their own, so that what is down at the start in one world and up in another has the same luck
    # in both from then on.
    first, rest = stream(seed, replication, f"{up}/first"), stream(seed, replication, f"{down}/first")
    luck, share_down = first.uniform(), turns.mttr_days / (turns.mttf_days + turns.mttr_days)
    if luck < share_down:
        back = down_hours * rest.residual(turns.downtime.unit, rest.uniform())
        return _alternate(
            turns, ups, downs, [(0.0, back)], back + up_hours * ups.amount(turns.uptime.unit), hours
        )
    up_luck = (luck - share_down) / (1.0 - share_down)
    return _alternate(turns, ups, downs, [], up_hours * first.residual(turns.uptime.unit, up_luck), hours)


def _alternate(
    turns: UpAndDown, ups: Stream, downs: Stream, spans: list[Span], start: float, hours: float
) -> list[Span]:
    """Down from `start`, up, down ... until `hours`, after the spans that there are."""
    last = spans[-1][1] if spans else 0.0
    while last < hours:
        last = start + 24.0 * turns.mttr_days * downs.amount(turns.downtime.unit)
        spans.append((start, last))
        start = last + 24.0 * turns.mttf_days * ups.amount(turns.uptime.unit)
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
