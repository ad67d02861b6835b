"""When does a team work?

`AnyCalendar` is what a file says: the word ``always``, or a `Calendar` of office hours in a time zone.
`compile_calendar` makes a `CalendarTable` of it, the instants at which the team opens and closes, for the
laws in `sim.rules.calendar`.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Annotated, Any, Final, Literal, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray
from pydantic import (
    Field,
    SerializerFunctionWrapHandler,
    WrapValidator,
    model_serializer,
    model_validator,
)

from sim.errors import ABSENT, InputError, Problem
from sim.scenario.base import Part
from sim.scenario.diary import Diary
from sim.scenario.office_days import ClosedDays, HoursByDay, HoursByWeekday
from sim.scenario.public_holidays import HolidayCode
from sim.scenario.refusal import refusal
from sim.scenario.stretch import DAY as DAY
from sim.scenario.stretch import EXAMPLE, Closing, DayHours, Opening, hours_of, stretch_of
from sim.scenario.weekday import WEEK as WEEK
from sim.scenario.weekday import Weekday as Weekday
from sim.scenario.weekday import Weekdays
from sim.scenario.zone import ZoneName, known_zone

HOUR: Final = timedelta(hours=1)

MARGIN: Final = 4
"""Days that a shift may lie from the UTC date it is named after: length, zone and `shift_hours` add up."""

PLAIN: Final = ("opens", "closes", "weekdays")
"""Settings of a week in which all days are alike; `hours` stands in their place."""
OWN: Final = ("hours", "closed", "hours_on")
"""Settings that are left out of what is written down where they say nothing."""

# -- What a file may say -------------------------------------------------------------------------------------


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
    hours: HoursByWeekday = Field(default={}, examples=[{"mon-thu": EXAMPLE, "fri": "08:30-14:00"}])
    """Hours by weekday, with breaks, in the place of `opens`, `closes` and `weekdays`; the last of a day may
    pass midnight."""
    closed: ClosedDays = Field(default=(), examples=[["2025-12-24", "2025-12-27..2025-12-31", "08-15"]])
    """Days of its own on which nobody is there: dates and ranges of dates; without a year, every year's."""
    hours_on: HoursByDay = Field(default={}, examples=[{"12-24": "09:00-12:30", "2025-03-01": EXAMPLE}])
    """Other hours on single days, whatever else they are; without a year, every year's."""

    @property
    def week(self) -> tuple[DayHours, ...]:
        """The hours of an ordinary week, Monday's first, before `shift_hours` moves them."""
        if self.hours:
            return tuple(hours_of(self.hours.get(day, "")) for day in WEEK)
        usual = (stretch_of(self.opens, self.closes),)
        return tuple(usual if day in self.weekdays else () for day in WEEK)

    @property
    def stretches_per_week(self) -> int:
        """How often it opens in an ordinary week."""
        return sum(map(len, self.week)) if self.hours else sum(day in self.weekdays for day in WEEK)

    @property
    def hours_per_week(self) -> float:
        """Open hours of an ordinary week, by the wall clock."""
        lengths = Counter(stretch.length for hours in self.week for stretch in hours)
        return sum(number * (length / HOUR) for length, number in lengths.items())

    @property
    def usual_opening(self) -> timedelta:
        """From midnight to the hour at which most of its days begin, `shift_hours` left aside."""
        return Counter(hours[0].opens for hours in self.week if hours).most_common(1)[0][0]

    def own_settings(self) -> dict[str, Any]:
        """Without what stands in another setting's place, and what says nothing."""
        return {name: value for name, value in super().own_settings().items() if self._says(name)}

    def __hash__(self) -> int:
        # By what most of them differ in, and by no groups: it is asked for some twenty times a plan.
        return hash((self.zone, self.opens, self.closes, self.weekdays, self.holidays, self.shift_hours))

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        return ((name, value) for name, value in super().__repr_args__() if self._says(str(name)))

    def _says(self, name: str) -> bool:
        return bool(getattr(self, name)) if name in OWN else not (self.hours and name in PLAIN)

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, data: Any) -> Any:
        """What a preset states is taken back by null."""
        if not isinstance(data, Mapping):
            return data
        return {name: value for name, value in data.items() if value is not None or name not in PLAIN + OWN}

    @model_validator(mode="after")
    def _one_week(self) -> Calendar:
        beside = [name for name in PLAIN if name in self.model_fields_set]
        if self.hours and beside:
            rule = f"hours say all of the week, and are stated beside {', '.join(beside)}"
            nulls = ", ".join(f"{name}: null" for name in beside)
            remedy = f"remove the one or the other; what a preset states is taken back by {nulls}"
            raise InputError([Problem("hours", ABSENT, rule, remedy)])
        for day in self.hours_on:
            if day in self.closed:
                rule = f"{day} has hours of its own and is among the closed days"
                raise InputError(
                    [Problem(f"hours_on.{day}", self.hours_on[day], rule, "remove one of the two")]
                )
        return self

    @model_serializer(mode="wrap")
    def _stated(self, dump: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """As it would be stated: without what stands in another setting's place, and what says nothing."""
        data: dict[str, Any] = dump(self)
        return {name: value for name, value in data.items() if self._says(name)}


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
    zone, moved = known_zone(calendar.zone), calendar.shift_hours * HOUR
    days = [start + n * DAY for n in range(-MARGIN, math.ceil(hours / 24.0) + MARGIN)]
    diary = Diary(calendar, days[0], days[-1])
    for day in days:
        for opens, closes in diary.hours(day):
            # Added before the zone is attached: nine o'clock is nine o'clock, in summer and in winter.
            midnight = datetime.combine(day, time()) + moved
            yield _utc(midnight + opens, zone), _utc(midnight + closes, zone)


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
