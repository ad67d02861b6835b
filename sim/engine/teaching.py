"""Who hands on what they know during a transition, and for how long?"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sim.errors import InputError, Problem
from sim.rules import calendar
from sim.scenario.calendar import CalendarTable
from sim.strategy.transition import Transition

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def teaching_of(
    transition: Transition | None,
    people: Ints,
    taught: float,
    end: float,
    table: Callable[[int, float], CalendarTable],
) -> tuple[Ints, Floats]:
    """Seats away for all of the ramp, and when one more is back, (teams,) each.

    Whole seats are away all the time, and one from signing on until the rest of the hours has passed: then
    the least work waits for them.

    Parameters
    ----------
    people : ndarray of int
        Who is there at signing, by team; in-house first, liaisons last but one.
    taught : float
        Seats of the providers who are taught.
    end : float
        Of the run, in hours; nobody asks what would be taught after it.
    table : callable
        Opening hours of a team up to an instant, which may be later than the run's end.

    Raises
    ------
    InputError
        More hours are to be taught than the people there are open for during the ramp.
    """
    teachers, taught_at = np.zeros(len(people), dtype=np.int64), np.zeros(len(people))
    if transition is None or 24.0 * transition.signing_day >= end:
        return teachers, taught_at
    signing = 24.0 * transition.signing_day
    ramped = signing + 24.0 * transition.ramp_days
    problems = []
    for name, team, hours_each in (
        ("teaching_hours_per_seat", 0, transition.teaching_hours_per_seat),
        ("liaison_hours_per_seat", len(people) - 2, transition.liaison_hours_per_seat),
    ):
        hours, there = taught * hours_each, int(people[team])
        if hours <= calendar.SLACK:  # nobody can tell it from nothing, though the house were closed
            continue
        hours_open = table(team, ramped)
        opened = calendar.open_hours_between(*hours_open, signing, ramped)
        if hours > there * opened + calendar.SLACK:
            who = "people in-house" if team == 0 else "liaisons"
            rule = (
                f"{taught:g} seats at providers are to be taught for {hours:,.0f} hours in all, "
                f"and the {there:,} {who} have {there * opened:,.0f} open hours during the ramp"
            )
            remedy = "state fewer hours, a longer ramp_days, or more seats"
            problems.append(Problem(f"strategy.transition.{name}", hours_each, rule, remedy))
            continue
        teachers[team] = min(int(hours / opened), there)
        rest = hours - int(teachers[team]) * opened if teachers[team] < there else 0.0
        taught_at[team] = calendar.instant_after(*hours_open, signing, rest)
    if problems:
        raise InputError(problems)
    return teachers, taught_at
