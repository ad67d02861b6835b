"""Are the queues of the textbooks, as scenarios, the queues of the textbooks?"""

from __future__ import annotations

import math
from functools import partial

import numpy as np

from sim.analysis.theory import (
    bank_by_hand,
    cobham_waits,
    erlang_b,
    erlang_c,
    inspected,
    jackson_rework,
    mg1_wait,
    mixed_poisson_variance,
    mmc_wait,
    overflow_mean,
    overflow_peakedness,
    periodic_queue,
)
from sim.case import Case, case_from
from sim.engine.simulate import Engine, simulate
from sim.selfcheck import estimate
from sim.selfcheck.check import Check, arithmetic
from sim.selfcheck.exam import Exam, Quantity, exam_of
from sim.selfcheck.textbook import HOURS_PER_WEEK, MANY, Data, Length, constant, exponential, tasks, textbook

GROUP = "queues"
INHOUSE, PARTNER = 0, 1


def exams() -> list[Exam]:
    """All queues that are simulated."""
    return [
        erlang(per_hour=8.0, seats=10, length=Length(500.0, 15_000.0), replications=96),
        erlang(per_hour=4.0, seats=5, length=Length(500.0, 20_000.0), replications=96),
        two_lines(),
        pollaczek("constant", 0.0, constant(1.0), replications=48),
        pollaczek("exponential", 1.0, exponential(1.0), replications=60),
        pollaczek("gamma", 4.0, {"kind": "gamma", "mean": 1.0, "cv": 2.0}, replications=140),
        rework(),
        inspection(),
        cobham(),
        office_hours(),
        uncertain_demand(),
        overflow(load=5.0, seats=5),
        overflow(load=10.0, seats=10),
    ]


def erlang(per_hour: float, seats: int, length: Length, replications: int, engine: Engine = "auto") -> Exam:
    """M/M/c: Poisson arrivals, exponential efforts of one hour, one line."""
    case = textbook(length, {"tasks": tasks(per_hour, exponential(1.0))}, {"seats": seats})
    quantities = (
        Quantity("mean wait", mmc_wait(per_hour, 1.0, seats), estimate.mean_wait),
        Quantity("share that waits", erlang_c(seats, per_hour), estimate.share_waiting),
        Quantity("mean work at seats", per_hour, partial(estimate.mean_seats_at_work, team=INHOUSE)),
    )
    return exam_of(f"M/M/{seats}, λ {per_hour:g}, μ 1", GROUP, replications, case, quantities, engine)


def two_lines() -> Exam:
    """Two teams of five with a line each, where M/M/10 has one: tasks wait nearly thrice as long."""
    case = textbook(
        Length(warm_up=500.0, counted=15_000.0),
        {"tasks": tasks(8.0, exponential(1.0))},
        {"seats": 5},
        {"mix": {"tasks": {"partner": 0.5}}},
        providers={"partner": {"seats": 5}},
    )
    wait = Quantity("mean wait", mmc_wait(4.0, 1.0, 5), estimate.mean_wait)
    return exam_of("two M/M/5 for one M/M/10, λ 8, μ 1", GROUP, 68, case, (wait,))


def pollaczek(shape: str, scv: float, effort: Data, replications: int) -> Exam:
    """M/G/1: one seat, and efforts of any shape."""
    case = textbook(Length(warm_up=5_000.0, counted=90_000.0), {"tasks": tasks(0.8, effort)}, {"seats": 1})
    wait = Quantity("mean wait", mg1_wait(0.8, 1.0, scv), estimate.mean_wait)
    return exam_of(f"M/G/1, λ 0.8, {shape} efforts (scv {scv:g})", GROUP, replications, case, (wait,))


def rework() -> Exam:
    """Jackson's single node: a reviewer finds every fault, at once, and the task joins the line again.

    Twelve attempts at most: that more are needed has probability 6e-8.
    """
    per_hour, again = 0.6, 0.25
    known = jackson_rework(per_hour, 1.0, again)
    case = textbook(
        Length(warm_up=5_000.0, counted=90_000.0),
        {"tasks": tasks(per_hour, exponential(1.0), rework_fraction=1.0, most_attempts=12)},
        {"seats": 1, "defects_per_task": -math.log(1.0 - again)},
        {"inspection": {"inhouse_rate": 1.0}},
        reviewers={"seats": MANY, "detection_probability": 1.0},
    )
    quantities = (
        Quantity("mean attempts", known.visits, estimate.mean_attempts),
        Quantity("mean in the house", known.in_system, estimate.mean_in_system),
        Quantity("mean lead time", known.lead_time, estimate.mean_lead_time),
    )
    return exam_of("rework with p .25, λ 0.6, μ 1", GROUP, 60, case, quantities)


def inspection() -> Exam:
    """Defects of which a reviewer finds four out of five: some come back, some escape, and rework makes new
    ones."""
    defects, detection, again = 0.6, 0.8, 0.5
    known = inspected(defects, detection, again, 12)
    case = textbook(
        Length(warm_up=100.0, counted=3_000.0),
        {"tasks": tasks(10.0, exponential(1.0), rework_fraction=again, most_attempts=12)},
        {"seats": MANY, "defects_per_task": defects},
        {"inspection": {"inhouse_rate": 1.0}},
        reviewers={"seats": MANY, "detection_probability": detection},
    )
    quantities = (
        Quantity("mean attempts", known.attempts, estimate.mean_attempts),
        Quantity("share that escapes", known.escaped_share, estimate.escaped_share),
    )
    return exam_of("imperfect inspection, .6 defects, d .8", GROUP, 30, case, quantities)


