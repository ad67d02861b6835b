"""When does a team work?

`AnyCalendar` is what a file says: the word ``always``, or a `Calendar` of office hours in a time zone.
`compile_calendar` makes a `CalendarTable` of it, the instants at which the team opens and closes, for the
laws in `sim.rules.calendar`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Annotated, Final, Literal, NamedTuple, TypeAlias, get_args
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray
from pydantic import BeforeValidator, Field, WrapValidator

from sim.scenario.base import Part
from sim.scenario.public_holidays import HolidayCode, public_holidays
from sim.scenario.refusal import did_you_mean, refusal
from sim.scenario.zone import ZoneName, known_zone

Weekday: TypeAlias = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEK: Final[tuple[Weekday, ...]] = get_args(Weekday)
HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)

MARGIN: Final = 4
"""Days that a shift may lie from the UTC date it is named after: length, zone and `shift_hours` add up."""

# -- What a file may say -------------------------------------------------------------------------------------


def _weekdays(value: object) -> object:
    """Days in the order of the week, from a list, a range ("mon-fri") or the words "every day"."""
    if isinstance(value, str):
        return WEEK if value == "every day" else _day_range(value)
    if isinstance(value, list | tuple) and all(isinstance(day, str) for day in value):
        return tuple(sorted({_day(day) for day in value}, key=WEEK.index))
    return value  # pydantic says what is wrong with it


def _day_range(text: str) -> tuple[Weekday, ...]:
    first, _, last = text.partition("-")
    start = WEEK.index(_day(first))
    length = (WEEK.index(_day(last or first)) - start) % 7
    return tuple(sorted((WEEK[(start + n) % 7] for n in range(length + 1)), key=WEEK.index))


def _day(name: str) -> Weekday:
    for day in WEEK:
        if day == name:
            return day
    meant = did_you_mean(name, {day: day for day in WEEK})
    remedy = f"{meant} weekdays: {', '.join(WEEK)}; or mon-fri, or every day"
    raise refusal(f"{name[:20]!r} is not a weekday", remedy)


def _clock_time(latest: str) -> Callable[[object], str]:
    """A validator of wall-clock times up to `latest`, which writes 9:00 as 09:00."""

    def check(value: object) -> str:
        if isinstance(value, list | tuple):
            rule = "must be one time of day: a team opens once a day and closes once"
            raise refusal(rule, 'a break at noon is not told: write opens: "08:00" and closes: "16:00"')
        if isinstance(value, str) and re.fullmatch(r"[0-9]{1,2}:[0-5][0-9]", value):
            padded = value.zfill(5)
            if padded <= latest:
                return padded
        raise refusal(f"must be a time of day from 00:00 to {latest}", 'write it in quotes: "09:00"')

    return check


ClockTime = Annotated[str, Field(pattern=r"^[0-9]{1,2}:[0-5][0-9]$")]
Opening = Annotated[ClockTime, BeforeValidator(_clock_time("23:59"), json_schema_input_type=ClockTime)]
Closing = Annotated[ClockTime, BeforeValidator(_clock_time("24:00"), json_schema_input_type=ClockTime)]
Weekdays = Annotated[
    tuple[Weekday, ...],
    Field(min_length=1),
    BeforeValidator(_weekdays, json_schema_input_type=list[Weekday] | str),
]


class Calendar(Part):
    """Office hours in a time zone. What is left out is Monday to Friday, nine to five, UTC, no holidays."""

    zone: ZoneName = Field(default="UTC", examples=["Asia/Kolkata", "America/New_York", "Europe/Warsaw"])
    """Time zone by its IANA name; daylight saving time is followed."""
    opens: Opening = Field(default="09:00", examples=["09:00"])
    """Opening by the wall clock of the zone (HH:MM)."""
    closes: Closing = Field(default="17:00", examples=["17:00", "24:00"])
    """Closing by the wall clock of the zone (HH:MM); not after `opens`, it is next day's."""
    weekdays: Weekdays = Field(default=WEEK[:5], examples=[["mon", "wed"], "mon-fri", "every day"])
    """Days on which a shift opens: a list, a range such as "sun-thu", or "every day"."""
    holidays: HolidayCode | None = Field(default=None, examples=["IN", "US", "US-NY"])
    """Country, or country and subdivision, on whose public holidays no shift opens; left out, none."""
    shift_hours: float = Field(default=0.0, ge=-24.0, le=24.0, examples=[3.5])
    """Hours by which each shift is moved, later if positive, for overlap; its weekday stays the same."""

    @property
    def opening(self) -> timedelta:
        """From the midnight of its day to the start of a shift, by the wall clock."""
        return _since_midnight(self.opens) + self.shift_hours * HOUR

    @property
    def length(self) -> timedelta:
        """From the start of a shift to its end, by the wall clock; at most a day."""
        length = _since_midnight(self.closes) - _since_midnight(self.opens)
        return length if length > timedelta(0) else length + DAY


def _any_calendar(value: object, _: object) -> Calendar | Literal["always"]:
    """Choose, then check: a union would call each mistake in office hours "not the word always" as well."""
    if value == "always":
        return "always"
    if isinstance(value, str):
        raise refusal(f"{value[:40]!r} is not a calendar", 'write "always", or settings (opens: "09:00")')
    return Calendar.model_validate(value)


