"""M/M/1 in SimPy, twice: as quick as it goes, and as it is taught."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator

import simpy

from benchmarks.rivals import Answer
from benchmarks.rivals.draws import draws

Story = Generator[simpy.Event, object, None]


def two_processes(customers: int, seed: int) -> Answer:
    """Arrivals fill a deque, the seat empties it, a bell wakes the seat: two events a customer, or three."""
    gaps, services = draws(customers, seed)
    clock, line, waited = simpy.Environment(), deque[float](), 0.0
    bell = clock.event()

    def arrivals() -> Story:
        for gap in gaps:
            yield clock.timeout(gap)
            line.append(clock.now)
            if not bell.triggered:
                bell.succeed()

    def seat() -> Story:
        nonlocal bell, waited
        for service in services:
            if not line:
                bell = clock.event()
                yield bell
            waited += clock.now - line.popleft()
            yield clock.timeout(service)

    clock.process(arrivals())
    clock.run(clock.process(seat()))
    return Answer(customers, waited / customers)


def process_each(customers: int, seed: int) -> Answer:
    """A process for each customer, who asks a Resource for the seat."""
    gaps, services = draws(customers, seed)
    clock, waited = simpy.Environment(), 0.0
    seat = simpy.Resource(clock)

    def customer(service: float) -> Story:
        nonlocal waited
        arrived = clock.now
        with seat.request() as turn:
            yield turn
            waited += clock.now - arrived
            yield clock.timeout(service)

    def arrivals() -> Story:
        for gap, service in zip(gaps, services, strict=True):
            yield clock.timeout(gap)
            clock.process(customer(service))

    clock.process(arrivals())
    clock.run()
    return Answer(customers, waited / customers)
