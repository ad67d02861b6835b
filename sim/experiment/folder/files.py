"""How does a file get written so that it is either whole or not there?"""

from __future__ import annotations

import contextlib
import os
import shutil
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Final

from sim.errors import ResultsError

EXPERIMENT: Final = "experiment.yaml"
"""What a results folder was begun for."""
PARTIAL: Final = ".partial"
DAMAGED: Final = "damaged"
ABANDONED_SECONDS: Final = 600.0
"""A temporary file lives for milliseconds; one this old belongs to a process that was killed."""


def write_whole(path: Path, data: bytes) -> None:
    """Write under a temporary name, make it durable, rename it into place.

    Raises
    ------
    ResultsError
        The file cannot be written; nothing half-written is left, and what was there before is untouched.
    """
    _put(path, data, _over)


def write_first(path: Path, data: bytes) -> bool:
    """Write a file that only the first of several writers may write; whether that was us.

    Raises
    ------
    ResultsError
        As `write_whole`.
    """
    return _put(path, data, _if_absent)


def _put(path: Path, data: bytes, into_place: Callable[[Path, Path], bool]) -> bool:
    temporary = path.with_name(f".{path.name}.{uuid.uuid4().hex[:12]}{PARTIAL}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("xb") as file:
            with contextlib.suppress(FileNotFoundError):
                shutil.copymode(path, temporary)  # as open to others as what it replaces
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        is_ours = into_place(temporary, path)
        _settle(path.parent)
    except OSError as error:
        raise _cannot("write", path, error) from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
    return is_ours


def _over(temporary: Path, path: Path) -> bool:
    temporary.replace(path)
    return True


def _if_absent(temporary: Path, path: Path) -> bool:
    """A hard link is made or refused in one step, on a network's folder too."""
    try:
        os.link(temporary, path)
    except FileExistsError:
        return False
    except OSError:  # a file system without hard links: the one moment between look and leap remains
        return not path.exists() and _over(temporary, path)
    return True


class Place:
    """A folder, known by more than its path: one that is moved away is not made anew under its old name."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._identity = self._found()

    def check(self) -> None:
        """See that the folder is there, and still the same.

        Raises
        ------
        ResultsError
            It was moved, removed or replaced.
        """
        found = self._found()
        if self._identity is None:
            self._identity = found
        elif found != self._identity:
            raise ResultsError(
                f"{self._folder} is not there any more: it was moved or removed while runs were computed\n"
                "  rule    a sweep writes to one folder from its beginning to its end\n"
                "  remedy  move it back, or name its new place with --out: what is stored there stays valid, "
                "and the same command computes what is missing"
            )

    def _found(self) -> tuple[int, int] | None:
        try:
            fact = self._folder.stat()
        except OSError:
            return None
        return fact.st_dev, fact.st_ino


def remove(path: Path) -> None:
    """Remove a file if it is there.

    Raises
    ------
    ResultsError
        It cannot be removed.
    """
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise _cannot("remove", path, error) from error


def set_aside(path: Path) -> Path:
    """Move a damaged part to `damaged/`, so that no reader takes it for a good one, whatever it reads with.

    Raises
    ------
    ResultsError
        It cannot be moved.
    """
    aside = path.parent.parent / DAMAGED / f"{path.parent.name}-{path.name}"
    try:
        aside.parent.mkdir(exist_ok=True)
        return path.replace(aside)
    except FileNotFoundError:  # another process was quicker
        return aside
    except OSError as error:
        raise _cannot("rename", path, error) from error


def sweep(folder: Path) -> None:
    """Remove what killed processes left half-written; another process may be writing, so young files stay."""
    for path in folder.glob(f".*{PARTIAL}"):
        with contextlib.suppress(OSError):
            if time.time() - path.stat().st_mtime > ABANDONED_SECONDS:
                path.unlink()


def _settle(folder: Path) -> None:
    """Make the renaming itself durable, where the system can."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _cannot(verb: str, path: Path, error: OSError) -> ResultsError:
    reason = (error.strerror or type(error).__name__).lower()
    return ResultsError(
        f"cannot {verb} {path}: {reason}\n"
        "  rule    results go to a folder that can be written, on a disk with room\n"
        "  remedy  make room, or choose another folder with --out; what is stored stays valid, and the same "
        "command continues"
    )
