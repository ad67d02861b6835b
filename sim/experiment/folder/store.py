"""Where do rows live? In parts (Parquet files), each written whole; a run exists if its row is in one.

There are no locks and no running state, so there is nothing to repair: whatever was killed, what is stored is
complete, and what is not stored is missing. Several processes may write to one folder; a run stored twice is
the same row twice.
"""

from __future__ import annotations

import io
import json
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sim.errors import ResultsError
from sim.experiment.design.digest import run_digest
from sim.experiment.execute.run import Harvest
from sim.experiment.execute.run_table import RunRow, RunTable
from sim.experiment.folder.damage import (
    FAILURES,
    KEY,
    RUNS,
    TIMELINES,
    Damage,
    damage_of,
    failure_in,
    part_name,
)
from sim.experiment.folder.files import Place, remove, set_aside, sweep, write_whole

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    from sim.experiment.design.experiment import Experiment
    from sim.experiment.execute.rounds import Rounds

FORMAT: Final = b"1"
"""Written into every part, for whoever changes its columns one day."""

SOONEST_SECONDS: Final = 1.0
LATEST_SECONDS: Final = 60.0
MOST_WAITING: Final = 10_000
"""Rows in a part: as many fit into memory in any form, and quick runs fill it within seconds."""
REPEATED: Final = ("point", "seed")
"""To look for values that come again among a hundred columns of measures takes as long as all the rest."""
LOSS: Final = 0.02
"""A kill loses at most this share of the time spent, or a second; a week's sweep has no million parts."""


