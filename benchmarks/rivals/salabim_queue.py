"""M/M/1 in salabim, with generators, which are quicker than its greenlets.

A component for each customer, as in its manual, takes ten times as long: each is made by reading signatures.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Generator
from typing import Any

import salabim  # type: ignore[import-not-found, import-untyped, unused-ignore]

from benchmarks.rivals import Answer
from benchmarks.rivals.draws import draws


def two_components(customers: int, seed: int) -> Answer:
    """Arrivals fill a deque, the seat empties it and sleeps when it is empty."""
    gaps, services = draws(customers, seed)
    clock = salabim.Environment(trace=False, yieldless=False)
    line, waited = deque[float](), 0.0

    class Arrivals(salabim.Component):  # type: ignore[misc, unused-ignore]
        def process(self) -> Generator[Any, None, None]:
            for gap in gaps:
                yield self.hold(gap)
                line.append(clock.now())
                if seat.ispassive():
                    seat.activate()

    class Seat(salabim.Component):  # type: ignore[misc, unused-ignore]
        def process(self) -> Generator[Any, None, None]:
            nonlocal waited
            for service in services:
                if not line:
                    yield self.passivate()
                waited += clock.now() - line.popleft()
                yield self.hold(service)

    arrivals, seat = Arrivals(), Seat()
    arrivals.mode.monitor(False)
    arrivals.status.monitor(False)
    seat.status.monitor(False)
    clock.run()
    return Answer(customers, waited / customers)
