"""What changes when the demand does?"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from sim.scenario.base import Days, Name, Part, Share
from sim.scenario.refusal import refusal

LEAST_REVIEW_DAYS = 0.01
"""A quarter of an hour."""


class Adaptive(Part):
    """The outsourced share follows the load at home, with a band of inaction between."""

    start: Share = 1.0
    """Part of the mix's outsourced share that leaves at first."""
    step: Annotated[float, Field(gt=0.0, le=1.0)] = 0.2
    """By how much that part moves at one review."""
    above: float = Field(default=1.3, ge=0.0, le=1000.0)
    """More tasks in hand per seat at home than this: more work leaves."""
    below: float = Field(default=0.8, ge=0.0, le=1000.0)
    """Fewer tasks in hand per seat at home than this: work comes back."""
    ramp_days: Days = 0.0
    """A step takes effect evenly over so many calendar days."""

    @model_validator(mode="after")
    def _has_a_band(self) -> Adaptive:
        if self.below > self.above:
            raise refusal("below is greater than above", "leave a band of inaction between them")
        return self


class Flexibility(Part):
    """At each review seats are asked for or released, and the outsourced share may move."""

    review_days: Annotated[float, Field(ge=LEAST_REVIEW_DAYS, le=1e5)] | None = None
    """Calendar days from one review to the next; left out, there are none."""
    teams: tuple[Name, ...] = ()
    """Teams (inhouse or providers) whose seats follow the work that they were given since the last review."""
    target_utilisation: Annotated[float, Field(ge=0.01, lt=1.0)] = 0.85
    """Share of open seat-time meant to be busy."""
    band: Share = 0.15
    """No change while seats and need differ by no more than this share of the seats."""
    at_least: int = Field(default=1, ge=0, le=1_000_000)
    """Seats that a team keeps at all events."""
    at_most: int = Field(default=1_000_000, ge=0, le=1_000_000)
    """Seats that a team never exceeds."""
    adaptive: Adaptive | None = None
    """How the outsourced share follows the load at home; left out, it does not."""

    @model_validator(mode="after")
    def _reviews(self) -> Flexibility:
        if self.review_days is None and (self.teams or self.adaptive is not None):
            raise refusal("nothing can follow the demand without reviews", "state review_days")
        if self.at_least > self.at_most:
            raise refusal("at_least is greater than at_most", "lower at_least or raise at_most")
        return self
