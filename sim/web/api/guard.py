"""What may come in, and how do answers leave? Requests meant for this host, at a bearable pace; locked up."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
"""Nothing but our own files and answers; no script and no style that stands in the page itself."""

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-cache",
}

MOST_ADDRESSES = 10_000


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one request, one address and everybody together may ask for."""

    body_bytes: int = 16_384
    body_seconds: float = 5.0
    """A body that trickles in is not waited for."""
    answer_seconds: float = 20.0
    """Then an answer is given with the worlds that are there."""
    at_once: int = 128
    """Questions in work or waiting; the next one is asked to come again."""
    per_second: float = 100.0
    """Requests of one address in the long run: a class may sit behind one."""
    burst: float = 400.0
    """Requests that it may save up."""


class Guard:
    """Middleware: turns away what is meant for others or comes too fast, and locks up what goes out."""

    def __init__(
        self,
        app: ASGIApp,
        limits: Limits,
        hosts: frozenset[str] | None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._app, self._limits, self._hosts, self._clock = app, limits, hosts, clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def sealed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
            await send(message)

        refused = self._refused(scope)
        await (refused or self._app)(scope, receive, sealed)

    def _refused(self, scope: Scope) -> JSONResponse | None:
        headers = Headers(scope=scope)
        if self._hosts is not None and host_of(headers.get("host", "")) not in self._hosts:
            return refusal(
                421, "host", "this server answers under its own name only", "open it as it says at start"
            )
        if headers.get("sec-fetch-site") == "cross-site" and scope["path"].startswith("/api/"):
            return refusal(403, "origin", "another site's page may not ask", "open this server's own page")
        if not self._has_a_turn((scope.get("client") or ("", 0))[0]):
            return refusal(429, "pace", "too many requests from this address", "wait a second", after=1)
        return None

    def _has_a_turn(self, address: str) -> bool:
        """A token bucket for each address; the longest unseen is forgotten first."""
        now, most = self._clock(), self._limits.burst
        saved, seen = self._buckets.pop(address, (most, now))
        saved = min(most, saved + (now - seen) * self._limits.per_second)
        self._buckets[address] = (max(saved - 1.0, 0.0), now)
        if len(self._buckets) > MOST_ADDRESSES:
            self._buckets.popitem(last=False)
        return saved >= 1.0


def host_of(header: str) -> str:
    """The name in a Host header, without its port."""
    name, _, port = header.rpartition(":")
    return (name if port.isdecimal() and name else header).lower()


def refusal(status: int, path: str, rule: str, remedy: str = "", after: int = 0) -> JSONResponse:
    """Why there is no answer, in the shape that all refusals have."""
    problem = {"path": path, "value": None, "rule": rule, "remedy": remedy}
    headers = {"Retry-After": str(after)} if after else None
    return JSONResponse({"problems": [problem]}, status, headers)
