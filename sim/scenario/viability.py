"""When is a client not worth a provider's while?"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sim.scenario.base import Part, Positive


class Viability(Part):
    """A provider looks at its books at the end of each term, and leaves if it loses too much."""

    cost_per_seat_per_month: Positive
    """What a seat costs the provider, busy or not."""
    least_margin: float = Field(default=-0.1, ge=-10.0, le=1.0)
    """Smallest (earned - cost) / cost over a term with which it stays."""
    term_months: Annotated[float, Field(ge=0.01, le=1e6)] = 12.0
    """Months from one look to the next, counted from signing."""
