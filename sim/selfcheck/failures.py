"""What do outages cost in time, where the answer is known?"""

from __future__ import annotations

from typing import Any, get_args

import numpy as np

from sim.analysis.theory import (
    all_down_probability,
    completion_resample,
    completion_restart,
    completion_resume,
    mm1_breakdowns,
)
from sim.analysis.theory.failures import Effort
from sim.case import case_from
from sim.scenario.hazard import Interruption
from sim.selfcheck import estimate
from sim.selfcheck.exam import Exam, Known, Quantity, exam_of
from sim.selfcheck.textbook import Length, constant, exponential, outages, tasks, textbook
from sim.tape.misfortune import Misfortunes, deal_misfortunes

Data = dict[str, Any]

GROUP = "failures"
SHOCK, OWN = 0.01, 0.04
"""Probabilities that a region is down, and that a provider is down by itself."""
DAYS = 40_000.0


def exams() -> list[Exam]:
    """All systems that break down. The long, rare outages are two hundred thousand."""
    return [
        breakdowns(0.1, 0.5, Length(5_000.0, 90_000.0), replications=32),
        breakdowns(1.0, 5.0, Length(5_000.0, 60_000.0), replications=32),
        breakdowns(0.01, 0.05, Length(10_000.0, 500_000.0), replications=48),
        *(completion(fate, shape) for shape in get_args(Effort) for fate in get_args(Interruption)),
        Exam("two providers of one region, U .04, S .01", GROUP, 160, REGION, share_of_time_down),
    ]


def breakdowns(failure_rate: float, repair_rate: float, length: Length, replications: int) -> Exam:
    """White & Christie: one seat that fails by the calendar clock, idle or not; work resumes."""
    case = textbook(
        length,
        {"tasks": tasks(0.5, exponential(1.0))},
        {"seats": 1, "outages": outages(failure_rate, repair_rate)},
    )
    known = mm1_breakdowns(0.5, 1.0, failure_rate, repair_rate)
    in_house = Quantity("mean in the house", known, estimate.mean_in_system)
    name = f"M/M/1 that fails, λ 0.5, μ 1, f {failure_rate:g}, r {repair_rate:g}"
    return exam_of(name, GROUP, replications, case, (in_house,))


def completion(fate: Interruption, shape: Effort) -> Exam:
    """From the first seat to delivery, outages included, by the fate of work in progress.

    A task is begun only while the team is up, and up-times have no memory: each task meets failures at
    the stated rate.
    """
    mean, failure_rate, repair = 1.0, 0.1, 2.0
    effort = exponential(mean) if shape == "exponential" else constant(mean)
    known = {
        "resume": completion_resume(mean, failure_rate, repair),
        "resample": completion_resample(mean, failure_rate, repair, shape),
        "restart": completion_restart(mean, failure_rate, repair, shape),
    }
    case = textbook(
        Length(warm_up=2_000.0, counted=20_000.0),
        {"tasks": tasks(0.4, effort)},
        {"seats": 1, "outages": outages(failure_rate, 1.0 / repair, fate)},
    )
    whole = Quantity("mean time to finish", known[fate], estimate.mean_completion)
    return exam_of(f"work lost at failure, {fate}, {shape} efforts", GROUP, 40, case, (whole,))


# -- common causes ---------------------------------------------------------------------------------------

REGION = (
    Known("both down", all_down_probability(SHOCK, OWN, 2)),
    Known("one of them down", all_down_probability(SHOCK, OWN, 1)),
)


def share_of_time_down(seed: int, replication: int) -> tuple[float, ...]:
    """Share of forty thousand days in which both are down, and in which the first is.

    The timetable alone says it, so nobody works. Outages last a day on average: 64,000 shocks and 500,000
    outages in all.
    """
    dealt = deal_misfortunes(case_from({"scenario": _region()}).scenario, seed, replication)
    return share_all_down(dealt, (1, 2), 24.0 * DAYS), share_all_down(dealt, (1,), 24.0 * DAYS)


def _region() -> Data:
    """Two providers alike, in one region, up and down by constant rates."""
    provider = {"region": "delta", "outages": {"mttf_days": (1.0 - OWN) / OWN, "mttr_days": 1.0}}
    return {
        "horizon_days": DAYS,
        "work": {"tasks": tasks(0.0, constant(1.0))},
        "regions": {"delta": {"shocks": {"mttf_days": (1.0 - SHOCK) / SHOCK, "mttr_days": 1.0}}},
        "inhouse": {"seats": 1},
        "providers": {"one": provider, "other": provider},
    }


def share_all_down(dealt: Misfortunes, teams: tuple[int, ...], hours: float) -> float:
    """Share of so many hours in which all these teams are down; the outages of one never overlap."""
    struck = np.isin(dealt.team, teams)
    turns = np.minimum(np.concatenate([dealt.start[struck], dealt.end[struck]]), hours)
    order = np.argsort(turns, kind="stable")
    down = np.where(order < len(turns) // 2, 1, -1).cumsum()[:-1]
    return float(np.diff(turns[order])[down == len(teams)].sum()) / hours
