"""Which settings of a case can change nothing in it, and why?

Each rule is a fact about the case: nobody waits, nothing leaks, the year does not turn. A rule names a
setting only where no run of the case could tell its value; a path stands for everything below it, too.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from sim.scenario.arrivals import Demand
from sim.scenario.hazard import CashInsolvency
from sim.scenario.scenario import Scenario
from sim.scenario.team import InHouse, Provider, Team, WorkingTeam
from sim.scenario.work import WorkType
from sim.strategy.strategy import Strategy

Silence = tuple[str, str]
"""A setting's path, and the reason why it changes nothing."""


def silent(scenario: Scenario, strategy: Strategy) -> dict[str, str]:
    """Settings without effect in this case, by path, each with its reason."""
    facts = _Facts(scenario, strategy)
    found: dict[str, str] = {}
    for rule in _RULES:
        for path, reason in rule(facts):
            found.setdefault(path, reason)
    return found


def reason_for(path: str, silences: dict[str, str]) -> str | None:
    """Why a setting changes nothing; None if it may."""
    names = path.split(".")
    ways = (".".join(names[:n]) for n in range(len(names), 1, -1))
    return next((silences[way] for way in ways if way in silences), None)


class _Facts:
    """What follows from a case for its settings."""

    def __init__(self, scenario: Scenario, strategy: Strategy) -> None:
        self.scenario, self.strategy = scenario, strategy
        self.hours = scenario.window_hours[1]
        self.days = self.hours / 24.0
        self.arrives = {name for name, work in scenario.work.items() if work.arrives_before(self.hours)}
        self.out = {name: self._providers_of(name, work) for name, work in scenario.work.items()}
        self.used = {name for providers in self.out.values() for name in providers}
        last = scenario.start + timedelta(days=self.days)
        self.year_turns = last.year > scenario.start.year

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
        plan = strategy.contingency.plan
        if plan in scenario.providers and any(self.can_fail(team) for team in used if team is not None):
            used = used | {plan}
        return {team for team in used if team is not None}

    def has_seats(self, name: str) -> bool:
        """Whether anybody is at this provider, though no work comes to it."""
        staffing = self.strategy.staffing.get(name)
        if staffing is None or staffing.rule == "stated":
            return self.scenario.providers[name].seats > 0
        return staffing.at_least > 0

    def can_end(self, name: str) -> bool:
        """Whether this provider may end for good."""
        provider = self.scenario.providers[name]
        ends = (provider.insolvency, provider.viability, provider.distress)
        scripted = any(e.team == name and e.kind == "insolvency" for e in self.scenario.events)
        return scripted or any(each is not None for each in ends)

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
        return inspection.inhouse_rate > 0.0 or (inspection.outsourced_rate > 0.0 and bool(self.used))

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
        """Whether any question may be asked about this work."""
        work = self.scenario.work[name]
        distances = (self.scenario.providers[team].distance for team in self.out[name])
        return work.questions_per_task > 0.0 and work.ambiguity > 0.0 and max(distances, default=0.0) > 0.0

    def family_matters(self, name: str) -> bool:
        """Whether anything is said of a family that this work has or could have."""
        scenario = self.scenario
        if any(work.family for other, work in scenario.work.items() if other != name):
            return True
        working: list[WorkingTeam] = [scenario.inhouse, *scenario.providers.values()]
        said = set(self.strategy.mix).union(*(team.skill for team in working))
        said = said.union(*(getattr(team.contract, "prices", {}) for team in scenario.providers.values()))
        return scenario.work[name].family in said

    def misreads(self, name: str) -> bool:
        """Whether this work may be misunderstood."""
        distances = (self.scenario.providers[team].culture_distance for team in self.out[name])
        return self.scenario.work[name].ambiguity > 0.0 and max(distances, default=0.0) > 0.0

    def errs(self, name: str) -> bool:
        """Whether this work may be done wrong, by anybody."""
        teams: list[WorkingTeam] = [self.scenario.inhouse, *self.scenario.providers.values()]
        faults = [team.defect_probability for team in teams]
        faults += [skill.defect_probability or 0.0 for team in teams for skill in team.skill.values()]
        return any(faults) or self.misreads(name)

    def leaks(self, name: str) -> bool:
        """Whether this provider may leak what is worth something."""
        works = [self.scenario.work[work] for work, providers in self.out.items() if name in providers]
        return self.scenario.providers[name].leaks_per_year > 0.0 and any(
            work.sensitivity > 0.0 and work.ip_value > 0.0 for work in works
        )

    def hires(self, path: str, team: Team) -> bool:
        """Whether anybody may ever be hired there."""
        name = path.rpartition(".")[2]
        grows = name in self.strategy.flexibility.teams
        rehires = self.strategy.contingency.rehire > 0.0
        takes_over = rehires and any(self.goes_to(each) == name for each in self.used if self.can_end(each))
        return team.attrition_per_year > 0.0 or grows or takes_over

    def goes_to(self, ended: str) -> str:
        """The team that takes over the work of a provider that has ended."""
        plan = self.strategy.contingency.plan
        return plan if plan in self.scenario.providers and plan != ended else "inhouse"

    def releases(self, path: str) -> bool:
        """Whether anybody may ever be let go there."""
        name = path.rpartition(".")[2]
        moves = self.strategy.transition is not None and name == "inhouse"
        return moves or name in self.strategy.flexibility.teams