def office_hours() -> Exam:
    """M(t)/M/c: work comes from nine to five on weekdays, and is done by day and night."""
    weeks, per_week, seats = 60, 120.0, 2
    rates = ([0.0] * 9 + [per_week / 40.0] * 8 + [0.0] * 7) * 5 + [0.0] * 48
    arrivals = {"kind": "poisson", "per_week": per_week, "calendar": {}}
    case = textbook(
        Length(warm_up=2.0 * HOURS_PER_WEEK, counted=weeks * HOURS_PER_WEEK),
        {"tasks": {"arrivals": arrivals, "effort_hours": exponential(1.0)}},
        {"seats": seats},
    )
    known = periodic_queue(rates, 1.0, seats)
    in_house = Quantity("mean in the house", known, estimate.mean_in_system)
    return exam_of("M(t)/M/2, 120 a week in office hours", GROUP, 60, case, (in_house,))


def uncertain_demand() -> Exam:
    """A rate that varies from week to week: the variance of a doubly stochastic count."""
    per_week, cv, weeks = 50.0, 0.4, 1000
    arrivals = {"kind": "poisson", "per_week": per_week, "weekly_cv": cv}
    case = textbook(
        Length(warm_up=0.0, counted=weeks * HOURS_PER_WEEK),
        {"tasks": {"arrivals": arrivals, "effort_hours": constant(0.0)}},
        {"seats": MANY},
    )
    spread = Quantity(
        "variance of a week's arrivals",
        mixed_poisson_variance(per_week, cv),
        partial(estimate.variance_of_counts, period=HOURS_PER_WEEK, mean=per_week),
    )
    return exam_of("demand with a weekly cv of .4", GROUP, 90, case, (spread,))


def cobham() -> Exam:
    """Two classes, one seat, no task interrupted for another."""
    rates = (0.3, 0.4)
    work = {
        name: tasks(rate, exponential(1.0), priority=priority)
        for priority, (name, rate) in enumerate(zip(("urgent", "other"), rates, strict=True))
    }
    case = textbook(Length(warm_up=2_000.0, counted=80_000.0), work, {"seats": 1}, {"discipline": "priority"})
    urgent, other = cobham_waits(rates, (1.0, 1.0))
    quantities = (
        Quantity("mean wait of the urgent", urgent, partial(estimate.mean_wait, work_type=0)),
        Quantity("mean wait of the others", other, partial(estimate.mean_wait, work_type=1)),
    )
    return exam_of("two priorities, λ 0.3 and 0.4, μ 1", GROUP, 48, case, quantities)


def overflow(load: float, seats: int) -> Exam:
    """Nobody waits in-house; who finds no seat goes to a provider that has one for everybody."""
    case = textbook(
        Length(warm_up=200.0, counted=10_000.0),
        {"tasks": tasks(load, exponential(1.0))},
        {"seats": seats},
        {"assignment": {"rule": "overflow"}, "mix": {"tasks": {"partner": 1.0}}},
        providers={"partner": {"seats": MANY}},
    )
    quantities = (
        Quantity("share that overflows", erlang_b(seats, load), estimate.outsourced_share),
        Quantity(
            "mean work at the provider",
            overflow_mean(seats, load),
            partial(estimate.mean_seats_at_work, team=PARTNER),
        ),
        Quantity(
            "peakedness at the provider",
            overflow_peakedness(seats, load),
            partial(estimate.peakedness, team=PARTNER),
        ),
    )
    return exam_of(f"overflow, A {load:g}, n {seats}", GROUP, 24, case, quantities)


# -- by hand ---------------------------------------------------------------------------------------------

BANK_ARRIVALS = (3.0, 11.0, 13.0, 14.0, 17.0, 19.0, 21.0, 27.0)
BANK_SERVICES = (4.0, 4.0, 4.0, 3.0, 2.0, 4.0, 3.0, 2.0)
BANK_END = 31.0


def bank() -> Case:
    """Eight customers, one seat; one arrives at the very instant at which another departs."""
    trace = {"kind": "trace", "arrived_hours": BANK_ARRIVALS, "effort_hours": BANK_SERVICES}
    work = {"customers": {"arrivals": trace, "effort_hours": constant(1.0)}}
    return case_from({"scenario": {"horizon_days": 2.0, "work": work, "inhouse": {"seats": 1}}})


def by_hand(engine: Engine = "auto") -> list[Check]:
    """The bank, counted on paper: every departure, and the measures over [0, 31]."""
    paper = bank_by_hand(BANK_ARRIVALS, BANK_SERVICES, BANK_END)
    run = simulate(bank(), seed=0, engine=engine).tasks
    gone = run["delivered"] <= BANK_END
    in_line = estimate.mean_level(run["arrived"], run["started"], 0.0, BANK_END)
    at_seat = estimate.mean_level(run["started"], run["delivered"], 0.0, BANK_END)
    found = {
        "largest error of a departure": (0.0, float(np.abs(run["delivered"] - paper.departures).max())),
        "mean wait": (paper.mean_wait, float((run["started"] - run["arrived"])[gone].mean())),
        "mean in line": (paper.in_line, in_line),
        "mean in the house": (paper.in_system, in_line + at_seat),
        "utilisation": (paper.utilisation, at_seat),
    }
    return [
        arithmetic(f"bank by hand: {name}", GROUP, target, value) for name, (target, value) in found.items()
    ]
