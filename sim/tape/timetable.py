"""When does work come? One process's arrivals in a scenario's time."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sim.rules import arrival
from sim.scenario.arrivals import Demand
from sim.scenario.trace import Trace
from sim.tape.law import records_of

Floats = NDArray[np.float64]


class Timetable:
    """Knows what does not depend on luck, found out once for all replications."""

    def __init__(self, arrivals: Demand | Trace, hours: float) -> None:
        self._hours = hours
        if isinstance(arrivals, Trace):
            recorded = np.asarray(arrivals.arrived_hours, dtype=np.float64)
            self._recorded: Floats | None = recorded[recorded < hours]
            return
        self._recorded = None
        self._edges, self._expected = arrivals.expected(hours)
        (self._gap,), self._values = records_of((arrivals.gap,))
        self._together, total = arrivals.together, float(self._expected[-1])
        self._room = int(total + 6.0 * math.sqrt(total * self._together) + 16.0) + self._together

    def instants(self, root: int, name: int) -> Floats:
        """When tasks arrive in [0, hours), rising; `root` and `name` are the address of its luck."""
        if self._recorded is not None:
            return self._recorded
        while True:
            instants = np.empty(self._room)
            count = arrival.arrive(
                self._gap,
                self._values,
                self._together,
                root,
                name,
                self._edges,
                self._expected,
                self._hours,
                instants,
            )
            if count != arrival.NO_ROOM:
                return instants[:count]
            self._room *= 2
