"""How did one world look, instant after instant? Counts of tasks by place, who was there, and money."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.chronicle.chronicle import Chronicle
from sim.chronicle.path import Way
from sim.engine.journal import Act, Journal
from sim.outcome.fees import observed_months
from sim.outcome.ledger import keep_ledger
from sim.outcome.monthly import total_of_months
from sim.outcome.service import level
from sim.outcome.window import instants_of_end, observe, outages_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

MOST_FRAMES = 400
STEPS = (1.0, 2.0, 3.0, 6.0, 12.0, 24.0, 48.0, 96.0, 168.0)
"""Hours from frame to frame, the shortest that fits."""
SAME_DAY = 6.0
"""Longer steps cannot show a team's day and night."""


class Frames(NamedTuple):
    """One world at F instants; T teams in the order of the scenario's."""

    instants: Floats
    """(F,) hours since the scenario's start."""
    step_hours: float
    in_line: Ints
    """(T, F) tasks that wait for a seat."""
    at_seats: Ints
    """(T, F) tasks that somebody has, at work on it or not."""
    is_open: Bools
    """(T, F) by the team's calendar."""
    is_down: Bools
    """(T, F) an outage, or the team has ended."""
    questions: Ints
    """(F,) questions and drafts that wait for a liaison."""
    on_the_way: Ints
    """(F,) briefs, questions, answers and handovers on their way."""
    in_hand: Ints
    """(F,) tasks arrived and not delivered."""
    overdue: Ints
    """(F,) those of them that are past their due date."""
    delivered: Ints
    """(F,) tasks delivered since the first frame."""
    spent: Floats
    """(F,) money since the observed window began, each month's spread evenly over it; nan outside of it."""


def frames_of(
    chronicle: Chronicle, since: float, until: float, most: int = MOST_FRAMES, with_money: bool = True
) -> Frames:
    """Frames from one instant to another, thinned until they are few enough.

    A state holds from an event on: at the instant of an event a frame shows what follows upon it.

    Parameters
    ----------
    since, until
        Hours since the scenario's start, within the run.
    most
        Frames at most.
    """
    journal, legs = chronicle.journal, chronicle.legs
    step = next((each for each in STEPS if (until - since) / each < most), (until - since) / (most - 1))
    instants: Floats = since + step * np.arange(
        math.floor((until - since) / step + 1e-9) + 1, dtype=np.float64
    )
    teams, tasks = len(journal.plan.seats), journal.tasks
    left = np.where(np.isnan(tasks["delivered"]), np.inf, tasks["delivered"])
    late = left > tasks["due"]

    def count(rows: Bools) -> Ints:
        return level(instants, legs["since"][rows], legs["until"][rows]).astype(np.int64)

    def of_team(way: Way) -> Ints:
        return np.array([count((legs["way"] == way) & (legs["team"] == team)) for team in range(teams)])

    asks = (legs["act"] == Act.ANSWER) | (legs["act"] == Act.CHECK)
    ways = legs["way"]
    return Frames(
        instants=instants,
        step_hours=float(step),
        in_line=of_team(Way.LINE),
        at_seats=of_team(Way.SEAT),
        is_open=_open(journal, instants),
        is_down=_down(journal, instants),
        questions=count((ways == Way.LINE) & asks),
        on_the_way=count(ways == Way.TRAVEL),
        in_hand=level(instants, tasks["arrived"], left).astype(np.int64),
        overdue=level(instants, tasks["due"][late], left[late]).astype(np.int64),
        delivered=np.searchsorted(np.sort(left[left > since]), instants, side="right").astype(np.int64),
        spent=_spent(journal, instants) if with_money else np.full(len(instants), np.nan),
    )


def _open(journal: Journal, instants: Floats) -> Bools:
    rows = []
    for opens, closes in zip(journal.plan.opens, journal.plan.closes, strict=True):
        row = np.minimum(np.searchsorted(closes, instants, side="right"), len(closes) - 1)
        rows.append((opens[row] <= instants) & (instants < closes[row]))
    return np.array(rows)


def _down(journal: Journal, instants: Floats) -> Bools:
    teams, outages = outages_of(journal)
    down = instants >= instants_of_end(journal)[:, None]
    for team, (begin, end) in zip(teams.tolist(), outages.tolist(), strict=True):
        down[team] |= (begin <= instants) & (instants < end)
    return np.asarray(down)


def _spent(journal: Journal, instants: Floats) -> Floats:
    """The ledger so far: whole months as the ledger dates them, a month under way by the time that passed."""
    seen = observe(journal)
    edges = observed_months(seen).edges
    paid = np.concatenate([[0.0], np.cumsum(total_of_months(seen, keep_ledger(seen))) / 100.0])
    return np.asarray(np.interp(instants, edges, paid, left=np.nan, right=np.nan))
