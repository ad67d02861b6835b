"""How does a law become machine code? By one decorator, so that all laws are compiled alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar, cast

from sim.rules.code_folder import CAN_COMPILE, cache_folder, is_complete, is_off

if CAN_COMPILE:
    import numba
    from numba.core.registry import CPUDispatcher

    class Waiting(CPUDispatcher):
        """A law whose machine code is still to be made: called from Python, it runs as it is written."""

        __slots__ = ()

        def __call__(self, *known: Any, **more: Any) -> Any:
            """As the law itself."""
            return self.py_func(*known, **more)


Law = TypeVar("Law", bound=Callable[..., Any])

NO_DOORS: Final = {"no_cpython_wrapper": True}


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
    What belongs to the compiled engine is called by nothing but compiled code, and so is a `chapter`.
    """
    return chapter(law) if law.__module__.startswith("sim.engine.compiled.") else _compiled(law, _nrt=False)


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


class _Line:
    """The laws that wait for their machine code, while it is not there."""

    def __init__(self) -> None:
        self.is_open = not is_off() and not is_complete()
        self.laws: list[Any] = []

    def take(self, law: Any) -> None:
        """A law more that waits."""
        law.__class__ = Waiting
        self.laws.append(law)

    def close(self) -> None:
        """Nobody waits any longer."""
        self.is_open = False
        for law in self.laws:
            law.__class__ = CPUDispatcher
        self.laws.clear()


_LINE: Final = _Line()


def is_waiting() -> bool:
    """Whether laws run as they are written because their machine code is still to be made."""
    return _LINE.is_open


def go_over() -> None:
    """From now on laws run as machine code; what is missing of it is made when it is called."""
    _LINE.close()


def _compiled(law: Law, **settings: Any) -> Law:
    """A law with its machine code in `cache_folder`; the rest of the program's Numba is left as it is."""
    if not CAN_COMPILE:
        return law
    config, folder = cast(Any, numba.config), cache_folder()
    users = config.CACHE_DIR
    config.CACHE_DIR = str(folder or "")
    try:
        settings |= {"cache": folder is not None, "nogil": True, "error_model": "numpy"}
        settings |= {"no_cfunc_wrapper": True}  # a door for C, through which nobody comes
        made: Any = numba.njit(**settings)(law)
    finally:
        config.CACHE_DIR = users
    if _LINE.is_open:
        _LINE.take(made)
    return cast(Law, made)
