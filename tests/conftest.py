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


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say at the end which tests were skipped, and why: what skips in silence proves less than it says."""
    skipped = terminalreporter.stats.get("skipped", [])
    terminalreporter.section("not tested here", sep="-")
    for report in skipped:
        why = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        terminalreporter.line(f"{report.nodeid}: {why.removeprefix('Skipped: ')}")
    if not skipped:
        terminalreporter.line("No test was skipped.")
