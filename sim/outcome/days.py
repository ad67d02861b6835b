"""How much is in hand from day to day, how much of it is overdue, and how much has been delivered?"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from sim.outcome.reading import ARRIVED, DELIVERED, DUE, STARTED, Floats, Ints
from sim.rules.rule import kernel

AN_HOUR = 1.0 / 24.0
"""In days."""


class Days(NamedTuple):
    """What tasks come to on D days of the service curve."""

    wip: Ints
    """(D,) arrived and not delivered."""
    overdue: Ints
    """(D,) those of them that are due."""
    backlog: Ints
    """(D,) those of them on which no work has started."""
    delivered_by: Ints
    """(B + D,) delivered by each of some days before the curve's first, and by each of its own."""


def read_days(instants: Floats, days: Floats, before: int) -> Days:
    """What is in hand of some tasks from day to day.

    Parameters
    ----------
    instants
        (N, ...) the tasks as numbers of 64 bits.
    days, before
        (D,) instants of the service curve, 24 hours apart; B, days before the first in which deliveries are
        counted.
    """
    curve, shipped = count_days(instants, float(days[0]), len(days), before)
    return Days(curve[0], curve[1], curve[2], shipped)


@kernel
def count_days(instants: Floats, first: float, days: int, before: int) -> tuple[Ints, Ints]:
    """One pass over the tasks, for `read_days`.

    Parameters
    ----------
    instants
        (N, ...) the tasks as numbers of 64 bits.
    first, days
        The curve's first day, and how many it has.

    Returns
    -------
    shape (3, D), (B + D,)
        In hand, overdue and not begun; and delivered.
    """
    curve, shipped = np.zeros((3, days + 1), np.int64), np.zeros(before + days + 1, np.int64)
    for task in range(len(instants)):
        due, out, begun = instants[task, DUE], instants[task, DELIVERED], instants[task, STARTED]
        if math.isnan(out):
            out = np.inf
        if math.isnan(begun):
            begun = out
        came, went = first_at(first, 0, days, instants[task, ARRIVED]), first_at(first, 0, days, out)
        shipped[before + (went if went else first_at(first, -before, 1, out))] += 1
        curve[0, came] += 1
        curve[0, went] -= 1
        curve[2, came] += 1
        curve[2, first_at(first, 0, days, begun)] -= 1
        if out > due:
            curve[1, first_at(first, 0, days, due)] += 1
            curve[1, went] -= 1
    for day in range(1, days):
        for row in range(3):
            curve[row, day] += curve[row, day - 1]
    for day in range(1, before + days):
        shipped[day] += shipped[day - 1]
    return curve[:, :days], shipped[: before + days]


@kernel
def first_at(first: float, least: int, days: int, instant: float) -> int:
    """The first of some days, numbered from `least` on and 24 hours apart, that is not before an instant;
    `days` if none is. Day nought is at `first`."""
    # Rounding moves a quotient by no more than it takes to be the day's own neighbour; no branch is guessed.
    day = int(min(max((instant - first) * AN_HOUR, float(least)), days - 1.0))
    return day + int(first + 24.0 * day < instant)
