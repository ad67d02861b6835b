"""Is this strategy better than that one, or was it luck?

Under common random numbers replication 7 of both strategies meets the same tasks and the same disasters.
Their difference replication by replication sheds the luck they share; comparing two separate intervals
would throw that away.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.analysis.interval import Interval, check_share, mean_interval

Verdict = Literal["higher", "lower", "cannot tell apart"]
Direction = Literal["higher", "lower"]

# Differences smaller than this share of the means are the last bits of floating-point sums, not of
# strategies. The margin is some thousand times the rounding of one addition, and a million times finer than
# any effect worth a decision.
ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class Comparison:
    """What `a` does differently from `b`, and whether the replications can tell.

    Attributes
    ----------
    mean_a, mean_b : float
        Means over the replications that both have.
    difference : Interval
        Of `a - b`, paired by replication.
    relative_difference : float
        Mean difference over the size of `mean_b`; NaN if `mean_b` is zero.
    verdict : {"higher", "lower", "cannot tell apart"}
        `a` is higher or lower than `b` if zero lies outside the interval.
    """

    mean_a: float
    mean_b: float
    difference: Interval
    relative_difference: float
    verdict: Verdict

    def __str__(self) -> str:
        return f"{self.verdict}: {self.difference} ({self.relative_difference:+.1%})"


def paired_difference(a: ArrayLike, b: ArrayLike, level: float = 0.95) -> Interval:
    """Return Student's interval for the mean of `a - b`, replication by replication.

    Parameters
    ----------
    a, b : array_like of float, shape (n,)
        Entry i of both is replication i. A pair with a NaN on either side, or twice the same infinity, is
        dropped.
    level : float
        Confidence, between 0 and 1 (exclusive).

    Raises
    ------
    ValueError
        If the shapes differ: pairs cannot be guessed.

    References
    ----------
    Rossetti, *Simulation Modeling using the Kotlin Simulation Library*, ch. 5; Law, *Simulation Modeling and
    Analysis*, section 10.2.
    """
    x, y = _pairs(a, b)
    return mean_interval(_minus(x, y), level)


def compare(a: ArrayLike, b: ArrayLike, level: float = 0.95) -> Comparison:
    """Compare `a` with `b` by paired replications; parameters and errors as in `paired_difference`."""
    x, y = _pairs(a, b)
    mean_a, mean_b = _mean(x), _mean(y)
    difference = mean_interval(_minus(x, y), level)
    relative = difference.mean / abs(mean_b) if mean_b else math.nan
    return Comparison(mean_a, mean_b, difference, relative, _verdict(difference, mean_a, mean_b))


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A design point that could be chosen; cost and resilience have one value a replication, shape (n,)."""

    name: str
    cost: ArrayLike
    resilience: ArrayLike


@dataclass(frozen=True, slots=True)
class Claim:
    """Who is best, and how far the replications carry that.

    Attributes
    ----------
    winner : str
        Best mean; of equals the cheaper, then the first given.
    runner_up : str or None
        Next best mean; None if there was no rival.
    against : mapping of str to Comparison
        The winner compared with each rival, best first, at a confidence corrected for their number.
    rivals : tuple of str
        Those that cannot be told apart from the winner.
    """

    winner: str
    runner_up: str | None
    against: Mapping[str, Comparison] = field(default_factory=dict)
    rivals: tuple[str, ...] = ()

    @property
    def is_separated(self) -> bool:
        """Whether the winner is told apart from every rival (so from a sole candidate's none, trivially)."""
        return not self.rivals

    def __str__(self) -> str:
        if self.is_separated:
            return self.winner
        return f"{self.winner} (cannot be told apart from {', '.join(self.rivals)})"


@dataclass(frozen=True, slots=True)
class Choice:
    """The cheapest, those nearly as cheap, and the most resilient among them.

    Attributes
    ----------
    cheapest : Claim
        On cost, among all candidates.
    near : tuple of str
        Candidates whose mean cost is within the tolerance of the cheapest, which comes first.
    excess : mapping of str to Interval
        Cost above the tolerated limit, paired with the cheapest: below zero is inside.
    most_resilient : Claim
        On resilience, among `near`.
    """

    cheapest: Claim
    near: tuple[str, ...]
    excess: Mapping[str, Interval]
    most_resilient: Claim

    @property
    def doubtful(self) -> tuple[str, ...]:
        """Candidates whose place inside or outside the tolerance the replications do not settle."""
        return tuple(
            name
            for name, margin in self.excess.items()
            if name != self.cheapest.winner and margin.low <= 0.0 <= margin.high
        )


