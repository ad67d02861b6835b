"""Small worlds with known ends."""

import pytest

from sim.case import Case
from sim.engine.simulate import simulate
from sim.scenario.scenario import Scenario
from sim.strategy.sound import remember_sound
from sim.strategy.strategy import Strategy
from sim.tape.tape import deal

ARRIVALS = (3, 11, 13, 14, 17, 19, 21, 27)
SERVICES = (4, 4, 4, 3, 2, 4, 3, 2)


ONE_DEFECT = {"defect": 0.7}
"""With one defect a task on average, and half of one in rework, this luck makes it one each time."""


def _run(scenario, strategy=None, seed=1, luck=None):
    world, choice = Scenario.model_validate(scenario), Strategy.model_validate(strategy or {})
    remember_sound(world, choice)  # a house without seats, which a file may not have, is a known end too
    tape = deal(world, seed, 0).with_luck(**(luck or {}))
    return simulate(Case(world, choice), tape=tape, engine="reference")


def _tasks(arrived_days, effort_days, **settings):
    """A work type whose tasks arrive at stated days, with stated days of effort."""
    return {
        "arrivals": {
            "kind": "trace",
            "arrived_hours": [24.0 * day for day in arrived_days],
            "effort_hours": [24.0 * day for day in effort_days],
        },
        "effort_hours": {"kind": "constant", "mean": 24.0},
        **settings,
    }


@pytest.fixture(scope="session")
def run():
    """Scenario and strategy as dictionaries -> the reference engine's journal."""
    return _run


@pytest.fixture(scope="session")
def tasks():
    """Days of arrival, days of effort -> a work type."""
    return _tasks


@pytest.fixture(scope="session")
def bank():
    """Settings -> journal of the textbook's bank: eight customers, one clerk; its minutes are our days."""

    def open_bank(horizon_days=31.0, **settings):
        work = {"customer": _tasks(ARRIVALS, SERVICES, **settings)}
        return _run({"work": work, "inhouse": {"seats": 1}, "horizon_days": horizon_days})

    return open_bank


@pytest.fixture(scope="session")
def busy_world():
    """Seed, days -> journal of a world with everything in it."""

    def live(seed, horizon_days=90.0, warm_up_days=20.0, scenario=None, strategy=None):
        office = {"zone": "America/New_York"}
        pay = {"salary_per_year": 81_234.57, "office_per_year": 7_000.01, "tools_per_year": 3_333.33}
        world = {
            "warm_up_days": warm_up_days,
            "horizon_days": horizon_days,
            "work": {
                "patents": {
                    "arrivals": {"kind": "poisson", "per_week": 12.0},
                    "effort_hours": {"kind": "lognormal", "mean": 9.0, "cv": 0.8},
                    "due_days": 9.0,
                    "delay_cost_per_day": 123.45,
                    "escape_cost": 1_000.01,
                    "ambiguity": 0.5,
                    "unclear_points": 4.0,
                    "brief_hours": 1.0,
                    "answer_hours": 0.5,
                    "inspection_hours": 1.0,
                },
                "searches": {
                    "arrivals": {"kind": "poisson", "per_week": 15.0},
                    "effort_hours": {"kind": "exponential", "mean": 4.0},
                    "inspection_hours": 0.3,
                },
            },
            "inhouse": {"seats": 3, "calendar": office, "defects_per_task": 0.1, "pay": pay},
            "liaisons": {"seats": 1, "calendar": office, "pay": pay},
            "reviewers": {"seats": 1, "calendar": office, "pay": pay},
            "providers": {
                "bangalore": {
                    "seats": 3,
                    "calendar": {"zone": "Asia/Kolkata"},
                    "distance": 0.4,
                    "defects_per_task": 0.15,
                    "message_hours": 0.25,
                    "outages": {"mttf_days": 25.0, "mttr_days": 4.0},
                    "insolvency": {"kind": "hazard", "per_year": 1.0},
                    "exit": {"notice_days": 30.0, "cost": 5_000.005},
                    "transition_cost_per_seat": 999.99,
                    "contract": {
                        "kind": "time_and_materials",
                        "rate_per_hour": 33.33,
                        "service_level": {"on_time_share": 0.95},
                    },
                },
                "krakow": {
                    "seats": 2,
                    "contract": {
                        "kind": "fixed_price",
                        "price_per_task": 321.09,
                        "prices": {"searches": 99.5},
                    },
                },
                "manila": {
                    "seats": 1,
                    "contract": {"kind": "reserved_capacity", "fee_per_seat_per_month": 4_321.0},
                },
            },
            **(scenario or {}),
        }
        choice = {
            "mix": {
                "patents": {"bangalore": 0.5, "krakow": 0.2},
                "searches": {"bangalore": 0.2, "manila": 0.2},
            },
            "inspection": {"inhouse_rate": 0.5},
            "contingency": {"plan": "krakow", "patience_days": 3.0},
            **(strategy or {}),
        }
        return _run(world, choice, seed)

    return live
