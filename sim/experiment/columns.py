"""What did a few measures come to, run by run, without all the others?

A table of every measure of a million runs takes a gigabyte; one measure of them takes eight megabytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from sim.experiment.store import Store

if TYPE_CHECKING:
    import pyarrow as pa

    from sim.experiment.experiment import Experiment

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]

BUDGET_BYTES: Final = 64_000_000
"""What the values of the measures read at one time may take."""


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
    store: Store, experiment: Experiment, measures: Sequence[str], asked: Sequence[int] | None = None
) -> Columns:
    """Read a few measures of all runs that the experiment asks for.

    `asked` says how many replications of each design point count; left out, all of the experiment's.
    """
    most = np.asarray(asked or [experiment.replications] * len(experiment.points))
    pieces = [_ours(table, experiment, measures, most) for table in store.parts(columns=_wanted(measures))]
    empty = (np.empty(0, np.int32), np.empty(0, np.int32), np.empty((len(measures), 0)))
    place, replication, values = (
        np.concatenate(columns, axis=-1) for columns in zip(*[empty, *pieces], strict=True)
    )
    del pieces
    order = np.lexsort((replication, place))
    is_first = np.ones(
        order.size, dtype=np.bool_
    )  # two processes may have stored one run: the same row twice
    is_first[1:] = (np.diff(place[order]) != 0) | (np.diff(replication[order]) != 0)
    kept = order[is_first]
    return Columns(place[kept], replication[kept], {name: values[k][kept] for k, name in enumerate(measures)})


def in_batches(measures: Sequence[str], runs: int) -> Iterator[Sequence[str]]:
    """Measures, as many at a time as the budget allows; one, where runs are very many."""
    most = max(1, BUDGET_BYTES // (8 * max(runs, 1)))
    for first in range(0, max(len(measures), 1), most):
        yield measures[first : first + most]


def _wanted(measures: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(["point", "replication", "seed", *measures]))


def _ours(
    table: pa.Table, experiment: Experiment, measures: Sequence[str], most: NDArray[np.int64]
) -> tuple[Ints, Ints, Floats]:
    import pyarrow as pa
    import pyarrow.compute as pc

    ids = pa.array([point.id for point in experiment.points], type=table.schema.field("point").type)
    place = pc.fill_null(pc.index_in(table["point"].combine_chunks(), ids), -1).to_numpy(zero_copy_only=False)
    replication, seed = table["replication"].to_numpy(), table["seed"].to_numpy()
    is_ours = (place >= 0) & (replication < most[place]) & (seed == experiment.seed)
    values = np.full((len(measures), int(is_ours.sum())), np.nan)
    for k, name in enumerate(measures):
        if name in table.column_names:
            values[k] = table[name].to_numpy()[is_ours]
    return place[is_ours].astype(np.int32), replication[is_ours].astype(np.int32), values
