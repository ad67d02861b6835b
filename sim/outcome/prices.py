"""How do prices move from month to month? Indexation, exchange rates, renewals and salaries."""

from __future__ import annotations

import math

import numpy as np

from sim.outcome.dependence import renewals
from sim.outcome.months import Months, month_number
from sim.outcome.reading import Floats
from sim.outcome.window import Observation
from sim.scenario.contract import Currency
from sim.scenario.team import Pay, Provider
from sim.tape.stream import stream


def price_factor(
    seen: Observation, team: int, name: str, provider: Provider, months: Months
) -> Floats | None:
    """What a provider's fees of each month are multiplied by, (months,); None if nothing moves them."""
    terms, signed = provider.contract, seen.journal.plan.accounts.since
    factor = grown(terms.indexation_per_year, months, signed) * renewals(seen, team, terms, months)
    if terms.currency_share_borne > 0.0:
        tape, first = seen.journal.tape, month_number(months.start, signed)
        count = max(int(months.number[-1]), first) + 1
        rate = exchange_rates(provider.currency, tape.seed, tape.replication, name, count)
        factor = factor * (1.0 + terms.currency_share_borne * (rate[months.number] / rate[first] - 1.0))
    return None if bool((factor == 1.0).all()) else factor


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
