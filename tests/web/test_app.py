"""The JSON interface: what it takes, what it turns away, and that it never shows its inside."""

from __future__ import annotations

import contextlib
import difflib
import json
import os
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib import resources
from typing import Any

import pytest
from starlette.testclient import TestClient

from sim.case import Case
from sim.web.api import answer
from sim.web.api.app import make_app
from sim.web.api.caller import TooLate
from sim.web.api.guard import Guard, Limits, host_of
from sim.web.api.typed import declarations
from sim.web.api.visitor import visitor_of
from sim.web.desk.desk import Desk
from sim.web.worlds.jobs import Health

PATIENT = {"answer_seconds": 3_600.0, "soon_seconds": 3_600.0, "body_seconds": 3_600.0}
"""Nothing here is about time."""

LIMITS = Limits(body_bytes=2_000, at_once=4, burst=1e6, **PATIENT)  # type: ignore[arg-type]


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
    with TestClient(make_app(desk, Limits(at_once=1, **PATIENT))) as client:
        route = next(route for route in client.app.routes if getattr(route, "path", "") == "/api/what-if")  # type: ignore[attr-defined]
        room = route.endpoint.func.__self__._room
        room.enter("somebody who waits for ever")
        said = client.post("/api/what-if", json={"case": "patents"})
        room.leave("somebody who waits for ever")

    assert said.status_code == 503
    assert said.headers["retry-after"] == "1"


@pytest.mark.parametrize("value", [10**400, -(10**400), 10**4_000])
def test_a_number_beyond_all_floats_is_refused_in_words(client: TestClient, value: int) -> None:
    """JSON can say it, and no lever can stand there."""
    for path in (
        "strategy.clarity",
        "scenario.providers.bangalore.contract.rate_per_hour",
        "strategy.assignment.rule",
    ):
        said = client.post(
            "/api/what-if",
            content=f'{{"case": "patents", "settings": {{"{path}": {value}}}}}'.encode(),
            headers={"content-type": "application/json"},
        )

        assert said.status_code in (413, 422)
        assert said.status_code == 413 or "bounds" in rule(said)


