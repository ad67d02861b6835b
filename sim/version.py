"""Which version is this, of the package and of the model?"""

from __future__ import annotations

from functools import cache
from typing import Final

MODEL_VERSION: Final = "6"
"""Part of every run's name. Raise it whenever the same case, seed and replication may give other numbers."""


@cache
def package_version() -> str:
    """The installed version; a source tree that was never installed says so."""
    from importlib.metadata import PackageNotFoundError, version  # takes longer than all of this file

    try:
        return version("kposim")
    except PackageNotFoundError:
        return "0+source"


def __getattr__(name: str) -> str:
    if name == "__version__":
        return package_version()
    raise AttributeError(name)
