"""What is there to read in a journal? Each of its rows is looked at once, by compiled code.

A section of the scorecard asks a row for two or three of its columns. Taken section by section that was a
hundred passes over columns that do not lie in one piece, and took longer than the run.

Sums of parts of hours are left to NumPy, which loses less in long sums; what is counted is counted here.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engine.journal import EPISODE, TASK, Act, Rows
from sim.rules.calendar import open_hours_between
from sim.rules.rule import kernel

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Marks = NDArray[np.int32]
Edges = tuple[float, float]

ACTS = len(Act)
WORK, ANSWER, INSPECT, CHECK = int(Act.WORK), int(Act.ANSWER), int(Act.INSPECT), int(Act.CHECK)


def _places(rows: np.dtype[np.void], width: int, *names: str) -> tuple[int, ...]:
    """Where columns are in a row that is read as numbers of `width` bytes."""
    fields: Any = rows.fields
    return tuple(fields[name][1] // width for name in names)


def numbers(rows: Rows) -> tuple[Floats, Marks]:
    """The same rows as numbers of 64 and of 32 bits, as compiled code is given them soonest."""
    rows = np.ascontiguousarray(rows)
    widths = rows.dtype.itemsize // 8, rows.dtype.itemsize // 4
    return rows.view(np.float64).reshape(-1, widths[0]), rows.view(np.int32).reshape(-1, widths[1])


ARRIVED, DUE, STARTED, DELIVERED = _places(TASK, 8, "arrived", "due", "started", "delivered")
WORK_TYPE, ASSIGNED, PROVIDER = _places(TASK, 4, "work_type", "assigned", "provider")
ATTEMPTS, ESCAPED, FOUND, FALSE_ALARMS = _places(TASK, 4, "attempts", "escaped", "found", "false_alarms")
MISUNDERSTANDINGS, DEFECTS = _places(TASK, 4, "misunderstandings", "defects")
QUESTIONS, MISSED = _places(TASK, 4, "questions", "missed")
JOINED, SAT, ENDED, HOURS = _places(EPISODE, 8, "joined", "started", "ended", "hours")
OWNER, TEAM, ACT, ATTEMPT = _places(EPISODE, 4, "task", "team", "act", "attempt")


class Tasks(NamedTuple):
    """What the tasks come to: N tasks, T teams, W work types, Q quarters, D days of the service curve."""

    delivered: Bools
    """(N,) delivered in the window."""
    went_out: Bools
    """(N,) those of them that the assignment rule gave to a provider."""
    lead_hours: Floats
    """From arrival to delivery, of those delivered in the window."""
    wip_hours: Floats
    """(N,) hours of the window between arrival and delivery."""
    backlog_hours: Floats
    """(N,) hours of the window between arrival and the first start of work."""
    late_days: Floats
    """(W,) days of the window between the due instant and delivery, or until being late costs no more."""
    escapes: Ints
    """(W,) defects that were delivered in the window."""
    has_work: Bools
    """(T,) was chosen for a task, has one, or has delivered one."""
    due: Ints
    """(T,) due in the window, by the team that delivered or still has them."""
    on_time: Ints
    """(T,) those of them that were delivered by then."""
    due_by_quarter: Ints
    on_time_by_quarter: Ints
    """(Q,) both."""
    wip: Ints
    """(D,) arrived and not delivered."""
    overdue: Ints
    """(D,) those of them that are due."""
    backlog: Ints
    """(D,) those of them on which no work has started."""
    delivered_by: Ints
    """(B + D,) delivered by each of some days before the curve's first, and by each of its own."""
    deliveries: Ints
    """(T, W) delivered in the window, by the team that did."""
    arrivals: int
    """Arrived in the window."""
    in_hand_at_start: int
    in_hand_at_end: int
    outsourced: int
    """Delivered in the window by a provider; what follows is of those delivered in the window, too."""
    first_pass: int
    """Accepted at the first attempt."""
    escaped: int
    """Delivered wrong."""
    found: int
    """Defects that inspections found."""
    false_alarms: int
    misunderstandings: int
    defects: int
    questions: int
    """Asked about those that went out,"""
    missed: int
    """and points of theirs that nobody noticed."""
    questions_inhouse: int
    """Asked about those that did not."""