def _work(facts: _Facts) -> Iterator[Silence]:
    strategy, scenario = facts.strategy, facts.scenario
    for name, work in scenario.work.items():
        path, out = f"scenario.work.{name}", bool(facts.out[name])
        has_ideas = scenario.innovation.ideas_per_novel_task > 0.0
        demand = work.arrivals
        if isinstance(demand, Demand):
            if demand.season == 0.0:
                yield f"{path}.arrivals.season_peak_week", "there is no season"
            if demand.per_week == 0.0:
                yield f"{path}.arrivals", "per_week is 0"
        if name not in facts.arrives:
            continue
        if strategy.discipline != "priority":
            yield f"{path}.priority", f"lines go by {strategy.discipline}, not by priority"
        if len(facts.arrives) == 1:
            yield f"{path}.priority", "there is no other work to come before or after"
        if work.due_days is None:
            yield f"{path}.delay_cost_per_day", "without due_days nothing is ever late"
        if not facts.family_matters(name):
            yield f"{path}.family", "no other work has a family, and no share, skill or price is by family"
        if not strategy.assignment.core_stays_home:
            yield f"{path}.core", "strategy.assignment.core_stays_home is false"
        elif not work.core and not out:
            yield f"{path}.core", "no provider gets this work anyway"
        for setting, reason in _unless(
            (out, ("ambiguity", "brief_hours"), "no provider gets this work"),
            (facts.asks(name), ("answer_hours",), "no question is ever asked about it"),
            (out and strategy.monitoring.checkpoints > 0, ("checkpoint_hours",), "no checkpoint is held"),
            (out and strategy.protection.split_into > 1, ("split_hours",), "no task is split"),
            (work.latent_days > 0.0, ("latency",), "latent_days is 0: defects fail at once"),
            (facts.errs(name), ("escape_cost", "latent_days", "latency"), "nobody does it wrong"),
            (facts.errs(name) and facts.inspects, _REWORK, "no defect is ever found"),
            (has_ideas, ("novelty",), "innovation.ideas_per_novel_task is 0"),
            (out and work.ambiguity > 0.0, ("questions_per_task",), "nothing ambiguous leaves the house"),
        ):
            yield f"{path}.{setting}", reason
        is_asked = strategy.assignment.rule == "sensitive_at_home" or strategy.protection.split_into > 1
        if work.ip_value == 0.0 and not is_asked:
            yield f"{path}.sensitivity", "ip_value is 0, and no rule asks for it"
        if work.sensitivity == 0.0:
            yield f"{path}.ip_value", "sensitivity is 0: it exposes nothing"


def _unless(*rules: tuple[bool, tuple[str, ...], str]) -> Iterator[Silence]:
    """Settings and reasons of the rules whose condition does not hold."""
    return ((setting, reason) for holds, settings, reason in rules if not holds for setting in settings)


def _teams(facts: _Facts) -> Iterator[Silence]:
    strategy = facts.strategy
    for path, team in facts.teams.items():
        name = path.rpartition(".")[2]
        staffing = strategy.staffing.get(name)
        if staffing is not None and staffing.rule != "stated":
            yield f"{path}.seats", f"strategy.staffing.{name}.rule replaces it"
        if not facts.scenario.regions:
            yield f"{path}.region", "scenario.regions says of no region what strikes it"
        if not facts.hires(path, team):
            yield f"{path}.days_to_hire", "nobody is ever hired"
            yield f"{path}.pay.hiring_cost", "nobody is ever hired"
        if not facts.releases(path):
            yield f"{path}.notice_days", "nobody is ever let go"
            yield f"{path}.pay.severance_weeks", "nobody is ever let go"
        if not facts.year_turns:
            yield f"{path}.pay.salary_growth_per_year", "the run ends before a calendar year turns"
        if isinstance(team, WorkingTeam):
            yield from _secrets(facts, path, team)
        if isinstance(team, InHouse) and team.usable_idle_share == 0.0:
            yield f"{path}.core_hour_value", "usable_idle_share is 0"


