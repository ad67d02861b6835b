"""Are unclear points, defects, familiarity and lessons what theory and arithmetic say?"""

from __future__ import annotations

import math
from functools import partial
from typing import Final

import numpy as np

from sim.analysis.theory import mixed_poisson_variance
from sim.case import Case, case_from
from sim.engine.journal import Journal
from sim.engine.simulate import Engine, simulate
from sim.selfcheck import estimate
from sim.selfcheck.check import Check, arithmetic
from sim.selfcheck.exam import Exam, Quantity, exam_of
from sim.selfcheck.textbook import MANY, Data, Length, constant, tasks, textbook

GROUP = "understanding"
POINTS, GAP, CV = 6.0, 0.4, 1.2
DEFECTS, DETECTION = 1.5, 0.6
CLOSES, AFTER, TOGETHER = 0.6, 50.0, 200
NEWCOMER, RAMP, TACIT, WORTH, UNITS = 0.5, 40.0, 0.25, 2.0, 60
LESSON_HOURS: Final = (0.0, 5.0, 10.0, 20.0, 30.0, 40.0, 60.0)


def exams() -> list[Exam]:
    """What chance has a part in."""
    return [unclear_points(), found_defects(), familiarity()]


def unclear_points() -> Exam:
    """Mixed Poisson numbers, thinned: of a stranger's points those noticed are asked, and the others missed.

    With m unclear points on average, of which a share v is noticed, questions have the variance vm + (vm
    cv)², all points m + (m cv)², and both kinds go together: their covariance is v(1 − v)(m cv)².
    """
    unclear: Data = {
        "unclear_points": POINTS,
        "unclear_spread": {"kind": "gamma", "cv": CV},
        "most_attempts": 1,
    }
    case = textbook(
        Length(warm_up=0.0, counted=3_000.0),
        {"tasks": tasks(10.0, constant(0.0), **unclear)},
        {},
        {"mix": {"tasks": {"away": 1.0}}},
        providers={"away": {"seats": MANY, "distance": GAP}},
        liaisons={"seats": MANY},
    )
    mean, noticed = POINTS * GAP, 1.0 - GAP
    quantities = (
        Quantity("mean questions", mean * noticed, mean_questions),
        Quantity("variance of questions", mixed_poisson_variance(mean * noticed, CV), variance_of_questions),
        Quantity("variance of all points", mixed_poisson_variance(mean, CV), variance_of_points),
        Quantity("covariance of noticed and missed", noticed * GAP * (mean * CV) ** 2, covariance),
    )
    return exam_of(f"unclear points, mean {mean:g}, cv {CV:g}", GROUP, 60, case, quantities)


def mean_questions(journal: Journal) -> float:
    """Of a task."""
    return float(estimate.counted(journal)["questions"].mean())


def variance_of_questions(journal: Journal) -> float:
    """Over tasks."""
    return float(estimate.counted(journal)["questions"].var(ddof=1))


def variance_of_points(journal: Journal) -> float:
    """Over tasks, of those asked and those missed together."""
    rows = estimate.counted(journal)
    return float((rows["questions"] + rows["missed"]).var(ddof=1))


def covariance(journal: Journal) -> float:
    """Of questions and missed points, over tasks."""
    rows = estimate.counted(journal)
    return float(np.cov(rows["questions"], rows["missed"])[0, 1])


def found_defects() -> Exam:
    """A review finds each defect by itself: one with k of them finds something with probability 1 − (1 −
    d)^k."""
    case = textbook(
        Length(warm_up=0.0, counted=2_000.0),
        {"tasks": tasks(10.0, constant(0.0), most_attempts=1)},
        {"seats": MANY, "defects_per_task": DEFECTS},
        {"inspection": {"inhouse_rate": 1.0}},
        reviewers={"seats": MANY, "detection_probability": DETECTION},
    )
    finds = tuple(
        Quantity(f"share of {k} found out", 1.0 - (1.0 - DETECTION) ** k, partial(found_share, defects=k))
        for k in (1, 2, 3)
    )
    escapes = Quantity("mean left unseen", DEFECTS * (1.0 - DETECTION), mean_unseen)
    return exam_of(f"{DEFECTS:g} defects a task, d {DETECTION:g}", GROUP, 40, case, (*finds, escapes))


def found_share(journal: Journal, defects: int) -> float:
    """Share of the tasks with so many defects in which an inspection found any."""
    rows = estimate.counted(journal)
    return float((rows["found"][rows["defects"] == defects] > 0).mean())


