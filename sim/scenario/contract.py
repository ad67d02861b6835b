"""What is a provider paid for?"""

from __future__ import annotations

from typing import Annotated, Final, Literal, Self

from pydantic import Field, SerializeAsAny, WrapValidator, model_validator

from sim.scenario.base import Money, Name, Part, Share
from sim.scenario.kinds import Kinds
from sim.scenario.refusal import refusal

ROUNDING: Final = 1e-9
"""Caps such as 0.1 + 0.2 + 0.7 may miss one by it."""

Growth = Annotated[float, Field(ge=-0.5, le=1.0)]
"""A relative change a year; negative: it shrinks."""


class ServiceLevel(Part):
    """A promise about work that is due, or to be begun, and what a broken promise gives back."""

    on_time_share: Share | None = None
    """Share of the provider's tasks due in the period that must be delivered by then."""
    begun_in_time_share: Share | None = None
    """In its place: share of those to be begun in the period (`begin_within_working_hours` of the work) that
    must be."""
    of_work: tuple[Name, ...] = Field(default=(), max_length=200)
    """Work types or families that it is about; left out, all."""
    credit_per_point: Share = 0.01
    """Share of the fee credited for each percentage point missed."""
    cap: Share = 0.12
    """Largest credit as a share of the fee (6-18 % in practice)."""
    period: Literal["window", "month"] = "window"
    """Measured once over the window, or in each calendar month against that month's fee."""
    earn_back: Share = 0.0
    """Share of a month's credit that a later month above the promise wins back (period: month)."""

    @property
    def promised_share(self) -> float:
        """The share that is promised, whatever of."""
        return (self.begun_in_time_share if self.on_time_share is None else self.on_time_share) or 0.0

    @property
    def is_about_beginning(self) -> bool:
        """Whether it counts what is begun in time, and not what is delivered."""
        return self.on_time_share is None

    def covers(self, name: str, family: str | None) -> bool:
        """Whether it is about a work type."""
        return not self.of_work or name in self.of_work or family in self.of_work

    @model_validator(mode="after")
    def _one_target(self) -> ServiceLevel:
        if (self.on_time_share is None) == (self.begun_in_time_share is None):
            raise refusal(
                "a service level has one target: on_time_share or begun_in_time_share",
                "state one of them; several promises stand in service_levels",
            )
        return self

    @model_validator(mode="after")
    def _earned_by_month(self) -> ServiceLevel:
        if self.earn_back > 0.0 and self.period == "window":
            raise refusal(
                "a credit is won back by a later month, and there are no months to compare",
                "state period: month, or leave earn_back out",
            )
        return self


class Terms(Part):
    """What every contract may agree on beside the price."""

    service_level: ServiceLevel | None = None
    """A promise about service, with credits."""
    service_levels: tuple[ServiceLevel, ...] = Field(default=(), max_length=50)
    """More of them, as for some work only; the credits of all add up."""
    indexation_per_year: Growth = 0.0
    """Rise of all fees whenever prices move."""
    index_series: tuple[Growth, ...] = Field(default=(), max_length=200)
    """Rises at the first, second, ... time that prices move, in its place; the last goes on."""
    prices_move: Literal["january", "anniversary"] = "january"
    """When prices move: at each turn of the calendar year after that of signing, or each year with the month
    of signing."""
    currency_share_borne: Share = 0.0
    """Share of the moves of the provider's exchange rate since signing that the client carries: 0 fees in our
    currency, 1 in theirs."""
    term_months: Annotated[int, Field(ge=1, le=1200)] | None = None
    """Calendar months from one renewal to the next, the first counted from the month of signing; left
    out, the contract is never renewed."""
    lock_in: Share = 0.0
    """Rise of the fee at a renewal at which the client depends on the provider wholly; never more than what
    it would cost to switch."""
    second_source_share: Share = 0.1
    """No rise while another provider did at least this share of the same work in the last term."""

    @property
    def promises(self) -> tuple[ServiceLevel, ...]:
        """Every promise about service."""
        return (*(() if self.service_level is None else (self.service_level,)), *self.service_levels)

    @property
    def is_indexed(self) -> bool:
        """Whether an index moves its prices."""
        return self.indexation_per_year != 0.0 or any(self.index_series)

    @model_validator(mode="after")
    def _one_index(self) -> Self:
        if self.index_series and self.indexation_per_year != 0.0:
            raise refusal(
                "one index moves the prices: indexation_per_year, the same every year, or index_series",
                "remove the one or the other",
            )
        return self

    @model_validator(mode="after")
    def _capped(self) -> Self:
        caps = sum(promise.cap for promise in self.promises)
        if caps > 1.0 + ROUNDING:
            raise refusal(
                f"credits of all service levels together may come to {caps:g} times the fee",
                "lower a cap: together they may give back all of the fee at most",
            )
        return self


