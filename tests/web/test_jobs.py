"""A fair queue: first answers before refinements, visitors in turn, nobody for ever, and workers that die."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest

from sim.replicate.pool import Serial, processes
from sim.web.api.caller import Caller, Gone, TooLate
from sim.web.worlds.jobs import Bid, JobQueue, Price

LONG = 120
"""Seconds that are waited for what comes at once on any machine that is not ill."""

ME, YOU = Bid("me"), Bid("you")
ONE = Price("work")


def one_worker() -> ThreadPoolExecutor:
    """A pool of one thread."""
    return ThreadPoolExecutor(1)


@contextmanager
def held(queue: JobQueue, bid: Bid = ME) -> Iterator[None]:
    """Keep the only worker busy meanwhile."""
    gate, begun = threading.Event(), threading.Event()

    def hold() -> None:
        begun.set()
        gate.wait()

    job = queue.put(bid, ONE, hold)
    assert begun.wait(LONG)
    try:
        yield
    finally:
        gate.set()
    job.future.result(LONG)


def served(queue: JobQueue, *wishes: tuple[Bid, str]) -> list[str]:
    """In which order the wishes are served that were all there before the worker was free."""
    order: list[str] = []
    with held(queue):
        jobs = [queue.put(bid, ONE, order.append, name) for bid, name in wishes]
    for job in jobs:
        job.future.result(LONG)
    queue.close()
    return order


def test_small_allowances_go_first() -> None:
    """A refinement that has come before lets a first answer pass."""
    wishes = [(Bid("me", 5.0), "refinement"), (ME, "first answer")]

    assert served(JobQueue(one_worker, 1), *wishes) == ["first answer", "refinement"]


def test_who_has_waited_their_allowance_is_served_before_newcomers() -> None:
    """Nobody starves: an allowance is an advance, not a rank."""
    now = [0.0]
    queue, order = JobQueue(one_worker, 1, lambda: now[0]), list[str]()
    with held(queue):
        jobs = [queue.put(Bid("me", 5.0), ONE, order.append, "old refinement")]
        now[0] = 6.0
        jobs.append(queue.put(ME, ONE, order.append, "newcomer"))
    for job in jobs:
        job.future.result(LONG)
    queue.close()

    assert order == ["old refinement", "newcomer"]


def test_who_asks_for_much_does_not_keep_a_neighbour_waiting() -> None:
    """A hundred jobs of one visitor, long due, and one of another who comes last: that one is next."""
    now = [0.0]
    queue, order = JobQueue(one_worker, 1, lambda: now[0]), list[str]()
    with held(queue):
        jobs = [queue.put(ME, ONE, order.append, f"much {number}") for number in range(100)]
        now[0] = 60.0
        jobs.append(queue.put(YOU, ONE, order.append, "a little"))
    for job in jobs:
        job.future.result(LONG)
    queue.close()

    assert order.index("a little") <= 1


def test_visitors_are_served_by_what_their_jobs_cost() -> None:
    """Whose jobs take ten times as long has a tenth of them done in the same time."""
    now = [0.0]
    queue, order = JobQueue(Serial, 1, lambda: now[0]), list[str]()

    def work(name: str, seconds: float) -> None:
        order.append(name)
        now[0] += seconds

    def all_asked() -> None:
        for _ in range(20):
            queue.put(Bid("heavy"), Price("heavy"), work, "heavy", 1.0)
            queue.put(Bid("light"), Price("light"), work, "light", 0.1)

    queue.put(Bid("opener"), ONE, all_asked).future.result(LONG)
    queue.close()

    assert order[:12].count("heavy") <= 3
    assert order.count("heavy") == order.count("light") == 20


def test_a_job_that_two_want_is_done_once_and_when_the_first_is_due() -> None:
    """A neighbour does not wait behind all that the other wants besides; and one may leave."""
    queue, order = JobQueue(one_worker, 1), list[str]()
    with held(queue):
        crowd = [queue.put(Bid("me", 5.0), ONE, order.append, f"much {number}") for number in range(20)]
        mine = queue.put(Bid("me", 5.0), ONE, order.append, "shared", name="shared")
        yours = queue.put(YOU, ONE, order.append, "shared", name="shared")
        queue.leave(mine, "me")
    for job in (*crowd, yours):
        job.future.result(LONG)
    queue.close()

    assert mine is yours
    assert order[0] == "shared"
    assert order.count("shared") == 1


def test_a_job_that_nobody_wants_any_more_is_never_begun() -> None:
    """A visitor who left costs nothing."""
    queue, order = JobQueue(one_worker, 1), list[str]()
    with held(queue):
        job = queue.put(ME, ONE, order.append, "nobody waits")
        queue.leave(job, "me")
    queue.put(ME, ONE, order.append, "somebody").future.result(LONG)
    queue.close()

    assert order == ["somebody"]


def test_a_closed_queue_cancels_what_waits() -> None:
    """A graceful stop: what is under way ends, nothing else begins."""
    queue, gate, begun = JobQueue(one_worker, 1), threading.Event(), threading.Event()

    def hold() -> bool:
        begun.set()
        return gate.wait()

    under_way = queue.put(ME, ONE, hold)
    waiting = queue.put(ME, ONE, print, "never")
    assert begun.wait(LONG)
    waiting.future.add_done_callback(lambda _: gate.set())
    queue.close()

    assert under_way.future.result(LONG) is True
    assert waiting.future.cancelled()
    assert queue.put(ME, ONE, print, "never").future.cancelled()


# -- workers that die --------------------------------------------------------------------------------------


class Refuses(Serial):
    """A pool that can begin no worker: whoever begins them has died."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Say so as multiprocessing does."""
        raise ConnectionRefusedError(111, "Connection refused")


