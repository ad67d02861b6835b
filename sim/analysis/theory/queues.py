"""How long is the line?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray


def erlang_b(servers: int, load: float) -> float:
    """Return the share of arrivals that find all `servers` busy when nobody waits (M/G/c/c).

    The recursion B₀ = 1, Bₖ = aBₖ₋₁/(k + aBₖ₋₁) never leaves [0, 1]; the formula with factorials overflows.

    Parameters
    ----------
    servers : int
        Number of seats, 0 or more.
    load : float
        Offered load: arrival rate × mean service time.

    References
    ----------
    Erlang (1917); recursion in Cooper, *Introduction to Queueing Theory*, 2nd ed., ch. 3.
    """
    if servers < 0 or load < 0.0:
        raise ValueError(f"servers is {servers}, load is {load}: neither may be negative")
    blocked = 1.0
    for k in range(1, servers + 1):
        blocked = load * blocked / (k + load * blocked)
    return blocked


def erlang_c(servers: int, load: float) -> float:
    """Return the share of arrivals that must wait in M/M/c; 1 if the load is at least `servers`.

    Parameters as in `erlang_b`.

    References
    ----------
    Erlang (1917); Cooper, ch. 3.
    """
    blocked = erlang_b(servers, load)
    if load >= servers:
        return 1.0
    return servers * blocked / (servers - load * (1.0 - blocked))


def mmc_wait(arrival_rate: float, service_rate: float, servers: int) -> float:
    """Return the mean wait in line of M/M/c, first come first served: C/(cμ − λ).

    References
    ----------
    Gross, Shortle, Thompson & Harris, *Fundamentals of Queueing Theory*, 4th ed., section 2.3.
    """
    spare = servers * service_rate - arrival_rate
    return erlang_c(servers, arrival_rate / service_rate) / spare if spare > 0.0 else math.inf


def mg1_wait(arrival_rate: float, mean_service: float, scv: float) -> float:
    """Return the mean wait in line of M/G/1 (Pollaczek–Khinchine): ρE[S](1 + scv)/(2(1 − ρ)).

    `scv` is the squared coefficient of variation of service: 0 constant, 1 exponential.

    References
    ----------
    Pollaczek (1930), Khinchine (1932); Gross et al., section 5.1.
    """
    rho = arrival_rate * mean_service
    return rho * mean_service * (1.0 + scv) / (2.0 * (1.0 - rho)) if rho < 1.0 else math.inf


class Rework(NamedTuple):
    """A seat whose work comes back: visits of a task, tasks in the system (L), lead time of a task (W)."""

    visits: float
    in_system: float
    lead_time: float


def jackson_rework(arrival_rate: float, service_rate: float, rework_probability: float) -> Rework:
    """Return one M/M/1 node that sends each finished task back to its own line with a fixed probability.

    Every attempt draws a new service time; the node then behaves as M/M/1 with arrival rate λ/(1 − p).

    References
    ----------
    Jackson (1957), "Networks of waiting lines", Operations Research 5(4).
    """
    visits = 1.0 / (1.0 - rework_probability)
    rho = arrival_rate * visits / service_rate
    if rho >= 1.0:
        return Rework(visits, math.inf, math.inf)
    in_system = rho / (1.0 - rho)
    # Not in_system / arrival_rate, which is 0/0 for an empty house.
    return Rework(visits, in_system, visits / (service_rate * (1.0 - rho)))


def cobham_waits(
    arrival_rates: Sequence[float], mean_services: Sequence[float], scvs: Sequence[float] | None = None
) -> tuple[float, ...]:
    """Return the mean wait of each class in M/G/1 with non-preemptive priorities, most urgent first.

    Parameters
    ----------
    arrival_rates, mean_services : sequence of float, length k
        One entry a class.
    scvs : sequence of float, length k, optional
        Squared coefficients of variation of service; exponential (1) if not given.

    Returns
    -------
    tuple of float, length k
        W₀/((1 − σᵢ₋₁)(1 − σᵢ)) with σᵢ the load of classes 0 … i; infinite from the class that overloads
        the seat.

    References
    ----------
    Cobham (1954), "Priority assignment in waiting line problems", Operations Research 2(1).
    """
    variations = [1.0] * len(arrival_rates) if scvs is None else list(scvs)
    classes = list(zip(arrival_rates, mean_services, variations, strict=True))
    residual, load = 0.0, 0.0
    for rate, mean, scv in classes:
        # A class that overloads the seat still gets no more of its time than the more urgent ones leave.
        residual += min(rate * mean, max(1.0 - load, 0.0)) * mean * (1.0 + scv) / 2.0
        load += rate * mean
    waits, load = [], 0.0
    for rate, mean, _ in classes:
        free_before, load = 1.0 - load, load + rate * mean
        waits.append(residual / (free_before * (1.0 - load)) if load < 1.0 else math.inf)
    return tuple(waits)


def overflow_mean(servers: int, load: float) -> float:
    """Return the mean work at a large second provider that takes what the in-house seats turn away: A·B.

    Both sides serve exponentially at the same speed.

    References
    ----------
    Wilkinson (1956), "Theories for toll traffic engineering in the USA", Bell System Technical Journal 35(2).
    """
    return load * erlang_b(servers, load)


def overflow_peakedness(servers: int, load: float) -> float:
    """Return variance over mean of the work at that second provider: 1 − M + A/(n + 1 − A + M).

    Above 1 because overflow comes in bursts, while the house is full.

    References
    ----------
    Kosten (1937); Riordan's formula in Wilkinson (1956), appendix I.
    """
    mean = overflow_mean(servers, load)
    return 1.0 - mean + load / (servers + 1.0 - load + mean)


class HandRun(NamedTuple):
    """What one counts on paper: departures (shape (n,)), and measures over [0, end].

    `mean_wait` is over tasks that departed by `end`, one that departs at that very instant included;
    `in_line` and `in_system` are time averages.
    """

    departures: NDArray[np.float64]
    mean_wait: float
    in_line: float
    in_system: float
    utilisation: float


def bank_by_hand(arrivals: ArrayLike, services: ArrayLike, end: float) -> HandRun:
    """Return the exact path of one seat, first come first served: Dᵢ = max(Aᵢ, Dᵢ₋₁) + Sᵢ.

    Parameters
    ----------
    arrivals : array_like of float, shape (n,)
        Instants, not falling, from 0 on.
    services : array_like of float, shape (n,)
    end : float
        End of the window of observation, above 0.

    References
    ----------
    Lindley (1952), "The theory of queues with a single server", Proc. Cambridge Phil. Soc. 48(2).
    """
    arrived = np.asarray(arrivals, dtype=np.float64)
    started, departed = np.empty_like(arrived), np.empty_like(arrived)
    free = -math.inf
    for i, service in enumerate(np.asarray(services, dtype=np.float64)):
        started[i] = max(arrived[i], free)
        departed[i] = free = started[i] + service
    gone = departed <= end
    mean_wait = float((started - arrived)[gone].mean()) if gone.any() else math.nan
    waiting, busy = _time_within(arrived, started, end), _time_within(started, departed, end)
    return HandRun(departed, mean_wait, waiting / end, (waiting + busy) / end, busy / end)


def _time_within(begun: NDArray[np.float64], ended: NDArray[np.float64], end: float) -> float:
    """Return how much of the intervals [begun, ended] lies before `end`."""
    return float((np.minimum(ended, end) - np.minimum(begun, end)).sum())


def periodic_queue(
    arrival_rates: Sequence[float], service_rate: float, seats: int, most: int = 120, weeks: int = 3
) -> float:
    """Return the mean number in an M(t)/M/c system over a period, where the rate of arrivals changes by the
    hour.

    Parameters
    ----------
    arrival_rates : sequence of float, length n
        Tasks an hour in each hour of the period.
    service_rate : float
        Tasks an hour that one of the seats serves.
    most : int
        Numbers in the system that are told apart; more never come.
    weeks : int
        Periods until how it began is forgotten.

    References
    ----------
    Kolmogorov's forward equations, solved piece by piece with the matrix exponential; for why averages
    mislead there, Green, Kolesar & Svoronos (1991), Operations Research 39(3).
    """
    states = np.arange(most + 1)
    served = service_rate * np.minimum(states, seats)
    from scipy.linalg import expm  # takes longer to import than NumPy itself

    moves = {}
    for rate in set(arrival_rates):
        come = np.where(states < most, rate, 0.0)
        flow = np.diag(come[:-1], 1) + np.diag(served[1:], -1) - np.diag(come + served)
        # Beside where the chain is after an hour, how long it was in each state: the integral, in one
        # exponential.
        both = np.block([[flow, np.eye(most + 1)], [np.zeros((most + 1, 2 * most + 2))]])
        after = expm(both)
        moves[rate] = after[: most + 1, : most + 1], after[: most + 1, most + 1 :]
    there, mean = np.eye(most + 1)[0], 0.0
    for _ in range(weeks):
        mean = 0.0
        for rate in arrival_rates:
            step, spent = moves[rate]
            mean += float(there @ spent @ states)
            there = there @ step
    return mean / len(arrival_rates)
