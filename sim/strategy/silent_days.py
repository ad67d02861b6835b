"""Which closed days, and which hours on single days, can change nothing in a run, and why?"""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

import numpy as np

from sim.scenario.base import Frozen
from sim.scenario.calendar import DAY, MARGIN, Calendar, compile_calendar
from sim.scenario.day_span import day_span
from sim.scenario.diary import Diary
from sim.strategy.facts import Facts


def silent_days(facts: Facts) -> Iterator[tuple[str, str]]:
    """Paths of days that lie outside of the run, or on which it would be the same without them."""
    for path, calendar in facts.scenario.calendars.items():
        if isinstance(calendar, Calendar) and (calendar.closed or calendar.hours_on):
            moved = facts.strategy.shift_hours.get(_whose(path), 0.0)
            shifts = calendar.model_copy(update={"shift_hours": calendar.shift_hours + moved})
            for place, reason in _silent(shifts, facts.scenario.start, facts.hours):
                yield f"scenario.{path}.{place}", reason


@lru_cache(maxsize=64)
def _silent(calendar: Calendar, start: date, hours: float) -> tuple[tuple[str, str], ...]:
    """Its days that change nothing, by their places, with the reasons; once for all points of a design."""
    days = _one_day_less(calendar)
    reasons = ((place, _reason(day, calendar, without, start, hours)) for place, day, without in days)
    return tuple((place, reason) for place, reason in reasons if reason is not None)


def _whose(path: str) -> str:
    """The team whose shifts a strategy may move; none has an empty name."""
    *_, group, team, _ = ("", *path.split("."))
    if group == "":
        return "reviewers" if team == "third_party" else team
    return team if group == "providers" else ""


def _one_day_less(calendar: Calendar) -> Iterator[tuple[str, str, Calendar]]:
    """Each of its days: its place, the day, and the calendar without it."""
    for place, day in enumerate(calendar.closed):
        others = (*calendar.closed[:place], *calendar.closed[place + 1 :])
        yield f"closed.{place}", day, calendar.model_copy(update={"closed": others})
    for day in calendar.hours_on:
        hours = Frozen({each: text for each, text in calendar.hours_on.items() if each != day})
        yield f"hours_on.{day}", day, calendar.model_copy(update={"hours_on": hours})


def _reason(day: str, calendar: Calendar, without: Calendar, start: date, hours: float) -> str | None:
    last = start + timedelta(days=math.ceil(hours / 24.0) - 1)
    since, until = start - MARGIN * DAY, last + MARGIN * DAY
    days = list(day_span(day).between(since, until))
    one, other = (Diary(each, since, until) for each in (calendar, without))
    changed = [each for each in days if one.hours(each) != other.hours(each)]
    if any(start <= each <= last for each in changed):
        return None
    if changed:  # a shift may reach into the run from a day outside of it
        tables = [compile_calendar(each, start, hours) for each in (calendar, without)]
        if not all(map(np.array_equal, *tables)):
            return None
    inside = any(start <= each <= last for each in days)
    return "the hours would be the same without it" if inside else "it lies outside of the run"
