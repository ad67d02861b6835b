"""What does an assignment rule get to see of the teams? Arrays that it can read and cannot write."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.engine.plan import Plan
from sim.engine.reference.team import Team
from sim.rules.assignment import Situation

Number = TypeVar("Number", bound=np.generic)


class Sight:
    """One array a question, one entry a working team; `seats` (T,) and `ahead` (S,) are kept by others."""

    def __init__(self, plan: Plan, seats: NDArray[np.int64], ahead: NDArray[np.int64]) -> None:
        working = plan.liaisons
        self.plan = plan
        self.in_line, self.at_seats = np.zeros((2, working), dtype=np.int64)
        self.is_down, self.is_gone = np.zeros((2, working), dtype=np.bool_)
        self.opens_at = np.zeros(working)
        self.shown = Situation(
            now=0.0,
            work_type=0,
            mean_effort=0.0,
            due=0.0,
            stays_home=False,
            luck=0.0,
            shares=_shown(plan.shares[0]),
            seats=_shown(seats[:working]),
            in_line=_shown(self.in_line),
            at_seats=_shown(self.at_seats),
            ahead=_shown(ahead),
            is_down=_shown(self.is_down),
            is_gone=_shown(self.is_gone),
            opens_at=_shown(self.opens_at),
            line_limit=plan.line_limit,
            primary=plan.primary,
            backup=plan.backup,
        )
        self.shares = [_shown(row) for row in plan.shares]

    def look(self, teams: list[Team], now: float) -> None:
        """See how the teams are now."""
        for who in range(len(self.in_line)):
            team = teams[who]
            self.in_line[who], self.at_seats[who] = team.in_line, team.at_seats
            self.is_down[who], self.is_gone[who] = team.is_down, team.is_gone
            self.opens_at[who] = now if now < team.closes_at else team.opening

    def situation(self, now: float, work_type: int, due: float, luck: float) -> Situation:
        """All that a rule may look at; the teams as they were last looked at."""
        return self.shown._replace(
            now=now,
            work_type=work_type,
            mean_effort=float(self.plan.mean_effort[work_type]),
            due=due,
            stays_home=bool(self.plan.stays_home[work_type]),
            luck=luck,
            shares=self.shares[work_type],
        )


def _shown(array: NDArray[Number]) -> NDArray[Number]:
    """The same memory, which can be read and not written."""
    view = array.view()
    view.flags.writeable = False
    return view
