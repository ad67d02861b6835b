"""M/M/1 in cimba's Python, which Numba compiles for its C engine.

Instants go through a `Store`, as in cimba's own benchmark; a `Container` and its mean level, as in its
README, are a third slower, and so are `Input`s in place of plain draws.
"""

from __future__ import annotations

import cimba as cb  # type: ignore[import-not-found, unused-ignore]
import numpy as np

from benchmarks.cases import LOAD
from benchmarks.rivals import Answer

MEAN_GAP = 1.0 / LOAD


class OneSeat(cb.Model):  # type: ignore[misc, untyped-decorator, unused-ignore]
    """So many customers, one seat, and the sum of the waits."""

    customers: cb.Param[int] = 1
    line: cb.Store[float]
    waited: float = 0.0
    served: int = 0
    answered: cb.Output[float]
    mean_wait: cb.Output[float]

    @cb.process  # type: ignore[misc, untyped-decorator, unused-ignore]
    def arrivals(self) -> None:
        """Customers come and leave the instant in the line."""
        for _ in range(self.customers):
            cb.hold(cb.random.exponential(MEAN_GAP))
            self.line.put(cb.now())

    @cb.process  # type: ignore[misc, untyped-decorator, unused-ignore]
    def seat(self) -> None:
        """The first in line is served."""
        while True:
            arrived = self.line.get()
            self.waited += cb.now() - arrived
            self.served += 1
            cb.hold(cb.random.exponential(1.0))

    @cb.on_end  # type: ignore[misc, untyped-decorator, unused-ignore]
    def answer(self) -> None:
        """What came out."""
        self.answered = float(self.served)
        self.mean_wait = self.waited / self.served


def compiled(customers: int, seed: int) -> Answer:
    """One trial, by one worker, until nobody comes and the line is empty."""
    model = OneSeat()
    model.customers = customers
    results = cb.Experiment(model, window=cb.Window.until_idle(), seed=seed).run(workers=1)
    if results.failed.any():
        raise RuntimeError(f"cimba: {results.failure_reasons}")
    served, mean_wait = (
        np.asarray(each).item() for each in (results[model].answered, results[model].mean_wait)
    )
    return Answer(int(served), float(mean_wait))
