"""Spans of time, [start, end) in hours: dealt in turns, and joined where they overlap."""

from __future__ import annotations

import numpy as np

from sim.scenario.hazard import UpAndDown
from sim.tape.stream import stream

Span = tuple[float, float]


def deal_spans(turns: UpAndDown, seed: int, replication: int, up: str, down: str, hours: float) -> list[Span]:
    """The bad times, from streams called `up` and `down`, of which the last may begin after `hours`."""
    ups, downs = stream(seed, replication, up), stream(seed, replication, down)
    if turns.begins == "up":
        return _alternate(turns, ups, downs, 0.0, None, hours)
    # One stream for each of the three, so that what is down at the start in one world and up in another has
    # the same luck in both from then on.
    luck, rest_up, rest_down = (
        stream(seed, replication, f"{down}/{name}") for name in ("start", "up", "down")
    )
    share_down = turns.mttr_days / (turns.mttf_days + turns.mttr_days)
    if luck.random() < share_down:
        back = 24.0 * turns.mttr_days * turns.downtime.residual(rest_down)
        return [(0.0, back), *_alternate(turns, ups, downs, back, None, hours)]
    return _alternate(turns, ups, downs, 0.0, turns.uptime.residual(rest_up), hours)


def _alternate(
    turns: UpAndDown,
    up: np.random.Generator,
    down: np.random.Generator,
    now: float,
    first: float | None,
    hours: float,
) -> list[Span]:
    """Up, down, up, down ... from `now` until `hours`; the first up-time is dealt, or stated in means."""
    spans: list[Span] = []
    size = int(1.5 * hours / (24.0 * (turns.mttf_days + turns.mttr_days))) + 8
    while now < hours:
        steps = np.empty(1 + 2 * size)
        steps[0] = now
        steps[1::2] = 24.0 * turns.mttf_days * turns.uptime.unit(up, size)
        if first is not None and not spans:
            steps[1] = 24.0 * turns.mttf_days * first
        steps[2::2] = 24.0 * turns.mttr_days * turns.downtime.unit(down, size)
        edges = steps.cumsum()  # one sum, wherever the pieces meet
        spans += zip(edges[1::2].tolist(), edges[2::2].tolist(), strict=True)
        now = spans[-1][1]
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
