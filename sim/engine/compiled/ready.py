"""All that there is before a run begins, but for its luck: found out once a plan, set back by one copy."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from sim.engine.changes import changes_with, known_changes
from sim.engine.compiled.marks import marks_of
from sim.engine.compiled.policy import Policy
from sim.engine.compiled.sight import Sight, begin_sight, shown_to_rules
from sim.engine.compiled.state import (
    CURSOR,
    State,
    records,
    skill_records,
    team_records,
    work_type_records,
)
from sim.engine.compiled.workroom import Sizes, Workroom, packed
from sim.engine.governance import HOURS_PER_MONTH
from sim.engine.journal import LEVEL, Rows
from sim.engine.plan import Plan
from sim.engine.staffing import mean_questions
from sim.tape.misfortune import Misfortunes
from sim.tape.tape import Tape


class Ready:
    """One plan's teams and what they know, as they are before time starts, with memory for what becomes of
    them in one run at a time."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.policy = plan, Policy.of(plan)
        self._teams, self._working, self._work_types = len(plan.seats), plan.liaisons, len(plan.stays_home)
        self._block, self._own = packed(self._at_the_start())
        self._start = self._block.copy()
        self.cursors = records(self._own["cursors"])
        self.levels: Rows = self._own["levels"]
        self._known = known_changes(plan)
        self._scripted = changes_with(self._known, plan, None)
        self._episodes, self._looks = _likely_episodes(plan), _likely_looks(plan)
        self._room: Workroom | None = None
        self._state: Any = None

    def _at_the_start(self) -> dict[str, Any]:
        """Small arrays, all that a run may change but for what it writes."""
        plan, working, work_types = self.plan, self._working, self._work_types
        numbers = {
            "teams": team_records(plan),
            "work_types": work_type_records(plan),
            "skills": skill_records(plan),
            "seats": plan.seats_before,
            "ahead": np.zeros(working, dtype=np.int64),
            "asked": np.zeros(working, dtype=np.int64),
            "given": np.zeros((working, work_types)),
            "level": np.repeat(plan.learning.start[:, None], work_types, axis=1),
            "known": np.zeros((working, work_types)),
            "levels": np.zeros(_months(plan) * working * work_types, dtype=LEVEL),
            "cursors": np.zeros(1, dtype=CURSOR),
        }
        return {name: each.view(np.ndarray) for name, each in numbers.items()} | begin_sight(
            working
        )._asdict()

    def scripted(self, misfortunes: Misfortunes) -> Rows:
        """Changes of seats known before time starts; the same array where chance has none in store."""
        if not (len(misfortunes.slow_team) or len(misfortunes.trouble_team)):
            return self._scripted
        return changes_with(self._known, self.plan, misfortunes)

    def sizes(self, tape: Tape, scripted: int) -> Sizes:
        """Room that a run needs, most likely."""
        return Sizes(
            tasks=tape.tasks,
            waiting=self._teams * (tape.tasks + 1),
            events=2 * tape.tasks + scripted + 1024 + self.plan.leaving.most_changes,
            episodes=self._episodes * tape.tasks + 1024,
            disruptions=len(tape.misfortunes.team) + self._teams,
            changes=scripted + self._teams + self._looks + 64,
        )

    def state(self, room: Workroom, tape: Tape) -> State:
        """The start of a run of this tape, in this room."""
        self._block[:] = self._start
        if room is not self._room:
            self._room, self._state = room, self._blank(room, tape)
        state: State = self._state._replace(**_of_tape(tape))
        return state

    def written(self) -> tuple[int, int, int]:
        """How many episodes, disruptions and changes the last run wrote."""
        cursor = self._own["cursors"][0]
        return int(cursor["noted"]), int(cursor["disrupted"]), int(cursor["changed"])

    def leave(self) -> None:
        """The room that was used last is given up."""
        self._room = self._state = None

    def _blank(self, room: Workroom, tape: Tape) -> State:
        plan, own = self.plan, self._own
        sight = Sight(*(own[name] for name in Sight._fields))
        shown, shares = shown_to_rules(plan, sight, own["seats"], own["ahead"])
        return State(
            opens=plan.opens.ravel(),
            closes=plan.closes.ravel(),
            open_hours=plan.worked.ravel(),
            rows=plan.opens.shape[1],
            teams=records(own["teams"]),
            work_types=records(own["work_types"]),
            skills=records(own["skills"]),
            agenda=room.agenda,
            lines=room.lines,
            line_room=room.lines.shape[1] // self._teams,
            desk=records(room.desk),
            on_desk=room.on_desk,
            seats=own["seats"],
            ahead=own["ahead"],
            sight=sight,
            shown=shown,
            shares=shares,
            asked=own["asked"],
            given=own["given"],
            level=own["level"],
            known=own["known"],
            marks=marks_of(tape.laws),
            tasks=records(room.tasks),
            episodes=records(room.written),
            disruptions=records(room.disruptions),
            changes=records(room.changes),
            levels=records(self.levels),
            **_of_tape(tape),
        )


def _of_tape(tape: Tape) -> dict[str, Any]:
    """What of the state is another in each run."""
    return {"root": tape.root, "leavers": tape.leavers, "busy": tape.busy}


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
