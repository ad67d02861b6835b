"""What the compiled engine has on its desk: one record a team, a work type, a skill, a task in hand.

Compiled code is quickest on few arrays, and on what stands together: a task's record is two lines of the
processor's cache, and the next task takes the record of one that was delivered, so that the desk stays small.
Records read as in the story (``team.free``), for Numba and, uncompiled, for NumPy.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.engine.plan import Plan

Records = NDArray[np.void]
NOBODY = -1

TEAM = np.dtype(
    [
        ("closes_at", "f8"),
        ("opening", "f8"),  # when the calendar's next row opens,
        ("shift", "i8"),  # and which row that is
        ("handover_hours", "f8"),
        ("message_hours", "f8"),
        ("work_lost", "f8"),
        ("patience_hours", "f8"),
        ("hire_hours", "f8"),
        ("inspection_rate", "f8"),
        ("free", "i8"),
        ("in_line", "i8"),
        ("at_work", "i8"),  # who has a seat: a list, by the tasks' `after` and `before`
        ("destination", "u4"),
        ("fate", "i8"),
        ("rehired", "i8"),
        ("notice_hours", "f8"),
        ("leaving_per_hour", "f8"),
        ("usual_leaving", "f8"),
        ("trouble_factor", "f8"),
        ("luck", "f8"),  # of the next leaver, as far as it is not used up,
        ("counted", "f8"),  # at this time;
        ("leaves_at", "f8"),  # any other entry in the agenda is stale
        ("earned", "f8"),
        ("pay_per_hour", "f8"),
        ("people", "i8"),
        ("coming", "i8"),  # people hired or let go whose day has not come
        ("dealt", "i8"),  # units of leavers' luck
        ("history", "i8"),  # of inspections
        ("term", "i8"),
        ("disruption", "i8"),  # the row of the latest
        ("is_outsourced", "i1"),
        ("looks_at_books", "i1"),
        ("is_down", "i1"),
        ("is_gone", "i1"),
        ("is_given_up", "i1"),
    ],
    align=True,
)

WORK_TYPE = np.dtype(
    [
        ("brief_hours", "f8"),
        ("answer_hours", "f8"),
        ("checkpoint_hours", "f8"),
        ("inspection_hours", "f8"),
        ("rework_fraction", "f8"),
        ("due_hours", "f8"),
        ("most_attempts", "i8"),
        ("priority", "i8"),
        ("stays_home", "i1"),
    ],
    align=True,
)

SKILL = np.dtype([("speed", "f8"), ("defect", "f8"), ("question_mean", "f8"), ("misunderstanding", "f8")])
"""Of a team at a work type."""

TASK_STATE = np.dtype(
    [
        ("finishes", "f8"),  # the instant an entry in the agenda was made for; any other entry is stale
        ("since", "f8"),
        ("left", "f8"),  # open hours, at the team's speed, like the next two
        ("hours", "f8"),
        ("worked", "f8"),
        ("work", "f8"),  # standard hours of what they sit down for
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
        ("stops", "i4"),  # questions and checkpoints of the attempt
        ("resampled", "i4"),
        ("burdened", "i4"),  # the team that has its work ahead, or NOBODY,
        ("burden", "i8"),  # and how many seconds that is
        ("next_step", "i1"),  # and with which step this task follows
        ("act", "i1"),
        ("way", "i1"),
        ("at_head", "i1"),
        ("on_hold", "i1"),
        ("wrong", "i1"),
        ("kind", "u2"),  # work type
    ],
    align=True,
)


def team_records(plan: Plan) -> Records:
    """All teams before the first has opened."""
    teams = np.zeros(len(plan.seats), dtype=TEAM)
    for name in (
        "handover_hours",
        "message_hours",
        "work_lost",
        "patience_hours",
        "hire_hours",
        "notice_hours",
        "rehired",
        "leaving_per_hour",
        "trouble_factor",
    ):
        teams[name] = getattr(plan, name)
    teams["usual_leaving"], teams["leaves_at"] = plan.leaving_per_hour, np.inf
    teams["pay_per_hour"], teams["looks_at_books"] = plan.terms.per_hour, plan.terms.hours < np.inf
    teams["destination"], teams["fate"] = plan.destination, plan.fate
    teams["inspection_rate"][: plan.liaisons] = plan.inspection_rate
    teams["free"] = teams["people"] = plan.seats_before
    teams["at_work"] = NOBODY
    teams["opening"] = plan.opens[:, 0]
    teams["is_outsourced"][1 : plan.liaisons] = 1
    return records(teams)


def work_type_records(plan: Plan) -> Records:
    """What the plan says of each work type."""
    kinds = np.zeros(len(plan.brief_hours), dtype=WORK_TYPE)
    for name in WORK_TYPE.fields or ():
        kinds[name] = getattr(plan, name)
    kinds["priority"] -= plan.priority.min()  # the same order, and no negative key in a line
    return records(kinds)


def skill_records(plan: Plan) -> Records:
    """What the plan says of each team (rows) at each work type (columns)."""
    skills = np.zeros(plan.speed.shape, dtype=SKILL)
    skills["speed"] = plan.speed
    for name in ("defect", "question_mean", "misunderstanding"):
        skills[name][: plan.liaisons] = getattr(plan, name)
    return records(skills)


def records(rows: NDArray[np.void]) -> Records:
    """The same rows, whose fields NumPy reads as attributes, as Numba does."""
    return rows.view(np.recarray)
