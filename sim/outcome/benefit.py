"""What was it good for? Work delivered, ideas, hours freed for core work; and what is left over."""

from __future__ import annotations

import numpy as np

from sim.outcome.innovation import innovation
from sim.outcome.ledger import idle_cents, total_of
from sim.outcome.occupied import hours_beyond
from sim.outcome.once import once
from sim.outcome.seat_time import seat_time
from sim.outcome.window import Observation, Window, outages_of
from sim.outcome.worth import worth
from sim.rules.assignment import INHOUSE


def net_benefit(seen: Observation) -> dict[str, float]:
    """Net benefit = value delivered + value of ideas + value of core hours - total cost: what the choice
    leaves, in money of the window, undiscounted. Strategies that deliver the same differ in it by what they
    cost.
    """
    delivered, ideas = worth(seen)["value_delivered"], innovation(seen)["ideas_value"]
    return {"net_benefit": delivered + ideas + core_hours(seen)["core_hours_value"] - total_of(seen)}


@once
def core_hours(seen: Observation) -> dict[str, float]:
    """Hours of in-house seats without work: those that were put to core work, and what idle ones cost."""
    freed = core_hours_freed(seen)
    return {
        "core_hours_freed": freed,
        "core_hours_value": freed * seen.journal.scenario.inhouse.core_hour_value,
        "idle_seat_cost": idle_cents(seen) / 100,
    }


def core_hours_freed(seen: Observation) -> float:
    """Idle hours of in-house seats in the window that can be put to core work.

    (open seat-hours not lost to outages - hours worked) x `usable_idle_share`.
    """
    share = seen.journal.scenario.inhouse.usable_idle_share
    if share == 0.0:
        return 0.0
    ready = seen.open_seats_of(INHOUSE) - _seat_hours_down(seen)
    return float(share * max(ready - seen.episodes.worked[INHOUSE].sum(), 0.0))


def _seat_hours_down(seen: Observation) -> float:
    """Open seat-hours in-house that outages of the window took, by the seats that there were at the time."""
    team, spans = outages_of(seen.journal)
    inside = np.clip(spans[team == INHOUSE], *seen.window)
    down = (Window(*span) for span in inside.tolist() if span[0] < span[1])
    return float(sum(_open_hours(seen, each) for each in down))


def _open_hours(seen: Observation, window: Window) -> float:
    """Open seat-hours in-house in another window."""
    opened = seat_time(seen.journal, window, seen.ends).opened[INHOUSE]
    return float(opened) + float(hours_beyond(seen.journal, window, seen.ends)[INHOUSE])
