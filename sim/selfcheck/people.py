"""Do people come, learn and leave as renewal theory and Wright's curve say?"""

from __future__ import annotations

import numpy as np

from sim.analysis.theory import attrition_productivity
from sim.case import Case, case_from
from sim.engine.journal import Journal
from sim.engine.simulate import Engine, simulate
from sim.scenario.arrivals import DAYS_PER_YEAR
from sim.selfcheck import estimate
from sim.selfcheck.check import Check, arithmetic
from sim.selfcheck.exam import Exam, Quantity, exam_of
from sim.selfcheck.textbook import Length, constant, tasks, textbook

GROUP = "people"
HOURS_PER_YEAR = 24.0 * DAYS_PER_YEAR
NEWCOMER, RAMP_YEARS, LEAVE_PER_YEAR = 0.4, 0.5, 0.2
"""Pace on the first day, time constant of the ramp, and how often a seat empties."""
SEATS, EFFORT = 20, 96.0
RATIO, UNITS = 0.9, 100
UNIT_HOURS, TOTAL_HOURS = 0.496585, 58.1410
"""Wright's hours of unit 100 and of the first hundred, as published, where the first unit takes one hour."""


def exams() -> list[Exam]:
    """What chance has a part in: who leaves when."""
    return [turnover(LEAVE_PER_YEAR)]


def turnover(per_year: float) -> Exam:
    """People leave, newcomers take their seats the same day and learn; there is always work.

    Nobody ever closes, so a year of service is a year of practice. The mean of the team's level obeys
    k(1 - level) = δ level, as does that of a team whose people are each told apart.
    """
    ramp = {
        "kind": "saturating",
        "newcomer_speed": NEWCOMER,
        "ramp_hours": RAMP_YEARS * HOURS_PER_YEAR,
    }
    case = textbook(
        Length(warm_up=4.0 * HOURS_PER_YEAR, counted=12.0 * HOURS_PER_YEAR),
        {"tasks": tasks(1.1 * SEATS / EFFORT, constant(EFFORT))},
        {"seats": SEATS, "days_to_hire": 0.0, "attrition_per_year": per_year, "experience": ramp},
    )
    known = attrition_productivity(NEWCOMER, 1.0 / RAMP_YEARS, per_year)
    pace = Quantity("mean productivity", known, productivity)
    return exam_of(f"attrition {per_year:g} a year, ramp from .4 in 6 months", GROUP, 40, case, (pace,))


def productivity(journal: Journal) -> float:
    """Standard hours done in an hour of a seat; nan if a seat was ever without work."""
    since, until = estimate.counted_span(journal)
    if not np.isclose(estimate.mean_seats_at_work(journal, 0), SEATS):
        return np.nan
    delivered = journal.tasks["delivered"]
    done = ((delivered >= since) & (delivered < until)).sum()
    return float(done * EFFORT / (SEATS * (until - since)))


# -- by hand ---------------------------------------------------------------------------------------------


def learner() -> Case:
    """One seat, and a hundred tasks of one hour that are there from the start."""
    trace = {"kind": "trace", "arrived_hours": [0.0] * UNITS, "effort_hours": [1.0] * UNITS}
    work = {"units": {"arrivals": trace, "effort_hours": constant(1.0)}}
    wright = {"kind": "wright", "ratio": RATIO}
    return case_from(
        {"scenario": {"horizon_days": 4.0, "work": work, "inhouse": {"seats": 1, "experience": wright}}}
    )


def by_hand(engine: Engine = "auto") -> list[Check]:
    """Wright's curve, worked off by a seat instead of computed."""
    delivered = simulate(learner(), seed=0, engine=engine).tasks["delivered"]
    last = float(delivered[-1] - delivered[-2])
    return [
        arithmetic("Wright's curve at a seat: hours of task 100", GROUP, UNIT_HOURS, last, 5e-7),
        arithmetic(
            "Wright's curve at a seat: hours of 100 tasks", GROUP, TOTAL_HOURS, float(delivered[-1]), 5e-5
        ),
    ]
