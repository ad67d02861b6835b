"""Which settings of a case can change nothing in it, and why?

Each rule is a fact about the case: nobody waits, nothing leaks, the year does not turn. A rule names a
setting only where no run of the case could tell its value; a path stands for everything below it, too.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from sim.scenario.arrivals import Demand
from sim.scenario.contract import Terms
from sim.scenario.experience import Saturating
from sim.scenario.hazard import CashInsolvency
from sim.scenario.scenario import Scenario
from sim.scenario.team import InHouse, Provider, WorkingTeam
from sim.strategy.facts import Facts
from sim.strategy.silent_days import silent_days
from sim.strategy.silent_ends import silent_ends
from sim.strategy.silent_losses import silent_losses
from sim.strategy.silent_money import bounds_a_rise, silent_money
from sim.strategy.silent_motives import silent_motives
from sim.strategy.silent_pool import silent_pools
from sim.strategy.strategy import Strategy

Silence = tuple[str, str]
"""A setting's path, and the reason why it changes nothing."""


def silent(scenario: Scenario, strategy: Strategy) -> dict[str, str]:
    """Settings without effect in this case, by path, each with its reason."""
    facts = Facts(scenario, strategy)
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


def _work(facts: Facts) -> Iterator[Silence]:
    strategy, scenario = facts.strategy, facts.scenario
    for name, work in scenario.work.items():
        path, out = f"scenario.work.{name}", bool(facts.out[name])
        asked = facts.asks(name) or facts.asks_at_home(name)
        checked = out and strategy.monitoring.checkpoints > 0
        demand = work.arrivals
        if isinstance(demand, Demand):
            if demand.season == 0.0:
                yield f"{path}.arrivals.season_peak_week", "there is no season"
            if demand.per_week == 0.0:
                yield f"{path}.arrivals", "per_week is 0"
            for place, shock in enumerate(demand.shocks):
                if shock.from_week * 7.0 >= facts.days:
                    yield f"{path}.arrivals.shocks.{place}", "it lies after the run's end"
        if name not in facts.arrives:
            continue
        if strategy.discipline != "priority":
            yield f"{path}.priority", f"lines go by {strategy.discipline}, not by priority"
        if len(facts.arrives) == 1:
            yield f"{path}.priority", "there is no other work to come before or after"
        if work.due_hours == math.inf:
            yield f"{path}.delay_cost_per_day", "without due_days or due_working_hours nothing is ever late"
        if not facts.family_matters(name):
            yield (
                f"{path}.family",
                "no other work has a family, and no share, skill, price or promise is by family",
            )
        if not strategy.assignment.core_stays_home:
            yield f"{path}.core", "strategy.assignment.core_stays_home is false"
        elif not work.core and not out:
            yield f"{path}.core", "no provider gets this work anyway"
        for setting, reason in _unless(
            (out, ("brief_hours",), "no provider gets this work"),
            (asked, ("answer_hours",), "no question is ever asked about it"),
            (
                asked or checked or (facts.passes_on and out),
                ("setup_hours",),
                "it never stops for a question or a checkpoint, and is never passed on",
            ),
            (
                facts.is_unclear(name) or facts.asks_at_home(name) or facts.misreads(name),
                ("unclear_points", "unclear_spread"),
                "whoever does it understands all of it: no distance, and nothing to learn",
            ),
            (work.unclear_points > 0.0, ("unclear_spread",), "unclear_points is 0"),
            (
                facts.misreads(name) or facts.teaches or facts.hands_on,
                ("ambiguity",),
                "nothing about it is ever unclear",
            ),
            (checked, ("checkpoint_hours",), "no checkpoint is held"),
            (out and strategy.protection.split_into > 1, ("split_hours",), "no task is split"),
            (work.latent_days > 0.0, ("latency",), "latent_days is 0: defects fail at once"),
            (facts.errs(name), ("escape_cost", "latent_days", "latency"), "nobody does it wrong"),
            (facts.complains, _REWORK, "no inspection ever asks for rework"),
            (work.most_attempts > 1, ("rework_fraction",), "most_attempts is 1: nothing is done again"),
            (facts.inspects, ("inspection_hours",), "nobody looks at any work"),
        ):
            yield f"{path}.{setting}", reason
        if work.tolerances is not None and work.tolerances.least_service == 0.0:
            yield f"{path}.tolerances.least_service", "no service is below 0"


def _unless(*rules: tuple[bool, tuple[str, ...], str]) -> Iterator[Silence]:
    """Settings and reasons of the rules whose condition does not hold."""
    return ((setting, reason) for holds, settings, reason in rules if not holds for setting in settings)