def mean_unseen(journal: Journal) -> float:
    """Defects of a task that an inspection did not find."""
    rows = estimate.counted(journal)
    return float((rows["defects"] - rows["found"]).mean())


def familiarity() -> Exam:
    """The n-th task done together meets a distance of 1 − closes (1 − e^(−n / after)) of the first one's."""
    day = {"kind": "regular", "per_week": 7}
    unclear: Data = {"unclear_points": POINTS, "unclear_spread": {"kind": "constant"}, "most_attempts": 1}
    work = {"arrivals": day, "effort_hours": constant(0.0), **unclear}
    partner = {"closes": CLOSES, "after_tasks": AFTER}
    case = case_from(
        {
            "scenario": {
                "horizon_days": TOGETHER + 1.5,
                "work": {"tasks": work},
                "providers": {"away": {"seats": MANY, "distance": GAP, "familiarity": partner}},
                "liaisons": {"seats": MANY},
            },
            "strategy": {"mix": {"tasks": {"away": 1.0}}, "inspection": {"outsourced_rate": 0.0}},
        }
    )
    strange = 1.0 - CLOSES * (1.0 - np.exp(-np.arange(TOGETHER) / AFTER))
    gaps = GAP * strange
    asked = Quantity(
        f"mean questions of {TOGETHER} tasks", float((POINTS * gaps * (1.0 - gaps)).mean()), first_questions
    )
    missed = Quantity("mean points missed", float((POINTS * gaps**2).mean()), first_missed)
    return exam_of(f"familiarity after {AFTER:g} tasks", GROUP, 600, case, (asked, missed))


def first_questions(journal: Journal) -> float:
    """Of a task, over the first that were done together."""
    return float(journal.tasks["questions"][:TOGETHER].mean())


def first_missed(journal: Journal) -> float:
    """Of a task, over the first that were done together."""
    return float(journal.tasks["missed"][:TOGETHER].mean())


# -- by hand ---------------------------------------------------------------------------------------------


def pupils(hours: float) -> Case:
    """One newcomer, taught in one week for so many hours, then sixty tasks of an hour that wait for them."""
    start = 24.0 * 7.0 + 1.0
    trace = {"kind": "trace", "arrived_hours": [start] * UNITS, "effort_hours": [1.0] * UNITS}
    work = {"arrivals": trace, "effort_hours": constant(1.0), "ambiguity": TACIT}
    learns = {
        "kind": "saturating",
        "newcomer_speed": NEWCOMER,
        "ramp_hours": RAMP,
        "start_level": 0.0,
        "lesson_worth": WORTH,
    }
    return case_from(
        {
            "scenario": {
                "horizon_days": 20.0,
                "work": {"units": work},
                "inhouse": {"seats": 2},
                "providers": {"away": {"seats": 1, "experience": learns}},
            },
            "strategy": {
                "mix": {"units": {"away": 1.0}},
                "inspection": {"outsourced_rate": 0.0},
                "transition": {"ramp_days": 7.0, "teaching_hours_per_seat": hours},
            },
        }
    )


def hours_with_lessons(hours: float) -> float:
    """What the sixty tasks take the newcomer, one after the other: their own practice and the lessons, by
    hand."""
    level, total = 1.0 - math.exp(-(1.0 - TACIT) * WORTH * hours / RAMP), 0.0
    for _ in range(UNITS):
        spent = 1.0 / (NEWCOMER + (1.0 - NEWCOMER) * level)
        total += spent
        level = 1.0 - (1.0 - level) * math.exp(-spent / RAMP)
    return total


def by_hand(engine: Engine = "auto") -> list[Check]:
    """Lessons, worked off by a seat; and how many of them are best where an hour of either costs the same."""
    spent = []
    for hours in LESSON_HOURS:
        tasks_done = simulate(pupils(hours), seed=0, engine=engine).tasks
        spent.append(float(tasks_done["delivered"].max() - tasks_done["arrived"].min()))
    known = [hours_with_lessons(hours) for hours in LESSON_HOURS]
    best, worked_out = (
        LESSON_HOURS[int(np.argmin(np.array(each) + np.array(LESSON_HOURS) / 3.0))] for each in (spent, known)
    )
    return [
        arithmetic("lessons at a seat: hours of 60 tasks without any", GROUP, known[0], spent[0], 1e-6),
        arithmetic("lessons at a seat: hours of 60 tasks after 20", GROUP, known[3], spent[3], 1e-6),
        arithmetic("hours of lessons that are best where one costs a third", GROUP, worked_out, best),
    ]
