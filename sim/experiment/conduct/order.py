"""Which run comes next?

All points take turns, so that a sweep stopped half-way has every point; points of one world follow each other
and share its tape. At a sitting a point has one replication or, where there are many points, several
(`sim.experiment.execute.sittings`). Shards are blocks of this order. Where other sessions store rows in the
same folder, each goes on from another place, and leaves out what the others have stored.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

import numpy as np

from sim.experiment.conduct.shard import Shard
from sim.experiment.execute.run import Run
from sim.experiment.execute.sittings import sitting

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.experiment.design.experiment import Experiment
    from sim.experiment.design.points import DesignPoint

Stored = Iterable[tuple[int, int]]
"""Runs, each by the place of its point in the design and its replication."""

LOOK_SECONDS: Final = 1.0
"""Others' rows are looked for as often as batches are sent."""
LOOK_SHARE: Final = 0.02
"""Looking through a folder of very many parts takes no more than this share of the time."""
CHUNK: Final = 100_000


def missing(experiment: Experiment, held: NDArray[np.bool_], shard: Shard) -> int:
    """How many runs of the shard are not held."""
    if shard.is_whole:
        return held.size - int(held.sum())
    return int(Order.of(experiment).free(held, shard).sum())


@dataclass(frozen=True, slots=True)
class Order:
    """A place for every run: round by round, in it point by point, at a point's sitting by replication."""

    points: NDArray[np.int64]
    """Places of the points in the design, in the order of their sittings: by world."""
    sitting: int
    """Replications at a sitting; in the last round what is left."""
    replications: int

    @classmethod
    def of(cls, experiment: Experiment) -> Order:
        """The order of an experiment's runs."""
        worlds = [point.world for point in experiment.points]
        points = np.array(sorted(range(len(worlds)), key=worlds.__getitem__), dtype=np.int64)
        return cls(points, sitting(experiment), experiment.replications)

    def run_at(self, place: int) -> tuple[int, int]:
        """Place of the point in the design, and replication, of the run at a place of the order."""
        rounds, within = divmod(place, len(self.points) * self.sitting)
        first = rounds * self.sitting
        position, replication = divmod(within, min(self.sitting, self.replications - first))
        return int(self.points[position]), first + replication

    def place_of(self, position: int, replication: int) -> int:
        """Place in the order of a replication of the point that is `position`-th in a round."""
        rounds, within = divmod(replication, self.sitting)
        first = rounds * self.sitting
        return first * len(self.points) + position * min(self.sitting, self.replications - first) + within

    def free(self, held: NDArray[np.bool_], shard: Shard) -> NDArray[np.bool_]:
        """Which places of a shard are not held; `held` is by point of the design, and replication."""
        span, width = shard.span(held.size), len(self.points) * self.sitting
        begin, end = span.start // width, -(-span.stop // width)
        rounds = (held[self.points, k * self.sitting : (k + 1) * self.sitting] for k in range(begin, end))
        block = ~np.concatenate([each.ravel() for each in rounds] or [np.zeros(0, dtype=np.bool_)])
        return block[span.start - begin * width : span.stop - begin * width].copy()


class Remainder(Iterator[Run]):
    """The runs of a shard that are not held, in order, until others are met.

    When it turns out that another session has stored runs that this one computed, too, both walk in step: it
    jumps to a random place that is free. So it does where it meets what others have stored. Sessions that
    walk the same way from different places meet only at places stored long ago, so few runs are computed
    twice; and nobody needs a lock.

    Parameters
    ----------
    held
        Which runs are stored; shape (points, replications).
    look
        What others have stored since it was last asked; left out, nobody else is expected.
    dice
        Chooses where to jump; no row depends on it.
    """

    def __init__(
        self,
        experiment: Experiment,
        held: NDArray[np.bool_],
        shard: Shard,
        look: Callable[[], Stored] | None = None,
        dice: random.Random | None = None,
    ) -> None:
        self.found = 0
        """Runs that others have stored since this began."""
        self._experiment, self._look, self._dice = experiment, look, dice or random.Random()
        self._order = Order.of(experiment)
        self._span = shard.span(held.size)
        self._free = self._order.free(held, shard)
        self._left = int(self._free.sum())
        self._point: tuple[int, DesignPoint | None] = -1, None
        self._theirs: NDArray[np.bool_] | None = None
        self._at = 0
        self._next_look = time.monotonic() + LOOK_SECONDS

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Run:
        if self._look is not None and time.monotonic() >= self._next_look:
            self._look_around(self._look)
        at = self._next_free()
        if at is None or (self._theirs is not None and self._theirs[self._at : at].any()):
            at = self._jump()
        self._free[at] = False
        self._left -= 1
        self._at = at + 1
        place, replication = self._order.run_at(self._span.start + at)
        return Run(self._point_at(place), replication, self._experiment.seed or 0)

    def __length_hint__(self) -> int:
        return self._left

    def _point_at(self, place: int) -> DesignPoint:
        """The same object as long as runs of one point follow each other."""
        before, point = self._point
        if before != place or point is None:
            point = self._experiment.points[place]
            self._point = place, point
        return point

    def _next_free(self) -> int | None:
        if self._at < self._free.size and self._free[self._at]:
            return self._at
        for first in range(self._at, self._free.size, CHUNK):
            piece = self._free[first : first + CHUNK]
            step = int(piece.argmax())
            if piece[step]:
                return first + step
        return None

    def _jump(self) -> int:
        free = np.flatnonzero(self._free)
        if not free.size:
            raise StopIteration
        return int(free[self._dice.randrange(free.size)])

    def _look_around(self, look: Callable[[], Stored]) -> None:
        begun, is_in_step = time.monotonic(), False
        position = {k: place for place, k in enumerate(self._order.points.tolist())}
        for k, replication in look():
            if self._theirs is None:
                self._theirs = np.zeros_like(self._free)
            place = self._order.place_of(position[k], replication) - self._span.start
            if 0 <= place < self._free.size:
                is_in_step |= not self._free[place] and not self._theirs[place]
                self.found += int(self._free[place])
                self._left -= int(self._free[place])
                self._free[place], self._theirs[place] = False, True
        if is_in_step:  # another walks just before or behind, out of sight, and would do so to the end
            self._at = self._free.size
        now = time.monotonic()
        self._next_look = now + max(LOOK_SECONDS, (now - begun) / LOOK_SHARE)


def missing_in_order(experiment: Experiment, held: NDArray[np.bool_], shard: Shard) -> Remainder:
    """The runs of the shard that are not held, in order."""
    return Remainder(experiment, held, shard)
