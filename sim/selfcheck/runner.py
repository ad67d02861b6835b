"""Who runs the checks: every replication of every exam, in as many processes as there are cores for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from itertools import chain, pairwise
from typing import NamedTuple

import numpy as np

from sim.selfcheck import (
    commitment,
    exits,
    failures,
    lending,
    motives,
    people,
    queues,
    return_option,
    risk,
    second_source,
    statistics,
    time_zones,
    understanding,
)
from sim.selfcheck.check import Check
from sim.selfcheck.exam import SEED, Exam, Values

Progress = Callable[[int, int], None]
"""Told (replications done, replications in all) from time to time."""

BLOCKS = 8
"""Pieces of an exam, so that the last ones leave no worker idle for long."""


class Block(NamedTuple):
    """Some replications of one exam."""

    exam: int
    first: int
    last: int

    @property
    def replications(self) -> range:
        """Their numbers."""
        return range(self.first, self.last)


@cache
def exams() -> tuple[Exam, ...]:
    """All exams, in the order of the table."""
    contracts = commitment, second_source, return_option
    modules = (queues, lending, failures, time_zones, understanding, people, *contracts, risk, statistics)
    return tuple(chain.from_iterable(module.exams() for module in modules))


def arithmetic_checks() -> list[Check]:
    """All checks in which chance has no part."""
    return [
        *queues.by_hand(),
        *time_zones.formula(),
        *understanding.by_hand(),
        *people.by_hand(),
        *motives.by_hand(),
        *risk.by_hand(),
        *exits.by_hand(),
        *statistics.by_hand(),
    ]


def run_checks(progress: Progress | None = None, workers: int = 2, seed: int = SEED) -> list[Check]:
    """Check the simulator against everything that is known by heart.

    Parameters
    ----------
    progress : callable, optional
        Told (replications done, replications in all) whenever some are.
    workers : int
        Processes that share the work; with one it is done in this process. The numbers do not depend on it.
    seed : int
        Root of all luck. With another seed than the one that ships, one check in a hundred misses though
        it is right.

    Returns
    -------
    list of Check
        Grouped; the same for the same seed, on any machine.
    """
    plan = exams()
    found: list[list[Values]] = [[] for _ in plan]
    total, done = sum(exam.replications for exam in plan), 0
    for block, values in computed(list(blocks_of(plan)), workers, seed):
        found[block.exam].append(values)
        done += len(values)
        if progress is not None:
            progress(done, total)
    checks = arithmetic_checks()
    for exam, pieces in zip(plan, found, strict=True):
        checks += exam.checks(np.concatenate(pieces))
    return sorted(checks, key=lambda check: _ORDER.index(check.group))


_ORDER = (
    queues.GROUP,
    lending.GROUP,
    failures.GROUP,
    time_zones.GROUP,
    understanding.GROUP,
    people.GROUP,
    commitment.GROUP,
    motives.GROUP,
    risk.GROUP,
    statistics.GROUP,
)


def blocks_of(plan: tuple[Exam, ...]) -> Iterator[Block]:
    """All replications in pieces, exam by exam."""
    for index, exam in enumerate(plan):
        edges = np.linspace(0, exam.replications, BLOCKS + 1).astype(int).tolist()
        yield from (Block(index, first, last) for first, last in pairwise(edges) if last > first)


def computed(blocks: list[Block], workers: int, seed: int) -> Iterator[tuple[Block, Values]]:
    """Blocks with their values, in the order of the blocks, by this process or by several others."""
    if workers <= 1:
        yield from ((block, _compute(block, seed)) for block in blocks)
        return
    from sim.replicate.pool import processes

    pool = processes(workers)
    try:
        yield from zip(blocks, pool.map(_compute, blocks, [seed] * len(blocks)), strict=True)
    finally:
        pool.shutdown(cancel_futures=True)


def _compute(block: Block, seed: int) -> Values:
    """A worker makes the exams anew: what travels is a number, not a scenario."""
    return exams()[block.exam].values(seed, block.replications)
