"""What should be known of a world before it is played, though nothing in it is wrong?"""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import timedelta
from itertools import groupby

from sim.scenario.calendar import Calendar
from sim.scenario.public_holidays import unknown_years
from sim.scenario.scenario import Scenario
from sim.scenario.team import Team, ThirdParty
from sim.scenario.trace import Trace


def remarks(scenario: Scenario) -> list[str]:
    """Years whose holidays are not all known, and lines of traces that could mean two instants."""
    return [*_holidays(scenario), *_traces(scenario)]


def _holidays(scenario: Scenario) -> Iterator[str]:
    last = scenario.start + timedelta(days=math.ceil(scenario.window_hours[1] / 24.0) - 1)
    own: dict[str, Team | ThirdParty] = {
        "inhouse": scenario.inhouse,
        "liaisons": scenario.liaisons,
        "reviewers": scenario.reviewers,
        "third_party": scenario.third_party,
    }
    closed: dict[str, list[str]] = {}
    for name, team in (own | dict(scenario.providers)).items():
        if isinstance(team.calendar, Calendar) and team.calendar.holidays is not None:
            closed.setdefault(team.calendar.holidays, []).append(name)
    for code, teams in closed.items():
        found = unknown_years(code, range(scenario.start.year, last.year + 1))
        for (known, usual), group in groupby(found, key=lambda each: each[1:]):
            years = [year for year, *_ in group]
            span = str(years[0]) if len(years) == 1 else f"{years[0]} to {years[-1]}"
            number = f"only {known} holidays are" if known else "no holidays are"
            told = f"{number} known of {code} in {span}, where {usual} are usual"
            yield f"{told}: {', '.join(teams)} will work on the others"


def _traces(scenario: Scenario) -> Iterator[str]:
    for work in scenario.work.values():
        if isinstance(work.arrivals, Trace):
            yield from work.arrivals.notes
