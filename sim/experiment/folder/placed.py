"""Which runs of an experiment are in one part, and what did they come to?"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from sim.errors import ResultsError
from sim.experiment.design.digest import run_digests
from sim.experiment.folder.damage import KEY

if TYPE_CHECKING:
    import pyarrow as pa

    from sim.experiment.design.experiment import Experiment
    from sim.experiment.folder.known import KnownPart

Ints = NDArray[np.int32]


class Placed(NamedTuple):
    """Where the runs of a part stand in an experiment; strangers are left out."""

    columns: frozenset[str]
    """Of the part."""
    place: Ints
    """Of each run's point in the design; shape (runs,)."""
    replication: Ints
    is_own: NDArray[np.bool_] | None
    """Which rows of the part they are; None: all of them."""

    @classmethod
    def known(cls, entry: KnownPart, places: Ints, experiment: Experiment) -> Self:
        """Those of a part that was looked through before; `places` says where in the design its cases are."""
        return cls._of(frozenset(entry.columns), places[entry.case], entry.replication, experiment)

    @classmethod
    def named_rightly(cls, path: Path, experiment: Experiment) -> Self:
        """Those whose name follows from content, seed and model version: anything else is another run.

        Raises
        ------
        ResultsError
            The part cannot be read.
        """
        import pyarrow.parquet as pq

        table = read_part(path, KEY)
        columns = frozenset(pq.read_schema(path).names)
        place, replication = _places(table, experiment)
        is_named = np.zeros(len(place), dtype=np.bool_)
        digests = np.array(table["digest"].to_pylist(), dtype=object)
        order = np.argsort(place, kind="stable")
        firsts = np.flatnonzero(np.diff(place[order], prepend=-2))
        for own in np.split(order, firsts[1:]) if len(order) else ():
            k = int(place[own[0]])
            if k >= 0:
                names = run_digests(
                    experiment.points[k].digest, experiment.seed or 0, replication[own].tolist()
                )
                is_named[own] = digests[own] == np.array(names, dtype=object)
        place[~is_named] = -1
        return cls._of(columns, place.astype(np.int32), replication, experiment)

    @classmethod
    def _of(
        cls, columns: frozenset[str], place: Ints, replication: NDArray[np.integer], experiment: Experiment
    ) -> Self:
        is_own = (place >= 0) & (replication >= 0) & (replication < experiment.replications)
        if is_own.all():
            return cls(columns, place, replication.astype(np.int32, copy=False), None)
        return cls(columns, place[is_own], replication[is_own].astype(np.int32), is_own)


class Own(NamedTuple):
    """The runs of an experiment in one part, with some of their measures."""

    name: str
    """Of the part."""
    columns: frozenset[str]
    """All that the part has."""
    table: pa.Table
    """Those that were asked for, as far as the part has them."""
    place: Ints
    """Of each run's point in the design; shape (runs,)."""
    replication: Ints

    @classmethod
    def of(cls, path: Path, rows: Placed, measures: Sequence[str]) -> Self:
        """Those rows of a part.

        Raises
        ------
        ResultsError
            The part cannot be read.
        """
        import pyarrow as pa

        there = [name for name in dict.fromkeys(measures) if name in rows.columns]
        table = read_part(path, there) if there else pa.table({})
        if rows.is_own is not None and there:
            table = table.filter(rows.is_own)
        return cls(path.name, rows.columns, table, rows.place, rows.replication)

    def values(self, measure: str) -> NDArray[np.float64]:
        """A measure; nan where the part has none."""
        if measure not in self.table.column_names:
            return np.full(len(self.place), np.nan)
        return np.asarray(self.table[measure].to_numpy(), dtype=np.float64)


def asked_of(experiment: Experiment) -> frozenset[str]:
    """The measures that a run must have: those it asks for, and those by functions of the user's own."""
    return frozenset([*experiment.stored, *experiment.own.measures])


def _places(table: pa.Table, experiment: Experiment) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where in the design each row's point stands (-1: nowhere), and its replication."""
    import pyarrow as pa
    import pyarrow.compute as pc

    ids = pa.array([point.id for point in experiment.points], type=table.schema.field("point").type)
    place = pc.fill_null(pc.index_in(table["point"].combine_chunks(), ids), -1)
    return (
        np.array(place.to_numpy(zero_copy_only=False), dtype=np.int64),
        np.asarray(table["replication"].to_numpy(), dtype=np.int64),
    )


def read_part(path: Path, columns: Sequence[str] | None) -> pa.Table:
    """What a part holds, as far as it has these columns.

    Raises
    ------
    ResultsError
        It bears the name of its content and can still not be read: somebody wrote it so.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as part:
            return part.read(None if columns is None else list(columns), use_threads=columns is None)
    except (pa.ArrowException, OSError) as error:
        raise ResultsError(
            f"{path} cannot be read: {str(error).splitlines()[0]}\n"
            "  rule    a part is a Parquet file with the columns of a run\n"
            "  remedy  take it out of the folder: its runs are computed again"
        ) from error
