"""What did a few measures come to, run by run, without all the others?

A table of every measure of a million runs takes a gigabyte; one measure of them takes eight megabytes. Every
run has its place beforehand, so parts are poured into it as they come, and nothing is sorted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from sim.experiment.folder.placed import Own
from sim.experiment.folder.store import Store

if TYPE_CHECKING:
    from sim.experiment.design.experiment import Experiment

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]

BUDGET_BYTES: Final = 32_000_000
"""What the values read at one time may take: a few measures of all points, or one measure of a few."""
OPEN_BYTES: Final = 64_000_000
"""What the columns that stay open may take: seven measures of a million runs."""
BYTES_A_VALUE: Final = 8


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """Chosen measures of the stored runs, each run once, by design point and then by replication.

    Arrays are of shape (runs,).
    """

    place: Ints
    """Which design point, in the order of the design."""
    replication: Ints
    values: Mapping[str, Floats]
    """By measure; nan where a run has none."""

    def of(self, place: int) -> Mapping[str, Floats]:
        """The measures at one design point, by replication."""
        first, last = np.searchsorted(self.place, (place, place + 1))
        return {name: values[first:last] for name, values in self.values.items()}


def read_columns(
    store: Store,
    experiment: Experiment,
    measures: Sequence[str],
    asked: Sequence[int] | None = None,
    points: range | None = None,
    among: Sequence[Path] | None = None,
) -> Columns:
    """Read a few measures of all runs that the experiment asks for.

    Parameters
    ----------
    asked
        How many replications of each design point count; left out, all of the experiment's.
    points
        Neighbours in the design; left out, all.
    among
        Parts to be looked at; left out, all.
    """
    most = np.asarray(asked or [experiment.replications] * len(experiment.points), dtype=np.int64)
    block = _Block.of(points or range(len(most)), most)
    is_in = np.zeros(block.size, dtype=np.bool_)
    values = {name: np.full(block.size, np.nan) for name in measures}
    found = {name: np.zeros(block.size, dtype=np.bool_) for name in measures}
    for part in store.own(experiment, measures, among):
        is_ours, cells = block.cells(part)
        is_in[cells] = True
        for name in measures:
            if name in part.columns:
                _pour(part.values(name)[is_ours], cells, values[name], found[name])
    place, replication = block.keys()
    if is_in.all():
        return Columns(place, replication, values)
    for name in measures:  # one after the other, so that one measure at most is there twice
        values[name] = values[name][is_in]
    return Columns(place[is_in], replication[is_in], values)


def _pour(values: Floats, cells: NDArray[np.int64], into: Floats, is_there: NDArray[np.bool_]) -> None:
    """Put values where they belong. Two processes may have stored one run: the first one counts."""
    is_new = ~is_there[cells]
    if not is_new.all():
        values, cells = values[is_new], cells[is_new]
    into[cells[::-1]] = values[::-1]  # so that of two rows in one part, too, the first one stays
    is_there[cells] = True


class OpenColumns:
    """Columns of a folder that stay open: each is read once, as long as the same parts are there.

    What is open takes `OPEN_BYTES` at most; then others make room for what is wanted now. Nobody may
    write into what is open.
    """

    def __init__(self, store: Store, experiment: Experiment, asked: Sequence[int]) -> None:
        self._store, self._experiment, self._asked = store, experiment, asked
        self._parts: list[Path] = []
        self._whole: Columns | None = None
        """What is open, of all runs."""

    def read(self, measures: Sequence[str], points: range | None = None) -> Columns:
        """A few measures of all runs, or of neighbouring points."""
        names = list(dict.fromkeys(measures))
        store, parts = self._store, self._store.paths()
        if (len(names) + 1) * sum(
            self._asked
        ) * BYTES_A_VALUE > OPEN_BYTES:  # the keys are as long as a column
            return read_columns(store, self._experiment, names, self._asked, points, parts)
        if parts != self._parts:
            self._parts, self._whole = parts, None
        new = [name for name in names if self._whole is None or name not in self._whole.values]
        if new or self._whole is None:
            self._take(read_columns(store, self._experiment, new, self._asked, among=parts), names)
        if self._whole is None:  # a part was taken away just now
            return read_columns(store, self._experiment, names, self._asked, points)
        return self._shown(self._whole, names, points)

    def _take(self, found: Columns, wanted: Sequence[str]) -> None:
        """Keep columns that were read, beside those that are open; what is wanted now is closed last."""
        for key in (found.place, found.replication):
            key.setflags(write=False)
        for column in found.values.values():
            column.setflags(write=False)
        whole = self._whole or found
        if len(found.place) != len(whole.place):
            self._whole = None
            return
        room = OPEN_BYTES // (BYTES_A_VALUE * max(1, len(found.place))) - 1 - len(found.values)
        others = sorted(set(whole.values) - set(found.values), key=wanted.__contains__)
        kept = others[max(0, len(others) - room) :]
        values = {name: whole.values[name] for name in kept} | dict(found.values)
        self._whole = Columns(whole.place, whole.replication, values)

    def _shown(self, whole: Columns, names: Sequence[str], points: range | None) -> Columns:
        """Columns that are open, of some points."""
        if points is None:
            return Columns(whole.place, whole.replication, {name: whole.values[name] for name in names})
        first, last = np.searchsorted(whole.place, (points.start, points.stop))
        values = {name: whole.values[name][first:last] for name in names}
        return Columns(whole.place[first:last], whole.replication[first:last], values)


def in_batches(measures: Sequence[str], asked: Sequence[int]) -> Iterator[tuple[range, list[Sequence[str]]]]:
    """Design points that follow each other, and measures of them, as many at a time as the budget allows.

    Each batch is one journey through all parts, so points are divided only where one measure of all is too
    much; a point whose one measure is too much stands alone.
    """
    most = BUDGET_BYTES // BYTES_A_VALUE
    for points in _blocks(asked, most):
        size = max(1, sum(asked[k] for k in points))
        width = max(1, most // size)
        yield points, [measures[k : k + width] for k in range(0, max(len(measures), 1), width)]


def _blocks(asked: Sequence[int], most: int) -> Iterator[range]:
    first, size = 0, 0
    for place, count in enumerate(asked):
        if size and size + count > most:
            yield range(first, place)
            first, size = place, 0
        size += count
    yield range(first, len(asked))


@dataclass(frozen=True, slots=True, eq=False)
class _Block:
    """A place for every run of neighbouring points: point by point, replication by replication."""

    points: range
    counts: NDArray[np.int64]
    """Replications that count, of every point of the design; shape (points,). None outside the block."""
    firsts: NDArray[np.int64]
    """Where each point begins; shape (points,)."""
    size: int

    @classmethod
    def of(cls, points: range, most: NDArray[np.int64]) -> _Block:
        """The block of these points, of which `most` replications count."""
        counts = np.zeros_like(most)
        counts[points.start : points.stop] = most[points.start : points.stop]
        firsts = np.cumsum(counts) - counts
        return cls(points, counts, firsts, int(counts.sum()))

    def cells(self, part: Own) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
        """Which runs of a part belong to the block, and to which places."""
        is_ours = part.replication < self.counts[part.place]
        return is_ours, self.firsts[part.place[is_ours]] + part.replication[is_ours]

    def keys(self) -> tuple[Ints, Ints]:
        """Point and replication of each place; shape (size,) each."""
        place = np.repeat(np.arange(self.counts.size, dtype=np.int32), self.counts)
        replication = np.arange(self.size, dtype=np.int32)
        replication -= np.repeat(self.firsts.astype(np.int32), self.counts)
        return place, replication
