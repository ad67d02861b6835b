"""What more can a provider lend us, and who else wants it?"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sim.scenario.base import Part, Probability, Share

LEAST_SURGE_DAYS = 0.25
"""Six hours."""


class Pool(Part):
    """A provider is a firm with other clients: its bench helps us while our line is long, and is theirs when
    they want more at once."""

    bench: int = Field(ge=0, le=1_000_000)
    """Seats that it can lend us beyond ours."""
    surge_days: Annotated[float, Field(ge=LEAST_SURGE_DAYS, le=1e5)] = 3.0
    """Calendar days from one look at our line to the next, counted from signing; what it lends then works at
    once, until the next look (assumption)."""
    premium: float = Field(default=0.25, ge=0.0, le=10.0)
    """Share of the contract's price that the time of lent seats costs more (assumption)."""
    promised_share: Share = 0.0
    """Part of the bench that is ours even in a busy week, in whole seats."""
    busy_share: Probability = 0.2
    """Probability that a week is busy: all its other clients want more at once (assumption)."""
    correlation: float = Field(default=0.5, ge=-1.0, le=1.0)
    """Of the other clients' demand with ours, week by week, where `weekly_cv` makes ours uncertain
    (assumption)."""