AnyCalendar = Annotated[
    Calendar | Literal["always"],
    WrapValidator(_any_calendar, json_schema_input_type=Calendar | Literal["always"]),
]
"""Office hours, or the word ``always``: open at every instant."""


def wall_clock(calendar: AnyCalendar, start: date, instant: float) -> datetime:
    """What a team's clock shows so many hours after midnight UTC of `start`; UTC's where it has no zone."""
    zone = known_zone(calendar.zone) if isinstance(calendar, Calendar) else UTC
    return (datetime.combine(start, time(), UTC) + instant * HOUR).astimezone(zone)


# -- What the engines read -----------------------------------------------------------------------------------


class CalendarTable(NamedTuple):
    """When a team is open: intervals [open, close) in hours since the scenario's start. Read-only.

    Its fields are the first arguments of the laws in `sim.rules.calendar`, which say more about them. Stacked
    tables have one dimension more, the teams.
    """

    opens: NDArray[np.float64]
    closes: NDArray[np.float64]
    worked: NDArray[np.float64]

    @property
    def total(self) -> float:
        """All open hours of one calendar; inf if it is always open."""
        padded = bool(np.isinf(self.opens[-1]))
        last = 0.0 if padded else self.closes[-1] - self.opens[-1]
        return float(self.worked[-1] + last)


def compile_calendar(calendar: AnyCalendar, start: date, hours: float) -> CalendarTable:
    """The open intervals of a calendar in [0, hours), counted from midnight UTC of `start`.

    A shift in progress at the start is cut, one in progress at the end is whole; shifts that touch are one
    interval. Of a wall-clock time that daylight saving repeats the first occurrence counts; one that it skips
    is taken as if the clocks had not changed yet. A calendar that does not open in time has one row, at
    infinity. The table is shared between calls.
    """
    if isinstance(calendar, Calendar) and not (math.isfinite(hours) and hours >= 0.0):
        raise ValueError(f"hours={hours!r} must be finite and not negative: each shift is listed")
    return _compiled(calendar, start, hours)


def stack(tables: Sequence[CalendarTable]) -> CalendarTable:
    """Tables as the rows of 2-D arrays, in their order, the shorter ones padded at the end."""
    width = max(len(table.opens) for table in tables)
    opens, closes, worked = (np.full((len(tables), width), math.inf) for _ in CalendarTable._fields)
    for row, table in enumerate(tables):
        rows = len(table.opens)
        opens[row, :rows] = table.opens
        closes[row, :rows] = table.closes
        worked[row, :rows] = table.worked
        worked[row, rows:] = table.total
    return _read_only(CalendarTable(opens, closes, worked))


@lru_cache(maxsize=256)
def _compiled(calendar: Calendar | Literal["always"], start: date, hours: float) -> CalendarTable:
    if not isinstance(calendar, Calendar):
        return _table([(0.0, math.inf)])
    midnight = datetime.combine(start, time(), UTC)
    shifts = _merged(_shifts(calendar, start, hours))
    rows = [((opens - midnight) / HOUR, (closes - midnight) / HOUR) for opens, closes in shifts]
    return _table([(max(opens, 0.0), closes) for opens, closes in rows if closes > 0.0 and opens < hours])


def _shifts(calendar: Calendar, start: date, hours: float) -> Iterator[tuple[datetime, datetime]]:
    """Opening and closing, UTC, of every shift that may touch [0, hours), and of some that do not."""
    zone = known_zone(calendar.zone)
    opening, length = calendar.opening, calendar.length
    weekdays = {WEEK.index(day) for day in calendar.weekdays}
    days = [start + n * DAY for n in range(-MARGIN, math.ceil(hours / 24.0) + MARGIN)]
    closed = public_holidays(calendar.holidays, range(days[0].year, days[-1].year + 1))
    for day in days:
        if day.weekday() in weekdays and day not in closed:
            # Added before the zone is attached: nine o'clock is nine o'clock, in summer and in winter.
            opens = datetime.combine(day, time()) + opening
            yield _utc(opens, zone), _utc(opens + length, zone)


def _merged(shifts: Iterable[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    """Shifts in order, those that touch or overlap made one; while they are exact, before they are floats."""
    merged: list[tuple[datetime, datetime]] = []
    # A shift inside the hour that the clocks skip has no length, or less than none.
    for opens, closes in sorted(shift for shift in shifts if shift[0] < shift[1]):
        if merged and opens <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(closes, merged[-1][1]))
        else:
            merged.append((opens, closes))
    return merged


def _table(intervals: list[tuple[float, float]]) -> CalendarTable:
    opens, closes = np.array(intervals or [(math.inf, math.inf)]).T.copy()
    worked = np.zeros(len(opens))
    # One addition after the other, as the laws add: a pairwise sum may end a bit elsewhere.
    np.cumsum(closes[:-1] - opens[:-1], out=worked[1:])
    return _read_only(CalendarTable(opens, closes, worked))


def _read_only(table: CalendarTable) -> CalendarTable:
    for array in table:
        array.setflags(write=False)
    return table


def _utc(wall: datetime, zone: ZoneInfo) -> datetime:
    return wall.replace(tzinfo=zone).astimezone(UTC)


def _since_midnight(clock_time: str) -> timedelta:
    hour, minute = clock_time.split(":")
    return timedelta(hours=int(hour), minutes=int(minute))
