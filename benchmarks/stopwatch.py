"""How long does it take? In turns, so that what slows the machine for a while slows all alike."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from statistics import median

Work = Callable[[int], object]
"""Something to do in a round, told which round it is."""


@dataclass(frozen=True, slots=True)
class Laps:
    """Seconds of each round."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    """Of all threads of this process: what a busy neighbour takes is not counted."""


@dataclass(frozen=True, slots=True)
class Spread:
    """A figure of each round."""

    values: list[float]

    @property
    def median(self) -> float:
        """What is reported."""
        return median(self.values)

    def told(self, digits: int = 3) -> str:
        """Median (least–most)."""
        return f"{number(self.median, digits)} ({self.span(digits)})"

    def span(self, digits: int = 3) -> str:
        """Least–most."""
        return f"{number(min(self.values), digits)}–{number(max(self.values), digits)}"

    def plain(self) -> dict[str, float | list[float]]:
        """For a JSON file."""
        return {
            "median": self.median,
            "least": min(self.values),
            "most": max(self.values),
            "all": self.values,
        }


def in_turns(contestants: Mapping[str, Work], rounds: int, warm_up: bool = True) -> dict[str, Laps]:
    """Each contestant once a round; the garbage of the one before is collected first.

    Parameters
    ----------
    contestants
        What is timed, by name.
    rounds
        How often.
    warm_up
        One round more, before the first, that is not counted: compilers compile and caches fill.
    """
    laps = {name: Laps() for name in contestants}
    gc.collect()
    gc.freeze()  # a compiler leaves half a million objects, which no contestant should have to look through
    try:
        for lap in range(-1 if warm_up else 0, rounds):
            for name, work in contestants.items():
                wall, cpu = timed(work, max(lap, 0))
                if lap >= 0:
                    laps[name].wall.append(wall)
                    laps[name].cpu.append(cpu)
    finally:
        gc.unfreeze()
    return laps


def timed(work: Work, lap: int = 0) -> tuple[float, float]:
    """Seconds by the clock on the wall, and of the processor."""
    gc.collect()
    wall, cpu = time.perf_counter(), time.process_time()
    work(lap)
    return time.perf_counter() - wall, time.process_time() - cpu


def ratios(above: list[float], below: list[float], factor: float = 1.0) -> Spread:
    """Round by round, so that a slow round is slow above and below."""
    return Spread([factor * a / b for a, b in zip(above, below, strict=True)])


def each(laps: list[float], factor: float = 1.0) -> Spread:
    """Seconds, or what a factor makes of them."""
    return Spread([factor * lap for lap in laps])


def rates(laps: list[float], amount: float) -> Spread:
    """So much a second."""
    return Spread([amount / lap for lap in laps])


def number(value: float, digits: int = 3) -> str:
    """So many digits that count, thousands apart."""
    if value >= 10 ** (digits - 1):
        return f"{value:,.0f}"
    return f"{value:.{digits}g}"
