"""What does a calendar say of a day? Here, and nowhere else, is decided what goes before what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

from sim.scenario.day_span import day_span
from sim.scenario.public_holidays import public_holidays
from sim.scenario.stretch import DayHours, hours_of


class Office(Protocol):
    """What is asked of a calendar."""

    @property
    def closed(self) -> Sequence[str]:
        """Closed days, single ones and spans."""

    @property
    def hours_on(self) -> Mapping[str, str]:
        """Hours of single days and spans."""

    @property
    def holidays(self) -> str | None:
        """Whose public holidays are kept."""

    @property
    def week(self) -> Sequence[DayHours]:
        """Hours of each day of the week, Monday first."""


class Diary:
    """The hours of every day from one to another, by a calendar.

    What is said of a date goes before what is said of every year's day; of either, hours go before closed
    days; then come public holidays, and the weekday last.
    """

    def __init__(self, calendar: Office, since: date, until: date) -> None:
        self._dates: dict[date, DayHours] = {}
        self._every_year: dict[tuple[int, int], DayHours] = {}
        closed = ((text, "") for text in calendar.closed)
        for text, hours in (*closed, *calendar.hours_on.items()):  # hours last: they go before closed days
            span, said = day_span(text), hours_of(hours)
            if span.is_yearly:
                self._every_year |= {(day.month, day.day): said for day in span.of_a_leap_year()}
            else:
                self._dates |= dict.fromkeys(span.between(since, until), said)
        self._holidays = public_holidays(calendar.holidays, range(since.year, until.year + 1))
        self._week = calendar.week

    def hours(self, day: date) -> DayHours:
        """When somebody is there on that day, which lies between the two."""
        said = self._dates.get(day)
        if said is None:
            said = self._every_year.get((day.month, day.day))
        if said is None:
            said = () if day in self._holidays else self._week[day.weekday()]
        return said
