"""How does a long computation hear that it should stop?"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType, TracebackType
from typing import Any, Final, Self

STOPS: Final = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)


class Interrupted(KeyboardInterrupt):
    """Someone asked to stop; what was computed is stored. A command line ends with exit code 130.

    It is a KeyboardInterrupt, so that notebooks and scripts treat it as one.
    """

    def __init__(self, stored: int, asked: int) -> None:
        super().__init__(f"stopped: {stored} of {asked} runs are stored; the same command continues")
        self.stored, self.asked = stored, asked


class Listener:
    """Hears Ctrl-C, SIGTERM and a closed terminal while it is open.

    Each ends what is going on at once, as Ctrl-C does; every file is written whole, so nothing is left
    half-done. Where it is patient, the first only asks, and the second insists.
    """

    def __init__(self) -> None:
        self._asked = 0
        self._is_patient = False
        self._before: dict[int, Any] = {}

    def is_over(self) -> bool:
        """Whether someone asked to stop."""
        return self._asked > 0

    @contextmanager
    def patient(self) -> Iterator[None]:
        """In here somebody asks `is_over` again and again, and stops by himself."""
        self._is_patient = True
        try:
            yield
        finally:
            self._is_patient = False

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():  # Python gives signals to no other
            for number in STOPS:
                is_hangup = number not in (signal.SIGINT, signal.SIGTERM)
                if not is_hangup or signal.getsignal(number) is not signal.SIG_IGN:  # nohup means it
                    self._before[number] = signal.signal(number, self._hear)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler if handler is not None else signal.SIG_DFL)

    def _hear(self, number: int, frame: FrameType | None) -> None:
        self._asked += 1
        if self._asked > 1 or not self._is_patient:
            raise KeyboardInterrupt
