"""A system out of a textbook, written down as a case file would: `always` calendars, mechanisms off."""

from __future__ import annotations

from typing import Any, NamedTuple

from sim.case import Case, case_from

Data = dict[str, Any]

HOURS_PER_WEEK = 168.0
MANY = 100_000
"""Seats that are never all taken."""
NEVER_INSPECTED: Data = {"inhouse_rate": 0.0, "outsourced_rate": 0.0}


class Length(NamedTuple):
    """How long a run is, in hours.

    Every run starts empty. The warm-up is not counted, nor is as long a part at the end
    (`sim.selfcheck.estimate`). It is at least twenty times as long as the system takes to forget how it
    began (1/(μ(1 − √ρ)²) for M/M/1).
    """

    warm_up: float
    counted: float


def textbook(
    length: Length,
    work: dict[str, Data],
    inhouse: Data,
    strategy: Data | None = None,
    **world: Any,
) -> Case:
    """A case with only what is stated: nothing is inspected, briefed, asked, late or broken by itself."""
    scenario: Data = {
        "warm_up_days": length.warm_up / 24.0,
        "horizon_days": (length.counted + length.warm_up) / 24.0,
        "work": work,
        "inhouse": inhouse,
        **world,
    }
    return case_from({"scenario": scenario, "strategy": {"inspection": NEVER_INSPECTED, **(strategy or {})}})


def tasks(per_hour: float, effort: Data, **more: Any) -> Data:
    """Work that arrives as a Poisson process."""
    return {
        "arrivals": {"kind": "poisson", "per_week": per_hour * HOURS_PER_WEEK},
        "effort_hours": effort,
        **more,
    }


def exponential(mean: float) -> Data:
    """Memoryless efforts."""
    return {"kind": "exponential", "mean": mean}


def constant(hours: float) -> Data:
    """Equal efforts."""
    return {"kind": "constant", "mean": hours}


def outages(per_hour: float, repairs_per_hour: float, interruption: str = "resume") -> Data:
    """Failures and repairs at constant rates, by the calendar clock."""
    return {
        "mttf_days": 1.0 / per_hour / 24.0,
        "mttr_days": 1.0 / repairs_per_hour / 24.0,
        "interruption": interruption,
    }
