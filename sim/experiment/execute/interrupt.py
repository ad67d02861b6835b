"""How does a long computation hear that it should stop?"""

from __future__ import annotations

import signal
import threading
from types import FrameType, TracebackType
from typing import Any, Self


class Interrupted(KeyboardInterrupt):
    """Someone asked to stop; what was computed is stored. A command line ends with exit code 130.

    It is a KeyboardInterrupt, so that notebooks and scripts treat it as one.
    """

    def __init__(self, stored: int, asked: int) -> None:
        super().__init__(f"stopped: {stored} of {asked} runs are stored; the same command continues")
        self.stored, self.asked = stored, asked


class Listener:
    """Hears Ctrl-C and SIGTERM while it is open: the first asks, the second insists."""

    def __init__(self) -> None:
        self._asked = 0
        self._before: dict[int, Any] = {}

    def is_over(self) -> bool:
        """Whether someone asked to stop."""
        return self._asked > 0

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():  # Python gives signals to no other
            for number in (signal.SIGINT, signal.SIGTERM):
                self._before[number] = signal.signal(number, self._hear)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler if handler is not None else signal.SIG_DFL)

    def _hear(self, number: int, frame: FrameType | None) -> None:
        self._asked += 1
        if self._asked > 1:
            raise KeyboardInterrupt
