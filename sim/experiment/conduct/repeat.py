"""Does one run, computed again alone, give the row that is stored?"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sim.errors import Problem, ResultsError, UnknownName
from sim.experiment.design.digest import run_digest
from sim.experiment.design.points import find
from sim.experiment.execute.run import Run, RunRow, journal_of, row_of
from sim.experiment.folder.again import run_again
from sim.experiment.folder.damage import KEY
from sim.experiment.folder.results import Results
from sim.experiment.folder.store import Store

if TYPE_CHECKING:
    from sim.engine.simulate import Engine

LEAST_DIGITS: Final = 6


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A measure that came out otherwise than it is stored."""

    measure: str
    stored: Any
    again: Any


def run_named(results: Results, name: str) -> Run:
    """The run that a text names: the first digits of its digest, or ``POINT/REPLICATION``.

    Raises
    ------
    UnknownName
        No run of the experiment is called so, or several are.
    """
    point, slash, replication = name.partition("/")
    if slash and replication.isdecimal():
        run = Run(find(results.points, point), int(replication), results.experiment.seed or 0)
        if run.replication >= results.experiment.replications:
            most = results.experiment.replications - 1
            raise _unnamed(name, "there is no such replication", f"replications: 0 to {most}")
        return run
    if len(name) < LEAST_DIGITS:
        rule = f"a run is named by the first {LEAST_DIGITS} or more digits of its digest"
        raise _unnamed(name, rule, "the column digest has it; or POINT/REPLICATION, as 06faff3fdf02/2")
    found = list(_with_digest(results, name.lower()))
    if len(found) != 1:
        rule = f"{len(found)} runs' digests begin so" if found else "no run's digest begins so"
        raise _unnamed(name, rule, "give more of its digits, or POINT/REPLICATION, as 06faff3fdf02/2")
    return found[0]


def repeat(results: Results, run: Run, engine: Engine = "auto") -> RunRow:
    """The row of one run, computed anew; nothing is written.

    Raises
    ------
    ResultsError
        The run needs functions in Python, which are not known here; the message says how to repeat it.
    Exception
        Whatever the run itself raises, in full view.
    """
    if run.point.own is None:
        raise ResultsError(
            "this run needs functions in Python, of which a folder holds only the names\n"
            f"  remedy  {run_again(results.folder, results.experiment, run)}"
        )
    return row_of(run, journal_of(run, engine), results.experiment.stored)


def stored_row(results: Results, run: Run) -> RunRow | None:
    """The row of a run as it is stored, put together from all parts that have it; None if none has."""
    import pyarrow.compute as pc

    row: RunRow = {}
    for table in Store(results.folder).parts():
        own = table.filter(pc.equal(table["digest"], run.digest))
        if own.num_rows:
            row = own.slice(0, 1).to_pylist()[0] | row
    return row or None


def differences(stored: Mapping[str, Any], again: Mapping[str, Any]) -> list[Mismatch]:
    """Columns that both have and whose bytes differ: 0.1 + 0.2 is not 0.3, and nan is nan.

    Raises
    ------
    ResultsError
        The stored row is another run's.
    """
    if any(stored[name] != again[name] for name in KEY):
        raise ResultsError("these are rows of two different runs")
    names = [name for name in stored if name in again and name not in KEY]
    pairs = [Mismatch(name, stored[name], again[name]) for name in names]
    return [each for each in pairs if not _is_same(each.stored, each.again)]


def _is_same(a: Any, b: Any) -> bool:
    """Bit for bit; one nan is as good as another, for no rule of arithmetic says which it is."""
    if isinstance(a, float) and isinstance(b, float):
        return struct.pack("<d", a) == struct.pack("<d", b) or (math.isnan(a) and math.isnan(b))
    return bool(a == b)


def _with_digest(results: Results, beginning: str) -> Iterator[Run]:
    """Runs whose digest begins so: among those stored or failed, and if need be among all."""
    seed, places = results.experiment.seed or 0, {point.id: point for point in results.points}
    known: dict[str, Run] = {}
    for failure in results.failures:
        if failure["point"] in places:
            run = Run(places[failure["point"]], failure["replication"], seed)
            known |= {run.digest: run} if run.digest.startswith(beginning) else {}
    for part in Store(results.folder).own(results.experiment, KEY):
        digests = np.asarray(part.table["digest"].to_pylist(), dtype=np.str_)
        for k in np.flatnonzero(np.char.startswith(digests, beginning)):
            run = Run(results.points[int(part.place[k])], int(part.replication[k]), seed)
            known[run.digest] = run
    yield from known.values()
    if known:
        return
    for point in results.points:
        for replication in range(results.experiment.replications):
            if run_digest(point.digest, seed, replication).startswith(beginning):
                yield Run(point, replication, seed)


def _unnamed(name: str, rule: str, remedy: str) -> UnknownName:
    return UnknownName([Problem("row", name, rule, remedy)])
