"""Where do rows live? In parts, each written whole; a run exists if and only if its row is in one.

There are no locks and no running state, so there is nothing to repair: whatever was killed, what is stored is
complete, and what is not stored is missing. Several processes may write to one folder; a run stored twice is
the same row twice.
"""

from __future__ import annotations

import hashlib
import io
import json
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sim.experiment.design.digest import run_digest
from sim.experiment.execute.run import Harvest, Row
from sim.experiment.folder.files import remove, set_aside, sweep, write_whole

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    from sim.experiment.design.experiment import Experiment

FORMAT: Final = b"1"
"""Written into every part, for whoever changes its columns one day."""
KEY: Final = ("point", "replication", "seed", "digest")
RUNS: Final = "runs"
TIMELINES: Final = "timelines"
FAILURES: Final = "failures"

SOONEST_SECONDS: Final = 1.0
LATEST_SECONDS: Final = 60.0
MOST_WAITING: Final = 10_000
"""Rows in a part: as many fit into memory in any form, and quick runs fill it within seconds."""
LOSS: Final = 0.02
"""A kill loses at most this share of the time spent, or a second; a week's sweep has no million parts."""


@dataclass(frozen=True, slots=True)
class Damage:
    """A file among the parts that is none."""

    path: Path
    reason: str

    def __str__(self) -> str:
        return f"{self.path.parent.name}/{self.path.name} is {self.reason}"


