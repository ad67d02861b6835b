"""What does each provider bill? Fees by contract: in the window, and month by month.

Fees of the window and of its months are the same sums; the months are made only where a contract, an index
or a currency asks for them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.engine.journal import Act
from sim.outcome.months import Months, months_of
from sim.outcome.prices import price_factor
from sim.outcome.reading import Bools, Floats
from sim.outcome.window import HOURS_PER_MONTH, Observation, Window, observe, seat_time
from sim.scenario.contract import (
    Contract,
    FixedPrice,
    GainShare,
    OutcomeBased,
    Priced,
    ReservedCapacity,
    TimeAndMaterials,
    Volume,
)


def fees_by_team(seen: Observation, chosen: Bools) -> Floats:
    """Fees of each working team in the window by its contract, before credits, (S,); in-house 0."""
    fees, months = np.zeros(len(chosen)), observed_months(seen)
    for team, (name, provider) in enumerate(seen.journal.scenario.providers.items(), 1):
        if chosen[team]:
            factor = price_factor(seen, team, name, provider, months)
            contract = provider.contract
            fees[team] = (
                _fee(seen, team, contract, months)
                if factor is None
                else float((_monthly_fee(seen, team, contract, months) * factor).sum())
            )
    return fees


def fees_by_month(seen: Observation, team: int) -> Floats:
    """Fees of a provider in each calendar month of the window, (months,)."""
    months = observed_months(seen)
    name, provider = list(seen.journal.scenario.providers.items())[team - 1]
    factor = price_factor(seen, team, name, provider, months)
    fees = _monthly_fee(seen, team, provider.contract, months)
    return fees if factor is None else fees * factor


def observed_months(seen: Observation) -> Months:
    """The calendar months of the window."""
    return months_of(seen.journal.scenario.start, seen.window)


# -- in the window ---------------------------------------------------------------------------------------


def _fee(seen: Observation, team: int, contract: Contract, months: Months) -> float:
    """Hours billed, tasks delivered, or seats reserved until the provider's end, at the start's prices."""
    if isinstance(contract, TimeAndMaterials):
        return float(contract.rate_per_hour * seen.episodes.billed[team, Act.WORK].sum())
    if isinstance(contract, FixedPrice):
        return float(_prices(seen, contract)[seen.journal.tasks["work_type"][_own(seen, team)]].sum())
    if isinstance(contract, ReservedCapacity):
        return float(contract.fee_per_seat_per_month * seen.seats_there[team] / HOURS_PER_MONTH)
    if isinstance(contract, GainShare):
        billed = float(contract.rate_per_hour * seen.episodes.billed[team, Act.WORK].sum())
        return billed + gain(contract, billed, len(_own(seen, team)))
    return float(_monthly_fee(seen, team, contract, months).sum())


def gain(contract: GainShare, billed: float, tasks: int) -> float:
    """What the provider gains by staying below the target, or bears (negative) by exceeding it."""
    difference = contract.provider_share * (contract.target_cost_per_task * tasks - billed)
    return float(np.clip(difference, -contract.cap * billed, contract.cap * billed))


def _own(seen: Observation, team: int) -> NDArray[np.intp]:
    """Rows of the tasks that a provider delivered in the window."""
    return np.flatnonzero(seen.tasks.delivered & (seen.journal.tasks["provider"] == team))


def _prices(seen: Observation, contract: Priced) -> Floats:
    """Price of a task by work type: its own, its family's, or the usual one."""
    prices, usual = contract.prices, contract.price_per_task
    work = seen.journal.scenario.work
    return np.array([prices.get(name, prices.get(w.family or "", usual)) for name, w in work.items()])


# -- month by month --------------------------------------------------------------------------------------


