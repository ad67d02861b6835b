"""Who makes the machine code, and who waits for it? A process of its own makes it, and nobody waits.

Until it is there laws run as they are written and the reference engine tells what happens, more slowly: the
journals are the same to the last byte, so whoever asks notices nothing but the speed. Whoever needs the
compiled engine itself (`prepare`) waits, and makes the code where nobody makes it yet.

Who makes it holds a lock on a file, which the system lifts when that process ends, in whatever way. A mark
beside it says that all is there. So processes that begin together compile once, and one that was killed
leaves nothing to be repaired.
"""

from __future__ import annotations

import atexit
import importlib
import multiprocessing
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import IO, Final

from sim.rules.code_folder import MARK, cache_folder, is_complete, is_temporary
from sim.rules.rule import go_over, is_waiting

try:
    import fcntl
except ImportError:  # no POSIX: whoever comes first compiles, and waits
    CAN_LOCK = False
else:
    CAN_LOCK = True

LOCK: Final = "lock"
LOG: Final = "compiler.log"
"""What the process that compiles has to say lies in the folder, too."""

SAMPLE: Final = "sim.replicate.sample"
"""What has all of it compiled stands high above, upon all that is compiled, so it is known by name only."""
MAKE: Final = "import sys; sys.path[:] = {path!r}; from sim.compiler.maker import make; make()"


def is_ready() -> bool:
    """Whether the compiled engine answers at once. If its code is not there yet, a process begins to make it;
    once that is done this process goes over to it."""
    if not is_waiting():
        return True
    if is_complete():
        go_over()
        return True
    if not _can_be_made_beside():
        prepare()
        return True
    with _ONE_AT_A_TIME:
        _begin()
        _tell_of_failure()
    return False


def prepare() -> None:
    """Have the compiled engine's machine code ready: made if need be, once for a version of the code."""
    if not is_waiting():
        return
    if not is_complete():
        _say("Compiling the engine, once for this version: about a minute ...")
        with _locked(cache_folder()) as lock:
            if not is_complete():
                _made_beside(lock)
            if not is_complete():
                make()
    go_over()


def make() -> None:
    """Compile all that most runs need, here and now; whoever calls holds the lock."""
    go_over()
    importlib.import_module(SAMPLE).play()
    folder = cache_folder()
    if folder is not None:
        with suppress(OSError):  # then others make it again
            (folder / MARK).touch()


@contextmanager
def _locked(folder: Path | None) -> Iterator[IO[str] | None]:
    """Alone with the folder, once nobody else is."""
    if folder is None or not CAN_LOCK:
        yield None
        return
    with _opened(folder) as lock:
        with suppress(OSError):  # a file system without locks: twice the work, and the same code
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield lock


def _made_beside(lock: IO[str] | None) -> None:
    """Wait for a process that makes it, which goes on if this one is stopped."""
    folder = cache_folder()
    if folder is not None and lock is not None and sys.executable:
        with suppress(OSError):
            _begun(folder, lock).wait()


def _opened(folder: Path) -> IO[str]:
    return (folder / LOCK).open("a")


def _can_be_made_beside() -> bool:
    return CAN_LOCK and cache_folder() is not None and bool(sys.executable)


@cache
def _begin() -> None:
    """Have a process make it that outlives this one, unless one is at it already; tried once."""
    folder = cache_folder()
    if folder is None:
        return
    try:
        with _opened(folder) as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # ours until the one to which we hand it ends
            if is_complete():
                return
            made = _begun(folder, lock)
    except OSError:  # somebody has it, or no process can be begun
        if multiprocessing.parent_process() is not None:
            return
    else:
        if is_temporary():
            atexit.register(_ended, made)
    _say(
        "Compiling the engine in the background (once for this version); "
        "answering with the slow engine until then."
    )


def _begun(folder: Path, lock: IO[str]) -> subprocess.Popen[bytes]:
    """The process, which inherits the lock; no terminal's signal reaches it."""
    code = MAKE.format(path=[os.path.abspath(place) for place in sys.path])
    with (folder / LOG).open("wb") as log:
        made = subprocess.Popen(
            [sys.executable, "-c", code],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            pass_fds=(lock.fileno(),),
            start_new_session=True,
            env={**os.environ, "PYTHONSAFEPATH": "1"},
        )
    _CHILDREN.append(made)
    return made


_CHILDREN: Final[list[subprocess.Popen[bytes]]] = []
_ONE_AT_A_TIME: Final = threading.Lock()


def _ended(process: subprocess.Popen[bytes]) -> None:
    """Where the folder goes with this process, so does whoever writes there."""
    process.kill()
    process.wait()


def _tell_of_failure() -> None:
    """The process that this one began has ended, and the code is not there."""
    ended = [each for each in _CHILDREN if each.poll() is not None]
    if ended and not is_complete():
        _CHILDREN.clear()
        _say(
            f"The engine could not be compiled (code {ended[0].returncode}); the slow engine goes on. "
            f"What the compiler said: {cache_folder()}/{LOG}"
        )


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
