"""Right or wrong, seen or not."""

import math

import pytest

from sim.outcome.ledger import keep_ledger
from sim.outcome.scorecard import settle
from sim.outcome.window import Window, observe
from tests.outcome.conftest import ONE_DEFECT


@pytest.fixture(scope="module")
def workshop(run, tasks):
    """Settings -> three one-day tasks, done in-house in a row from days 0, 10 and 20; all inspected."""

    def live(detection=1.0, pay=None, **team):
        return run(
            {
                "horizon_days": 40.0,
                "work": {"a": tasks([0.0, 10.0, 20.0], [1.0] * 3, most_attempts=3, inspection_hours=6.0)},
                "inhouse": {"seats": 1, "pay": pay or {}, **team},
                "reviewers": {"seats": 1, "detection_probability": detection},
            },
            {"inspection": {"inhouse_rate": 1.0}},
            luck=ONE_DEFECT,
        )

    return live


def test_work_without_fault_passes_at_once(workshop):
    """Three tasks, three inspections, nothing found."""
    found = settle(workshop())

    assert found["first_pass_yield"] == 1.0
    assert found["rework_share"] == found["escaped_defect_share"] == found["defects_found"] == 0.0
    assert found["inspections"] == 3.0
    assert math.isnan(found["misunderstanding_share"])


def test_what_is_always_wrong_is_worked_on_until_the_attempts_are_used_up(workshop):
    """One fresh effort and two reworks of half of it each: half of the hours; delivered wrong in the end."""
    found = settle(workshop(defects_per_task=1.0))

    assert found["first_pass_yield"] == 0.0
    assert found["rework_share"] == pytest.approx(0.5)
    assert found["escaped_defect_share"] == 1.0
    assert found["inspections"] == found["defects_found"] == 9.0
    assert found["misunderstanding_share"] == 0.0


def test_what_nobody_sees_passes_at_once_and_is_wrong(workshop):
    """First-pass yield is about being accepted; that a customer finds the defect is the escape's matter."""
    found = settle(workshop(detection=0.0, defects_per_task=1.0))

    assert found["first_pass_yield"] == found["escaped_defect_share"] == 1.0


def test_quality_is_counted_where_tasks_are_delivered(workshop):
    """The second of three tasks only."""
    found = settle(workshop(defects_per_task=1.0), Window(240.0, 480.0))

    assert found["defects_found"] == found["inspections"] == 3.0


def test_rework_at_home_costs_its_share_of_the_seats(workshop):
    """72 hours of rework in 960 open ones: 7.5 per cent of what the seat costs, as a memo."""
    pay = {"salary_per_year": 100_000.0, "load_factor": 1.5, "tools_per_year": 2_190.0}
    ledger = keep_ledger(observe(workshop(defects_per_task=1.0, pay=pay)))
    seat = ledger.lines["inhouse_salaries"] + ledger.lines["office_and_tools"]

    assert ledger.memo["rework_inhouse"] == pytest.approx(0.075 * seat, abs=1)
