"""A small house and two providers, in which one lever at a time is moved."""

import json
from functools import cache

import numpy as np
import pytest

import sim
from sim.analysis.comparison import paired_difference
from sim.case import case_from
from sim.engine.making import make_plan

SEED = 11
WORLDS = 24
LEVEL = 0.99

NEW_YORK = {"zone": "America/New_York"}
PAY = {"salary_per_year": 100_000.0, "office_per_year": 8_000.0, "tools_per_year": 5_000.0}


def work(per_week, effort, **settings):
    """A work type that asks, is briefed, inspected and reworked."""
    return {
        "family": "science",
        "arrivals": {"kind": "poisson", "per_week": per_week},
        "effort_hours": {"kind": "lognormal", "mean": effort, "cv": 0.6},
        "brief_hours": 0.8,
        "answer_hours": 0.4,
        "checkpoint_hours": 0.5,
        "inspection_hours": 1.0,
        "escape_cost": 3_000.0,
        "delay_cost_per_day": 100.0,
        **settings,
    }


def provider(seats, zone, **settings):
    """A firm far away."""
    return {
        "seats": seats,
        "calendar": {"zone": zone},
        "message_hours": 0.2,
        "handover_hours": 2.0,
        **settings,
    }


WORLD = {
    "scenario": {
        "warm_up_days": 28,
        "horizon_days": 364,
        "work": {
            "research": work(
                6.0,
                20.0,
                due_days=21.0,
                value=8_000.0,
                ambiguity=0.4,
                sensitivity=0.8,
                ip_value=1e6,
                novelty=0.5,
                unclear_points=4.0,
            ),
            "reports": work(10.0, 6.0, due_days=7.0, value=2_000.0, ambiguity=0.2, unclear_points=3.0),
        },
        "inhouse": {"seats": 3, "calendar": NEW_YORK, "defects_per_task": 0.05, "pay": PAY},
        "liaisons": {"seats": 1, "calendar": NEW_YORK, "pay": PAY},
        "reviewers": {"seats": 1, "calendar": NEW_YORK, "pay": PAY},
        "providers": {
            "bangalore": provider(
                4,
                "Asia/Kolkata",
                region="asia",
                distance=0.25,
                speed=0.85,
                defects_per_task=0.1,
                contract={"kind": "time_and_materials", "rate_per_hour": 40.0},
            ),
            "krakow": provider(
                2,
                "Europe/Warsaw",
                region="europe",
                distance=0.25,
                speed=0.95,
                defects_per_task=0.08,
                contract={"kind": "time_and_materials", "rate_per_hour": 60.0},
            ),
        },
    },
    "strategy": {
        "mix": {
            "research": {"bangalore": 0.4, "krakow": 0.2},
            "reports": {"bangalore": 0.5},
        },
        "inspection": {"inhouse_rate": 0.5, "outsourced_rate": 0.8},
    },
}
"""About eight hundred tasks a year; nothing fails, nobody leaves or learns, unless a test says so."""


@cache
def _settled(settings):
    """Scorecards of the world with something changed, world by world."""
    return [card for _, card in _lived(settings)]


@cache
def _case(settings):
    return sim.changed(case_from(WORLD), json.loads(settings))


def _lived(settings):
    case = _case(settings)
    plan = make_plan(case.scenario, case.strategy)
    for replication in range(WORLDS):
        journal = sim.simulate(case, seed=SEED, replication=replication, plan=plan)
        yield journal, sim.settle(journal)


def difference(before, after):
    """99 % interval of what `after` does differently, paired by world."""
    assert not np.isnan(before).all()
    return paired_difference(after, before, LEVEL)


@pytest.fixture(scope="session")
def moved():
    """A row (measure, way, path, low, high, base) -> interval of what the lever does to the measure.

    `path` goes from `low` to `high` in a world changed by `base`; without a path these are settings.
    """

    def move(measure, way, path, low, high, base=None):
        settings = [{**(base or {}), **({path: value} if path else value)} for value in (low, high)]
        cards = [_settled(json.dumps(each, sort_keys=True)) for each in settings]
        return difference(*([card[measure] for card in each] for each in cards))

    return move


@pytest.fixture(scope="session")
def read():
    """Settings and a function of a journal -> what it says, world by world."""

    def reading(settings, of):
        text = json.dumps(settings, sort_keys=True)
        return np.array([of(journal) for journal, _ in _lived(text)], dtype=np.float64)

    return reading


@pytest.fixture(scope="session")
def told_apart():
    """Values before and after -> interval of the paired difference."""
    return difference
