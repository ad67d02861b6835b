"""What does the compiled story read of a plan? Not all of it: each number that is handed over costs time."""

from __future__ import annotations

from typing import NamedTuple

from sim.engine.governance import Accounts, Relaying, Reviews, Signing, Switching
from sim.engine.knowledge import Learning, Lessons
from sim.engine.leaving import Leaving
from sim.engine.lending import Lending
from sim.engine.offering import Offers
from sim.engine.plan import Floats, Plan
from sim.scenario.calendar import CalendarTable


class Policy(NamedTuple):
    """What a `Plan` has for it, under the same names; what stands in records of teams, work types or skills,
    or in the state, is not said twice."""

    end: float
    shares: Floats
    detection: float
    false_alarm: float
    inspector_learns: bool
    assignment: int
    discipline: int
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

    @classmethod
    def of(cls, plan: Plan) -> Policy:
        """Of one plan."""
        return cls(*(getattr(plan, name) for name in cls._fields))
