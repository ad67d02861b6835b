"""The door: who stands there without a question is shown out, and nobody fills it. Loopback only."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn

from sim.web.api.app import make_app
from sim.web.api.door import Patience, door
from sim.web.desk.desk import Desk

LONG = 120.0
"""Seconds that a test waits for what comes at once, or when a short patience of the server ends."""

ME, NEIGHBOUR = "127.0.0.1", "127.0.0.2"
ASKED = b"GET /api/cases HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


@contextlib.contextmanager
def opened(desk: Desk, patience: Patience, proxies: frozenset[str] = frozenset()) -> Iterator[int]:
    """A desk at a free port of the loopback, in a thread."""
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(make_app(desk), http=door(patience, proxies), log_level="critical", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(LONG)
        listener.close()
    assert not thread.is_alive()


def connected(port: int, who: str = ME) -> socket.socket:
    """A connection that somebody opens."""
    return socket.create_connection(("127.0.0.1", port), timeout=LONG, source_address=(who, 0))


def heard(connection: socket.socket) -> bytes:
    """All that is said until the other side hangs up."""
    parts = []
    with contextlib.suppress(ConnectionResetError):
        while part := connection.recv(65_536):
            parts.append(part)
    return b"".join(parts)


def asked(port: int, who: str = ME) -> bytes:
    """The answer to a whole question."""
    with connected(port, who) as connection:
        connection.sendall(ASKED)
        return heard(connection)


@pytest.mark.parametrize(
    "sent", [b"", b"GET /", b"GET / HTTP/1.1\r\nHost: local"], ids=["idle", "word", "half"]
)
def test_who_says_nothing_or_half_a_thing_is_shown_out(desk: Desk, sent: bytes) -> None:
    """After the server's patience, not for good; and a whole question is answered all the same."""
    with opened(desk, Patience(head=0.2)) as port, connected(port) as connection:
        connection.sendall(sent)
        assert heard(connection) == b""
        assert asked(port).startswith(b"HTTP/1.1 200")


def test_who_trickles_in_wins_no_time(desk: Desk) -> None:
    """A header a moment keeps no connection open: the whole head has so many seconds."""
    with opened(desk, Patience(head=0.5)) as port, connected(port) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\n")
        connection.settimeout(0.05)
        for number in range(100_000):
            try:
                if connection.recv(1) == b"":
                    break
            except TimeoutError:
                with contextlib.suppress(ConnectionError):
                    connection.sendall(b"X-%d: 1\r\n" % number)
            except ConnectionError:
                break
        else:
            pytest.fail("nobody was shown out")


def test_after_an_answer_the_next_question_is_not_waited_for_for_good(desk: Desk) -> None:
    """Kept alive, and half a request: that, too, has an end."""
    with opened(desk, Patience(next_head=0.2)) as port, connected(port) as connection:
        connection.sendall(ASKED.replace(b"Connection: close\r\n", b"") + b"GET / HT")
        said = heard(connection)

    assert said.startswith(b"HTTP/1.1 200")
    assert said.count(b"HTTP/1.1") == 1


def test_an_answer_that_nobody_takes_is_dropped(desk: Desk) -> None:
    """Who asks for a large file again and again and reads nothing holds no connection for good."""
    patience = Patience(connections=2, taking=0.2, next_head=0.2)
    large = b"GET /static/vendor/uPlot.esm.js HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with opened(desk, patience) as port, socket.socket() as deaf:
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        deaf.settimeout(LONG)
        deaf.connect(("127.0.0.1", port))
        deaf.sendall(large * 50)
        answers = (asked(port) for _ in range(100_000))  # refused while the deaf one is there
        assert any(said.startswith(b"HTTP/1.1 200") for said in answers)


def test_one_visitor_does_not_fill_the_door(desk: Desk) -> None:
    """As many connections as there are places, all of them silent: a neighbour is answered at once."""
    with opened(desk, Patience(connections=20, head=3_600.0)) as port, contextlib.ExitStack() as stack:
        crowd = [stack.enter_context(connected(port)) for _ in range(40)]
        said = asked(port, NEIGHBOUR)
        refused = asked(port)
        full = [heard(each) for each in crowd[-20:]]

    assert said.startswith(b"HTTP/1.1 200")
    assert refused.startswith(b"HTTP/1.1 503")
    assert all(each.startswith(b"HTTP/1.1 503") and b"Retry-After" in each for each in full)


def test_a_place_at_the_door_is_given_back(desk: Desk) -> None:
    """Come and gone a hundred times, whole and half: there is room for the next."""
    with opened(desk, Patience(connections=4)) as port:
        for _ in range(50):
            assert asked(port).startswith(b"HTTP/1.1 200")
            with connected(port) as connection:
                connection.sendall(b"GET / HT")


def test_a_proxy_speaks_for_many(desk: Desk) -> None:
    """Its connections are not those of one visitor."""
    with opened(desk, Patience(connections=20), frozenset({ME})) as port, contextlib.ExitStack() as stack:
        for _ in range(15):
            stack.enter_context(connected(port))

        assert asked(port).startswith(b"HTTP/1.1 200")


def test_who_hangs_up_while_asking_leaves_no_trace_in_the_log(desk: Desk) -> None:
    """A newer move drops an older question, sometimes before it has arrived: that is no error."""
    told: list[Any] = []
    heard = iter([{"type": "http.request", "body": b"{", "more_body": True}, {"type": "http.disconnect"}])

    async def receive() -> Any:
        return next(heard)

    async def send(message: Any) -> None:
        told.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/api/what-if",
        "query_string": b"",
        "headers": [(b"host", b"testserver"), (b"content-type", b"application/json")],
        "client": ("127.0.0.1", 5),
    }
    asyncio.run(make_app(desk)(scope, receive, send))  # would raise, and uvicorn would log it

    assert told[0]["status"] == 499