def best_within(
    points: Sequence[Candidate],
    tolerance: float = 0.02,
    level: float = 0.95,
    *,
    better: Direction = "higher",
) -> Choice:
    """Choose the most resilient among those that cost about as little as the cheapest.

    Parameters
    ----------
    points : sequence of Candidate
        All with the same number of replications, run under common random numbers. A replication in which
        any of the compared candidates has a NaN is left out for all of them, so that every mean speaks of
        the same worlds.
    tolerance : float
        Share of the cheapest cost that may be given away, 0.02 for 2 %.
    level : float
        Confidence of each of the two claims. It is shared out over all rivals (Bonferroni). That also
        covers the choice of the winner by the same data: a wrong "best" needs one of the true best's
        comparisons to fail.
    better : {"higher", "lower"}
        Which resilience is better: "lower" for a loss area or a time to recover.

    Returns
    -------
    Choice

    Raises
    ------
    ValueError
        If there is no candidate, a name occurs twice, replications differ in number, or nothing was measured.
    """
    check_share("level", level)
    _check_points(points, tolerance, better)
    strict = 1.0 - (1.0 - level) / max(len(points) - 1, 1)
    cost = _complete({point.name: point.cost for point in points}, "cost")
    cheapest = _best(cost, "lower", strict)
    excess = {
        name: _excess(cost[name], cost[cheapest.winner], tolerance, strict)
        for name in _ranking(cost, "lower")
    }
    near = tuple(name for name, margin in excess.items() if margin.mean <= 0.0)
    by_name = {point.name: point.resilience for point in points}
    resilience = _complete({name: by_name[name] for name in near}, "resilience")  # of equals, the cheaper
    return Choice(cheapest, near, excess, _best(resilience, better, strict))


def _best(measured: Mapping[str, NDArray[np.float64]], better: Direction, level: float) -> Claim:
    """Return who leads, and who might lead after more replications."""
    winner, *others = _ranking(measured, better)
    against = {name: compare(measured[winner], measured[name], level) for name in others}
    rivals = tuple(name for name, comparison in against.items() if comparison.verdict != better)
    return Claim(winner, others[0] if others else None, against, rivals)


def _ranking(measured: Mapping[str, NDArray[np.float64]], better: Direction) -> list[str]:
    """Return names from best to worst mean; equals keep the order in which they were given."""
    sign = -1.0 if better == "higher" else 1.0
    return sorted(measured, key=lambda name: sign * float(measured[name].mean()))


def _excess(
    cost: NDArray[np.float64], least: NDArray[np.float64], tolerance: float, level: float
) -> Interval:
    """Return by how much `cost` exceeds what is tolerated, paired."""
    # Costs below zero are gains: there too the tolerance must give something away.
    allowed = tolerance * math.copysign(1.0, float(least.mean()))
    return mean_interval(cost - (1.0 + allowed) * least, level)


def _complete(measured: Mapping[str, ArrayLike], what: str) -> dict[str, NDArray[np.float64]]:
    """Return the replications in which every candidate has a value, as floats."""
    arrays = {name: np.asarray(values, dtype=np.float64) for name, values in measured.items()}
    shapes = {values.shape for values in arrays.values()}
    if len(shapes) > 1 or any(values.ndim != 1 for values in arrays.values()):
        raise ValueError(
            f"{what} has shapes {sorted(shapes)}: candidates need the same replications, shape (n,)"
        )
    kept = ~np.isnan(np.array(list(arrays.values()))).any(axis=0)
    if not kept.any():
        raise ValueError(f"{what}: no replication has a value for all of {', '.join(arrays)}")
    return {name: values[kept] for name, values in arrays.items()}


def _check_points(points: Sequence[Candidate], tolerance: float, better: str) -> None:
    names = [point.name for point in points]
    if not names:
        raise ValueError("points is empty: give at least one candidate")
    if len(set(names)) < len(names):
        raise ValueError(f"points names a candidate twice: {', '.join(names)}")
    if not 0.0 <= tolerance < 1.0:
        raise ValueError(f"tolerance is {tolerance!r}: it must lie between 0 and 1 (0.02 for 2 %)")
    if better not in ("higher", "lower"):
        raise ValueError(f"better is {better!r}: choose 'higher' or 'lower'")


def _pairs(a: ArrayLike, b: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    x = np.atleast_1d(np.asarray(a, dtype=np.float64))
    y = np.atleast_1d(np.asarray(b, dtype=np.float64))
    if x.shape != y.shape or x.ndim != 1:
        raise ValueError(
            f"a has shape {x.shape} and b {y.shape}: pairs need the same replications, shape (n,)"
        )
    kept = ~(np.isnan(x) | np.isnan(y))
    return x[kept], y[kept]


def _minus(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return x - y, and quietly NaN where both never recover (infinite): there is no difference."""
    with np.errstate(invalid="ignore"):
        return x - y


def _mean(x: NDArray[np.float64]) -> float:
    return mean_interval(x).mean


def _verdict(difference: Interval, mean_a: float, mean_b: float) -> Verdict:
    """Return what the interval says; no data and one replication say nothing."""
    if abs(difference.mean) <= ROUNDING * max(abs(mean_a), abs(mean_b)):
        return "cannot tell apart"
    if difference.low > 0.0:
        return "higher"
    if difference.high < 0.0:
        return "lower"
    return "cannot tell apart"
