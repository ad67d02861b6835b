"""How does a law become machine code? By one decorator, so that all laws are compiled alike."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
import platformdirs

Law = TypeVar("Law", bound=Callable[..., Any])


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


def _compiled(law: Law, **settings: Any) -> Law:
    """A law with its machine code in `cache_folder`; the rest of the program's Numba is left as it is."""
    config: Any = numba.config
    users, config.CACHE_DIR = config.CACHE_DIR, str(cache_folder())
    try:
        return cast(Law, numba.njit(cache=True, nogil=True, error_model="numpy", **settings)(law))
    finally:
        config.CACHE_DIR = users


@cache
def cache_folder() -> Path:
    """Where machine code of just this source is kept.

    Numba's own cache looks at one file at a time: a loop that calls a changed law of another file would go on
    calling the old one. So the folder's name is a digest of all that is compiled.
    """
    above = Path(__file__).parents[1]
    digest = hashlib.blake2b(f"{platform.python_version()} {numba.__version__}".encode(), digest_size=8)
    for folder in ("rules", "engine", "tape", "outcome"):
        for source in sorted((above / folder).rglob("*.py")):
            digest.update(source.read_bytes())
    config: Any = numba.config
    chosen = config.CACHE_DIR or platformdirs.user_cache_dir("kposim", appauthor=False)
    return Path(chosen) / f"kposim-{digest.hexdigest()}"
