"""What do providers give back for promises not kept, and win back by keeping them?

A contract may hold several service levels, each about some work and one target; their credits add up.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.outcome.fees import observed_months
from sim.outcome.promised import covered_by
from sim.outcome.reading import Floats, Ints
from sim.outcome.window import Observation, ratio
from sim.scenario.contract import ServiceLevel, Terms


def credits_of_window(
    seen: Observation, team: int, terms: Terms, fee: float, fees: Callable[[], Floats]
) -> float:
    """What a provider gives back of its fee in the window.

    Parameters
    ----------
    fee, fees
        Of the window; and in each calendar month of it, (months,), asked for where a promise is by month.
    """
    if fee == 0.0:
        return 0.0
    return sum(
        float(credits_by_month(each, kept_by_month(seen, team, each), fees()).sum())
        if each.period == "month"
        else credit_share(each, kept_share(seen, team, each)) * fee
        for each in terms.promises
    )


def credits_of_months(seen: Observation, team: int, terms: Terms, fees: Floats) -> Floats:
    """The same by calendar month, (months,); a credit by window is spread as the fees are."""
    given = np.zeros(len(fees))
    for each in terms.promises:
        if each.period == "month":
            given += credits_by_month(each, kept_by_month(seen, team, each), fees)
        else:
            given += credit_share(each, kept_share(seen, team, each)) * fees
    return given


def credit_share(promise: ServiceLevel, kept: float) -> float:
    """Share of the fee that is given back: so much for each point missed, capped; none if nothing was due."""
    if np.isnan(kept):
        return 0.0
    points = 100.0 * max(promise.promised_share - kept, 0.0)
    return min(points * promise.credit_per_point, promise.cap)


def credits_by_month(promise: ServiceLevel, kept: Floats, fees: Floats) -> Floats:
    """Credits of each month against its fee, less what later months win back, (months,).

    Each month above the promise wins back `earn_back` of one month's credit: the oldest that is open.
    """
    given = np.array([credit_share(promise, share) for share in kept]) * fees
    net = given.copy()
    if promise.earn_back > 0.0:
        open_months: list[int] = []
        for month, share in enumerate(kept):
            if given[month] > 0.0:
                open_months.append(month)
            elif share > promise.promised_share and open_months:
                net[month] -= promise.earn_back * given[open_months.pop(0)]
    return net


# -- shares that were kept -------------------------------------------------------------------------------


def kept_share(seen: Observation, team: int, promise: ServiceLevel) -> float:
    """Share that was kept of what a promise asks for in the window, of the tasks that the team delivered or
    still has; nan if that is none."""
    promised = covered_by(seen.journal, promise)
    asked = seen.window.holds(promised.until) & (seen.journal.tasks["provider"] == team)
    return ratio(int((asked & promised.kept).sum()), int(asked.sum()))


def kept_by_month(seen: Observation, team: int, promise: ServiceLevel) -> Floats:
    """The same in each calendar month, (months,)."""
    months, promised = observed_months(seen), covered_by(seen.journal, promise)
    asked = seen.window.holds(promised.until) & (seen.journal.tasks["provider"] == team)
    month = months.of(promised.until[asked])
    kept = np.bincount(month[promised.kept[asked]], minlength=len(months))
    return _shares(kept, np.bincount(month, minlength=len(months)))


def _shares(kept: Ints, due: Ints) -> Floats:
    share: Floats = np.divide(kept, due, out=np.full(len(due), np.nan), where=due > 0)
    return share
