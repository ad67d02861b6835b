"""What do providers give back for promises not kept, and win back by keeping them?"""

from __future__ import annotations

import numpy as np

from sim.outcome.fees import observed_months
from sim.outcome.reading import Floats, Ints
from sim.outcome.window import Observation
from sim.scenario.contract import ServiceLevel


def credit_share(promise: ServiceLevel | None, on_time: float) -> float:
    """Share of the fee that is given back: so much for each point missed, capped; none if nothing was due."""
    if promise is None or np.isnan(on_time):
        return 0.0
    points = 100.0 * max(promise.on_time_share - on_time, 0.0)
    return min(points * promise.credit_per_point, promise.cap)


def credits_by_month(promise: ServiceLevel, on_time: Floats, fees: Floats) -> Floats:
    """Credits of each month against its fee, less what later months win back, (months,).

    Each month above the promise wins back `earn_back` of one month's credit: the oldest that is open.
    """
    given = np.array([credit_share(promise, share) for share in on_time]) * fees
    net = given.copy()
    if promise.earn_back > 0.0:
        open_months: list[int] = []
        for month, share in enumerate(on_time):
            if given[month] > 0.0:
                open_months.append(month)
            elif share > promise.on_time_share and open_months:
                net[month] -= promise.earn_back * given[open_months.pop(0)]
    return net


def on_time_by_team(seen: Observation) -> Floats:
    """On-time share of the tasks due in the window, by the team that delivered or still has them, (T,)."""
    return _share(seen.tasks.on_time, seen.tasks.due)


def on_time_by_month(seen: Observation, team: int) -> Floats:
    """The same for one team in each calendar month, (months,)."""
    months, tasks = observed_months(seen), seen.journal.tasks
    own = tasks[(tasks["provider"] == team) & seen.window.holds(tasks["due"])]
    month = months.of(own["due"])
    kept = np.bincount(month[own["delivered"] <= own["due"]], minlength=len(months))
    return _share(kept, np.bincount(month, minlength=len(months)))


def _share(kept: Ints, due: Ints) -> Floats:
    share: Floats = np.divide(kept, due, out=np.full(len(due), np.nan), where=due > 0)
    return share
