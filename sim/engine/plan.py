"""What both engines read: a scenario and a strategy as numbers.

Everything that is settled before time starts is settled here: names have become indices, levers
probabilities, and staffing rules seats. `sim.engine.making` makes it.
"""

from __future__ import annotations

from collections import namedtuple
from functools import cache
from typing import Annotated, Any, NamedTuple, get_args, get_origin, get_type_hints

import numpy as np
from numpy.typing import NDArray

from sim.engine.governance import Accounts, Relaying, Reviews, Signing, Switching
from sim.engine.knowledge import Learning, Lessons
from sim.engine.leaving import Leaving
from sim.engine.lending import Lending
from sim.engine.offering import Offers
from sim.rules.assignment import Rule
from sim.scenario.calendar import CalendarTable

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


OF_TEAM, OF_WORK_TYPE, OF_SKILL = "team", "work type", "skill"
"""Axes: (T,), (W,), and (T, W) or (S, W)."""


class Plan(NamedTuple):
    """What both engines read.

    Axes: T teams (in-house, providers, liaisons, reviewers), S the first of them, which do tasks,
    W work types, R rows of a calendar. Times in hours. A number that says its axis stands in both engines'
    records of that axis under its name, with no further word."""

    case: int
    """The beginning of the case's digest, by which a plan is known."""
    end: float
    opens: Floats
    """(T, R) with `closes` and `worked`: the calendars' tables."""
    closes: Floats
    worked: Floats
    seats: Ints
    """(T,) as the mix asks for, or as stated."""
    seats_before: Ints
    """(T,) at the start: before signing, where there is a transition."""
    speed: Annotated[Floats, OF_SKILL]
    """(T, W) standard hours done in an hour; 1 for liaisons and reviewers."""
    defects: Annotated[Floats, OF_SKILL]
    """(S, W) defects of its own that a team of experts leaves in a task (mean)."""
    misreading: Annotated[Floats, OF_SKILL]
    """(S, W) probability that a point which nobody noticed is done wrong, for all checkpoints."""
    shares: Floats
    """(W, S) cumulative shares of the mix, in-house first; exactly 1 from the last share on."""
    arrives: NDArray[np.bool_]
    """Whether any such task is to be expected."""
    stays_home: Annotated[Flags, OF_WORK_TYPE]
    """(W,) like `arrives`."""
    mean_effort: Annotated[Floats, OF_WORK_TYPE]
    """Standard hours that such a task asks for."""
    unclear_points: Annotated[Floats, OF_WORK_TYPE]
    """Points that a stranger would find unclear."""
    ambiguity: Annotated[Floats, OF_WORK_TYPE]
    setup_hours: Annotated[Floats, OF_WORK_TYPE]
    brief_hours: Annotated[Floats, OF_WORK_TYPE]
    """Mean hours, those of briefs for the clarity that is asked for; of those that chance deals, the tape
    knows more."""
    answer_hours: Annotated[Floats, OF_WORK_TYPE]
    checkpoint_hours: Annotated[Floats, OF_WORK_TYPE]
    inspection_hours: Annotated[Floats, OF_WORK_TYPE]
    rework_fraction: Annotated[Floats, OF_WORK_TYPE]
    most_attempts: Annotated[Ints, OF_WORK_TYPE]
    due_hours: Annotated[Floats, OF_WORK_TYPE]
    """From arrival until it is due,"""
    due_is_worked: Annotated[Flags, OF_WORK_TYPE]
    """and whether these are hours in which the client's house is open."""
    priority: Annotated[Ints, OF_WORK_TYPE]
    """(W,) like all since `mean_effort`."""
    distance: Annotated[Floats, OF_TEAM]
    asks: Annotated[Floats, OF_TEAM]
    clarity: Annotated[Floats, OF_TEAM]
    """Of the briefs that the team gets; 0 where it gets none."""
    familiar_after: Annotated[Floats, OF_TEAM]
    """Tasks done together."""
    vanishes: Annotated[Floats, OF_TEAM]
    """Share of the distance that old partners do not have,"""
    familiar_start: Annotated[Floats, OF_TEAM]
    """and how far they are with that at the start."""
    handover_hours: Annotated[Floats, OF_TEAM]
    message_hours: Annotated[Floats, OF_TEAM]
    work_lost: Annotated[Floats, OF_TEAM]
    fate: Annotated[Ints, OF_TEAM]
    """`sim.rules.disruption.Fate`."""
    destination: Annotated[Ints, OF_TEAM]
    """Where a team's tasks go when it is given up."""
    hire_hours: Annotated[Floats, OF_TEAM]
    """From the decision to hire until the first day at work."""
    notice_hours: Annotated[Floats, OF_TEAM]
    """From the decision to let somebody go until the seat is gone."""
    leaving_per_hour: Annotated[Floats, OF_TEAM]
    """How often a person leaves."""
    trouble_factor: Annotated[Floats, OF_TEAM]
    """How much more often while the team is in trouble."""
    teachers: Ints
    """Seats away for all of the transition's ramp, to hand on what people know,"""
    taught_at: Floats
    """and when one more that is away from signing on is back; that of signing if there is none."""
    rehire: Annotated[Floats, OF_TEAM]
    """Share of its seats that somebody hires when it ends; none of those of a team without work of ours."""
    patience_hours: Annotated[Floats, OF_TEAM]
    """(T,) like all since `distance`."""
    inspection_rate: Floats
    """(S,)"""
    detection: float
    """Probability that an inspector who is an expert finds a defect."""
    false_alarm: float
    inspector_learns: bool
    """Whether the inspectors are the house's, who know what the house knows, and the house learns."""
    assignment: int
    """`sim.rules.assignment.Rule`."""
    line_limit: int
    primary: int
    backup: int
    discipline: int
    """`sim.rules.assignment.Discipline`."""
    checkpoints: int
    learning: Learning
    lessons: Lessons
    relay: Relaying
    reviews: Reviews
    signing: Signing
    switching: Switching
    accounts: Accounts
    lending: Lending
    leaving: Leaving
    offers: Offers
    office: CalendarTable
    """(rows,) each: when the client's house is open, until the last promise of the run falls due; always, if
    none counts working hours."""

    @property
    def liaisons(self) -> int:
        """Index of the liaisons."""
        return len(self.seats) - 2

    @property
    def reviewers(self) -> int:
        """Index of the reviewers."""
        return len(self.seats) - 1


