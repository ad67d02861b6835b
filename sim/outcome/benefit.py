"""What was it good for? Work delivered, ideas, hours freed for core work; and what is left over."""

from __future__ import annotations

import numpy as np

from sim.outcome.innovation import innovation
from sim.outcome.ledger import Ledger
from sim.outcome.window import Observation, Window, outages_of, seat_time
from sim.outcome.worth import worth
from sim.rules.assignment import INHOUSE


def benefit(seen: Observation, ledger: Ledger) -> dict[str, float]:
    """Benefits of the window, which no line of the ledger holds, and the net benefit.

    Net benefit = value delivered + value of ideas + value of core hours - total cost: what the choice leaves,
    in money of the window, undiscounted. Strategies that deliver the same differ in it by what they cost.
    """
    inhouse = seen.journal.scenario.inhouse
    ideas, delivered = innovation(seen), worth(seen)
    freed = core_hours_freed(seen)
    core = freed * inhouse.core_hour_value
    return {
        **delivered,
        **ideas,
        "core_hours_freed": freed,
        "core_hours_value": core,
        "idle_seat_cost": ledger.memo["idle_inhouse"] / 100,
        "net_benefit": delivered["value_delivered"] + ideas["ideas_value"] + core - ledger.total,
    }


def core_hours_freed(seen: Observation) -> float:
    """Idle hours of in-house seats in the window that can be put to core work.

    (open seat-hours not lost to outages - hours worked) x `usable_idle_share`.
    """
    share = seen.journal.scenario.inhouse.usable_idle_share
    if share == 0.0:
        return 0.0
    ready = seen.seats_open[INHOUSE] - _seat_hours_down(seen)
    return float(share * max(ready - seen.episodes.worked[INHOUSE].sum(), 0.0))


def _seat_hours_down(seen: Observation) -> float:
    """Open seat-hours in-house that outages of the window took, by the seats that there were at the time."""
    team, spans = outages_of(seen.journal)
    inside = np.clip(spans[team == INHOUSE], *seen.window)
    down = (Window(*span) for span in inside.tolist() if span[0] < span[1])
    return float(sum(seat_time(seen.journal, each, seen.ends)[1][INHOUSE] for each in down))