def sought(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names for which a nearest one is sought from now on."""
    names: list[str] = []
    compare = difflib.get_close_matches

    def counted(word: str, *args: Any, **settings: Any) -> list[str]:
        names.append(word)
        return compare(word, *args, **settings)

    monkeypatch.setattr(difflib, "get_close_matches", counted)
    return names


@pytest.mark.parametrize(
    "question",
    [
        {"case": "patents", "settings": {f"strategy.clarit{number:02}": 0.5 for number in range(60)}},
        {"case": "patents", "pinned": {f"strategy.clarit{number:02}": 0.5 for number in range(60)}},
        {"case": "patents", **{f"replication{number}": 1 for number in range(80)}},
    ],
    ids=["levers", "baseline", "fields"],
)
def test_a_nearest_name_is_sought_for_what_is_told_only(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, question: dict[str, Any]
) -> None:
    """Sixty nearly right names cost no more than ten: no visitor can buy seconds of spelling advice."""
    names = sought(monkeypatch)
    said = client.post("/api/what-if", json=question)

    assert said.status_code == 422
    assert len(said.json()["problems"]) == 10
    assert 1 <= len(names) <= 10


def test_what_never_changes_is_made_once(
    client: TestClient, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The description, the cases, the levers: the same bytes again, and no work."""
    paths = ["/api/openapi.json", "/api/cases", "/api/cases/patents"]
    first = [client.get(path).content for path in paths]

    def never(*_: object) -> None:
        raise AssertionError("made anew")

    for name in ("names", "details"):
        monkeypatch.setattr(desk, name, never)
    monkeypatch.setattr("sim.web.api.app.described", never)

    assert [client.get(path).content for path in paths] == first


def test_one_visitor_leaves_places_to_the_next(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks for everything at once is told to come again; a neighbour is answered meanwhile."""
    gate, answering = threading.Event(), threading.Semaphore(0)

    def slow(*_: object) -> answer.FrontierAnswer:
        answering.release()
        gate.wait()
        raise TooLate

    monkeypatch.setattr(desk, "sweep", slow)
    app = make_app(desk, Limits(at_once=8, per_second=1e6, burst=1e6, **PATIENT))
    question = {"case": "patents"}
    with TestClient(app, client=("10.0.0.1", 1)) as greedy, ThreadPoolExecutor(8) as crowd:
        neighbour = TestClient(app, client=("10.0.0.2", 1))
        neighbour.portal = greedy.portal  # the same server
        waiting = [crowd.submit(greedy.post, "/api/frontier", json=question) for _ in range(4)]
        for _ in waiting:
            answering.acquire()
        refused = greedy.post("/api/frontier", json=question)
        served = neighbour.post("/api/what-if", json=question)
        gate.set()
        statuses = {each.result().status_code for each in waiting}

    assert refused.status_code == 503
    assert "this visitor" in rule(refused)
    assert served.status_code == 200
    assert statuses == {503}  # their time was over


def test_an_ipv6_house_is_one_visitor() -> None:
    """Who has 2⁶⁴ addresses has no 2⁶⁴ places."""
    assert visitor_of("2001:db8::1") == visitor_of("2001:db8::ffff:1") != visitor_of("2001:db8:0:1::1")
    assert visitor_of("::ffff:10.0.0.1") == visitor_of("10.0.0.1") == "10.0.0.1"
    assert visitor_of("fe80::1%eth0") == visitor_of("fe80::2")
    assert visitor_of("testclient") == "testclient"


def test_health_is_200_or_503(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """For whoever watches over the server: with the reason."""
    with TestClient(make_app(desk, LIMITS)) as client:
        well = client.get("/api/health")
        monkeypatch.setattr(desk, "health", lambda: Health(2, 0, 3, 1, "no worker could be had"))
        ill = client.get("/api/health")

    assert (well.status_code, well.json()["status"]) == (200, "well")
    assert (ill.status_code, ill.json()["trouble"]) == (503, "no worker could be had")


@pytest.mark.slow
def test_the_desk_outlives_the_process_that_begins_its_workers(cases: dict[str, Case]) -> None:
    """It dies with all workers, twice; each time the next question is answered, and no place is lost."""
    from multiprocessing import forkserver

    with (
        contextlib.closing(Desk({"queue": cases["queue"]}, workers=1)) as desk,
        TestClient(make_app(desk, LIMITS)) as client,
    ):
        for seed in range(3):
            said = client.post("/api/what-if", json={"case": "queue", "seed": seed, "replications": 2})
            assert said.status_code == 200, said.text
            server = forkserver._forkserver._forkserver_pid  # type: ignore[attr-defined]
            pool = desk._jobs._pool
            for pid in (server, *pool._processes):  # type: ignore[union-attr]
                os.kill(pid, signal.SIGKILL)
            give_up = time.monotonic() + 60.0
            while not pool._broken and time.monotonic() < give_up:  # type: ignore[union-attr]
                time.sleep(0.01)  # who asks within the same millisecond is told to ask again

        assert client.get("/api/health").status_code == 200
        assert client.get("/api/health").json()["questions"] == 0


def test_no_file_of_the_server_can_be_named(client: TestClient) -> None:
    """Not by a lever, a group of settings or a case: what is not a lever is refused by its name."""
    arrivals = "scenario.work.searches.arrivals"
    secret = "/proc/self/environ"
    for settings in (
        {f"{arrivals}.file": secret},
        {arrivals: secret},
        {f"{arrivals}.kind": "trace", f"{arrivals}.file": secret},
        {"scenario": secret},
        {"scenario.events": secret},
        {"strategy.contingency.plan": secret},
    ):
        for name in ("what-if", "world", "film", "story", "frontier", "waterfall"):
            said = client.post(f"/api/{name}", json={"case": "patents", "settings": settings})

            assert said.status_code == 422, (name, settings)
            assert "PATH=" not in said.text
    group = client.post("/api/what-if", json={"case": "patents", "settings": {arrivals: {"file": secret}}})
    named = client.post("/api/what-if", json={"case": secret})
    assert (group.status_code, named.status_code) == (422, 404)
    assert client.get("/static/..%2f..%2f..%2f..%2fetc/passwd").status_code == 404


def test_a_title_cannot_turn_the_page_round(cases: dict[str, Case]) -> None:
    """Controls of the cursor and of the direction of writing are shown as what they are; joiners stay."""
    odd = "Safe \u202egnihtyna\u2066 \x1b[31m\x07 line\ntwo क्\u200dष"
    named = {"name": odd, "about": odd, "currency": "U\u202eSD"}
    case = Case(cases["queue"].scenario.model_copy(update=named), cases["queue"].strategy)
    with contextlib.closing(Desk({"odd": case})) as desk, TestClient(make_app(desk, LIMITS)) as client:
        told = [client.get("/api/cases").text, client.get("/api/cases/odd").text]
        told += [client.post(f"/api/{name}", json={"case": "odd"}).text for name in ("what-if", "film")]

    for text in told:
        for each in ("\u202e", "\u2066", "\x1b", "\\u001b", "\\u0007"):
            assert each not in text
    assert "Safe \ufffdgnihtyna\ufffd \ufffd[31m\ufffd line two क्\u200dष" in told[0]


def test_who_breaks_rules_pays_for_being_told(desk: Desk) -> None:
    """To say what is wrong is our work: ten such questions cost a hundred others."""
    with TestClient(make_app(desk, Limits(per_second=0.0, burst=25.0, **PATIENT))) as client:
        statuses = [
            client.post("/api/what-if", json={"case": "patents", "x": 1}).status_code for _ in range(4)
        ]
        page = client.get("/static/what_if.css")

    assert statuses == [422, 422, 422, 429]
    assert page.status_code == 429


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
        "/api/health",
        "/api/what-if",
        "/api/world",
        "/api/film",
        "/api/story",
        "/api/frontier",
        "/api/waterfall",
    }
    assert "$defs" not in json.dumps(said)


def test_the_page_knows_the_answers_by_their_types() -> None:
    """What the JavaScript is checked against is what the models say."""
    written = resources.files("sim.web").joinpath("static/answers.d.ts").read_text(encoding="utf-8")

    assert written == declarations()
