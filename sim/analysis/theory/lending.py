"""How long is the line of a provider that lends seats of its bench from time to time?"""

from __future__ import annotations

import math
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Surge(NamedTuple):
    """Tasks in the system and seats lent, both on average over time."""

    in_system: float
    lent: float


@cache
def mmc_with_bench(
    arrival_rate: float, service_rate: float, servers: int, bench: int, every: float, most: int = 120
) -> Surge:
    """Return M/M/c whose seats are set anew at intervals: to c + min(max(n − c, 0), bench) for n in it.

    Between two looks it is M/M/m with the seats of the last. Nobody who is served ever loses a seat: there
    are at least min(n, c + bench). So the number at the looks is a Markov chain.

    Parameters
    ----------
    bench : int
        Seats that can be lent, 0 or more.
    every : float
        Time from one look to the next, above 0.
    most : int
        Numbers in the system that are told apart; more must be next to impossible.

    References
    ----------
    Kolmogorov's forward equations between looks, solved with the matrix exponential as in `periodic_queue`;
    the mean over time is that of what passes from one look to the next, from the chain's own distribution.
    """
    if arrival_rate >= (servers + bench) * service_rate:
        return Surge(math.inf, float(bench))
    states = np.arange(most + 1)
    lent = np.minimum(np.maximum(states - servers, 0), bench)
    step, spent = np.empty((most + 1, most + 1)), np.empty((most + 1, most + 1))
    for more in range(bench + 1):
        rows = lent == more
        after, integral = _between_looks(arrival_rate, service_rate, servers + more, every, most)
        step[rows], spent[rows] = after[rows], integral[rows]
    there = _stationary(step)
    return Surge(float(there @ spent @ states) / every, float(there @ lent))


def _between_looks(
    arrival_rate: float, service_rate: float, seats: int, hours: float, most: int
) -> tuple[Floats, Floats]:
    """Where M/M/m is after so long, and how long it was in each state until then; (most + 1, most + 1)."""
    from scipy.linalg import expm  # takes longer to import than NumPy itself

    states = np.arange(most + 1)
    come = np.where(states < most, arrival_rate, 0.0)
    served = service_rate * np.minimum(states, seats)
    flow = np.diag(come[:-1], 1) + np.diag(served[1:], -1) - np.diag(come + served)
    size = most + 1
    both = expm(hours * np.block([[flow, np.eye(size)], [np.zeros((size, 2 * size))]]))
    return both[:size, :size], both[:size, size:]


def _stationary(step: Floats) -> Floats:
    """The distribution that a step leaves as it is."""
    size = len(step)
    equations = np.vstack([step.T - np.eye(size), np.ones(size)])
    found, *_ = np.linalg.lstsq(equations, np.append(np.zeros(size), 1.0), rcond=None)
    return np.asarray(found)
