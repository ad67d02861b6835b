"""When was it spent? The ledger month by month, to the cent, and what it is worth at the window's start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.journal import Journal
from sim.outcome.credits import credits_of_months
from sim.outcome.fees import fees_by_month, observed_months
from sim.outcome.ip import IntellectualProperty, intellectual_property
from sim.outcome.latent import failed_at
from sim.outcome.ledger import (
    PROVIDER_LINES,
    Ledger,
    governance_per_year,
    keep_ledger,
    looks,
    seat_prices,
    seat_years_by_month,
    total_of,
)
from sim.outcome.months import Months, cents_by_month
from sim.outcome.people import client_teams, newcomers
from sim.outcome.prices import salary_factor
from sim.outcome.reading import Floats
from sim.outcome.rights import lapse_costs
from sim.outcome.severance import severance_by_month
from sim.outcome.window import HOURS_PER_YEAR, Observation, Window, bearable, observe
from sim.rules.assignment import INHOUSE
from sim.scenario.team import Provider

if TYPE_CHECKING:
    import pandas as pd

Cents = NDArray[np.int64]


def monthly_ledger(journal: Journal, window: Window | None = None) -> pd.DataFrame:
    """Cents by calendar month and line: each line's months add up to the window's ledger exactly.

    Parameters
    ----------
    journal : Journal
        The facts of one run.
    window : Window, optional
        Hours since the scenario's start; left out, the scenario's own [warm-up, horizon).

    Returns
    -------
    DataFrame
        One row a month (index `month`, such as 2025-01; the first and the last may be cut), one column of
        whole cents a line, in the order of `LINES`.
    """
    import pandas as pd

    seen = observe(journal, window)
    index = pd.Index(observed_months(seen).names, name="month")
    return pd.DataFrame(cents_of_months(seen, keep_ledger(seen)), index=index)


def net_present_cost(seen: Observation) -> float:
    """The ledger's total in money, each month's part discounted from its middle to the window's start."""
    rate = seen.journal.scenario.discount_rate_per_year
    if rate == 0.0:
        return total_of(seen)
    cents = total_of_months(seen, keep_ledger(seen))
    return float((cents * observed_months(seen).discounts(rate)).sum() / 100)


def total_of_months(seen: Observation, ledger: Ledger) -> Cents:
    """Whole cents of all lines together by month, (months,)."""
    return np.asarray(np.sum(list(cents_of_months(seen, ledger).values()), axis=0))


def cents_of_months(seen: Observation, ledger: Ledger) -> dict[str, Cents]:
    """Whole cents of each line by month, (months,) each; what has no date of its own is spread by time."""
    secrets = intellectual_property(seen)
    book = _Book(seen, observed_months(seen), seat_years_by_month(seen), secrets)
    providers = _provider_months(book, ledger)
    table = {}
    for line, cents in ledger.lines.items():
        if line in providers:
            table[line] = providers[line]
        else:
            amounts = OWN[line](book) if line in OWN else _evenly(book.months, cents / 100)
            table[line] = cents_by_month(amounts, cents)
    return table


@dataclass(frozen=True, slots=True)
class _Book:
    """What the months of several lines are made of."""

    seen: Observation
    months: Months
    seat_years: Floats
    """(months, T)"""
    secrets: IntellectualProperty


def _evenly(months: Months, amount: float) -> Floats:
    return np.asarray(amount * months.hours / months.hours.sum())


# -- own people and consequences -------------------------------------------------------------------------


def _salaries(book: _Book) -> Floats:
    price = seat_prices(book.seen.lens)[INHOUSE]
    factor = salary_factor(book.seen, price.pay, book.months)
    return np.asarray(book.seat_years[:, INHOUSE] * price.salary * factor)


def _expenses(book: _Book) -> Floats:
    return np.asarray(book.seat_years[:, INHOUSE] * seat_prices(book.seen.lens)[INHOUSE].expenses)


def _seats(book: _Book, team: int) -> Floats:
    price = seat_prices(book.seen.lens)[team]
    salaries = price.salary * salary_factor(book.seen, price.pay, book.months)
    return np.asarray(book.seat_years[:, team] * (salaries + price.expenses))


def _hiring(book: _Book) -> Floats:
    costs = np.zeros(len(book.months))
    for index, team in client_teams(book.seen.lens).items():
        first_days, number = newcomers(book.seen, index)
        inside = book.seen.window.holds(first_days)
        costs += book.months.sums(
            first_days[inside], np.float64(team.pay.hiring_cost) * number[inside].astype(np.float64)
        )
    return costs


