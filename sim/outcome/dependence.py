"""How much does the client depend on a provider?"""

from __future__ import annotations

import numpy as np

from sim.engine.journal import Journal
from sim.outcome.knowledge import knowledge_at_home
from sim.outcome.reading import Bools, Ints
from sim.outcome.window import Observation


def dependence(
    journal: Journal, team: int, done: Ints, since: float, until: float, second_source_share: float
) -> float:
    """Share of the work in a provider's fields that it did, times what is no longer known at home; 0 to 1.

    The fields are the families, or work types without one, in which it delivered between `since` and
    `until`; `done` are the deliveries of that time, (teams, work types). Nobody depends on a provider while
    another one did `second_source_share` of that work.
    """
    if not done[team].any():
        return 0.0
    fields = _same_fields(journal, done[team])
    by_team = done[:, fields].sum(axis=1)
    shares = by_team / by_team.sum()
    others = np.delete(shares[1 : journal.plan.liaisons], team - 1)
    if others.size and others.max() >= second_source_share and others.max() > 0.0:
        return 0.0
    return float(shares[team] * (1.0 - knowledge_at_home(journal, until, since, fields)))


def deliveries(journal: Journal, since: float, until: float) -> Ints:
    """Deliveries in a span of time, (teams, work types)."""
    tasks, shape = journal.tasks, (len(journal.plan.seats), len(journal.scenario.work))
    rows = tasks[(tasks["delivered"] >= since) & (tasks["delivered"] < until)]
    key = rows["provider"].astype(np.int64) * shape[1] + rows["work_type"]
    return np.asarray(np.bincount(key, minlength=shape[0] * shape[1]).reshape(shape))


def _same_fields(journal: Journal, delivered: Ints) -> Bools:
    """Work types of the families of those that were delivered, (work types,)."""
    names = [work.family or name for name, work in journal.scenario.work.items()]
    known = {name for name, count in zip(names, delivered, strict=True) if count}
    return np.array([name in known for name in names])


def dependence_index(seen: Observation) -> float:
    """The largest dependence on any provider, by what was delivered in the window; 0 without providers."""
    journal, window, done = seen.journal, seen.window, seen.tasks.deliveries
    found = [
        dependence(journal, team, done, window.start, window.end, provider.contract.second_source_share)
        for team, provider in enumerate(journal.scenario.providers.values(), 1)
    ]
    return max(found, default=0.0)
