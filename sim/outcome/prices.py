"""How do prices move from month to month? Indexation, exchange rates, renewals and salaries."""

from __future__ import annotations

import math

import numpy as np

from sim.outcome.months import Months, month_number
from sim.outcome.reading import Floats
from sim.outcome.renewals import Billed, renewals
from sim.outcome.window import Observation
from sim.scenario.contract import Currency, Terms
from sim.scenario.team import Pay, Provider
from sim.tape.stream import stream


def price_factor(
    seen: Observation, team: int, name: str, provider: Provider, months: Months, plain: Billed
) -> Floats | None:
    """What a provider's fees of each month are multiplied by, (months,); None if nothing moves them.

    Parameters
    ----------
    plain : callable
        An observation and its months -> the fees of each at the prices of signing, (months,).
    """

    def moved(months: Months) -> Floats:
        return indexed(provider.contract, months, signed) * exchanged(seen, name, provider, months, signed)

    signed = seen.journal.plan.accounts.since
    factor = moved(months) * renewals(
        seen, team, provider.contract, months, lambda seen, life: plain(seen, life) * moved(life)
    )
    return None if bool((factor == 1.0).all()) else factor


def do_prices_move(terms: Terms) -> bool:
    """Whether anything can move a contract's prices: an index, a currency, or a renewal."""
    is_renewed = terms.term_months is not None and terms.lock_in != 0.0
    return terms.is_indexed or terms.currency_share_borne != 0.0 or is_renewed


def indexed(terms: Terms, months: Months, signed: float) -> Floats:
    """What the index has made of prices since signing, (months,)."""
    if not terms.index_series and terms.prices_move == "january":
        return grown(terms.indexation_per_year, months, signed)
    if terms.prices_move == "january":
        times = months.turns_since(signed)
    else:
        times = np.maximum(months.number - month_number(months.start, signed), 0) // 12
    rises = np.array(terms.index_series or (terms.indexation_per_year,))
    steps = 1.0 + rises[np.minimum(np.arange(int(times.max(initial=0))), len(rises) - 1)]
    return np.asarray(np.concatenate([[1.0], np.cumprod(steps)])[times])


def exchanged(seen: Observation, name: str, provider: Provider, months: Months, signed: float) -> Floats:
    """What moves of the exchange rate since signing have made of prices, (months,)."""
    borne = provider.contract.currency_share_borne
    if borne == 0.0:
        return np.ones(len(months))
    tape, first = seen.journal.tape, month_number(months.start, signed)
    count = max(int(months.number[-1]), first) + 1
    rate = exchange_rates(provider.currency, tape.seed, tape.replication, name, count)
    return np.asarray(1.0 + borne * (rate[months.number] / rate[first] - 1.0))


def salary_factor(seen: Observation, pay: Pay, months: Months) -> Floats:
    """What salaries of each month are multiplied by, (months,): they are stated for the first one that the
    scenario observes."""
    return grown(pay.salary_growth_per_year, months, seen.journal.scenario.window_hours[0])


def grown(per_year: float, months: Months, since: float) -> Floats:
    """(1 + growth) to the power of the turns of the year since an instant, (months,)."""
    return np.asarray((1.0 + per_year) ** months.turns_since(since).astype(np.float64))


def exchange_rates(currency: Currency, seed: int, replication: int, provider: str, months: int) -> Floats:
    """A geometric random walk, (months,): 1 in the first month, e^(drift x years) on average.

    Dealt by the stream `<provider>/currency` from the scenario's first month on, whatever is observed and
    whenever a contract is signed.
    """
    rate = np.zeros(months)
    spread = currency.volatility_per_year * math.sqrt(1.0 / 12.0)
    drift = (currency.drift_per_year - currency.volatility_per_year**2 / 2.0) / 12.0
    luck = stream(seed, replication, f"{provider}/currency").normals(max(months - 1, 0))
    rate[1:] = np.cumsum(drift + spread * luck)
    return np.exp(rate)
