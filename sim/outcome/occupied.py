"""How long was somebody at work in a seat that had closed?

Nobody is sent away from a task: a seat that closes while it is taken is left first. Until then it is as good
as open, and the hours worked in it are hours of a seat.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.engine.journal import Journal
from sim.outcome.reading import ENDED, SAT, TEAM, Floats, Ints, Marks, numbers
from sim.rules.rule import kernel


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


def is_ever_beyond(journal: Journal, team: int, until: float) -> bool:
    """Whether more were at work in a team, at some time before `until`, than there were seats.

    Nobody sits down where no seat is free. So there must have been an instant at which seats closed and more
    people were at work, just after it, than seats were left.
    """
    rows = journal.changes
    if not len(rows):
        return False
    rows = rows[(rows["team"] == team) & (rows["seats"] != 0)]
    if not len(rows) or rows["seats"].min() > 0:
        return False
    order = rows["instant"].argsort(kind="stable")
    when, left = rows["instant"][order], journal.plan.seats_before[team] + rows["seats"][order].cumsum()
    # Of changes at one instant the last says how many seats there were afterwards.
    counts = np.append(when[1:] > when[:-1], True) & (when < until)
    return bool(is_over(*numbers(journal.episodes), team, when[counts], left[counts]))


@kernel
def is_over(instants: Floats, marks: Marks, team: int, when: Floats, seats: Ints) -> bool:
    """Whether more were at work in a team, at some of these instants, than there were seats.

    Parameters
    ----------
    instants, marks
        (E, ...) the episodes as numbers of 64 and of 32 bits.
    when, seats
        (n,) instants in order, and seats just after them.
    """
    busy, at, last = np.zeros(len(when), np.int64), 0, len(when)
    for row in range(len(instants)):
        if marks[row, TEAM] != team:
            continue
        # A task's turn comes soon after that of the task before: one need not go far from change to change.
        sat, out = instants[row, SAT], instants[row, ENDED]
        while at < last and when[at] < sat:
            at += 1
        while at > 0 and when[at - 1] >= sat:
            at -= 1
        then = at
        while then < last and not when[then] >= out:
            busy[then] += 1
            then += 1
    for change in range(last):
        if busy[change] > seats[change]:
            return True
    return False
