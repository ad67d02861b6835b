"""Who goes on with work in hand when a shift ends?"""

from __future__ import annotations

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
    there = [_is_there(journal, surrenders, other, instant) for other in range(plan.liaisons)]
    to = relay.next_there(plan.relay.following, np.array(there), team)
    return None if to == relay.NOBODY else int(to)


def _is_there(journal: Journal, surrenders: Surrenders, team: int, instant: float) -> bool:
    plan, rows = journal.plan, journal.disruptions
    is_down = (rows["team"] == team) & (rows["started"] <= instant) & (rows["ended"] > instant)
    is_open = calendar.is_open(plan.opens[team], plan.closes[team], instant)
    return is_open and not is_down.any() and not surrenders.holds(team, Moment(instant, Kind.SUNSET, team))
