"""Random cases over every field that decides when things happen.

A law of the house must hold in every case that can be stated, so each field of the model has its say here;
what only costs money is in `CHANGES_NO_TIME`. `cases` is a Hypothesis strategy, which makes a case that fails
as small as it can; `random_case` draws the same cases from a `random.Random`, and quickly. A third of the
cases live on a grid of whole hours, where most events are ties, a third have nothing whole, and a third mix
both.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from random import Random
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.case import fitted
from sim.scenario.calendar import WEEK
from sim.scenario.scenario import Scenario
from sim.strategy.fit import misfits
from sim.strategy.strategy import Strategy
from sim.testing.dice import Dice

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

Data = dict[str, Any]

_TERMS_OF_MONEY = (
    "cap",
    "currency_share_borne",
    "indexation_per_year",
    "lock_in",
    "minimum_per_month",
    "paid_otherwise",
    "premium",
    "provider_share",
    "second_source_share",
    "service_level",
    "shortfall_rate",
    "target_cost_per_task",
    "term_months",
    "tier_discount",
    "tier_per_month",
)
"""Of a contract; a provider that looks at its books counts plain fees only."""

CHANGES_NO_TIME = frozenset(
    {
        "scenario.name",
        "scenario.about",
        "scenario.currency",
        "scenario.discount_rate_per_year",
        "scenario.work.value",
        "scenario.work.delay_cost_per_day",
        "scenario.work.ip_value",
        "scenario.work.novelty",
        "scenario.work.split_hours",
        "scenario.work.escape_cost",
        "scenario.work.latent_days",
        "scenario.work.latency",
        "scenario.work.arrivals.file",
        "scenario.inhouse.pay",
        "scenario.inhouse.leaks_per_year",
        "scenario.inhouse.security",
        "scenario.inhouse.detection_days",
        "scenario.inhouse.leak_loss",
        "scenario.inhouse.usable_idle_share",
        "scenario.inhouse.core_hour_value",
        "scenario.liaisons.pay",
        "scenario.reviewers.pay",
        "scenario.third_party.fee_per_inspection",
        "scenario.providers.exit",
        "scenario.providers.currency",
        "scenario.providers.selection_share",
        "scenario.providers.governance_share",
        "scenario.providers.transition_cost_per_seat",
        "scenario.providers.leaks_per_year",
        "scenario.providers.security",
        "scenario.providers.detection_days",
        "scenario.providers.leak_loss",
        "scenario.providers.secure_facility_effect",
        "scenario.providers.secure_facility_cost_per_year",
        "scenario.innovation",
        "strategy.name",
        "strategy.protection",
        *(f"scenario.providers.contract.{name}" for name in _TERMS_OF_MONEY),
    }
)
"""Fields that are never drawn, for they cannot change when anything happens."""

STARTS = (date(2025, 1, 6), date(2025, 3, 7), date(2025, 10, 24), date(2024, 12, 22))
"""A plain Monday, two days before clocks change, and the week of most holidays."""
ZONES = ("UTC", "America/New_York", "Asia/Kolkata", "Europe/Warsaw", "Australia/Lord_Howe")
WORK = ("patents", "payroll", "research")
FAMILIES = ("law", "office")
PROVIDERS = ("bangalore", "krakow", "boston")
OWN_TEAMS = ("inhouse", "liaisons", "reviewers")
REGIONS = ("east", "west")


class RandomCase(NamedTuple):
    """The world, our choice in it, and its luck; ``simulate(*case)`` runs it."""

    scenario: Scenario
    strategy: Strategy
    seed: int


def cases() -> SearchStrategy[RandomCase]:
    """The Hypothesis strategy that draws random cases.

    Half of them Hypothesis draws itself, and makes smaller when they fail; the other half are as rich as
    chance makes them.
    """
    from hypothesis import strategies as st

    return st.builds(random_case, st.randoms(use_true_random=False) | st.integers(0, 2**32 - 1).map(Random))


def random_case(random: Random) -> RandomCase:
    """A case that fits, with up to about three hundred tasks; teams that turn out to need people have
    some."""
    dice = Dice(random)
    world = _scenario(dice)
    strategy = Strategy.model_validate(_strategy(dice, world))
    scenario = Scenario.model_validate(world)
    problems = misfits(scenario, strategy)
    if problems:
        for problem in problems:
            _staff(world, problem.path)
        scenario = Scenario.model_validate(world)
    return RandomCase(*fitted(scenario, strategy), seed=dice.whole(0, 2**32 - 1))


def _staff(world: Data, path: str) -> None:
    """Give the team a seat where the path of the problem says that one is missing."""
    _, *names, last = path.split(".")
    if last == "seats":
        team = world
        for name in names:
            team = team[name]
        team["seats"] = 1


# The world ----------------------------------------------------------------------------------------------


def _scenario(dice: Dice) -> Data:
    horizon = dice.one_of(
        24.0 * dice.whole(2, 21), dice.hours(12.0, 240.0), 24.0 * 300.0 if dice.chance(20) else 120.0
    )
    warm_up = dice.one_of(0.0, dice.days(0.0, 24.0))
    end = horizon + 24.0 * warm_up
    names = WORK[: dice.whole(1, 3)]
    tasks = dice.one_of(12, 60, 120, 300) // len(names)
    providers = PROVIDERS[: dice.one_of(0, 1, 1, 2, 3)]
    world: Data = {
        "start": dice.one_of(*STARTS),
        "warm_up_days": warm_up,
        "horizon_days": horizon / 24.0,
        "work": {name: _work_type(dice, end, tasks) for name in names},
    }
    families = [work["family"] for work in world["work"].values() if "family" in work]
    for name in OWN_TEAMS:
        world[name] = _team(dice, end)
    world["inhouse"] |= _skills(dice, [*names, *families])
    world["reviewers"]["detection_probability"] = dice.share()
    world["providers"] = {name: _provider(dice, end, [*names, *families]) for name in providers}
    world["third_party"] = {
        "seats": dice.whole(0, dice.seats),
        "calendar": _calendar(dice),
        "detection_probability": dice.share(),
    }
    world["events"] = _events(dice, end, providers)
    for name in REGIONS:
        if dice.chance(20):
            world.setdefault("regions", {})[name] = {"shocks": _turns(dice, end)}
    if dice.chance(20):
        world["crises"] = _crises(dice)
    return world


def _crises(dice: Dice) -> Data:
    """As many as may be, for a run is short."""
    return {
        "per_year": dice.one_of(12.0, 0.0, dice.number(1.0, 12.0)),
        "days": dice.days(1.0, 1000.0),
        "factor": dice.one_of(1.0, 4.0, dice.number(1.0, 50.0)),
        "keeps_mean": dice.chance(50),
    }


def _work_type(dice: Dice, end: float, tasks: int) -> Data:
    work: Data = {
        "arrivals": _arrivals(dice, end, max(tasks, 1)),
        "effort_hours": _effort(dice),
        "priority": dice.whole(-1, 1),
        "core": dice.chance(15),
        "sensitivity": dice.share(),
        "rework_fraction": dice.one_of(0.5, 0.0, 1.0, dice.number(0.0, 3.0)),
        "most_attempts": dice.whole(1, 5),
        "inspection_hours": dice.one_of(0.0, dice.hours(0.0, 4.0)),
        "checkpoint_hours": dice.one_of(0.0, dice.hours(0.0, 2.0)),
    }
    if dice.chance(70):
        work |= {
            "ambiguity": dice.one_of(0.5, dice.share()),
            "questions_per_task": dice.one_of(1.0, 2.0, dice.number(0.0, 5.0)),
            "brief_hours": dice.one_of(0.0, 0.0, dice.hours(0.0, 2.0)),
            "answer_hours": dice.one_of(0.0, dice.hours(0.0, 2.0)),
        }
    if dice.chance(50):
        work["due_days"] = dice.days(0.0, 120.0)
    if dice.chance(30):
        work["family"] = dice.one_of(*FAMILIES)
    return work


def _arrivals(dice: Dice, end: float, tasks: int) -> Data:
    """About so many tasks until the end."""
    kind = dice.one_of("trace", "regular", "poisson", "batch", "gamma")
    if kind == "trace":
        count = dice.whole(1, tasks)
        trace: Data = {
            "kind": kind,
            "arrived_hours": sorted(dice.hours(0.0, 1.05 * end) for _ in range(count)),
        }
        if dice.chance(40):
            trace["effort_hours"] = [dice.hours(0.0, 10.0) for _ in range(count)]
        return trace
    gap = max(end / dice.whole(1, tasks), 0.01)
    demand: Data = {"kind": kind, "per_week": 168.0 / (math.ceil(gap) if dice.is_whole() else gap)}
    if kind == "gamma":
        demand["cv"] = dice.one_of(0.5, 2.0, dice.number(0.2, 3.0))
    if kind == "batch":
        demand["size"] = dice.whole(1, 12)
    if dice.chance(25):
        demand |= {
            "growth_per_year": dice.one_of(0.0, 1.0, -0.5),
            "season": dice.share(),
            "season_peak_week": dice.number(0.0, 52.0),
            "shocks": [_shock(dice, end / 168.0) for _ in range(dice.whole(0, 2))],
        }
    return demand


def _shock(dice: Dice, weeks: float) -> Data:
    begins = dice.number(0.0, weeks)
    return {
        "from_week": begins,
        "to_week": begins + dice.number(0.01, weeks),
        "factor": dice.one_of(0.0, 2.0, 0.5),
    }


def _effort(dice: Dice) -> Data:
    if dice.is_whole():
        if dice.chance(50):
            return {"kind": "constant", "mean": float(dice.whole(0, dice.effort_hours))}
        most = dice.effort_hours
        return {"kind": "empirical", "values": [float(dice.whole(0, most)) for _ in range(dice.whole(1, 4))]}
    low, middle, high = sorted(dice.number(0.0, dice.effort_hours) for _ in range(3))
    return dice.one_of(
        {"kind": "triangular", "low": low, "mode": middle, "high": high + 0.1},
        {"kind": "uniform", "low": low, "high": high + 0.1},
        {"kind": "empirical", "values": [low, middle, high]},
        {**_spread(dice), "mean": dice.one_of(high, high, 0.0)},
    )


def _spread(dice: Dice) -> Data:
    return dice.one_of(
        {"kind": "constant"},
        {"kind": "exponential"},
        {"kind": "gamma", "cv": dice.number(0.2, 3.0)},
        {"kind": "lognormal", "cv": dice.number(0.2, 3.0)},
        {"kind": "weibull", "shape": dice.number(0.4, 5.0)},
    )


def _team(dice: Dice, end: float) -> Data:
    team: Data = {
        "seats": dice.whole(0, dice.seats),
        "calendar": _calendar(dice),
        "days_to_hire": dice.one_of(0.0, dice.days(0.0, 48.0)),
        "notice_days": dice.one_of(0.0, dice.days(0.0, 48.0)),
        "attrition_per_year": dice.one_of(0.0, 0.0, 0.0, dice.number(0.0, 50.0)),
    }
    if dice.chance(20):
        fate = dice.one_of("resume", "restart", "resample")
        team["outages"] = {**_turns(dice, end), "interruption": fate}
    if dice.chance(15):
        team["slowdowns"] = {**_turns(dice, end), "share": dice.share()}
    team["region"] = dice.one_of(None, *REGIONS)
    return team


def _turns(dice: Dice, end: float) -> Data:
    """Up and down, some thirty times at most."""
    up, down = dice.days(max(1.0, end / 30.0), max(end / 2.0, 1.0)), dice.days(1.0, 60.0)
    shapes = ({"kind": "constant"},) if dice.is_whole() else (_spread(dice), _spread(dice))
    return {"mttf_days": up, "mttr_days": down, "uptime": shapes[0], "downtime": shapes[-1]}


def _calendar(dice: Dice) -> Data | str:
    """Always, office hours, night shifts, half days in odd places."""
    if dice.chance(40):
        return "always"
    opens, length = dice.one_of(9, 22, dice.whole(0, 23)), dice.one_of(8, 4, 24, dice.whole(1, 23))
    minute = 0 if dice.is_whole() else dice.one_of(0, 20, 30)
    closes = (opens + length) % 24
    return {
        "zone": dice.one_of(*ZONES),
        "opens": f"{opens:02d}:{minute:02d}",
        "closes": "24:00" if closes == minute == 0 else f"{closes:02d}:{minute:02d}",
        "weekdays": dice.one_of(WEEK[:5], WEEK, dice.some_of(WEEK) or WEEK[2:3]),
        "holidays": dice.one_of(None, None, "US", "IN", "PL"),
        "shift_hours": dice.one_of(0.0, 0.0, 0.5, dice.hours(-6.0, 6.0)),
    }


def _skills(dice: Dice, known: list[str]) -> Data:
    skill = {
        name: {
            "speed": dice.one_of(None, _speed(dice)),
            "defect_probability": dice.one_of(None, dice.share()),
        }
        for name in dict.fromkeys(known)
        if dice.chance(20)
    }
    return {
        "speed": _speed(dice),
        "defect_probability": dice.share() if dice.chance(60) else 0.0,
        "skill": skill,
        "experience": _experience(dice) if dice.chance(25) else None,
    }


def _experience(dice: Dice) -> Data:
    return dice.one_of(
        {
            "kind": "saturating",
            "newcomer_speed": dice.one_of(0.5, 1.0, dice.number(0.1, 1.0)),
            "newcomer_defects": dice.one_of(1.0, dice.number(1.0, 5.0)),
            "ramp_hours": dice.number(1.0, 200.0),
            "start_level": dice.share(),
            "half_life_days": dice.one_of(None, dice.number(0.5, 100.0)),
        },
        {"kind": "wright", "ratio": dice.number(0.6, 1.0), "units_before": dice.one_of(0.0, 5.5)},
    )


def _speed(dice: Dice) -> float:
    return dice.one_of(1.0, 2.0, 0.5) if dice.is_whole() else dice.number(0.3, 3.0)


def _provider(dice: Dice, end: float, known: list[str]) -> Data:
    return {
        **_team(dice, end),
        **_skills(dice, known),
        "distance": dice.share(),
        "culture_distance": dice.share(),
        "handover_hours": dice.one_of(0.0, 1.0, dice.hours(0.0, 24.0)),
        "message_hours": dice.one_of(0.0, 1.0, dice.hours(0.0, 8.0)),
        "work_lost": dice.share(),
        "insolvency": _insolvency(dice) if dice.chance(30) else None,
        "distress": _distress(dice) if dice.chance(20) else None,
        "contract": _contract(dice, known),
        "viability": _viability(dice) if dice.chance(20) else None,
    }


def _contract(dice: Dice, known: list[str]) -> Data:
    return dice.one_of(
        {"kind": "time_and_materials", "rate_per_hour": dice.number(0.0, 10.0)},
        {
            "kind": "fixed_price",
            "price_per_task": dice.number(0.0, 50.0),
            "prices": {dice.one_of(*known): dice.number(0.0, 50.0)},
        },
        {"kind": "reserved_capacity", "fee_per_seat_per_month": dice.number(0.0, 5000.0)},
    )


def _viability(dice: Dice) -> Data:
    return {
        "cost_per_seat_per_month": dice.number(100.0, 5000.0),
        "least_margin": dice.one_of(-0.1, 0.0, dice.number(-2.0, 1.0)),
        "term_months": dice.number(0.02, 1.0),
    }


def _distress(dice: Dice) -> Data:
    """Troubles that may be over within the run."""
    return {
        "per_year": dice.one_of(100.0, 30.0, 0.0),
        "attrition_factor": dice.one_of(1.0, 2.0, dice.number(1.0, 9.0)),
        "days_to_slowdown": dice.days(0.0, 72.0),
        "slowdown_share": dice.share(),
        "days_to_insolvency": dice.days(0.0, 72.0),
        "recovery_probability": dice.share(),
    }


def _insolvency(dice: Dice) -> Data:
    return dice.one_of(
        {"kind": "hazard", "per_year": dice.one_of(100.0, 20.0, 0.0)},
        {"kind": "size", "size": dice.one_of("boutique", "mid_size", "large")},
        {
            "kind": "cash",
            "cash": dice.number(0.5, 2.0),
            "drift_per_month": dice.one_of(0.0, -2.0, 1.0),
            "sd_per_month": dice.number(0.5, 4.0),
        },
    )


def _events(dice: Dice, end: float, providers: Sequence[str]) -> list[Data]:
    """What happens by the script: alone, at one instant, back to back, one within the other."""
    events: list[Data] = []
    for _ in range(dice.one_of(0, 0, 1, 2, 5)):
        at, last = dice.days(0.0, end), events[-1] if events else None
        team = dice.one_of(*OWN_TEAMS, *providers)
        if last is not None and dice.chance(50):
            team = dice.one_of(last["team"], last["team"], team)
            at = last["at_day"] + dice.one_of(0.0, 1.0, 0.5) * last.get("days", 0.0)
        if team in providers and dice.chance(30 if last is None else 60):
            events.append({"team": team, "kind": "insolvency", "at_day": at})
            continue
        events.append({"team": team, "kind": "outage", "at_day": at, "days": dice.days(1.0, 72.0)})
        if dice.chance(30):
            events[-1] |= {"kind": "slowdown", "share": dice.share()}
    return events


# Our choice ---------------------------------------------------------------------------------------------


def _strategy(dice: Dice, world: Data) -> Data:
    providers = tuple(world["providers"])
    assignment = _assignment(dice, providers)
    return {
        "mix": _mix(dice, world, providers, must_leave=assignment["rule"] == "overflow"),
        "assignment": assignment,
        "discipline": dice.one_of("first_come", "priority", "due_date"),
        "clarity": dice.one_of(0.0, 0.5, dice.number(0.0, 0.95)),
        "monitoring": {"checkpoints": dice.one_of(0, 0, 1, 2)},
        "inspection": {
            "inhouse_rate": dice.share(),
            "outsourced_rate": dice.share(),
            "by": dice.one_of("reviewers", "reviewers", "third_party"),
            "history": _history(dice) if dice.chance(20) else None,
        },
        "shift_hours": {name: dice.hours(-6.0, 6.0) for name in (*OWN_TEAMS, *providers) if dice.chance(10)},
        "transition": _transition(dice, world) if dice.chance(20) else None,
        "flexibility": _flexibility(dice, world, providers) if dice.chance(25) else {},
        "staffing": {name: _staffing(dice) for name in (*OWN_TEAMS, *providers) if dice.chance(10)},
        "contingency": {
            "plan": dice.one_of("wait", "inhouse", *providers),
            "patience_days": dice.one_of(0.0, dice.days(0.0, 48.0)),
            "rehire": dice.one_of(1.0, dice.share()),
        },
    }


def _assignment(dice: Dice, providers: Sequence[str]) -> Data:
    rules = ["mix", "sensitive_at_home", "least_backlog"]
    assignment: Data = {
        "rule": dice.one_of(*rules, *(["overflow", "primary_backup"] if providers else [])),
        "sensitive_above": dice.share(),
        "line_limit": dice.whole(0, 4),
        "core_stays_home": dice.chance(70),
    }
    if providers:
        assignment |= {"primary": dice.one_of(*providers), "backup": dice.one_of("inhouse", *providers)}
    return assignment


def _mix(dice: Dice, world: Data, providers: Sequence[str], must_leave: bool) -> Data:
    """Shares by weight, for a work type or for its family."""
    mix: Data = {}
    for name, work in world["work"].items():
        row = work.get("family", name) if dice.chance(50) else name
        if providers and (must_leave or dice.chance(85)):
            weights = {team: dice.whole(0, 3) for team in ("inhouse", *providers)}
            weights[dice.one_of(*providers)] += int(must_leave or dice.chance(80))
            total = sum(weights.values()) or 1
            mix[row] = {
                team: weight / total
                for team, weight in weights.items()
                if team != "inhouse" or dice.chance(30)
            }
            if not sum(weights.values()):
                mix[row].pop("inhouse", None)
    return mix


def _history(dice: Dice) -> Data:
    return {
        "clean_needed": dice.whole(1, 5),
        "skip_factor": dice.share(),
        "tighten_after": dice.whole(1, 3),
        "tightened_rate": dice.share(),
    }


def _transition(dice: Dice, world: Data) -> Data:
    end = 24.0 * (world["warm_up_days"] + world["horizon_days"])
    ramp = dice.one_of(0.0, dice.days(1.0, end))
    return {
        "signing_day": dice.one_of(0.0, dice.days(0.0, end)),
        "ramp_days": ramp,
        "teaching_hours_per_seat": dice.number(0.0, 5.0) if ramp else 0.0,
        "liaison_hours_per_seat": dice.one_of(0.0, dice.number(0.0, 5.0)) if ramp else 0.0,
    }


def _flexibility(dice: Dice, world: Data, providers: Sequence[str]) -> Data:
    end = 24.0 * (world["warm_up_days"] + world["horizon_days"])
    low, high = sorted((dice.number(0.0, 2.0), dice.number(0.0, 4.0)))
    return {
        "review_days": max(dice.days(1.0, max(end / 4.0, 1.0)), 0.01),
        "teams": [name for name in ("inhouse", *providers) if dice.chance(60)],
        "target_utilisation": dice.number(0.3, 0.99),
        "band": dice.one_of(0.0, dice.share()),
        "at_least": dice.whole(0, 2),
        "at_most": dice.one_of(1_000_000, dice.whole(2, 6)),
        "adaptive": dice.one_of(
            None, {"start": dice.share(), "step": dice.number(0.1, 1.0), "above": high, "below": low}
        ),
    }


def _staffing(dice: Dice) -> Data:
    return {
        "rule": dice.one_of("load", "square_root", "stated"),
        "target_utilisation": dice.number(0.3, 0.99),
        "safety": dice.number(0.0, 3.0),
        "at_least": dice.whole(0, 2),
    }
