"""Which days are meant: those of one year, or every year's?"""

from __future__ import annotations

import re
from calendar import isleap
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import Final, NamedTuple

from sim.scenario.refusal import refusal

LEAP_YEAR, DAYS = 2000, 366
"""Stands for every year in yearly days: it has all of them."""
NEW_YEAR: Final = date(LEAP_YEAR, 1, 1)
EARLIEST, LATEST = 1900, 2400
"""Years that a date may have."""
TO: Final = ".."
EXAMPLE: Final = "2025-12-24, 2025-12-27..2025-12-31, or without a year, every year: 12-24"

_FORM: Final = re.compile(r"(?:([0-9]{4})-)?([0-9]{2})-([0-9]{2})")


class DaySpan(NamedTuple):
    """Days from the first to the last, both included; yearly ones may pass the turn of the year."""

    first: date
    last: date
    is_yearly: bool
    """Its days are those of a leap year, and stand for the same ones of every year."""

    def between(self, since: date, until: date) -> Iterator[date]:
        """Its days from one date to another, both included; one that a year does not have is left out."""
        if not self.is_yearly:
            since, until = max(since, self.first), min(until, self.last)
            yield from (since + timedelta(days=n) for n in range((until - since).days + 1))
            return
        for year in range(since.year, until.year + 1):
            there = (day for day in self.of_a_leap_year() if isleap(year) or (day.month, day.day) != (2, 29))
            yield from (day for each in there if since <= (day := each.replace(year=year)) <= until)

    def of_a_leap_year(self) -> Iterator[date]:
        """The days of a yearly span, as those of a leap year."""
        begins = (self.first - NEW_YEAR).days
        for n in range((self.last - self.first).days % DAYS + 1):
            yield NEW_YEAR + timedelta(days=(begins + n) % DAYS)


@lru_cache(maxsize=1024)
def day_span(text: str) -> DaySpan:
    """The days that a text means: `2025-12-24`, `2025-12-27..2025-12-31`, or yearly `12-24`, `12-27..01-02`.

    Raises
    ------
    PydanticCustomError
        It means none.
    """
    begins, _, ends = text.partition(TO)
    (first, is_yearly), (last, ends_yearly) = _date(begins), _date(ends or begins)
    if is_yearly != ends_yearly:
        raise refusal("both ends of a range have a year, or neither has", f"write {EXAMPLE}")
    if last < first and not is_yearly:
        raise refusal("a range of days begins with the earlier one", f"write {ends}{TO}{begins}")
    return DaySpan(first, last, is_yearly)


def single_day(text: str) -> DaySpan:
    """The one day that a text means, `2025-12-24` or yearly `12-24`.

    Raises
    ------
    PydanticCustomError
        It means none, or more than one.
    """
    if TO in text:
        rule = "hours are those of one day, not of a range of days"
        raise refusal(rule, "state each day with its hours; what holds on a weekday stands under hours")
    return day_span(text)


def _date(text: str) -> tuple[date, bool]:
    found = _FORM.fullmatch(text)
    if found is None:
        raise refusal(f"{text[:40]!r} is not a day of the calendar", f"write {_meant(text) or EXAMPLE}")
    year, month, day = (int(part) if part else None for part in found.groups())
    assert month is not None
    assert day is not None
    try:
        made = date(LEAP_YEAR if year is None else year, month, day)
    except ValueError:
        swapped = f"; did you mean {text[-2:]}-{text[-5:-3]}?" if month > 12 >= day and year is None else ""
        raise refusal(f"there is no day {text}", f"write year, month and day{swapped}") from None
    if year is not None and not EARLIEST <= year <= LATEST:
        raise refusal(f"the year of {text} must lie from {EARLIEST} to {LATEST}", f"write {EXAMPLE}")
    return made, year is None


def _meant(text: str) -> str:
    """The same day in our way of writing, where one of its numbers can only be the day."""
    numbers = [number.zfill(2) for number in re.findall("[0-9]{1,4}", text)]
    years, others = ([number for number in numbers if len(number) == digits] for digits in (4, 2))
    if len(others) != 2 or len(years) > 1:
        return ""
    month, day = sorted(others)
    return "-".join((*years, month, day)) if month <= "12" < day else ""
