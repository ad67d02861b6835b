"""What should be known of a world before it is played, though nothing in it is wrong?"""

from __future__ import annotations

import math
import multiprocessing
import sys
import warnings
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import partial
from itertools import groupby
from typing import Final

from sim.errors import HolidaysUnknown
from sim.scenario.calendar import Calendar
from sim.scenario.day_span import day_span
from sim.scenario.public_holidays import Gap, public_holidays, unknown_years
from sim.scenario.scenario import Scenario
from sim.scenario.trace import Trace

LONGEST_HOLIDAY: Final = 10
"""Days. Whoever is closed for longer does not mean a public holiday."""


def remarks(scenario: Scenario) -> list[str]:
    """Years whose holidays are not all known, and lines of traces that could mean two instants."""
    return [*missing_holidays(scenario), *_traces(scenario)]


def remarks_of(scenarios: Iterable[Scenario]) -> list[str]:
    """The remarks on some worlds, each once."""
    worlds = {id(scenario): scenario for scenario in scenarios}
    return list(dict.fromkeys(remark for world in worlds.values() for remark in remarks(world)))


def warn_of_missing_holidays(scenario: Scenario) -> None:
    """Warn whoever makes or plays a world of holidays that nobody knows, at their line of code.

    Processes that work for another say nothing: it has been said there.
    """
    if multiprocessing.parent_process() is None:
        for remark in missing_holidays(scenario):
            warnings.warn(remark, HolidaysUnknown, stacklevel=_levels_up())


def _levels_up() -> int:
    """How far above its caller stands the line that called us, whoever is called in between."""
    found, level, frame = 1, 1, sys._getframe(1).f_back
    while frame is not None:
        level += 1
        if frame.f_globals.get("__name__", "").partition(".")[0] == "sim":
            found = level
        frame = frame.f_back
    return found + 1


def missing_holidays(scenario: Scenario) -> Iterator[str]:
    """By country and year: how many public holidays are known, how many are usual, who is there on the
    others, and what to do about it."""
    last = scenario.start + timedelta(days=math.ceil(scenario.window_hours[1] / 24.0) - 1)
    years = range(scenario.start.year, last.year + 1)
    found: dict[tuple[str, tuple[Gap, ...]], list[str]] = {}
    for path, calendar in scenario.calendars.items():
        if isinstance(calendar, Calendar) and calendar.holidays is not None:
            missing = unknown_years(calendar.holidays, years, partial(_stated, calendar))
            found.setdefault((calendar.holidays, tuple(missing)), []).append(path)
    for (code, gaps), paths in found.items():
        for _, group in groupby(enumerate(gaps), key=lambda each: each[1].year - each[0]):
            yield _told(code, [gap for _, gap in group], paths)


def _told(code: str, gaps: Sequence[Gap], paths: Sequence[str]) -> str:
    years, numbers = [gap.year for gap in gaps], sorted(gap.known for gap in gaps)
    span = str(years[0]) if len(years) == 1 else f"{years[0]} to {years[-1]}"
    least, most = numbers[0], numbers[-1]
    number = f"only {least} to {most} holidays a year are" if least < most else f"only {most} holidays are"
    number = "only 1 holiday is" if least == most == 1 else "no holidays are" if most == 0 else number
    names = [path.split(".") for path in paths]
    teams = [own[-2] for own in names if own[0] != "work"]
    work = [own[1] for own in names if own[0] == "work"]
    who = [f"{', '.join(teams)} will work on the others"] if teams else []
    who += [f"{', '.join(work)} will come on the others"] if work else []
    return (
        f"{number} known of {code} in {span}, where {gaps[0].usual} are usual: {' and '.join(who)}, "
        f"unless the calendar states them (closed: [{years[0]}-MM-DD, ...])"
    )


def _stated(calendar: Calendar, year: int) -> int:
    """Days that a calendar closes beside those that are known, as far as they may be public holidays."""
    known = public_holidays(calendar.holidays, [year])
    spans = [list(day_span(text).between(date(year, 1, 1), date(year, 12, 31))) for text in calendar.closed]
    return len({day for days in spans if len(days) <= LONGEST_HOLIDAY for day in days} - known)


def _traces(scenario: Scenario) -> Iterator[str]:
    for work in scenario.work.values():
        if isinstance(work.arrivals, Trace):
            yield from work.arrivals.notes