def _teams(facts: Facts) -> Iterator[Silence]:
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
            if name != "inhouse" or not any(bounds_a_rise(facts, each) for each in facts.used):
                yield f"{path}.pay.hiring_cost", "nobody is ever hired"
        if not facts.releases(path):
            yield f"{path}.notice_days", "nobody is ever let go"
            yield f"{path}.pay.severance_weeks", "nobody is ever let go"
        if not facts.year_is_seen_to_turn:
            yield f"{path}.pay.salary_growth_per_year", "no calendar year turns in the time that is observed"
        pay = getattr(team, "pay", None)
        if pay is not None and pay.salary_per_year == 0.0:
            yield f"{path}.pay.load_factor", "salary_per_year is 0"
        if not facts.gets_work(name):
            if not facts.keeps_time(name):
                yield f"strategy.shift_hours.{name}", "no work ever comes to this team"
                yield f"{path}.calendar", "no work ever comes to it"
            yield from _idle(path, has_seats=facts.has_seats(name, team))
            for setting in ("rule", "target_utilisation"):
                yield f"strategy.staffing.{name}.{setting}", "no work ever comes to this team"
        if isinstance(team, WorkingTeam):
            yield from _understanding(facts, path, name, team)
        if isinstance(team, InHouse) and team.usable_idle_share == 0.0:
            yield f"{path}.core_hour_value", "usable_idle_share is 0"


def _idle(path: str, has_seats: bool) -> Iterator[Silence]:
    for setting in _OF_WORK if has_seats else (*_OF_WORK, *_OF_PEOPLE):
        yield f"{path}.{setting}", "no work ever comes to it"


def _understanding(facts: Facts, path: str, name: str, team: WorkingTeam) -> Iterator[Silence]:
    scenario = facts.scenario
    works = facts.arrives if name == "inhouse" else {work for work, out in facts.out.items() if name in out}
    if not any(scenario.work[work].unclear_points > 0.0 for work in works):
        for setting in ("distance", "asks"):
            yield f"{path}.{setting}", "nothing about the work that it gets is unclear"
    elif team.understands_all:
        yield f"{path}.asks", "distance is 0, and it has nothing to learn: it understands all"
    is_taught = facts.hands_on or (name != "inhouse" and facts.teaches)
    if isinstance(team.experience, Saturating) and not is_taught:
        yield f"{path}.experience.lesson_worth", "nobody gives them lessons"
    familiarity = getattr(team, "familiarity", None)
    if familiarity is not None:
        if familiarity.closes == 0.0:
            for setting in ("after_tasks", "start"):
                yield f"{path}.familiarity.{setting}", "closes is 0: old partners are as strange as new ones"
        elif familiarity.start == 1.0:
            yield f"{path}.familiarity.after_tasks", "start is 1: they are old partners already"


def _inspection(facts: Facts) -> Iterator[Silence]:
    if facts.strategy.inspection.by == "reviewers":
        yield "scenario.third_party", "strategy.inspection.by says that the reviewers inspect"
    else:
        for setting in ("seats", "calendar", "detection_probability", "false_alarm_probability", "pay"):
            yield f"scenario.reviewers.{setting}", "strategy.inspection.by says that a third party inspects"
    if not any(facts.errs(name) for name in facts.arrives):
        for inspector in ("reviewers", "third_party"):
            yield f"scenario.{inspector}.detection_probability", "nobody does any work wrong"
    if not facts.inspects:
        for path in ("strategy.inspection.by", "strategy.inspection.history"):
            yield path, "nobody looks at any work"
        for inspector in ("reviewers", "third_party"):
            yield f"scenario.{inspector}.false_alarm_probability", "nobody looks at any work"
    if not any(map(facts.asks, facts.arrives)):
        yield "scenario.liaisons.answer_delay_hours", "no question is ever asked of them"
    if facts.strategy.monitoring.checkpoints == 0:
        yield "scenario.liaisons.checkpoint_catch", "no checkpoint is held"


def _providers(facts: Facts) -> Iterator[Silence]:
    strategy, scenario = facts.strategy, facts.scenario
    for name, provider in scenario.providers.items():
        path = f"scenario.providers.{name}"
        contract = provider.contract
        own = [work for work, providers in facts.out.items() if name in providers]
        talks = any(map(facts.asks, own)) or (bool(own) and strategy.monitoring.checkpoints > 0)
        renews = contract.term_months is not None and contract.term_months * 28 < facts.days
        ends = facts.can_end(name) or facts.leaves(name)
        moves = ends or (facts.can_fail(name) and strategy.contingency.plan != "wait")
        floats = provider.currency.drift_per_year != 0.0 or provider.currency.volatility_per_year > 0.0
        for setting, reason in _unless(
            (moves, ("work_lost",), "its work never moves to another team"),
            (talks, ("message_hours",), "no question is ever asked, and no checkpoint held"),
            (len(facts.used) > 1, ("contract.second_source_share",), "no other provider gets work"),
            (floats, ("contract.currency_share_borne",), "the currency does not move"),
            (contract.currency_share_borne > 0.0, ("currency",), "contract.currency_share_borne is 0"),
            (contract.lock_in > 0.0, ("contract.term_months",), "lock_in is 0: renewals change no fee"),
            (renews, ("contract.lock_in",), "the contract is never renewed"),
            (strategy.protection.secures(name), _SECURE, "strategy.protection asks for no secure facility"),
        ):
            yield f"{path}.{setting}", reason
        yield from _promises(facts, f"{path}.contract", contract)
        for work in scenario.work:
            if work not in own:
                yield f"{path}.skill.{work}", "it gets none of this work"
                yield f"{path}.contract.prices.{work}", "it gets none of this work"
        yield from _hazards(facts, path, provider)


