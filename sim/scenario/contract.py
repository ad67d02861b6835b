"""What is a provider paid for?"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sim.scenario.base import Money, Name, Part, Share


class ServiceLevel(Part):
    """A promise about on-time delivery, and what a broken promise gives back."""

    on_time_share: Share
    """Share of the provider's deliveries due in the window that must be on time."""
    credit_per_point: Share = 0.01
    """Share of the fee credited for each percentage point missed."""
    cap: Share = 0.12
    """Largest credit as a share of the fee (6-18 % in practice)."""


class TimeAndMaterials(Part):
    """Every hour worked is billed, rework included."""

    kind: Literal["time_and_materials"] = "time_and_materials"
    rate_per_hour: Money = 0.0
    """Fee for one hour worked."""
    service_level: ServiceLevel | None = None
    """Promise on time, with credits."""


class FixedPrice(Part):
    """Every delivered task has its price; rework is at the provider's expense."""

    kind: Literal["fixed_price"] = "fixed_price"
    price_per_task: Money = 0.0
    """Fee for one delivered task."""
    prices: dict[Name, Money] = {}
    """Exceptions by work type or family."""
    service_level: ServiceLevel | None = None
    """Promise on time, with credits."""


class ReservedCapacity(Part):
    """Seats are paid for, busy or not (a retainer)."""

    kind: Literal["reserved_capacity"] = "reserved_capacity"
    fee_per_seat_per_month: Money = 0.0
    """Fee for one seat and month."""
    service_level: ServiceLevel | None = None
    """Promise on time, with credits."""


Contract = Annotated[TimeAndMaterials | FixedPrice | ReservedCapacity, Field(discriminator="kind")]
"""What a provider is paid for; `kind` says which."""
