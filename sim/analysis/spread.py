"""What do the replications of many points say about a measure: mean, interval, quantiles, tail?

The same numbers, to the last bit, as `interval` and `tail` give for each point alone; points that have
equally many values are worked out together.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from sim.analysis.interval import check_share, student_factor
from sim.analysis.tail import cvar_of_sorted, rank

Floats = NDArray[np.float64]

TAIL: Final = 0.95
"""`cvar95` is the mean of the worst twentieth of the replications, whichever way is worse."""


class Spread(NamedTuple):
    """Statistics of a measure, each of shape (points,); nan where there is no value to tell from."""

    n: NDArray[np.int64]
    """Values that are there: one that is nan is not counted."""
    mean: Floats
    low: Floats
    """Ends of Student's interval, as `mean_interval` has them."""
    high: Floats
    half_width: Floats
    sd: Floats
    median: Floats
    p05: Floats
    p95: Floats
    cvar95: Floats

    @classmethod
    def of(
        cls, values: Floats, ends: Sequence[int] | NDArray[np.int64], level: float, is_high_good: bool
    ) -> Self:
        """The statistics of each point.

        Parameters
        ----------
        values
            One a replication, point after point; shape (runs,).
        ends
            Where each point begins, and where the last one ends; shape (points + 1,).
        level
            Confidence, between 0 and 1 (exclusive).
        is_high_good
            Whether the worst values are the lowest.
        """
        check_share("level", level)
        is_there = ~np.isnan(values)
        firsts = np.concatenate([[0], np.cumsum(is_there)])[np.asarray(ends)]
        n, x = np.diff(firsts), values[is_there]
        told = cls(n, *np.full((len(cls._fields) - 1, len(n)), math.nan))
        for size in np.unique(n[n > 0]).tolist():
            own = np.flatnonzero(n == size)
            rows = x.reshape(-1, size) if len(own) == len(n) else x[firsts[own][:, None] + np.arange(size)]
            for name, column in _of_equals(rows, level, is_high_good).items():
                getattr(told, name)[own] = column
        return told


def _of_equals(x: Floats, level: float, is_high_good: bool) -> dict[str, Floats]:
    """Statistics of points that have equally many values, none of them nan; shape (points, n)."""
    n, s = x.shape[1], np.sort(x, axis=1)
    with np.errstate(invalid="ignore"):  # opposite infinities have no mean
        mean = x.mean(axis=1)
        sd = x.std(axis=1, ddof=1) if n > 1 else np.full(len(x), math.nan)
        half = student_factor(n - 1, level) * sd / math.sqrt(n) if n > 1 else sd
        is_known = np.isfinite(x).all(axis=1) if n > 1 else np.zeros(len(x), dtype=np.bool_)
        low, high = np.where(is_known, mean - half, -math.inf), np.where(is_known, mean + half, math.inf)
        losses = np.ascontiguousarray(-s[:, ::-1]) if is_high_good else s
        worst = cvar_of_sorted(losses, TAIL)
    return {
        "mean": mean,
        "low": low,
        "high": high,
        "half_width": np.where(is_known, half, math.inf),
        "sd": sd,
        **{name: s[:, rank(n, q) - 1] for name, q in (("median", 0.5), ("p05", 0.05), ("p95", 0.95))},
        "cvar95": -worst if is_high_good else worst,
    }
