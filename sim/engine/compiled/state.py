"""What the compiled engine has before it: one record a team, a work type, a skill, a task in hand.

Compiled code is quickest on few arrays, and on what stands together: a task's record is two lines of the
processor's cache, and the next task takes the record of one that was delivered, so that the desk stays small.
Records read as in the story (``team.free``), for Numba and, uncompiled, for NumPy.
"""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engine.compiled.heap import Entries
from sim.engine.compiled.sight import Sight
from sim.engine.plan import OF_SKILL, OF_TEAM, OF_WORK_TYPE, Plan, dtype_of, numbers_of
from sim.rules import calendar, understanding
from sim.rules.assignment import Situation
from sim.rules.rule import passage, rule
from sim.tape.misfortune import Misfortunes

Records = NDArray[np.void]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

NOBODY = -1


class Full(IntEnum):
    """What there was no room for (kernels return codes, shells raise or mend)."""

    NOTHING = 0
    AGENDA = 1
    EPISODES = 2
    CHANGES = 3
    REFUSED = 4
    """Not room, but a rule of the user's own that chose no working team."""


class Errand(IntEnum):
    """What it is that arrives on the other side."""

    HANDED_OVER = 0
    MOVED = 1
    ASKED = 2
    DRAFTED = 3
    ANSWERED = 4


class Step(IntEnum):
    """The chapter of a task's life that comes next."""

    REST = 0
    HAND_OVER = 1
    BEGIN_ATTEMPT = 2
    BEGIN_PART = 3
    ENTER = 4
    SIT = 5
    START = 6
    GO_ON = 7
    END_PART = 8
    SEND_ANSWER = 9
    JUDGE = 10
    DELIVER = 11


TEAM = np.dtype(
    [
        *dtype_of(OF_TEAM),  # all that the plan says, and
        ("closes_at", "f8"),
        ("opening", "f8"),  # when the calendar's next row opens,
        ("shift", "i8"),  # and which row that is
        ("inspection_rate", "f8"),
        ("free", "i8"),
        ("in_line", "i8"),
        ("at_work", "i8"),  # who has a seat: a list, by the tasks' `after` and `before`
        ("usual_leaving", "f8"),
        ("luck", "f8"),  # of the next leaver, as far as it is not used up,
        ("counted", "f8"),  # at this time;
        ("leaves_at", "f8"),  # any other entry in the agenda is stale
        ("earned", "f8"),
        ("pay_per_hour", "f8"),
        ("people", "i8"),
        ("away", "i8"),  # seats that are to be closed for a while: more than there are people, perhaps
        ("coming", "i8"),  # people hired or let go whose day has not come
        ("lent", "i8"),  # of those people, seats of its bench,
        ("looked", "i8"),  # and how often it has looked whether we need them
        ("dealt", "i8"),  # of leavers' luck
        ("history", "i8"),  # of inspections
        ("together", "i8"),  # tasks that it has delivered to us,
        ("strange", "f8"),  # and what they have left of the distance
        ("stayed", "f8"),  # share of the people at signing who are still there
        ("term", "i8"),
        ("way", "i8"),  # in which it works
        ("disruption", "i8"),  # the row of the latest
        ("hands_over_at", "f8"),  # since its contract is to end, work begins to go,
        ("successor", "i8"),  # to whom, or NOBODY
        ("lesson_hours", "f8"),  # that its people teach those who follow in a week
        ("judged", "i8"),  # tasks delivered since the client's last look,
        ("judged_due", "i8"),  # those of them that were promised by some time,
        ("judged_late", "i8"),  # that came after it,
        ("judged_found", "i8"),  # and defects that were found in them
        ("is_outsourced", "i1"),
        ("looks_at_books", "i1"),
        ("is_down", "i1"),
        ("is_gone", "i1"),
        ("is_given_up", "i1"),
    ],
    align=True,
)

WORK_TYPE, SKILL = (np.dtype(dtype_of(axis), align=True) for axis in (OF_WORK_TYPE, OF_SKILL))
"""Of a work type, and of a team at a work type: all that the plan says."""

