"""A desk with a short case, for all tests of the page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import sim
from sim.case import Case
from sim.web.desk.desk import Desk

SHORT = {"scenario.warm_up_days": 30, "scenario.horizon_days": 120}


@pytest.fixture(scope="session")
def cases() -> dict[str, Case]:
    """Patents, short; and the textbook queue, which has no provider."""
    return {
        "patents": sim.changed(sim.preset("pfizer_patents"), SHORT),
        "queue": sim.changed(sim.preset("one_queue"), {"scenario.horizon_days": 10}),
    }


@pytest.fixture(scope="session")
def desk(cases: dict[str, Case]) -> Iterator[Desk]:
    """A desk that computes in a thread of this process."""
    desk = Desk(cases)
    yield desk
    desk.close()
