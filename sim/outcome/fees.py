"""What does each provider bill? Fees by contract: in the window, and month by month.

One rule for every kind of contract, which its numbers feed (`sim.scenario.billing`). Fees of the window and
of its months are the same sums; the months are made only where a contract, an index or a currency asks for
them.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engine.journal import Act
from sim.outcome.months import Months, months_of
from sim.outcome.once import once
from sim.outcome.prices import do_prices_move, price_factor
from sim.outcome.reading import Floats
from sim.outcome.surge import does_lending_cost_more, surge_factor
from sim.outcome.unsocial import premium_factors
from sim.outcome.window import HOURS_PER_MONTH, Lens, Observation, Window, seats_between
from sim.scenario.billing import Billing, billing_of
from sim.scenario.team import Provider


def fees_by_team(seen: Observation) -> list[float]:
    """Fees of each working team in the window by its contract, before credits, (S,); in-house 0."""
    fees = [0.0] * seen.lens.plan.liaisons
    moves, terms = can_fee_move(seen.lens), billings(seen.lens)
    for team, (can_move, billing) in enumerate(zip(moves, terms, strict=True), 1):
        if seen.is_contracted[team]:
            factor = _factor(seen, team, observed_months(seen)) if can_move else None
            fees[team] = (
                sum(fee_parts(seen, team, billing))
                if factor is None
                else float((_monthly_fee(seen, team, billing, observed_months(seen)) * factor).sum())
            )
    return fees


@once
def can_fee_move(lens: Lens) -> list[bool]:
    """Whether anything can move each provider's fees from month to month."""
    return [
        do_prices_move(each.contract) or does_lending_cost_more(each)
        for each in lens.scenario.providers.values()
    ]


def fees_by_month(seen: Observation, team: int) -> Floats:
    """Fees of a provider in each calendar month of the window, (months,)."""
    months = observed_months(seen)
    factor = _factor(seen, team, months)
    fees = _monthly_fee(seen, team, billings(seen.lens)[team - 1], months)
    return fees if factor is None else fees * factor


@once
def billings(lens: Lens) -> list[Billing]:
    """The numbers of each provider's contract; hours and seats cost more where they are unsocial ones."""
    providers = enumerate(lens.scenario.providers.values(), 1)
    return [_billed(provider, premium_factors(lens)[team]) for team, provider in providers]


def _billed(provider: Provider, factor: float) -> Billing:
    billing = billing_of(provider.contract)
    if factor == 1.0:
        return billing
    seat = factor * billing.per_seat_per_month
    return billing._replace(per_hour=factor * billing.per_hour, per_seat_per_month=seat)


def observed_months(seen: Observation) -> Months:
    """The calendar months of the window."""
    return _months(seen.lens)


@once
def _months(lens: Lens) -> Months:
    return months_of(lens.scenario.start, lens.window)


def _factor(seen: Observation, team: int, months: Months) -> Floats | None:
    """What moves the fees of each month: prices over time, and what lent seats cost more."""
    name, provider = _named(seen, team)

    def plain(seen: Observation, months: Months) -> Floats:
        return _monthly_fee(seen, team, billings(seen.lens)[team - 1], months)

    prices = (
        price_factor(seen, team, name, provider, months, plain) if do_prices_move(provider.contract) else None
    )
    surge = surge_factor(seen, team, provider, months)
    if prices is None or surge is None:
        return prices if surge is None else surge
    return prices * surge


def _named(seen: Observation, team: int) -> tuple[str, Provider]:
    return list(seen.journal.scenario.providers.items())[team - 1]


# -- in the window ---------------------------------------------------------------------------------------


class FeeParts(NamedTuple):
    """What a fee is for, in money at the prices of signing."""

    hours: float
    """Hours of work that ended in the window, and what is gained or borne by their number."""
    seats: float
    """Seats, until the provider's end."""
    tasks: float
    """Deliveries, and those that were promised and did not come."""


def fee_parts(seen: Observation, team: int, billing: Billing) -> FeeParts:
    """What a contract of these numbers bills in the window, before its prices move."""
    billed = billing.per_hour * sum(seen.billed_work[team]) if billing.per_hour else 0.0
    seats = billing.per_seat_per_month
    return FeeParts(
        hours=billed + gain(billing, billed, _count(seen, team, billing)) if billing.gain_share else billed,
        seats=float(seats * seen.seats_there[team] / HOURS_PER_MONTH) if seats else 0.0,
        tasks=_task_fees(seen, team, billing) if billing.is_priced else 0.0,
    )


