"""How are cases played side by side in the same worlds? In batches, on some workers, each tape dealt once.

In the textbook's words: independent replications with common random numbers across systems.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, Executor, wait
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.replicate.kept import KEPT, Names
from sim.replicate.pool import TICK_SECONDS, in_words, lent, may_stay, needs_script, processes, returned
from sim.replicate.replications import Replications, journals_of, table_of
from sim.replicate.worlds import checked_replications, checked_workers, seed_or_fresh

if TYPE_CHECKING:
    import pandas as pd

    from sim.case import Case
    from sim.engine.journal import Journal
    from sim.engine.simulate import Engine

Floats = NDArray[np.float64]
T = TypeVar("T")

Progress = Callable[[int, int], None]
"""Told (runs done, runs in all) whenever some are."""

JOBS_A_WORKER: Final = 3
"""Parts of the replications for each worker: none idles long, and a case travels few times."""
MOST_IN_JOB: Final = 25
"""Replications: whoever waits is told now and then how far it is."""


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """Measures of cases in the same worlds."""

    values: Floats
    """(cases, replications, measures); nan where a replication has none."""
    replications: tuple[int, ...]
    measures: tuple[str, ...]

    def of(self, case: int) -> dict[str, Floats]:
        """One case's measures by name, each (replications,)."""
        return dict(zip(self.measures, self.values[case].T, strict=True))

    def column(self, measure: str) -> Floats:
        """One measure, (cases, replications)."""
        return self.values[:, :, self.measures.index(measure)]

    def frame(self) -> pd.DataFrame:
        """One row a run, one column a measure, under the index (case, replication)."""
        import pandas as pd

        index = pd.MultiIndex.from_product(
            [range(len(self.values)), self.replications], names=["case", "replication"]
        )
        return pd.DataFrame(self.values.reshape(len(index), -1), index=index, columns=list(self.measures))


_COUNTING: Final = threading.Lock()


