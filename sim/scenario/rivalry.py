"""What if a provider does for itself what it has learnt from us?"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sim.scenario.base import Money, Part


class Rivalry(Part):
    """A provider may become a rival: not a secret in wrong hands, but its own use of what it has seen."""

    per_year: Annotated[float, Field(ge=0.0, le=50.0)] = 0.02
    """Rate at which it becomes one, from the first sensitive task that it works on (assumption)."""
    margin_lost_per_year: Money = 0.0
    """What the client loses a year from then on to a rival that has seen all of the run's value at risk."""
    loss_exponent: Annotated[float, Field(ge=0.0, le=10.0)] = 1.0
    """Power of the share that it has seen by then to which the loss is in proportion (assumption)."""
    lasts_years: Annotated[float, Field(gt=0.0, le=1000.0)] | None = None
    """Years until nothing more is lost by it; left out, it is a rival for good."""
