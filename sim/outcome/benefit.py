"""What was it good for? Work delivered, ideas, hours freed for core work; and what is left over."""

from __future__ import annotations

import numpy as np

from sim.outcome.innovation import innovation
from sim.outcome.ledger import Ledger
from sim.outcome.reading import hours_at_work
from sim.outcome.window import Observation, open_hours_until, outages_of
from sim.rules.assignment import INHOUSE


def benefit(seen: Observation, ledger: Ledger) -> dict[str, float]:
    """Benefits of the window, which no line of the ledger holds, and the net benefit.

    Net benefit = value delivered + value of ideas + value of core hours - total cost: what the choice leaves,
    in money of the window, undiscounted. Strategies that deliver the same differ in it by what they cost.
    """
    inhouse = seen.journal.scenario.inhouse
    ideas, delivered = innovation(seen), value_delivered(seen)
    freed = core_hours_freed(seen)
    core = freed * inhouse.core_hour_value
    return {
        "value_delivered": delivered,
        **ideas,
        "core_hours_freed": freed,
        "core_hours_value": core,
        "idle_seat_cost": ledger.memo["idle_inhouse"] / 100,
        "net_benefit": delivered + ideas["ideas_value"] + core - ledger.total,
    }


def value_delivered(seen: Observation) -> float:
    """Sum of the values of the tasks delivered in the window."""
    worth = np.array([work.value for work in seen.journal.scenario.work.values()])
    return float(seen.tasks.deliveries.sum(axis=0) @ worth)


def core_hours_freed(seen: Observation) -> float:
    """Idle hours of in-house seats in the window that can be put to core work.

    (open seat-hours not lost to outages - hours worked) x `usable_idle_share`.
    """
    share = seen.journal.scenario.inhouse.usable_idle_share
    if share == 0.0:
        return 0.0
    ready = seen.seats_open[INHOUSE] * _up_share(seen)
    return float(share * max(ready - seen.episodes.worked[INHOUSE].sum(), 0.0))


def _up_share(seen: Observation) -> float:
    """Share of the in-house team's open hours in the window in which it was not down."""
    edges = np.array(seen.window)
    opened = float(np.diff(open_hours_until(seen.journal.plan, INHOUSE, edges))[0])
    plan = seen.journal.plan
    calendars = plan.opens, plan.closes, plan.worked
    up = hours_at_work(calendars, *outages_of(seen.journal), INHOUSE, *seen.window)
    return up / opened if opened else 0.0
