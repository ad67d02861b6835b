"""How long was somebody at work in a seat that had closed?

Nobody is sent away from a task: a seat that closes while it is taken is left first. Until then it is as good
as open, and the hours worked in it are hours of a seat.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.engine.journal import Journal
from sim.outcome.reading import ENDED, SAT, TEAM, Floats, Ints, Marks, numbers
from sim.rules.calendar import open_hours_until
from sim.rules.rule import kernel

if TYPE_CHECKING:
    from sim.outcome.window import Window


def hours_beyond(journal: Journal, team: int, window: Window, ended: float) -> float:
    """Open hours in a window of a team's seats that had closed and were still taken.

    Parameters
    ----------
    team
        Its index.
    ended
        When it ended, in hours; inf if it never did. Nobody works there later.
    """
    rows = journal.changes
    rows = rows[rows["team"] == team]
    order = rows["instant"].argsort(kind="stable")
    when, seats = rows["instant"][order], journal.plan.seats_before[team] + rows["seats"][order].cumsum()
    plan, until = journal.plan, min(journal.plan.end, ended)
    calendar = plan.opens[team], plan.closes[team], plan.worked[team]
    return float(add_up_beyond(*numbers(journal.episodes), team, when, seats, until, *calendar, *window))


def teams_that_shrink(journal: Journal) -> set[int]:
    """Teams some of whose seats close at some time: nowhere else can anybody work beyond the seats."""
    rows = journal.changes
    return set(rows["team"][rows["seats"] < 0].tolist()) if len(rows) else set()


@kernel
def add_up_beyond(
    instants: Floats,
    marks: Marks,
    team: int,
    when: Floats,
    seats: Ints,
    until: float,
    opens: Floats,
    closes: Floats,
    worked: Floats,
    start: float,
    end: float,
) -> float:
    """Open hours of seats that were taken beyond those that there were.

    Nobody sits down where no seat is free. So there are too many only from a change of seats on, and until
    enough of those have left who were at work then, or until seats come back.

    Parameters
    ----------
    instants, marks
        (E, ...) the episodes as numbers of 64 and of 32 bits.
    when, seats
        (n,) when the team's seats changed, in order, and how many there were then.
    until
        When nobody worked there any longer.
    opens, closes, worked
        (R,) the team's calendar.
    """
    changes, at = len(when), 0
    busy, size = np.zeros(changes, np.int64), 64
    change_of, out_of, noted = np.empty(size, np.int64), np.empty(size), 0
    for row in range(len(instants)):
        if marks[row, TEAM] != team:
            continue
        # A task's turn comes soon after that of the task before: one need not go far from change to change.
        sat, out = instants[row, SAT], instants[row, ENDED]
        while at < changes and when[at] < sat:
            at += 1
        while at > 0 and when[at - 1] >= sat:
            at -= 1
        then = at
        while then < changes and not when[then] >= out:
            if noted == size:
                change_of, out_of = np.append(change_of, change_of), np.append(out_of, out_of)
                size += size
            change_of[noted], out_of[noted] = then, out
            noted += 1
            busy[then] += 1
            then += 1

    hours, over = 0.0, -1
    for change in range(changes):
        # Of changes at one instant the last says how many seats there were afterwards.
        is_last = change + 1 == changes or when[change + 1] > when[change]
        if change <= over or not is_last or busy[change] <= seats[change] or when[change] >= until:
            continue
        outs = np.sort(out_of[:noted][change_of[:noted] == change])  # who never left (nan) comes last
        taken, there, now, over, left = busy[change], seats[change], when[change], change, 0
        while taken > there and now < until:
            leaves = outs[left] if left < len(outs) and outs[left] <= until else until
            turns = when[over + 1] if over + 1 < changes else until
            then = min(leaves, turns, until)
            since, up_to = min(max(now, start), end), min(max(then, start), end)
            hours += (taken - there) * (
                open_hours_until(opens, closes, worked, up_to)
                - open_hours_until(opens, closes, worked, since)
            )
            now = then
            if turns <= leaves:
                over += 1
                there = seats[over] if over < changes else there
            else:
                left += 1
                taken -= 1
    return hours
