"""Which runs are worth doing next, when points are repeated until they are precise?

This is sequential sampling. All points that are not done yet get the same further replications: a round.
Nothing is decided before every run of a round is in, and what is decided depends on their values only. So the
table is the same for any number of workers, any order of arrival and any interruption.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from sim.analysis.interval import mean_interval
from sim.experiment.design.stopping import StoppingRule, Target
from sim.experiment.execute.run import Harvest, Run
from sim.experiment.execute.sittings import sitting
from sim.words import counted, listed

if TYPE_CHECKING:
    from sim.experiment.design.experiment import Experiment
    from sim.experiment.design.points import DesignPoint

REASONS: Final[Mapping[str, str]] = {
    "precise": "as precise as asked",
    "at_most": "given up at the most replications",
    "budget": "stopped by the budget of runs",
    "time": "stopped by the budget of minutes",
    "failed": "waiting for a run that failed",
    "unfinished": "not finished",
}
FEW: Final = 3

Kept = tuple[NDArray[np.int32], NDArray[np.int32], Mapping[str, NDArray[np.float64]]]
"""Stored runs: place of the point in the design, replication, some measures by name; shape (runs,) each."""


@dataclass(frozen=True, slots=True)
class Stop:
    """Where a point stands, and why no more of it was asked."""

    point: DesignPoint
    replications: int
    reason: str
    """A key of `REASONS`."""
    target: Target
    """The target that is furthest from being met, or was met by the least."""
    half_width: float
    """The width that is held against it."""

    def __str__(self) -> str:
        reached, asked = self.target.told(self.half_width), self.target.told(self.target.half_width)
        return f"{self.point} ({self.target.measure} ± {reached}, asked {asked})"


class Rounds:
    """The runs of an experiment with a stopping rule, round by round.

    It is an iterator that returns None while runs of the round are under way: more may follow.
    """

    def __init__(self, experiment: Experiment, rule: StoppingRule) -> None:
        points = experiment.points
        self.experiment, self.rule, self.targets = experiment, rule, rule.targets
        self.replications = rule.at_least
        self.deadline = math.inf
        self._index = {point.id: k for k, point in enumerate(points)}
        self._sitting = sitting(experiment)
        self._active = sorted(range(len(points)), key=lambda k: points[k].world)
        self._reasons = ["unfinished"] * len(points)
        self._counts = [rule.at_least] * len(points)
        self._values = [np.full((rule.at_least, len(self.targets)), np.nan) for _ in points]
        self._is_in = [np.zeros(rule.at_least, dtype=np.bool_) for _ in points]
        self._failed: set[int] = set()
        self._begin_round(0)

    @classmethod
    def resumed(cls, experiment: Experiment, rule: StoppingRule, stored: Iterable[Kept]) -> Self:
        """The state that stored runs mean."""
        rounds = cls(experiment, rule)
        for place, replication, columns in stored:
            values = np.array([columns[target.measure] for target in rounds.targets], dtype=np.float64).T
            for row, (k, number) in enumerate(zip(place.tolist(), replication.tolist(), strict=True)):
                rounds._put(k, number, values[row])
        rounds._settle()
        return rounds

    # -- What to run -----------------------------------------------------------------------------------------

    @property
    def left(self) -> int:
        """Runs of this round that are not in; 0 if no round follows."""
        return self._open if self._active else 0

    @property
    def is_over(self) -> bool:
        """Whether every point is done, for one reason or another."""
        return not self._active

    def begin(self) -> None:
        """Now is when the minutes of the budget begin."""
        if self.rule.budget.minutes is not None:
            self.deadline = time.monotonic() + 60.0 * self.rule.budget.minutes

    def __iter__(self) -> Self:
        return self

    def __length_hint__(self) -> int:
        return self.left

    def __next__(self) -> Run | None:
        while (run := next(self._queue, None)) is None:
            if self._open:
                return None
            self._settle()
            if not self._active:
                raise StopIteration
        return run

    def take(self, harvest: Harvest) -> None:
        """Take in what runs brought; the round ends with the last of them."""
        rows = harvest.rows
        values = rows.values_of([target.measure for target in self.targets])
        for point, replication, found in zip(rows.point, rows.replication, values, strict=True):
            self._put(self._index[point], replication, found)
        for failure in harvest.failures:
            self._failed.add(self._index[failure["point"]])
            self._open -= 1

    def _put(self, k: int, replication: int, values: NDArray[np.float64]) -> None:
        if replication >= len(self._is_in[k]):
            size = min(max(2 * len(self._is_in[k]), replication + 1), max(self.rule.at_most, replication + 1))
            self._values[k] = _grown(self._values[k], size, np.nan)
            self._is_in[k] = _grown(self._is_in[k], size, False)
        if self._is_in[k][replication]:
            return
        self._values[k][replication], self._is_in[k][replication] = values, True
        if self._reasons[k] == "unfinished" and replication < self.replications:
            self._open -= 1

    def _settle(self) -> None:
        """Look at all points once a round is in, and open the next for those that need it."""
        while self._active and not self._open:
            for k in self._active:
                self._counts[k], self._reasons[k] = self.replications, self._verdict(k)
            self._active = [k for k in self._active if self._reasons[k] == "unfinished"]
            before = self.replications
            following = min(before + self.rule.in_batches_of, self.rule.at_most)
            if not self._active:
                return
            if sum(self._counts) + len(self._active) * (following - before) > self._most_runs:
                self._stop_all("budget")
                return
            self.replications = following
            self._begin_round(before)
            if self.left and time.monotonic() > self.deadline:
                self._stop_all("time")

    def _begin_round(self, before: int) -> None:
        for k in self._active:
            self._counts[k] = self.replications
        self._open = sum(
            self.replications - before - int(self._is_in[k][before : self.replications].sum())
            for k in self._active
        )
        self._queue = self._runs(range(before, self.replications), tuple(self._active))

    def _runs(self, replications: range, active: Sequence[int]) -> Iterator[Run]:
        """Sitting by sitting; points of one world follow each other and share its tape."""
        points, seed = self.experiment.points, self.experiment.seed or 0
        for first in replications[:: self._sitting]:
            for k in active:
                point = points[k]
                for replication in range(first, min(first + self._sitting, replications.stop)):
                    if replication >= len(self._is_in[k]) or not self._is_in[k][replication]:
                        yield Run(point, replication, seed)

    @property
    def _most_runs(self) -> float:
        runs = self.rule.budget.runs
        return math.inf if runs is None else runs

    def _stop_all(self, reason: str) -> None:
        for k in self._active:
            self._reasons[k] = reason
        self._active = []

    # -- What is known ---------------------------------------------------------------------------------------

    def _verdict(self, k: int) -> str:
        if k in self._failed:
            return "failed"
        target, width = self._worst(k)
        if width <= target.half_width:
            return "precise"
        return "at_most" if self.replications >= self.rule.at_most else "unfinished"

    def _worst(self, k: int) -> tuple[Target, float]:
        """The target that is furthest from being met, and the width that stands against it."""
        count = self._counts[k]
        widths = []
        for column, target in enumerate(self.targets):
            interval = mean_interval(self._values[k][:count, column], self.rule.level)
            width = target.width(interval)
            widths.append((target, math.inf if math.isnan(width) else width))
        return max(widths, key=lambda each: each[1] / each[0].half_width)

    @property
    def stops(self) -> list[Stop]:
        """Where every point stands, in the order of the design."""
        return [
            Stop(point, self._counts[k], self._reasons[k], *self._worst(k))
            for k, point in enumerate(self.experiment.points)
        ]


def _grown(array: NDArray[Any], size: int, value: Any) -> NDArray[Any]:
    grown = np.full((size, *array.shape[1:]), value, dtype=array.dtype)
    grown[: len(array)] = array
    return grown


def told(stops: Sequence[Stop]) -> list[str]:
    """How many points stopped why, and a few of those that are not as precise as asked."""
    lines = []
    for reason, words in REASONS.items():
        own = [stop for stop in stops if stop.reason == reason]
        if not own:
            continue
        counts = sorted({stop.replications for stop in own})
        times = f"{counts[0]:,}" if len(counts) == 1 else f"{counts[0]:,} to {counts[-1]:,}"
        line = f"{counted(len(own), 'point')} {words}, after {times} replications"
        if reason != "precise":
            names = [str(stop) for stop in own[:FEW]] + ([f"{len(own) - FEW} more"] if len(own) > FEW else [])
            line += f": {listed(names)}"
        lines.append(line)
    return lines