@kernel
def read_tasks(
    instants: Floats,
    marks: Marks,
    window: Edges,
    teams: int,
    bearable_days: Floats,
    days: Floats,
    before: int,
    quarters: Floats,
) -> Tasks:
    """One pass over the tasks.

    Parameters
    ----------
    instants, marks
        The same rows, (N, ...), as numbers of 64 and of 32 bits.
    window, teams
        Instants of the window's start and end; number of teams.
    bearable_days
        (W,) days after which a late task costs no more.
    days, before, quarters
        (D,) instants of the service curve; B, days before the first in which deliveries are counted;
        (Q + 1,) edges of the quarters.
    """
    start, end = window
    tasks, kinds, last, spans = len(instants), len(bearable_days), len(days), len(quarters) - 1
    delivered, went_out = np.zeros(tasks, np.bool_), np.zeros(tasks, np.bool_)
    lead_hours, wip_hours, backlog_hours = np.empty(tasks), np.empty(tasks), np.empty(tasks)
    late_days, escapes = np.zeros(kinds), np.zeros(kinds, np.int64)
    deliveries = np.zeros((teams, kinds), np.int64)
    has_work, due_by_team = np.zeros(teams, np.bool_), np.zeros((2, teams), np.int64)
    by_quarter, curve = np.zeros((2, spans), np.int64), np.zeros((3, last + 1), np.int64)
    looks, shipped = days[0] + 24.0 * np.arange(-before, 1), np.zeros(before + last + 1, np.int64)
    arrivals, at_start, at_end, leavers, outsourced = 0, 0, 0, 0, 0
    first_pass, escaped, found, misunderstandings, defects, questions = 0, 0, 0, 0, 0, 0
    false_alarms, missed, questions_inhouse = 0, 0, 0
    for task in range(tasks):
        arrived, due = instants[task, ARRIVED], instants[task, DUE]
        kind, team = marks[task, WORK_TYPE], marks[task, PROVIDER]
        out = instants[task, DELIVERED]
        if math.isnan(out):
            out = np.inf
        begun = instants[task, STARTED]
        if math.isnan(begun):
            begun = out
        has_work[team] = has_work[marks[task, ASSIGNED]] = True

        arrivals += start <= arrived < end
        at_start += arrived < start <= out
        at_end += arrived < end <= out
        wip_hours[task] = max(min(out, end) - max(arrived, start), 0.0)
        backlog_hours[task] = max(min(begun, end) - max(arrived, start), 0.0)
        came, went = first_at(days, arrived), first_at(days, out)
        shipped[before + went if went else first_at(looks, out)] += 1
        curve[0, came] += 1
        curve[0, went] -= 1
        curve[2, came] += 1
        curve[2, first_at(days, begun)] -= 1

        if out > due:
            curve[1, first_at(days, due)] += 1
            curve[1, went] -= 1
            costly_until = min(out, due + 24.0 * bearable_days[kind])
            late_days[kind] += max(min(costly_until, end) - max(due, start), 0.0) / 24.0
        if start <= due < end:
            quarter = np.searchsorted(quarters, due, side="right") - 1
            due_by_team[0, team] += 1
            by_quarter[0, quarter] += 1
            if out <= due:
                due_by_team[1, team] += 1
                by_quarter[1, quarter] += 1

        if start <= out < end:
            delivered[task] = True
            lead_hours[leavers] = out - arrived
            leavers += 1
            deliveries[team, kind] += 1
            outsourced += team > 0
            if marks[task, ASSIGNED] > 0:
                went_out[task] = True
                questions += marks[task, QUESTIONS]
                missed += marks[task, MISSED]
            else:
                questions_inhouse += marks[task, QUESTIONS]
            first_pass += marks[task, ATTEMPTS] == 1
            escapes[kind] += marks[task, ESCAPED]
            escaped += marks[task, ESCAPED] > 0
            found += marks[task, FOUND]
            false_alarms += marks[task, FALSE_ALARMS]
            misunderstandings += marks[task, MISUNDERSTANDINGS]
            defects += marks[task, DEFECTS]
    for day in range(1, last):
        curve[:, day] += curve[:, day - 1]
    return Tasks(
        delivered,
        went_out,
        lead_hours[:leavers],
        wip_hours,
        backlog_hours,
        late_days,
        escapes,
        has_work,
        due_by_team[0],
        due_by_team[1],
        by_quarter[0],
        by_quarter[1],
        curve[0, :last],
        curve[1, :last],
        curve[2, :last],
        np.cumsum(shipped[: before + last]),
        deliveries,
        arrivals,
        at_start,
        at_end,
        outsourced,
        first_pass,
        escaped,
        found,
        false_alarms,
        misunderstandings,
        defects,
        questions,
        missed,
        questions_inhouse,
    )