class Store:
    """The rows, timelines and failures of one results folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._rows: list[RunTable] = []
        self._timelines: list[RunRow] = []
        """What waits to be written."""
        self._opened = self._flushed = time.monotonic()
        self._place = Place(folder)
        self._sound: set[Path] = set()
        self._seen: set[str] = set()
        """Parts of which this session knows what is in them."""
        self._read_for: object = None
        self._strangers: dict[str, NDArray[np.bool_] | None] = {}
        """Which rows of a part are the experiment's; None: all of them."""

    # -- Writing ---------------------------------------------------------------------------------------------

    def clean(self) -> list[Damage]:
        """Set damaged parts aside and sweep up after killed processes; what was found."""
        for kind in (RUNS, TIMELINES, FAILURES):
            sweep(self.folder / kind)
        found = self.damages()
        for damage in found:
            set_aside(damage.path)
        sweep(self.folder)
        return found

    def add(self, harvest: Harvest) -> None:
        """Take in a harvest; it is on disk after the next `flush`, which comes by itself in time.

        Raises
        ------
        ResultsError
            It cannot be written, or the folder is not where it was.
        """
        self.check_place()
        self._rows.append(harvest.rows)
        self._timelines += harvest.timelines
        for failure in harvest.failures:
            text = json.dumps(failure, indent=2, ensure_ascii=False, default=str)
            write_whole(self.folder / FAILURES / f"{failure['digest']}.json", text.encode())
        is_full = sum(map(len, self._rows)) + len(self._timelines) >= MOST_WAITING
        if is_full or time.monotonic() - self._flushed > self._pause():
            self.flush()

    def flush(self) -> None:
        """Put on disk what waits. Timelines go first: where there is a row, there is its timeline."""
        self.check_place()
        if self._timelines:
            self._write(TIMELINES, encoded(self._timelines))
        rows = RunTable.joined(self._rows)
        if rows:
            self._write(RUNS, bytes_of(rows.table(), REPEATED))
        self._rows, self._timelines = [], []
        self._forgive(rows.digest)
        self._flushed = time.monotonic()
        self.check_place()

    def check_place(self) -> None:
        """See that the folder is still the one that this session began with.

        Raises
        ------
        ResultsError
            It was moved, removed or replaced.
        """
        self._place.check()

    def _pause(self) -> float:
        return min(max(SOONEST_SECONDS, LOSS * (time.monotonic() - self._opened)), LATEST_SECONDS)

    def _write(self, kind: str, data: bytes) -> None:
        path = self.folder / kind / f"{part_name(data)}.parquet"
        self._seen.add(path.name)
        write_whole(path, data)

    def _forgive(self, digests: Sequence[str]) -> None:
        """A run that succeeded has failed no more."""
        folder = self.folder / FAILURES
        if folder.is_dir():
            failed = {path.stem for path in folder.glob("*.json")}
            for digest in failed.intersection(digests):
                remove(folder / f"{digest}.json")

    # -- Reading ---------------------------------------------------------------------------------------------

    def own(self, experiment: Experiment, measures: Sequence[str] = ()) -> Iterator[Own]:
        """The runs of the experiment that sound parts hold, with some measures; part by part, by name.

        Everybody who counts or reads rows asks here, so that all see the same ones. A run that two parts hold
        is met twice; the first one counts.
        """
        for path, damage in self._inspected(RUNS):
            if damage is None:
                yield self._own_in(path, experiment, measures)

    def parts(self, kind: str = RUNS, columns: Sequence[str] | None = None) -> Iterator[pa.Table]:
        """The sound parts as they are, rows of other experiments included."""
        for path, damage in self._inspected(kind):
            if damage is None:
                yield _table(path, columns)

    def damages(self) -> list[Damage]:
        """Files among the parts and failures that are none: truncated, altered or foreign."""
        parts = [damage for kind in (RUNS, TIMELINES) for _, damage in self._inspected(kind) if damage]
        return parts + [each for each in self._failures() if isinstance(each, Damage)]

    def failures(self) -> list[RunRow]:
        """Runs that failed, when they were last tried."""
        return [each for each in self._failures() if not isinstance(each, Damage)]

    def _failures(self) -> Iterator[RunRow | Damage]:
        for path in sorted((self.folder / FAILURES).glob("[!.]*.json")):
            with suppress(FileNotFoundError):  # another process has just computed it
                yield failure_in(path)

    def columns(self) -> list[str]:
        """Names of all columns that any part has."""
        import pyarrow.parquet as pq

        paths = (path for path, damage in self._inspected(RUNS) if damage is None)
        return list(dict.fromkeys(name for path in paths for name in pq.read_schema(path).names))

    def held(self, experiment: Experiment) -> NDArray[np.bool_]:
        """Which runs of the experiment are stored; shape (points, replications)."""
        import numpy as np

        held = np.zeros((len(experiment.points), experiment.replications), dtype=np.bool_)
        for part in self.own(experiment):
            self._seen.add(part.name)
            held[part.place, part.replication] = True
        return held

    def rounds(self, experiment: Experiment) -> Rounds | None:
        """Where a stopping rule stands, by what is stored; None if there is no rule."""
        from sim.experiment.execute.rounds import Rounds

        rule = experiment.stopping
        if rule is None:
            return None
        measures = [target.measure for target in rule.targets]
        kept = (
            (part.place, part.replication, {name: part.values(name) for name in measures})
            for part in self.own(experiment, measures)
        )
        return Rounds.resumed(experiment, rule, kept)

    def news(self, experiment: Experiment) -> Iterator[tuple[int, int]]:
        """Runs in parts that are new to this session and not its own: place of the point, and replication."""
        with suppress(FileNotFoundError):
            names = {path.name for path in (self.folder / RUNS).iterdir() if path.suffix == ".parquet"}
            for name in sorted(names - self._seen):
                path = self.folder / RUNS / name
                if name[0] != "." and path.exists():
                    self._seen.add(name)
                    if damage_of(path) is None:
                        part = self._own_in(path, experiment, ())
                        yield from zip(part.place.tolist(), part.replication.tolist(), strict=True)

    def _own_in(self, path: Path, experiment: Experiment, measures: Sequence[str]) -> Own:
        if self._read_for is not experiment.points:
            self._read_for = experiment.points
            self._strangers.clear()
        is_known = path.name in self._strangers
        table = _table(path, list(dict.fromkeys([*(KEY[:2] if is_known else KEY), *measures])))
        place, replication = _places(table, experiment)
        if not is_known:
            # Content, seed and model version must give this very name; anything else is another run.
            is_own = _named_rightly(table, place, replication, experiment)
            self._strangers[path.name] = None if is_own.all() else is_own
        mask = self._strangers[path.name]
        if mask is None:
            return Own(path.name, table, place, replication)
        return Own(path.name, table.filter(mask), place[mask], replication[mask])

    def _inspected(self, kind: str) -> Iterator[tuple[Path, Damage | None]]:
        """Every part, and what is wrong with it. A part never changes: each is read to its end only once."""
        folder = self.folder / kind
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            if path.suffix == ".parquet" and not path.name.startswith("."):
                damage = None if path in self._sound else damage_of(path)
                if damage is None and path.exists():  # another process may have set it aside
                    self._sound.add(path)
                    yield path, None
                elif damage is not None:
                    yield path, damage