def is_given_work(plan: Plan) -> NDArray[np.bool_]:
    """Which working teams the assignment rule can send work to that is to be expected, (S,)."""
    shares = np.diff(plan.shares, axis=1, prepend=0.0)
    if plan.assignment == Rule.PRIMARY_BACKUP:
        shares = np.zeros_like(shares)
        shares[:, [plan.primary, plan.backup]] = 1.0
    return np.asarray((shares[plan.arrives & ~plan.stays_home] > 0.0).any(axis=0))


@cache
def numbers_of(axis: str) -> tuple[str, ...]:
    """The names of the plan's numbers along an axis."""
    hints = get_type_hints(Plan, include_extras=True)
    return tuple(
        name for name, hint in hints.items() if get_origin(hint) is Annotated and get_args(hint)[1] == axis
    )


def rows_of(plan: Plan, axis: str) -> list[Any]:
    """A record a team, or a work type, with the plan's numbers along that axis by name, as plain numbers."""
    names = numbers_of(axis)
    row = namedtuple("row", names)  # type: ignore[misc]
    return [row(*numbers) for numbers in zip(*(getattr(plan, name).tolist() for name in names), strict=True)]


def dtype_of(axis: str) -> list[tuple[str, str]]:
    """The same names with NumPy's types, for compiled code: flags are small, an index is unsigned."""
    hints, types = get_type_hints(Plan, include_extras=True), {Floats: "f8", Ints: "i8", Flags: "i1"}
    kinds = {name: types[get_args(hints[name])[0]] for name in numbers_of(axis)}
    return [(name, "u4" if name == "destination" else kind) for name, kind in kinds.items()]
