"""Value delivered, hours freed for core work, and what remains after all costs."""

import pytest

from sim.case import case_from
from sim.engine.simulate import simulate
from sim.outcome.scorecard import settle
from sim.outcome.window import HOURS_PER_YEAR, Window

PAY = {"salary_per_year": 100_000.0, "load_factor": 1.5, "office_per_year": 10_000.0}
CORE = {"usable_idle_share": 0.5, "core_hour_value": 80.0}


def quarter(replication, share, **inhouse):
    """Ninety days of ten tasks a day with five hours each, five seats at home and five at p."""
    case = case_from(
        {
            "scenario": {
                "horizon_days": 90.0,
                "work": {
                    "a": {
                        "arrivals": {"kind": "poisson", "per_week": 70.0},
                        "effort_hours": {"kind": "exponential", "mean": 5.0},
                        "value": 500.0,
                    }
                },
                "inhouse": {"seats": 5, "pay": PAY, **CORE, **inhouse},
                "providers": {"p": {"seats": 5}},
            },
            "strategy": {"mix": {"a": {"p": share}}, "inspection": {"outsourced_rate": 0.0}},
        }
    )
    return settle(simulate(case, seed=5, replication=replication, engine="compiled"))


def test_freed_hours_rise_with_outsourcing_where_seats_at_home_are_stated():
    """In each of twenty pairs, and to half of all open hours when everything is away."""
    rows = [[quarter(r, share)["core_hours_freed"] for share in (0.0, 0.3, 0.6, 1.0)] for r in range(20)]

    assert all(row == sorted(row) and row[0] < row[-1] for row in rows)
    assert {row[-1] for row in rows} == {0.5 * 5 * 90.0 * 24.0}


def test_idle_hours_are_open_hours_without_work(run, tasks):
    """One seat, ten days, two tasks of two days: half of six days are put to core work."""
    team = {"seats": 1, "usable_idle_share": 0.5}
    world = {"horizon_days": 10.0, "work": {"a": tasks([1.0, 5.0], [2.0, 2.0])}, "inhouse": team}
    card = settle(run(world))

    assert card["core_hours_freed"] == pytest.approx(0.5 * 6 * 24.0)
    assert card["core_hours_value"] == card["idle_seat_cost"] == 0.0  # neither has a price here


def test_hours_that_an_outage_takes_are_those_of_the_seats_there_at_the_time(run, tasks):
    """One seat for fifty days and three for fifty more, ten of which the house is down: 170 seat-days."""
    world = {
        "horizon_days": 100.0,
        "work": {"a": tasks([1.0], [1.0])},
        "inhouse": {"seats": 1, "days_to_hire": 40.0, "usable_idle_share": 1.0},
        "providers": {"p": {"seats": 2}},
        "events": [
            {"team": "p", "kind": "insolvency", "at_day": 10.0},
            {"team": "inhouse", "kind": "outage", "at_day": 60.0, "days": 10.0},
        ],
    }
    journal = run(world, {"mix": {"a": {"p": 1.0}}, "inspection": {"outsourced_rate": 0.0}})
    card, late = settle(journal), settle(journal, Window(65.0 * 24.0, 2_400.0))

    assert card["core_hours_freed"] == 170.0 * 24.0
    assert late["core_hours_freed"] == 3 * 30.0 * 24.0


def test_idle_seats_cost_their_part_of_the_pay():
    """(1 - utilisation) x 160,000 a seat and year; of it, usable hours are worth 80 each."""
    card = quarter(0, 0.5)
    idle = 1.0 - card["utilisation_inhouse"]
    years = 90.0 * 24.0 / HOURS_PER_YEAR

    assert card["idle_seat_cost"] == pytest.approx(5 * 160_000.0 * years * idle, abs=0.01)
    assert card["core_hours_freed"] == pytest.approx(0.5 * 5 * 90.0 * 24.0 * idle)
    assert card["core_hours_value"] == 80.0 * card["core_hours_freed"]
    assert card["idle_seat_cost"] < card["cost_inhouse_salaries"] + card["cost_office_and_tools"]


def test_hours_that_a_team_is_down_are_not_freed():
    """Nothing to do at home, and a constant outage of two days in four."""
    down = {
        "mttf_days": 2.0,
        "mttr_days": 2.0,
        "uptime": {"kind": "constant"},
        "downtime": {"kind": "constant"},
    }

    assert quarter(0, 1.0, outages=down)["core_hours_freed"] == pytest.approx(0.5 * 5 * 24.0 * 46.0)


def test_unless_a_share_is_usable_nothing_is_freed():
    """Off by default, and at no share the same."""
    for card in (quarter(0, 1.0, usable_idle_share=0.0), quarter(0, 1.0, core_hour_value=0.0)):
        assert card["core_hours_value"] == 0.0


def test_the_value_of_work_is_that_of_the_tasks_delivered():
    """500 each."""
    card = quarter(1, 0.5)

    assert card["value_delivered"] == 500.0 * card["tasks_delivered"] > 0.0


def test_the_net_benefit_is_what_remains_after_all_costs(busy_world):
    """Value of work, ideas and hours, less the total of the ledger."""
    for card in (quarter(2, 0.3), settle(busy_world(1))):
        gains = card["value_delivered"] + card["ideas_value"] + card["core_hours_value"]

        assert card["net_benefit"] == pytest.approx(gains - card["total_cost"])
