"""In which hours of the week does work come? Always alike, in office hours, or by a profile of 168 hours.

A profile has a mean of one over a week, so it moves tasks within the week and makes no more of them.
"""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Annotated, Final, Literal

from pydantic import Field, model_validator

from sim.scenario.base import Part
from sim.scenario.calendar import HOUR, Calendar, compile_calendar
from sim.scenario.refusal import refusal
from sim.scenario.zone import ZoneName, known_zone

HOURS_PER_WEEK: Final = 168
QUARTER: Final = 0.25

Pieces = tuple[tuple[float, float], ...]
"""Begin in hours since the scenario's start, and the rate there, divided by its mean; none spans a midnight
UTC. The last one is where they end."""


class Week(Part):
    """How the tasks of a week spread over its hours, in wall-clock time."""

    zone: ZoneName = Field(default="UTC", examples=["Asia/Kolkata", "America/New_York", "Europe/Warsaw"])
    """Time zone by its IANA name; daylight saving time is followed."""
    weights: Annotated[
        tuple[Annotated[float, Field(ge=0.0, le=1e9)], ...],
        Field(min_length=HOURS_PER_WEEK, max_length=HOURS_PER_WEEK),
    ]
    """One number for each hour, from Monday's first to Sunday's last: how much comes in it, in any unit."""

    @model_validator(mode="after")
    def _has_some(self) -> Week:
        if sum(self.weights) <= 0.0:
            raise refusal("all weights are 0, so nothing would ever come", "give some hour a weight above 0")
        return self


Profile = Calendar | Week | Literal["always"]


@lru_cache(maxsize=256)
def pieces(profile: Profile, start: date, days: int) -> Pieces:
    """The rate of arrivals over so many days, divided by its mean in an ordinary week.

    Office hours have none on their holidays and closed days, and no other hours make up for them.
    """
    midnights = [24.0 * day for day in range(days + 1)]
    if isinstance(profile, Calendar):
        return _in_office_hours(profile, start, midnights)
    if isinstance(profile, Week):
        return _by_the_hour(profile, start, midnights)
    return tuple((midnight, 1.0) for midnight in midnights)


def _in_office_hours(calendar: Calendar, start: date, midnights: list[float]) -> Pieces:
    weight = HOURS_PER_WEEK / calendar.hours_per_week
    end, table = midnights[-1], compile_calendar(calendar, start, midnights[-1])
    shifts = [(opens, min(closes, end)) for opens, closes in zip(*table[:2], strict=True) if opens < end]
    changes = dict.fromkeys(midnights, math.nan)
    for opens, closes in shifts:
        changes |= {float(opens): weight, float(closes): 0.0}
    found, now = [], 0.0
    for instant, change in sorted(changes.items()):
        now = now if math.isnan(change) else change
        found.append((instant, now))
    return tuple(found)


def _by_the_hour(week: Week, start: date, midnights: list[float]) -> Pieces:
    zone, first = known_zone(week.zone), datetime.combine(start, time(), UTC)
    mean = sum(week.weights) / HOURS_PER_WEEK
    offsets = [(first + timedelta(days=day)).astimezone(zone).utcoffset() or timedelta() for day in (0, 182)]
    step = 1.0 if all(not offset % HOUR for offset in offsets) else QUARTER
    found: list[tuple[float, float]] = []
    for begin, end in pairwise(midnights):
        last = math.nan
        for k in range(round((end - begin) / step)):
            local = (first + (begin + k * step) * HOUR).astimezone(zone)
            weight = week.weights[24 * local.weekday() + local.hour] / mean
            if weight != last:
                found.append((begin + k * step, weight))
            last = weight
    return (*found, (midnights[-1], 0.0))