class Player(AbstractContextManager["Player"]):
    """Plays cases in the same worlds, in this process or in several; no number depends on how many.

    Parameters
    ----------
    seed
        Root of all luck; left out, a fresh one is drawn, and `seed` remembers it.
    workers
        Processes that share the replications.
    progress
        Told (runs done, runs in all) from time to time.
    is_over
        Asked before each job whether nobody waits for the answer any more.

    Raises
    ------
    InputError
        There can be no such seed, or not so many workers.
    """

    def __init__(
        self,
        seed: int | None = None,
        workers: int = 1,
        *,
        engine: Engine = "auto",
        progress: Progress | None = None,
        is_over: Callable[[], bool] = lambda: False,
    ) -> None:
        self.seed, self.workers, self.engine = seed_or_fresh(seed), checked_workers(workers), engine
        self.runs = 0
        """Played until now."""
        self._progress, self._is_over = progress, is_over
        self._pool: Executor | None = None
        self._is_kept = True
        """Whether the pool may answer the next question, too: it knows no function of anybody's own."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            if error is not None or not self._is_kept or not returned(self._pool):
                self._pool.shutdown(cancel_futures=True)
            self._pool = None

    def table(
        self, cases: Sequence[Case], measures: Sequence[str], replications: int | Sequence[int]
    ) -> Measured:
        """The measures of each case in each replication.

        Parameters
        ----------
        replications
            How many, or which.

        Raises
        ------
        InputError
            A number of replications cannot be.
        CancelledError
            It was over before the end.
        """
        chosen, wanted = _chosen(replications), tuple(measures)
        parts = self._played(partial(_table, cases=tuple(cases), measures=wanted), len(cases), chosen)
        return Measured(np.concatenate(parts, axis=1), tuple(chosen), wanted)

    def read(
        self, cases: Sequence[Case], reader: Callable[[Journal], T], replications: int | Sequence[int]
    ) -> list[list[T]]:
        """What `reader` makes of each journal, by case and then by replication: the slow way.

        It reads where the journal was played, so other processes must know it by name, and what it makes of
        a journal should be small.
        """
        job = partial(_read, cases=tuple(cases), reader=reader)
        self._is_kept = False  # the reader may be another by the next question
        parts: list[list[list[T]]] = self._played(job, len(cases), _chosen(replications))
        return [[each for part in parts for each in part[k]] for k in range(len(cases))]

    def _played(self, job: Callable[..., Any], cases: int, replications: Sequence[int]) -> list[Any]:
        """What the jobs made of their replications, in the order of these."""
        runs, total = 0, cases * len(replications)
        size = min(max(1, -(-len(replications) // (JOBS_A_WORKER * self.workers))), MOST_IN_JOB)
        parts = [replications[first : first + size] for first in range(0, len(replications), size)]
        found = []
        for part, made in zip(parts, self._made(partial(job, self.seed, self.engine), parts), strict=True):
            found.append(made)
            runs += cases * len(part)
            with _COUNTING:  # threads may ask one player
                self.runs += cases * len(part)
            if self._progress is not None:
                self._progress(runs, total)
        return found

    def _made(self, job: Callable[..., Any], parts: list[Sequence[int]]) -> Iterator[Any]:
        if self.workers == 1:
            for part in parts:
                self._go_on()
                yield job(part)
            return
        with in_words():
            self._pool = self._pool or self._opened(job)
            futures = [self._pool.submit(job, part) for part in parts]
            try:
                for future in futures:
                    while not future.done():
                        self._go_on()
                        wait([future], TICK_SECONDS)
                    yield future.result()
            finally:
                for future in futures:
                    future.cancel()

    def _opened(self, job: Callable[..., Any]) -> Executor:
        with_script = needs_script(job)
        self._is_kept = self._is_kept and not with_script and may_stay()
        return lent(self.workers) if self._is_kept else processes(self.workers, with_script)

    def _go_on(self) -> None:
        if self._is_over():
            raise CancelledError


def _chosen(replications: int | Sequence[int]) -> Sequence[int]:
    if isinstance(replications, (range, tuple, list)):
        return tuple(replications)
    return range(checked_replications(replications))


# -- What a worker does --------------------------------------------------------------------------------------


def _table(
    seed: int, engine: Engine, replications: Sequence[int], cases: tuple[Case, ...], measures: tuple[str, ...]
) -> Floats:
    """(cases, replications, measures)"""
    values = np.empty((len(cases), len(replications), len(measures)))
    for case, first, batch in _batches(seed, engine, replications, cases):
        values[case, first : first + len(batch.replications)] = table_of(batch, measures)
    return values


def _read(
    seed: int,
    engine: Engine,
    replications: Sequence[int],
    cases: tuple[Case, ...],
    reader: Callable[[Journal], T],
) -> list[list[T]]:
    """By case, and then by replication."""
    found: list[list[T]] = [[] for _ in cases]
    for case, _, batch in _batches(seed, engine, replications, cases):
        found[case] += map(reader, journals_of(batch))
    return found


def _batches(
    seed: int, engine: Engine, replications: Sequence[int], cases: tuple[Case, ...]
) -> Iterator[tuple[int, int, Replications]]:
    """Place of the case, place of its first replication, batch.

    Cases of one scenario follow each other, and no batch needs more tapes than are kept: each is dealt once.
    """
    by_scenario: dict[str, list[int]] = {}
    for place, case in enumerate(cases):
        by_scenario.setdefault(case.scenario_digest, []).append(place)
    for places in by_scenario.values():
        size = len(replications)
        if len(places) > 1:
            first = cases[places[0]]
            size = KEPT.room_for(KEPT.tape(first, Names.of(first), seed, replications[0]))
        for begin in range(0, len(replications), size):
            for place in places:
                yield (
                    place,
                    begin,
                    Replications(cases[place], seed, replications[begin : begin + size], engine),
                )
