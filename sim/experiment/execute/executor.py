"""How do runs travel to where they are computed, and back?

Everything behind `concurrent.futures.Executor` will do: in this process (`Serial`), in threads, in worker
processes, on a cluster (`sim.experiment.execute.cluster`). Runs travel in batches of a fifth of a second of
work, on a large cluster of up to five seconds. No result depends on the batching: a run's luck is named by
its own content.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from contextlib import suppress
from operator import length_hint
from typing import TYPE_CHECKING, Final, Protocol, runtime_checkable

from sim.experiment.execute.parcel import pickled, run_parcel
from sim.experiment.execute.run import USUAL, Harvest, Run, Wanted, failure_of, run_batch, sittings
from sim.replicate.pool import (
    ATTEMPTS,
    TICK_SECONDS,
    Serial,
    WorkerLost,
    answers,
    lent,
    none_begun,
    processes,
    returned,
    threads,
)

if TYPE_CHECKING:
    from sim.engine.simulate import Engine

TARGET_SECONDS: Final = 0.2
"""Work in a batch: long against the cost of a journey (a millisecond), short against anyone's patience."""

LONGEST_TARGET_SECONDS: Final = 5.0
TARGET_SECONDS_PER_WORKER: Final = 0.06
"""One scheduler serves all workers and takes 3 ms a batch: so it is busy for a twentieth of the time."""

MOST_IN_BATCH: Final = 10_000
LEAST_SHARE: Final = 1 / 16
"""Towards the end batches get smaller, for all workers to end together, but not smaller than this share."""
STRETCHED: Final = 1.5
"""A batch may be so much longer than it should be, if then it ends with a design point's runs in a row."""
GROWTH: Final = 4
"""A batch has at most so many times the runs of the last: the first pays for compilation and tells little."""

AHEAD: Final = 2
"""Batches submitted for each worker: one in work, one waiting; no worker idles, and memory stays flat."""

PATIENCE_SECONDS: Final = 3.0
"""How long, once someone asked to stop, results under way are waited for."""

MOST_DEATHS: Final = 2
"""A run that took its worker down so often, the last time alone with it, is recorded as failed."""


class LinkLost(BrokenExecutor):
    """The way to the workers broke: all that is under way is lost, and no run is to blame."""


class BatchReturned(Exception):
    """A batch came back unopened; others go on, and no run is to blame."""


class BatchDeadly(Exception):
    """One worker after another ended while it had this batch in hand; others go on."""


@runtime_checkable
class Elastic(Protocol):
    """An executor whose workers come and go."""

    @property
    def workers(self) -> int:
        """How many batches it computes at a time, now."""