def _secrets(facts: _Facts, path: str, team: WorkingTeam) -> Iterator[Silence]:
    works = facts.scenario.work.values()
    if not any(work.sensitivity > 0.0 and work.ip_value > 0.0 for work in works):
        for setting in ("leaks_per_year", "security", "detection_days", "leak_loss"):
            yield f"{path}.{setting}", "no work has both sensitivity and ip_value"
    if team.leaks_per_year == 0.0:
        for setting in ("security", "detection_days", "leak_loss", "secure_facility_effect"):
            yield f"{path}.{setting}", "leaks_per_year is 0: nothing leaks there"


def _inspection(facts: _Facts) -> Iterator[Silence]:
    if facts.strategy.inspection.by == "reviewers":
        yield "scenario.third_party", "strategy.inspection.by says that the reviewers inspect"
    else:
        for setting in ("seats", "calendar", "detection_probability", "pay"):
            yield f"scenario.reviewers.{setting}", "strategy.inspection.by says that a third party inspects"
    if facts.strategy.monitoring.checkpoints == 0:
        yield "scenario.liaisons.checkpoint_catch", "no checkpoint is held"


def _providers(facts: _Facts) -> Iterator[Silence]:
    strategy, scenario = facts.strategy, facts.scenario
    for name, provider in scenario.providers.items():
        path = f"scenario.providers.{name}"
        contract = provider.contract
        own = [work for work, providers in facts.out.items() if name in providers]
        talks = any(map(facts.asks, own)) or (bool(own) and strategy.monitoring.checkpoints > 0)
        renews = contract.term_months is not None and contract.term_months * 28 < facts.days
        moves = facts.can_end(name) or (facts.can_fail(name) and strategy.contingency.plan != "wait")
        floats = provider.currency.drift_per_year != 0.0 or provider.currency.volatility_per_year > 0.0
        for setting, reason in _unless(
            (moves, ("work_lost",), "its work never moves to another team"),
            (facts.can_end(name), ("exit",), "it cannot end"),
            (talks, ("message_hours",), "no question is ever asked, and no checkpoint held"),
            (
                facts.year_turns,
                ("contract.indexation_per_year",),
                "the run ends before a calendar year turns",
            ),
            (floats, ("contract.currency_share_borne",), "the currency does not move"),
            (contract.currency_share_borne > 0.0, ("currency",), "contract.currency_share_borne is 0"),
            (contract.lock_in > 0.0, ("contract.term_months",), "lock_in is 0: renewals change no fee"),
            (renews, ("contract.lock_in",), "the contract is never renewed"),
            (strategy.protection.secures(name), _SECURE, "strategy.protection asks for no secure facility"),
        ):
            yield f"{path}.{setting}", reason
        for work in scenario.work:
            if work not in own:
                yield f"{path}.skill.{work}", "it gets none of this work"
                yield f"{path}.contract.prices.{work}", "it gets none of this work"
        if name not in facts.used:
            for setting in _OF_WORK if facts.has_seats(name) else (*_OF_WORK, *_OF_PEOPLE):
                yield f"{path}.{setting}", "no work ever comes to it"
        yield from _hazards(facts, path, provider)


_REWORK: Final = ("rework_fraction", "most_attempts")
_OF_WORK: Final = (
    "calendar",
    "speed",
    "defect_probability",
    "skill",
    "distance",
    "culture_distance",
    "handover_hours",
    "message_hours",
    "contract",
    "currency",
    "selection_share",
    "governance_share",
    "transition_cost_per_seat",
)
"""What matters of a provider only where work comes to it; its failures are in the journal all the same,"""
_OF_PEOPLE: Final = ("attrition_per_year", "slowdowns", "viability")
"""and so are its people, where it has any."""
_SECURE: Final = ("secure_facility_effect", "secure_facility_cost_per_year")


