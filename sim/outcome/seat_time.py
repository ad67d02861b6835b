"""How many people were there, and how long were their seats open? Read from a team's changes, in one pass."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.engine.changes import IS_OF_SEATS_ONLY, OF_SEATS_ONLY
from sim.engine.journal import CHANGE, Journal, Why
from sim.outcome.reading import Bools, Floats, Ints, Marks, places
from sim.rules.calendar import open_hours_until as hours_until
from sim.rules.rule import kernel

if TYPE_CHECKING:
    from sim.engine.plan import Plan
    from sim.outcome.observed import Window

TEAM, SEATS, WHY = places(CHANGE, 4, "team", "seats", "why")
REASONS = len(Why)
LENT, TAKEN_BACK = int(Why.LENT), int(Why.TAKEN_BACK)


class SeatTime(NamedTuple):
    """Seat-hours in a window, and who came and went in it: T teams.

    A team's people are there from the start, or from the day they came, until they left or the team ended.
    Seats that are closed for a while (a slowdown, teaching) are not open, though the people are there.
    """

    there: Floats
    """(T,) by the clock."""
    opened: Floats
    """(T,) by the team's calendar, but for seats that have closed and are still taken."""
    closed: Floats
    """(T,) by the clock, in which people were there and their seats closed: slow, or away to teach."""
    lent: Floats
    """(T,) by the clock, of seats that a bench lends."""
    closings: Floats
    """(T,) changes of the whole run that close seats: nowhere else can anybody work beyond the seats."""
    moved: Ints
    """(T, reasons) seats of the changes that took effect in the window, come or gone, by `Why`."""


def seat_time(journal: Journal, window: Window, ends: Floats) -> SeatTime:
    """Seat-hours in a window, where each team ended for good at `ends` (T,); inf if it never did."""
    plan, rows = journal.plan, journal.changes
    calendars = plan.opens, plan.closes, plan.worked
    instants, marks = rows["instant"].copy(), np.ndarray((len(rows), CHANGE.itemsize // 4), np.int32, rows)
    hours, moved = add_up_seats(
        instants, marks, plan.seats_before, ends, *calendars, IS_OF_SEATS_ONLY, *window, plan.end
    )
    return SeatTime(hours[0], hours[1], hours[2], hours[3], hours[4], moved)


@kernel
def add_up_seats(
    instants: Floats,
    marks: Marks,
    seats_before: Ints,
    ends: Floats,
    opens: Floats,
    closes: Floats,
    worked: Floats,
    is_of_seats_only: Bools,
    start: float,
    end: float,
    run_end: float,
) -> tuple[Floats, Ints]:
    """One pass over the changes, for `seat_time`.

    Parameters
    ----------
    instants, marks
        (n,) of the changes, and (n, ...) the same rows as numbers of 32 bits.
    seats_before, ends
        (T,) seats at the start, and when each team ended.
    opens, closes, worked
        (T, R) calendars.

    Returns
    -------
    shape (5, T), (T, reasons)
        As in `SeatTime`.
    """
    teams = len(ends)
    hours, moved = np.zeros((5, teams)), np.zeros((teams, REASONS), np.int64)
    for team in range(teams):
        until = min(max(max(ends[team], start), start), end)
        hours[0, team] += seats_before[team] * (until - start)
        hours[1, team] += seats_before[team] * (
            hours_until(opens[team], closes[team], worked[team], until)
            - hours_until(opens[team], closes[team], worked[team], start)
        )
    for row in range(len(instants)):
        team, seats, why, instant = marks[row, TEAM], marks[row, SEATS], marks[row, WHY], instants[row]
        hours[4, team] += seats < 0
        took_effect = instant < run_end and instant < ends[team]
        if took_effect and start <= instant < end:
            moved[team, why] += abs(seats)
        since = min(max(instant, start), end)
        until = min(max(max(ends[team], instant), start), end)
        if since < until:
            hours[1, team] += seats * (
                hours_until(opens[team], closes[team], worked[team], until)
                - hours_until(opens[team], closes[team], worked[team], since)
            )
            if not is_of_seats_only[why]:
                hours[0, team] += seats * (until - since)
            elif took_effect:
                hours[2, team] -= seats * (until - since)
            if why in (LENT, TAKEN_BACK):
                hours[3, team] += seats * (until - since)
    return hours, moved


def open_hours_until(plan: Plan, team: int, instants: Floats) -> Floats:
    """The law `sim.rules.calendar.open_hours_until` for one team and many finite instants at once."""
    opens, closes, worked = plan.opens[team], plan.closes[team], plan.worked[team]
    row = np.minimum(np.searchsorted(closes, instants, side="right"), len(closes) - 1)
    in_shift = np.maximum(np.minimum(instants, closes[row]) - opens[row], 0.0)
    hours: Floats = worked[row] + in_shift
    return hours


def seats_between(journal: Journal, edges: Floats, ends: Floats) -> Floats:
    """Seat-hours by the clock between some instants in order, (n,), and by team, (n - 1, teams).

    The first of `seat_time`, for many windows that adjoin, in one pass: who is there does not depend on who
    is at work.
    """
    changes = journal.changes[~np.isin(journal.changes["why"], OF_SEATS_ONLY)]
    team = np.concatenate([np.arange(len(ends)), changes["team"]])
    seats = np.concatenate([journal.plan.seats_before, changes["seats"]])
    since = np.concatenate([np.full(len(ends), edges[0]), changes["instant"]])
    until = np.maximum(ends[team], since)
    hours = np.diff(np.clip(edges[:, None], since, until), axis=0) * seats
    place = np.arange(len(hours))[:, None] * len(ends) + team
    table = np.bincount(place.ravel(), hours.ravel(), len(hours) * len(ends))
    return np.asarray(table.reshape(len(hours), len(ends)), dtype=np.float64)