def test_a_place_is_given_back_when_no_worker_can_be_begun() -> None:
    """Asked again and again it says no each time, at once, and serves as soon as workers are to be had."""
    pools: list[type[Executor]] = [Refuses] * 200
    queue = JobQueue(lambda: pools.pop()() if pools else Serial(), 1)
    for _ in range(5):
        with pytest.raises(BrokenExecutor):
            queue.put(ME, ONE, pow, 2, 10).future.result(LONG)
        assert "ConnectionRefusedError" in queue.health().trouble
    pools.clear()

    assert queue.put(ME, ONE, pow, 2, 10).future.result(LONG) == 1024
    assert queue.health().trouble == ""
    assert queue.health().busy == 0
    queue.close()


def test_a_pool_that_cannot_be_made_is_tried_again() -> None:
    """Whatever it raises, and as soon as its health is asked for."""
    made: list[Executor] = []
    is_short = [True]

    def make() -> Executor:
        if made and is_short[0]:
            raise OSError("no more processes")
        made.append(Refuses() if is_short[0] else Serial())
        return made[-1]

    queue = JobQueue(make, 1)
    with pytest.raises(BrokenExecutor):
        queue.put(ME, ONE, pow, 2, 10).future.result(LONG)
    assert queue.health().trouble
    is_short[0] = False
    queue.health()

    assert len(made) == 2
    assert queue.put(ME, ONE, pow, 2, 10).future.result(LONG) == 1024
    queue.close()


def test_many_who_wait_for_a_pool_that_cannot_be_had_are_all_told() -> None:
    """However long the queue is: they are told one after the other, not one inside the other."""
    gate = threading.Event()

    class Breaks(ThreadPoolExecutor):
        """Works until the gate opens."""

        def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
            """As its parent, for a while."""
            if gate.is_set():
                raise EOFError
            return super().submit(fn, *args, **kwargs)

    queue = JobQueue(lambda: Breaks(1), 1)
    queue.put(ME, ONE, gate.wait)
    jobs = [queue.put(ME, ONE, pow, 2, number) for number in range(2_000)]
    gate.set()

    assert all(isinstance(job.future.exception(LONG), BrokenExecutor) for job in jobs)
    assert queue.health().busy == 0
    queue.close()


@pytest.mark.slow
def test_a_job_outlives_its_worker() -> None:
    """A killed worker is replaced, and its job tried again."""
    queue = JobQueue(lambda: processes(1), 1)
    queue.put(ME, ONE, time.sleep, 0.0).future.result(LONG)
    slow = queue.put(ME, ONE, time.sleep, 1.0)
    for pid in queue._pool._processes:  # type: ignore[union-attr]
        os.kill(pid, signal.SIGKILL)

    assert slow.future.result(LONG) is None
    assert queue.put(ME, ONE, pow, 2, 10).future.result(LONG) == 1024
    assert queue.health().pools_lost == 1
    queue.close()


def test_a_caller_who_left_or_has_no_time_does_not_wait() -> None:
    """Both are noticed while waiting."""
    never: Future[None] = Future()
    caller = Caller(3_600.0)
    caller.leave()

    with pytest.raises(Gone):
        caller.wait_for(never)
    with pytest.raises(TooLate):
        Caller(0.0).wait_for(never)
