"""Do the intervals hold what they promise, and do common random numbers help?"""

from __future__ import annotations

from functools import cache, partial
from math import log1p

import numpy as np

from sim.analysis.comparison import paired_difference
from sim.analysis.interval import mean_interval
from sim.analysis.sensitivity import sobol
from sim.analysis.theory import ishigami, ishigami_indices, mmc_wait
from sim.case import Case, changed, preset
from sim.outcome.ledger import keep_ledger
from sim.outcome.threshold import Threshold
from sim.outcome.window import observe
from sim.replicate.replications import Replications, journals_of
from sim.scenario.arrivals import DAYS_PER_YEAR
from sim.selfcheck import estimate
from sim.selfcheck.check import Check, arithmetic, at_least, at_most, by_interval, within
from sim.selfcheck.exam import Exam, Known, Values
from sim.selfcheck.textbook import Length, constant, exponential, tasks, textbook
from sim.tape.stream import stream

GROUP = "statistics"
EXPERIMENTS = 1_000
RUNS = 10
PER_HOUR, SEATS = 2.5, 5
LEVEL = 0.95
MARGIN = 0.02
"""Of 1,000 experiments 93.0-97.0 % of the 95 % intervals must hold the truth."""
WORLDS, ENDS = 20, 0.0088
"""Where it is hardest: one such end in twenty worlds is more than Wilson's interval believes. Of his 84 %
hold the truth, of Wald's 16 %, of exact ones 98.7 %: 500 of the last agree with 99.9 % of all seeds."""
MATERIALLY = 0.5
SAMPLE = 4096
"""Rows of the base sample from which Sobol' indices are estimated."""

SYSTEM_ONE = (63.72, 32.24, 40.28, 36.94, 36.29, 56.94, 34.10, 63.36, 49.29, 87.20)
SYSTEM_THREE = (57.74, 29.65, 36.52, 35.71, 33.81, 51.54, 31.39, 57.24, 42.63, 67.27)


def exams() -> list[Exam]:
    """What is measured over many experiments."""
    coverage = (Known("share that holds the truth", LEVEL, within(MARGIN)),)
    common = (
        Known("half-width over that with independent luck", MATERIALLY, at_most),
        Known(
            "shift of the mean difference, as a share of the measure", 0.0, partial(by_interval, scale=1.0)
        ),
    )
    breaches = (Known(f"share that holds the truth, {ENDS:g}", LEVEL, at_least),)
    return [
        Exam("1,000 intervals of ten replications of M/M/5", GROUP, EXPERIMENTS, coverage, covered),
        Exam(f"500 intervals of P(breach) in {WORLDS} worlds", GROUP, 500, breaches, breach_covered),
        Exam("common random numbers in pfizer_patents", GROUP, 12, common, commonly),
        Exam("Sobol' indices of the Ishigami function", GROUP, 20, _ishigami_known(), ishigami_found),
    ]


# -- coverage --------------------------------------------------------------------------------------------


@cache
def half_busy() -> Case:
    """M/M/5 half busy, where means of two hundred hours are nearly normal, as Student wants them."""
    return textbook(
        Length(warm_up=50.0, counted=200.0), {"tasks": tasks(PER_HOUR, exponential(1.0))}, {"seats": SEATS}
    )


def covered(seed: int, experiment: int) -> tuple[float, ...]:
    """Whether the interval of one experiment holds the truth, known from Erlang and Little."""
    truth = PER_HOUR * (1.0 + mmc_wait(PER_HOUR, 1.0, SEATS))
    runs = range(RUNS * experiment, RUNS * (experiment + 1))
    found = [
        estimate.mean_in_system(journal) for journal in journals_of(Replications(half_busy(), seed, runs))
    ]
    return (float(mean_interval(found, LEVEL).contains(truth)),)


# -- coverage of a probability -----------------------------------------------------------------------------