class Priced(Terms):
    """A price for each task."""

    price_per_task: Money = 0.0
    """Fee for one delivered task."""
    prices: dict[Name, Money] = {}
    """Exceptions by work type or family."""


class TimeAndMaterials(Terms):
    """Every hour worked is billed, rework included."""

    kind: Literal["time_and_materials"] = "time_and_materials"
    rate_per_hour: Money = 0.0
    """Fee for one hour worked."""


class FixedPrice(Priced):
    """Every delivered task has its price; rework is at the provider's expense."""

    kind: Literal["fixed_price"] = "fixed_price"


class ReservedCapacity(Terms):
    """Seats are paid for, busy or not (a retainer)."""

    kind: Literal["reserved_capacity"] = "reserved_capacity"
    fee_per_seat_per_month: Money = 0.0
    """Fee for one seat and month."""


class Volume(Priced):
    """Every delivered task has its price, and so many a month are promised to the provider."""

    kind: Literal["volume"] = "volume"
    minimum_per_month: Annotated[float, Field(ge=0.0, le=1e9)] = 0.0
    """Deliveries that the client has promised for a calendar month."""
    shortfall_rate: Share = 1.0
    """Share of the usual price that is paid for each delivery below the minimum (take or pay: 1)."""
    tier_per_month: Annotated[float, Field(ge=0.0, le=1e9)] | None = None
    """Deliveries of a calendar month at the full price; those after them are cheaper."""
    tier_discount: Share = 0.0
    """Share of the price that is let off above the tier."""


class OutcomeBased(Priced):
    """A delivery on time and right is paid with a premium, any other with a share of the price."""

    kind: Literal["outcome_based"] = "outcome_based"
    premium: Annotated[float, Field(ge=1.0, le=10.0)] = 1.2
    """Fee for a delivery on time and right, as a multiple of the price (assumption)."""
    paid_otherwise: Share = 0.5
    """Share of the price that a late or defective delivery is paid (assumption)."""


class GainShare(Terms):
    """Every hour worked is billed; what this saves against a target, or exceeds it by, is shared."""

    kind: Literal["gain_share"] = "gain_share"
    rate_per_hour: Money = 0.0
    """Fee for one hour worked."""
    target_cost_per_task: Money = 0.0
    """Hours billed, in money, that one delivered task is agreed to take."""
    provider_share: Share = 0.5
    """Share of the difference to the target that the provider gains, or bears (assumption)."""
    cap: Share = 0.2
    """Largest gain or loss as a share of the hours billed (assumption)."""


Shipped = TimeAndMaterials | FixedPrice | ReservedCapacity | Volume | OutcomeBased | GainShare
CONTRACTS = Kinds("contract", "kposim.contracts", Shipped, needed=("billing",))

Contract = Annotated[SerializeAsAny[Shipped], Field(discriminator="kind"), WrapValidator(CONTRACTS.validated)]
"""What a provider is paid for; `kind` says which."""


class Currency(Part):
    """The provider's currency against ours: a geometric random walk from month to month, 1 at the start."""

    drift_per_year: Growth = 0.0
    """Growth of the mean rate a year (continuously compounded); above 0 the provider becomes dearer."""
    volatility_per_year: Annotated[float, Field(ge=0.0, le=2.0)] = 0.0
    """Standard deviation of a year's change of the logarithm of the rate."""