def gain(billing: Billing, billed: float, tasks: int) -> float:
    """What the provider gains by staying below the target, or bears (negative) by exceeding it."""
    difference, cap = (
        billing.gain_share * (billing.target_per_task * tasks - billed),
        billing.gain_cap * billed,
    )
    return max(min(difference, cap), -cap)


def _count(seen: Observation, team: int, billing: Billing) -> int:
    """Deliveries of the window, where they have a target."""
    return int(seen.tasks.deliveries[team].sum()) if billing.gain_share else 0


def _task_fees(seen: Observation, team: int, billing: Billing) -> float:
    if billing.counts_months:
        return float(_monthly_prices(seen, team, billing, observed_months(seen)).sum())
    return float(_prices_of(seen, billing, _own(seen, team)).sum())


def _own(seen: Observation, team: int) -> NDArray[np.intp]:
    """Rows of the tasks that a provider delivered in the window."""
    return np.flatnonzero(seen.tasks.delivered & (seen.journal.tasks["provider"] == team))


def _prices_of(seen: Observation, billing: Billing, rows: NDArray[np.intp]) -> Floats:
    """What each of some deliveries is paid, by its work type and by how it came out."""
    tasks = seen.journal.tasks
    price = np.array(billing.task_prices(seen.journal.scenario.work))[tasks["work_type"][rows]]
    if billing.if_good == billing.if_not == 1.0:
        return np.asarray(price)
    good = (tasks["delivered"][rows] <= tasks["due"][rows]) & (tasks["escaped"][rows] == 0)
    return np.asarray(price * np.where(good, billing.if_good, billing.if_not))


# -- month by month --------------------------------------------------------------------------------------


def _monthly_fee(seen: Observation, team: int, billing: Billing, months: Months) -> Floats:
    """The same by calendar month, (months,)."""
    fees = np.zeros(len(months))
    if billing.per_hour:
        hours = _monthly_hours(seen, team, months)
        fees += billing.per_hour * hours * _with_gain(seen, team, billing, float(hours.sum()))
    if billing.per_seat_per_month:
        there = seats_between(seen.journal, months.edges, seen.ends)[:, team]
        fees += there * billing.per_seat_per_month / HOURS_PER_MONTH
    if billing.is_priced:
        fees += _monthly_prices(seen, team, billing, months)
    return fees


def _monthly_hours(seen: Observation, team: int, months: Months) -> Floats:
    """Hours of work that ended in each month."""
    rows = seen.journal.episodes
    ended = rows["ended"]
    own = np.flatnonzero((rows["team"] == team) & (rows["act"] == Act.WORK) & seen.window.holds(ended))
    return months.sums(ended[own], rows["hours"][own])


def _with_gain(seen: Observation, team: int, billing: Billing, hours: float) -> float:
    """Fee for each unit of money billed; what is gained over the window is spread as the bills are."""
    billed = billing.per_hour * hours
    return 1.0 + gain(billing, billed, _count(seen, team, billing)) / billed if billed else 1.0


def _monthly_prices(seen: Observation, team: int, billing: Billing, months: Months) -> Floats:
    """Prices of the deliveries, and of those that were promised and did not come."""
    rows = _own(seen, team)
    price, delivered = _prices_of(seen, billing, rows), seen.journal.tasks["delivered"][rows]
    if not billing.counts_months:
        return months.sums(delivered, price)
    order = np.argsort(delivered, kind="stable")
    month, share = months.of(delivered[order]), share_in_force(months, seen.in_force(team))
    paid = price[order] * tier_factor(billing, month, share)
    short = np.maximum(billing.minimum_per_month * share - np.bincount(month, minlength=len(months)), 0.0)
    return np.asarray(np.bincount(month, paid, len(months)) + billing.per_task_short * short)


def share_in_force(months: Months, span: Window) -> Floats:
    """The part of each calendar month in which the window and the contract last, (months,)."""
    until, since = (np.clip(edge, months.edges[:-1], months.edges[1:]) for edge in (span.end, span.start))
    return np.asarray(months.share * (until - since) / months.hours)


def tier_factor(billing: Billing, month: NDArray[np.int64], share: Floats) -> Floats:
    """Share of the price that each delivery is paid, in order of time: full up to the tier, then less.

    Parameters
    ----------
    month : ndarray of int, shape (deliveries,)
        The month of each, never falling.
    share : ndarray of float, shape (months,)
        The part of the tier that belongs to each month; a cut month has a part of it.
    """
    if billing.tier_per_month == math.inf:
        return np.ones(len(month))
    rank = np.arange(1, len(month) + 1) - np.searchsorted(month, month, side="left")
    above = np.clip(rank - billing.tier_per_month * share[month], 0.0, 1.0)
    return np.asarray(1.0 - billing.tier_discount * above)
