"""What may strike a team? Found out once for all replications."""

from __future__ import annotations

import math

from sim.scenario.hazard import Insolvency
from sim.scenario.scenario import Scenario
from sim.scenario.team import Provider, Team
from sim.tape.slowdown import Slowdown
from sim.tape.span import Span, Turns
from sim.tape.stream import name_of


class Exposure:
    """A team's hazards, its region, and what is scripted for it; times in hours."""

    def __init__(self, scenario: Scenario, name: str, team: Team) -> None:
        self.name, self.region = name, team.region
        events = [event for event in scenario.events if event.team == name]
        self.is_scripted = bool(events)
        self.scripted_outages: list[Span] = [
            (24.0 * event.at_day, 24.0 * (event.at_day + event.days))
            for event in events
            if event.kind == "outage" and event.days is not None
        ]
        self.slowdowns: Turns | None = None
        self.slowdown_share = 0.0
        if team.slowdowns is not None:
            self.slowdowns = Turns(team.slowdowns, f"{name}/slowdown_uptime", f"{name}/slowdown_downtime")
            self.slowdown_share = team.slowdowns.share
        self.scripted_slowdowns = [
            Slowdown(24.0 * event.at_day, 24.0 * (event.at_day + event.days), event.share)
            for event in events
            if event.days is not None and event.share is not None
        ]
        ends = (24.0 * event.at_day for event in events if event.kind == "insolvency")
        self.scripted_end = min(ends, default=math.inf)
        self.insolvency: Insolvency | None = team.insolvency if isinstance(team, Provider) else None
        self.distress = team.distress if isinstance(team, Provider) else None
        self.insolvency_name = name_of(f"{name}/insolvency")
        """Of its luck, to the generator."""
