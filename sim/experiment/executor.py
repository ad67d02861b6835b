"""How do runs travel to where they are computed, and back?

Everything behind `concurrent.futures.Executor` will do: in this process (`Serial`), in worker processes,
later on a cluster. Runs travel in batches of about a second of work. No result depends on the batching: a
run's luck is named by its own content.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from sim.errors import KposimError
from sim.experiment.run import Harvest, Run, failure_of, run_batch

if TYPE_CHECKING:
    from sim.engine.simulate import Engine

TARGET_SECONDS: Final = 1.0
"""Work in a batch: long against the cost of a journey (milliseconds), short against anyone's patience."""

MOST_IN_BATCH: Final = 2_000
GROWTH: Final = 4
"""A batch has at most so many times the runs of the last: the first pays for compilation and tells little."""

AHEAD: Final = 2
"""Batches submitted for each worker: one in work, one waiting; no worker idles, and memory stays flat."""

PATIENCE_SECONDS: Final = 3.0
"""How long, once someone asked to stop, results under way are waited for."""

TICK_SECONDS: Final = 0.1
MOST_DEATHS: Final = 2
"""A run that took its worker down so often, the last time alone with it, is recorded as failed."""


class WorkerLost(KposimError, RuntimeError):
    """A worker process ended in the middle of a run: killed, out of memory, or crashed."""


class Serial(Executor):
    """An executor that computes in this process, at once."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Call `fn` now; the future that comes back is done."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


def processes(workers: int) -> ProcessPoolExecutor:
    """Worker processes that share nothing with this one.

    They are not forked from it: a fork copies locked locks of threads (Arrow's, a progress bar's) and
    then hangs. A fork server has no threads; where there is none, each worker starts afresh.
    """
    methods = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
    if context.get_start_method() == "forkserver":
        context.set_forkserver_preload(["sim.experiment.run"])
        _start_server_deaf_to_interrupts()
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_begin_worker)


def _start_server_deaf_to_interrupts() -> None:
    """Workers inherit the mask, so that a Ctrl-C finds none of them half-started and prints no traceback."""
    from multiprocessing import forkserver

    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin_worker() -> None:
    """Leave Ctrl-C to the main process, and do not outlive it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # A worker that waits for work holds both ends of its pipe, so it would never notice that nobody is left.
    threading.Thread(target=_end_with_parent, name="end with parent", daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


class Courier:
    """Carries batches of runs to an executor and their harvests back.

    Parameters
    ----------
    open_executor
        Makes an executor; called again when its workers died.
    workers
        How many batches it computes at a time; 0 means in this process.
    is_over
        Asked all the time; once it says yes, nothing new is begun.
    """

    def __init__(
        self,
        open_executor: Callable[[], Executor],
        workers: int,
        engine: Engine,
        is_over: Callable[[], bool] = lambda: False,
    ) -> None:
        self.open_executor = open_executor
        self.is_local = workers == 0
        self.bound = max(1, AHEAD * workers)
        self.engine: Engine = engine
        self.is_over = is_over
        self.batch = 1
        self._under_way: dict[Future[Harvest], list[Run]] = {}
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
        while len(self._under_way) < self.bound and (batch := list(_take(runs, self.batch))):
            self._submit(batch)
        return bool(self._under_way or self._suspects)

    def _submit(self, batch: list[Run]) -> None:
        over = (self.is_over,) if self.is_local else ()
        try:
            future = self._executor.submit(run_batch, batch, self.engine, *over)
        except BrokenExecutor as error:  # a worker died since the last look: this batch never left
            future = Future()
            future.set_exception(error)
        self._under_way[future] = batch

    def _collect(self, seconds: float) -> Iterator[Harvest]:
        done, _ = wait(self._under_way, timeout=seconds, return_when=FIRST_COMPLETED)
        if any(isinstance(future.exception(), BrokenExecutor) for future in done):
            done = set(wait(self._under_way).done)  # all that were under way are lost with it
        lost = [run for future in done for run in self._lost(future)]
        yield from (self._brought(future.result()) for future in self._taken(done))
        if lost:
            yield from self._bury(lost)

    def _lost(self, future: Future[Harvest]) -> Sequence[Run]:
        return self._under_way.pop(future) if isinstance(future.exception(), BrokenExecutor) else ()

    def _taken(self, done: set[Future[Harvest]]) -> list[Future[Harvest]]:
        return [future for future in done if self._under_way.pop(future, None) is not None]

    def _brought(self, harvest: Harvest) -> Harvest:
        """Learn from a harvest how long the next batches should be."""
        if harvest.runs and harvest.seconds > 0.0:
            wanted = TARGET_SECONDS * harvest.runs / harvest.seconds
            self.batch = max(1, min(int(wanted), GROWTH * self.batch, MOST_IN_BATCH))
        return harvest

    def _bury(self, lost: list[Run]) -> Iterator[Harvest]:
        """New workers for old; runs under way are suspects, and one that killed twice is recorded."""
        with suppress(Exception):
            self._executor.shutdown(wait=False, cancel_futures=True)
        self._executor = self.open_executor()
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
            good = [future for future in self._taken(done) if future.exception() is None]
            yield from (future.result() for future in good)

    def _close(self) -> None:
        """Leave no worker behind, also when one is in the middle of a long run."""
        running = (
            list((getattr(self._executor, "_processes", None) or {}).values()) if self._under_way else []
        )
        for process in running:
            process.terminate()
        self._executor.shutdown(wait=True, cancel_futures=True)


def _take(runs: Iterator[Run | None], most: int) -> Iterator[Run]:
    for _ in range(most):
        run = next(runs, None)
        if run is None:
            return
        yield run


def local_courier(workers: int, engine: Engine, is_over: Callable[[], bool] = lambda: False) -> Courier:
    """One worker computes in this process; more are processes of their own."""
    if workers == 1:
        return Courier(Serial, 0, engine, is_over)
    return Courier(lambda: processes(workers), workers, engine, is_over)
