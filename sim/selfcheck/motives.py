"""Does a provider choose as one who tries everything would?"""

from __future__ import annotations

from typing import Any

from sim.analysis.theory.response import Jobs, Manner, Rates, best_response
from sim.case import Case, case_from
from sim.engine.choosing import expected_work, margins
from sim.engine.making import make_plan, mix_shares
from sim.selfcheck.check import Check, arithmetic

Data = dict[str, Any]

GROUP = "motives"
SEATS, COST = 5, 2_000.0
WORK = Jobs(300.0, 8.0, 30.0, 0.4, 0.6, 0.5, 4)
WAYS: dict[str, Data] = {
    "usual": {},
    "hasty": {"speed": 1.3, "defects": 2.0, "seats": 0.8},
    "slow": {"speed": 0.85},
    "careful": {"speed": 0.95, "defects": 0.25},
    "more": {"seats": 1.4},
    "juniors": {"cost": 0.85, "speed": 0.9, "defects": 1.3},
}
"""Hurry needs fewer people, care more hours."""
PROMISE = {"on_time_share": 0.95, "credit_per_point": 0.02, "cap": 0.6}
CONTRACTS: dict[str, tuple[Data, Rates]] = {
    "time and materials": ({"kind": "time_and_materials", "rate_per_hour": 20.0}, Rates(per_hour=20.0)),
    "a fixed price": ({"kind": "fixed_price", "price_per_task": 100.0}, Rates(per_task=100.0)),
    "outcome pay": (
        {"kind": "outcome_based", "price_per_task": 100.0, "premium": 1.2, "paid_otherwise": 0.1},
        Rates(per_task=100.0, if_good=1.2, if_not=0.1),
    ),
    "credits": (
        {"kind": "fixed_price", "price_per_task": 100.0, "service_level": PROMISE},
        Rates(per_task=100.0, promised=0.95, per_point=0.02, cap=0.6),
    ),
    "reserved seats": (
        {"kind": "reserved_capacity", "fee_per_seat_per_month": 3_000.0},
        Rates(per_seat=3_000.0),
    ),
}


def case(contract: Data) -> Case:
    """One provider under this contract, who is always open, and six ways to work."""
    books = {"cost_per_seat_per_month": COST, "choices": WAYS}
    work = {
        "arrivals": {"kind": "poisson", "per_week": WORK.tasks * 168.0 / 730.5},
        "effort_hours": {"kind": "exponential", "mean": WORK.hours},
        "due_days": WORK.due / 24.0,
        "rework_fraction": WORK.rework_fraction,
        "most_attempts": WORK.most_attempts,
    }
    provider = {
        "seats": SEATS,
        "defects_per_task": WORK.defects,
        "contract": contract,
        "viability": books,
    }
    return case_from(
        {
            "scenario": {
                "horizon_days": 365.0,
                "work": {"tasks": work},
                "reviewers": {"seats": 1, "detection_probability": WORK.detection},
                "providers": {"provider": provider},
            },
            "strategy": {"mix": {"tasks": {"provider": 1.0}}, "inspection": {"outsourced_rate": 1.0}},
        }
    )


def by_hand() -> list[Check]:
    """The way that each contract makes a provider choose, by its number, and what it expects of it."""
    checks = []
    for name, (contract, pay) in CONTRACTS.items():
        played = case(contract)
        plan = make_plan(played.scenario, played.strategy)
        given = expected_work(played.scenario, plan, mix_shares(played.scenario, played.strategy))
        way = int(plan.offers.first[1])
        known, leaves = best_response(WORK, pay, answers())
        number = list(WAYS).index(known)
        checks.append(arithmetic(f"best response to {name}: {known}", GROUP, number, way))
        expected = margins(plan, given, 1)[way]
        checks.append(arithmetic(f"best response to {name}: margin", GROUP, leaves, expected, 0.01))
    return checks


def answers() -> dict[str, Manner]:
    """The six ways, as numbers."""
    found = {}
    for name, way in WAYS.items():
        seats = int(SEATS * way.get("seats", 1.0) + 0.5)
        cost = COST * way.get("cost", 1.0)
        found[name] = Manner(seats, way.get("speed", 1.0), way.get("defects", 1.0), cost)
    return found
