"""Does an estimate agree with what is known?

The rule for anything drawn by chance: the target lies in the 99 % interval over independent replications,
and the interval's half-width is under 2 % of the target. Without the second half a check would pass by
knowing nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sim.analysis.interval import Interval, mean_interval

Verdict = Literal["agrees", "misses", "no power"]
"""agrees · misses: the data contradict the target · no power: they do not, and would not if it were wrong."""
Judge = Callable[[float, NDArray[np.float64]], tuple[Interval, Verdict]]
"""How one value a replication is held against a target."""

LEVEL = 0.99
PRECISION = 0.02
"""Largest half-width, as a share of the target, with which an interval may speak."""


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the self-check: what is known, what was found, and whether they agree."""

    name: str
    group: str
    target: float
    estimate: float
    interval99: Interval
    """Without width where no chance is involved."""
    verdict: Verdict


def by_interval(
    target: float, values: NDArray[np.float64], scale: float | None = None
) -> tuple[Interval, Verdict]:
    """The rule for stochastic targets.

    Parameters
    ----------
    target : float
        What is known.
    values : ndarray of float, shape (replications,)
        One independent estimate each. A nan is a run too short for its own question: then nothing agrees.
    scale : float, optional
        What the 2 % are taken of, where the target itself is zero; left out, the target.
    """
    interval = mean_interval(values, LEVEL)
    if not interval.contains(target):
        return interval, "misses"
    is_precise = interval.half_width < PRECISION * abs(target if scale is None else scale)
    return interval, "agrees" if is_precise and interval.n == len(values) else "no power"


def at_most(target: float, values: NDArray[np.float64]) -> tuple[Interval, Verdict]:
    """For a claim of the kind "no more than": the whole interval must lie below the target."""
    interval = mean_interval(values, LEVEL)
    if interval.low > target:
        return interval, "misses"
    return interval, "agrees" if interval.high <= target else "no power"


def at_least(target: float, values: NDArray[np.float64]) -> tuple[Interval, Verdict]:
    """For a claim of the kind "no less than": the whole interval must lie above the target."""
    interval = mean_interval(values, LEVEL)
    if interval.high < target:
        return interval, "misses"
    return interval, "agrees" if interval.low >= target else "no power"


def within(margin: float) -> Judge:
    """For a target published with a margin of its own: the estimate must lie within it."""

    def judge(target: float, values: NDArray[np.float64]) -> tuple[Interval, Verdict]:
        interval = mean_interval(values, LEVEL)
        return interval, "agrees" if abs(interval.mean - target) <= margin else "misses"

    return judge


def arithmetic(name: str, group: str, target: float, estimate: float, tolerance: float = 1e-9) -> Check:
    """A check without chance; `tolerance` is the rounding of the target as it was published."""
    agrees = abs(estimate - target) <= tolerance and math.isfinite(estimate)
    interval = Interval(estimate, 0.0, estimate, estimate, 1, LEVEL)
    return Check(name, group, target, estimate, interval, "agrees" if agrees else "misses")
