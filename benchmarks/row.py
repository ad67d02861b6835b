"""One figure, what it should be, and whether it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table."""

    section: str
    what: str
    figure: str
    target: str = ""
    reached: bool | None = None
    """None where nothing was promised."""
    note: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    """The numbers behind the figure, for ``--json``."""

    def plain(self) -> dict[str, Any]:
        """As plain values."""
        return {name: getattr(self, name) for name in self.__slots__}