def _hazards(facts: _Facts, path: str, provider: Provider) -> Iterator[Silence]:
    if provider.distress is not None and provider.attrition_per_year == 0.0:
        yield f"{path}.distress.attrition_factor", "attrition_per_year is 0: nobody leaves"
    if provider.viability is not None and provider.viability.term_months * 28 > facts.days:
        yield f"{path}.viability", "the run ends before the first look at the books"


def _world(facts: _Facts) -> Iterator[Silence]:
    scenario = facts.scenario
    settled = {team.region for team in facts.teams.values()}
    for name in scenario.regions:
        if name not in settled:
            yield f"scenario.regions.{name}", "no team is there"
    strikes = [scenario.providers[name] for name in facts.used]
    felt = any(
        each.distress is not None or not isinstance(each.insolvency, CashInsolvency | None)
        for each in strikes
    )
    if not felt:
        yield "scenario.crises", "no provider that gets work has a hazard that a crisis raises"
    innovation = scenario.innovation
    if innovation.ideas_per_novel_task == 0.0:
        yield "scenario.innovation.peak_share", "ideas_per_novel_task is 0"
        yield "scenario.innovation.idea_value", "ideas_per_novel_task is 0"
        yield "scenario.innovation.idea_spread", "ideas_per_novel_task is 0"
    if innovation.idea_value == 0.0:
        yield "scenario.innovation.idea_spread", "idea_value is 0"
    if not any(work.novelty > 0.0 for work in scenario.work.values()):
        yield "scenario.innovation", "no work is novel"
    for place, event in enumerate(scenario.events):
        if event.at_day >= facts.days:
            yield f"scenario.events.{place}", "it lies after the run's end"


_RULE_OF: Final = {
    "sensitive_above": "sensitive_at_home",
    "line_limit": "overflow",
    "primary": "primary_backup",
    "backup": "primary_backup",
}


def _choice(facts: _Facts) -> Iterator[Silence]:
    scenario, strategy = facts.scenario, facts.strategy
    for setting, rule in _RULE_OF.items():
        if strategy.assignment.rule != rule:
            yield f"strategy.assignment.{setting}", f"the rule is {strategy.assignment.rule}, not {rule}"
    if not any(work.core for work in scenario.work.values()):
        yield "strategy.assignment.core_stays_home", "no work type is core"
    for name, staffing in strategy.staffing.items():
        path = f"strategy.staffing.{name}"
        if staffing.rule != "load":
            yield f"{path}.target_utilisation", f"the rule is {staffing.rule}, not load"
        if staffing.rule != "square_root":
            yield f"{path}.safety", f"the rule is {staffing.rule}, not square_root"
        if staffing.rule == "stated":
            yield f"{path}.at_least", "the rule is stated: seats are those of the scenario"
    calendars = {path.rpartition(".")[2]: team.calendar for path, team in facts.teams.items()}
    for name, calendar in calendars.items():
        if calendar == "always":
            yield f"strategy.shift_hours.{name}", "the team is always there"
    flexibility = strategy.flexibility
    if not flexibility.teams:
        for setting in ("target_utilisation", "band", "at_least", "at_most"):
            yield f"strategy.flexibility.{setting}", "flexibility.teams names no team"
        if flexibility.adaptive is None:
            yield (
                "strategy.flexibility.review_days",
                "a review decides nothing: no teams, and no adaptive share",
            )
    if not any(map(facts.can_fail, facts.used)):
        stands_by = set(scenario.providers) - facts.used  # a backup is under contract, whoever fails
        for setting in ("patience_days", "rehire", *(() if stands_by else ("plan",))):
            yield f"strategy.contingency.{setting}", "no provider that gets work can be down or end"
    if not any(facts.leaks(name) for name in facts.used):
        costs = [scenario.providers[name].secure_facility_cost_per_year for name in facts.used]
        if not any(costs):
            yield "strategy.protection.secure_facility", "nothing leaks at a provider, and it costs nothing"
        if not any(work.split_hours for work in scenario.work.values()):
            yield "strategy.protection.split_into", "nothing leaks at a provider, and no work has split_hours"
    if not any(map(facts.can_end, facts.used)):
        yield "strategy.contingency.rehire", "no provider that gets work can end"
    if not facts.used:
        for setting in ("clarity", "monitoring", "protection", "inspection.outsourced_rate"):
            yield f"strategy.{setting}", "no provider gets work"
    if not scenario.providers:
        yield "strategy.transition", "there is no provider"


_RULES: Final = (_work, _teams, _inspection, _providers, _world, _choice)
