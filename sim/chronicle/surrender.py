"""When was a team given up, so that its tasks went elsewhere?"""

from __future__ import annotations

import math
from typing import NamedTuple

from sim.engine.clock import Kind
from sim.engine.journal import Cause, Journal, Why
from sim.rules.assignment import INHOUSE
from sim.rules.relay import NOBODY


class Moment(NamedTuple):
    """An instant, and a place among all that happens at it: the law of time's own order."""

    instant: float
    kind: int
    who: int


NEVER = Moment(math.inf, 0, 0)
_ENDS = {
    Cause.INSOLVENCY: Kind.INSOLVENCY,
    Cause.WALKED_AWAY: Kind.RENEWAL,
    Cause.ENDED: Kind.VERDICT,
}


class Surrenders:
    """From which moment until which other each team was given up: after an outage too long, or for good."""

    def __init__(self, journal: Journal) -> None:
        self._spans: dict[int, list[tuple[Moment, Moment]]] = {}
        self._last: dict[int, tuple[Moment, int]] = {}
        self._destination, leaving = journal.plan.destination, journal.plan.leaving
        patience = journal.plan.patience_hours
        for row in journal.disruptions:
            team, started, ended = int(row["team"]), float(row["started"]), float(row["ended"])
            if row["cause"] != Cause.OUTAGE:
                begin = Moment(started, _ENDS[Cause(int(row["cause"]))], team)
                self._spans.setdefault(team, []).append((begin, NEVER))
                if team == leaving.of and _is_followed(journal, started):
                    self._last[team] = begin, leaving.to
                    if journal.plan.destination[leaving.to] == team:
                        self._last[leaving.to] = begin, INHOUSE
            elif (gives_up := started + float(patience[team])) < ended:
                span = Moment(gives_up, Kind.PATIENCE, team), Moment(ended, Kind.REPAIR, team)
                self._spans.setdefault(team, []).append(span)

    def holds(self, team: int, moment: Moment) -> bool:
        """Whether the team is given up then."""
        return any(begin <= moment < end for begin, end in self._spans.get(team, ()))

    def destination(self, team: int, moment: Moment) -> int:
        """Where a team's tasks go then when it is given up; after a contract's end, to who follows."""
        since, to = self._last.get(team, (NEVER, NOBODY))
        return to if since <= moment and to != NOBODY else int(self._destination[team])

    def next(self, team: int, moment: Moment) -> Moment:
        """When the team is given up next, which sends all its tasks away; `NEVER` if it is not."""
        return min((begin for begin, _ in self._spans.get(team, ()) if begin >= moment), default=NEVER)


def _is_followed(journal: Journal, ended: float) -> bool:
    """Whether somebody was to follow when the provider ended whose contract the client ends."""
    rows, others = journal.changes, journal.disruptions
    decided = rows["decided"][rows["why"] == Why.SUCCEEDING]
    gone = (others["team"] == journal.plan.leaving.to) & (others["cause"] != Cause.OUTAGE)
    return bool((decided <= ended).any()) and not bool((others["started"][gone] <= ended).any())
