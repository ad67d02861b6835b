"""Who is served next? A fair queue by visitor, in which small first answers pass before refinements.

The discipline is start-time fair queueing (Goyal, Vin & Cheng, 1996): each visitor is charged the seconds
that the workers spend on their jobs, and whoever was served least comes first; a newcomer begins level with
those who are served now. A refinement lets others pass for some seconds more, its allowance, which melts
while it waits: so nobody starves. A job that several visitors want is done once, when the first of them is
served.
"""

from __future__ import annotations

import heapq
import itertools
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, NamedTuple

MOST_TRIES = 2
"""A job whose worker was lost is tried once more, by a new one."""

MOST_BEGINNINGS = 5
"""So often workers are asked for: whoever begins them may have died, too, and nobody has noticed yet."""

MOST_VISITORS = 10_000
"""Visitors whose use is remembered; the longest unseen is forgotten first."""

UNKNOWN_SECONDS = 0.1
"""What a unit of work is taken to cost while none of any kind has been done."""

NEWS = 0.3
"""How much the last job of a kind counts in what the next one is taken to cost."""

STALL_SECONDS = 120.0
"""A job that takes longer has lost its worker without a word: none that can be asked for does."""


class Bid(NamedTuple):
    """Who wants a job, and for how many seconds they let others pass."""

    visitor: Hashable
    allowance: float = 0.0


class Price(NamedTuple):
    """What a job is taken to cost: units of a kind whose seconds are learned from those done before."""

    kind: Hashable
    units: float = 1.0


@dataclass(eq=False, slots=True)
class Job:
    """Something to compute, and for whom."""

    future: Future[Any]
    price: Price
    call: Callable[..., Any]
    args: tuple[Any, ...]
    name: Hashable | None = None
    wanted_by: dict[Hashable, int] = field(default_factory=dict)
    """How often each visitor wants it."""
    tries: int = 0
    """Workers that were lost with it."""
    beginnings: int = 0
    """Times that it could not be given to any."""
    has_begun: bool = False


class Health(NamedTuple):
    """How the queue and its workers fare."""

    workers: int
    busy: int
    waiting: int
    """Jobs."""
    pools_lost: int
    """How often the workers had to be begun anew."""
    trouble: str
    """Why nothing is served; empty if all is well."""


