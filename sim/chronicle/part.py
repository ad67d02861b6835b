"""How many hours of each part does every task of a world have? All at once, to tell what is usual."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.chronicle.path import Way
from sim.chronicle.span import PARTS, Phase, part_of
from sim.engine.journal import Act, Journal, Rows
from sim.engine.plan import Plan
from sim.outcome.window import open_hours_until, outages_of

Floats = NDArray[np.float64]


def parts_of_all(journal: Journal, legs: Rows) -> Floats:
    """Hours by task and part, (tasks, parts): each row adds up to the task's lead time, so far.

    Parameters
    ----------
    legs
        Of all tasks, as `legs_of` has them.
    """
    hours = np.zeros((len(journal.tasks), len(PARTS)))
    whole, down, closed = _split(journal, legs)
    is_travel, is_line = legs["way"] == Way.TRAVEL, legs["way"] == Way.LINE
    rest = whole - down - closed
    shares = {
        Phase.TRAVEL: np.where(is_travel, whole, 0.0),
        Phase.DOWN: down,
        Phase.CLOSED: closed,
        Phase.SEATS: np.where(is_line, rest, 0.0),
        Phase.WORKED: np.where(is_line | is_travel, 0.0, rest),
    }
    column = {name: number for number, name in enumerate(PARTS)}
    again = np.minimum(legs["attempt"], 1)
    for way in Way:
        for act in Act:
            for attempt in (0, 1):
                rows = (legs["way"] == way) & (legs["act"] == act) & (again == attempt)
                if not rows.any():
                    continue
                for state, share in shares.items():
                    place = column[part_of(state, way, act, attempt)]
                    hours[:, place] += np.bincount(legs["task"][rows], share[rows], len(hours))
    return hours


def _split(journal: Journal, legs: Rows) -> tuple[Floats, Floats, Floats]:
    """Hours of each leg, (legs,): all of it, while the team was down, and while it was closed.

    Of a wait in line only the time before the first instant at which the team was at work is called closed:
    later nights are waited for want of a seat.
    """
    whole = legs["until"] - legs["since"]
    down, closed = np.zeros(len(legs)), np.zeros(len(legs))
    outage_team, outages = outages_of(journal)
    for team in np.unique(legs["team"]).tolist():
        rows = np.flatnonzero((legs["team"] == team) & (legs["way"] != Way.TRAVEL))
        since, until = legs["since"][rows], legs["until"][rows]
        own = outages[outage_team == team]
        is_line = legs["way"][rows] == Way.LINE
        end = np.where(is_line, np.minimum(_first_at_work(journal.plan, team, since, own), until), until)
        down[rows] = sum((_overlap(since, until, span) for span in own), np.zeros(len(rows)))
        early = sum((_overlap(since, end, span) for span in own), np.zeros(len(rows)))
        closed[rows] = (end - since) - early - _at_work(journal.plan, team, since, end, own)
    return whole, down, closed


def _overlap(since: Floats, until: Floats, span: Floats) -> Floats:
    inside = np.minimum(until, span[1]) - np.maximum(since, span[0])
    return np.asarray(np.maximum(inside, 0.0))


def _at_work(plan: Plan, team: int, since: Floats, until: Floats, outages: Floats) -> Floats:
    """Hours that the team was open and not down."""
    opened = open_hours_until(plan, team, until) - open_hours_until(plan, team, since)
    for begin, end in outages:
        low, high = np.maximum(since, begin), np.minimum(until, end)
        lost = open_hours_until(plan, team, high) - open_hours_until(plan, team, low)
        opened -= np.where(low < high, lost, 0.0)
    return opened


def _first_at_work(plan: Plan, team: int, since: Floats, outages: Floats) -> Floats:
    """The first instant from each on at which the team is open and not down."""
    first = _next_opening(plan, team, since)
    for begin, end in outages:  # in order of time, and apart from each other
        is_down = (first >= begin) & (first < end)
        first = np.where(is_down, _next_opening(plan, team, np.full(len(first), end)), first)
    return first


def _next_opening(plan: Plan, team: int, instants: Floats) -> Floats:
    """The law `sim.rules.calendar.next_opening` for many instants at once."""
    opens, closes = plan.opens[team], plan.closes[team]
    row = np.minimum(np.searchsorted(closes, instants, side="right"), len(closes) - 1)
    return np.asarray(np.where(instants >= closes[row], np.inf, np.maximum(instants, opens[row])))
