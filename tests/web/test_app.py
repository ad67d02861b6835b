"""The JSON interface: what it takes, what it turns away, and that it never shows its inside."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from sim.web.api.app import make_app
from sim.web.api.guard import Guard, Limits, host_of
from sim.web.desk.desk import Desk

LIMITS = Limits(body_bytes=2_000, at_once=4)


@pytest.fixture(scope="module")
def client(desk: Desk) -> Iterator[TestClient]:
    """A visitor of this machine."""
    with TestClient(
        make_app(desk, LIMITS, frozenset({"testserver"})), raise_server_exceptions=False
    ) as client:
        yield client


def rule(said: Any) -> str:
    """The rule of the first problem of a refusal."""
    return str(said.json()["problems"][0]["rule"])


def test_the_page_and_its_parts_are_there(client: TestClient) -> None:
    """The page names its own files only, and all of them exist."""
    page = client.get("/")

    assert page.status_code == 200
    for path in (
        "page.js",
        "what_if.js",
        "charts.js",
        "what_if.css",
        "vendor/uPlot.esm.js",
        "vendor/uPlot.min.css",
    ):
        assert client.get(f"/static/{path}").status_code == 200


@pytest.mark.parametrize("path", ["/", "/api/cases", "/static/what_if.js", "/nowhere"])
def test_every_answer_is_locked_up(client: TestClient, path: str) -> None:
    """A strict policy, refusals included: no foreign file, no inline script, no frame."""
    headers = client.get(path).headers

    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert "access-control-allow-origin" not in headers


def test_cases_and_levers_are_listed(client: TestClient) -> None:
    """What a page needs to build itself."""
    names = [each["name"] for each in client.get("/api/cases").json()["cases"]]
    details = client.get("/api/cases/patents").json()

    assert names == ["patents", "queue"]
    assert "strategy.clarity" in [lever["path"] for lever in details["levers"]]
    assert client.get("/api/cases/nowhere").status_code == 404


def test_a_question_is_answered(client: TestClient) -> None:
    """Stateless: everything is in the request."""
    said = client.post("/api/what-if", json={"case": "patents", "settings": {"strategy.clarity": 0.5}})

    assert said.status_code == 200
    assert said.json()["replications"] == 10


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[" * 1_500, 400),
        (b'{"case": "patents", "seed": NaN}', 400),
        (b"\xff\xfe", 400),
        (b"[]", 422),
        (b'{"case": "patents", "replications": 501}', 422),
        (b'{"case": "patents", "replications": 1}', 422),
        (b'{"case": "patents", "seed": -1}', 422),
        (b'{"case": "patents", "more": 1}', 422),
        (b'{"case": "patents", "settings": {"strategy.clarity": 1e308}}', 422),
        (b'{"case": "patents", "settings": {"strategy.clarity": "0.5"}}', 422),
        (b'{"case": "patents", "settings": {"scenario.start": "2020-01-01"}}', 422),
        (b'{"case": "../../etc/passwd"}', 404),
        (b'{"case": "' + b"x" * 3_000 + b'"}', 413),
    ],
)
def test_what_is_no_question_is_turned_away_in_words(client: TestClient, body: bytes, status: int) -> None:
    """With the rule it breaks, and never with a trace."""
    said = client.post("/api/what-if", content=body, headers={"content-type": "application/json"})

    assert said.status_code == status
    assert rule(said)
    assert "Traceback" not in said.text
    assert ".py" not in said.text


def test_only_json_is_taken(client: TestClient) -> None:
    """A form of another site can send text without asking the browser; JSON it cannot."""
    said = client.post("/api/what-if", content=b'{"case": "patents"}', headers={"content-type": "text/plain"})

    assert said.status_code == 415


def test_another_host_name_and_another_site_are_turned_away(client: TestClient) -> None:
    """A foreign page that rebinds its name to this machine learns nothing."""
    assert client.get("/api/cases", headers={"host": "evil.example"}).status_code == 421
    assert client.get("/api/cases", headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert host_of("[::1]:8765") == host_of("[::1]") == "[::1]"


def test_a_fault_of_ours_shows_nothing(
    client: TestClient, desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The trace stays in our log."""

    def broken(*_: object) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr(desk, "compare", broken)
    said = client.post("/api/what-if", json={"case": "patents"})

    assert said.status_code == 500
    assert "secret" not in said.text
    assert "not your fault" in rule(said)
    assert "ZeroDivisionError" in caplog.text


def test_too_many_at_once_are_asked_to_come_again(desk: Desk) -> None:
    """A bound on concurrent work."""
    with TestClient(make_app(desk, Limits(at_once=1))) as client:
        counter = next(route for route in client.app.routes if getattr(route, "path", "") == "/api/what-if")  # type: ignore[attr-defined]
        counter.endpoint.func.__self__._callers.add(object())  # somebody who waits for ever
        said = client.post("/api/what-if", json={"case": "patents"})
        counter.endpoint.func.__self__._callers.clear()

    assert said.status_code == 503
    assert said.headers["retry-after"] == "1"


def test_an_address_has_a_pace() -> None:
    """A bucket that refills."""
    now = [0.0]
    guard = Guard(lambda *_: None, Limits(per_second=2.0, burst=3.0), None, lambda: now[0])  # type: ignore[arg-type, return-value]
    turns = [guard._has_a_turn("127.0.0.1") for _ in range(4)]
    other = guard._has_a_turn("127.0.0.2")
    now[0] = 0.5

    assert turns == [True, True, True, False]
    assert other
    assert guard._has_a_turn("127.0.0.1")
    assert not guard._has_a_turn("127.0.0.1")


def test_the_description_names_every_way_to_ask(client: TestClient) -> None:
    """OpenAPI 3.1, with all shapes."""
    said = client.get("/api/openapi.json").json()

    assert said["openapi"] == "3.1.0"
    assert set(said["paths"]) == {
        "/api/cases",
        "/api/cases/{name}",
        "/api/what-if",
        "/api/world",
        "/api/film",
        "/api/story",
        "/api/frontier",
        "/api/waterfall",
    }
    assert "$defs" not in json.dumps(said)