TASK_STATE = np.dtype(
    [
        ("finishes", "f8"),  # the instant an entry in the agenda was made for; any other entry is stale
        ("since", "f8"),
        ("left", "f8"),  # open hours, at the team's speed, like the next two
        ("hours", "f8"),
        ("worked", "f8"),
        ("work", "f8"),  # standard hours of what they sit down for,
        ("whole", "f8"),  # and of all of the attempt
        ("joined", "f8"),
        ("started", "f8"),
        ("task", "i8"),
        ("after", "i8"),  # neighbours in the list of those who have a seat
        ("before", "i8"),
        ("follower", "i8"),  # who follows at once upon this one, or who is the next vacancy,
        ("team", "u4"),  # the working team that has the task
        ("place", "u4"),  # the team at which it waits or is worked on
        ("attempt", "u4"),
        ("part", "i4"),
        ("stops", "i4"),  # questions and checkpoints of the attempt,
        ("asked", "i4"),  # and questions alone
        ("missed", "i4"),  # unclear points that nobody noticed
        ("flaws", "i4"),  # that are left in the work
        ("resampled", "i4"),
        ("burdened", "i4"),  # the team that has its work ahead, or NOBODY,
        ("burden", "i8"),  # and how many seconds that is
        ("next_step", "i1"),  # and with which step this task follows
        ("act", "i1"),
        ("way", "i1"),
        ("at_head", "i1"),
        ("on_hold", "i1"),
        ("work_type", "u2"),
    ],
    align=True,
)


CURSOR = np.dtype(
    [
        ("events", "i8"),  # entries in the agenda,
        ("is_past", "i8"),  # and whether the first has happened, so that the next one takes its place
        ("outages", "i8"),  # that have begun
        ("noted", "i8"),  # episodes written,
        ("disrupted", "i8"),  # disruptions,
        ("changed", "i8"),  # changes,
        ("written", "i8"),  # levels
        ("reviewed", "i8"),  # reviews held,
        ("month", "i8"),  # months ended
        ("follow_first", "i8"),  # who follows at once, in the order in which it was said
        ("follow_last", "i8"),
        ("full", "i8"),  # what a chapter had no room for (`Full`)
        ("refused_task", "i8"),  # the task that a rule of the user's own gave to no working team,
        ("refused_team", "i8"),  # and what it said
        ("share", "f8"),  # part of the outsourced share that leaves, once the last step has taken effect;
        ("share_before", "f8"),  # what it was when that was decided,
        ("share_since", "f8"),  # and the instant
        ("looked", "i8"),  # looks at a provider held,
        ("bad_looks", "i8"),  # and how many of them were bad, in a row
    ],
    align=True,
)
"""How far the story is: one record, for compiled code hands on no single numbers."""


class Luck(NamedTuple):
    """What a `Tape` has for it, under the same names."""

    root: int
    names: Ints
    cuts: Floats
    laws: Records
    values: Floats
    source: Ints
    arrived: Floats
    work_type: Ints
    number: Ints
    effort: Floats
    misfortunes: Misfortunes


