"""Which strategies are set beside each other by name? Named alternatives are one more factor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from sim.experiment.design.factor import Label, PathValues, Setting, text_of
from sim.files.path import flattened


class Alternatives:
    """Named strategies as the levels of a factor.

    A design that samples has no place for it among its ranges: each alternative meets every drawn point, so
    that they are compared in the same worlds.
    """

    is_crossed: ClassVar[bool] = True
    dimensions = 0

    def __init__(self, strategies: Mapping[str, Mapping[str, Any]]) -> None:
        self._levels = [Setting(name, _laid(name, choice)) for name, choice in strategies.items()]

    def settings(self) -> list[Setting]:
        """Every alternative, in the order of the file."""
        return self._levels

    def at(self, shares: Sequence[float]) -> Setting:
        """The first: no number between 0 and 1 chooses among names that are crossed."""
        return self._levels[0]

    def columns(self, name: str) -> dict[str, str]:
        """The label that its points have."""
        return {name: "Strategy"}

    def stated(self, name: str, labels: Mapping[str, Label]) -> Setting | None:
        """The alternative of this name, or None."""
        return next((level for level in self._levels if level.label == text_of(labels[name])), None)


def _laid(name: str, choice: Mapping[str, Any]) -> PathValues:
    """An alternative is laid over the strategy that all start from: each setting by its own path."""
    return dict(flattened({"name": name, **choice}, "strategy"))
