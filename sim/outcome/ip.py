"""What did others get to know, what fell into wrong hands, and who became a rival by it?"""

from __future__ import annotations

from typing import NamedTuple

from sim.outcome.leaks import Leaks, leaks_of
from sim.outcome.once import once
from sim.outcome.rivals import Rivals, rivals_of
from sim.outcome.value_seen import exposures, value_seen
from sim.outcome.window import Observation, mean


class IntellectualProperty(NamedTuple):
    """What others got to know in the window, and what leaked or was turned against us in the run."""

    measures: dict[str, float]
    leaks: Leaks
    rivals: Rivals
    booked: float
    """Loss of the leaks that came to light in the window, in the scenario's currency."""
    rivalled: float
    """Loss to rivals in the window, in the scenario's currency."""


@once
def intellectual_property(seen: Observation) -> IntellectualProperty:
    """Leaks and rivals of the run, and measures of the window; exposures are nan where nothing is at risk,
    and 0 where no provider has seen of it.

    A leak is counted in the window in which it happens, and its loss is booked in the one in which it comes
    to light, even if it happened before. A rival is counted where it becomes one, and loses us money in every
    window until it is over.
    """
    value = value_seen(seen.journal)
    leaks, rivals = leaks_of(seen, value), rivals_of(seen.journal, value)
    fresh, found = seen.window.holds(leaks.began), seen.window.holds(leaks.found)
    measures = {
        **exposures(seen, value),
        "ip_leaks": float(fresh.sum()),
        "ip_leaks_found": float(found.sum()),
        "ip_loss_per_leak": mean(leaks.loss[fresh]),
        "ip_loss_incurred": float(leaks.loss[fresh].sum()),
        "rivals": float(seen.window.holds(rivals.began).sum()),
    }
    booked = float(leaks.loss[found].sum())
    return IntellectualProperty(measures, leaks, rivals, booked, rivals.lost(seen.window))
