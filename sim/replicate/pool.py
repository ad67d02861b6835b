"""Who works? Worker processes that share nothing, threads, or this process itself.

Workers have this package from where this process has it, and look for nothing in the folder they start in.
They leave alone the script that asked: what they compute comes to them as cases and names. So a script needs
no main guard, and a file `sim.py` beside it harms nobody. Only where a function of the script itself must
travel do they import the script (`needs_script`), and then it needs the guard.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing import spawn
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import Any, Final

from sim.errors import ABSENT, InputError, KposimError, Problem
from sim.scenario.contract import CONTRACTS
from sim.scenario.distribution import DISTRIBUTIONS
from sim.scenario.registry import of_the_script

TICK_SECONDS: Final = 0.1
ROOT: Final = Path(__file__).resolve().parents[2]
"""The folder from which this process has the package."""

GUARD: Final = "put what the script does under \"if __name__ == '__main__':\", or its function into a module"

OF_A_TERMINAL: Final = tuple(getattr(signal, name) for name in ("SIGINT", "SIGHUP") if hasattr(signal, name))
"""What a terminal sends to every process of a command; the main process answers for all of them."""

ATTEMPTS: Final = 3
"""Somebody may kill a process just as it begins; thrice in a row is no accident."""

_STARTING = threading.RLock()


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


def processes(workers: int, with_script: bool = False) -> ProcessPoolExecutor:
    """Worker processes that share nothing with this one.

    They are not forked from it: a fork copies locked locks of threads (Arrow's, a progress bar's) and
    then hangs. A fork server has no threads; where there is none, each worker starts afresh.

    Parameters
    ----------
    with_script
        Whether they import the script that runs here, because functions of it must travel to them.

    Raises
    ------
    WorkerLost
        This is such an import: the script asks for workers again, without end.
    """
    return _Workers(with_script, workers, mp_context=_called_ahead(), initializer=_begin_worker)


def call_ahead(workers: int) -> None:
    """Have whoever begins workers get ready meanwhile, if there will be some; nobody waits for it."""
    if workers > 1 and workers not in _kept:
        _called_ahead()


def _called_ahead() -> BaseContext:
    if getattr(multiprocessing.current_process(), "_inheriting", False):
        raise WorkerLost(f"each worker begins by running the script, which asks for workers again: {GUARD}")
    methods = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
    if context.get_start_method() == "forkserver":
        from multiprocessing import forkserver

        context.set_forkserver_preload(["kposim", "sim.replicate.preload"])
        with deaf_to_interrupts(), blind_to_this_folder():
            forkserver.ensure_running()
    return context


def lent(workers: int) -> ProcessPoolExecutor:
    """Worker processes that may be there already: those of the last question stay for the next one.

    Only for what this package itself computes: `may_stay` says whether it does. Whoever asks has them for
    himself, until they are `returned`; they end with this process.
    """
    with _STARTING:
        place, pool = _kept.pop(workers, (0, None))
    if pool is not None and place == os.getpid() and not pool.is_broken:  # a fork has its parent's in vain
        return pool
    return processes(workers)


def returned(pool: Executor) -> bool:
    """Keep idle workers for the next who wants as many, instead of those that were kept before; whether they
    are."""
    if not isinstance(pool, _Workers) or pool.is_broken or pool.with_script:
        return False
    with _STARTING:
        before = list(_kept.values())
        _kept.clear()
        _kept[pool.workers] = os.getpid(), pool
    for place, other in before:
        if place == os.getpid():
            other.shutdown(wait=False, cancel_futures=True)
    return True


def may_stay() -> bool:
    """Whether workers may answer the next question, too: not where somebody has registered kinds of their
    own, for these may be others by then."""
    return not CONTRACTS.registered and not DISTRIBUTIONS.registered


def threads(workers: int) -> ThreadPoolExecutor:
    """Threads of this process: the compiled engine frees the interpreter, so they compute side by side."""
    return ThreadPoolExecutor(workers, thread_name_prefix="runs")


def needs_script(job: object) -> bool:
    """Whether a job names something that the running script defines, or the script has registered a kind that
    workers are to know.

    Raises
    ------
    InputError
        It does, and there is no script to import: a notebook, or a prompt. Or it names a function that is
        defined inside another, which nobody can import.
    """
    try:
        is_of_the_script = b"__main__" in pickle.dumps((job, of_the_script()))
    except (AttributeError, TypeError, pickle.PicklingError) as error:
        rule = f"worker processes cannot have a function that is defined inside another ({error})"
        raise InputError(
            [Problem("workers", ABSENT, rule, "define it at the top of a module, or workers=1")]
        ) from None
    if not is_of_the_script:
        return False
    main = sys.modules["__main__"]
    if getattr(main, "__file__", None) is None and getattr(main, "__spec__", None) is None:
        rule = "worker processes cannot have a function of a notebook or a prompt"
        remedy = "workers=1, or define it in a module of its own and import it"
        raise InputError([Problem("workers", None, rule, remedy)])
    return True


@contextmanager
def in_words() -> Iterator[None]:
    """A pool that broke says what may have broken it.

    Raises
    ------
    WorkerLost
        Instead of `BrokenExecutor`.
    """
    try:
        yield
    except BrokenExecutor as error:
        told = "a worker process ended in the middle of a run: killed, out of memory, or crashed"
        remedy = f"fewer workers need less memory; if its script could not be imported, {GUARD}"
        raise WorkerLost(f"{told} ({remedy})") from error


def answers(pool: Executor) -> bool:
    """Whether workers of a pool can be begun: one of them answers."""
    try:
        pool.submit(os.getpid).result()
    except (BrokenExecutor, EOFError, ConnectionError):
        return False
    return True


def none_begun() -> WorkerLost:
    """The error for workers of whom not one lives long enough to say a word."""
    return WorkerLost(
        "no worker process can be begun: each ends before it has done anything\n"
        "  rule    a worker is a Python of its own, which must be able to start and to import this package\n"
        "  remedy  what it said itself stands above; threads, or one worker, need no other process"
    )


@contextmanager
def deaf_to_interrupts() -> Iterator[None]:
    """Processes and threads that begin here inherit the mask: neither a Ctrl-C nor a terminal that is closed
    finds one of them half-started, and none prints a traceback."""
    if not hasattr(signal, "pthread_sigmask"):  # no POSIX
        yield
        return
    from multiprocessing import resource_tracker

    with blind_to_this_folder():
        resource_tracker.ensure_running()  # if it had to be started later, that would lift the mask
    before = signal.pthread_sigmask(signal.SIG_BLOCK, OF_A_TERMINAL)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class _Workers(ProcessPoolExecutor):
    """A pool whose workers are told where the package is, and nothing of the script unless they need it."""

    def __init__(self, with_script: bool, workers: int, **options: Any) -> None:
        super().__init__(workers, **options)
        self.with_script, self.workers = with_script, workers

    @property
    def is_broken(self) -> bool:
        """Whether it takes no more work: a worker died, or it was shut down."""
        return bool(getattr(self, "_broken", False) or getattr(self, "_shutdown_thread", False))

    def _spawn_process(self) -> None:
        with told_what_they_need(self.with_script):
            super()._spawn_process()  # type: ignore[misc]  # typeshed keeps it to itself


_kept: dict[int, tuple[int, _Workers]] = {}
"""Idle workers by their number, with the process whose they are; those of the last question only."""


@contextmanager
def told_what_they_need(with_script: bool = False) -> Iterator[None]:
    """Processes that begin here know where the package is, and nothing of the script unless they need it."""
    with _STARTING:
        usual = spawn.get_preparation_data
        spawn.get_preparation_data = partial(_preparation, usual, with_script)
        try:
            yield
        finally:
            spawn.get_preparation_data = usual


def _preparation(usual: Callable[[str], dict[str, Any]], with_script: bool, name: str) -> dict[str, Any]:
    """What a new process is told: where modules are, and (as a rule it is not) which script to import."""
    told = usual(name)
    if not with_script:
        told = {key: value for key, value in told.items() if not key.startswith("init_main")}
    folders = [folder for folder in told.get("sys_path", ()) if not _has_another(Path(folder))]
    return {**told, "sys_path": folders if str(ROOT) in folders else [*folders, str(ROOT)]}


def _has_another(folder: Path) -> bool:
    """Whether a folder has a package of the same name that is not this one."""
    is_ours = folder.resolve() == ROOT
    return not is_ours and ((folder / "sim.py").exists() or (folder / "sim" / "__init__.py").exists())


@contextmanager
def blind_to_this_folder() -> Iterator[None]:
    """A Python that begins here looks for no module in the working folder."""
    before = os.environ.get("PYTHONSAFEPATH")
    os.environ["PYTHONSAFEPATH"] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ["PYTHONSAFEPATH"]
        else:
            os.environ["PYTHONSAFEPATH"] = before


def _begin_worker() -> None:
    """Leave a terminal's signals to the main process, and do not outlive it."""
    for number in OF_A_TERMINAL:
        signal.signal(number, signal.SIG_IGN)
    # A worker that waits for work holds both ends of its pipe, so it would never notice that nobody is left.
    threading.Thread(target=_end_with_parent, name="end with parent", daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
