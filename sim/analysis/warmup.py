"""When has a run forgotten how it began?"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

BATCH = 5
# The statistic divides by what is left; a handful of like-minded last batches would always win.
SPARED = 5


class Truncation(NamedTuple):
    """Where to begin observing.

    `drop` counts observations to leave out. `is_settled` is False if the best place lies in the second half
    of the series: then the run is too short to show a steady state, and leaving out more does not create one.
    """

    drop: int
    is_settled: bool


def mser5(values: ArrayLike) -> Truncation:
    """Return the truncation that makes the mean of the rest most precise, seen through batches of five.

    Parameters
    ----------
    values : array_like of float, shape (n,)
        Observations in the order of time, no NaN. Average over replications first to smooth them. Up to
        four at the end that fill no batch are ignored.

    Raises
    ------
    ValueError
        If fewer than 50 observations are given, a value is not finite, or there is more than one dimension.

    References
    ----------
    White (1997), "An effective truncation heuristic for bias reduction in simulation output", Simulation 69.
    White, Cobb & Spratt (2000), "A comparison of five steady-state truncation heuristics", WSC.
    Hoad, Robinson & Davies (2010), "Automating warm-up length estimation", JORS 61(9), for the second half.
    """
    x = np.asarray(values, dtype=np.float64)
    if x.ndim != 1 or x.size < 2 * BATCH * SPARED or not np.isfinite(x).all():
        raise ValueError(
            f"values has shape {x.shape}: give at least {2 * BATCH * SPARED} finite observations, shape (n,)"
        )
    batches = x[: x.size - x.size % BATCH].reshape(-1, BATCH).mean(axis=1)
    best = int(np.argmin(_squared_error(batches)[: batches.size - SPARED]))
    return Truncation(best * BATCH, best <= batches.size // 2)


def _squared_error(y: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return, for each number of dropped values, the squared standard error of the mean of the rest.

    Sums run from the end, so that all candidates cost one pass.
    """
    y = y - np.median(y)  # a large common level would drown the differences of squares below
    left = np.arange(y.size, 0, -1)
    total = np.cumsum(y[::-1])[::-1]
    squares = np.cumsum((y * y)[::-1])[::-1]
    scatter: NDArray[np.float64] = np.maximum(squares - total * total / left, 0.0) / (left * left)
    return scatter
