"""When does the client end a contract, and who goes on with the work?"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from sim.scenario.base import Days, Hours, Name, Part, Probability
from sim.scenario.refusal import refusal
from sim.strategy.flexibility import LEAST_REVIEW_DAYS


class Termination(Part):
    """The client ends a provider's contract: on a day that was set, or for what it has seen.

    Then somebody else is found, work and people go over in a ramp, and at its end the provider is gone.
    """

    of: Name
    """The provider whose contract it is."""
    to: Name = "inhouse"
    """Who goes on: inhouse, or another provider. It gets as many seats more as the provider has."""
    at_day: Days | None = None
    """For convenience: the decision's calendar day after the scenario's start (the warm-up included)."""
    least_on_time_share: Probability | None = None
    """For cause: a look is bad if less of what was delivered since the last one was on time."""
    most_defects_found: Annotated[float, Field(ge=0.0, le=1e6)] | None = None
    """For cause: a look is bad if inspections found more defects for each task delivered since the last."""
    every_days: Annotated[float, Field(ge=LEAST_REVIEW_DAYS, le=1e5)] = 30.0
    """For cause: calendar days from one look to the next."""
    bad_looks: int = Field(default=3, ge=1, le=1_000)
    """For cause: so many bad looks in a row decide."""
    tender_days: Days = 90.0
    """Calendar days from the decision until the first work goes over; with 0 who follows steps in at once."""
    ramp_days: Days = 60.0
    """Calendar days from then until all new work goes over, and the contract is over."""
    teaching_hours_per_seat: Hours = 0.0
    """Hours that the leaving provider's people teach for each seat that follows, during the ramp."""

    @model_validator(mode="after")
    def _has_one_reason(self) -> Termination:
        causes = [self.least_on_time_share, self.most_defects_found]
        is_for_cause = any(each is not None for each in causes)
        if is_for_cause and self.at_day is not None:
            raise refusal("a contract ends on a day that was set, or for cause", "state at_day, or a trigger")
        if not is_for_cause and self.at_day is None:
            rule = "nothing says when the contract ends"
            raise refusal(rule, "state at_day, least_on_time_share or most_defects_found")
        if self.of == self.to:
            raise refusal("nobody follows upon themselves", "name another team in `to`")
        if self.ramp_days == 0.0 and self.teaching_hours_per_seat > 0.0:
            raise refusal("people teach during the ramp, and there is none", "state ramp_days")
        return self

    @property
    def is_for_cause(self) -> bool:
        """Whether the client looks, and does not go by the calendar."""
        return self.at_day is None
