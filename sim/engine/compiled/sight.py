"""Who gets this task? What a rule sees of the teams, as arrays that it cannot write, and the asking."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from sim.engine.own_rule import OwnRule
from sim.engine.plan import Plan
from sim.rules import assignment
from sim.rules.assignment import Situation
from sim.rules.rule import chapter, rule

Choose = Callable[[int, Situation, NDArray[np.float64], "TaskSeen"], int]


class TaskSeen(NamedTuple):
    """What is known of the task itself; names and meanings are those of a `Situation`."""

    now: float
    work_type: int
    mean_effort: float
    due: float
    stays_home: bool
    luck: float


class Sight(NamedTuple):
    """What is seen of the S working teams when somebody looks; (S,) each, as in a `Situation`."""

    in_line: NDArray[np.int64]
    at_seats: NDArray[np.int64]
    is_down: NDArray[np.bool_]
    is_gone: NDArray[np.bool_]
    opens_at: NDArray[np.float64]


def begin_sight(working: int) -> Sight:
    """Room for what is seen of so many teams."""
    numbers, flags = np.zeros((2, working), dtype=np.int64), np.zeros((2, working), dtype=np.bool_)
    return Sight(numbers[0], numbers[1], flags[0], flags[1], np.zeros(working))


def shown_to_rules(
    plan: Plan, sight: Sight, seats: NDArray[np.int64], ahead: NDArray[np.int64]
) -> tuple[Situation, NDArray[np.float64]]:
    """The same memory as `sight`, `seats` (T,) and `ahead` (S,), read-only, in a situation whose task is
    still to be filled in; and the plan's shares (W, S), read-only too."""
    shares = read_only(plan.shares)
    situation = Situation(
        now=0.0,
        work_type=0,
        mean_effort=0.0,
        due=0.0,
        stays_home=False,
        luck=0.0,
        shares=shares[0],
        seats=read_only(seats[: plan.liaisons]),
        ahead=read_only(ahead),
        **{name: read_only(seen) for name, seen in sight._asdict().items()},
        line_limit=plan.line_limit,
        primary=plan.primary,
        backup=plan.backup,
    )
    return situation, shares


def read_only(array: NDArray[Any]) -> NDArray[Any]:
    """The same memory, which can be read and not written."""
    view = array.view()
    view.flags.writeable = False
    return view


@rule
def look(sight, teams, seats, now):
    """See how the teams are now: `teams` (T,) TEAM, `seats` (T,)."""
    for who in range(len(sight.in_line)):
        team = teams[who]
        sight.in_line[who], sight.at_seats[who] = team.in_line, seats[who] - team.free
        sight.is_down[who], sight.is_gone[who] = team.is_down == 1, team.is_gone == 1
        sight.opens_at[who] = now if now < team.closes_at else team.opening


@chapter
def situation_of(shown, shares, known):
    """All that a rule may look at: `shown` is a Situation, with another task's facts; `shares` (W, S)."""
    return Situation(
        known.now,
        known.work_type,
        known.mean_effort,
        known.due,
        known.stays_home,
        known.luck,
        shares[known.work_type],
        shown.seats,
        shown.in_line,
        shown.at_seats,
        shown.ahead,
        shown.is_down,
        shown.is_gone,
        shown.opens_at,
        shown.line_limit,
        shown.primary,
        shown.backup,
    )


@chapter
def choose(chosen, shown, shares, known):
    """The team that the strategy's rule gives the task to; `chosen` is a `Rule`."""
    return assignment.team_for(chosen, situation_of(shown, shares, known))


def chooser(own: OwnRule) -> Choose:
    """The same for a rule of the user's own, compiled with it."""

    def choose_by_own_rule(chosen: Any, shown: Any, shares: Any, known: Any) -> Any:
        return own(situation_of(shown, shares, known))

    settings: Any = {"nogil": True, "error_model": "numpy", "_nrt": False}  # as for the laws
    compiled: Choose = numba.njit(**settings)(choose_by_own_rule)
    return compiled
