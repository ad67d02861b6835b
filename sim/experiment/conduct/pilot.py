"""A few runs tell how long all will take, how much they scatter, and how long the beginning is felt.

Nothing is stored: a pilot is computed in this process and forgotten. Its replications are the first of the
experiment's own, so it is one look at the same luck and no proof.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from sim.analysis.interval import present, student_factor
from sim.experiment.design.points import DesignPoint
from sim.experiment.execute.run import Run, RunRow, journal_of, row_of
from sim.replicate.kept import Keeper

if TYPE_CHECKING:
    from sim.engine.journal import Journal
    from sim.engine.simulate import Engine
    from sim.experiment.design.experiment import Experiment
    from sim.experiment.design.stopping import Target

Floats = NDArray[np.float64]

FEWEST: Final = 2
"""Replications that are run however long they take: one tells nothing about scatter."""

START_SECONDS: Final = 1.0
"""What a worker takes to begin."""

OVERHEAD: Final = 1.1
"""Sending, storing and waiting come on top of computing: about a tenth."""

NO_SEED: Final = 1
"""Luck of a pilot where the experiment has no seed yet."""


@dataclass(frozen=True, slots=True)
class Pilot:
    """What a few runs of some of the points say."""

    points: tuple[DesignPoint, ...]
    """Spread evenly over the design."""
    replications: int
    rows: tuple[tuple[RunRow, ...], ...]
    """For each point, a row for each replication."""
    levels: tuple[Floats, ...]
    """For each point, tasks in hand at each midnight from the very start, averaged over replications."""
    seconds_per_run: float

    def values(self, k: int, measure: str) -> Floats:
        """One value a replication of the k-th point, those that do not exist left out."""
        return present([row[measure] for row in self.rows[k]])


def run_pilot(
    experiment: Experiment, most_points: int, replications: int, seconds: float, engine: Engine = "auto"
) -> Pilot:
    """Run some points, replication by replication, until there are enough or the time is over."""
    from sim.engine.simulate import prepare

    if engine != "reference":
        prepare()
    points, seed = spread(experiment.points, most_points), experiment.seed or NO_SEED
    keeper = Keeper()  # nothing is there at first, as in the sweep
    rows: list[list[RunRow]] = [[] for _ in points]
    sums: list[Floats | float] = [0.0 for _ in points]
    spent, done = 0.0, 0
    _ = row_of(
        first := Run(points[0], 0, seed), journal_of(first, engine)
    )  # whoever is first pays for loading
    while done < replications and (done < FEWEST or spent < seconds):
        for k, point in enumerate(points):
            run, begun = Run(point, done, seed), time.perf_counter()
            journal = journal_of(run, engine, keeper)
            rows[k].append(row_of(run, journal))
            spent += time.perf_counter() - begun
            sums[k] = sums[k] + _level(journal)
        done += 1
    levels = tuple(np.asarray(total, dtype=np.float64) / done for total in sums)
    return Pilot(points, done, tuple(map(tuple, rows)), levels, spent / (done * len(points)))


def spread(points: Sequence[DesignPoint], most: int) -> tuple[DesignPoint, ...]:
    """At most so many points, evenly over the design, first and last among them."""
    places = np.unique(np.linspace(0, len(points) - 1, min(most, len(points))).round().astype(int))
    chosen = [points[k] for k in places.tolist()]
    return tuple(sorted(chosen, key=lambda point: point.world))  # neighbours share a tape


def _level(journal: Journal) -> Floats:
    """Tasks in hand at each midnight, from the very start."""
    from sim.outcome.service import curve
    from sim.outcome.window import Window, observe

    _, end = journal.scenario.window_hours
    return curve(observe(journal, Window(0.0, end))).wip


def expected_seconds(seconds_per_run: float, runs: int, workers: int) -> float:
    """How long so many runs will take; a rough guess, for machines do other things, too."""
    start = START_SECONDS if workers > 1 else 0.0
    return start + OVERHEAD * runs * seconds_per_run / workers if runs else 0.0


def replications_for(values: Floats, target: Target, level: float, most: int) -> float:
    """How many replications the interval needs to be as narrow as asked, if the scatter is the pilot's.

    Infinite if `most` are not enough, or the pilot cannot tell. Student's factor shrinks with the number, so
    the smallest number that will do is sought by halving.
    """
    if values.size < 2:
        return math.inf
    spread_of, centre = float(values.std(ddof=1)), abs(float(values.mean()))
    wanted = target.half_width * (centre if target.is_relative else 1.0)
    if spread_of == 0.0:
        return 2.0

    def will_do(n: int) -> bool:
        return student_factor(n - 1, level) * spread_of / math.sqrt(n) <= wanted

    return _smallest(will_do, 2, most)


def _smallest(will_do: Callable[[int], bool], low: int, high: int) -> float:
    if not will_do(high):
        return math.inf
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if will_do(middle) else (middle + 1, high)
    return float(low)


def rounds_for(needed: float, at_least: int, batch: int, at_most: int) -> int:
    """The replications after which a stopping rule looks and finds enough."""
    if needed >= at_most:
        return at_most
    return min(at_least + max(0, math.ceil((needed - at_least) / batch)) * batch, at_most)
