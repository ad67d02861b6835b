"""Who goes on with work in hand when a shift ends?"""

from __future__ import annotations

import math

import numpy as np

from sim.chronicle.surrender import Moment, Surrenders
from sim.engine.clock import Kind
from sim.engine.journal import Journal
from sim.rules import calendar, relay


def next_at_sunset(journal: Journal, surrenders: Surrenders, team: int, instant: float) -> int | None:
    """The team to which another passed on its work at that instant; None if its shift did not end then."""
    plan = journal.plan
    if not plan.relay.is_on or plan.relay.following[team] == relay.NOBODY:
        return None
    rows = np.flatnonzero(plan.closes[team] == instant)
    opens = np.append(plan.opens[team], np.inf)
    if not len(rows) or not relay.is_end_of_shift(instant, opens[rows[0] + 1]):
        return None
    goes_on_at = [_goes_on_at(journal, surrenders, other, instant) for other in range(plan.liaisons)]
    to = relay.who_goes_on(plan.relay.following, np.array(goes_on_at), team)
    return None if to == relay.NOBODY else int(to)


def _goes_on_at(journal: Journal, surrenders: Surrenders, team: int, instant: float) -> float:
    plan, rows = journal.plan, journal.disruptions
    is_down = (rows["team"] == team) & (rows["started"] <= instant) & (rows["ended"] > instant)
    if is_down.any() or surrenders.holds(team, Moment(instant, Kind.SUNSET, team)):
        return math.inf
    return float(calendar.next_opening(plan.opens[team], plan.closes[team], instant))