class JobQueue:
    """A queue before a pool of a few workers; a pool that breaks is replaced, its jobs are tried again."""

    def __init__(
        self,
        make_pool: Callable[[], Executor],
        workers: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._make_pool, self._workers, self._clock = make_pool, workers, clock
        self._pool: Executor | None = make_pool()
        self._trouble = ""
        self._pools_lost = 0
        self._waiting: dict[Hashable, list[tuple[float, int, Job]]] = {}
        self._used: OrderedDict[Hashable, float] = OrderedDict()
        self._level = 0.0
        self._seconds: dict[Hashable, float] = {}
        self._number = itertools.count()
        self._begun: dict[Job, float] = {}
        self._shared: dict[Hashable, Job] = {}
        self._is_open = True
        self._is_serving = False
        self._lock = threading.RLock()  # a future that is done already calls back in the same breath

    def __len__(self) -> int:
        """Jobs that wait."""
        with self._lock:
            return len({id(job) for heap in self._waiting.values() for *_, job in heap if _waits(job)})

    def put(
        self, bid: Bid, price: Price, call: Callable[..., Any], *args: Any, name: Hashable | None = None
    ) -> Job:
        """Have `call(*args)` done; a job that nobody wants any more while it waits costs nothing.

        Parameters
        ----------
        name
            Whoever puts a job of the same name here before it is done shares it; None: nobody does.
        """
        with self._lock:
            job = self._shared.get(name) if name is not None else None
            if job is None or job.future.cancelled():
                job = Job(Future(), price, call, args, name)
            if not self._is_open:
                job.future.cancel()
                return job
            if name is not None:
                self._shared[name] = job
            self._want(job, bid)
            self._serve()
        return job

    def leave(self, job: Job, visitor: Hashable) -> None:
        """Want a job no more; the last one who leaves takes it away, unless it has begun."""
        with self._lock:
            left = job.wanted_by.get(visitor, 0) - 1
            if left > 0:
                job.wanted_by[visitor] = left
            else:
                job.wanted_by.pop(visitor, None)
            if not job.wanted_by and job.future.cancel():
                self._forget(job)

    def health(self) -> Health:
        """How it fares; workers that could not be begun are tried once more first."""
        with self._lock:
            if self._pool is None and self._is_open:
                with suppress(Exception):
                    self._open_pool()
            slowest = self._clock() - min(self._begun.values(), default=self._clock())
            stalled = "a job does not come back from its worker" if slowest > STALL_SECONDS else ""
            trouble = ("" if self._is_open else "the desk is closed") or self._trouble or stalled
            return Health(self._workers, len(self._begun), len(self), self._pools_lost, trouble)

    def close(self) -> None:
        """Begin nothing more; what is under way is finished, and what waits is cancelled."""
        with self._lock:
            self._is_open = False
            for heap in self._waiting.values():
                for *_, job in heap:
                    if not job.has_begun:
                        job.future.cancel()
            self._waiting.clear()
            self._shared.clear()
            pool = self._pool
        if pool is not None:
            pool.shutdown(wait=True, cancel_futures=True)

    # -- whose turn it is ------------------------------------------------------------------------------------

    def _want(self, job: Job, bid: Bid) -> None:
        due = self._clock() + bid.allowance
        job.wanted_by[bid.visitor] = job.wanted_by.get(bid.visitor, 0) + 1
        if bid.visitor not in self._waiting:
            self._waiting[bid.visitor] = []
            self._use(bid.visitor, max(self._used.get(bid.visitor, 0.0), self._level))
        heapq.heappush(self._waiting[bid.visitor], (due, next(self._number), job))

    def _use(self, visitor: Hashable, seconds: float) -> None:
        self._used[visitor] = seconds
        self._used.move_to_end(visitor)
        while len(self._used) > MOST_VISITORS:
            self._used.popitem(last=False)

    def _serve(self) -> None:
        with self._lock:
            if self._is_serving:  # whoever serves further out in this thread goes on
                return
            self._is_serving = True
            try:
                while len(self._begun) < self._workers and (found := self._next()) is not None:
                    self._begin(*found)
            finally:
                self._is_serving = False

    def _next(self) -> tuple[Hashable, Job] | None:
        """The visitor who was served least, their allowance counted in, and what they want first."""
        now = self._clock()
        heads: list[tuple[float, float, int, Hashable]] = []
        for visitor in list(self._waiting):
            heap = self._waiting[visitor]
            while heap and not (_waits(heap[0][2]) and visitor in heap[0][2].wanted_by):
                heapq.heappop(heap)
            if not heap:
                del self._waiting[visitor]
                continue
            due, number, _ = heap[0]
            heads.append((self._used.get(visitor, self._level) + max(due - now, 0.0), due, number, visitor))
        if not heads:
            return None
        *_, visitor = min(heads, key=lambda head: head[:3])
        return visitor, heapq.heappop(self._waiting[visitor])[2]

    # -- what becomes of a job -------------------------------------------------------------------------------

    def _begin(self, visitor: Hashable, job: Job) -> None:
        is_new = not (job.tries or job.beginnings)
        if is_new and not job.future.set_running_or_notify_cancel():
            return
        job.has_begun = True
        self._begun[job] = self._clock()
        used = self._used.get(visitor, self._level)
        self._level = max(self._level, used)
        expected = self._expected(job.price)
        self._use(visitor, used + expected)
        pool = self._pool
        try:
            pool = pool or self._open_pool()
            inner = pool.submit(job.call, *job.args)
        except (
            Exception
        ) as error:  # a worker died, or whoever begins workers did: of what, each system says otherwise
            job.beginnings += 1
            self._lost(job, visitor, pool, error)
            return
        inner.add_done_callback(lambda done: self._done(job, visitor, expected, pool, done))

    def _expected(self, price: Price) -> float:
        dearest = max(self._seconds.values(), default=UNKNOWN_SECONDS)
        return price.units * self._seconds.get(price.kind, dearest)

    def _done(self, job: Job, visitor: Hashable, expected: float, pool: Executor, done: Future[Any]) -> None:
        result: Any = None
        error: BaseException | None = None
        try:
            result = done.result()
        except BrokenExecutor as broken:
            job.tries += 1
            self._lost(job, visitor, pool, broken)
            self._serve()
            return
        except CancelledError:
            error = RuntimeError("stopped")
        except BaseException as raised:  # whatever it was, who waits is told
            error = raised
        with self._lock:
            self._trouble = ""
            self._forget(job)
            spent = self._clock() - self._begun.pop(job)
            if visitor in self._used:
                self._used[visitor] += spent - expected
            self._learn(job.price, spent)
        if error is None:
            job.future.set_result(result)
        else:
            job.future.set_exception(error)
        self._serve()

    def _learn(self, price: Price, spent: float) -> None:
        seconds = spent / max(price.units, 1e-9)
        known = self._seconds.get(price.kind, seconds)
        self._seconds[price.kind] = known + NEWS * (seconds - known)

    def _lost(self, job: Job, visitor: Hashable, pool: Executor | None, error: Exception) -> None:
        """Its worker died, or could not be begun: give the place back, and let a new pool try once more."""
        with self._lock:
            self._begun.pop(job, None)
            if pool is not None and pool is self._pool:
                self._pool, self._pools_lost = None, self._pools_lost + 1
                with suppress(Exception):
                    pool.shutdown(wait=False)
            may_try = job.tries < MOST_TRIES and job.beginnings < MOST_BEGINNINGS
            if may_try and self._is_open:
                job.has_begun = False
                heapq.heappush(
                    self._waiting.setdefault(visitor, []), (self._clock(), next(self._number), job)
                )
                job.wanted_by.setdefault(visitor, 1)
                return
            self._forget(job)
            self._trouble = f"no worker could be had ({type(error).__name__})"
        job.future.set_exception(BrokenExecutor("a worker was lost"))

    def _forget(self, job: Job) -> None:
        if self._shared.get(job.name) is job:
            del self._shared[job.name]

    def _open_pool(self) -> Executor:
        self._pool = self._make_pool()
        return self._pool


def _waits(job: Job) -> bool:
    return not job.has_begun and not job.future.cancelled()
