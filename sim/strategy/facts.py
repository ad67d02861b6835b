"""What can happen in a case, and what cannot: who gets work, who may fail, what may leak.

Each answer errs on the side of what can.
"""

from __future__ import annotations

import math
from datetime import timedelta

from sim.scenario.contract import ServiceLevel
from sim.scenario.experience import Saturating
from sim.scenario.scenario import Scenario
from sim.scenario.team import Team, WorkingTeam
from sim.scenario.work import WorkType
from sim.strategy.fit import TOLERANCE
from sim.strategy.strategy import Strategy
from sim.strategy.termination import Termination


class Facts:
    """What follows from a case for its settings."""

    def __init__(self, scenario: Scenario, strategy: Strategy) -> None:
        self.scenario, self.strategy = scenario, strategy
        self.hours = scenario.window_hours[1]
        self.days = self.hours / 24.0
        work, start = scenario.work, scenario.start
        self.arrives = {name for name in work if work[name].arrives_before(self.hours, start)}
        self.out = {name: self._providers_of(name, work) for name, work in scenario.work.items()}
        self.used = {name for providers in self.out.values() for name in providers}
        first, last = (scenario.start + timedelta(hours=hours) for hours in scenario.window_hours)
        self.year_turns = last.year > scenario.start.year
        self.year_is_seen_to_turn = last.year > first.year

    def _providers_of(self, name: str, work: WorkType) -> set[str]:
        """Providers that may come to do this work."""
        scenario, strategy = self.scenario, self.strategy
        if name not in self.arrives or strategy.assignment.keeps_home(work):
            return set()
        assignment = strategy.assignment
        if assignment.rule == "primary_backup":
            used = {assignment.primary, assignment.backup} & set(scenario.providers)
        else:
            row = strategy.mix.get(name, strategy.mix.get(work.family or "", {}))
            used = {team for team, share in row.items() if share > 0.0 and team in scenario.providers}
        if strategy.relay is not None and (used & set(strategy.relay.teams) or self._may_begin_in_ring(name)):
            used |= set(strategy.relay.teams) & set(scenario.providers)
        ends = strategy.termination
        if ends is not None and ends.of in used and ends.to in scenario.providers:
            used |= {ends.to}
        plan = strategy.contingency.plan
        if plan in scenario.providers and any(self.can_fail(team) for team in used if team is not None):
            used = used | {plan}
        return {team for team in used if team is not None}

    def gets_work(self, name: str) -> bool:
        """Whether any work may come to this team."""
        if name in self.scenario.providers:
            return name in self.used
        if name == "reviewers":
            return self.inspects
        if name == "liaisons":
            return bool(self.used)
        ring = self.strategy.relay.teams if self.strategy.relay is not None else ()
        comes_home = (
            self.goes_home
            or any(map(self.can_fail, self.used))
            or ("inhouse" in ring and bool(self.used & set(ring)))
        )
        return comes_home or any(self._begins_at_home(work) for work in self.arrives)

    def keeps_time(self, name: str) -> bool:
        """Whether promises in working hours are counted by this team's calendar, even if it has no work."""
        promised = (self.scenario.work[work].longest_working_hours > 0.0 for work in self.arrives)
        return name == "inhouse" and any(promised)

    def is_ever_asked(self, promise: ServiceLevel) -> bool:
        """Whether anything that a service level is about may be to be delivered, or to be begun."""
        works = {name: self.scenario.work[name] for name in self.arrives}
        return any(
            (work.begin_hours if promise.is_about_beginning else work.due_hours) < math.inf
            for name, work in works.items()
            if promise.covers(name, work.family)
        )

    def _begins_at_home(self, name: str) -> bool:
        """Whether any of this work is begun in-house."""
        work, strategy = self.scenario.work[name], self.strategy
        if strategy.assignment.rule != "mix" or strategy.assignment.keeps_home(work):
            return True
        shares = strategy.mix.get(name, strategy.mix.get(work.family or "", {}))
        is_ramped = strategy.transition is not None or strategy.flexibility.adaptive is not None
        return is_ramped or sum(shares.values()) < 1.0 - TOLERANCE

    def _may_begin_in_ring(self, name: str) -> bool:
        """Whether any of this work may be begun by the people in-house, and they pass it on."""
        relay = self.strategy.relay
        return relay is not None and "inhouse" in relay.teams and self._begins_at_home(name)

    @property
    def passes_on(self) -> bool:
        """Whether any work may go on elsewhere at the end of a shift."""
        return self.strategy.relay is not None and bool(self.used & set(self.strategy.relay.teams))

    def has_seats(self, name: str, team: Team) -> bool:
        """Whether anybody is in this team, though no work comes to it."""
        staffing = self.strategy.staffing.get(name)
        if staffing is None or staffing.rule == "stated":
            return team.seats > 0
        return staffing.at_least > 0

    def can_end(self, name: str) -> bool:
        """Whether this provider may end for good."""
        provider = self.scenario.providers[name]
        ends = (provider.insolvency, provider.viability, provider.distress)
        scripted = any(e.team == name and e.kind == "insolvency" for e in self.scenario.events)
        return scripted or any(each is not None for each in ends)

    @property
    def ends(self) -> Termination | None:
        """The contract that the client ends, if the provider has any work."""
        ends = self.strategy.termination
        return ends if ends is not None and ends.of in self.used else None

    @property
    def goes_home(self) -> bool:
        """Whether the people in-house follow upon a provider."""
        return self.ends is not None and self.ends.to == "inhouse"

    def leaves(self, name: str) -> bool:
        """Whether the client may end this provider's contract."""
        return self.ends is not None and self.ends.of == name

    def can_fail(self, name: str) -> bool:
        """Whether this provider may be down, or end."""
        provider = self.scenario.providers[name]
        scripted = any(e.team == name and e.kind == "outage" for e in self.scenario.events)
        region = self.scenario.regions.get(provider.region or "")
        struck = region is not None and region.shocks is not None
        return self.can_end(name) or scripted or struck or provider.outages is not None

    @property
    def inspects(self) -> bool:
        """Whether anybody looks at any work."""
        inspection = self.strategy.inspection
        return (inspection.inhouse_rate > 0.0 and self.gets_work("inhouse")) or (
            inspection.outsourced_rate > 0.0 and bool(self.used)
        )

    @property
    def teams(self) -> dict[str, Team]:
        """All teams by path."""
        scenario = self.scenario
        own: dict[str, Team] = {
            "scenario.inhouse": scenario.inhouse,
            "scenario.liaisons": scenario.liaisons,
            "scenario.reviewers": scenario.reviewers,
        }
        return own | {f"scenario.providers.{name}": each for name, each in scenario.providers.items()}

    def asks(self, name: str) -> bool:
        """Whether any question may be asked of the liaisons about this work."""
        return self.is_unclear(name) and any(
            self.scenario.providers[team].asks > 0.0 for team in self.out[name]
        )

    def asks_at_home(self, name: str) -> bool:
        """Whether a colleague may be asked about it."""
        home = self.scenario.inhouse
        return self.scenario.work[name].unclear_points > 0.0 and home.asks > 0.0 and not home.understands_all

    def is_unclear(self, name: str) -> bool:
        """Whether any provider that may do this work need not understand all of it."""
        providers = self.scenario.providers
        return self.scenario.work[name].unclear_points > 0.0 and any(
            not providers[team].understands_all for team in self.out[name]
        )

    @property
    def teaches(self) -> bool:
        """Whether lessons can teach anybody anything."""
        transition = self.strategy.transition
        hours = (
            (transition.teaching_hours_per_seat + transition.liaison_hours_per_seat) if transition else 0.0
        )
        pupils = (self.scenario.providers[name].experience for name in self.used)
        return hours > 0.0 and any(isinstance(each, Saturating) for each in pupils)

    @property
    def hands_on(self) -> bool:
        """Whether a provider that leaves teaches those who follow."""
        return self.ends is not None and self.ends.teaching_hours_per_seat > 0.0

    @property
    def complains(self) -> bool:
        """Whether an inspection may ask for rework."""
        by_reviewers = self.strategy.inspection.by == "reviewers"
        inspector = self.scenario.reviewers if by_reviewers else self.scenario.third_party
        errs = any(map(self.errs, self.arrives))
        return self.inspects and (errs or inspector.false_alarm_probability > 0.0)

    def family_matters(self, name: str) -> bool:
        """Whether anything is said of a family that this work has or could have."""
        scenario = self.scenario
        if any(work.family for other, work in scenario.work.items() if other != name):
            return True
        working: list[WorkingTeam] = [scenario.inhouse, *scenario.providers.values()]
        said = set(self.strategy.mix).union(*(team.skill for team in working))
        contracts = [team.contract for team in scenario.providers.values()]
        said = said.union(*(getattr(contract, "prices", {}) for contract in contracts))
        said = said.union(*(promise.of_work for each in contracts for promise in each.promises))
        return scenario.work[name].family in said

    def misreads(self, name: str) -> bool:
        """Whether this work may be misunderstood, by a provider or at home."""
        work = self.scenario.work[name]
        is_unclear = self.is_unclear(name) or (
            work.unclear_points > 0.0 and not self.scenario.inhouse.understands_all
        )
        return work.ambiguity > 0.0 and is_unclear

    def errs(self, name: str) -> bool:
        """Whether this work may be done wrong, by anybody."""
        teams: list[WorkingTeam] = [self.scenario.inhouse, *self.scenario.providers.values()]
        faults = [team.defects_per_task for team in teams]
        faults += [skill.defects_per_task or 0.0 for team in teams for skill in team.skill.values()]
        return any(faults) or self.misreads(name)

    def leaks(self, name: str) -> bool:
        """Whether this provider may leak what is worth something."""
        works = [self.scenario.work[work] for work, providers in self.out.items() if name in providers]
        team = self.scenario.providers[name]
        by_leaving = team.leaks_per_leaver * team.attrition_per_year
        return team.leaks_per_year + by_leaving > 0.0 and any(
            work.sensitivity > 0.0 and work.ip_value > 0.0 for work in works
        )

    def hires(self, path: str, team: Team) -> bool:
        """Whether anybody may ever be hired there."""
        name = path.rpartition(".")[2]
        grows = name in self.strategy.flexibility.teams
        rehires = self.strategy.contingency.rehire > 0.0
        takes_over = rehires and any(self.goes_to(each) == name for each in self.used if self.can_end(each))
        follows = self.ends is not None and self.ends.to == name
        return team.attrition_per_year > 0.0 or grows or takes_over or follows or self.chooses(name)

    def goes_to(self, ended: str) -> str:
        """The team that takes over the work of a provider that has ended."""
        plan = self.strategy.contingency.plan
        return plan if plan in self.scenario.providers and plan != ended else "inhouse"

    def releases(self, path: str) -> bool:
        """Whether anybody may ever be let go there."""
        name = path.rpartition(".")[2]
        moves = self.strategy.transition is not None and name == "inhouse"
        return moves or name in self.strategy.flexibility.teams or self.chooses(name)

    def chooses(self, name: str) -> bool:
        """Whether this team may move its own seats at a term's end."""
        provider = self.scenario.providers.get(name)
        viability = None if provider is None else provider.viability
        if viability is None or name not in self.used or viability.term_months * 28 > self.days:
            return False
        return len({way.seats for way in viability.choices.values()}) > 1