class State(NamedTuple):
    """Everything that a chapter may read or write.

    Axes: T teams, S the first of them, which do tasks, W work types."""

    opens: Floats
    """(T x rows,) with `closes` and `open_hours`: the calendars, one team's after the other's."""
    closes: Floats
    open_hours: Floats
    rows: int
    """Of one team's calendar."""
    teams: Records
    """(T,) TEAM"""
    work_types: Records
    """(W,) WORK_TYPE"""
    skills: Records
    """(T, W) SKILL"""
    root: int
    """What seed and replication are to the generator of luck,"""
    leavers: Ints
    """(T,) and each team's leavers."""
    busy: NDArray[np.int8]
    """(T, weeks) whether its other clients want more at once."""
    agenda: Entries
    """Room for all events."""
    lines: Entries
    """(2, T x line_room) room for all who wait."""
    line_room: int
    desk: Records
    """(tasks,) TASK_STATE: room for the tasks in hand,"""
    on_desk: NDArray[np.int32]
    """(tasks,) and where each is, or NOBODY."""
    seats: Ints
    """(T,) at this time."""
    ahead: Ints
    """(S,) seconds of work ahead (kept only for a rule that asks)."""
    sight: Sight
    """What is seen of the teams by rules that look,"""
    shown: Situation
    """and shown to them, together with"""
    shares: Floats
    """(W, S) cumulative shares of the mix."""
    asked: Ints
    """(S,) seconds of work given out since the last review."""
    given: Floats
    """(S, W) tasks given out since each provider's term began."""
    level: Floats
    """(S, W) what each team knew of each work type,"""
    known: Floats
    """(S, W) at this time."""
    marks: Floats
    """(W, MARKS) how unclear tasks are, at some marks (`sim.engine.compiled.marks`)."""
    tasks: Records
    """The journal's tables, with room: TASK, EPISODE, DISRUPTION, CHANGE, LEVEL."""
    episodes: Records
    disruptions: Records
    changes: Records
    levels: Records


@rule
def strangeness(team):
    """What is left of the distance to a team (a TEAM), after all it has done together with the client."""
    return understanding.strangeness(team.together, team.familiar_after, team.vanishes, team.familiar_start)


@rule
def hours_open(state, who, since, until):
    """Open hours of a team between two instants."""
    first = who * state.rows
    last = first + state.rows - 1
    return calendar.between(state.opens, state.closes, state.open_hours, first, last, since, until)


@passage
def done_at(opens, closes, open_hours, rows, team, who, now, hours):
    """When so many open hours of a team (a TEAM) will have passed; mostly this very shift."""
    if now < team.closes_at:
        end = calendar.in_shift(now + hours, team.closes_at)
        if end < np.inf:
            return end
    low = who * rows + max(team.shift - 1, 0)  # no row before it closes after now
    return calendar.after(opens, closes, open_hours, low, who * rows + rows - 1, now, hours)


def team_records(plan: Plan) -> Records:
    """All teams before the first has opened."""
    teams = np.zeros(len(plan.seats), dtype=TEAM)
    for name in numbers_of(OF_TEAM):
        teams[name] = getattr(plan, name)
    teams["usual_leaving"], teams["leaves_at"] = plan.leaving_per_hour, np.inf
    teams["pay_per_hour"], teams["looks_at_books"] = plan.accounts.per_hour, plan.accounts.hours < np.inf
    teams["way"] = plan.offers.first
    teams["inspection_rate"][: plan.liaisons] = plan.inspection_rate
    teams["free"] = teams["people"] = plan.seats_before
    teams["at_work"], teams["stayed"] = NOBODY, 1.0
    met = zip(plan.familiar_after, plan.vanishes, plan.familiar_start, strict=True)
    teams["strange"] = [understanding.strangeness(0.0, *each) for each in met]
    teams["successor"], teams["hands_over_at"] = NOBODY, np.inf
    teams["opening"] = plan.opens[:, 0]
    teams["is_outsourced"][1 : plan.liaisons] = 1
    return records(teams)


def work_type_records(plan: Plan) -> Records:
    """What the plan says of each work type."""
    work_types = np.zeros(len(plan.brief_hours), dtype=WORK_TYPE)
    for name in numbers_of(OF_WORK_TYPE):
        work_types[name] = getattr(plan, name)
    work_types["priority"] -= plan.priority.min()  # the same order, and no negative key in a line
    return records(work_types)


def skill_records(plan: Plan) -> Records:
    """What the plan says of each team (rows) at each work type (columns)."""
    skills = np.zeros(plan.speed.shape, dtype=SKILL)
    for name in numbers_of(OF_SKILL):
        numbers = getattr(plan, name)
        skills[name][: len(numbers)] = numbers
    return records(skills)


def records(rows: NDArray[np.void]) -> Records:
    """The same rows, whose fields are read as attributes: by Numba anyway, by NumPy if it is told."""
    return rows if hasattr(hours_open, "py_func") else rows.view(np.recarray)