@kernel
def first_at(days: Floats, instant: float) -> int:
    """The first of equally spaced days that is not before an instant; their number if none is."""
    last = len(days)
    if instant > days[last - 1]:
        return last
    if instant <= days[0]:
        return 0
    day = min(int((instant - days[0]) / 24.0), last - 1)
    while days[day] >= instant:
        day -= 1
    while days[day] < instant:
        day += 1
    return day


class Episodes(NamedTuple):
    """What the episodes come to: T teams."""

    worked: Floats
    """(T, acts, 2) hours worked in the window, in first attempts and in rework."""
    billed: Floats
    """(T, acts, 2) hours of the episodes that ended in the window, whenever they began."""
    waits: Floats
    """Hours from joining a working team's line to taking a seat, of the waits that ended in the window."""
    inspections: int
    """Ended in the window."""
    answered: Ints
    """The tasks of all questions that liaisons have answered, by task and then by time; their lines are
    these:"""
    attempt: Ints
    stop: Ints
    """Which of the attempt's stops it was (1, 2, ...)."""
    asker: Ints
    """Who asked: the team of the episode before, for nobody asks but at the end of a stretch of work."""
    joined: Floats
    ended: Floats


@kernel
def read_episodes(
    instants: Floats,
    marks: Marks,
    window: Edges,
    run_end: float,
    calendars: tuple[Floats, Floats, Floats],
    outage_team: Marks,
    outages: Floats,
) -> Episodes:
    """One pass over the episodes.

    Parameters
    ----------
    instants, marks
        The same rows as numbers of 64 and of 32 bits.
    window, run_end
        Instants of the window's start and end, and of the run's.
    calendars
        (T, R) openings, closings and hours worked before, of a plan.
    outage_team, outages
        (O,) which team was down, and (O, 2) from when until when.
    """
    start, end = window
    episodes, teams = len(instants), len(calendars[0])
    worked, billed = np.zeros((teams, ACTS, 2)), np.zeros((teams, ACTS, 2))
    waits = np.empty(episodes)
    answered, asker = np.empty(episodes, np.int64), np.empty(episodes, np.int64)
    attempt, stop, stops = np.empty(episodes, np.int64), np.empty(episodes, np.int64), 0
    joined, ended = np.empty(episodes), np.empty(episodes)
    waited, inspections, answers = 0, 0, 0
    for row in range(episodes):
        sat, left, hours = instants[row, SAT], instants[row, ENDED], instants[row, HOURS]
        team, act, again = marks[row, TEAM], marks[row, ACT], int(marks[row, ATTEMPT] > 0)
        if row > 0 and (
            marks[row, OWNER] != marks[row - 1, OWNER] or marks[row, ATTEMPT] != marks[row - 1, ATTEMPT]
        ):
            stops = 0
        stops += act in (ANSWER, CHECK)
        until = run_end if math.isnan(left) else min(left, run_end)
        if until > start and sat < end:
            if sat < start or until > end:
                hours = hours_at_work(calendars, outage_team, outages, team, max(sat, start), min(until, end))
            worked[team, act, again] += hours
        if start <= left < end:
            billed[team, act, again] += instants[row, HOURS]
            inspections += act == INSPECT
        if act == WORK and start <= sat < end:
            waits[waited] = sat - instants[row, JOINED]
            waited += 1
        elif act == ANSWER and team == teams - 2 and not math.isnan(left):
            answered[answers], asker[answers] = marks[row, OWNER], marks[row - 1, TEAM]
            attempt[answers], stop[answers] = marks[row, ATTEMPT], stops
            joined[answers], ended[answers] = instants[row, JOINED], left
            answers += 1
    return Episodes(
        worked,
        billed,
        waits[:waited],
        inspections,
        answered[:answers],
        attempt[:answers],
        stop[:answers],
        asker[:answers],
        joined[:answers],
        ended[:answers],
    )


@kernel
def hours_at_work(
    calendars: tuple[Floats, Floats, Floats],
    outage_team: Marks,
    outages: Floats,
    team: int,
    since: float,
    until: float,
) -> float:
    """Hours in [since, until) that the team was open and not down: its people in seats work then."""
    opens, closes, worked = calendars[0][team], calendars[1][team], calendars[2][team]
    down = 0.0
    for row in range(len(outages)):
        if outage_team[row] == team:
            begin, back = max(outages[row, 0], since), min(outages[row, 1], until)
            down += open_hours_between(opens, closes, worked, begin, back)
    return float(open_hours_between(opens, closes, worked, since, until) - down)
