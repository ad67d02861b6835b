"""Which days of the week are meant?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Final, Literal, TypeAlias, get_args

from pydantic import BeforeValidator, Field

from sim.scenario.refusal import did_you_mean, refusal

Weekday: TypeAlias = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEK: Final[tuple[Weekday, ...]] = get_args(Weekday)


def weekdays_of(text: str) -> tuple[Weekday, ...]:
    """Days in the order of the week, from a day, a range ("mon-fri"), several of them after commas, or the
    words "every day"."""
    if text.strip() == "every day":
        return WEEK
    return _in_order(day for part in text.split(",") for day in _day_range(part.strip()))


def _in_order(days: Iterable[Weekday]) -> tuple[Weekday, ...]:
    return tuple(sorted(set(days), key=WEEK.index))


def _day_range(text: str) -> tuple[Weekday, ...]:
    first, _, last = text.partition("-")
    start = WEEK.index(_day(first))
    length = (WEEK.index(_day(last or first)) - start) % 7
    return tuple(WEEK[(start + n) % 7] for n in range(length + 1))


def _day(name: str) -> Weekday:
    for day in WEEK:
        if day == name:
            return day
    meant = did_you_mean(name, {day: day for day in WEEK})
    remedy = f"{meant} weekdays: {', '.join(WEEK)}; or mon-fri, or every day"
    raise refusal(f"{name[:20]!r} is not a weekday", remedy)


def _listed(value: object) -> object:
    if isinstance(value, str):
        return weekdays_of(value)
    if isinstance(value, list | tuple) and all(isinstance(day, str) for day in value):
        return _in_order(map(_day, value))
    return value  # pydantic says what is wrong with it


Weekdays = Annotated[
    tuple[Weekday, ...],
    Field(min_length=1),
    BeforeValidator(_listed, json_schema_input_type=list[Weekday] | str | None),
]
