"""What does a contract come to? Numbers, which one rule turns into fees.

Every kind of contract is a choice of the same numbers: what an hour, a seat, a delivery is paid, what is
promised, and what is shared. Whoever settles reads these and never asks for the kind: the fees of a window
and of its months (`sim.outcome.fees`), and a provider's own books (`sim.engine.governance`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from sim.scenario.contract import (
    CONTRACTS,
    FixedPrice,
    GainShare,
    OutcomeBased,
    Priced,
    ReservedCapacity,
    Terms,
    TimeAndMaterials,
    Volume,
)
from sim.scenario.work import WorkType


class Billing(NamedTuple):
    """What a provider is paid for, as numbers; each is neutral where a kind says nothing of it."""

    per_hour: float = 0.0
    """For an hour worked, rework included."""
    per_seat_per_month: float = 0.0
    """For a seat, busy or not."""
    per_task: float = 0.0
    """For a delivery, unless `prices` has another price for it."""
    prices: Mapping[str, float] = MappingProxyType({})
    """Exceptions by work type or family."""
    if_good: float = 1.0
    """Multiple of the price for a delivery that is on time and right."""
    if_not: float = 1.0
    """Multiple of the price for any other."""
    minimum_per_month: float = 0.0
    """Deliveries promised for a calendar month."""
    per_task_short: float = 0.0
    """For each delivery below that minimum."""
    tier_per_month: float = math.inf
    """Deliveries of a calendar month at the full price."""
    tier_discount: float = 0.0
    """Share of the price that is let off above the tier."""
    target_per_task: float = 0.0
    """Hours billed, in money, that a delivery is agreed to take."""
    gain_share: float = 0.0
    """Share of the difference to the target that the provider gains, or bears."""
    gain_cap: float = 0.0
    """Largest gain or loss as a share of the hours billed."""

    @property
    def is_priced(self) -> bool:
        """Whether deliveries are paid, or promised."""
        return bool(self.per_task or self.per_task_short or any(self.prices.values()))

    @property
    def counts_months(self) -> bool:
        """Whether a fee depends on how many deliveries fall into each month."""
        return self.minimum_per_month > 0.0 or self.tier_per_month < math.inf

    def task_prices(self, work: Mapping[str, WorkType]) -> list[float]:
        """Price of a delivery by work type: its own, its family's, or the usual one."""
        prices, usual = self.prices, self.per_task
        return [prices.get(name, prices.get(w.family or "", usual)) for name, w in work.items()]


def billing_of(contract: Terms) -> Billing:
    """The numbers of a contract, by its very class: a class derived from a kind is another kind.

    A kind that somebody registered (`sim.register`) says so itself, by its method ``billing``.

    Raises
    ------
    TypeError
        If nobody has said what such a contract comes to.
    """
    model = type(contract)
    if model in BILLING:
        return BILLING[model](contract)
    if model in CONTRACTS.registered.values():
        own: Billing = contract.billing()  # type: ignore[attr-defined]  # a class is not registered without
        return own
    raise TypeError(
        f"nobody says what a contract of kind {model.__name__} bills: give it a method billing(), and "
        f"register it: sim.register({model.__name__})"
    )


def _prices(contract: Priced) -> dict[str, Any]:
    return {"per_task": contract.price_per_task, "prices": contract.prices}


def _time_and_materials(contract: TimeAndMaterials) -> Billing:
    return Billing(per_hour=contract.rate_per_hour)


def _fixed_price(contract: FixedPrice) -> Billing:
    return Billing(**_prices(contract))


def _reserved_capacity(contract: ReservedCapacity) -> Billing:
    return Billing(per_seat_per_month=contract.fee_per_seat_per_month)


def _volume(contract: Volume) -> Billing:
    tier = contract.tier_per_month
    return Billing(
        **_prices(contract),
        minimum_per_month=contract.minimum_per_month,
        per_task_short=contract.shortfall_rate * contract.price_per_task,
        tier_per_month=math.inf if tier is None else tier,
        tier_discount=contract.tier_discount,
    )


def _outcome_based(contract: OutcomeBased) -> Billing:
    return Billing(**_prices(contract), if_good=contract.premium, if_not=contract.paid_otherwise)


def _gain_share(contract: GainShare) -> Billing:
    return Billing(
        per_hour=contract.rate_per_hour,
        target_per_task=contract.target_cost_per_task,
        gain_share=contract.provider_share,
        gain_cap=contract.cap,
    )


BILLING: dict[type[Terms], Callable[[Any], Billing]] = {
    TimeAndMaterials: _time_and_materials,
    FixedPrice: _fixed_price,
    ReservedCapacity: _reserved_capacity,
    Volume: _volume,
    OutcomeBased: _outcome_based,
    GainShare: _gain_share,
}
"""What a contract of each kind comes to; a new kind is one entry more."""
