"""How are worker processes begun? A process pool whose workers know this package and nothing of whoever asks.

Left to itself, Python has every worker read the script that asked for it (hence the usual guard
``if __name__ == "__main__":``) and look for modules in the working folder, where somebody's own `sim.py` may
lie. Runs travel by content, and all that is called is in this package: so neither is needed, and neither is
done.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor
from contextlib import contextmanager
from types import ModuleType
from typing import Final

from sim.errors import KposimError

if sys.platform == "win32":
    from multiprocessing.context import SpawnContext as _Context
    from multiprocessing.context import SpawnProcess as _Process
else:
    from multiprocessing.context import ForkServerContext as _Context
    from multiprocessing.context import ForkServerProcess as _Process

PRELOADED: Final = ["sim.experiment.execute.run"]
"""What a fork server reads once, for all its workers."""

SAFE_PATH: Final = "PYTHONSAFEPATH"
"""With it Python looks for no module in the working folder."""

TERMINAL_STOPS: Final = tuple(getattr(signal, name) for name in ("SIGINT", "SIGHUP") if hasattr(signal, name))
"""What a terminal sends to every process of a command; the main process answers for all of them."""

ATTEMPTS: Final = 3
"""A process may be killed just then by somebody else; thrice in a row is no accident."""

_turn = threading.Lock()


class WorkersError(KposimError, RuntimeError):
    """Worker processes cannot be begun, or ended in the middle of their work."""


class _Worker(_Process):
    """A process that is told nothing of the script that asked for it."""

    def start(self) -> None:
        with unseen():
            super().start()


class _Afresh(_Context):
    """Worker processes that share nothing with this one.

    They are not forked from it: a fork copies locked locks of threads (Arrow's, a progress bar's) and then
    hangs. A fork server has no threads; where there is none, each worker starts afresh.
    """

    Process = _Worker


def processes(workers: int) -> ProcessPoolExecutor:
    """Worker processes that share nothing with this one."""
    context = _Afresh()
    if context.get_start_method() == "forkserver":
        from multiprocessing import forkserver

        context.set_forkserver_preload(PRELOADED)
        with deaf_to_the_terminal(), unseen():
            forkserver.ensure_running()
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_begin)


def answers(pool: Executor) -> bool:
    """Whether a pool's workers can be begun: one of them answers."""
    try:
        pool.submit(os.getpid).result()
    except (BrokenExecutor, EOFError, ConnectionError):
        return False
    return True


@contextmanager
def in_words() -> Iterator[None]:
    """Tell of a pool that broke in the middle of its work.

    Raises
    ------
    WorkersError
        It did.
    """
    try:
        yield
    except BrokenExecutor as error:
        raise WorkersError(
            "a worker process ended in the middle of its work: killed, out of memory, or crashed\n"
            "  rule    each worker needs about as much memory as the command itself\n"
            "  remedy  fewer workers; one (workers=1) computes in this process"
        ) from error


def none_begun() -> WorkersError:
    """The error for workers that end before they have done anything."""
    return WorkersError(
        "no worker process could be begun: each ended before its first run\n"
        "  rule    a worker is a Python of its own, which must be able to start and to read this package\n"
        "  remedy  what it said itself stands above; --threads, or one worker, needs no other process"
    )


@contextmanager
def deaf_to_the_terminal() -> Iterator[None]:
    """Processes and threads that begin here inherit the mask: a Ctrl-C finds none of them half-started, and
    none prints a traceback."""
    if not hasattr(signal, "pthread_sigmask"):  # no POSIX
        yield
        return
    from multiprocessing import resource_tracker

    with unseen():
        resource_tracker.ensure_running()  # if it had to be started later, that would lift the mask
    before = signal.pthread_sigmask(signal.SIG_BLOCK, TERMINAL_STOPS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def unseen() -> Iterator[None]:
    """A Python that begins here reads neither the script nor the working folder."""
    with _turn:
        main, safe = sys.modules["__main__"], os.environ.get(SAFE_PATH)
        sys.modules["__main__"], os.environ[SAFE_PATH] = ModuleType("__main__"), "1"
        try:
            yield
        finally:
            sys.modules["__main__"] = main
            if safe is None:
                del os.environ[SAFE_PATH]
            else:
                os.environ[SAFE_PATH] = safe


def _begin() -> None:
    """Leave a terminal's signals to the main process, and do not outlive it."""
    for number in TERMINAL_STOPS:
        signal.signal(number, signal.SIG_IGN)
    # A worker that waits for work holds both ends of its pipe, so it would never notice that nobody is left.
    threading.Thread(target=_end_with_parent, name="end with parent", daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