class Own(NamedTuple):
    """The runs of an experiment in one part."""

    name: str
    """Of the part."""
    table: pa.Table
    place: NDArray[np.int64]
    """Of each run's point in the design; shape (runs,)."""
    replication: NDArray[np.int64]

    def values(self, measure: str) -> NDArray[np.float64]:
        """A measure; nan where the part has none."""
        import numpy as np

        if measure not in self.table.column_names:
            return np.full(len(self.place), np.nan)
        return np.asarray(self.table[measure].to_numpy(), dtype=np.float64)


def _places(table: pa.Table, experiment: Experiment) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where in the design each row's point stands (-1: nowhere), and its replication."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    ids = pa.array([point.id for point in experiment.points], type=table.schema.field("point").type)
    place = pc.fill_null(pc.index_in(table["point"].combine_chunks(), ids), -1)
    return (
        np.asarray(place.to_numpy(zero_copy_only=False), dtype=np.int64),
        np.asarray(table["replication"].to_numpy(), dtype=np.int64),
    )


def _named_rightly(
    table: pa.Table, place: NDArray[np.int64], replication: NDArray[np.int64], experiment: Experiment
) -> NDArray[np.bool_]:
    import numpy as np

    points, seed, most = experiment.points, experiment.seed or 0, experiment.replications
    keys = zip(place.tolist(), replication.tolist(), table["digest"].to_pylist(), strict=True)
    return np.array(
        [k >= 0 and 0 <= r < most and name == run_digest(points[k].digest, seed, r) for k, r, name in keys],
        dtype=np.bool_,
    )


def _table(path: Path, columns: Sequence[str] | None) -> pa.Table:
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
            return part.read(columns=None if columns is None else list(columns))
    except (pa.ArrowException, OSError) as error:
        raise ResultsError(
            f"{path} cannot be read: {str(error).splitlines()[0]}\n"
            "  rule    a part is a Parquet file with the columns of a run\n"
            "  remedy  take it out of the folder: its runs are computed again"
        ) from error


def encoded(rows: Sequence[RunRow]) -> bytes:
    """Rows as the bytes of one Parquet file."""
    import pyarrow as pa

    names = dict.fromkeys(name for row in rows for name in row)
    columns: dict[str, list[Any]] = {name: [row.get(name) for row in rows] for name in names}
    return bytes_of(pa.table(columns))


def bytes_of(table: pa.Table, repeated: Sequence[str] | bool = True) -> bytes:
    """A table as the bytes of one Parquet file; `repeated` are columns in which few values come again and
    again, if that is known."""
    import pyarrow.parquet as pq

    sink = io.BytesIO()
    table = table.replace_schema_metadata({b"kposim": FORMAT})
    pq.write_table(table, sink, compression="zstd", use_dictionary=repeated)
    return sink.getvalue()
