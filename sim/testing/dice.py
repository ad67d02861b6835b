"""How is a case drawn? On whole hours or off them, often at the edges, and the simplest first."""

from __future__ import annotations

import math
from collections.abc import Sequence
from random import Random
from typing import TypeVar

Option = TypeVar("Option")


class Dice:
    """How a case is drawn. Hypothesis has a `random.Random` of its own, which shrinks to what is first and
    what is least."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._whole_percent = self.one_of(100, 50, 0)
        self.seats = self.one_of(1, 2, 3, 8)
        """Most seats that a team has."""
        self.effort_hours = self.one_of(1, 4, 12)
        """Most hours that an effort has, or nearly so."""

    def one_of(self, *options: Option) -> Option:
        """Any of them."""
        return options[self._random.randrange(len(options))]

    def some_of(self, options: Sequence[Option]) -> list[Option]:
        """Each of them or not, in their order."""
        return [option for option in options if self.chance(50)]

    def chance(self, percent: int) -> bool:
        """True so many times out of a hundred."""
        return self._random.randrange(100) >= 100 - percent

    def is_whole(self) -> bool:
        """Whether the next number is on the grid: always, sometimes or never in one case."""
        return self.chance(self._whole_percent)

    def whole(self, least: int, most: int) -> int:
        """A whole number; both ends are possible."""
        return self._random.randint(least, most)

    def hours(self, least: float, most: float) -> float:
        """An amount of time, on the grid whole."""
        if self.is_whole():
            return float(self.whole(math.ceil(least), max(math.floor(most), math.ceil(least))))
        return self._random.uniform(least, most)

    def days(self, least_hours: float, most_hours: float) -> float:
        """The same, in days."""
        return self.hours(least_hours, most_hours) / 24.0

    def share(self) -> float:
        """A probability: often none or all."""
        return self.one_of(0.0, 1.0, 0.5, self._random.uniform(0.0, 1.0))

    def number(self, least: float, most: float) -> float:
        """Any number between."""
        return self._random.uniform(least, most)
