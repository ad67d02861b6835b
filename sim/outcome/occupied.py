"""How long was somebody at work in a seat that had closed?

Nobody is sent away from a task: a seat that closes while it is taken is left first. Until then it is as good
as open, and the hours worked in it are hours of a seat.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.engine.journal import CHANGE, Journal
from sim.outcome.reading import ENDED, SAT, TEAM, Bools, Floats, Ints, Marks, numbers, places
from sim.rules.rule import kernel

OF_TEAM, SEATS = places(CHANGE, 4, "team", "seats")


def spans_beyond(journal: Journal, team: int, until: float) -> tuple[Floats, NDArray[np.int64]]:
    """Instants in order, (n + 1,), and how many more were at work between them than there were seats, (n,).

    Parameters
    ----------
    team : int
        Its index.
    until : float
        When the team ended, or the run, in hours; nobody works there later.
    """
    rows = journal.changes[journal.changes["team"] == team]
    own = journal.episodes[journal.episodes["team"] == team]
    left = np.where(np.isnan(own["ended"]), until, own["ended"])
    instants = np.concatenate([[0.0], rows["instant"], own["started"], left])
    spare = np.concatenate(
        [[journal.plan.seats_before[team]], rows["seats"], np.full(len(own), -1), np.full(len(own), 1)]
    )
    order = np.argsort(instants, kind="stable")
    edges = np.append(np.minimum(instants[order], until), until)
    return edges, np.maximum(-np.cumsum(spare[order]), 0)


def teams_beyond(journal: Journal, ends: Floats) -> list[int]:
    """Teams of which more were at work, at some time, than there were seats; `ends` (teams,) is when each
    ended.

    Nobody sits down where no seat is free. So there must have been an instant at which seats closed and more
    people were at work, just after it, than seats were left.
    """
    rows = journal.changes
    if not len(rows) or rows["seats"].min() >= 0:
        return []
    order = rows["instant"].argsort(kind="stable")
    when, marks = rows["instant"][order], rows.view(np.int32).reshape(-1, CHANGE.itemsize // 4)[order]
    until = np.minimum(ends, journal.plan.end)
    beyond: list[int] = np.flatnonzero(
        are_beyond(*numbers(journal.episodes), when, marks, journal.plan.seats_before, until)
    ).tolist()
    return beyond


@kernel
def are_beyond(
    instants: Floats, marks: Marks, when: Floats, changes: Marks, seats_before: Ints, until: Floats
) -> Bools:
    """Of which teams more were at work, just after seats had closed, than there were seats left.

    Parameters
    ----------
    instants, marks
        (E, ...) the episodes as numbers of 64 and of 32 bits.
    when, changes
        (n,) in order, and (n, ...) the changes of seats as numbers of 32 bits.
    seats_before, until
        (T,) seats at the start, and when nobody works there any longer.

    Returns
    -------
    shape (T,)
    """
    teams, rows = len(until), len(when)
    first = np.zeros(teams + 1, np.int64)
    for row in range(rows):
        first[changes[row, OF_TEAM] + 1] += 1
    for team in range(teams):
        first[team + 1] += first[team]
    own, left = np.empty(rows), np.empty(rows, np.int64)  # by team, and in order of time
    cursor, seats = first[:-1].copy(), seats_before.copy()
    for row in range(rows):
        team = changes[row, OF_TEAM]
        seats[team] += changes[row, SEATS]
        own[cursor[team]], left[cursor[team]] = when[row], seats[team]
        cursor[team] += 1

    busy = np.zeros(rows, np.int64)
    cursor[:] = first[:-1]
    for row in range(len(instants)):
        team = marks[row, TEAM]
        low, high = first[team], first[team + 1]
        if low == high:
            continue
        sat, out, at = instants[row, SAT], instants[row, ENDED], cursor[team]
        # A task's turn comes soon after that of the task before: one need not go far from change to change.
        while at < high and own[at] < sat:
            at += 1
        while at > low and own[at - 1] >= sat:
            at -= 1
        cursor[team] = at
        while at < high and not own[at] >= out:
            busy[at] += 1
            at += 1

    beyond = np.zeros(teams, np.bool_)
    for team in range(teams):
        for at in range(first[team], first[team + 1]):
            # Of changes at one instant the last says how many seats there were afterwards.
            is_last = at + 1 == first[team + 1] or own[at + 1] > own[at]
            if is_last and own[at] < until[team] and busy[at] > left[at]:
                beyond[team] = True
    return beyond
