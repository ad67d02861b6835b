"""The compiled engine's outside: it has room for all that a run may write, and has the story told in it.

Room is used again; each thread has its own. A kernel cannot ask for more: it returns a code that says what
was full, and the run, which knows no chance, is made again with twice as much of that.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import lru_cache
from operator import attrgetter
from typing import Any, Final

import numba
from numba.core.errors import NumbaError

from sim.compiler.maker import prepare
from sim.engine.compiled.loop import tell
from sim.engine.compiled.ready import Ready
from sim.engine.compiled.record import sort_by_task
from sim.engine.compiled.sight import chooser
from sim.engine.compiled.state import Full, Luck
from sim.engine.compiled.workroom import Sizes, Workroom
from sim.engine.journal import Tables
from sim.engine.own_rule import OwnRule, rule_identity, team_by
from sim.engine.plan import Plan
from sim.errors import InputError, Problem
from sim.tape.tape import Tape

MOST_PLANS: Final = 8
"""For which a thread is ready at a time."""
MOST_BYTES: Final = 32 * 2**20
"""Of room that a thread keeps; a larger run has its own, and gives it back."""


def run_compiled(plan: Plan, tape: Tape, own: OwnRule | None = None) -> Tables:
    """The tables of one run, as the reference engine would write them; `own` is a rule for Numba."""
    tasks, episodes, disruptions, changes, levels = lent_tables(plan, tape, own)
    return tasks.copy(), episodes.copy(), disruptions.copy(), changes.copy(), levels.copy()


def lent_tables(plan: Plan, tape: Tape, own: OwnRule | None = None) -> Tables:
    """The same, for whoever reads them at once: the thread's next run writes where they stand."""
    prepare()
    return _workspace.run(plan, tape, own)


class _Workspace(threading.local):
    """What a thread keeps from run to run: plans that it is ready for, and room."""

    def __init__(self) -> None:
        self._ready: dict[int, Ready] = {}
        self._room: Workroom | None = None

    def run(self, plan: Plan, tape: Tape, own: OwnRule | None) -> Tables:
        """One run, in room that is larger each time it was too small."""
        ready = self._ready_for(plan)
        scripted = ready.scripted(tape.misfortunes)
        sizes = ready.sizes(tape, len(scripted))
        told = _told if own is None else _told_by(own)
        luck = Luck(*_of_tape(tape))
        while True:
            room = self._room_for(sizes)
            state, cursors = ready.state(room, tape), ready.cursors
            room.changes[: len(scripted)] = scripted
            code = told(ready.policy, luck, state, cursors, len(scripted))
            if code == Full.NOTHING:
                break
            if code == Full.REFUSED and own is not None:
                team, task = (int(cursors[0][name]) for name in ("refused_team", "refused_task"))
                team_by(team, own, tape.teams[: plan.liaisons], task)
            sizes = room.sizes.doubled(code)
        if room.bytes > MOST_BYTES:
            self._ready, self._room = {}, None
        return _tables(ready, room, tape.tasks)

    def _ready_for(self, plan: Plan) -> Ready:
        """A plan is known by its identity: nobody alters one."""
        ready = self._ready.get(id(plan))
        if ready is None:
            if len(self._ready) == MOST_PLANS:
                del self._ready[next(iter(self._ready))]
            ready = self._ready[id(plan)] = Ready(plan)
        return ready

    def _room_for(self, sizes: Sizes) -> Workroom:
        if self._room is None:
            self._room = Workroom(sizes)
        elif not self._room.holds(sizes):
            self._room = self._room.for_more(sizes)
            for ready in self._ready.values():
                ready.leave()
        return self._room


_workspace: Final = _Workspace()
_of_tape: Final = attrgetter(*Luck._fields)


def _tables(ready: Ready, room: Workroom, tasks: int) -> Tables:
    """What was written, without the room behind it."""
    noted, disrupted, changed = ready.written()
    sort_by_task(room.written[:noted], tasks, room.place, room.episodes)
    disruptions, changes = room.disruptions[:disrupted], room.changes[:changed]
    return room.tasks[:tasks], room.episodes[:noted], disruptions, changes, ready.levels


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
