"""First answers before refinements, nobody for ever, and a worker that dies."""

from __future__ import annotations

import os
import signal
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from sim.replicate.pool import processes
from sim.web.api.caller import Caller, Gone, TooLate
from sim.web.worlds.jobs import Line


def one_worker() -> ThreadPoolExecutor:
    """A pool of one thread."""
    return ThreadPoolExecutor(1)


def test_small_allowances_go_first() -> None:
    """A refinement that has come before lets a first answer pass."""
    line, order, gate = Line(one_worker, 1), list[str](), threading.Event()
    line.put(0.0, gate.wait)
    later = line.put(5.0, order.append, "refinement")
    first = line.put(0.0, order.append, "first answer")
    gate.set()
    later.result(5)
    first.result(5)
    line.close()

    assert order == ["first answer", "refinement"]


def test_who_has_waited_their_allowance_is_served_before_newcomers() -> None:
    """Nobody starves: an allowance is an advance, not a rank."""
    line, order, gate = Line(one_worker, 1), list[str](), threading.Event()
    line.put(0.0, gate.wait)
    jobs = [line.put(0.02, order.append, "old refinement")]
    time.sleep(0.05)
    jobs.append(line.put(0.0, order.append, "newcomer"))
    gate.set()
    for job in jobs:
        job.result(5)
    line.close()

    assert order == ["old refinement", "newcomer"]


def test_a_cancelled_job_is_never_begun() -> None:
    """A visitor who left costs nothing."""
    line, order, gate = Line(one_worker, 1), list[str](), threading.Event()
    line.put(0.0, gate.wait)
    job = line.put(0.0, order.append, "nobody waits")
    job.cancel()
    gate.set()
    line.put(0.0, order.append, "somebody").result(5)
    line.close()

    assert order == ["somebody"]


def test_a_closed_line_cancels_what_waits() -> None:
    """A graceful stop: what is under way ends, nothing else begins."""
    line, gate = Line(one_worker, 1), threading.Event()
    under_way = line.put(0.0, gate.wait)
    waiting = line.put(0.0, print, "never")
    threading.Timer(0.05, gate.set).start()
    line.close()

    assert under_way.result(5) is True
    assert waiting.cancelled()
    assert line.put(0.0, print, "never").cancelled()


@pytest.mark.slow
def test_a_job_outlives_its_worker() -> None:
    """A killed worker is replaced, and its job tried again."""
    line = Line(lambda: processes(1), 1)
    line.put(0.0, time.sleep, 0.0).result(60)
    job = line.put(0.0, pow, 2, 10)
    slow = line.put(0.0, time.sleep, 1.0)
    job.result(60)
    for pid in line._pool._processes:  # type: ignore[attr-defined]
        os.kill(pid, signal.SIGKILL)

    assert slow.result(60) is None
    assert line.put(0.0, pow, 2, 10).result(60) == 1024
    line.close()


def test_a_caller_who_left_or_has_no_time_does_not_wait() -> None:
    """Both are noticed while waiting."""
    never: Future[None] = Future()
    caller = Caller(60.0)
    caller.leave()

    with pytest.raises(Gone):
        caller.wait_for(never)
    with pytest.raises(TooLate):
        Caller(0.01).wait_for(never)
