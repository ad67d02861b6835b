"""What may come in, and how do answers leave? Requests meant for this host, at a bearable pace; locked up."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sim.web.api.visitor import visitor_of

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

BROKEN_RULES = frozenset({400, 404, 405, 408, 413, 415, 422})
"""Statuses that say what is wrong with a request."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one request, one address and everybody together may ask for."""

    body_bytes: int = 16_384
    body_seconds: float = 5.0
    """A body that trickles in is not waited for."""
    answer_seconds: float = 20.0
    """Then an answer is given with the worlds that are there."""
    soon_seconds: float = 5.0
    """Then an answer that takes worlds of many choices is given with those that are there, if any are."""
    at_once: int = 256
    """Questions in work or waiting, of which one visitor has no more than stay free; the next one is asked
    to come again."""
    per_second: float = 100.0
    """Requests of one visitor in the long run: a class may sit behind one address."""
    burst: float = 400.0
    """Requests that it may save up."""
    file_price: float = 0.05
    """What one of the page's own files counts, beside a question or a list."""
    refused_price: float = 10.0
    """What a question counts that breaks a rule: to say which one is work that no worker can take over."""


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

        visitor = visitor_of((scope.get("client") or ("", 0))[0])

        async def sealed(message: Message) -> None:
            if message["type"] == "http.response.start":
                if message["status"] in BROKEN_RULES:
                    self._charge(visitor, self._limits.refused_price)
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
            await send(message)

        refused = self._refused(scope, visitor)
        await (refused or self._app)(scope, receive, sealed)

    def _refused(self, scope: Scope, visitor: str) -> JSONResponse | None:
        headers = Headers(scope=scope)
        if self._hosts is not None and host_of(headers.get("host", "")) not in self._hosts:
            return refusal(
                421, "host", "this server answers under its own name only", "open it as it says at start"
            )
        if headers.get("sec-fetch-site") == "cross-site" and scope["path"].startswith("/api/"):
            return refusal(403, "origin", "another site's page may not ask", "open this server's own page")
        price = 1.0 if scope["path"].startswith("/api/") else self._limits.file_price
        if not self._has_a_turn(visitor, price):
            return refusal(429, "pace", "too many requests from this address", "wait a second", after=1)
        return None

    def _has_a_turn(self, visitor: str, price: float = 1.0) -> bool:
        saved = self._charge(visitor, 0.0)
        if saved >= price:
            self._charge(visitor, price)
        return saved >= price

    def _charge(self, visitor: str, price: float) -> float:
        """A token bucket for each visitor, which may owe as much as it may save; the longest unseen is
        forgotten first. Returns what was saved."""
        now, most = self._clock(), self._limits.burst
        saved, seen = self._buckets.pop(visitor, (most, now))
        saved = min(most, saved + (now - seen) * self._limits.per_second)
        self._buckets[visitor] = (max(saved - price, -most), now)
        if len(self._buckets) > MOST_ADDRESSES:
            self._buckets.popitem(last=False)
        return saved


def host_of(header: str) -> str:
    """The name in a Host header, without its port."""
    name, _, port = header.rpartition(":")
    return (name if port.isdecimal() and name else header).lower()


def refusal(status: int, path: str, rule: str, remedy: str = "", after: int = 0) -> JSONResponse:
    """Why there is no answer, in the shape that all refusals have."""
    problem = {"path": path, "value": None, "rule": rule, "remedy": remedy}
    headers = {"Retry-After": str(after)} if after else None
    return JSONResponse({"problems": [problem]}, status, headers)
