"""Where is machine code kept? In a folder of this version's own, among what can be made again."""

from __future__ import annotations

import atexit
import hashlib
import os
import platform
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Any, Final, cast

import platformdirs

try:
    import numba
    from llvmlite import binding
except ImportError:  # then laws run as they are written, and only the reference engine tells
    numba = None  # type: ignore[assignment]

CAN_COMPILE: Final = numba is not None
"""Whether there is a compiler at all."""

MARK: Final = "complete"
"""A file of this name lies in the folder once all that most runs need is there."""


def is_off() -> bool:
    """Whether laws run as they are written, so that nothing is to be kept (``NUMBA_DISABLE_JIT=1``)."""
    return not CAN_COMPILE or bool(cast(Any, numba.config).DISABLE_JIT)


def is_complete() -> bool:
    """Whether machine code of this version lies in its folder."""
    folder = cache_folder()
    return folder is not None and (folder / MARK).exists()


@cache
def cache_folder() -> Path | None:
    """Where machine code of just this source is kept; None where nothing can be written.

    Numba's own cache looks at one file at a time: a loop that calls a changed law of another file would go on
    calling the old one. So the folder's name is a digest of all that is compiled. And where that folder
    cannot be written, Numba would quietly fall back on one beside the source, which has no digest: a
    temporary one takes its place, for this process and those that it begins.
    """
    folder = Path(_chosen_folder()) / f"kposim-{_digest_of_the_source()}"
    if not is_off() and not _can_write(folder):
        return _temporary_folder(folder.name)
    return folder


@cache
def is_temporary() -> bool:
    """Whether the folder goes with this process."""
    folder = cache_folder()
    return folder is not None and folder.parent in _TEMPORARY


_TEMPORARY: Final[list[Path]] = []


def _chosen_folder() -> str:
    """The user's, in NUMBA_CACHE_DIR, or the system's usual place for what can be made again."""
    return cast(Any, numba.config).CACHE_DIR or platformdirs.user_cache_dir("kposim", appauthor=False)


def _digest_of_the_source() -> str:
    above = Path(__file__).parents[1]
    digest = hashlib.blake2b(f"{platform.python_version()} {numba.__version__}".encode(), digest_size=8)
    digest.update(_processor().encode())
    for folder in ("rules", "engine", "tape", "outcome"):
        for source in sorted((above / folder).rglob("*.py")):
            written = source.read_bytes()
            if folder != "outcome" or b"sim.rules.rule" in written:  # most sums of outcomes are NumPy's
                digest.update(written)
    return digest.hexdigest()


def _processor() -> str:
    """For whose machine code is made: a folder may be shared by machines that are not alike."""
    config = cast(Any, numba.config)
    name = config.CPU_NAME or binding.get_host_cpu_name()
    features = config.CPU_FEATURES
    return f"{name} {binding.get_host_cpu_features().flatten() if features is None else features}"


def _can_write(folder: Path) -> bool:
    """Whether files can be made there, and in all folders that lie there already."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for place in (folder, *filter(Path.is_dir, folder.iterdir())):
            with tempfile.TemporaryFile(dir=place):
                pass
    except OSError:
        return False
    return True


def _temporary_folder(name: str) -> Path | None:
    """A folder of this process's own, in which no stranger can lay machine code; it goes with the process."""
    try:
        above = Path(tempfile.mkdtemp(prefix="kposim-code-"))
        (above / name).mkdir()
    except OSError:
        return None
    _TEMPORARY.append(above)
    atexit.register(shutil.rmtree, above, ignore_errors=True)
    os.environ["NUMBA_CACHE_DIR"] = str(above)  # worker processes compile nothing again
    return above / name
