"""M/M/1 and nothing else, in Numba: how quick this machine could be, at most."""

from __future__ import annotations

import numba
import numpy as np

from benchmarks.cases import LOAD
from benchmarks.rivals import Answer

RING = 1 << 16
"""Room for those who wait; at this load more than a thousand never will."""


def lindley(customers: int, seed: int) -> Answer:
    """Source: Lindley, The theory of queues with a single server, Proc. Cambridge Phil. Soc. 48 (1952)."""
    return Answer(customers, float(_lindley(customers, np.random.default_rng(seed), 1.0 / LOAD)))


def events(customers: int, seed: int) -> Answer:
    """What a simulator cannot do without: the sooner of two events, a line, and what each customer waited."""
    return Answer(
        customers, float(_events(customers, np.random.default_rng(seed), 1.0 / LOAD, np.empty(RING)))
    )


@numba.njit(cache=True)  # type: ignore[untyped-decorator, unused-ignore]
def _lindley(customers, generator, mean_gap):  # type: ignore[no-untyped-def]
    """The wait of the next: this one's and its service, less the gap; at least none."""
    wait, waited = 0.0, 0.0
    for _ in range(customers):
        waited += wait
        step = generator.standard_exponential() - mean_gap * generator.standard_exponential()
        wait = max(wait + step, 0.0)
    return waited / customers


@numba.njit(cache=True)  # type: ignore[untyped-decorator, unused-ignore]
def _events(customers, generator, mean_gap, ring):  # type: ignore[no-untyped-def]
    """`ring` (RING,) keeps the instants of those in line."""
    arrival, departure = mean_gap * generator.standard_exponential(), np.inf
    arrived, seated, waited = 0, 0, 0.0
    while seated < customers:
        if arrival < departure:
            now = arrival
            ring[arrived & (RING - 1)] = now
            arrived += 1
            arrival = now + mean_gap * generator.standard_exponential()
            if departure < np.inf:
                continue
        else:
            now, departure = departure, np.inf
            if arrived == seated:
                continue
        waited += now - ring[seated & (RING - 1)]
        seated += 1
        departure = now + generator.standard_exponential()
    return waited / customers
