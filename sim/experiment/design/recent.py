"""What was made last is kept, and no more than so much of it."""

from __future__ import annotations

from typing import Final, TypeVar

K = TypeVar("K")
V = TypeVar("V")

MOST_KEPT: Final = 4_096
"""Things of one kind: of sections of worlds some 30 MB. What was forgotten is made again."""


class Recent(dict[K, V]):
    """Things by their keys: the oldest makes room."""

    def put(self, key: K, value: V) -> V:
        """The value, which is kept."""
        if len(self) >= MOST_KEPT:
            self.pop(next(iter(self)), None)
        self[key] = value
        return value
