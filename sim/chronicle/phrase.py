"""How are instants and lengths of time told? By the client's clock, and to the digits that people use."""

from __future__ import annotations

from sim.scenario.calendar import AnyCalendar, Calendar, wall_clock
from sim.scenario.scenario import Scenario

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
"""English, whatever the machine's locale."""


def length(hours: float) -> str:
    """`40 minutes`, `14.3 h`, `2.1 days`."""
    if hours < 0.995:
        minutes = round(60.0 * hours)
        return f"{minutes} minute{'' if minutes == 1 else 's'}"
    return f"{hours:.1f} h" if hours < 47.95 else f"{hours / 24.0:,.1f} days"


def working(hours: float) -> str:
    """Hours of work: `40 minutes`, `49.9 h`; a day of work is no day of the calendar."""
    return length(hours) if hours < 1.0 else f"{hours:,.1f} h"


def when(scenario: Scenario, instant: float, year: bool = False) -> str:
    """`Tuesday 4 March 10:20` by the client's clock; `zone` says whose that is."""
    at = wall_clock(client(scenario), scenario.start, round(60.0 * instant) / 60.0)
    day = f"{WEEKDAYS[at.weekday()]} {at.day} {MONTHS[at.month - 1]}"
    return f"{day}{f' {at.year}' if year else ''} {at.hour:02d}:{at.minute:02d}"


def zone(scenario: Scenario) -> str:
    """The client's time, by the city that names its zone: `New York time`."""
    calendar = client(scenario)
    name = calendar.zone if isinstance(calendar, Calendar) else "UTC"
    return "UTC" if name == "UTC" else f"{name.rpartition('/')[2].replace('_', ' ')} time"


def client(scenario: Scenario) -> AnyCalendar:
    """The calendar of the people in-house, or of the liaisons if the former are always there."""
    own = scenario.inhouse.calendar
    return own if isinstance(own, Calendar) else scenario.liaisons.calendar


def team(name: str) -> str:
    """A team in prose: `north_india` is North India."""
    own = {"inhouse": "the in-house team", "liaisons": "the liaisons", "reviewers": "the reviewers"}
    return own.get(name, name.replace("_", " ").title())


def percents(hours: list[float]) -> list[int]:
    """Whole per cents of a total that add up to a hundred: the largest remainders are rounded up."""
    total = sum(hours)
    if total <= 0.0:
        return [0] * len(hours)
    exact = [100.0 * each / total for each in hours]
    floors = [int(each) for each in exact]
    by_remainder = sorted(range(len(hours)), key=lambda n: floors[n] - exact[n])
    for n in by_remainder[: 100 - sum(floors)]:
        floors[n] += 1
    return floors