class Courier:
    """Carries batches of runs to an executor and their harvests back.

    Parameters
    ----------
    open_executor
        Makes an executor; called again when its workers died.
    workers
        How many batches it computes at a time; an elastic executor is asked instead.
    is_over
        Asked all the time; once it says yes, nothing new is begun.
    is_local
        Whether the executor works in this process, where a batch itself can ask whether it is over.
    wanted
        What is wanted of each run; left out, all.
    """

    def __init__(
        self,
        open_executor: Callable[[], Executor],
        workers: int,
        engine: Engine,
        is_over: Callable[[], bool] = lambda: False,
        is_local: bool = False,
        wanted: Wanted = USUAL,
    ) -> None:
        self.open_executor = open_executor
        self.is_local = is_local
        self.workers = workers
        self.engine: Engine = engine
        self.wanted = wanted
        self.is_over = is_over
        self.batch = 1
        self._first_of_next: Run | None = None
        self._under_way: dict[Future[Harvest], list[Run]] = {}
        self._again: deque[list[Run]] = deque()
        self._suspects: deque[Run] = deque()
        self._deaths: dict[Run, int] = {}

    def carry(self, runs: Iterator[Run | None]) -> Iterator[Harvest]:
        """Harvests as they come in, in no particular order, until all runs are done or it is over.

        `runs` may say None: nothing now, but ask again when something that is under way has come back.
        """
        self._executor = self.open_executor()
        try:
            while not self.is_over() and self._send(runs):
                yield from self._collect(TICK_SECONDS)
            yield from self._last(time.monotonic() + PATIENCE_SECONDS)
        finally:
            self._close()

    def _send(self, runs: Iterator[Run | None]) -> bool:
        """Submit as much as may be under way; whether anything is."""
        if self._suspects:  # one at a time: whose worker dies now is to blame
            if not self._under_way:
                self._submit([self._suspects.popleft()])
            return True
        if isinstance(self._executor, Elastic):
            self.workers = self._executor.workers
        while len(self._under_way) < max(1, AHEAD * self.workers) and (batch := self._next(runs)):
            self._submit(batch)
        return bool(self._under_way or self._again or self._suspects or self._first_of_next)

    def _next(self, runs: Iterator[Run | None]) -> list[Run]:
        if self._again:
            return self._again.popleft()
        left = length_hint(runs, MOST_IN_BATCH * AHEAD * max(1, self.workers))
        fair = max(left // (AHEAD * max(1, self.workers)), int(LEAST_SHARE * self.batch), 1)
        return self._taken(runs, min(self.batch, fair))

    def _taken(self, runs: Iterator[Run | None], most: int) -> list[Run]:
        """About so many runs: those of a point that follow each other stay together if they can."""
        batch = [] if self._first_of_next is None else [self._first_of_next]
        self._first_of_next = None
        while len(batch) < STRETCHED * most and (run := next(runs, None)) is not None:
            if len(batch) >= most and run.point is not batch[-1].point:
                self._first_of_next = run
                break
            batch.append(run)
        return batch

    def _submit(self, batch: list[Run]) -> None:
        try:
            if isinstance(self._executor, ProcessPoolExecutor):
                parcel = pickled((sittings(batch), self.engine, self.wanted))
                future = self._executor.submit(run_parcel, parcel)
            else:
                is_over = self.is_over if self.is_local else _never
                future = self._executor.submit(run_batch, batch, self.engine, is_over, self.wanted)
        except BrokenExecutor as error:  # a worker died since the last look: this batch never left
            future = Future()
            future.set_exception(error)
        except (EOFError, ConnectionError) as error:  # whoever begins new workers died while it began one
            future = Future()
            future.set_exception(BrokenExecutor(f"no worker could be begun: {type(error).__name__}"))
        self._under_way[future] = batch

    def _collect(self, seconds: float) -> Iterator[Harvest]:
        done, _ = wait(self._under_way, timeout=seconds, return_when=FIRST_COMPLETED)
        errors = [future.exception() for future in done if not future.cancelled()]
        is_link_lost = any(isinstance(error, LinkLost) for error in errors)
        if is_link_lost:
            done = set(self._under_way)
        elif any(isinstance(error, BrokenExecutor) for error in errors):
            done = set(wait(self._under_way).done)  # all that were under way are lost with it
        lost: list[Run] = []
        for future in done:
            yield from self._received(future, self._under_way.pop(future), lost)
        if lost or is_link_lost:
            self._reopen()
            yield from self._blame(lost)

    def _received(self, future: Future[Harvest], batch: list[Run], lost: list[Run]) -> Iterator[Harvest]:
        """What came of a batch: its harvest, another attempt, or suspicion."""
        error = future.exception() if future.done() and not future.cancelled() else LinkLost()
        match error:
            case None:
                yield self._brought(future.result())
            case LinkLost() | BatchReturned():
                self._again.append(batch)
            case BatchDeadly() if len(batch) > 1:
                self._again.extend([run] for run in batch)
            case BatchDeadly():
                yield from self._blame(batch)
            case BrokenExecutor():
                lost += batch
            case _:
                raise error

    def _brought(self, harvest: Harvest) -> Harvest:
        """Learn from a harvest how long the next batches should be."""
        if harvest.runs and harvest.seconds > 0.0:
            wanted = target_seconds(self.workers) * harvest.runs / harvest.seconds
            self.batch = max(1, min(int(wanted), GROWTH * self.batch, MOST_IN_BATCH))
        return harvest

    def _reopen(self) -> None:
        """New workers for old.

        Raises
        ------
        WorkerLost
            None of them lives long enough to say a word: no run is to blame.
        """
        for _ in range(ATTEMPTS):
            with suppress(Exception):
                self._executor.shutdown(wait=False, cancel_futures=True)
            self._executor = self.open_executor()
            if self.is_over() or not isinstance(self._executor, ProcessPoolExecutor):
                return
            if answers(self._executor):
                return
        raise none_begun()

    def _blame(self, lost: list[Run]) -> Iterator[Harvest]:
        """Runs under way with a worker that died are suspects; one that killed twice is recorded."""
        is_alone = len(lost) == 1
        for run in lost:
            self._deaths[run] = self._deaths.get(run, 0) + 1
            if is_alone and self._deaths[run] >= MOST_DEATHS:
                error = WorkerLost("the worker process of this run ended: killed, out of memory, or crashed")
                yield Harvest(failures=[failure_of(run, error)])
            else:
                self._suspects.append(run)

    def _last(self, deadline: float) -> Iterator[Harvest]:
        """What is nearly there when it is over."""
        for future in list(self._under_way):
            if future.cancel():
                del self._under_way[future]
        while self._under_way and time.monotonic() < deadline:
            done, _ = wait(self._under_way, timeout=TICK_SECONDS, return_when=FIRST_COMPLETED)
            for future in done:
                del self._under_way[future]
                if not future.cancelled() and future.exception() is None:
                    yield future.result()

    def _close(self) -> None:
        """Leave no worker behind, also when one is in the middle of a long run."""
        running = (
            list((getattr(self._executor, "_processes", None) or {}).values()) if self._under_way else []
        )
        for process in running:
            process.terminate()
        if self._under_way or not returned(self._executor):
            self._executor.shutdown(wait=True, cancel_futures=True)


def _never() -> bool:
    """Whether it is over: another machine cannot tell."""
    return False


def target_seconds(workers: int) -> float:
    """Work in a batch for so many workers."""
    return min(max(TARGET_SECONDS, TARGET_SECONDS_PER_WORKER * workers), LONGEST_TARGET_SECONDS)


def local_courier(
    workers: int,
    engine: Engine,
    is_over: Callable[[], bool] = lambda: False,
    with_script: bool = False,
    is_kept: bool = False,
    wanted: Wanted = USUAL,
) -> Courier:
    """One worker computes in this process; more are processes of their own, which import the script that runs
    here where its functions must travel. They stay for the next question if `is_kept`."""
    if workers == 1:
        return Courier(Serial, 0, engine, is_over, is_local=True, wanted=wanted)
    if is_kept:
        return Courier(lambda: lent(workers), workers, engine, is_over, wanted=wanted)
    return Courier(lambda: processes(workers, with_script), workers, engine, is_over, wanted=wanted)


def threaded_courier(
    workers: int, engine: Engine, is_over: Callable[[], bool] = lambda: False, wanted: Wanted = USUAL
) -> Courier:
    """Workers are threads of this process."""
    return Courier(lambda: threads(workers), workers, engine, is_over, is_local=True, wanted=wanted)
