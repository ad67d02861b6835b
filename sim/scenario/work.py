"""What is there to do? Tasks of one kind: when they come, what they ask for, what they are worth."""

from __future__ import annotations

import math
from datetime import date
from typing import Annotated

from pydantic import Field, model_validator

from sim.scenario.arrivals import Arrivals
from sim.scenario.base import Days, Hours, Money, Name, Part, Probability, Share
from sim.scenario.distribution import Distribution, Duration, Spread, UnitExponential
from sim.scenario.refusal import refusal
from sim.scenario.tolerance import Tolerances


class WorkType(Part):
    """Tasks of one kind."""

    arrivals: Arrivals
    """When tasks arrive."""
    effort_hours: Distribution
    """Hours of work a task asks of a person of standard skill (speed 1)."""
    family: Name | None = None
    """Field of knowledge shared with other work types (patents, research ...); a strategy may speak of all of
    it."""
    due_days: Days | None = None
    """Promised lead time in calendar days from arrival; where nothing is promised, nothing is ever late."""
    due_working_hours: Hours | None = None
    """Promised lead time in hours in which the client's house is open (the in-house calendar, as the strategy
    moves it); instead of `due_days`."""
    begin_within_working_hours: Hours | None = None
    """Promised wait in such hours, from arrival until somebody begins to work on it; left out, none."""
    tolerances: Tolerances | None = None
    """How much disruption of this work can be borne."""
    priority: int = Field(default=0, ge=-1000, le=1000)
    """Served first where lines go by priority: the lower number first."""
    value: Money = 0.0
    """What a delivered task is worth to the client; where stated, delay costs a task no more than this."""
    value_half_life_days: Annotated[float, Field(gt=0.0, le=1e5)] | None = None
    """Calendar days after the due date in which that value halves; left out, late work is worth as much."""
    lapse_days: Days | None = None
    """Calendar days after the due date at which a right lapses, and with it the value, if the task is not
    delivered by then; left out, none ever does."""
    lapse_cost: Money = 0.0
    """What a right that lapsed costs the client."""
    win_probability: Probability | None = None
    """Probability that a delivered task wins a contest, such as an opposition: only then it has its value;
    left out, there is none to win."""
    win_if_flawed: Share = 0.5
    """What is left of that probability where the task was delivered with a defect (assumption)."""
    delay_cost_per_day: Money = 0.0
    """Cost of each calendar day after the due date."""
    ambiguity: Probability = 0.0
    """How tacit the work is, 0 codified to the letter, 1 all in people's heads: the probability that a point
    which nobody asked about is done wrong, and the part that no lesson teaches."""
    unclear_points: float = Field(default=0.0, ge=0.0, le=100.0)
    """Points of a task that a complete stranger would find unclear (mean); who understands more finds
    fewer."""
    unclear_spread: Spread = UnitExponential()
    """How much tasks differ in that; a task is as unclear at each attempt."""
    sensitivity: Probability = 0.0
    """How much intellectual property a task exposes: 0 none, 1 the crown jewels."""
    ip_value: Money = 0.0
    """What a leak of all that the run's tasks of this work tell would lose, at sensitivity 1 (0: nothing)."""
    novelty: Probability = 0.0
    """How far from routine: ideas come from novel work."""
    core: bool = False
    """Core work: the strategy may bar it from leaving the house."""
    brief_hours: Duration = 0.0
    """Liaison hours for a plain brief; clarity multiplies them."""
    answer_hours: Duration = 0.0
    """Hours for one answer: a liaison's, or at home a colleague's."""
    checkpoint_hours: Duration = 0.0
    """Liaison hours for one checkpoint (see `strategy.monitoring`)."""
    inspection_hours: Duration = 0.0
    """Reviewer hours for one inspection."""
    setup_hours: Hours = 0.0
    """Hours to find into a task again after each question or checkpoint, for a person of speed 1."""
    split_hours: Hours = 0.0
    """Liaison hours to put a task together again, for each part beyond the first that it was split into."""
    rework_fraction: float = Field(default=0.5, ge=0.0, le=10.0)
    """Effort of a rework as a share of a fresh effort; it holds as large a share of unclear points and
    defects."""
    most_attempts: int = Field(default=4, ge=1, le=64)
    """After so many attempts a task is delivered as it is."""
    escape_cost: Money = 0.0
    """External cost of a defect that a customer finds."""
    latent_days: Days = 0.0
    """Mean calendar days from the delivery of a defect until it fails at the customer; 0 at once."""
    latency: Spread = UnitExponential()
    """Shape of the latent times."""

    @property
    def due_hours(self) -> float:
        """Promised lead time in hours: the calendar's, or with `due_working_hours` the house's; inf: none."""
        if self.due_working_hours is not None:
            return self.due_working_hours
        return math.inf if self.due_days is None else 24.0 * self.due_days

    @property
    def begin_hours(self) -> float:
        """Promised wait in hours of the house; inf if none is promised."""
        return math.inf if self.begin_within_working_hours is None else self.begin_within_working_hours

    @property
    def longest_working_hours(self) -> float:
        """The longest promise that counts working hours; 0 if none does."""
        return max(self.due_working_hours or 0.0, self.begin_within_working_hours or 0.0)

    @model_validator(mode="after")
    def _promised_once(self) -> WorkType:
        if self.due_days is not None and self.due_working_hours is not None:
            raise refusal(
                "due_days and due_working_hours both say when it is due",
                "keep one of them; a preset's is taken away with null (due_days: null)",
            )
        owed = self.tolerances is not None and self.tolerances.needs_due
        if owed and self.due_hours == math.inf:
            raise refusal(
                "days_without_service and least_service count what is due, and nothing of this work ever is",
                "state due_days or due_working_hours, or leave these tolerances out",
            )
        if (self.lapse_days, self.value_half_life_days) != (None, None) and self.due_hours == math.inf:
            raise refusal(
                "lapse_days and value_half_life_days count from the due date, and this work is never due",
                "state due_days or due_working_hours (due_days: 0 counts from arrival), or leave these out",
            )
        return self

    def arrives_before(self, hours: float, start: date) -> bool:
        """Whether any such task is to be expected in [0, hours) from midnight UTC of `start`."""
        return self.arrivals.mean_per_hour(hours, start) > 0.0
