"""How surely do the replications know a mean?

Replications are independent, observations within one are not. Every interval therefore takes one value a
replication.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate, and the range of truths that the data do not contradict.

    Attributes
    ----------
    mean : float
        The point estimate (for a quantile or a CVaR, that quantile or CVaR); NaN without data.
    half_width : float
        Half of `high - low`: infinite where the data carry no claim, NaN without data.
    low, high : float
        Ends of the interval.
    n : int
        Number of replications used, missing values (NaN) excluded.
    level : float
        Confidence, such as 0.95.
    """

    mean: float
    half_width: float
    low: float
    high: float
    n: int
    level: float

    @property
    def relative_half_width(self) -> float:
        """Half-width over the size of the mean; infinite if that is zero, NaN without data."""
        if self.mean == 0.0:
            return 0.0 if self.half_width == 0.0 else math.inf
        if math.isinf(self.mean):
            return math.inf
        return self.half_width / abs(self.mean)

    @property
    def is_symmetric(self) -> bool:
        """Whether `mean ± half_width` tells it all (intervals from order statistics are lopsided)."""
        if math.isinf(self.half_width):
            return math.isinf(self.low) and math.isinf(self.high)
        return math.isclose(self.high - self.mean, self.mean - self.low, rel_tol=1e-6, abs_tol=1e-12)

    @property
    def is_never(self) -> bool:
        """Whether it was exactly zero every time, twice at least: 0 ± 0 would claim to know that it is."""
        return self.n > 1 and self.mean == 0.0 and self.half_width == 0.0

    def contains(self, value: float) -> bool:
        """Whether `value` lies inside, ends included; an interval without data contains nothing."""
        return self.low <= value <= self.high

    def __format__(self, spec: str) -> str:
        """Write `12.3 ± 0.4`, or `12.3 [11.2, 15.0]` if lopsided; `spec` formats each number (`,.0f`).

        What was zero every time is `none in 30`: `sim.analysis.rare` says how much that leaves open.
        """
        if self.n == 0:
            return "no data"
        if self.is_never:
            return f"none in {self.n:,}"
        spec = spec or self._natural_spec()
        if not self.is_symmetric:
            return f"{self.mean:{spec}} [{self.low:{spec}}, {self.high:{spec}}]"
        return f"{self.mean:{spec}} ± {self.half_width:{spec}}"

    def __str__(self) -> str:
        return format(self)

    def _natural_spec(self) -> str:
        """Return decimals for two significant digits of the half-width: more would pretend to know."""
        # Below a trillionth of the mean there is no luck, only rounding.
        if self.half_width <= 1e-12 * abs(self.mean) or not math.isfinite(self.half_width):
            return ",.6g" if abs(self.mean) < 1e5 else ",.0f"
        decimals = 1 - math.floor(math.log10(self.half_width))
        return f",.{min(max(decimals, 0), 12)}f"


def mean_interval(values: ArrayLike, level: float = 0.95) -> Interval:
    """Return Student's interval for the mean across replications.

    Parameters
    ----------
    values : array_like of float, shape (n,)
        One value a replication. NaN means "this run has no such value" (no outage, hence no recovery): it
        is dropped and not counted.
    level : float
        Confidence, between 0 and 1 (exclusive).

    Returns
    -------
    Interval
        With no value everything is NaN. With one value, or with infinite ones, the mean is told and the
        interval is the whole line: nothing is known about the spread, and any finite width would be
        invented.

    Raises
    ------
    ValueError
        If `level` is outside (0, 1) or `values` has more than one dimension.

    References
    ----------
    Student (1908), "The probable error of a mean", Biometrika 6(1).
    Law, *Simulation Modeling and Analysis*, ch. 9.
    """
    check_share("level", level)
    x = present(values)
    if x.size == 0:
        return Interval(math.nan, math.nan, math.nan, math.nan, 0, level)
    if x.size == 1 or not np.isfinite(x).all():
        return whole_line(_mean_of_extended(x), x.size, level)
    mean = float(x.mean())
    half = student_factor(x.size - 1, level) * float(x.std(ddof=1)) / math.sqrt(x.size)
    return Interval(mean, half, mean - half, mean + half, x.size, level)


def whole_line(estimate: float, n: int, level: float) -> Interval:
    """Return an estimate without any claim about its precision."""
    return Interval(estimate, math.inf, -math.inf, math.inf, n, level)


@lru_cache(maxsize=1024)
def student_factor(degrees: int, level: float) -> float:
    """Return how many standard errors a two-sided interval reaches to each side (2.262 for 9, 0.95)."""
    from scipy.special import stdtrit  # takes longer to import than NumPy itself

    return float(stdtrit(degrees, 0.5 + level / 2.0))


def present(values: ArrayLike) -> NDArray[np.float64]:
    """Return the values that are there: one-dimensional, as floats, NaN dropped.

    Raises
    ------
    ValueError
        If `values` has more than one dimension, since nobody can tell which axis counts replications.
    """
    x = np.atleast_1d(np.asarray(values, dtype=np.float64))
    if x.ndim != 1:
        raise ValueError(f"values has shape {x.shape}: give one value a replication, shape (n,)")
    return x[~np.isnan(x)]


def check_share(name: str, value: float) -> None:
    """Raise ValueError unless `value` lies strictly between 0 and 1."""
    if not 0.0 < value < 1.0:
        raise ValueError(f"{name} is {value!r}: it must lie between 0 and 1, both excluded (0.95, not 95)")


def _mean_of_extended(x: NDArray[np.float64]) -> float:
    """Return the mean where infinities may occur; opposite ones have none (NaN)."""
    if np.isposinf(x).any() and np.isneginf(x).any():
        return math.nan
    return float(x.mean())
