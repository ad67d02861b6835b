"""What all tests need."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session", autouse=True)
def compiled_engine() -> None:
    """Compile before the first test, so that no test is slow, or prints, for being the first."""
    if os.environ.get("NUMBA_DISABLE_JIT") != "1":
        from sim.engine.simulate import prepare

        prepare()


@pytest.fixture(autouse=True)
def collected(request: pytest.FixtureRequest) -> Iterator[None]:
    """What others leave to the garbage collector is collected in the test that forgives it, not in a later
    one."""
    yield
    if request.node.get_closest_marker("filterwarnings") is not None:
        gc.collect()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say at the end which tests were skipped, and why: what skips in silence proves less than it says."""
    skipped = terminalreporter.stats.get("skipped", [])
    terminalreporter.section("not tested here", sep="-")
    for report in skipped:
        why = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        terminalreporter.line(f"{report.nodeid}: {why.removeprefix('Skipped: ')}")
    if not skipped:
        terminalreporter.line("No test was skipped.")
