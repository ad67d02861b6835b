"""The compiled engine's outside: it makes room for all that a run may write, and has the story told in it.

A kernel cannot ask for more room. It returns a code that says what was full, and the run, which knows no
chance, is made again with twice as much of that.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numba
import numpy as np
from numba.core.errors import NumbaError

from sim.compiler.maker import prepare
from sim.engine.changes import scripted_changes
from sim.engine.compiled.loop import tell
from sim.engine.compiled.record import sorted_by_task
from sim.engine.compiled.sight import begin_sight, chooser, shown_to_rules
from sim.engine.compiled.state import (
    CURSOR,
    TASK_STATE,
    Full,
    Luck,
    State,
    records,
    skill_records,
    team_records,
    work_type_records,
)
from sim.engine.governance import HOURS_PER_MONTH
from sim.engine.journal import CHANGE, DISRUPTION, EPISODE, LEVEL, TASK, Rows, Tables
from sim.engine.own_rule import OwnRule, rule_identity, team_by
from sim.engine.plan import Plan
from sim.engine.staffing import mean_questions
from sim.errors import InputError, Problem
from sim.tape.tape import Tape


def run_compiled(plan: Plan, tape: Tape, own: OwnRule | None = None) -> Tables:
    """The tables of one run, as the reference engine would write them; `own` is a rule for Numba."""
    prepare()
    told = _told if own is None else _told_by(own)
    scripted = scripted_changes(plan, tape.misfortunes)
    room: dict[int, int] = {
        Full.AGENDA: 2 * tape.tasks + len(scripted) + 1024 + plan.leaving.most_changes,
        Full.EPISODES: _likely_episodes(plan) * tape.tasks + 1024,
        Full.CHANGES: len(scripted) + len(plan.seats) + _likely_looks(plan) + 64,
    }
    while True:  # until all arrays are large enough
        state, cursor = _blank(plan, tape, scripted, room), records(np.zeros(1, dtype=CURSOR))
        code = told(plan, Luck(*(getattr(tape, name) for name in Luck._fields)), state, cursor, len(scripted))
        if code == Full.NOTHING:
            return _tables(state, cursor[0], tape.tasks)
        if code == Full.REFUSED and own is not None:
            team_by(
                int(cursor[0].refused_team), own, tape.teams[: plan.liaisons], int(cursor[0].refused_task)
            )
        room[code] *= 2


def _told(*known: Any) -> int:
    """The story under the strategy's own rule."""
    story: Any = tell
    return int(story(*known, None))


@lru_cache(maxsize=16)
def _told_by(own: OwnRule) -> Callable[..., int]:
    """The story, compiled anew with a rule of the user's own in it: some seconds, once a process."""
    choose = chooser(own)
    written: Any = getattr(tell, "py_func", tell)
    own_tell: Any = numba.njit(nogil=True, error_model="numpy")(written)

    def told(*known: Any) -> int:
        try:
            return int(own_tell(*known, choose))
        except NumbaError as error:
            rule = "Numba cannot compile this as an assignment rule"
            remedy = (
                "take a Situation, change nothing in it, and return the index of a team; or leave out njit"
            )
            raise InputError([Problem("assign", rule_identity(own).name, rule, remedy)]) from error

    return told


def _blank(plan: Plan, tape: Tape, scripted: Rows, room: dict[int, int]) -> State:
    """All there is before time starts; memory that is never touched is never taken."""
    teams, working, work_types = len(plan.seats), plan.liaisons, len(plan.stays_home)
    seats, ahead, sight = plan.seats_before.copy(), np.zeros(working, dtype=np.int64), begin_sight(working)
    shown, shares = shown_to_rules(plan, sight, seats, ahead)
    changes = np.zeros(room[Full.CHANGES], dtype=CHANGE)
    changes[: len(scripted)] = scripted
    return State(
        opens=plan.opens.ravel(),
        closes=plan.closes.ravel(),
        open_hours=plan.worked.ravel(),
        rows=plan.opens.shape[1],
        teams=team_records(plan),
        work_types=work_type_records(plan),
        skills=skill_records(plan),
        root=tape.root,
        leavers=tape.leavers,
        busy=tape.busy,
        agenda=np.empty((2, room[Full.AGENDA]), dtype=np.uint64),
        lines=np.empty((2, teams * (tape.tasks + 1)), dtype=np.uint64),
        line_room=tape.tasks + 1,
        desk=records(np.empty(tape.tasks, dtype=TASK_STATE)),
        on_desk=np.empty(tape.tasks, dtype=np.int32),
        seats=seats,
        ahead=ahead,
        sight=sight,
        shown=shown,
        shares=shares,
        asked=np.zeros(working, dtype=np.int64),
        given=np.zeros((working, work_types)),
        level=np.repeat(plan.learning.start[:, None], work_types, axis=1),
        known=np.zeros((working, work_types)),
        tasks=records(np.empty(tape.tasks, dtype=TASK)),
        episodes=records(np.empty(room[Full.EPISODES], dtype=EPISODE)),
        disruptions=records(np.empty(len(tape.misfortunes.team) + teams, dtype=DISRUPTION)),
        changes=records(changes),
        levels=records(np.zeros(_months(plan) * working * work_types, dtype=LEVEL)),
    )


def _tables(state: State, cursor: Any, tasks: int) -> Tables:
    """What was written, without the room behind it."""
    written = (
        state.tasks,
        sorted_by_task(state.episodes[: cursor.noted], tasks),
        state.disruptions[: cursor.disrupted].copy(),
        state.changes[: cursor.changed].copy(),
        state.levels,
    )
    tasks_, episodes, disruptions, changes, levels = (rows.view(np.ndarray) for rows in written)
    return tasks_, episodes, disruptions, changes, levels


def _likely_episodes(plan: Plan) -> int:
    """Episodes of a task with more questions and attempts than most have."""
    questions = 2.0 * mean_questions(plan).max(initial=0.0)
    return 4 + int(2.0 * questions) + min(int(plan.most_attempts.max()), 4)


def _likely_looks(plan: Plan) -> int:
    """Changes that providers' looks at our line may make, unless they look very often."""
    return int(min((plan.end / plan.lending.look_hours).sum(), 10_000.0))


def _months(plan: Plan) -> int:
    """Months that end before the horizon, if anybody learns."""
    return max(math.ceil(plan.end / HOURS_PER_MONTH) - 1, 0) if plan.learning.is_on else 0
