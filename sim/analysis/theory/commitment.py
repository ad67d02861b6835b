"""Which contract is cheaper when nobody knows how much will come: seats, or a price for each task?

Whoever reserves seats pays them busy or not, and waits when they are too few; whoever pays by the task leaves
that risk to the provider, unless a minimum is promised. Here a contract changes a bill and nobody's conduct:
prices are given, and providers do not react. (In the paper below the provider sets its price, and calls that
find no seat are lost; of it only the trade is taken.)

References
----------
Akşin, de Véricourt & Karaesmen (2008), "Call center outsourcing contract analysis and choice", Management
Science: neither a volume-based nor a capacity-based contract is preferred everywhere (abstract and working
paper's first page seen).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.analysis.theory.queues import mmc_wait


class Reserved(NamedTuple):
    """Seats that are paid for by time, and what they cost in a month with what waits for them."""

    seats: int
    cost: float


def reserved_cost(
    seats: int, fee_per_seat: float, in_line: float = 0.0, cost_of_waiting: float = 0.0
) -> float:
    """Return a month's cost of reserved seats: the seats, and what waits for them.

    Parameters
    ----------
    seats : int
        Paid for, busy or not.
    fee_per_seat : float
        Money a seat and month.
    in_line : float
        Mean number of tasks that wait.
    cost_of_waiting : float
        Money for a task that waits a month.
    """
    # Not 0 × ∞, which is no number: a line that grows for ever costs nothing where waiting does not.
    return seats * fee_per_seat + (in_line * cost_of_waiting if cost_of_waiting else 0.0)


def cheapest_reserved(
    arrival_rate: float, service_rate: float, fee_per_seat: float, cost_of_waiting: float
) -> Reserved:
    """Return the number of seats that is cheapest where Poisson work waits for the first that is free.

    Rates are by the month, and costs as in `reserved_cost`; the line is that of M/M/c (`mmc_wait`).

    Raises
    ------
    ValueError
        A seat costs nothing, or waiting does: then no number of seats is the cheapest.
    """
    if fee_per_seat <= 0.0 or cost_of_waiting <= 0.0:
        raise ValueError("a seat and waiting must both cost something: state both above 0")
    seats = math.floor(arrival_rate / service_rate) + 1
    best = Reserved(seats, math.inf)
    while seats * fee_per_seat < best.cost:
        in_line = arrival_rate * mmc_wait(arrival_rate, service_rate, seats)
        best = min(
            best,
            Reserved(seats, reserved_cost(seats, fee_per_seat, in_line, cost_of_waiting)),
            key=lambda each: each.cost,
        )
        seats += 1
    return best


def paid_deliveries(
    expected: Sequence[float], cv: float = 0.0, minimum: float = 0.0, shortfall_rate: float = 1.0
) -> float:
    """Return how many deliveries are paid for in a month: E[N] + r E[(m − N)⁺], by the exact law of N.

    Parameters
    ----------
    expected : sequence of float
        Tasks expected in each week of the month, or in the part of it that lies in the month.
    cv : float
        Coefficient of variation of a week's rate, gamma-distributed and independent from week to week: the
        number that comes is negative binomial. With 0 it is Poisson.
    minimum : float
        Deliveries m that are promised for the month.
    shortfall_rate : float
        Share r of the price that is paid for each that is missing (take or pay: 1).

    Raises
    ------
    ValueError
        Something is negative.

    References
    ----------
    Greenwood & Yule (1920), as `mixed_poisson_variance`.
    """
    if min(*expected, cv, minimum, shortfall_rate, 0.0) < 0.0:
        raise ValueError("neither numbers of tasks, nor their cv, nor the terms may be negative")
    fewer = max(math.ceil(minimum), 1)
    missing = np.maximum(minimum - np.arange(fewer), 0.0)
    return sum(expected) + shortfall_rate * float(missing @ _few(expected, cv, fewer))


def crossover_price(reserved: float, paid: float) -> float:
    """Return the price of a task at which both contracts cost the same; below it, pay by the task.

    `reserved` is the month's cost of the seats (`reserved_cost`), `paid` the deliveries that are paid for in
    it (`paid_deliveries`). Infinite if none is.
    """
    return reserved / paid if paid > 0.0 else math.inf


def _few(expected: Sequence[float], cv: float, fewer: int) -> NDArray[np.float64]:
    """Probabilities that 0, 1, … tasks come in all these weeks, shape (fewer,)."""
    law: NDArray[np.float64] = np.eye(1, fewer)[0]
    for mean in expected:
        law = np.convolve(law, _in_a_week(mean, cv, fewer))[:fewer]
    return law


def _in_a_week(mean: float, cv: float, fewer: int) -> NDArray[np.float64]:
    """The same of one week; by logarithms, as the first of these is too small for a number."""
    if mean == 0.0:
        return np.asarray(np.eye(1, fewer)[0])
    come = np.arange(1, fewer)
    if cv == 0.0:
        none, ratio = -mean, mean / come
    else:
        shape = 1.0 / cv**2
        none, ratio = -shape * math.log1p(mean / shape), (come - 1 + shape) / come * (mean / (shape + mean))
    with np.errstate(divide="ignore"):  # what is too small for a number happens never
        logarithms = np.cumsum(np.log(ratio))
    return np.asarray(np.exp(none + np.concatenate([[0.0], logarithms])))
