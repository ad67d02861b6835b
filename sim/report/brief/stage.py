"""Who plays the worlds that a brief needs beyond those in the folder?"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from contextlib import AbstractContextManager
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

from sim.case import Case
from sim.engine.simulate import simulate
from sim.experiment.execute.executor import Serial
from sim.outcome.scorecard import settle
from sim.replicate.pool import processes
from sim.scenario.scenario import Scenario
from sim.tape.tape import Tape, deal

Floats = NDArray[np.float64]

CHUNKS_A_WORKER = 3
"""Parts of the replications for each worker: none idles long, and a case travels few times."""


class Stage(AbstractContextManager["Stage"]):
    """Plays cases in the same worlds, on some processes; the numbers do not depend on how many."""

    def __init__(self, seed: int, workers: int = 1) -> None:
        self.seed, self.workers = seed, workers
        self.runs = 0
        self._executor: Executor = processes(workers) if workers > 1 else Serial()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._executor.shutdown(cancel_futures=True)

    def play(self, cases: Sequence[Case], measures: Sequence[str], replications: Sequence[int]) -> Floats:
        """The measures of each case in each replication, shape (cases, replications, measures)."""
        self.runs += len(cases) * len(replications)
        size = max(1, -(-len(replications) // (CHUNKS_A_WORKER * self.workers)))
        parts = [replications[first : first + size] for first in range(0, len(replications), size)]
        futures = [
            self._executor.submit(_played, tuple(cases), self.seed, tuple(measures), tuple(part))
            for part in parts
        ]
        return np.concatenate([future.result() for future in futures], axis=1)


def _played(
    cases: tuple[Case, ...], seed: int, measures: tuple[str, ...], replications: tuple[int, ...]
) -> Floats:
    values = np.empty((len(cases), len(replications), len(measures)))
    for k, replication in enumerate(replications):
        dealt: tuple[Scenario, Tape] | None = None
        for c, (scenario, strategy) in enumerate(cases):
            if dealt is None or dealt[0] != scenario:  # a world that both share has its luck dealt once
                dealt = scenario, deal(scenario, seed, replication)
            journal = simulate(scenario, strategy, seed=seed, replication=replication, tape=dealt[1])
            row = settle(journal).as_row()
            values[c, k] = [row[name] for name in measures]
    return values
