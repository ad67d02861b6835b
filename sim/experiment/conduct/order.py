"""Which run comes next?

Replication by replication, so that a sweep stopped half-way has every point; points of one world follow each
other and share its tape. Shards are blocks of this order. Where other sessions store rows in the same folder,
each goes on from another place, and leaves out what the others have stored.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Final, Self

import numpy as np

from sim.experiment.conduct.shard import Shard
from sim.experiment.execute.run import Run

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.experiment.design.experiment import Experiment

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
    return int(_free(_order(experiment), held, shard).sum())


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
        self._order = _order(experiment)
        self._span = shard.span(held.size)
        self._free = _free(self._order, held, shard)
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
        self._at = at + 1
        replication, position = divmod(self._span.start + at, len(self._order))
        experiment = self._experiment
        return Run(experiment.points[self._order[position]], replication, experiment.seed or 0)

    def _next_free(self) -> int | None:
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
        position = {k: place for place, k in enumerate(self._order)}
        for k, replication in look():
            if self._theirs is None:
                self._theirs = np.zeros_like(self._free)
            place = replication * len(position) + position[k] - self._span.start
            if 0 <= place < self._free.size:
                is_in_step |= not self._free[place] and not self._theirs[place]
                self.found += int(self._free[place])
                self._free[place], self._theirs[place] = False, True
        if is_in_step:  # another walks just before or behind, out of sight, and would do so to the end
            self._at = self._free.size
        now = time.monotonic()
        self._next_look = now + max(LOOK_SECONDS, (now - begun) / LOOK_SHARE)


def missing_in_order(experiment: Experiment, held: NDArray[np.bool_], shard: Shard) -> Remainder:
    """The runs of the shard that are not held, in order."""
    return Remainder(experiment, held, shard)


def _free(order: list[int], held: NDArray[np.bool_], shard: Shard) -> NDArray[np.bool_]:
    """Which places of the shard are not held, as the order goes: replication by replication."""
    span, points = shard.span(held.size), len(order)
    first, last = span.start // points, -(-span.stop // points)
    block = ~held[order, first:last].T.ravel()
    return block[span.start - first * points : span.stop - first * points].copy()


def _order(experiment: Experiment) -> list[int]:
    points = experiment.points
    return sorted(range(len(points)), key=lambda k: points[k].world)
