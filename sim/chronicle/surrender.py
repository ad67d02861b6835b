"""When was a team given up, so that its tasks went elsewhere?"""

from __future__ import annotations

import math
from typing import NamedTuple

from sim.engine.clock import Kind
from sim.engine.journal import Cause, Journal


class Moment(NamedTuple):
    """An instant, and a place among all that happens at it: the law of time's own order."""

    instant: float
    kind: int
    who: int


NEVER = Moment(math.inf, 0, 0)


class Surrenders:
    """From which moment until which other each team was given up: after an outage too long, or for good."""

    def __init__(self, journal: Journal) -> None:
        self._spans: dict[int, list[tuple[Moment, Moment]]] = {}
        patience = journal.plan.patience_hours
        for row in journal.disruptions:
            team, started, ended = int(row["team"]), float(row["started"]), float(row["ended"])
            if row["cause"] != Cause.OUTAGE:
                kind = Kind.INSOLVENCY if row["cause"] == Cause.INSOLVENCY else Kind.RENEWAL
                self._spans.setdefault(team, []).append((Moment(started, kind, team), NEVER))
            elif (gives_up := started + float(patience[team])) < ended:
                span = Moment(gives_up, Kind.PATIENCE, team), Moment(ended, Kind.REPAIR, team)
                self._spans.setdefault(team, []).append(span)

    def holds(self, team: int, moment: Moment) -> bool:
        """Whether the team is given up then."""
        return any(begin <= moment < end for begin, end in self._spans.get(team, ()))

    def next(self, team: int, moment: Moment) -> Moment:
        """When the team is given up next, which sends all its tasks away; `NEVER` if it is not."""
        return min((begin for begin, _ in self._spans.get(team, ()) if begin >= moment), default=NEVER)
