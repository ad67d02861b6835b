"""What is known of a folder's parts already, so that nobody who opens it looks through all of them again?

A part is named by its content and never changes, so what was once found in it stays true: that it is sound,
whose runs it holds, that each is named rightly, and which measures. All of it is kept in one small file that
can be lost without harm; it speaks of a part only as long as the file system says that nobody has touched it.
"""

from __future__ import annotations

import io
import json
import time
import zipfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sim.errors import ResultsError
from sim.experiment.folder.files import write_whole
from sim.version import MODEL_VERSION

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from sim.experiment.design.experiment import Experiment

CACHE: Final = "cache"
FILE: Final = "runs.npz"
WORTH: Final = 20_000
"""Runs; to look through fewer takes no time that anyone notices, and a small folder stays as it is."""
YOUNG_SECONDS: Final = 0.1
"""Within a tick of the file system's clock a part could be written twice and bear the same time."""


class FileFacts(NamedTuple):
    """What the file system says of a part; a copy, or a file that was written again, has others."""

    size: int
    modified: int
    changed: int
    """Nanoseconds, both; nobody can set the latter."""

    @classmethod
    def of(cls, path: Path) -> FileFacts | None:
        """The facts of a file; None if it is gone."""
        try:
            fact = path.stat()
        except OSError:
            return None
        return cls(fact.st_size, fact.st_mtime_ns, fact.st_ctime_ns)

    @property
    def is_young(self) -> bool:
        """Whether it might still change and not show it."""
        return time.time() - self.changed / 1e9 < YOUNG_SECONDS


class KnownPart(NamedTuple):
    """A sound part, all runs of which are named rightly."""

    facts: FileFacts
    columns: tuple[str, ...]
    case: NDArray[np.int32]
    """Of each run, by its number in `KnownParts.cases`; shape (runs,)."""
    replication: NDArray[np.int32]


class KnownParts:
    """What is remembered of the parts of one folder, for one seed and the model's version."""

    def __init__(self, folder: Path, seed: int) -> None:
        self._folder, self._seed = folder, seed
        self.cases: list[str] = []
        """Digests of the cases that runs belong to."""
        self._numbers: dict[str, int] = {}
        self._entries: dict[str, KnownPart] = {}
        self._new = 0
        with suppress(OSError, ValueError, LookupError, TypeError, EOFError, zipfile.BadZipFile):
            self._read(folder / CACHE / FILE)

    def of(self, path: Path) -> KnownPart | None:
        """What is known of a part; None if it is unknown, or not the file that it was."""
        entry = self._entries.get(path.name)
        return entry if entry is not None and entry.facts == FileFacts.of(path) else None

    def places(self, experiment: Experiment) -> NDArray[np.int32]:
        """Where in an experiment's design each of the cases stands (-1: nowhere); shape (cases,)."""
        import numpy as np

        places = {point.digest: k for k, point in enumerate(experiment.points)} if self.cases else {}
        return np.array([places.get(case, -1) for case in self.cases], dtype=np.int32)

    def learn(
        self,
        name: str,
        facts: FileFacts,
        columns: Iterable[str],
        place: NDArray[np.int32],
        replication: NDArray[np.int32],
        experiment: Experiment,
    ) -> None:
        """Remember a part that was looked through, and all of whose runs are the experiment's.

        `facts` are those from before it was read; `place` says where in the design each run's point stands,
        shape (runs,) like `replication`.
        """
        import numpy as np

        if facts.is_young:
            return
        places = np.unique(place)
        numbers = np.zeros(len(experiment.points), dtype=np.int32)
        numbers[places] = [self._number(experiment.points[k].digest) for k in places.tolist()]
        self._entries[name] = KnownPart(facts, tuple(sorted(columns)), numbers[place], replication)
        self._new += len(place)

    def keep(self, names: Iterable[str]) -> None:
        """Write down what is known of these parts, if much of it is new, and if the folder can be written."""
        if self._new < WORTH:
            return
        there = set(names)
        self._entries = {name: entry for name, entry in sorted(self._entries.items()) if name in there}
        self._new = 0
        with suppress(OSError, ResultsError):
            (self._folder / CACHE).mkdir(exist_ok=True)
            write_whole(self._folder / CACHE / FILE, self._bytes())

    def _number(self, case: str) -> int:
        if case not in self._numbers:
            self._numbers[case] = len(self.cases)
            self.cases.append(case)
        return self._numbers[case]

    # -- The file --------------------------------------------------------------------------------------------

    def _bytes(self) -> bytes:
        import numpy as np

        entries, forms = (
            list(self._entries.values()),
            dict.fromkeys(each.columns for each in self._entries.values()),
        )
        number = {form: k for k, form in enumerate(forms)}
        head = {
            "model": MODEL_VERSION,
            "seed": self._seed,
            "cases": self.cases,
            "parts": list(self._entries),
            "forms": list(forms),
        }
        sink = io.BytesIO()
        np.savez(
            sink,
            head=np.frombuffer(json.dumps(head).encode(), dtype=np.uint8),
            facts=np.array([each.facts for each in entries], dtype=np.int64).reshape(-1, 3),
            form=np.array([number[each.columns] for each in entries], dtype=np.int64),
            runs=np.array([len(each.case) for each in entries], dtype=np.int64),
            case=np.concatenate([each.case for each in entries]),
            replication=np.concatenate([each.replication for each in entries]),
        )
        return sink.getvalue()

    def _read(self, path: Path) -> None:
        """Take in what the file says; it is checked as far as somebody may have harmed it.

        Raises
        ------
        OSError, ValueError, LookupError, TypeError, EOFError, zipfile.BadZipFile
            It is not there, or none.
        """
        import numpy as np

        with path.open("rb") as raw, np.load(raw, allow_pickle=False) as file:
            found: Mapping[str, Any] = {name: file[name] for name in file.files}
        head = json.loads(found["head"].tobytes())
        if (head["model"], head["seed"]) != (MODEL_VERSION, self._seed):
            return
        ends = np.cumsum(found["runs"])
        entries = {
            str(name): KnownPart(
                FileFacts(*map(int, facts)),
                tuple(head["forms"][form]),
                found["case"][end - runs : end],
                found["replication"][end - runs : end],
            )
            for name, facts, form, runs, end in zip(
                head["parts"], found["facts"], found["form"], found["runs"], ends, strict=True
            )
        }
        case, most = found["case"], len(head["cases"])
        is_whole = len(case) == len(found["replication"]) == (ends[-1] if len(ends) else 0)
        if not is_whole or (case < 0).any() or (case >= most).any():
            raise ValueError("the file does not say as much as it claims")
        self.cases = list(map(str, head["cases"]))
        self._numbers = {case: k for k, case in enumerate(self.cases)}
        self._entries = entries
