"""In which weeks do a provider's other clients want more at once? Dealt before time starts.

The luck is `P/clients`. It goes along with that of our own demand, `W/demand`, which is dealt anyhow: so a
pool moves no number of anything else.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sim.rules import chance, pool, quantile
from sim.rules.arrival import HOURS_PER_WEEK
from sim.scenario.arrivals import Demand
from sim.scenario.scenario import Scenario
from sim.tape.stream import name_of

Floats = NDArray[np.float64]
Busy = NDArray[np.int8]


class Clients:
    """Knows whose clients there are, found out once for all replications."""

    def __init__(self, scenario: Scenario) -> None:
        self._shape = len(scenario.teams), math.ceil(scenario.window_hours[1] / HOURS_PER_WEEK)
        self._pools = [
            (row, name_of(f"{name}/clients"), provider.pool)
            for row, (name, provider) in enumerate(scenario.providers.items(), 1)
            if provider.pool is not None and provider.pool.bench > 0
        ]
        self._weights = _weights(scenario)
        self._calm: Busy = np.zeros((self._shape[0], 0), dtype=np.int8)
        self._calm.setflags(write=False)

    def deal(self, root: int) -> Busy:
        """Whether a week is busy, (teams, weeks), 1 or 0; without weeks where nobody has a bench."""
        if not self._pools:
            return self._calm
        busy, ours = np.zeros(self._shape, dtype=np.int8), self._our_weeks(root)
        for row, name, terms in self._pools:
            correlation = (
                terms.correlation if self._weights else 0.0
            )  # with what is certain nothing goes along
            pool.fill_busy(root, name, ours, correlation, terms.busy_share, busy[row])
        busy.setflags(write=False)
        return busy

    def _our_weeks(self, root: int) -> Floats:
        """The luck of our own demand as normal numbers, (weeks,): of all work that is uncertain, each kind by
        the deviation of its hours a week; 0 where none is."""
        ours, luck, normal = (np.zeros(self._shape[1]) for _ in range(3))
        for name, weight in self._weights:
            chance.fill_uniform(root, name, 0, luck)
            quantile.fill_normal(luck, normal)
            ours += weight * normal
        return ours


def _weights(scenario: Scenario) -> list[tuple[int, float]]:
    """Names of the weekly luck of all work that is uncertain, with weights whose squares add up to one."""
    found = []
    for name, work in scenario.work.items():
        if isinstance(work.arrivals, Demand):
            hours = work.arrivals.per_week * work.effort_hours.mean * work.arrivals.weekly_cv
            if hours > 0.0:
                found.append((name_of(f"{name}/demand"), hours))
    scale = math.hypot(*(hours for _, hours in found))
    return [(name, hours / scale) for name, hours in found]