def _promises(facts: Facts, path: str, contract: Terms) -> Iterator[Silence]:
    """Service levels about work of which nothing is promised."""
    places = ["service_level"] * (contract.service_level is not None)
    places += [f"service_levels.{k}" for k in range(len(contract.service_levels))]
    for place, promise in zip(places, contract.promises, strict=True):
        if not facts.is_ever_asked(promise):
            does = "to be begun by some time" if promise.is_about_beginning else "ever due"
            yield f"{path}.{place}", f"no work that it is about is {does}"


_REWORK: Final = ("rework_fraction", "most_attempts")
_OF_WORK: Final = (
    "speed",
    "defects_per_task",
    "skill",
    "distance",
    "asks",
    "familiarity",
    "handover_hours",
    "message_hours",
    "contract",
    "currency",
    "selection_share",
    "governance_share",
    "transition_cost_per_seat",
)
"""What matters of a team only where work comes to it; its failures are in the journal all the same,"""
_OF_PEOPLE: Final = ("attrition_per_year", "slowdowns", "viability", "pay")
"""and so are its people, where it has any."""
_SECURE: Final = ("secure_facility_effect", "secure_facility_cost_per_year")


def _hazards(facts: Facts, path: str, provider: Provider) -> Iterator[Silence]:
    if provider.distress is not None and provider.attrition_per_year == 0.0:
        yield f"{path}.distress.attrition_factor", "attrition_per_year is 0: nobody leaves"


def _world(facts: Facts) -> Iterator[Silence]:
    scenario = facts.scenario
    if all(scenario.work[name].due_hours == math.inf for name in facts.arrives):
        yield "scenario.service_over_days", "nothing is ever due"
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
    for place, event in enumerate(scenario.events):
        if event.at_day >= facts.days:
            yield f"scenario.events.{place}", "it lies after the run's end"


def _relay(facts: Facts) -> Iterator[Silence]:
    relay = facts.strategy.relay
    if relay is None:
        return
    named = facts.scenario.named_teams
    moved = facts.strategy.shift_hours
    hours = {(str(named[name].calendar), moved.get(name, 0.0)) for name in relay.teams if name in named}
    if len(hours) == 1:
        yield "strategy.relay", "all teams of the ring keep the same hours"
    elif not facts.passes_on:
        yield "strategy.relay", "no team of the ring gets any work that may leave the house"


_RULE_OF: Final = {
    "sensitive_above": "sensitive_at_home",
    "line_limit": "overflow",
    "primary": "primary_backup",
    "backup": "primary_backup",
}


def _choice(facts: Facts) -> Iterator[Silence]:
    scenario, strategy = facts.scenario, facts.strategy
    for setting, rule in _RULE_OF.items():
        if strategy.assignment.rule != rule:
            yield f"strategy.assignment.{setting}", f"the rule is {strategy.assignment.rule}, not {rule}"
    yield from _relay(facts)
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
        # A backup is under contract, whoever fails, and has its people before it follows upon another.
        stands_by = set(scenario.providers) - facts.used or facts.ends is not None
        for setting in ("patience_days", "rehire", "ramp_days", *(() if stands_by else ("plan",))):
            yield f"strategy.contingency.{setting}", "no provider that gets work can be down or end"
    if not any(facts.leaks(name) for name in facts.used):
        costs = [scenario.providers[name].secure_facility_cost_per_year for name in facts.used]
        if not any(costs):
            yield "strategy.protection.secure_facility", "nothing leaks at a provider, and it costs nothing"
        if not any(work.split_hours for work in scenario.work.values()):
            yield "strategy.protection.split_into", "nothing leaks at a provider, and no work has split_hours"
    if not any(map(facts.can_end, facts.used)):
        for setting in ("rehire", "ramp_days"):
            yield f"strategy.contingency.{setting}", "no provider that gets work can end"
    elif strategy.contingency.rehire == 0.0:
        yield "strategy.contingency.ramp_days", "rehire is 0: nobody is hired"
    if not facts.gets_work("inhouse"):
        yield "strategy.inspection.inhouse_rate", "no work is done in-house"
    if not facts.used:
        for setting in ("clarity", "monitoring", "protection", "inspection.outsourced_rate"):
            yield f"strategy.{setting}", "no provider gets work"
    if not scenario.providers:
        yield "strategy.transition", "there is no provider"


_OWN_PAGES: Final = (silent_money, silent_pools, silent_ends, silent_motives, silent_days, silent_losses)
_RULES: Final = (_work, _teams, _inspection, _providers, *_OWN_PAGES, _world, _choice)
