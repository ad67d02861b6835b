"""What did providers lend of their benches, and what more does that cost?"""

from __future__ import annotations

import numpy as np

from sim.engine.journal import Journal, Why
from sim.outcome.months import Months
from sim.outcome.reading import Floats
from sim.outcome.window import Observation, Window, seats_between
from sim.scenario.team import Provider


def lent_hours(journal: Journal, window: Window, ends: Floats) -> Floats:
    """Hours of lent seats in the window, by the clock, (teams,); until the team's end, (teams,) `ends`."""
    rows = journal.changes[np.isin(journal.changes["why"], [Why.LENT, Why.TAKEN_BACK])]
    hours = window.overlap(rows["instant"], ends[rows["team"]])
    return np.bincount(rows["team"], rows["seats"] * hours, len(ends)).astype(np.float64)


def seats_lent(seen: Observation) -> dict[str, float]:
    """Seats lent by all providers with a contract, on average over the window."""
    hours = seen.seat_time.lent[seen.contracted].sum()
    return {"seats_lent": float(hours / (seen.window.end - seen.window.start))}


def surge_factor(seen: Observation, team: int, provider: Provider, months: Months) -> Floats | None:
    """What a provider's fees of each month are multiplied by for lent seats, (months,); None for none.

    Whatever the contract pays for, the part that lent seats have of the provider's seat time costs more.
    """
    if provider.pool is None or not does_lending_cost_more(provider):
        return None
    lent = np.array([lent_hours(seen.journal, each, seen.ends)[team] for each in months.windows])
    if not lent.any():
        return None
    there = seats_between(seen.journal, months.edges, seen.ends)[:, team]
    share = np.divide(lent, there, out=np.zeros(len(lent)), where=there > 0.0)
    return np.asarray(1.0 + provider.pool.premium * share)


def does_lending_cost_more(provider: Provider) -> bool:
    """Whether lent seats cost more than others."""
    return provider.pool is not None and provider.pool.premium != 0.0
