"""Who may stand at the door, and for how long? Connections are bounded by visitor, and each of them in time.

uvicorn waits for ever for a request that comes in part or not at all, and for who does not take an answer.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any, Final

from uvicorn.protocols.http.h11_impl import H11Protocol

from sim.web.api.visitor import Room, visitor_of

FULL: Final = (
    b"HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/plain; charset=utf-8\r\nRetry-After: 5\r\n"
    b"Connection: close\r\nContent-Length: 52\r\n\r\ntoo many connections from this visitor: close some\r\n"
)

MOST_CONNECTIONS: Final = 1_000

SPARE_FILES: Final = 128
"""Files and pipes that the server needs for itself."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How many connections there are, and for how many seconds the server waits for what."""

    connections: int = MOST_CONNECTIONS
    head: float = 10.0
    """From connecting to the end of the first request's head."""
    next_head: float = 20.0
    """From an answer to the end of the next request's head, however it trickles in."""
    taking: float = 20.0
    """Until an answer that fills all buffers has been taken, at least in part."""


def door(patience: Patience, proxies: frozenset[str] = frozenset()) -> type[H11Protocol]:
    """The protocol that uvicorn speaks with everybody who comes.

    Parameters
    ----------
    proxies
        Addresses that speak for many visitors: their connections are bounded in time and in all only.
    """
    room = Room(patience.connections)

    class Door(H11Protocol):
        """A connection that is counted, and that has an end."""

        _visitor: str | None = None
        _waiting: asyncio.TimerHandle | None = None
        _sending: asyncio.TimerHandle | None = None

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            address = self.client[0] if self.client else ""
            # A proxy's connections count as if each had come by itself.
            visitor = f"{address} {id(self)}" if address in proxies else visitor_of(address)
            if not room.enter(visitor):
                transport.write(FULL)
                transport.close()
            else:
                self._visitor = visitor
            self._wait(patience.head)

        def data_received(self, data: bytes) -> None:
            super().data_received(data)
            if self._is_served():
                self._wait(None)

        def on_response_complete(self) -> None:
            super().on_response_complete()
            self._wait(None if self._is_served() else patience.next_head)

        def connection_lost(self, exc: Exception | None) -> None:
            self._wait(None)
            self.resume_writing()
            if self._visitor is not None:
                room.leave(self._visitor)
                self._visitor = None
            super().connection_lost(exc)

        def pause_writing(self) -> None:
            super().pause_writing()
            self._sending = self.loop.call_later(patience.taking, self.transport.abort)

        def resume_writing(self) -> None:
            if self._sending is not None:
                self._sending.cancel()
                self._sending = None
            super().resume_writing()

        def _is_served(self) -> bool:
            """Whether a request is here, head and all, and its answer is being made."""
            cycle: Any = self.cycle
            return cycle is not None and not cycle.response_complete and not self.transport.is_closing()

        def _wait(self, seconds: float | None) -> None:
            """End the connection in so many seconds, whatever has come by then; None: not yet."""
            if self._waiting is not None:
                self._waiting.cancel()
            abort = self.transport.abort
            self._waiting = None if seconds is None else self.loop.call_later(seconds, abort)

    return Door


def connections_allowed(wanted: int = MOST_CONNECTIONS) -> int:
    """As many connections as are wanted, if the system lets this process have so many files open."""
    try:
        import resource
    except ImportError:  # not on every system
        return wanted
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = wanted + SPARE_FILES
    if soft != resource.RLIM_INFINITY and soft < needed:
        more = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (more, hard))
        return max(more - SPARE_FILES, 16)
    return wanted
