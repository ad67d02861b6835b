"""What the compiled engine writes down: rows of the journal, as facts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.engine.compiled.heap import at
from sim.engine.compiled.state import NOBODY, Full, hours_open
from sim.engine.journal import Rows
from sim.rules import effort
from sim.rules.promise import kept_by
from sim.rules.rule import chapter, kernel, rule


@rule
def begin_row(row, office, what, arrived, work_type):
    """A task's `row` (TASK) on its arrival; `what` (WORK_TYPE) says what is promised of such work."""
    hours, is_worked = what.due_hours, what.due_is_worked == 1
    row.due = kept_by(office.opens, office.closes, office.worked, arrived, hours, is_worked)
    row.arrived, row.started, row.delivered = arrived, np.nan, np.nan
    row.work_type = work_type
    row.attempts = row.questions = row.missed = row.misunderstandings = row.defects = 0
    row.found = row.false_alarms = row.moves = row.escaped = 0


@rule
def note(row, me, ended):
    """An episode of seat time: `me` (TASK_STATE) leaves the seat, and `row` (EPISODE) says so."""
    row.joined, row.started, row.ended, row.hours = me.joined, me.started, ended, me.worked
    row.task, row.team, row.act, row.attempt = me.task, me.place, me.act, me.attempt


@chapter
def noted(state, cursor, me, ended):
    """The same, in the next row; without room the cursor says so."""
    if cursor.noted == len(state.episodes):
        cursor.full = Full.EPISODES
        return
    note(state.episodes[cursor.noted], me, ended)
    cursor.noted += 1


@chapter
def disrupted(state, cursor, who, start, end, cause):
    """A disruption of the team begins; what becomes of it is written into the row later."""
    team, row = state.teams[who], state.disruptions[cursor.disrupted]
    row.started, row.ended, row.team, row.cause = start, end, who, cause
    row.in_line, row.at_seats, row.moved = team.in_line, state.seats[who] - team.free, 0
    row.hired_at, row.hired, row.hired_by = np.nan, 0, 0
    team.disruption = cursor.disrupted
    cursor.disrupted += 1


@rule
def interrupt(me, done):
    """`me` (TASK_STATE) has worked so many open hours more; the entry in the agenda is stale."""
    me.worked += done
    me.left = effort.hours_left(me.left, done)
    me.finishes = np.nan


@chapter
def close_the_books(state, cursor, end):
    """Who still has a seat at the horizon has worked until then."""
    for who in range(len(state.teams)):
        seated = state.teams[who].at_work
        while seated != NOBODY and cursor.full == Full.NOTHING:
            me = state.desk[at(seated)]
            if not me.on_hold:
                interrupt(me, hours_open(state, who, me.since, end))
            noted(state, cursor, me, np.nan)
            seated = me.after


@kernel
def sort_by_task(written: Rows, tasks: int, place: NDArray[np.int64], episodes: Rows) -> None:
    """Episodes by task, into `episodes`; a task's own keep the order in which they were `written`.

    There are so many `tasks`, and `place` has room for a number of each and one more.
    """
    place[: tasks + 1] = 0
    for row in range(len(written)):
        place[written[row]["task"] + 1] += 1
    for task in range(tasks):
        place[task + 1] += place[task]
    for row in range(len(written)):
        task = written[row]["task"]
        episodes[place[task]] = written[row]
        place[task] += 1
