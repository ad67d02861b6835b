"""Who waits for an answer, until when, and are they still there?"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Hashable
from concurrent.futures import CancelledError, Future
from typing import Any


class Gone(Exception):
    """The visitor has left, or has asked something newer: nobody waits for this answer."""


class TooLate(Exception):
    """The time for an answer is over."""


class Caller:
    """A question that waits, and whose it is. The desk asks now and then whether it still does."""

    def __init__(self, seconds: float, visitor: Hashable = None, soon: float = math.inf) -> None:
        self.visitor = visitor
        self._until = time.monotonic() + seconds
        self._soon = time.monotonic() + soon
        self._gone = threading.Event()
        self._stir = threading.Event()

    @property
    def has_waited(self) -> bool:
        """Whether it would rather have a part of an answer now than all of it later."""
        return time.monotonic() > self._soon

    def leave(self) -> None:
        """Stop waiting; may be called from any thread."""
        self._gone.set()
        self._stir.set()

    def check(self) -> None:
        """Raise `Gone` or `TooLate`, if so it is."""
        if self._gone.is_set():
            raise Gone
        if time.monotonic() > self._until:
            raise TooLate

    def wait_for(self, future: Future[Any]) -> Any:
        """A job's result, as soon as it is there.

        Raises
        ------
        Gone, TooLate
            The visitor left, or time is over.
        """
        future.add_done_callback(lambda _: self._stir.set())
        while not future.done():
            self.check()
            self._stir.wait(max(self._until - time.monotonic(), 0.0) + 0.001)
            self._stir.clear()
        try:
            return future.result()
        except CancelledError:
            raise Gone from None