class Store:
    """The rows, timelines and failures of one results folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._waiting = Harvest()
        self._opened = self._flushed = time.monotonic()
        self._sound: set[Path] = set()
        self._seen: set[str] = set()
        """Parts of which this session knows what is in them."""

    # Writing ------------------------------------------------------------------------------------------------

    def clean(self) -> list[Damage]:
        """Set damaged parts aside and sweep up after killed processes; what was found."""
        found = []
        for kind in (RUNS, TIMELINES):
            sweep(self.folder / kind)
            found += [damage for _, damage in self._inspected(kind) if damage]
        for damage in found:
            set_aside(damage.path)
        sweep(self.folder)
        return found

    def add(self, harvest: Harvest) -> None:
        """Take in a harvest; it is on disk after the next `flush`, which comes by itself in time."""
        self._waiting.rows += harvest.rows
        self._waiting.timelines += harvest.timelines
        for failure in harvest.failures:
            text = json.dumps(failure, indent=2, ensure_ascii=False, default=str)
            write_whole(self.folder / FAILURES / f"{failure['digest']}.json", text.encode())
        is_full = len(self._waiting.rows) + len(self._waiting.timelines) >= MOST_WAITING
        if is_full or time.monotonic() - self._flushed > self._pause():
            self.flush()

    def flush(self) -> None:
        """Put on disk what waits. Timelines go first: where there is a row, there is its timeline."""
        timelines, rows = self._waiting.timelines, self._waiting.rows
        self._write(TIMELINES, timelines)
        self._write(RUNS, rows)
        self._waiting = Harvest()
        for row in rows:
            self._forgive(row["digest"])
        self._flushed = time.monotonic()

    def _pause(self) -> float:
        return min(max(SOONEST_SECONDS, LOSS * (time.monotonic() - self._opened)), LATEST_SECONDS)

    def _write(self, kind: str, rows: Sequence[Row]) -> None:
        if rows:
            data = encoded(rows)
            path = self.folder / kind / f"{part_name(data)}.parquet"
            self._seen.add(path.name)
            write_whole(path, data)

    def _forgive(self, digest: str) -> None:
        """A run that succeeded has failed no more."""
        if self._has_failures:
            remove(self.folder / FAILURES / f"{digest}.json")

    @property
    def _has_failures(self) -> bool:
        return (self.folder / FAILURES).is_dir()

    # Reading ------------------------------------------------------------------------------------------------

    def parts(self, kind: str = RUNS, columns: Sequence[str] | None = None) -> Iterator[pa.Table]:
        """The sound parts, in no particular order."""
        import pyarrow.parquet as pq

        for path, damage in self._inspected(kind):
            if damage is None:
                with pq.ParquetFile(path) as part:
                    yield part.read(columns=list(columns) if columns else None)

    def damages(self) -> list[Damage]:
        """Files among the parts that are none: truncated, altered or foreign."""
        return [damage for kind in (RUNS, TIMELINES) for _, damage in self._inspected(kind) if damage]

    def failures(self) -> list[Row]:
        """Runs that failed, when they were last tried."""
        found = []
        for path in sorted((self.folder / FAILURES).glob("[!.]*.json")):
            with suppress(FileNotFoundError):  # another process has just computed it
                found.append(json.loads(path.read_text(encoding="utf-8")))
        return found

    def columns(self) -> list[str]:
        """Names of all columns that any part has."""
        import pyarrow.parquet as pq

        paths = (path for path, damage in self._inspected(RUNS) if damage is None)
        return list(dict.fromkeys(name for path in paths for name in pq.read_schema(path).names))

    def held(self, experiment: Experiment) -> NDArray[np.bool_]:
        """Which runs of the experiment are stored; shape (points, replications)."""
        import numpy as np

        held = np.zeros((len(experiment.points), experiment.replications), dtype=np.bool_)
        for place, replication in self._runs_in(self._inspected(RUNS), experiment):
            held[place, replication] = True
        return held

    def news(self, experiment: Experiment) -> Iterator[tuple[int, int]]:
        """Runs in parts that are new to this session and not its own: place of the point, and replication."""
        with suppress(FileNotFoundError):
            names = {path.name for path in (self.folder / RUNS).iterdir() if path.suffix == ".parquet"}
            paths = [self.folder / RUNS / name for name in sorted(names - self._seen) if name[0] != "."]
            yield from self._runs_in(((path, _damage(path)) for path in paths if path.exists()), experiment)

    def _runs_in(
        self, found: Iterable[tuple[Path, Damage | None]], experiment: Experiment
    ) -> Iterator[tuple[int, int]]:
        """Runs of the experiment in sound parts."""
        import pyarrow.parquet as pq

        places = {point.id: k for k, point in enumerate(experiment.points)}
        seed = experiment.seed or 0
        for path, damage in found:
            self._seen.add(path.name)
            if damage is not None:
                continue
            for point, replication, digest in _keys(pq.read_table(path, columns=list(KEY))):
                k = places.get(point)
                # Content, seed and model version must give this very name; anything else is another run.
                if k is None or replication >= experiment.replications:
                    continue
                if digest == run_digest(experiment.points[k].digest, seed, replication):
                    yield k, replication

    def _inspected(self, kind: str) -> Iterator[tuple[Path, Damage | None]]:
        """Every part, and what is wrong with it. A part never changes, so each is read to its end only "
        "once."""
        folder = self.folder / kind
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            if path.suffix == ".parquet" and not path.name.startswith("."):
                damage = None if path in self._sound else _damage(path)
                if damage is None and path.exists():  # another process may have set it aside
                    self._sound.add(path)
                    yield path, None
                elif damage is not None:
                    yield path, damage


def _keys(table: pa.Table) -> Iterator[tuple[str, int, str]]:
    columns = (table.column(name).to_pylist() for name in ("point", "replication", "digest"))
    return zip(*columns, strict=True)


def _damage(path: Path) -> Damage | None:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        return Damage(path, f"unreadable: {(error.strerror or 'unknown reason').lower()}")
    if path.stem != part_name(data):
        return Damage(path, "truncated, altered or foreign: its content is not what its name says")
    return None


def part_name(data: bytes) -> str:
    """A part is named by its content, so a flipped bit shows (Parquet's checksums spare its headers)."""
    return hashlib.sha256(data).hexdigest()[:24]


def encoded(rows: Sequence[Row]) -> bytes:
    """Rows as the bytes of one Parquet file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    names = dict.fromkeys(name for row in rows for name in row)
    columns: dict[str, list[Any]] = {name: [row.get(name) for row in rows] for name in names}
    table = pa.table(columns).replace_schema_metadata({b"kposim": FORMAT})
    sink = io.BytesIO()
    pq.write_table(table, sink, compression="zstd")
    return sink.getvalue()
