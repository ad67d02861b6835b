"""What do providers give back for promises not kept, and win back by keeping them?"""

from __future__ import annotations

import numpy as np

from sim.outcome.fees import observed_months
from sim.outcome.window import Floats, Observation
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
    team = seen.journal.tasks["provider"]
    teams = len(seen.ends)
    due = np.bincount(team[seen.due], minlength=teams)
    kept = np.bincount(team[seen.on_time], minlength=teams)
    share: Floats = np.divide(kept, due, out=np.full(teams, np.nan), where=due > 0)
    return share


def on_time_by_month(seen: Observation, team: int) -> Floats:
    """The same for one team in each calendar month, (months,)."""
    months, tasks = observed_months(seen), seen.journal.tasks
    rows = np.flatnonzero(seen.due & (tasks["provider"] == team))
    month = months.of(tasks["due"][rows])
    due = np.bincount(month, minlength=len(months))
    kept = np.bincount(month[seen.on_time[rows]], minlength=len(months))
    share: Floats = np.divide(kept, due, out=np.full(len(months), np.nan), where=due > 0)
    return share
