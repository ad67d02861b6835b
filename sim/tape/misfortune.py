"""When does each team go down, and when does a provider end for good? Dealt before time starts."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.rules import chance
from sim.scenario.hazard import CashInsolvency
from sim.scenario.scenario import Scenario
from sim.tape.crisis import HazardClock, deal_clock
from sim.tape.distress import Chain, deal_distress
from sim.tape.downtimes import NONE, Downtimes
from sim.tape.exposure import Exposure
from sim.tape.slowdown import Slowdown, largest
from sim.tape.stream import root_of
from sim.tape.strike import What, days_to_insolvency, first_strikes

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Row = tuple[float, int, float, float]
Columns = tuple[Ints, Floats, Floats, Floats]


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

    seed: int
    replication: int
    root: int
    hours: float
    struck: set[What]
    clock: HazardClock


def deal_misfortunes(scenario: Scenario, seed: int, replication: int) -> Misfortunes:
    """All that goes wrong with all teams within the scenario's time."""
    return Fates(scenario).deal(seed, replication)


class Fates:
    """Knows what could strike whom, found out once for all replications.

    Of each hazard one number says when it first strikes, and whether it does in this time; what does not is
    not dealt.
    """

    def __init__(self, scenario: Scenario) -> None:
        self._hours, self._crises = scenario.window_hours[1], scenario.crises
        strikes = first_strikes(scenario)
        self._names = np.array([strike.name for strike in strikes], dtype=np.int64)
        self._reach = np.array([strike.reach for strike in strikes], dtype=np.float64)
        self._what = [strike.what for strike in strikes]
        self._teams = [Exposure(scenario, name, team) for name, team in scenario.named_teams.items()]
        self._is_scripted = any(team.is_scripted for team in self._teams)
        self._outages = Downtimes(scenario, self._teams, strikes)
        self._is_outage: list[bool] = (self._outages.turns_of != NONE).tolist()
        ends = np.full(len(self._teams), np.inf)
        who, when, _, share = NOBODY
        self._calm = _kept(Misfortunes(who, when, when, ends, who, when, when, share, who, when, when))

    def deal(self, seed: int, replication: int) -> Misfortunes:
        """What goes wrong in one replication."""
        root, found = root_of(seed, replication), np.empty(len(self._names), np.int64)
        count = chance.find_below(root, self._names, self._reach, found)
        if not count and not self._is_scripted:
            return self._calm
        found = found[:count]
        struck = {self._what[k] for k in found.tolist() if not self._is_outage[k]}
        ends, slow, troubles = self._calm.ends, NOBODY, NOBODY
        if struck or self._is_scripted:
            ends, slow, troubles = self._told(seed, replication, root, struck)
        outages = self._outages.deal(root, found, ends)
        (who, start, end), (slow_who, slow_start, slow_end, share) = outages, slow
        in_trouble = troubles[:3]
        return _kept(Misfortunes(who, start, end, ends, slow_who, slow_start, slow_end, share, *in_trouble))

    def _told(
        self, seed: int, replication: int, root: int, struck: set[What]
    ) -> tuple[Floats, Columns, Columns]:
        """All that goes wrong but for outages: when teams end, and what is slow and in trouble before."""
        crises = self._crises if ("", "crises") in struck else None
        clock = deal_clock(crises, seed, replication, self._hours)
        if crises is None and self._crises is not None:
            clock = HazardClock((), *self._crises.rates)
        world = _World(seed, replication, root, self._hours, struck, clock)
        slow: list[Row] = []
        troubles: list[Row] = []
        ends = np.full(len(self._teams), np.inf)
        touched = {name for name, _ in struck}
        for index, team in enumerate(self._teams):
            if not (team.name in touched or team.is_scripted):
                continue
            chain = _troubles(world, team, _end(world, team))
            ends[index] = _in_time(chain.end, world.hours)
            slow += [(start, index, end, share) for start, end, share in _slowdowns(world, team, chain)]
            troubles += [(start, index, end, 0.0) for start, end in chain.troubles]
        return ends, _columns(slow), _columns(troubles)


def _kept(timetable: Misfortunes) -> Misfortunes:
    """The same, read-only: whoever is told it, it may be the one that all calm replications share."""
    for table in timetable:
        table.setflags(write=False)
    return timetable


def _columns(rows: list[Row]) -> Columns:
    """Team, start, end and one number more, in the order of the starts."""
    if not rows:
        return NOBODY
    table = np.array(sorted(rows), dtype=np.float64)
    return table[:, 1].astype(np.int64), table[:, 0].copy(), table[:, 2].copy(), table[:, 3].copy()


NOBODY = np.empty(0, np.int64), np.empty(0), np.empty(0), np.empty(0)
"""The columns of what happens to nobody."""


def _end(world: _World, team: Exposure) -> float:
    """When the team ends for good, in hours, if not by distress: scripted, dealt, or not in this time."""
    end = team.scripted_end
    if team.insolvency is not None and (team.name, "insolvency") in world.struck:
        luck = chance.uniform(world.root, team.insolvency_name, 0)
        hours = 24.0 * days_to_insolvency(team.insolvency, luck)
        is_cash = isinstance(team.insolvency, CashInsolvency)
        end = min(end, hours if is_cash else world.clock.after(0.0, hours))
    return _in_time(end, world.hours)


def _in_time(end: float, hours: float) -> float:
    return end if end < hours else math.inf


def _troubles(world: _World, team: Exposure, end: float) -> Chain:
    """A provider's distress, which its end cuts short or which is its end; nobody else has any."""
    if team.distress is None or (team.name, "distress") not in world.struck:
        return Chain(end=end)
    hours = min(world.hours, end)
    chain = deal_distress(team.distress, team.name, world.seed, world.replication, world.clock, hours)
    return chain.until(end)


def _slowdowns(world: _World, team: Exposure, chain: Chain) -> list[Slowdown]:
    """A team's own slowdowns, scripted ones, and those of its troubles."""
    hours = min(world.hours, chain.end)
    slow = [Slowdown(start, end, chain.share) for start, end in chain.slowdowns]
    slow += team.scripted_slowdowns
    if team.slowdowns is not None and (team.name, "slowdowns") in world.struck:
        spans = team.slowdowns.deal(world.root, hours)
        slow += [Slowdown(start, end, team.slowdown_share) for start, end in spans]
    return largest(slow, hours, chain.end) if slow else slow
