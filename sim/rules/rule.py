"""How does a law become machine code? By one decorator, so that all laws are compiled alike."""

from __future__ import annotations

import atexit
import hashlib
import os
import platform
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

import platformdirs

try:
    import numba
except ImportError:  # then laws run as they are written, and only the reference engine tells
    numba = None  # type: ignore[assignment]

Law = TypeVar("Law", bound=Callable[..., Any])

CAN_COMPILE = numba is not None
"""Whether there is a compiler at all."""

NO_DOORS = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}


def rule(law: Law) -> Law:
    """Compile a law on its first call, and keep the result on disk.

    Type checkers see the law as it is written. With ``NUMBA_DISABLE_JIT=1`` it runs as written, too.

    Notes
    -----
    ``nogil`` lets threads run laws side by side. ``error_model="numpy"`` divides by zero as NumPy does (inf
    or nan) and so spares each division a branch. Never ``fastmath``: it may reorder a sum, and then the
    engines, which inline the same law into different surroundings, no longer agree to the last bit.
    A law makes no arrays, so it need not count who uses those it is given (``_nrt``); the counting, atomic
    for the threads' sake, took 45 % of the compiled engine's time.
    """
    return _compiled(law, _nrt=False)


def kernel(loop: Law) -> Law:
    """Compile a loop that makes arrays of its own; otherwise like `rule`."""
    return _compiled(loop)


def chapter(part: Law) -> Law:
    """Compile a part of a kernel, which makes no arrays and which nothing but compiled code calls.

    Each other function has two doors more, for Python and for C. Where a part is handed whole bundles of
    arrays these doors are longer than the part itself, and take most of the compiler's time.
    """
    return _compiled(part, _nrt=False, **NO_DOORS)


def passage(part: Law) -> Law:
    """Compile a part that stands in one place of a kernel, and lay it into that place.

    Otherwise like `chapter`: what is handed bundles of arrays can take longer to be handed them, word by
    word, than to do its work.
    """
    return _compiled(part, _nrt=False, forceinline=True, **NO_DOORS)


def long_chapter(part: Law) -> Law:
    """Compile a part of a kernel that makes arrays of its own; otherwise like `chapter`."""
    return _compiled(part, **NO_DOORS)


def _compiled(law: Law, **settings: Any) -> Law:
    """A law with its machine code in `cache_folder`; the rest of the program's Numba is left as it is."""
    if not CAN_COMPILE:
        return law
    config, folder = cast(Any, numba.config), cache_folder()
    users = config.CACHE_DIR
    config.CACHE_DIR = str(folder or "")
    try:
        settings |= {"cache": folder is not None, "nogil": True, "error_model": "numpy"}
        return cast(Law, numba.njit(**settings)(law))
    finally:
        config.CACHE_DIR = users


def is_kept(law: str) -> bool:
    """Whether machine code of a law of this name lies in the cache."""
    folder = cache_folder()
    return folder is not None and any(folder.rglob(f"*.{law}-*.nbi"))


@cache
def cache_folder() -> Path | None:
    """Where machine code of just this source is kept; None where nothing can be written.

    Numba's own cache looks at one file at a time: a loop that calls a changed law of another file would go on
    calling the old one. So the folder's name is a digest of all that is compiled. And where that folder
    cannot be written, Numba would quietly fall back on one beside the source, which has no digest: a
    temporary one takes its place, for this process and those that it begins.
    """
    folder = Path(_chosen_folder()) / f"kposim-{_digest_of_the_source()}"
    if not _is_off() and not _can_write(folder):
        return _temporary_folder(folder.name)
    return folder


def _is_off() -> bool:
    """Whether laws run as they are written, so that nothing is to be kept."""
    return bool(cast(Any, numba.config).DISABLE_JIT)


def _chosen_folder() -> str:
    """The user's, in NUMBA_CACHE_DIR, or the system's usual place for what can be made again."""
    return cast(Any, numba.config).CACHE_DIR or platformdirs.user_cache_dir("kposim", appauthor=False)


def _digest_of_the_source() -> str:
    above = Path(__file__).parents[1]
    digest = hashlib.blake2b(f"{platform.python_version()} {numba.__version__}".encode(), digest_size=8)
    for folder in ("rules", "engine", "tape", "outcome"):
        for source in sorted((above / folder).rglob("*.py")):
            written = source.read_bytes()
            if folder != "outcome" or b"sim.rules.rule" in written:  # most sums of outcomes are NumPy's
                digest.update(written)
    return digest.hexdigest()


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
    except OSError:
        return None
    atexit.register(shutil.rmtree, above, ignore_errors=True)
    os.environ["NUMBA_CACHE_DIR"] = str(above)  # worker processes compile nothing again
    return above / name