def _coordination(book: _Book) -> Floats:
    return _seats(book, book.seen.lens.plan.liaisons)


def _inspection(book: _Book) -> Floats:
    journal = book.seen.journal
    if journal.strategy.inspection.by == "reviewers":
        return _seats(book, journal.plan.reviewers)
    ended = looks(book.seen)
    ended = ended[book.seen.window.holds(ended)]
    return book.months.sums(ended, np.full(len(ended), journal.scenario.third_party.fee_per_inspection))


def _delay(book: _Book) -> Floats:
    seen, work = book.seen, book.seen.journal.scenario.work.values()
    tasks = seen.journal.tasks
    free = tasks["due"] + 24.0 * bearable(seen.lens)[tasks["work_type"]]
    until = np.fmin(tasks["delivered"], free)  # of nan and a number the number
    late = np.flatnonzero(tasks["due"] < np.minimum(until, seen.window.end))
    rate = np.array([w.delay_cost_per_day for w in work])[tasks["work_type"][late]] / 24.0
    return book.months.accrued(tasks["due"][late], until[late], rate)


def _external_failure(book: _Book) -> Floats:
    journal = book.seen.journal
    fails = failed_at(journal)
    rows = np.flatnonzero(book.seen.window.holds(fails))
    costs = np.array([w.escape_cost for w in journal.scenario.work.values()])
    tasks = journal.tasks[rows]
    return book.months.sums(fails[rows], costs[tasks["work_type"]] * tasks["escaped"])


def _ip_loss(book: _Book) -> Floats:
    leaks = book.secrets.leaks
    inside = book.seen.window.holds(leaks.found)
    return book.months.sums(leaks.found[inside], leaks.loss[inside])


OWN: dict[str, Callable[[_Book], Floats]] = {
    "inhouse_salaries": _salaries,
    "office_and_tools": _expenses,
    "hiring": _hiring,
    "severance": lambda book: severance_by_month(book.seen, book.months),
    "coordination": _coordination,
    "inspection": _inspection,
    "delay": _delay,
    "external_failure": _external_failure,
    "ip_loss": _ip_loss,
    "rivalry": lambda book: book.secrets.rivals.lost_by_month(book.months),
    "lapses": lambda book: book.months.sums(*lapse_costs(book.seen)),
}
"""Lines whose money has dates of its own: the amounts of each month."""


# -- providers -------------------------------------------------------------------------------------------


def _provider_months(book: _Book, ledger: Ledger) -> dict[str, Cents]:
    """Cents of the providers' lines, each provider's own months rounded for themselves."""
    table: dict[str, Cents] = {}
    for team, own in enumerate(ledger.providers.values(), 1):
        amounts = _amounts(book, team, own) if any(own.values()) else {}
        for line, cents in own.items():
            spread = amounts.get(line, _evenly(book.months, cents / 100))
            table[line] = table.get(line, 0) + cents_by_month(spread, cents)
    return {line: table.get(line, np.zeros(len(book.months), dtype=np.int64)) for line in PROVIDER_LINES}


def _amounts(book: _Book, team: int, own: dict[str, int]) -> dict[str, Floats]:
    """Fees and what follows them month by month; what is paid once, when it is due."""
    provider = list(book.seen.journal.scenario.providers.values())[team - 1]
    fees = fees_by_month(book.seen, team) if own["provider_fees"] else np.zeros(len(book.months))
    return {
        "provider_fees": fees,
        "service_credits": -credits_of_months(book.seen, team, provider.contract, fees),
        "governance": provider.governance_share * fees + _fixed(book, team, provider),
        "selection": _at(book, book.seen.in_force(team).start, own["selection"]),
        "transition": _at(book, book.seen.in_force(team).start, own["transition"]),
        "exit_planned": _at(book, float(book.seen.ends[team]), own["exit_planned"]),
        "exit_stressed": _at(book, float(book.seen.ends[team]), own["exit_stressed"]),
    }


def _fixed(book: _Book, team: int, provider: Provider) -> Floats:
    """What governing a provider costs whatever its fees, by the part of each month in force."""
    since, until = book.seen.in_force(team)
    years = np.diff(np.clip(book.months.edges, since, until)) / HOURS_PER_YEAR
    return np.asarray(years * governance_per_year(book.seen, provider))


def _at(book: _Book, instant: float, cents: int) -> Floats:
    amounts: Any = np.zeros(len(book.months))
    amounts[book.months.of(np.array([instant]))] = cents / 100
    return np.asarray(amounts)
