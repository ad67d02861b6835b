"""Whatever is sent, nothing of ours breaks, and the answer is as OpenAPI describes it."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from sim.web.api.app import make_app
from sim.web.api.guard import Limits
from sim.web.api.openapi import ASKED
from sim.web.desk.desk import Desk
from sim.web.desk.lever import Lever

HOUR = 3_600.0
ENDLESS = Limits(
    per_second=1e6, burst=1e6, answer_seconds=HOUR, soon_seconds=HOUR, body_seconds=HOUR, refused_price=0.0
)
CALM: Any = settings(
    max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), database=None, derandomize=True
)


@pytest.fixture(scope="module")
def interface(desk: Desk) -> Any:
    """The interface's own description of itself."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return schemathesis.openapi.from_asgi("/api/openapi.json", make_app(desk, ENDLESS))


@pytest.fixture(scope="module")
def client(desk: Desk) -> Iterator[TestClient]:
    """A visitor."""
    with TestClient(make_app(desk, ENDLESS), raise_server_exceptions=False) as client:
        yield client


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("mode", ["POSITIVE", "NEGATIVE"])
@pytest.mark.parametrize("name", ASKED)
def test_no_request_breaks_the_interface(interface: Any, name: str, mode: str) -> None:
    """Whether or not a request follows the description, status, type and shape of the answer do."""
    checks = schemathesis.checks.CHECKS.get_by_names(
        [
            "not_a_server_error",
            "status_code_conformance",
            "content_type_conformance",
            "response_schema_conformance",
        ]
    )
    operation = interface[f"/api/{name}"]["POST"]

    @CALM
    @given(case=operation.as_strategy(generation_mode=schemathesis.GenerationMode[mode]))
    def holds(case: Any) -> None:
        case.call_and_validate(checks=checks)

    holds()


def values(lever: Lever) -> st.SearchStrategy[Any]:
    """Values inside a lever's bounds, and a few beside them."""
    if lever.kind == "switch":
        return st.booleans()
    if lever.kind == "choice":
        return st.sampled_from([option.value for option in lever.options])
    if lever.kind == "whole":
        return st.integers(int(lever.low) - 1, int(lever.high))
    return st.floats(lever.low, lever.high * 1.01)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["patents", "queue"])
def test_any_levers_together_are_answered_or_told_why_not(client: TestClient, desk: Desk, name: str) -> None:
    """Deep questions: every combination of levers is a case that plays, or a reason in words."""
    levers = list(desk.levers[name].values())
    moved = st.lists(st.sampled_from(levers), max_size=6, unique_by=lambda lever: lever.path).flatmap(
        lambda some: st.fixed_dictionaries({lever.path: values(lever) for lever in some})
    )

    @CALM
    @given(now=moved, pinned=moved, seed=st.integers(0, 2**32 - 1))
    def holds(now: dict[str, Any], pinned: dict[str, Any], seed: int) -> None:
        asked = {"case": name, "settings": now, "pinned": pinned, "seed": seed}
        said = client.post("/api/what-if", json={**asked, "replications": 2})
        seen = client.post("/api/world", json={**asked, "world": 3})

        for each in (said, seen):
            assert each.status_code in (200, 422), each.text
            assert each.status_code == 200 or each.json()["problems"][0]["rule"]
        if said.status_code == 200:
            assert said.json()["sentence"]

    holds()
