"""Which time is observed? A window, in hours since the scenario's start."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from sim.outcome.reading import Bools, Floats
from sim.scenario.arrivals import DAYS_PER_YEAR
from sim.scenario.week import HOURS_PER_WEEK

HOURS_PER_YEAR = 24.0 * DAYS_PER_YEAR
HOURS_PER_MONTH = HOURS_PER_YEAR / 12.0
ROUNDING = 1e-9


class Window(NamedTuple):
    """Observed time [start, end), in hours since the scenario's start."""

    start: float
    end: float

    @property
    def hours(self) -> float:
        """Length in hours."""
        return self.end - self.start

    @property
    def weeks(self) -> float:
        """Length in weeks."""
        return self.hours / HOURS_PER_WEEK

    @property
    def years(self) -> float:
        """Length in years of 365.25 days."""
        return self.hours / HOURS_PER_YEAR

    def days(self) -> Floats:
        """The start and every 24 hours from there, up to the end."""
        count = math.floor(self.hours / 24.0 + ROUNDING) + 1
        return self.start + 24.0 * np.arange(count, dtype=np.float64)

    def quarters(self) -> Floats:
        """Edges of equal parts as near to a quarter of a year as can be."""
        parts = max(round(4.0 * self.hours / (24.0 * DAYS_PER_YEAR)), 1)
        return np.linspace(self.start, self.end, parts + 1)

    def holds(self, instants: Floats) -> Bools:
        """Which instants fall in the window; what has not happened (nan) does not."""
        return (instants >= self.start) & (instants < self.end)

    def overlap(self, since: Floats, until: Floats) -> Floats:
        """Hours of each span [since, until) that lie in the window."""
        inside = np.minimum(until, self.end) - np.maximum(since, self.start)
        return np.asarray(np.maximum(inside, 0.0))
