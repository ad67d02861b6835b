"""What can go wrong with a team, and when."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.scenario.base import Days, Money, Name, Part, Positive
from sim.scenario.distribution import Spread, UnitExponential
from sim.scenario.refusal import refusal

Interruption = Literal["resume", "restart", "resample"]


class Outages(Part):
    """A team goes down and comes back, by calendar clock, whether it is busy or not."""

    mttf_days: Annotated[float, Field(gt=0.0, le=1e6)]
    """Mean calendar days up between the end of one outage and the start of the next (MTTF)."""
    mttr_days: Annotated[float, Field(gt=0.0, le=1e5)]
    """Mean calendar days down (MTTR)."""
    uptime: Spread = UnitExponential()
    """Shape of the up-times."""
    downtime: Spread = UnitExponential()
    """Shape of the down-times."""
    interruption: Interruption = "resume"
    """Fate of work in progress: resume where it stopped, restart the same effort, or resample a new
    effort."""


class HazardInsolvency(Part):
    """A provider ends at a constant rate, whatever its state."""

    kind: Literal["hazard"] = "hazard"
    per_year: float = Field(ge=0.0, le=100.0)
    """Expected insolvencies per year of a living provider."""


class SizeInsolvency(Part):
    """A provider ends at the rate of its size: boutique 14 %, mid-size 2 %, large 0.75 % a year.

    Judgement within the ranges found for small establishments (10-19 %), speculative-grade and rated firms.
    """

    kind: Literal["size"] = "size"
    size: Literal["boutique", "mid_size", "large"]
    """Boutique, mid-size or large."""

    @property
    def per_year(self) -> float:
        return {"boutique": 0.14, "mid_size": 0.02, "large": 0.0075}[self.size]


class CashInsolvency(Part):
    """A provider ends when its cash, a Brownian motion with drift, first touches zero (continuous time)."""

    kind: Literal["cash"] = "cash"
    cash: Positive
    """Cash at the start, in units of the provider's own choosing."""
    drift_per_month: float = Field(ge=-1e9, le=1e9)
    """Mean monthly gain in the same unit; negative: it burns money."""
    sd_per_month: Positive
    """Standard deviation of the monthly change in the same unit."""


Insolvency = Annotated[HazardInsolvency | SizeInsolvency | CashInsolvency, Field(discriminator="kind")]
"""How a provider may end for good; `kind` says which."""


class ScriptedEvent(Part):
    """Something that goes wrong at a stated time in every replication: for teaching and stress tests."""

    team: Name
    """The team it strikes: inhouse, liaisons, reviewers or a provider's name."""
    kind: Literal["outage", "insolvency"]
    """An outage ends after `days`; an insolvency is for good."""
    at_day: Days
    """Calendar days after the scenario's start (the warm-up included)."""
    days: Annotated[float, Field(gt=0.0, le=1e5)] | None = None
    """How long an outage lasts, in calendar days."""

    @model_validator(mode="after")
    def _lasts(self) -> ScriptedEvent:
        if (self.kind == "outage") != (self.days is not None):
            raise refusal("an outage states its days, an insolvency states none", "add or remove days")
        return self


class Exit(Part):
    """What the end of a provider costs beyond the work that comes back."""

    notice_days: Days = 0.0
    """Days of fees paid for which no work is done."""
    cost: Money = 0.0
    """One-off cost of leaving: lawyers, data, knowledge recovered."""
