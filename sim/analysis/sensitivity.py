"""Which inputs matter? Sobol' indices over whole ranges, and swings of one input at a time.

Both ask a function of rows of inputs. Where it simulates, let every row meet the same luck (the same seed and
replications): indices then speak of the inputs and not of chance, whose share would count as interaction.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.analysis.interval import Interval, check_share

Floats = NDArray[np.float64]
Model = Callable[[Floats], Floats]
"""Rows of inputs, shape (n, inputs), in the order of the ranges -> values, shape (n,)."""
Ranges = Mapping[str, tuple[float, float]]
"""Lowest and highest value of each input by name; between them all values are as likely."""

RESAMPLES = 999


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """Shares of the variance of a model's value by input.

    Attributes
    ----------
    first : mapping of str to Interval
        By the input alone: what knowing it would take off the variance.
    total : mapping of str to Interval
        With all its interactions: what would be left if only it were unknown. An input may matter though
        its first-order index is zero; it does not if its total index is.
    evaluations : int
        Rows that the model was asked about.
    """

    first: Mapping[str, Interval]
    total: Mapping[str, Interval]
    evaluations: int

    @property
    def ranking(self) -> tuple[str, ...]:
        """Names of the inputs, the largest total index first."""
        return tuple(sorted(self.total, key=lambda name: -self.total[name].mean))


def sobol(
    model: Model,
    ranges: Ranges,
    n: int = 1024,
    seed: int = 1,
    level: float = 0.95,
    resamples: int = RESAMPLES,
) -> Sensitivity:
    """Return Sobol' indices with bootstrap intervals, from ``n * (inputs + 2)`` evaluations.

    Parameters
    ----------
    model : callable
        Takes all rows at once, shape (n * (inputs + 2), inputs), so that it may share them out.
    ranges : mapping of str to (float, float)
        Inputs are independent and uniform.
    n : int
        Rows of a base sample, a power of two. Double it until the intervals are narrow enough.
    seed : int
        Of the shift of the Sobol' sequence and of the bootstrap.
    level : float
        Confidence of each interval, from percentiles of the bootstrap over rows of the base sample.
    resamples : int
        Of the bootstrap; 0 leaves it out, and the intervals are infinite.

    Raises
    ------
    ValueError
        A range is empty, n is no power of two, or the model's values have the wrong shape, are not finite,
        or are all the same.

    References
    ----------
    Saltelli et al. (2010), Computer Physics Communications 181(2), as `scipy.stats.sobol_indices` has it.
    """
    check_share("level", level)
    low, high = _ends(ranges)
    if n < 2 or n & (n - 1):
        raise ValueError(f"n is {n}: a Sobol' sequence is balanced at powers of two, such as 1024")
    inputs = len(low)
    unit = _sequence(2 * inputs, n, seed)
    a, b = (low + (high - low) * half for half in (unit[:, :inputs], unit[:, inputs:]))
    mixed = np.tile(a, (inputs, 1, 1))
    for k in range(inputs):
        mixed[k, :, k] = b[:, k]
    rows = np.concatenate([a, b, mixed.reshape(-1, inputs)])
    values = np.asarray(model(rows), dtype=np.float64)
    _check_values(values, len(rows))
    table = values.reshape(inputs + 2, n)
    first, total = _indices(table)
    spread = _bootstrap(table, seed, resamples)
    return Sensitivity(
        _intervals(ranges, first, spread[:, 0], n, level),
        _intervals(ranges, total, spread[:, 1], n, level),
        len(rows),
    )


def _sequence(columns: int, n: int, seed: int) -> Floats:
    from scipy.stats import qmc

    # SciPy renamed the seed of its scrambling; a random shift modulo one (Cranley and Patterson 1976)
    # is unbiased too, and the same in every version.
    plain = qmc.Sobol(columns, scramble=False, bits=53).random(n)
    return np.asarray((plain + np.random.default_rng(seed).random(columns)) % 1.0, dtype=np.float64)


def _indices(table: Floats) -> tuple[Floats, Floats]:
    """First-order and total indices, each (inputs,), of values at A, B and the mixed samples."""
    from scipy.stats import sobol_indices

    # Values far from zero would swamp the estimate of the first-order index in rounding and noise.
    table = table - table[:2].mean()
    mixed = table[2:, None, :]
    inputs = len(mixed)
    # SciPy cannot do with one input: it is given twice, and read once.
    mixed = mixed if inputs > 1 else np.repeat(mixed, 2, axis=0)
    found = sobol_indices(func={"f_A": table[:1], "f_B": table[1:2], "f_AB": mixed}, n=table.shape[1])
    return np.ravel(found.first_order)[:inputs], np.ravel(found.total_order)[:inputs]


def _bootstrap(table: Floats, seed: int, resamples: int) -> Floats:
    """Indices of rows drawn with replacement, (resamples, 2, inputs)."""
    # SciPy's own bootstrap of the indices takes no seed, and a result must be the same twice.
    generator = np.random.default_rng([seed, 1])
    n = table.shape[1]
    drawn = [np.stack(_indices(table[:, generator.integers(n, size=n)])) for _ in range(resamples)]
    return np.array(drawn).reshape(resamples, 2, len(table) - 2)


def _intervals(ranges: Ranges, means: Floats, spread: Floats, n: int, level: float) -> dict[str, Interval]:
    made = {}
    for k, name in enumerate(ranges):
        low, high = -np.inf, np.inf
        if len(spread):
            low, high = np.quantile(spread[:, k], [(1.0 - level) / 2.0, (1.0 + level) / 2.0]).tolist()
        made[name] = Interval(float(means[k]), (high - low) / 2.0, low, high, n, level)
    return made


@dataclass(frozen=True, slots=True)
class Swing:
    """What one input does alone, all others at their base: local, and blind to interactions."""

    name: str
    at_low: float
    at_high: float
    base: float
    """The model's value with all inputs at their base."""

    @property
    def size(self) -> float:
        """Distance between the lowest and the highest of the three values."""
        three = (self.at_low, self.at_high, self.base)
        return max(three) - min(three)


