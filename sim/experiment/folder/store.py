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
from typing import TYPE_CHECKING, Any, Final

from sim.experiment.execute.run import Harvest
from sim.experiment.execute.run_table import RunRow, RunTable
from sim.experiment.folder.damage import FAILURES, RUNS, TIMELINES, Damage, damage_of, failure_in, part_name
from sim.experiment.folder.files import Place, remove, set_aside, sweep, write_whole
from sim.experiment.folder.known import FileFacts, KnownParts
from sim.experiment.folder.placed import Own, Placed, asked_of, read_part
from sim.words import counted, listed

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
FEW: Final = 3
REPEATED: Final = ("point", "seed")
"""To look for values that come again among a hundred columns of measures takes as long as all the rest."""
LOSS: Final = 0.02
"""A kill loses at most this share of the time spent, or a second; a week's sweep has no million parts."""


class Store:
    """The rows, timelines and failures of one results folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._waiting: list[RunTable] = []
        self._timelines: list[RunRow] = []
        """What waits to be written."""
        self._opened = self._flushed = time.monotonic()
        self._place = Place(folder)
        self._sound: set[Path] = set()
        self._seen: set[str] = set()
        """Parts of which this session knows what is in them."""
        self._design: tuple[object, int, int] | None = None
        """What the two that follow are about: points, replications and seed."""
        self._placed: dict[Path, Placed] = {}
        self._memory: KnownParts
        self._places: NDArray[np.int32]
        """Of the cases that were known at first, in the design."""

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
        self._waiting.append(harvest.rows)
        self._timelines += harvest.timelines
        for failure in harvest.failures:
            text = json.dumps(failure, indent=2, ensure_ascii=False, default=str)
            write_whole(self.folder / FAILURES / f"{failure['digest']}.json", text.encode())
        is_full = sum(map(len, self._waiting)) + len(self._timelines) >= MOST_WAITING
        if is_full or time.monotonic() - self._flushed > self._pause():
            self.flush()

    def flush(self) -> None:
        """Put on disk what waits. Timelines go first: where there is a row, there is its timeline."""
        self.check_place()
        if self._timelines:
            self._write(TIMELINES, encoded(self._timelines))
        rows = RunTable.joined(self._waiting)
        if rows:
            self._write(RUNS, bytes_of(rows.table(), REPEATED))
        self._waiting, self._timelines = [], []
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

    def own(
        self, experiment: Experiment, measures: Sequence[str] = (), among: Sequence[Path] | None = None
    ) -> Iterator[Own]:
        """The runs of the experiment that sound parts hold, with some measures; part by part, by name.

        Everybody who counts or reads rows asks here, so that all see the same ones. A run that two parts hold
        is met twice; of each measure the first part that has it counts. `among` are the parts to be looked
        at; left out, all.
        """
        paths = self.paths() if among is None else among
        for path in paths:
            rows = self._placed_in(path, experiment)
            if rows is not None:
                yield Own.of(path, rows, measures)
        self._known(experiment).keep(path.name for path in paths)

    def complete(self, experiment: Experiment, measures: Sequence[str] = ()) -> Iterator[Own]:
        """The same, without parts that lack a measure which the experiment asks for."""
        asked = asked_of(experiment)
        return (part for part in self.own(experiment, measures) if asked <= part.columns)

    def paths(self, kind: str = RUNS) -> list[Path]:
        """All that look like parts, by name."""
        folder = self.folder / kind
        found = sorted(folder.iterdir()) if folder.is_dir() else []
        return [path for path in found if path.suffix == ".parquet" and not path.name.startswith(".")]

    def parts(self, kind: str = RUNS, columns: Sequence[str] | None = None) -> Iterator[pa.Table]:
        """The sound parts as they are, rows of other experiments included."""
        for path, damage in self._inspected(kind):
            if damage is None:
                yield read_part(path, columns)

    def damages(self) -> list[Damage]:
        """Files among the parts and failures that are none: truncated, altered or foreign.

        Every byte is looked at, unless this session has done so before.
        """
        parts = [damage for kind in (RUNS, TIMELINES) for _, damage in self._inspected(kind) if damage]
        return parts + [each for each in self._failures() if isinstance(each, Damage)]

    def failures(self) -> list[RunRow]:
        """Runs that failed, when they were last tried."""
        return [each for each in self._failures() if not isinstance(each, Damage)]

    def _failures(self) -> Iterator[RunRow | Damage]:
        for path in sorted((self.folder / FAILURES).glob("[!.]*.json")):
            with suppress(FileNotFoundError):  # another process has just computed it
                yield failure_in(path)

    def columns(self, experiment: Experiment) -> list[str]:
        """Names of all columns that any part with runs of the experiment has."""
        return list(dict.fromkeys(name for part in self.own(experiment) for name in part.columns))

    def held(self, experiment: Experiment) -> NDArray[np.bool_]:
        """Which runs are stored with all measures that the experiment asks for; (points, replications)."""
        import numpy as np

        held = np.zeros((len(experiment.points), experiment.replications), dtype=np.bool_)
        for part in self.complete(experiment):
            self._seen.add(part.name)
            held[part.place, part.replication] = True
        return held

    def lacking(self, experiment: Experiment, held: NDArray[np.bool_]) -> str:
        """Which runs are stored and not held, for want of which measures; empty if there are none."""
        import numpy as np

        lacks, missed, asked = np.zeros_like(held), set[str](), asked_of(experiment)
        for part in self.own(experiment):
            is_new = ~held[part.place, part.replication]
            if is_new.any() and not asked <= part.columns:
                lacks[part.place[is_new], part.replication[is_new]] = True
                missed |= asked - part.columns
        names = [name for name in (*experiment.stored, *experiment.own.measures) if name in missed]
        if not names:
            return ""
        told = [*names[:FEW], *([f"{len(names) - FEW} measures more"] if len(names) > FEW else [])]
        return f"{counted(int(lacks.sum()), 'run')} lack {listed(told)}"

    def rounds(self, experiment: Experiment) -> Rounds | None:
        """Where a stopping rule stands, by what is stored; None if there is no rule."""
        from sim.experiment.execute.rounds import Rounds

        rule = experiment.stopping
        if rule is None:
            return None
        measures = [target.measure for target in rule.targets]
        kept = (
            (part.place, part.replication, {name: part.values(name) for name in measures})
            for part in self.complete(experiment, measures)
        )
        return Rounds.resumed(experiment, rule, kept)

    def news(self, experiment: Experiment) -> Iterator[tuple[int, int]]:
        """Runs in parts that are new to this session and not its own: place of the point, and replication."""
        new = [path for path in self.paths() if path.name not in self._seen]
        self._seen.update(path.name for path in new)
        for path in new:
            rows = self._placed_in(path, experiment)
            if rows is not None and asked_of(experiment) <= rows.columns:
                yield from zip(rows.place.tolist(), rows.replication.tolist(), strict=True)

    def _known(self, experiment: Experiment) -> KnownParts:
        """What is remembered of the parts, for this experiment."""
        design = (experiment.points, experiment.replications, experiment.seed or 0)
        if self._design is None or self._design[0] is not design[0] or self._design[1:] != design[1:]:
            self._design, self._placed = design, {}
            self._memory = KnownParts(self.folder, design[2])
            self._places = self._memory.places(experiment)
        return self._memory

    def _placed_in(self, path: Path, experiment: Experiment) -> Placed | None:
        """The experiment's runs in a part; None if it is no part."""
        known = self._known(experiment)
        if path not in self._placed:
            entry = known.of(path)
            if entry is not None:
                self._placed[path] = Placed.known(entry, self._places, experiment)
            else:
                facts = FileFacts.of(path)
                if facts is None or self._damage(path) is not None or not path.exists():
                    return None
                self._placed[path] = Placed.named_rightly(path, experiment)
                if self._placed[path].is_own is None:
                    known.learn(path.name, facts, *self._placed[path][:3], experiment)
        return self._placed[path]

    def _damage(self, path: Path) -> Damage | None:
        """What is wrong with a part. It never changes: each is read to its end only once."""
        damage = None if path in self._sound else damage_of(path)
        if damage is None:
            self._sound.add(path)
        return damage

    def _inspected(self, kind: str) -> Iterator[tuple[Path, Damage | None]]:
        """Every part, and what is wrong with it."""
        for path in self.paths(kind):
            damage = self._damage(path)
            if damage is not None or path.exists():  # another process may have set it aside
                yield path, damage


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
