"""What all tests need."""

from __future__ import annotations

import os

import pytest


@pytest.fixture(scope="session", autouse=True)
def compiled_engine() -> None:
    """Compile before the first test, so that no test is slow, or prints, for being the first."""
    if os.environ.get("NUMBA_DISABLE_JIT") != "1":
        from sim.engine.simulate import prepare

        prepare()
