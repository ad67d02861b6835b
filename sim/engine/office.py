"""When is the client's house open, for promises that count working hours?

A promise made on the last day of a run falls due after it, and lines that go by due date look that far. So
this table goes on where those of the teams end, until whatever was promised in the run has fallen due.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from sim.rules.calendar import open_hours_between
from sim.scenario.calendar import AnyCalendar, Calendar, CalendarTable, compile_calendar

HOURS_PER_WEEK: Final = 168.0


def office_until(calendar: AnyCalendar, start: date, until: float, hours: float) -> CalendarTable:
    """The open intervals of a calendar in [0, `until`), and beyond until so many open hours more have passed.

    `sim.strategy.fit` refuses hours for which a house takes longer than ten years, so this comes to an end.
    """
    if not isinstance(calendar, Calendar) or hours <= 0.0:
        return compile_calendar("always", start, until)
    beyond = HOURS_PER_WEEK
    while True:
        end = until + beyond
        table = compile_calendar(calendar, start, end)
        if open_hours_between(*table, until, end) >= hours:
            return table
        beyond *= 2.0
