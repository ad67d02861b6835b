"""What can go wrong with a team, and when."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.scenario.arrivals import DAYS_PER_YEAR
from sim.scenario.base import Days, Money, Name, Part, Probability, Share
from sim.scenario.distribution import Spread, UnitExponential
from sim.scenario.refusal import refusal

Interruption = Literal["resume", "restart", "resample"]
Rate = Annotated[float, Field(ge=0.0, le=100.0)]
Amount = Annotated[float, Field(ge=1e-6, le=1e12)]


class UpAndDown(Part):
    """Good times and bad times in turn, by calendar clock."""

    mttf_days: Annotated[float, Field(gt=0.0, le=1e6)]
    """Mean calendar days up between the end of one failure and the start of the next (MTTF)."""
    mttr_days: Annotated[float, Field(gt=0.0, le=1e5)]
    """Mean calendar days down (MTTR)."""
    uptime: Spread = UnitExponential()
    """Shape of the up-times."""
    downtime: Spread = UnitExponential()
    """Shape of the down-times."""
    begins: Literal["up", "equilibrium"] = "up"
    """How time starts: with a whole up-time, so that the first months are better than the long run; or as if
    it had gone on for ever, down with probability mttr_days / (mttf_days + mttr_days)."""


class Outages(UpAndDown):
    """A team goes down and comes back, by calendar clock, whether it is busy or not."""

    interruption: Interruption = "resume"
    """Fate of work in progress: resume where it stopped, restart the same effort, or resample a new
    effort."""


class Slowdowns(UpAndDown):
    """A team cannot meet the need for a while: some of its seats close, as they become free."""

    share: Share
    """Share of the seats that close."""


class Region(Part):
    """What strikes all teams of a region at once."""

    shocks: UpAndDown | None = None
    """Storms, strikes, cut cables: while one lasts, every team of the region is down."""


class Crises(Part):
    """Bad years for all providers at once: while one lasts, they fail more often.

    The defaults fit firms of speculative grade: 13 % of them failed in 2009 and 3 % in 2010.
    """

    per_year: Annotated[float, Field(ge=0.0, le=12.0)] = 0.11
    """Crises that begin per calm year (0.11: one in nine calm years)."""
    days: Annotated[float, Field(gt=0.0, le=1e5)] = 365.0
    """Mean calendar days that a crisis lasts (exponential)."""
    factor: Annotated[float, Field(ge=1.0, le=1000.0)] = 4.0
    """A provider's hazard of insolvency (kinds hazard and size) and of distress in a crisis, divided by
    that in calm years. Cash does not feel it."""
    keeps_mean: bool = True
    """Whether a stated hazard is the mean over calm and bad years (so that calm ones are better), or that of
    calm years."""

    @property
    def share_of_time(self) -> float:
        """Long-run share of time in a crisis."""
        return self.per_year * self.days / (DAYS_PER_YEAR + self.per_year * self.days)

    @property
    def rates(self) -> tuple[float, float]:
        """What multiplies a stated hazard in calm years and in a crisis; one and one where factor is 1."""
        mean = 1.0 + self.share_of_time * (self.factor - 1.0) if self.keeps_mean else 1.0
        return 1.0 / mean, self.factor / mean


class HazardInsolvency(Part):
    """A provider ends at a constant rate, whatever its state."""

    kind: Literal["hazard"] = "hazard"
    per_year: Rate
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
    cash: Amount
    """Cash at the start, in units of the provider's own choosing."""
    drift_per_month: float = Field(ge=-1e9, le=1e9)
    """Mean monthly gain in the same unit; negative: it burns money."""
    sd_per_month: Amount
    """Standard deviation of the monthly change in the same unit."""


Insolvency = Annotated[HazardInsolvency | SizeInsolvency | CashInsolvency, Field(discriminator="kind")]
"""How a provider may end for good; `kind` says which."""


class Distress(Part):
    """A provider in trouble: people leave, then seats close, then it recovers or ends for good."""

    per_year: Rate
    """Troubles that begin per year of a provider that is well."""
    attrition_factor: float = Field(default=2.1, ge=1.0, le=100.0)
    """What multiplies attrition from the beginning of the trouble (Satyam 2009: 2.1)."""
    days_to_slowdown: Days = 90.0
    """Mean calendar days from the beginning until seats close (exponential)."""
    slowdown_share: Share = 0.3
    """Share of the seats that close then."""
    days_to_insolvency: Days = 180.0
    """Mean calendar days from then until the trouble is over, well or ill (exponential)."""
    recovery_probability: Probability = 0.7
    """Probability that it ends well: attrition and seats are as before, until another trouble begins."""


class ScriptedEvent(Part):
    """Something that goes wrong at a stated time in every replication: for teaching and stress tests."""

    team: Name
    """The team it strikes: inhouse, liaisons, reviewers or a provider's name."""
    kind: Literal["outage", "slowdown", "insolvency"]
    """An outage or a slowdown ends after `days`; an insolvency is for good."""
    at_day: Days
    """Calendar days after the scenario's start (the warm-up included)."""
    days: Annotated[float, Field(gt=0.0, le=1e5)] | None = None
    """How long an outage or a slowdown lasts, in calendar days."""
    share: Share | None = None
    """Share of the seats that a slowdown closes."""

    @model_validator(mode="after")
    def _lasts(self) -> ScriptedEvent:
        if (self.kind == "insolvency") != (self.days is None):
            raise refusal(
                "an outage or a slowdown states its days, an insolvency states none", "add or remove days"
            )
        if (self.kind == "slowdown") != (self.share is not None):
            raise refusal(
                "a slowdown states the share of seats that close, nothing else does", "add or remove share"
            )
        return self


class Exit(Part):
    """What the end of a provider costs beyond the work that comes back.

    An end is planned if the client ends the contract, and stressed if the provider fails or walks away.
    """

    notice_days: Days = 0.0
    """Notice of a planned end: what of it was not served when the end came is paid in fees, without work."""
    cost: Money = 0.0
    """One-off cost of leaving, by whatever end: lawyers, data, knowledge recovered."""
    assistance_cost: Money = 0.0
    """What the leaving provider is paid for its help with a planned end."""
    prepaid_days: Days = 0.0
    """Days of fees that are paid in advance, and lost by a stressed end."""
    stop_gap_days: Days = 0.0
    """Days until a stressed end is made up for, in which others are paid by the day."""
    stop_gap_premium: Annotated[float, Field(ge=0.0, le=10.0)] = 0.5
    """What these others cost beyond the fees of that time, as a share of them (assumption)."""
