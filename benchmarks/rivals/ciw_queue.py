"""M/M/1 in Ciw: a network of one node."""

from __future__ import annotations

import ciw  # type: ignore[import-not-found, import-untyped, unused-ignore]

from benchmarks.cases import LOAD
from benchmarks.rivals import Answer


def network(customers: int, seed: int) -> Answer:
    """Until so many customers are served."""
    ciw.seed(seed)
    node = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(LOAD)],
        service_distributions=[ciw.dists.Exponential(1.0)],
        number_of_servers=[1],
    )
    simulation = ciw.Simulation(node)
    simulation.simulate_until_max_customers(customers, method="Finish")
    waits = [record.waiting_time for record in simulation.get_all_records()]
    return Answer(len(waits), sum(waits) / len(waits))
