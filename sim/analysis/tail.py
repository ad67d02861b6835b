"""How bad is it when it is bad?

Values are losses: larger is worse. For a measure where small is bad (cash, on-time share) pass `-values`
and turn the sign of the answer. One value a replication; NaN is dropped, as in `interval`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.analysis.interval import Interval, check_share, present, student_factor, whole_line


def quantile(values: ArrayLike, q: float) -> float:
    """Return the smallest observed value with at least a share `q` of all values at or below it.

    This is Hyndman and Fan's type 1 (NumPy's `inverted_cdf`), not NumPy's default: it returns a value that
    happened, and it is the value-at-risk that `cvar` averages beyond, so that `cvar` is never below it.

    Parameters
    ----------
    values : array_like of float, shape (n,)
    q : float
        Share, 0 to 1 inclusive; 0 gives the smallest value.

    Returns
    -------
    float
        NaN without data.

    Raises
    ------
    ValueError
        If `q` is outside [0, 1].

    References
    ----------
    Hyndman & Fan (1996), "Sample quantiles in statistical packages", The American Statistician 50(4).
    """
    return quantiles(values, (q,))[0]


def quantiles(values: ArrayLike, shares: Sequence[float]) -> list[float]:
    """Return several quantiles, each as `quantile` has it: the values are sorted once.

    Raises
    ------
    ValueError
        If a share is outside [0, 1].
    """
    for q in shares:
        if not 0.0 <= q <= 1.0:
            raise ValueError(f"q is {q!r}: it must lie between 0 and 1 (0.95, not 95)")
    x = np.sort(present(values))
    return [float(x[rank(x.size, q) - 1]) if x.size else math.nan for q in shares]


def cvar(values: ArrayLike, level: float) -> float:
    """Return the mean of the worst share `1 - level` of the losses; an atom on the border counts in part.

    Parameters
    ----------
    values : array_like of float, shape (n,)
        Losses: larger is worse.
    level : float
        From 0 (the plain mean) up to, not including, 1. Where less than one observation lies beyond it, the
        answer is the largest loss seen.

    Returns
    -------
    float
        In the unit of `values`; NaN without data.

    Raises
    ------
    ValueError
        If `level` is outside [0, 1).

    References
    ----------
    Rockafellar & Uryasev (2002), "Conditional value-at-risk for general loss distributions", Journal of
    Banking & Finance 26(7), proposition 8.
    """
    if not 0.0 <= level < 1.0:
        raise ValueError(f"level is {level!r}: it must lie between 0 and 1, 1 excluded (0.95, not 95)")
    x = np.sort(present(values))
    return float(cvar_of_sorted(x, level)) if x.size else math.nan


def quantile_interval(values: ArrayLike, q: float, level: float = 0.95) -> Interval:
    """Return the order-statistic interval for a quantile: valid for any distribution and any sample size.

    The number of replications at or below the true quantile is binomial, so two ranks bracket it with at
    least the stated confidence. Where the sample is too small for an end, that end is infinite.

    Parameters
    ----------
    values : array_like of float, shape (n,)
    q : float
        Share, between 0 and 1 (exclusive).
    level : float
        Confidence, between 0 and 1 (exclusive).

    Raises
    ------
    ValueError
        If `q` or `level` is outside (0, 1).

    References
    ----------
    David & Nagaraja (2003), *Order Statistics*, section 7.1.
    """
    from scipy.special import bdtr

    check_share("q", q)
    check_share("level", level)
    x = np.sort(present(values))
    n = x.size
    if n == 0:
        return _no_data(level)
    miss = (1.0 - level) / 2.0
    # at_most[k] = P(no more than k values lie at or below the true quantile), k = 0 … n - 1
    at_most = bdtr(np.arange(n, dtype=np.float64), n, q)
    lower = int(np.searchsorted(at_most, miss, side="right"))  # largest rank l with at_most[l - 1] <= miss
    upper = int(np.searchsorted(at_most, 1.0 - miss, side="left")) + 1  # smallest rank u with enough below it
    low = float(x[lower - 1]) if lower >= 1 else -math.inf
    high = float(x[upper - 1]) if upper <= n else math.inf
    return Interval(quantile(x, q), _half(low, high), low, high, n, level)


def cvar_interval(values: ArrayLike, at: float, level: float = 0.95) -> Interval:
    """Return a large-sample interval for the CVaR at `at` that knows how few replications the tail holds.

    The CVaR is the mean of `v + max(x - v, 0) / (1 - at)` with `v` the quantile, so its standard error is
    that of a mean. Only the replications beyond `v` tell how heavy the tail is: Student's factor counts
    them, not all n.

    Parameters
    ----------
    values : array_like of float, shape (n,)
        Losses: larger is worse.
    at : float
        Level of the CVaR, between 0 and 1 (exclusive).
    level : float
        Confidence, between 0 and 1 (exclusive).

    Returns
    -------
    Interval
        The whole line if fewer than two replications lie beyond `at`.

    Raises
    ------
    ValueError
        If `at` or `level` is outside (0, 1).

    Notes
    -----
    Said 95 %, measured (3,000 experiments each; the seeded test repeats the middle one): exponential losses
    90 % with 5 replications in the tail, 91 % with 10, 94 % with 50; log-normal 84, 86, 92 %. What it
    misses is nearly always a truth above `high`. A percentile bootstrap held 75 % where this holds 90 %,
    which is why there is none here.

    References
    ----------
    Trindade, Uryasev, Shapiro & Zrazhevsky (2007), "Financial prediction with constrained tail risk",
    Journal of Banking & Finance 31(11), for the limit law.
    """
    check_share("at", at)
    check_share("level", level)
    x = np.sort(present(values))
    if x.size == 0:
        return _no_data(level)
    estimate = float(cvar_of_sorted(x, at))
    beyond = math.floor(x.size * (1.0 - at) + 1e-9)
    if beyond < 2 or not np.isfinite(x).all():
        return whole_line(estimate, x.size, level)
    border = x[rank(x.size, at) - 1]
    pull = np.maximum(x - border, 0.0) / (1.0 - at)
    half = student_factor(beyond - 1, level) * float(pull.std(ddof=1)) / math.sqrt(x.size)
    return Interval(estimate, half, estimate - half, estimate + half, x.size, level)


def cvar_of_sorted(x: NDArray[np.float64], level: float) -> NDArray[np.float64]:
    """Return the CVaR of sorted, non-empty samples along the last axis: of one, or of many at a time."""
    n = x.shape[-1]
    tail = n * (1.0 - level)  # how many observations the worst share holds, seldom a whole number
    whole = min(math.floor(tail), n)
    if whole == 0:
        return x[..., -1]
    if whole == n or tail == whole:
        return np.asarray(x[..., n - whole :].mean(axis=-1))
    return np.asarray((x[..., n - whole :].sum(axis=-1) + (tail - whole) * x[..., n - whole - 1]) / tail)


def rank(n: int, q: float) -> int:
    """Return the rank, from 1 to n, of the `q` quantile among n sorted values."""
    # 100 × 0.07 is 7.000000000000001 in floating point; without the allowance its ceiling would be 8.
    return min(max(math.ceil(n * q - 1e-9), 1), n)


def _half(low: float, high: float) -> float:
    return (high - low) / 2.0


def _no_data(level: float) -> Interval:
    return Interval(math.nan, math.nan, math.nan, math.nan, 0, level)
