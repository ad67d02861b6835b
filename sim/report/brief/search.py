"""Where does the answer turn? A search along one lever, under common random numbers."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sim.analysis.interval import Interval, mean_interval

Floats = NDArray[np.float64]
Margins = Callable[[float], Floats]
"""From a factor to the margin of the answer over its rival, one value a replication: above zero it holds."""

TODAY = 1.0
NOISE = 0.05
"""A margin within so small a part of its half-width is zero: a finer root would only follow the noise."""

RESOLUTION = 0.004
"""Roots are found to this distance, in multiples of today's value."""

MOST_STEPS = 12


@dataclass(frozen=True, slots=True)
class Turn:
    """A factor at which the mean margin is zero, and between which factors the replications cannot tell.

    `low` or `high` is None where that side is still open at the end of the range tried. Every factor
    between them has a paired interval that holds zero, so they are the interval of the break-even that
    inverting the paired test gives (Fieller's, where the margin is linear in the factor).
    """

    at: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Search:
    """What was tried along a lever, and where the answer turns."""

    tried: dict[float, Interval]
    """Margin of the answer by factor, in order."""
    turns: tuple[Turn, ...]
    """The nearest turn on either side of today's value."""
    is_touched: bool
    """Whether the lever moves any replication at all."""

    @property
    def today(self) -> Interval:
        """The margin as the world is."""
        return self.tried[TODAY]

    @property
    def ends(self) -> tuple[float, float]:
        """Range tried."""
        return min(self.tried), max(self.tried)

    @property
    def open(self) -> tuple[float, ...]:
        """Factors tried at which the replications cannot tell."""
        return tuple(factor for factor, margin in self.tried.items() if not is_decided(margin))


def is_decided(margin: Interval) -> bool:
    """Whether the replications tell the margin from zero."""
    return margin.low > 0.0 or margin.high < 0.0


def search(margins: Margins, scan: Sequence[float], level: float = 0.95) -> Search:
    """Walk from today's value to both ends of a range, and close in on every change of sign.

    Parameters
    ----------
    margins
        Margins by replication, shape (n,), the same replications for every factor.
    scan
        Factors that are tried in any case, in order; today's, 1, is among them.
    level
        Confidence of the intervals.
    """
    curve = _Curve(margins, level)
    for factor in scan:
        curve.at(factor)
    turns = []
    for side in (_downwards(scan), _upwards(scan)):
        bracket = _bracket(curve, side)
        if bracket is not None:
            turns.append(_turn(curve, *bracket, scan))
    return Search(dict(sorted(curve.known.items())), tuple(turns), curve.is_touched)


class _Curve:
    """The margin as a function of the factor; what was computed once is kept."""

    def __init__(self, margins: Margins, level: float) -> None:
        self.margins, self.level = margins, level
        self.known: dict[float, Interval] = {}
        self._first: Floats | None = None
        self.is_touched = False

    def at(self, factor: float) -> Interval:
        factor = float(factor)
        if factor not in self.known:
            values = self.margins(factor)
            if self._first is None:
                self._first = values
            self.is_touched |= not np.array_equal(values, self._first, equal_nan=True)
            self.known[factor] = mean_interval(values, self.level)
        return self.known[factor]


def _downwards(scan: Sequence[float]) -> list[float]:
    return sorted((each for each in scan if each <= TODAY), reverse=True)


def _upwards(scan: Sequence[float]) -> list[float]:
    return sorted(each for each in scan if each >= TODAY)


def _bracket(curve: _Curve, side: Sequence[float]) -> tuple[float, float] | None:
    """The first two factors between which the mean changes its sign; one that is zero has none."""
    signed = [factor for factor in side if abs(curve.at(factor).mean) > 0.0]
    return next(((a, b) for a, b in pairwise(signed) if curve.at(a).mean * curve.at(b).mean < 0.0), None)


def _turn(curve: _Curve, a: float, b: float, scan: Sequence[float]) -> Turn:
    at = _root(curve, a, b, lambda margin: margin.mean)
    falls = curve.at(min(a, b)).mean > 0.0
    below, above = _decided_beside(curve, at, -1.0, falls), _decided_beside(curve, at, +1.0, not falls)
    # On the side where the margin is above zero the interval's lower end reaches zero first.
    low = None if below is None else _end(curve, at, below, holds=falls)
    high = None if above is None else _end(curve, at, above, holds=not falls)
    return Turn(at, low, high)


def _end(curve: _Curve, at: float, beside: float, holds: bool) -> float:
    """Where the replications begin to tell; at the turn itself, if the margin jumps there."""

    def bound(margin: Interval) -> float:
        return margin.low if holds else margin.high

    is_told = bound(curve.at(at)) * bound(curve.at(beside)) >= 0.0
    return at if is_told else _root(curve, min(at, beside), max(at, beside), bound)


def _decided_beside(curve: _Curve, at: float, way: float, holds: bool) -> float | None:
    """The nearest factor on one side that the replications can tell, on the side of zero expected there."""
    beside = sorted((f for f in curve.known if way * (f - at) > 0.0), key=lambda f: abs(f - at))
    sign = 1.0 if holds else -1.0
    return next((f for f in beside if is_decided(curve.at(f)) and sign * curve.at(f).mean > 0.0), None)


def _root(curve: _Curve, a: float, b: float, of: Callable[[Interval], float]) -> float:
    from scipy.optimize import brentq

    def value(factor: float) -> float:
        margin = curve.at(factor)
        found = of(margin)
        is_near = math.isfinite(margin.half_width) and abs(found) <= NOISE * margin.half_width
        return 0.0 if is_near and factor not in (a, b) else found

    return float(brentq(value, a, b, xtol=RESOLUTION, maxiter=MOST_STEPS, disp=False))
