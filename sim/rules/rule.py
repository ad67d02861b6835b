"""How does a law become machine code? By one decorator, so that all laws are compiled alike."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

Law = TypeVar("Law", bound=Callable[..., Any])


def rule(law: Law) -> Law:
    """Compile a law on its first call, and keep the result on disk.

    Type checkers see the law as it is written. With ``NUMBA_DISABLE_JIT=1`` it runs as written, too.

    Notes
    -----
    ``nogil`` lets threads run laws side by side. ``error_model="numpy"`` divides by zero as NumPy does (inf
    or nan) and so spares each division a branch. Never ``fastmath``: it may reorder a sum, and then the
    engines, which inline the same law into different surroundings, no longer agree to the last bit. A law
    makes no arrays, so it need not count who uses those it is given (``_nrt``); the counting, atomic for the
    threads' sake, took 45 % of the compiled engine's time.
    """
    settings: dict[str, Any] = {"cache": True, "nogil": True, "error_model": "numpy", "_nrt": False}
    return cast(Law, numba.njit(**settings)(law))


def kernel(law: Law) -> Law:
    """Compile a loop that makes arrays of its own; otherwise like `rule`."""
    return cast(Law, numba.njit(cache=True, nogil=True, error_model="numpy")(law))
