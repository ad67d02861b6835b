"""What would never end, or fill the machine, is refused before it is dealt, with the number foretold."""

from typing import Any

import pytest

from sim.case import Case, case_from, preset, preset_names
from sim.engine.simulate import simulate
from sim.errors import InputError
from sim.outcome.scorecard import settle
from sim.strategy.size import oversize

Data = dict[str, Any]
CENTURIES = 99_000.0


def work(per_week: float = 1.0, **more: Any) -> Data:
    """Work of one kind."""
    arrivals = {"kind": "poisson", "per_week": per_week}
    return {"arrivals": arrivals, "effort_hours": {"kind": "constant", "mean": 1.0}, **more}


def case(choice: Data | None = None, providers: Data | None = None, **world: Any) -> Case:
    """One work type done at home, for a year."""
    plain: Data = {
        "work": {"patents": work()},
        "inhouse": {"seats": 1},
        "liaisons": {"seats": 1},
        "reviewers": {"seats": 1},
        "providers": providers or {},
    }
    return case_from({"scenario": plain | world, "strategy": choice or {}})


def many(number: int, **provider: Any) -> Data:
    """So many providers, all alike."""
    return {f"p{k}": {"seats": 1, **provider} for k in range(number)}


GROWING: Data = {"kind": "regular", "per_week": 1, "growth_per_year": 10}
LONG: Data = {"warm_up_days": CENTURIES - 39_000.0, "horizon_days": 39_000.0}
ALWAYS_DOWN: Data = {"mttf_days": 1e-6, "mttr_days": 1e-6}
OFTEN_DOWN: Data = {"mttf_days": 0.4, "mttr_days": 0.1}
TROUBLED: Data = {
    "per_year": 100.0,
    "days_to_slowdown": 0.0,
    "days_to_insolvency": 0.0,
    "recovery_probability": 1.0,
}
HARSH: Data = {"per_year": 12.0, "days": 1e4, "factor": 1000.0, "keeps_mean": False}

TOO_MUCH: dict[str, tuple[Data, str, str]] = {
    "tasks of one kind": (
        {"work": {"patents": work(1e7)}},
        "scenario.work.patents.arrivals",
        "5.21e+08 are to be expected",
    ),
    "tasks of all kinds together": (
        {"work": {f"w{k}": work(8.25e5 / 50) for k in range(200)}},
        "scenario.work.w0.arrivals",
        "1.72e+08 are to be expected: about 8.6e+05 tasks of w0",
    ),
    "a growth without end": (
        {
            "work": {
                "patents": {**work(), "arrivals": {"kind": "regular", "per_week": 1, "growth_per_year": 10}}
            }
        }
        | LONG,
        "scenario.work.patents.arrivals",
        "are to be expected",
    ),
    "attempts that nobody would wait for": (
        {
            "work": {"patents": work(2e5, ambiguity=0.1, unclear_points=0.1, most_attempts=64)},
            "horizon_days": 1000.0,
        },
        "scenario.work.patents",
        "about 3.84e+09 steps of patents",
    ),
    "questions": (
        {
            "work": {"patents": work(1e5, ambiguity=1.0, unclear_points=100.0, most_attempts=4)},
            "providers": many(1, distance=1.0),
        },
        "scenario.work.patents",
        "about 2.13e+09 steps of patents",
    ),
    "outages of one team": (
        {"inhouse": {"seats": 1, "outages": ALWAYS_DOWN}},
        "scenario.inhouse.outages.mttf_days",
        "about 1.82e+08 outages",
    ),
    "outages of all teams together": (
        {"providers": many(80, outages=OFTEN_DOWN)} | LONG,
        "scenario.providers.p0.outages.mttf_days",
        "1.58e+07 are to be expected: about 1.98e+05 outages",
    ),
    "slowdowns": (
        {"inhouse": {"seats": 1, "slowdowns": ALWAYS_DOWN | {"share": 0.5}}},
        "scenario.inhouse.slowdowns.mttf_days",
        "about 1.82e+08 slowdowns",
    ),
    "shocks, once for each team of the region": (
        {"providers": many(60, region="delta"), "regions": {"delta": {"shocks": OFTEN_DOWN}}} | LONG,
        "scenario.regions.delta.shocks.mttf_days",
        "about 1.21e+07 outages by shocks",
    ),
    "interruptions": (
        {
            "work": {"patents": work(1e3)},
            "inhouse": {"seats": 100_000, "outages": OFTEN_DOWN | {"mttf_days": 0.01}},
        }
        | LONG,
        "scenario.inhouse.outages.mttf_days",
        "interruptions",
    ),
    "troubles in bad years": (
        {"providers": many(1, distress=TROUBLED), "crises": HARSH} | LONG,
        "scenario.providers.p0.distress.per_year",
        "troubles",
    ),
    "leavers": (
        {"inhouse": {"seats": 1_000_000, "attrition_per_year": 50.0}},
        "scenario.inhouse.attrition_per_year",
        "about 9.99e+07 leavers",
    ),
    "terms": (
        {
            "providers": many(
                50, viability={"cost_per_seat_per_month": 1.0, "term_months": 0.01, "least_margin": -10.0}
            )
        }
        | LONG,
        "scenario.providers.p0.viability.term_months",
        "about 3.25e+05 terms",
    ),
    "shifts": (
        {"providers": many(90, calendar={"weekdays": "every day"})} | LONG,
        "scenario.providers.p0.calendar",
        "8.91e+06 are to be expected: about 9.9e+04 shifts",
    ),
    "shifts with breaks, which are several": (
        {"providers": many(45, calendar={"hours": {"every day": "09:00-12:00, 13:00-17:00"}})} | LONG,
        "scenario.providers.p0.calendar",
        "8.91e+06 are to be expected: about 1.98e+05 shifts",
    ),
    "leaks": (
        {"providers": many(30, leaks_per_year=1000.0)} | LONG,
        "scenario.providers.p0.leaks_per_year",
        "about 1.35e+06 leaks",
    ),
    "levels of experience": (
        {
            "work": {f"w{k}": work() for k in range(200)},
            "providers": many(60, experience={"kind": "saturating"}),
        }
        | LONG,
        "scenario.work",
        "about 3.97e+07 levels of experience",
    ),
}


