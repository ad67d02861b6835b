"""How does the work get to its providers?"""

from __future__ import annotations

from pydantic import model_validator

from sim.scenario.base import Days, Hours, Part
from sim.scenario.refusal import refusal


class Transition(Part):
    """Before signing all work is done at home; then the share rises to its target, while both sides are paid.

    Providers have their seats from signing on. Seats at home that the mix does without are let go at the end
    of the ramp.
    """

    signing_day: Days = 0.0
    """Calendar days after the scenario's start (the warm-up included)."""
    ramp_days: Days = 0.0
    """Calendar days from signing until the target share."""
    teaching_hours_per_seat: Hours = 0.0
    """In-house hours spent on knowledge transfer for each of the providers' seats, evenly over the ramp."""
    liaison_hours_per_seat: Hours = 0.0
    """The same for the liaisons."""

    @model_validator(mode="after")
    def _has_time_to_teach(self) -> Transition:
        if self.ramp_days == 0.0 and (self.teaching_hours_per_seat or self.liaison_hours_per_seat):
            raise refusal(
                "knowledge transfer takes place during the ramp, and there is none", "state ramp_days"
            )
        return self
