"""What providers lend of their benches, in numbers that both engines read."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.rules.pool import promised_seats
from sim.scenario.scenario import Scenario


class Lending(NamedTuple):
    """When a provider looks at our line, and what it may lend then; (T,) each. In which weeks its other
    clients want all of it but what was promised, the tape knows."""

    look_hours: NDArray[np.float64]
    """From signing to the first look, and from each to the next; inf where nobody looks."""
    bench: NDArray[np.int64]
    promised: NDArray[np.int64]
    """Seats of the bench that are ours even in a busy week."""


def lending_of(scenario: Scenario) -> Lending:
    """What the scenario says of the providers' benches."""
    teams = len(scenario.teams)
    lending = Lending(np.full(teams, np.inf), np.zeros(teams, np.int64), np.zeros(teams, np.int64))
    for who, provider in enumerate(scenario.providers.values(), 1):
        pool = provider.pool
        if pool is not None and pool.bench > 0:
            lending.look_hours[who] = 24.0 * pool.surge_days
            lending.bench[who] = pool.bench
            lending.promised[who] = promised_seats(pool.bench, pool.promised_share)
    return lending
