"""When does each team go down, and when does a provider end for good? Dealt before time starts."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.rules import chance
from sim.scenario.hazard import CashInsolvency
from sim.scenario.scenario import Scenario
from sim.scenario.team import Provider, Team
from sim.tape.crisis import HazardClock, deal_clock
from sim.tape.distress import Chain, deal_distress
from sim.tape.shock import deal_shocks
from sim.tape.slowdown import Slowdown, deal_slowdowns, largest
from sim.tape.span import Span, deal_spans, union
from sim.tape.stream import root_of, stream
from sim.tape.strike import Whose, days_to_insolvency, first_strikes

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Row = tuple[float, int, float, float]


class Misfortunes(NamedTuple):
    """The timetable of what goes wrong. Times in hours; all but `ends` in the order of the starts.

    One team's outages never overlap or touch. Its slowdowns never overlap; where one share of closed seats
    gives way to another, the end of the one is the start of the other to the last bit. Nothing begins after a
    team's end, and its slowdowns and troubles end with it.
    """

    team: Ints
    """The outages, with `start` and `end`."""
    start: Floats
    end: Floats
    ends: Floats
    """One entry a team: the instant of its insolvency, or inf if it is not in this time."""
    slow_team: Ints
    """The slowdowns, with start, end and the share of seats that is closed."""
    slow_start: Floats
    slow_end: Floats
    slow_share: Floats
    trouble_team: Ints
    """Providers in distress, with start and end; the plan knows what that does to attrition."""
    trouble_start: Floats
    trouble_end: Floats


class _World(NamedTuple):
    """What all teams of one replication share."""

    scenario: Scenario
    seed: int
    replication: int
    clock: HazardClock
    shocks: Mapping[str, list[Span]]

    @property
    def hours(self) -> float:
        return self.scenario.window_hours[1]


def deal_misfortunes(scenario: Scenario, seed: int, replication: int) -> Misfortunes:
    """All that goes wrong with all teams within the scenario's time."""
    return Fates(scenario).deal(seed, replication)


class Fates:
    """Knows what could strike whom, found out once for all replications.

    Of each hazard one number says when it first strikes, and whether it does in this time; where none does,
    nothing more is asked of it.
    """

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        strikes = first_strikes(scenario)
        self._names = np.array([strike.name for strike in strikes], dtype=np.int64)
        self._reach = np.array([strike.reach for strike in strikes])
        self._whose = [strike.whose for strike in strikes]
        self._scripted = {event.team for event in scenario.events}
        who, when, _, share = _columns([])
        ends = np.full(len(scenario.teams), np.inf)
        self._calm = _kept(Misfortunes(who, when, when, ends, who, when, when, share, who, when, when))

    def deal(self, seed: int, replication: int) -> Misfortunes:
        """What goes wrong in one replication."""
        luck = np.empty(len(self._names))
        chance.fill_first(root_of(seed, replication), self._names, luck)
        struck = np.flatnonzero(luck < self._reach).tolist()
        if not struck and not self._scripted:
            return self._calm
        return self._told(seed, replication, {self._whose[k] for k in struck})

    def _told(self, seed: int, replication: int, struck: set[Whose]) -> Misfortunes:
        """All that goes wrong with those who are struck, or may be."""
        scenario, shocks = self._scenario, {}
        crises = scenario.crises if ("crises", "") in struck else None
        clock = deal_clock(crises, seed, replication, scenario.window_hours[1])
        if crises is None and scenario.crises is not None:
            clock = HazardClock((), *scenario.crises.rates)
        for name, region in scenario.regions.items():
            if ("region", name) in struck:
                shocks[name] = deal_shocks(region, name, seed, replication, scenario.window_hours[1])
        world = _World(scenario, seed, replication, clock, shocks)
        outages: list[Row] = []
        slow: list[Row] = []
        troubles: list[Row] = []
        ends = np.full(len(scenario.teams), np.inf)
        for index, (name, team) in enumerate(scenario.named_teams.items()):
            if not ({("team", name), ("region", team.region)} & struck or name in self._scripted):
                continue
            chain = _troubles(world, name, team, _end(world, name, team))
            ends[index] = _in_time(chain.end, world.hours)
            outages += [(start, index, end, 0.0) for start, end in _outages(world, name, team, chain.end)]
            slow += [(start, index, end, share) for start, end, share in _slowdowns(world, name, team, chain)]
            troubles += [(start, index, end, 0.0) for start, end in chain.troubles]
        team_down, start, end, _ = _columns(outages)
        return _kept(Misfortunes(team_down, start, end, ends, *_columns(slow), *_columns(troubles)[:3]))


def _kept(timetable: Misfortunes) -> Misfortunes:
    """The same, read-only: whoever is told it, it may be the one that all calm replications share."""
    for table in timetable:
        table.setflags(write=False)
    return timetable


def _columns(rows: list[Row]) -> tuple[Ints, Floats, Floats, Floats]:
    """Team, start, end and one number more, in the order of the starts."""
    table = np.array(sorted(rows), dtype=np.float64).reshape(-1, 4)
    return table[:, 1].astype(np.int64), table[:, 0].copy(), table[:, 2].copy(), table[:, 3].copy()


def _outages(world: _World, name: str, team: Team, end: float) -> list[Span]:
    """Outages that start before the end, dealt and scripted, its own and its region's, as a union."""
    hours = min(world.hours, end)
    spans = [
        (24.0 * event.at_day, 24.0 * (event.at_day + event.days))
        for event in world.scenario.events
        if event.team == name and event.kind == "outage" and event.days is not None
    ]
    if team.outages is not None:
        up, down = f"{name}/uptime", f"{name}/downtime"
        spans += deal_spans(team.outages, world.seed, world.replication, up, down, hours)
    if team.region is not None:
        spans += world.shocks.get(team.region, [])
    return union([span for span in spans if span[0] < hours])


def _end(world: _World, name: str, team: Team) -> float:
    """When the team ends for good, in hours, if not by distress: scripted, dealt, or not in this time."""
    ends = [24.0 * e.at_day for e in world.scenario.events if e.team == name and e.kind == "insolvency"]
    if isinstance(team, Provider) and team.insolvency is not None:
        luck = stream(world.seed, world.replication, f"{name}/insolvency").uniform()
        hours = 24.0 * days_to_insolvency(team.insolvency, luck)
        is_cash = isinstance(team.insolvency, CashInsolvency)
        ends.append(hours if is_cash else world.clock.after(0.0, hours))
    return _in_time(min(ends, default=math.inf), world.hours)


def _in_time(end: float, hours: float) -> float:
    return end if end < hours else math.inf


def _troubles(world: _World, name: str, team: Team, end: float) -> Chain:
    """A provider's distress, which its end cuts short or which is its end; nobody else has any."""
    if not isinstance(team, Provider) or team.distress is None:
        return Chain(end=end)
    hours = min(world.hours, end)
    return deal_distress(team.distress, name, world.seed, world.replication, world.clock, hours).until(end)


def _slowdowns(world: _World, name: str, team: Team, chain: Chain) -> list[Slowdown]:
    """A team's own slowdowns, scripted ones, and those of its troubles."""
    hours = min(world.hours, chain.end)
    slow = [Slowdown(start, end, chain.share) for start, end in chain.slowdowns]
    slow += deal_slowdowns(world.scenario, name, team, world.seed, world.replication, hours)
    return largest(slow, hours, chain.end)
