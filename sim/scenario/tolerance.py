"""How much disruption can be borne? Of one kind of work, as a supervisor would ask it."""

from __future__ import annotations

from pydantic import Field, model_validator

from sim.scenario.base import Part, Share
from sim.scenario.refusal import refusal


class Tolerances(Part):
    """What of one kind of work must not happen, whatever goes wrong; a limit that is left out is none."""

    days_without_service: int | None = Field(default=None, ge=0, le=40_000)
    """Most days in a row that end with such work overdue and on which none is delivered; days off count."""
    least_service: Share | None = None
    """Least service by what was delivered, at the end of any day (see `service_over_days`)."""
    largest_backlog: int | None = Field(default=None, ge=0, le=50_000_000)
    """Most such tasks that have arrived and are not begun at the end of any day."""

    @property
    def needs_due(self) -> bool:
        """Whether any of them asks what is due."""
        return self.days_without_service is not None or self.least_service is not None

    @model_validator(mode="after")
    def _limited(self) -> Tolerances:
        if not self.needs_due and self.largest_backlog is None:
            raise refusal(
                "tolerances without a limit bear everything",
                "state days_without_service, least_service or largest_backlog; null takes a preset's away",
            )
        return self
