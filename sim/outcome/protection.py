"""What does it cost to protect intellectual property at providers?"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.outcome.once import once
from sim.outcome.window import HOURS_PER_YEAR, Lens, Observation


def protection_cost(seen: Observation, liaison_hour: Callable[[], float]) -> float:
    """Secure facilities, by the year, and putting together what was split, by the task delivered.

    Parameters
    ----------
    liaison_hour : callable
        Says what an open hour of a liaison costs. Putting together is paid for and takes none of their time.
    """
    hours = _integration_hours(seen)
    return _facilities(seen) + (hours * liaison_hour() if hours else 0.0)


def _facilities(seen: Observation) -> float:
    """For as long as each contract is in force."""
    cost = 0.0
    for team, per_year in _facility_costs(seen.lens).items():
        if seen.is_contracted[team]:
            cost += per_year * seen.in_force(team).hours / HOURS_PER_YEAR
    return float(cost)


@once
def _facility_costs(lens: Lens) -> dict[int, float]:
    """What secure facilities cost a year, by the provider that is asked for one."""
    asked, providers = lens.strategy.protection, enumerate(lens.scenario.providers.items(), 1)
    return {
        team: each.secure_facility_cost_per_year for team, (name, each) in providers if asked.secures(name)
    }


def _integration_hours(seen: Observation) -> float:
    """Hours for each part beyond the first of the sensitive tasks that providers delivered in the window."""
    extra = seen.journal.strategy.protection.split_into - 1
    if extra == 0:
        return 0.0
    work = seen.journal.scenario.work.values()
    hours = np.array([each.split_hours if each.sensitivity > 0.0 else 0.0 for each in work])
    return float(extra * (seen.tasks.deliveries[seen.providers].sum(axis=0) @ hours))
