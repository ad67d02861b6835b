"""Do rows picked at random, computed again, equal what is stored, byte for byte?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from sim.errors import ResultsError
from sim.experiment.conduct.repeat import Mismatch, differences, repeat
from sim.experiment.design.digest import code_digest
from sim.experiment.execute.run import Run, RunRow
from sim.experiment.folder import manifest
from sim.experiment.folder.damage import KEY
from sim.experiment.folder.results import Results
from sim.experiment.folder.store import Store

if TYPE_CHECKING:
    from sim.engine.simulate import Engine

RUNS: Final = 20


@dataclass(frozen=True, slots=True)
class Deviation:
    """A stored run that came out otherwise."""

    run: Run
    engine: str
    differences: Sequence[Mismatch]


@dataclass(slots=True)
class Verification:
    """What was repeated, and what came out otherwise."""

    stored: int
    """Runs that the folder holds."""
    repeated: int = 0
    engines: tuple[str, ...] = ()
    deviations: list[Deviation] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)
    """What is another than when the rows were computed: the program, a library."""

    @property
    def is_sound(self) -> bool:
        """Whether every run that was repeated is stored as it came out."""
        return not self.deviations


def verify(
    results: Results,
    runs: int = RUNS,
    engines: Sequence[Engine] = ("auto",),
    seed: int | None = None,
    advance: Callable[[], None] = lambda: None,
) -> Verification:
    """Repeat a random sample of the stored runs on each engine, and compare every byte of their rows.

    Parameters
    ----------
    results
        An opened results folder; nothing in it is changed.
    runs
        How many; all, if there are no more.
    engines
        Each repeats all of them.
    seed
        Of the sample; left out, it is another one each time.
    advance
        Called after each run.

    Raises
    ------
    ResultsError
        Nothing is stored, or the runs need functions in Python.
    """
    if any(point.own is None for point in results.points):
        raise ResultsError(
            "these runs need functions in Python, of which the folder holds only the names: they cannot be\n"
            "repeated from it\n"
            "  remedy  run the script again with the same functions and another folder, and compare"
        )
    places = results.columns(())
    if not len(places.place):
        raise ResultsError(f"there is nothing to verify: no run is stored in {results.folder}")
    found = Verification(len(places.place), engines=tuple(engines), changes=changes_since(results))
    chosen = _sample(len(places.place), runs, seed)
    keys = [(int(places.place[k]), int(places.replication[k])) for k in chosen]
    for run, stored in _stored(results, keys):
        for engine in engines:
            apart = _apart(results, run, stored, engine)
            if apart:
                found.deviations.append(Deviation(run, engine, apart))
        found.repeated += 1
        advance()
    return found


def _apart(results: Results, run: Run, stored: RunRow, engine: Engine) -> Sequence[Mismatch]:
    try:
        return differences(stored, repeat(results, run, engine))
    except Exception as error:  # what was computed once and fails now deviates, too
        return [Mismatch("the run itself", "a row", f"{type(error).__name__}: {error}")]


def changes_since(results: Results) -> list[str]:
    """What changed since the rows were computed, in words; a deviation may come of it."""
    before = manifest.sessions(results.folder)
    now, told = manifest.versions(), []
    if any(session.get("code") != code_digest() for session in before):
        told.append("the program")
    for name, version in now.items():
        others = {session.get("versions", {}).get(name, version) for session in before} - {version}
        told += [f"{name} ({', '.join(sorted(others))} then, {version} now)"] if others else []
    return told


def _sample(stored: int, runs: int, seed: int | None) -> Sequence[int]:
    """Sorted, so that runs of one world follow each other."""
    dice = np.random.default_rng(seed)
    return sorted(int(k) for k in dice.choice(stored, min(runs, stored), replace=False))


def _stored(results: Results, keys: Sequence[tuple[int, int]]) -> Iterator[tuple[Run, RunRow]]:
    import pyarrow as pa
    import pyarrow.compute as pc

    seed = results.experiment.seed or 0
    wanted = {run.digest: run for run in (Run(results.points[k], r, seed) for k, r in keys)}
    store = Store(results.folder)
    for part in store.own(results.experiment, [*KEY, *store.columns(results.experiment)]):
        type_ = part.table.schema.field("digest").type
        own = part.table.filter(pc.is_in(part.table["digest"], pa.array(wanted, type=type_)))
        for row in own.to_pylist():
            run = wanted.pop(row["digest"], None)  # a run stored twice is looked at once
            if run is not None:
                yield run, row
