"""Do the intervals hold what they promise, and do common random numbers help?"""

from __future__ import annotations

from functools import cache, partial

import numpy as np

from sim.analysis.comparison import paired_difference
from sim.analysis.interval import mean_interval
from sim.analysis.sensitivity import sobol
from sim.analysis.theory import ishigami, ishigami_indices, mmc_wait
from sim.case import Case, changed, preset
from sim.replicate.replications import Replications, journals_of
from sim.selfcheck import estimate
from sim.selfcheck.check import Check, arithmetic, at_most, by_interval, within
from sim.selfcheck.exam import Exam, Known, Values
from sim.selfcheck.textbook import Length, exponential, tasks, textbook
from sim.tape.stream import stream

GROUP = "statistics"
EXPERIMENTS = 1_000
RUNS = 10
PER_HOUR, SEATS = 2.5, 5
LEVEL = 0.95
MARGIN = 0.02
"""Of 1,000 experiments 93.0-97.0 % of the 95 % intervals must hold the truth."""
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
    return [
        Exam("1,000 intervals of ten replications of M/M/5", GROUP, EXPERIMENTS, coverage, covered),
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
