"""How much does the client depend on a provider, and what does that do to the fee at renewal?"""

from __future__ import annotations

import numpy as np

from sim.engine.journal import Journal
from sim.outcome.knowledge import knowledge_at_home
from sim.outcome.months import Months, months_of
from sim.outcome.reading import Bools, Floats, Ints
from sim.outcome.window import Observation, Window
from sim.scenario.contract import Terms


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


def renewals(seen: Observation, team: int, terms: Terms, months: Months) -> Floats:
    """Fee of each month as a multiple of the first term's, (months,): up by `lock_in` x dependence at each.

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
    for index in range(terms.term_months, len(life), terms.term_months):
        number, instant = int(life.number[index]), float(life.edges[index])
        done = deliveries(journal, since, instant)
        depends = dependence(journal, team, done, since, instant, terms.second_source_share)
        factor[months.number >= number] *= 1.0 + terms.lock_in * depends
        since = instant
    return factor