@cache
def doomed() -> Case:
    """A provider that ends within the month with a known probability, and then costs its exit."""
    days = 30.0
    return textbook(
        Length(warm_up=0.0, counted=24.0 * days),
        {"task": {"arrivals": {"kind": "trace", "arrived_hours": [1.0]}, "effort_hours": constant(1.0)}},
        {"seats": 1},
        {"mix": {"task": {"provider": 1.0}}},
        providers={
            "provider": {
                "seats": 1,
                "insolvency": {"kind": "hazard", "per_year": -log1p(-ENDS) * DAYS_PER_YEAR / days},
                "exit": {"cost": 1.0},
            }
        },
    )


def breach_covered(seed: int, experiment: int) -> tuple[float, ...]:
    """Whether the interval of P(cost of exit > 0) of one experiment holds the hazard's own probability."""
    runs = range(WORLDS * experiment, WORLDS * (experiment + 1))
    journals = journals_of(Replications(doomed(), seed, runs))
    costs = [keep_ledger(observe(journal)).lines["exit_stressed"] for journal in journals]
    return (float(Threshold("cost_exit_stressed", 0.0).share(costs, LEVEL).contains(ENDS)),)


# -- common random numbers -------------------------------------------------------------------------------


@cache
def rivals() -> tuple[Case, ...]:
    """Three tenths and four tenths of the patent work in Bangalore."""
    case = preset("pfizer_patents")
    return tuple(changed(case, {"strategy.mix.patents.bangalore": share}) for share in (0.3, 0.4))


def first_pass_yield(which: int, seed: int, replications: range) -> Values:
    """Share of delivered tasks accepted at the first attempt, by replication, under one of the rivals."""
    yields = []
    for journal in journals_of(Replications(rivals()[which], seed, replications)):
        done = estimate.counted(journal)
        yields.append(float((done["attempts"][~np.isnan(done["delivered"])] == 1).mean()))
    return np.array(yields)


def commonly(seed: int, experiment: int) -> tuple[float, ...]:
    """One comparison of the rivals over ten replications, with the same luck and with independent luck."""
    runs = range(RUNS * experiment, RUNS * (experiment + 1))
    one, other = first_pass_yield(0, seed, runs), first_pass_yield(1, seed, runs)
    apart = first_pass_yield(1, seed + 1, runs)
    common, independent = paired_difference(other, one), paired_difference(apart, one)
    return common.half_width / independent.half_width, (independent.mean - common.mean) / float(one.mean())


# -- sensitivity -----------------------------------------------------------------------------------------


def _ishigami_known() -> tuple[Known, ...]:
    """All six indices; the zero is held against the whole variance, which is one."""
    exact = ishigami_indices()
    named = [
        (f"{kind} index of x{place}", value)
        for kind, values in (("first-order", exact.first), ("total", exact.total))
        for place, value in enumerate(values, 1)
    ]
    judges = (partial(by_interval, scale=1.0), by_interval)
    return tuple(Known(name, value, judges[value > 0.0]) for name, value in named)


def ishigami_found(seed: int, replication: int) -> tuple[float, ...]:
    """The six indices, estimated from a sequence with a shift of its own."""
    ranges = {f"x{place}": (-np.pi, np.pi) for place in (1, 2, 3)}
    luck = stream(seed, replication, "sobol").whole()
    found = sobol(ishigami, ranges, n=SAMPLE, seed=luck, resamples=0)
    return tuple(each.mean for each in (*found.first.values(), *found.total.values()))


# -- by hand ---------------------------------------------------------------------------------------------


def by_hand() -> list[Check]:
    """Rossetti's paired data of two systems, published with four decimals."""
    difference = paired_difference(SYSTEM_ONE, SYSTEM_THREE, LEVEL)
    found = {
        "mean": (5.686, difference.mean),
        "lower end": (1.8672, difference.low),
        "upper end": (9.5048, difference.high),
    }
    return [
        arithmetic(f"Rossetti's paired difference: {name}", GROUP, target, value, 5e-5)
        for name, (target, value) in found.items()
    ]
