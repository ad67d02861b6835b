"""What does dependence do to the fee when a contract is renewed?"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.outcome.dependence import deliveries, dependence
from sim.outcome.months import Months, months_of
from sim.outcome.reading import Floats
from sim.outcome.switching import switching_cost
from sim.outcome.window import Observation, Window, observe
from sim.scenario.contract import Terms

Billed = Callable[[Observation, Months], Floats]
"""Fees of each month of a window, (months,), but for what renewals did to them."""


def renewals(seen: Observation, team: int, terms: Terms, months: Months, billed: Billed) -> Floats:
    """Fee of each month as a multiple of the first term's, (months,): up by `lock_in` x dependence at each
    renewal, and by no more than what switching would cost.

    The first term begins with the month of signing. A provider that has ended renews nothing.
    """
    factor = np.ones(len(months))
    if terms.term_months is None or terms.lock_in == 0.0:
        return factor
    journal, since = seen.journal, seen.journal.plan.accounts.since
    end = min(seen.window.end, float(seen.ends[team]))
    if end <= since:
        return factor
    life = months_of(journal.scenario.start, Window(since, end))
    fees: Floats | None = None
    for index in range(terms.term_months, len(life), terms.term_months):
        number, instant = int(life.number[index]), float(life.edges[index])
        done = deliveries(journal, since, instant)
        rise = terms.lock_in * dependence(journal, team, done, since, instant, terms.second_source_share)
        if rise > 0.0:
            fees = billed(observe(journal, Window(life.edges[0], end)), life) if fees is None else fees
            of_term = float(fees[index - terms.term_months : index].sum())
            rise = min(rise, _bound(seen, team, of_term, (instant - since) / 24.0))
            fees[index:] *= 1.0 + rise
            factor[months.number >= number] *= 1.0 + rise
        since = instant
    return factor


def _bound(seen: Observation, team: int, of_term: float, days: float) -> float:
    """The rise by which a term costs as much more as switching would; none where nothing was billed."""
    return switching_cost(seen.journal, team, of_term / days) / of_term if of_term > 0.0 else 0.0
