"""Service levels on delivery and on beginning, for all work or for some, by window and by month."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from sim.errors import InputError
from sim.outcome.credits import kept_by_month, kept_share
from sim.outcome.monthly import monthly_ledger
from sim.outcome.promised import due, due_after, to_begin
from sim.outcome.scorecard import settle
from sim.outcome.window import observe
from sim.scenario.calendar import Calendar
from sim.scenario.contract import FixedPrice, ServiceLevel
from sim.scenario.scenario import Scenario
from sim.strategy.fit import misfits
from sim.strategy.strategy import Strategy

TO_BEGIN = ServiceLevel(begun_in_time_share=1.0)


@pytest.fixture(scope="module")
def january(run, tasks):
    """Settings -> p does four tasks of a day each, one after the other, from the 27th of January on; two are
    begun within 30 hours, of which one is of the family of the first. Its fee is 100 a task."""

    def live(**contract):
        works = {
            "a": tasks([20.0, 20.0], [1.0, 1.0], begin_within_working_hours=30.0, family="urgent"),
            "b": tasks([20.5, 20.5], [1.0, 1.0], begin_within_working_hours=30.0),
        }
        terms = {"kind": "fixed_price", "price_per_task": 100.0, **contract}
        return run(
            {
                "start": date(2025, 1, 7),
                "horizon_days": 40.0,
                "work": works,
                "providers": {"p": {"seats": 1, "contract": terms}},
            },
            {"mix": {"a": {"p": 1.0}, "b": {"p": 1.0}}, "inspection": {"outsourced_rate": 0.0}},
        )

    return live


def test_what_is_to_be_begun_counts_where_its_time_ends(january):
    """After 0, 24, 36 and 60 hours: two in time, two not; nothing is due, so nothing is on time or late."""
    journal = january()
    promised, never = to_begin(journal), due(journal)

    assert (promised.until - journal.tasks["arrived"]).tolist() == [30.0] * 4
    assert promised.kept.tolist() == [True, True, False, False]
    assert np.isinf(never.until).all()
    assert kept_share(observe(journal), 1, TO_BEGIN) == 0.5
    assert np.isnan(kept_share(observe(journal), 0, TO_BEGIN))


@pytest.mark.parametrize(
    ("of_work", "share"), [([], 0.5), (["a"], 1.0), (["urgent"], 1.0), (["b"], 0.0), (["b", "urgent"], 0.5)]
)
def test_a_promise_about_some_work_looks_at_that_alone(january, of_work, share):
    """By work type or by family."""
    promise = TO_BEGIN.model_copy(update={"of_work": tuple(of_work)})

    assert kept_share(observe(january()), 1, promise) == share


def test_by_month_it_is_the_month_in_which_the_time_to_begin_ends(january):
    """All four in January; February asks for nothing."""
    by_month = kept_by_month(observe(january()), 1, TO_BEGIN)

    assert by_month[0] == 0.5
    assert np.isnan(by_month[1])


@pytest.mark.parametrize("period", ["window", "month"])
def test_credits_of_several_promises_add_up_and_the_months_add_up_to_them(january, period):
    """.3 of the fee for all work, .1 for b: each up to its own cap, against 400 (all of it of January)."""
    agreed = {"period": period, "credit_per_point": 0.01}
    journal = january(
        service_level={"begun_in_time_share": 0.8, "cap": 0.9, **agreed},
        service_levels=[{"begun_in_time_share": 0.8, "cap": 0.1, "of_work": ["b"], **agreed}],
    )

    assert settle(journal)["cost_service_credits"] == -400.0 * (0.3 + 0.1)
    months = monthly_ledger(journal)["service_credits"].tolist()
    assert sum(months) == -160_00
    assert months[0] == -160_00


def test_a_task_that_nobody_ever_began_was_not_begun_in_time(run, tasks):
    """p is down from the start; its tasks wait."""
    journal = run(
        {
            "horizon_days": 10.0,
            "work": {"a": tasks([1.0, 8.0], [1.0, 1.0], begin_within_working_hours=48.0)},
            "providers": {"p": {"seats": 1}},
            "events": [{"team": "p", "kind": "outage", "at_day": 0.5, "days": 90.0}],
        },
        {
            "mix": {"a": {"p": 1.0}},
            "inspection": {"outsourced_rate": 0.0},
            "contingency": {"plan": "wait"},
        },
    )

    assert settle(journal)["begun_in_time_share"] == 0.0  # of one: the other's time ends with the run
    assert kept_share(observe(journal), 1, TO_BEGIN) == 0.0


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 1_000))
def test_the_share_on_time_is_the_promise_of_all_teams_together(busy_world, seed):
    """Tasks due by team add up to the measure."""
    seen = observe(busy_world(seed))
    tasks, promised = seen.journal.tasks, due(seen.journal)
    asked = seen.window.holds(promised.until)
    total = sum(
        kept_share(seen, team, ServiceLevel(on_time_share=1.0)) * (asked & (tasks["provider"] == team)).sum()
        for team in range(4)
        if (asked & (tasks["provider"] == team)).any()
    )

    assert total / asked.sum() == pytest.approx(settle(seen.journal)["on_time_share"])


def test_what_arrives_last_falls_due_last_by_either_clock(run, tasks):
    """Two calendar days, or ten working hours from Friday at noon: Monday at one, an hour later."""
    office = Calendar(opens="08:00", closes="16:00").model_dump()
    works = {
        "a": tasks([0.5], [0.1], due_days=2.0),
        "b": tasks([0.5], [0.1], due_working_hours=9.0),
        "c": tasks([0.5], [0.1]),
    }
    journal = run(
        {"start": date(2025, 1, 6), "horizon_days": 9.0, "work": works, "inhouse": {"calendar": office}}
    )
    monday, friday = 12.0, 4 * 24.0 + 12.0

    plan = journal.plan
    known = *plan.office, plan.due_hours, plan.due_is_worked

    assert [due_after(*known, each) for each in (monday, friday)] == [60.0, 7 * 24.0 + 13.0]
    assert due_after(*known, np.inf) == np.inf


@pytest.mark.parametrize(
    ("service_level", "said"),
    [
        ({}, "one target"),
        ({"on_time_share": 0.9, "begun_in_time_share": 0.9}, "one target"),
        ({"begun_in_time_share": 0.9, "earn_back": 0.5}, "won back by a later month"),
    ],
)
def test_a_promise_has_one_target(service_level, said):
    """Neither none nor two."""
    with pytest.raises(ValidationError, match=said):
        ServiceLevel.model_validate(service_level)


def test_all_promises_together_give_back_the_fee_at_most():
    """Caps of .6 and .5 are too much; of .1, .2 and .7 they are not."""
    promises = [{"on_time_share": 0.9, "cap": cap} for cap in (0.1, 0.2, 0.7)]

    assert len(FixedPrice.model_validate({"service_levels": promises}).promises) == 3
    with pytest.raises(ValidationError, match=r"come to 1\.1 times the fee"):
        FixedPrice.model_validate(
            {
                "service_level": {"on_time_share": 0.9, "cap": 0.6},
                "service_levels": [{"begun_in_time_share": 0.9, "cap": 0.5}],
            }
        )


WORK = {"arrivals": {"kind": "poisson", "per_week": 1.0}, "effort_hours": {"kind": "constant"}}


def test_a_promise_about_unknown_work_is_refused_with_the_nearest_name():
    """Whichever of the two settings it stands in."""
    promise = {"on_time_share": 0.9, "of_work": ["serches"]}
    contract = {"kind": "fixed_price", "service_level": promise, "service_levels": [promise]}
    world = Scenario.model_validate(
        {
            "work": {"searches": WORK},
            "inhouse": {"seats": 1},
            "providers": {"p": {"contract": contract}},
        }
    )
    found = misfits(world, Strategy.model_validate({"inspection": {"inhouse_rate": 0.0}}))

    assert [problem.path for problem in found] == [
        "scenario.providers.p.contract.service_level.of_work.0",
        "scenario.providers.p.contract.service_levels.0.of_work.0",
    ]
    assert all("did you mean searches?" in problem.remedy for problem in found)


def test_working_hours_that_take_longer_than_we_live_are_refused():
    """An hour on Mondays is 52 a year: 520 are ten years, 600 are not to be had."""
    monday = {"opens": "09:00", "closes": "10:00", "weekdays": ["mon"]}

    def told(hours):
        world = {
            "work": {"a": {**WORK, "due_working_hours": hours}},
            "inhouse": {"seats": 1, "calendar": monday},
        }
        choice = Strategy.model_validate({"inspection": {"inhouse_rate": 0.0}})
        return misfits(Scenario.model_validate(world), choice)

    assert told(510.0) == []
    (problem,) = told(600.0)
    assert problem.path == "scenario.work.a.due_working_hours"
    assert "takes more than 10 years: the house is open for 52 hours a year" in problem.rule


@pytest.mark.parametrize(
    ("settings_", "said"),
    [
        ({"due_days": 2.0, "due_working_hours": 16.0}, "both say when it is due"),
        ({"tolerances": {"least_service": 0.9}}, "nothing of this work ever is"),
        ({"tolerances": {"days_without_service": 3}}, "nothing of this work ever is"),
        ({"tolerances": {}}, "bear everything"),
    ],
)
def test_what_says_nothing_or_two_things_is_refused(settings_, said):
    """With the rule and a way out."""
    with pytest.raises((ValidationError, InputError), match=said):
        Scenario.model_validate({"work": {"a": {**WORK, **settings_}}})
