"""What must two machines have in common to compute the same table?"""

from __future__ import annotations

import platform
from collections.abc import Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Final

from sim.experiment.design.digest import code_digest

Stamp = dict[str, str]

LIBRARIES: Final = ("numba", "llvmlite", "numpy", "scipy", "pydantic", "holidays", "tzdata")
"""Those that a number depends on, calendars included, and the one in which cases travel."""

CODE: Final = "code"
SHOWN: Final = 12


@cache
def own_stamp() -> Stamp:
    """Digest of this program, Python's version without its last number, and the libraries' versions."""
    found = {CODE: code_digest(), "python": ".".join(platform.python_version_tuple()[:2])}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "absent"
    return found


def differing(ours: Mapping[str, str], theirs: Mapping[str, str]) -> str:
    """What differs between two stamps, in words; empty if nothing does."""
    told = []
    for name in dict.fromkeys([*ours, *theirs]):
        here, there = ours.get(name, "absent"), theirs.get(name, "absent")
        if here != there:
            told.append(f"{_called(name)} {there[:SHOWN]} there, {here[:SHOWN]} here")
    return "; ".join(told)


def _called(name: str) -> str:
    return "kposim's code" if name == CODE else name.capitalize() if name == "python" else name
