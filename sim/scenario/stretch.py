"""From when to when is a team there on one day? Its hours, with the breaks between them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Annotated, Final, NamedTuple

from pydantic import BeforeValidator, Field

from sim.scenario.refusal import refusal

DAY: Final = timedelta(days=1)
LONGEST: Final = 200
"""Characters in the hours of one day: fifteen stretches."""
EXAMPLE: Final = "08:30-12:00, 13:00-17:00"

_FORM: Final = re.compile(r"([0-9]{1,2}:[0-5][0-9])\s*[-–]\s*([0-9]{1,2}:[0-5][0-9])")


class Stretch(NamedTuple):
    """Open hours without a break, counted from the midnight that begins their day, by the wall clock."""

    opens: timedelta
    closes: timedelta
    """Later than `opens`, by a day at most; past midnight it is on the next day."""

    @property
    def length(self) -> timedelta:
        """From opening to closing, by the wall clock."""
        return self.closes - self.opens


DayHours = tuple[Stretch, ...]
"""Those of one day, in order; none if nobody is there."""


def stretch_of(opens: str, closes: str) -> Stretch:
    """From one wall-clock time to another; that which is not after `opens` is next day's."""
    start, end = since_midnight(opens), since_midnight(closes)
    return Stretch(start, end if end > start else end + DAY)


def since_midnight(clock_time: str) -> timedelta:
    """The time that a wall clock shows, as so much of the day."""
    hour, minute = clock_time.split(":")
    return timedelta(hours=int(hour), minutes=int(minute))


def clock_time(of_day: timedelta) -> str:
    """So much of the day as a wall clock shows it; a whole day is 24:00."""
    minutes = of_day // timedelta(minutes=1)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


@lru_cache(maxsize=1024)
def hours_of(text: str) -> DayHours:
    """The hours of a day from what `hours_text` made: `08:30-12:00, 13:00-17:00`."""
    return tuple(stretch_of(*part.split("-")) for part in text.split(", ") if part)


def hours_text(value: object) -> str:
    """The hours of a day as they are written down, from a text or a list of texts.

    Raises
    ------
    PydanticCustomError
        They are no hours, or not in order.
    """
    if isinstance(value, list | tuple) and value and all(isinstance(part, str) for part in value):
        value = ", ".join(value)
    if not isinstance(value, str) or len(value) > LONGEST:
        raise refusal("must be hours of a day, from when to when", f'write "{EXAMPLE}"')
    text = ", ".join(map(_written, value.split(",")))
    for earlier, later in pairwise(hours_of(text)):
        if earlier.closes > DAY:
            rule = "only the last hours of a day may pass midnight"
            raise refusal(rule, f'put them last, or end them later than they begin: "{EXAMPLE}"')
        if later.opens < earlier.closes:
            rule = "hours of a day stand in order and do not overlap"
            raise refusal(rule, f'begin each where the one before it has ended: "{EXAMPLE}"')
    return text


def _written(part: str) -> str:
    found = _FORM.fullmatch(part.strip())
    if found is None:
        rule = f"{part.strip()[:40]!r} does not say from when to when"
        raise refusal(rule, f'write "{EXAMPLE}"; a day on which nobody is there is left out, or is closed')
    return "-".join(_padded(*each) for each in zip(found.groups(), ("23:59", "24:00"), strict=True))


def _padded(clock_time: str, latest: str) -> str:
    padded = clock_time.zfill(5)
    if padded > latest:
        raise refusal(f"{clock_time} must be a time of day from 00:00 to {latest}", f'write "{EXAMPLE}"')
    return padded


def _time_of_day(latest: str) -> Callable[[object], str]:
    """A validator of wall-clock times up to `latest`, which writes 9:00 as 09:00."""

    def check(value: object) -> str:
        if isinstance(value, list | tuple):
            rule = "must be one time of day; a break, or other hours on some days, are told by hours"
            raise refusal(rule, f'write hours: {{mon-fri: "{EXAMPLE}"}} in the place of opens and closes')
        if isinstance(value, str) and re.fullmatch(r"[0-9]{1,2}:[0-5][0-9]", value):
            padded = value.zfill(5)
            if padded <= latest:
                return padded
        raise refusal(f"must be a time of day from 00:00 to {latest}", 'write it in quotes: "09:00"')

    return check


ClockTime = Annotated[str, Field(pattern=r"^[0-9]{1,2}:[0-5][0-9]$")]
Opening = Annotated[
    ClockTime, BeforeValidator(_time_of_day("23:59"), json_schema_input_type=ClockTime | None)
]
Closing = Annotated[
    ClockTime, BeforeValidator(_time_of_day("24:00"), json_schema_input_type=ClockTime | None)
]
