"""Which calendar months does a window hold, and what falls in which?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from sim.outcome.reading import Floats
from sim.outcome.window import HOURS_PER_YEAR, Window


@dataclass(frozen=True, slots=True, eq=False)
class Months:
    """The calendar months (UTC) that a window touches; the first and the last may be cut."""

    start: date
    """The scenario's first day."""
    edges: Floats
    """(months + 1,) hours since the scenario's start, from the window's start to its end."""
    number: NDArray[np.int64]
    """(months,) calendar months since the one in which the scenario starts."""
    years: NDArray[np.int64]
    """(months,) turns of the calendar year since the scenario's start."""
    share: Floats
    """(months,) the part of each calendar month that lies in the window; 1 for a whole one."""
    names: tuple[str, ...]
    """(months,) such as 2025-01."""

    def __len__(self) -> int:
        return len(self.names)

    @property
    def windows(self) -> list[Window]:
        """Each month, or the part of it that is observed, as a window of its own."""
        return [Window(*pair) for pair in zip(self.edges[:-1].tolist(), self.edges[1:].tolist(), strict=True)]

    @property
    def hours(self) -> Floats:
        """(months,) length of each part."""
        return np.diff(self.edges)

    def turns_since(self, instant: float) -> NDArray[np.int64]:
        """(months,) turns of the calendar year since the month of an instant; 0 before it."""
        begun = _turns(self.start, month_number(self.start, instant))
        return np.maximum(self.years - begun, 0)

    def of(self, instants: Floats) -> NDArray[np.int64]:
        """Which month holds each instant of the window, counted from 0."""
        last = len(self) - 1
        return np.clip(np.searchsorted(self.edges, instants, side="right") - 1, 0, last).astype(np.int64)

    def sums(self, instants: Floats, amounts: Floats) -> Floats:
        """(months,) sums of the amounts at instants of the window."""
        return np.bincount(self.of(instants), amounts, len(self)).astype(np.float64)

    def accrued(self, since: Floats, until: Floats, per_hour: Floats) -> Floats:
        """(months,) what accrues over the spans [since, until) at a rate each."""
        spans = np.maximum(until, since)
        rows = [((np.clip(edge, since, spans) - since) * per_hour).sum() for edge in self.edges]
        return np.diff(np.array(rows, dtype=np.float64))

    def discounts(self, rate_per_year: float) -> Floats:
        """(months,) worth at the window's start of one unit of money paid in the middle of each month."""
        middle = (self.edges[:-1] + self.edges[1:]) / 2.0 - self.edges[0]
        return np.asarray((1.0 + rate_per_year) ** (-middle / HOURS_PER_YEAR))


@lru_cache(maxsize=256)
def months_of(start: date, window: Window) -> Months:
    """The calendar months of a window in a scenario that starts on a day."""
    first = month_number(start, window.start)
    last = max(month_number(start, np.nextafter(window.end, -np.inf)), first)
    number = np.arange(first, last + 1)
    turns = np.array([_turn(start, n) for n in range(first, last + 2)])
    edges = turns.copy()
    edges[0], edges[-1] = window
    return Months(
        start=start,
        edges=edges,
        number=number,
        years=np.array([_turns(start, n) for n in number.tolist()]),
        share=np.diff(edges) / np.diff(turns),
        names=tuple(f"{d.year:04d}-{d.month:02d}" for d in (_first_day(start, n) for n in number.tolist())),
    )


def _turn(start: date, number: int) -> float:
    """Hours from the scenario's start to the first day of a month; below 0 for that of the start itself."""
    return 24.0 * (_first_day(start, number) - start).days


def _first_day(start: date, number: int) -> date:
    month = (start.month - 1 + number) % 12 + 1
    return date(start.year + _turns(start, number), month, 1)


def _turns(start: date, number: int) -> int:
    """Turns of the calendar year from the scenario's start to so many months later."""
    return (start.month - 1 + number) // 12


def month_number(start: date, instant: float) -> int:
    """Calendar months from the scenario's start to an instant."""
    day = date.fromordinal(start.toordinal() + int(instant // 24.0))
    return 12 * (day.year - start.year) + day.month - start.month


def cents_by_month(amounts: Floats, total: int) -> NDArray[np.int64]:
    """(months,) whole cents that add up to `total` exactly, each within a cent of its amount in money.

    What has been paid by the end of a month is rounded, not what is paid in it; the last month takes what
    rounding has left.
    """
    paid = np.rint(100.0 * np.cumsum(amounts)).astype(np.int64)
    paid[-1] = total
    return np.diff(paid, prepend=np.int64(0))