def tornado(model: Model, ranges: Ranges, base: Mapping[str, float]) -> tuple[Swing, ...]:
    """Swings of one input at a time around a base, the largest first: the bars of a tornado chart.

    It is a local view. What inputs do together, and what happens inside a range, it cannot see: `sobol` can.

    Raises
    ------
    ValueError
        A range is empty, an input has no base, or the model's values have the wrong shape or are not finite.
    """
    low, high = _ends(ranges)
    missing = [name for name in ranges if name not in base]
    if missing:
        raise ValueError(f"base has no value of {', '.join(missing)}")
    centre = np.array([float(base[name]) for name in ranges])
    lows, highs = (np.where(np.eye(len(centre), dtype=bool), end, centre) for end in (low, high))
    rows = np.concatenate([centre[None, :], lows, highs])
    values = np.asarray(model(rows), dtype=np.float64)
    _check_values(values, len(rows), varies=False)
    ends = values[1:].reshape(2, -1).T.tolist()
    swings = [Swing(name, down, up, float(values[0])) for name, (down, up) in zip(ranges, ends, strict=True)]
    return tuple(sorted(swings, key=lambda swing: -swing.size))


def _ends(ranges: Ranges) -> tuple[Floats, Floats]:
    if not ranges:
        raise ValueError("ranges is empty: name at least one input")
    low, high = np.array([list(map(float, ends)) for ends in ranges.values()]).T
    for name, down, up in zip(ranges, low, high, strict=True):
        if not (np.isfinite([down, up]).all() and down < up):
            raise ValueError(f"the range of {name} is ({down:g}, {up:g}): its ends must be finite and rise")
    return low, high


def _check_values(values: Floats, rows: int, varies: bool = True) -> None:
    if values.shape != (rows,):
        raise ValueError(f"the model gave shape {values.shape} for {rows} rows: it must give ({rows},)")
    if not np.isfinite(values).all():
        raise ValueError("the model gave values that are not finite: choose another measure, or other ranges")
    if varies and np.ptp(values) == 0.0:
        raise ValueError("the model gave the same value everywhere: there is no variance to share out")
