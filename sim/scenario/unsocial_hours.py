"""Which hours are unsocial? Those outside seven to twenty on weekdays, by the clock where people are."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from sim.scenario.calendar import AnyCalendar, Calendar, CalendarTable, compile_calendar

ROUNDING = 1e-9


@lru_cache(maxsize=256)
def unsocial_share(calendar: AnyCalendar, start: date, hours: float) -> float:
    """Share of a calendar's open hours in [0, `hours`) from `start` on that are unsocial; 0 if it has none.

    A team that is always there is so in any zone.
    """
    table = compile_calendar(calendar, start, hours)
    opens, closes = np.minimum(table.opens, hours), np.minimum(table.closes, hours)
    opened = float((closes - opens).sum())
    if opened == 0.0:
        return 0.0
    zone = calendar.zone if isinstance(calendar, Calendar) else "UTC"
    social = compile_calendar(Calendar(zone=zone, opens="07:00", closes="20:00"), start, hours)
    share = 1.0 - float((_passed(social, closes) - _passed(social, opens)).sum()) / opened
    return share if share > ROUNDING else 0.0


def _passed(table: CalendarTable, instants: NDArray[np.float64]) -> NDArray[np.float64]:
    """Open hours of a table before each of some instants."""
    row = np.minimum(np.searchsorted(table.closes, instants, side="right"), len(table.closes) - 1)
    in_shift = np.maximum(np.minimum(instants, table.closes[row]) - table.opens[row], 0.0)
    return np.asarray(table.worked[row] + in_shift)
