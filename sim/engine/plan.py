"""What both engines read: a scenario and a strategy as numbers.

Everything that is settled before time starts is settled here: names have become indices, levers
probabilities, and staffing rules seats. `sim.engine.making` makes it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engine.governance import Accounts, Reviews, Signing, Switching
from sim.engine.knowledge import Learning
from sim.rules.assignment import Rule

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Plan(NamedTuple):
    """What both engines read.

    Axes: T teams (in-house, providers, liaisons, reviewers), S the first of them, which do tasks,
    W work types, R rows of a calendar. Times in hours."""

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
    speed: Floats
    """(T, W) standard hours done in an hour; 1 for liaisons and reviewers."""
    defect: Floats
    """(S, W) probability of the team's own fault."""
    question_mean: Floats
    """(S, W) mean questions in an attempt."""
    misunderstanding: Floats
    """(S, W) probability of a misunderstanding."""
    shares: Floats
    """(W, S) cumulative shares of the mix, in-house first; exactly 1 from the last share on."""
    arrives: NDArray[np.bool_]
    """Whether any such task is to be expected."""
    stays_home: NDArray[np.bool_]
    """(W,) like `arrives`."""
    mean_effort: Floats
    """Standard hours that such a task asks for."""
    brief_hours: Floats
    answer_hours: Floats
    checkpoint_hours: Floats
    inspection_hours: Floats
    rework_fraction: Floats
    most_attempts: Ints
    due_hours: Floats
    priority: Ints
    """(W,) like all since `mean_effort`."""
    handover_hours: Floats
    message_hours: Floats
    work_lost: Floats
    fate: Ints
    """`sim.rules.disruption.Fate`."""
    destination: Ints
    """Where a team's tasks go when it is given up."""
    hire_hours: Floats
    """From the decision to hire until the first day at work."""
    notice_hours: Floats
    """From the decision to let somebody go until the seat is gone."""
    leaving_per_hour: Floats
    """How often a person leaves."""
    trouble_factor: Floats
    """How much more often while the team is in trouble."""
    teachers: Ints
    """Seats away for all of the transition's ramp, to hand on what people know,"""
    taught_at: Floats
    """and when one more that is away from signing on is back; that of signing if there is none."""
    rehire: Floats
    """Share of its seats that somebody hires when it ends; none of those of a team without work of ours."""
    patience_hours: Floats
    """(T,) like all since `handover_hours`."""
    inspection_rate: Floats
    """(S,)"""
    detection: float
    assignment: int
    """`sim.rules.assignment.Rule`."""
    line_limit: int
    primary: int
    backup: int
    discipline: int
    """`sim.rules.assignment.Discipline`."""
    checkpoints: int
    learning: Learning
    reviews: Reviews
    signing: Signing
    switching: Switching
    accounts: Accounts

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
