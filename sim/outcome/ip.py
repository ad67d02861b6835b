"""What did others get to know, what fell into wrong hands, and who became a rival by it?"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from sim.outcome.leaks import Leaks, leaks_of
from sim.outcome.once import once
from sim.outcome.rivals import Rivals, rivals_of
from sim.outcome.value_seen import exposures, value_at_risk, value_seen
from sim.outcome.window import Lens, Observation, mean


class IntellectualProperty(NamedTuple):
    """What others got to know in the window, and what leaked or was turned against us in the run."""

    measures: dict[str, float]
    leaks: Leaks
    rivals: Rivals
    booked: float
    """Loss of the leaks that came to light in the window, in the scenario's currency."""
    rivalled: float
    """Loss to rivals in the window, in the scenario's currency."""


NO_TIMES = np.empty(0)
NOTHING = IntellectualProperty(
    measures={
        **dict.fromkeys(("ip_exposure", "ip_largest_exposure"), math.nan),
        **dict.fromkeys(("ip_leaks", "ip_leaks_found"), 0.0),
        **{"ip_loss_per_leak": math.nan, "ip_loss_incurred": 0.0, "rivals": 0.0},
    },
    leaks=Leaks(np.empty(0, np.int64), NO_TIMES, NO_TIMES, NO_TIMES),
    rivals=Rivals(NO_TIMES, NO_TIMES, NO_TIMES),
    booked=0.0,
    rivalled=0.0,
)
"""Where nothing is at risk there is nothing to see."""


@once
def is_anything_at_risk(lens: Lens) -> bool:
    """Whether there is anything to know that is worth something to others."""
    return bool(value_at_risk(lens.scenario).any())


@once
def intellectual_property(seen: Observation) -> IntellectualProperty:
    """Leaks and rivals of the run, and measures of the window; exposures are nan where nothing is at risk,
    and 0 where no provider has seen of it.

    A leak is counted in the window in which it happens, and its loss is booked in the one in which it comes
    to light, even if it happened before. A rival is counted where it becomes one, and loses us money in every
    window until it is over.
    """
    if not is_anything_at_risk(seen.lens):
        return NOTHING
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
