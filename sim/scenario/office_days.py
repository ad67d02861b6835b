"""How are hours and closed days of an office stated? By weekday, by day, and as a list of days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Final

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from sim.errors import InputError, Problem
from sim.scenario.base import Frozen
from sim.scenario.day_span import TO, day_span, single_day
from sim.scenario.refusal import problem_of
from sim.scenario.stretch import DAY, hours_of, hours_text
from sim.scenario.weekday import WEEK, Weekday, weekdays_of

MOST_DAYS: Final = 500
"""Days, or ranges of days, that one calendar names."""


def _by_weekday(value: object) -> object:
    """Hours of each weekday, in the order of the week; what is null is as if it were left out."""
    if not isinstance(value, Mapping):
        return value  # pydantic says what is wrong with it
    named: dict[Weekday, str] = {}
    found: dict[Weekday, str] = {}
    problems: list[Problem] = []
    for name, hours in _stated(value):
        try:
            days, text = weekdays_of(name), hours_text(hours)
        except PydanticCustomError as error:
            problems.append(problem_of(error, name, hours))
            continue
        for day in days:
            if day in named:
                rule = f"{day} is named twice, by {named[day]!r} and by {name!r}"
                problems.append(Problem(name, hours, rule, "name each day once"))
            named[day], found[day] = name, text
    _refuse(problems or list(_overlaps(found)))
    return {day: found[day] for day in WEEK if day in found}


def _overlaps(found: Mapping[Weekday, str]) -> Iterator[Problem]:
    for day, after in zip(WEEK, (*WEEK[1:], WEEK[0]), strict=True):
        if day in found and after in found:
            begins = hours_of(found[after])[0].opens
            if hours_of(found[day])[-1].closes - DAY > begins:
                rule = f"these hours of {day} go on when those of {after} have begun"
                remedy = f"end them when those of {after} begin: {found[after][:5]}"
                yield Problem(day, found[day], rule, remedy)


def _by_day(value: object) -> object:
    """Hours of single days; what is null is as if it were left out."""
    if not isinstance(value, Mapping):
        return value
    found: dict[str, str] = {}
    problems: list[Problem] = []
    for name, hours in _stated(value):
        try:
            single_day(name)
            found[name] = hours_text(hours)
        except PydanticCustomError as error:
            problems.append(problem_of(error, name, hours))
    _refuse(problems)
    return found


def _stated(value: Mapping[object, object]) -> Iterator[tuple[str, object]]:
    """Names as text (a date of Python's is one), without those that null takes back."""
    return ((str(name).strip(), hours) for name, hours in value.items() if hours is not None)


def _listed(value: object) -> object:
    """Days and ranges of days, in the order in which they are stated; a lone text is a list, too."""
    given = value.split(",") if isinstance(value, str) else [value] if isinstance(value, date) else value
    if not isinstance(given, list | tuple):
        return value
    found: list[str] = []
    problems: list[Problem] = []
    for place, each in enumerate(given):
        text = TO.join(part.strip() for part in str(each).split(TO))
        try:
            day_span(text)
        except PydanticCustomError as error:
            problems.append(problem_of(error, str(place), each))
        if text in found:
            problems.append(Problem(str(place), each, "this day is stated twice", "remove one of the two"))
        found.append(text)
    _refuse(problems)
    return tuple(found)


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise InputError(problems)


_HOURS = str | list[str]

HoursByWeekday = Annotated[
    dict[Weekday, str],
    BeforeValidator(_by_weekday, json_schema_input_type=dict[str, _HOURS] | None),
    AfterValidator(Frozen),
]
HoursByDay = Annotated[
    dict[str, str],
    Field(max_length=MOST_DAYS),
    BeforeValidator(_by_day, json_schema_input_type=dict[str, _HOURS] | None),
    AfterValidator(Frozen),
]
ClosedDays = Annotated[
    tuple[str, ...],
    Field(max_length=MOST_DAYS),
    BeforeValidator(_listed, json_schema_input_type=list[str] | str | None),
]