@pytest.mark.parametrize("what", TOO_MUCH)
def test_what_is_too_much_is_refused_with_its_number(what: str) -> None:
    """The path of the largest part, and what is to be expected of it; nothing is dealt to find out."""
    world, path, said = TOO_MUCH[what]
    with pytest.raises(InputError) as refused:
        case(**world)

    problem = refused.value.problems[0]
    assert problem.path == path
    assert said in problem.rule
    assert problem.remedy.endswith("or shorten the horizon")


def test_too_many_reviews_are_refused() -> None:
    """Each of them looks at each team."""
    with pytest.raises(InputError, match=r"about 1e\+09 reviews of teams") as refused:
        case({"flexibility": {"review_days": 0.01, "teams": ["inhouse"]}}, providers=many(100), **LONG)

    assert refused.value.problems[0].path == "strategy.flexibility.review_days"


def test_a_run_has_a_longest_time() -> None:
    """Warm-up and horizon together."""
    with pytest.raises(InputError, match="100,000 days at most"):
        case(warm_up_days=99_000.0, horizon_days=2_000.0)


LEAST: dict[str, tuple[Data, Data, str]] = {
    "reviews": ({}, {"flexibility": {"review_days": 1e-9}}, "strategy.flexibility.review_days"),
    "terms": (
        {"providers": many(1, viability={"cost_per_seat_per_month": 1.0, "term_months": 1e-300})},
        {},
        "scenario.providers.p0.viability.term_months",
    ),
    "gaps of no variation": (
        {"work": {"patents": {**work(), "arrivals": {"kind": "gamma", "per_week": 5, "cv": 1e-300}}}},
        {},
        "scenario.work.patents.arrivals.cv",
    ),
    "efforts of no variation": (
        {"work": {"patents": {**work(), "effort_hours": {"kind": "gamma", "mean": 5, "cv": 1e-300}}}},
        {},
        "scenario.work.patents.effort_hours.cv",
    ),
    "a first day before all calendars": ({"start": "0001-01-01"}, {}, "scenario.start"),
    "a first day after all calendars": ({"start": "9999-12-20"}, {}, "scenario.start"),
    "people who never get anything done": (
        {"inhouse": {"seats": 1, "speed": 1e-300}},
        {},
        "scenario.inhouse.speed",
    ),
    "newcomers who never get anything done": (
        {"inhouse": {"seats": 1, "experience": {"kind": "saturating", "newcomer_speed": 1e-300}}},
        {},
        "scenario.inhouse.experience.newcomer_speed",
    ),
    "seats for a target of nothing": (
        {},
        {"staffing": {"inhouse": {"rule": "load", "target_utilisation": 1e-300}}},
        "strategy.staffing.inhouse.target_utilisation",
    ),
    "cash that does not move": (
        {
            "providers": many(
                1, insolvency={"kind": "cash", "cash": 1.0, "drift_per_month": 1.0, "sd_per_month": 1e-300}
            )
        },
        {},
        "scenario.providers.p0.insolvency.sd_per_month",
    ),
}


@pytest.mark.parametrize("what", LEAST)
def test_a_setting_has_a_least_value_that_makes_sense(what: str) -> None:
    """Smaller ones ended in a traceback, or in no end at all."""
    world, choice, path = LEAST[what]
    with pytest.raises(InputError) as refused:
        case(choice, **world)

    assert path in {problem.path for problem in refused.value.problems}


@pytest.mark.filterwarnings("ignore::sim.errors.HolidaysUnknown")
@pytest.mark.parametrize("start", ["1900-01-01", "2200-01-01"])
def test_the_first_and_the_last_first_day_are_played(start: str) -> None:
    """With office hours, holidays and a zone; the world's calendars reach as far."""
    hours = {"zone": "America/New_York", "holidays": "US"}
    early = case(start=start, horizon_days=30.0, inhouse={"seats": 1, "calendar": hours})

    assert settle(simulate(early, seed=1))["tasks_arrived"] > 0


@pytest.mark.parametrize("name", preset_names())
def test_no_preset_is_too_much(name: str) -> None:
    """Nor nearly."""
    assert not list(oversize(preset(name).scenario, preset(name).strategy))
