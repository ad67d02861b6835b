"""How long was somebody at work in a seat that had closed?

Nobody is sent away from a task: a seat that closes while it is taken is left first. Until then it is as good
as open, and the hours worked in it are hours of a seat.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.engine.journal import CHANGE, Journal
from sim.outcome.reading import ENDED, SAT, TEAM, Bools, Floats, Ints, Marks, numbers, places
from sim.rules.calendar import open_hours_until
from sim.rules.rule import chapter, kernel

if TYPE_CHECKING:
    from sim.outcome.observed import Window

OF_TEAM, SEATS = places(CHANGE, 4, "team", "seats")


def hours_beyond(journal: Journal, window: Window, ends: Floats) -> Floats:
    """Open hours in a window of seats that had closed and were still taken, (teams,).

    Each team ended at `ends` (teams,), inf if it never did; nobody works there later.
    """
    plan, rows = journal.plan, journal.changes
    rows = rows[rows["instant"].argsort(kind="stable")]
    when, seats = rows["instant"].copy(), rows.view(np.int32).reshape(-1, CHANGE.itemsize // 4)
    calendars = plan.opens, plan.closes, plan.worked
    until = np.minimum(ends, plan.end)
    return add_up_beyond(
        *numbers(journal.episodes), when, seats, plan.seats_before, until, *calendars, *window
    )


@kernel
def add_up_beyond(
    instants: Floats,
    marks: Marks,
    changed: Floats,
    changes: Marks,
    seats_before: Ints,
    until: Floats,
    opens: Floats,
    closes: Floats,
    worked: Floats,
    start: float,
    end: float,
) -> Floats:
    """Open hours of seats that were taken beyond those that there were, shape (T,).

    Nobody sits down where no seat is free. So there are too many only from a change of seats on, and until
    enough of those have left who were at work then, or until seats come back.

    Parameters
    ----------
    instants, marks
        (E, ...) the episodes as numbers of 64 and of 32 bits.
    changed, changes
        (n,) when seats changed, in order, and (n, ...) the same rows as numbers of 32 bits.
    seats_before, until
        (T,) seats at the start, and when nobody worked there any longer.
    opens, closes, worked
        (T, R) calendars.
    """
    teams = len(until)
    # Team by team, each between two instants that are never: so no row of any team asks where a list ends.
    first = 2 * np.arange(teams + 1)
    for row in range(len(changed)):
        first[changes[row, OF_TEAM] + 1 :] += 1
    when, seats = np.full(first[teams], np.inf), np.zeros(first[teams], np.int64)
    cursor, now = first[:-1] + 1, seats_before.copy()
    when[first[:-1]] = -np.inf
    for row in range(len(changed)):
        team = changes[row, OF_TEAM]
        now[team] += changes[row, SEATS]
        when[cursor[team]], seats[cursor[team]] = changed[row], now[team]
        cursor[team] += 1

    cursor[:] = first[:-1] + 1
    busy, is_over = np.zeros(len(when), np.int64), np.zeros(len(when), np.bool_)
    note_those_at_work(instants, marks, when, cursor, busy, is_over, np.empty(0, np.int64), np.empty(0))
    many = 0
    for team in range(teams):
        for change in range(first[team] + 1, first[team + 1] - 1):
            # Of changes at one instant the last says how many seats there were afterwards.
            is_last = when[change + 1] > when[change]
            if is_last and busy[change] > seats[change] and when[change] < until[team]:
                is_over[change] = True
                many += busy[change]
    hours, over = np.zeros(teams), 0
    if many == 0:
        return hours

    change_of, out_of = np.empty(many, np.int64), np.empty(many)
    cursor[:] = first[:-1] + 1
    note_those_at_work(instants, marks, when, cursor, busy, is_over, change_of, out_of)
    for team in range(teams):
        for change in range(first[team] + 1, first[team + 1] - 1):
            if change > over and is_over[change]:
                outs = np.sort(out_of[change_of == change])  # who never left is last
                calendar = opens[team], closes[team], worked[team]
                more, over = until_they_fit(
                    outs, when, seats, change, first[team + 1] - 1, until[team], calendar, start, end
                )
                hours[team] += more
    return hours


@chapter
def note_those_at_work(
    instants: Floats,
    marks: Marks,
    when: Floats,
    cursor: Ints,
    busy: Ints,
    is_noted: Bools,
    change_of: Ints,
    out_of: Floats,
) -> None:
    """Count who was at work just after each change, and note when those left who were so after some.

    Parameters
    ----------
    instants, marks
        (E, ...) the episodes as numbers of 64 and of 32 bits.
    when, cursor
        (n,) the changes, and (T,) where those of each team begin.
    busy, is_noted
        (n,) what is counted, and whether it is noted.
    change_of, out_of
        (noted,) after which change, and when they left.
    """
    noted = 0
    for row in range(len(instants)):
        # A task's turn comes soon after that of the task before: one need not go far from change to change.
        team, sat, out = marks[row, TEAM], instants[row, SAT], instants[row, ENDED]
        at = cursor[team]
        while when[at] < sat:
            at += 1
        while when[at - 1] >= sat:
            at -= 1
        cursor[team] = at
        while when[at] < np.inf and not when[at] >= out:
            busy[at] += 1
            if is_noted[at]:
                change_of[noted], out_of[noted] = at, out
                noted += 1
            at += 1


@chapter
def until_they_fit(
    outs: Floats,
    when: Floats,
    seats: Ints,
    change: int,
    last: int,
    until: float,
    calendar: tuple[Floats, Floats, Floats],
    start: float,
    end: float,
) -> tuple[float, int]:
    """Hours beyond the seats from a change on, and the last change that was looked at.

    Parameters
    ----------
    outs
        (taken,) when those leave, in order, who were at work just after the change.
    when, seats
        (n,) the changes, those of this team up to `last`.
    """
    opens, closes, worked = calendar
    hours, taken, left, there, now = 0.0, len(outs), 0, seats[change], when[change]
    while taken > there and now < until:
        leaves = outs[left] if left < len(outs) and outs[left] <= until else until
        turns = when[change + 1]
        then = min(leaves, turns, until)
        since, up_to = min(max(now, start), end), min(max(then, start), end)
        hours += (taken - there) * (
            open_hours_until(opens, closes, worked, up_to) - open_hours_until(opens, closes, worked, since)
        )
        now = then
        if turns <= leaves:
            change += 1
            there = seats[change] if change < last else there
        else:
            left += 1
            taken -= 1
    return hours, change
