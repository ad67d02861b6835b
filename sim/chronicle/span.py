"""What was a task waiting for at each instant? Its legs, cut where a team opens, closes or goes down."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.chronicle.path import Way
from sim.engine.journal import Act, Cause, Journal, Rows
from sim.rules.calendar import is_open

Floats = NDArray[np.float64]


class Phase(Enum):
    """What holds a task, or moves it on."""

    TRAVEL = "on its way"
    WORKED = "somebody works on it"
    SEATS = "all seats are taken"
    """From the first instant at which the team was at work and had no seat to give; nights included."""
    CLOSED = "the team is closed"
    DOWN = "the team is down"


class Span(NamedTuple):
    """A time [since, until) in one state, in hours since the scenario's start."""

    since: float
    until: float
    state: Phase
    leg: int
    """Row of the leg that it is a part of."""
    part: str
    """What it counts as, one of `PARTS`."""


PARTS = {
    "work": "work",
    "seats": "waiting for a free seat",
    "closed": "nights, breaks, weekends and holidays",
    "answers": "waiting for answers",
    "outages": "outages",
    "moves": "being handed to another team",
    "rework": "rework",
    "inspection": "inspection",
    "handover": "brief and handover",
}
"""What a lead time consists of. Every hour is one of these: while a team is down that is what counts, then
whether an answer is waited for, then whether the team is closed."""


def spans_of(journal: Journal, legs: Rows) -> list[Span]:
    """One task's legs as spans, each of which begins where the one before it ends.

    Parameters
    ----------
    legs
        Of one task, in order of time (dtype LEG).
    """
    spans: list[Span] = []
    for number, leg in enumerate(legs):
        for since, until, state in _cut(journal, leg):
            part = part_of(state, int(leg["way"]), int(leg["act"]), int(leg["attempt"]))
            spans.append(Span(since, until, state, number, part))
    return spans


def part_of(state: Phase, way: int, act: int, attempt: int) -> str:
    """What an hour of a task's life counts as."""
    if state is Phase.DOWN:
        return "outages"
    if act in (Act.ANSWER, Act.CHECK):
        return "answers"
    if way == Way.TRAVEL:
        return "handover" if act == Act.BRIEF else "moves"
    if state is Phase.CLOSED:
        return "closed"
    if state is Phase.SEATS:
        return "seats"
    if act == Act.WORK:
        return "rework" if attempt > 0 else "work"
    return "inspection" if act == Act.INSPECT else "handover"


def _cut(journal: Journal, leg: Rows) -> list[tuple[float, float, Phase]]:
    since, until = float(leg["since"]), float(leg["until"])
    if leg["way"] == Way.TRAVEL:
        return [(since, until, Phase.TRAVEL)]
    team, plan = int(leg["team"]), journal.plan
    downs = _downs(journal, team)
    edges = np.concatenate([plan.opens[team], plan.closes[team], downs.ravel()])
    inner = np.unique(edges[(edges > since) & (edges < until)]).tolist()
    pieces: list[tuple[float, float, Phase]] = []
    is_crowded = False
    for begin, end in zip([since, *inner], [*inner, until], strict=True):
        state = _state(journal, team, begin, downs, int(leg["way"]))
        is_crowded |= state is Phase.SEATS
        if is_crowded and state is Phase.CLOSED:
            state = Phase.SEATS
        if pieces and pieces[-1][2] is state:
            begin = pieces.pop()[0]
        pieces.append((begin, end, state))
    return pieces


def _state(journal: Journal, team: int, instant: float, downs: Floats, way: int) -> Phase:
    if ((downs[:, 0] <= instant) & (instant < downs[:, 1])).any():
        return Phase.DOWN
    if not is_open(journal.plan.opens[team], journal.plan.closes[team], instant):
        return Phase.CLOSED
    return Phase.WORKED if way == Way.SEAT else Phase.SEATS


def _downs(journal: Journal, team: int) -> Floats:
    rows = journal.disruptions
    rows = rows[(rows["team"] == team) & (rows["cause"] == Cause.OUTAGE)]
    return np.stack([rows["started"], rows["ended"]], axis=1)