def _monthly_fee(seen: Observation, team: int, contract: Contract, months: Months) -> Floats:
    """The same by calendar month, (months,)."""
    if isinstance(contract, TimeAndMaterials | GainShare):
        hours = _monthly_hours(seen, team, months)
        return contract.rate_per_hour * hours * _with_gain(seen, team, contract, float(hours.sum()))
    if isinstance(contract, ReservedCapacity):
        there = [seat_time(seen.journal, window, seen.ends)[0][team] for window in months.windows]
        return np.array(there) * contract.fee_per_seat_per_month / HOURS_PER_MONTH
    return _monthly_prices(seen, team, contract, months)


def _monthly_hours(seen: Observation, team: int, months: Months) -> Floats:
    """Hours of work that ended in each month."""
    rows = seen.journal.episodes
    own = rows[(rows["team"] == team) & (rows["act"] == Act.WORK) & seen.window.holds(rows["ended"])]
    return months.sums(own["ended"], own["hours"])


def _with_gain(seen: Observation, team: int, contract: TimeAndMaterials | GainShare, hours: float) -> float:
    """Fee for each unit of money billed; what is gained over the window is spread as the bills are."""
    billed = contract.rate_per_hour * hours
    if isinstance(contract, TimeAndMaterials) or billed == 0.0:
        return 1.0
    return 1.0 + gain(contract, billed, len(_own(seen, team))) / billed


def _monthly_prices(
    seen: Observation, team: int, contract: FixedPrice | Volume | OutcomeBased, months: Months
) -> Floats:
    """Prices of the deliveries, as the contract counts them."""
    tasks, rows = seen.journal.tasks, _own(seen, team)
    price, delivered = _prices(seen, contract)[tasks["work_type"][rows]], tasks["delivered"][rows]
    if isinstance(contract, OutcomeBased):
        good = (delivered <= tasks["due"][rows]) & (tasks["defective"][rows] == 0)
        price = price * np.where(good, contract.premium, contract.paid_otherwise)
    if not isinstance(contract, Volume):
        return months.sums(delivered, price)
    order = np.argsort(delivered, kind="stable")
    month = months.of(delivered[order])
    there = _share_there(months, float(seen.ends[team]))
    paid = price[order] * tier_factor(contract, month, there)
    short = np.maximum(contract.minimum_per_month * there - np.bincount(month, minlength=len(months)), 0.0)
    fees = np.bincount(month, paid, len(months))
    return np.asarray(fees + contract.shortfall_rate * contract.price_per_task * short)


def _share_there(months: Months, end: float) -> Floats:
    """The part of each calendar month in which the window and the provider last, (months,)."""
    alive = np.clip(end, months.edges[:-1], months.edges[1:]) - months.edges[:-1]
    return np.asarray(months.share * alive / months.hours)


def tier_factor(contract: Volume, month: NDArray[np.int64], share: Floats) -> Floats:
    """Share of the price that each delivery is paid, in order of time: full up to the tier, then less.

    Parameters
    ----------
    month : ndarray of int, shape (deliveries,)
        The month of each, never falling.
    share : ndarray of float, shape (months,)
        The part of the tier that belongs to each month; a cut month has a part of it.
    """
    if contract.tier_per_month is None:
        return np.ones(len(month))
    rank = np.arange(1, len(month) + 1) - np.searchsorted(month, month, side="left")
    above = np.clip(rank - contract.tier_per_month * share[month], 0.0, 1.0)
    return np.asarray(1.0 - contract.tier_discount * above)


def notice_fees(seen: Observation, chosen: Bools) -> Floats:
    """Fees for the notice of providers that ended in the window, by the average fees of their life, (S,)."""
    providers = enumerate(seen.journal.scenario.providers.values(), 1)
    days = np.array([0.0, *(provider.exit.notice_days for _, provider in providers)])
    ends = seen.ends[: len(days)]
    asks = chosen & seen.window.holds(ends) & (days > 0.0) & (ends > 0.0)
    notice = np.zeros(len(days))
    if asks.any():
        life = observe(seen.journal, Window(0.0, seen.window.end))
        notice[asks] = days[asks] * fees_by_team(life, chosen)[asks] / (ends[asks] / 24.0)
    return notice
