"""What is there to read in a journal? Each of its rows is looked at once, by compiled code.

A section of the scorecard asks a row for two or three of its columns. Taken section by section that was a
hundred passes over columns that do not lie in one piece, and took longer than the run.

Sums of parts of hours are left to NumPy, which loses less in long sums; what is counted is counted here. A
kernel hands few arrays back, for each costs as much as a hundred rows; they are taken apart here.
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
WORK, INSPECT = int(Act.WORK), int(Act.INSPECT)


def places(rows: np.dtype[np.void], width: int, *names: str) -> tuple[int, ...]:
    """Where columns are in a row that is read as numbers of `width` bytes."""
    fields: Any = rows.fields
    return tuple(fields[name][1] // width for name in names)


def numbers(rows: Rows) -> tuple[Floats, Marks]:
    """The same rows as numbers of 64 and of 32 bits, as compiled code is given them soonest."""
    rows, count, width = np.ascontiguousarray(rows), len(rows), rows.dtype.itemsize
    # A view of the same would first ask NumPy, field by field, whether it is safe.
    return np.ndarray((count, width // 8), np.float64, rows), np.ndarray((count, width // 4), np.int32, rows)


ARRIVED, DUE, STARTED, DELIVERED = places(TASK, 8, "arrived", "due", "started", "delivered")
WORK_TYPE, ASSIGNED, PROVIDER = places(TASK, 4, "work_type", "assigned", "provider")
ATTEMPTS, ESCAPED, FOUND, FALSE_ALARMS = places(TASK, 4, "attempts", "escaped", "found", "false_alarms")
MISUNDERSTANDINGS, DEFECTS = places(TASK, 4, "misunderstandings", "defects")
QUESTIONS, MISSED = places(TASK, 4, "questions", "missed")
JOINED, SAT, ENDED, HOURS = places(EPISODE, 8, "joined", "started", "ended", "hours")
OWNER, TEAM, ACT, ATTEMPT = places(EPISODE, 4, "task", "team", "act", "attempt")


class Tasks(NamedTuple):
    """What the tasks come to: N tasks, T teams, W work types, Q quarters."""

    delivered: Bools
    """(N,) delivered in the window."""
    went_out: Bools
    """(N,) those of them that the assignment rule gave to a provider."""
    lead_hours: Floats
    """From arrival to delivery, of those delivered in the window."""
    late_days: Floats
    """(W,) days of the window between the due instant and delivery, or until being late costs no more."""
    escapes: Ints
    """(W,) defects that were delivered in the window."""
    has_work: Bools
    """(T,) was chosen for a task, has one, or has delivered one."""
    due_by_quarter: list[int]
    """(Q,) due in the window,"""
    on_time_by_quarter: list[int]
    """(Q,) and those of them that were delivered by then."""
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
    sent: int
    """Those that the assignment rule gave to a provider,"""
    questions: int
    """asked about them,"""
    missed: int
    """and points of theirs that nobody noticed."""
    questions_inhouse: int
    """Asked about those that did not go out."""


NUMBERS = 14
"""The last of `Tasks`, which are single numbers: they come first among what is counted."""


def read_tasks(
    instants: Floats, marks: Marks, window: Edges, teams: int, bearable_days: Floats, quarters: Floats
) -> Tasks:
    """What some tasks come to.

    Parameters
    ----------
    instants, marks
        (N, ...) the tasks as numbers of 64 and of 32 bits.
    window, teams
        Instants of the window's start and end; number of teams.
    bearable_days
        (W,) days after which a late task costs no more.
    quarters
        (Q + 1,) edges of the quarters.
    """
    kinds, spans = len(bearable_days), len(quarters) - 1
    said = count_tasks(instants, marks, *window, teams, bearable_days, quarters)
    flags, lead_hours, late_days, counts = said
    by_quarter = NUMBERS + kinds
    by_team = by_quarter + 2 * spans
    plain: list[int] = counts[:by_team].tolist()
    return Tasks(
        flags[0],
        flags[1],
        lead_hours,
        late_days,
        counts[NUMBERS:by_quarter],
        counts[by_team : by_team + teams] > 0,
        plain[by_quarter : by_quarter + spans],
        plain[by_quarter + spans :],
        counts[by_team + teams :].reshape(teams, kinds),
        *plain[:NUMBERS],
    )


@kernel
def count_tasks(
    instants: Floats,
    marks: Marks,
    start: float,
    end: float,
    teams: int,
    bearable_days: Floats,
    quarters: Floats,
) -> tuple[Bools, Floats, Floats, Ints]:
    """One pass over the tasks, for `read_tasks`.

    Returns
    -------
    flags, lead_hours, late_days, counts
        (2, N) delivered, and of those the ones that went out; (deliveries,); (W,); and all that is counted:
        single numbers, escapes (W,), by quarter (2, Q), whether a team has work (T,), deliveries (T, W).
    """
    tasks, kinds, spans = len(instants), len(bearable_days), len(quarters) - 1
    flags, lead_hours = np.zeros((2, tasks), np.bool_), np.empty(tasks)
    late_days = np.zeros(kinds)
    by_quarter = NUMBERS + kinds
    has_work = by_quarter + 2 * spans
    deliveries = has_work + teams
    counts = np.zeros(deliveries + teams * kinds, np.int64)
    per_hour = spans / (end - start)
    arrivals, at_start, at_end, leavers, outsourced = 0, 0, 0, 0, 0
    first_pass, escaped, found, misunderstandings, defects, questions = 0, 0, 0, 0, 0, 0
    false_alarms, missed, questions_inhouse, sent = 0, 0, 0, 0
    for task in range(tasks):
        arrived, due, out = instants[task, ARRIVED], instants[task, DUE], instants[task, DELIVERED]
        kind, team, chosen = marks[task, WORK_TYPE], marks[task, PROVIDER], marks[task, ASSIGNED]
        if math.isnan(out):
            out = np.inf
        counts[has_work + team] = counts[has_work + chosen] = 1
        arrivals += start <= arrived < end
        at_start += arrived < start <= out
        at_end += arrived < end <= out

        if out > due:
            costly_until = min(out, due + 24.0 * bearable_days[kind])
            late_days[kind] += max(min(costly_until, end) - max(due, start), 0.0) / 24.0
        if start <= due < end:
            quarter = min(int((due - start) * per_hour), spans - 1)
            while quarters[quarter] > due:
                quarter -= 1
            while quarters[quarter + 1] <= due:
                quarter += 1
            counts[by_quarter + quarter] += 1
            counts[by_quarter + spans + quarter] += out <= due

        if start <= out < end:
            flags[0, task] = True
            lead_hours[leavers] = out - arrived
            leavers += 1
            counts[deliveries + team * kinds + kind] += 1
            outsourced += team > 0
            if chosen > 0:
                flags[1, task] = True
                sent += 1
                questions += marks[task, QUESTIONS]
                missed += marks[task, MISSED]
            else:
                questions_inhouse += marks[task, QUESTIONS]
            first_pass += marks[task, ATTEMPTS] == 1
            counts[NUMBERS + kind] += marks[task, ESCAPED]
            escaped += marks[task, ESCAPED] > 0
            found += marks[task, FOUND]
            false_alarms += marks[task, FALSE_ALARMS]
            misunderstandings += marks[task, MISUNDERSTANDINGS]
            defects += marks[task, DEFECTS]
    counts[0], counts[1], counts[2], counts[3] = arrivals, at_start, at_end, outsourced
    counts[4], counts[5], counts[6], counts[7] = first_pass, escaped, found, false_alarms
    counts[8], counts[9], counts[10], counts[11] = misunderstandings, defects, sent, questions
    counts[12], counts[13] = missed, questions_inhouse
    return flags, lead_hours[:leavers], late_days, counts


@kernel
def hours_in_hand(instants: Floats, start: float, end: float) -> Floats:
    """Hours of the window in which each task was in hand, and in which it waited for its first start.

    Parameters
    ----------
    instants
        (N, ...) the tasks as numbers of 64 bits.
    start, end
        Of the window.

    Returns
    -------
    shape (2, N)
        Between arrival and delivery, and between arrival and the first start of work.
    """
    hours = np.empty((2, len(instants)))
    for task in range(len(instants)):
        out, begun = instants[task, DELIVERED], instants[task, STARTED]
        if math.isnan(out):
            out = np.inf
        if math.isnan(begun):
            begun = out
        since = max(instants[task, ARRIVED], start)
        hours[0, task] = max(min(out, end) - since, 0.0)
        hours[1, task] = max(min(begun, end) - since, 0.0)
    return hours


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


def read_episodes(
    instants: Floats,
    marks: Marks,
    window: Edges,
    run_end: float,
    calendars: tuple[Floats, Floats, Floats],
    outage_team: Marks,
    outages: Floats,
) -> Episodes:
    """What some episodes come to.

    Parameters
    ----------
    instants, marks
        (E, ...) the episodes as numbers of 64 and of 32 bits.
    window, run_end
        Instants of the window's start and end, and of the run's.
    calendars
        (T, R) openings, closings and hours worked before, of a plan.
    outage_team, outages
        (O,) which team was down, and (O, 2) from when until when.
    """
    hours, waits, inspections = add_up_hours(
        instants, marks, *window, run_end, *calendars, outage_team, outages
    )
    return Episodes(hours[0], hours[1], waits, inspections)


@kernel
def add_up_hours(
    instants: Floats,
    marks: Marks,
    start: float,
    end: float,
    run_end: float,
    opens: Floats,
    closes: Floats,
    worked: Floats,
    outage_team: Marks,
    outages: Floats,
) -> tuple[Floats, Floats, int]:
    """One pass over the episodes, for `read_episodes`.

    Returns
    -------
    hours, waits, inspections
        (2, T, acts, 2) worked, and billed; (waits,); and how many ended.
    """
    episodes = len(instants)
    hours, waits = np.zeros((2, 2 * ACTS * len(opens))), np.empty(episodes)
    waited, inspections = 0, 0
    for row in range(episodes):
        sat, left, stayed = instants[row, SAT], instants[row, ENDED], instants[row, HOURS]
        team, act = marks[row, TEAM], marks[row, ACT]
        place = 2 * (ACTS * team + act) + (marks[row, ATTEMPT] > 0)
        until = run_end if math.isnan(left) else min(left, run_end)
        if until > start and sat < end:
            if sat < start or until > end:
                inside = max(sat, start), min(until, end)
                hours[0, place] += hours_at_work(
                    opens[team], closes[team], worked[team], outage_team, outages, team, *inside
                )
            else:
                hours[0, place] += stayed
        if start <= left < end:
            hours[1, place] += stayed
            inspections += act == INSPECT
        if act == WORK and start <= sat < end:
            waits[waited] = sat - instants[row, JOINED]
            waited += 1
    return hours.reshape((2, len(opens), ACTS, 2)), waits[:waited], inspections


@kernel
def hours_at_work(
    opens: Floats,
    closes: Floats,
    worked: Floats,
    outage_team: Marks,
    outages: Floats,
    team: int,
    since: float,
    until: float,
) -> float:
    """Hours in [since, until) that the team was open and not down: its people in seats work then.

    Parameters
    ----------
    opens, closes, worked
        (R,) the team's calendar.
    outage_team, outages
        (O,) which team was down, and (O, 2) from when until when.
    """
    down = 0.0
    for row in range(len(outages)):
        if outage_team[row] == team:
            begin, back = max(outages[row, 0], since), min(outages[row, 1], until)
            down += open_hours_between(opens, closes, worked, begin, back)
    return float(open_hours_between(opens, closes, worked, since, until) - down)
