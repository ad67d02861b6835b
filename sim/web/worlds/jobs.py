"""Who is served next? Small first answers before refinements, and nobody waits for ever."""

from __future__ import annotations

import heapq
import itertools
import threading
import time
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from contextlib import suppress
from typing import Any, NamedTuple

MOST_TRIES = 2
"""A job whose worker was lost is tried once more, by a new one."""


class Job(NamedTuple):
    """Something to compute, and for whom."""

    future: Future[Any]
    call: Callable[..., Any]
    args: tuple[Any, ...]
    tries: int = 0


class Line:
    """A line before a pool of a few workers, who take the job that is due earliest.

    A job is due some seconds, its allowance, after it was put here. A refinement with a large allowance lets
    first answers pass, but only those that come soon after it: so nobody starves.
    """

    def __init__(self, make_pool: Callable[[], Executor], workers: int) -> None:
        self._make_pool, self._workers = make_pool, workers
        self._pool = make_pool()
        self._waiting: list[tuple[float, int, Job]] = []
        self._number = itertools.count()
        self._busy = 0
        self._is_open = True
        self._lock = threading.RLock()  # a future that is done already calls back in the same breath

    def __len__(self) -> int:
        """Jobs that wait."""
        return len(self._waiting)

    def put(self, allowance: float, call: Callable[..., Any], *args: Any) -> Future[Any]:
        """Have `call(*args)` done; a future that is cancelled while it waits costs nothing."""
        future: Future[Any] = Future()
        self._join(Job(future, call, args), time.monotonic() + allowance)
        return future

    def close(self) -> None:
        """Begin nothing more; what is under way is finished, and what waits is cancelled."""
        with self._lock:
            self._is_open = False
            for _, _, job in self._waiting:
                job.future.cancel()
            self._waiting.clear()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _join(self, job: Job, due: float) -> None:
        with self._lock:
            if not self._is_open:
                job.future.cancel()
                return
            heapq.heappush(self._waiting, (due, next(self._number), job))
            self._serve()

    def _serve(self) -> None:
        with self._lock:
            while self._busy < self._workers and self._waiting:
                _, _, job = heapq.heappop(self._waiting)
                if job.tries or job.future.set_running_or_notify_cancel():
                    self._busy += 1
                    self._begin(job)

    def _begin(self, job: Job) -> None:
        pool = self._pool
        try:
            inner = pool.submit(job.call, *job.args)
        except BrokenExecutor as error:
            self._lost(job, pool, error)
            return
        inner.add_done_callback(lambda done: self._done(job, pool, done))

    def _done(self, job: Job, pool: Executor, done: Future[Any]) -> None:
        try:
            result = done.result()
        except BrokenExecutor as error:
            self._lost(job, pool, error)
            return
        except CancelledError:
            self._tell(job, None, RuntimeError("stopped"))
        except BaseException as error:  # whatever it was, who waits is told
            self._tell(job, None, error)
        else:
            self._tell(job, result, None)
        self._next()

    def _tell(self, job: Job, result: Any, error: BaseException | None) -> None:
        if error is None:
            job.future.set_result(result)
        else:
            job.future.set_exception(error)

    def _next(self) -> None:
        with self._lock:
            self._busy -= 1
            self._serve()

    def _lost(self, job: Job, pool: Executor, error: BaseException) -> None:
        """A worker died: a new pool, and another try."""
        with self._lock:
            if pool is self._pool and self._is_open:
                self._pool = self._make_pool()
                with suppress(Exception):
                    pool.shutdown(wait=False)
        if job.tries + 1 < MOST_TRIES and self._is_open:
            self._join(job._replace(tries=job.tries + 1), time.monotonic())
        else:
            job.future.set_exception(error)
        self._next()
