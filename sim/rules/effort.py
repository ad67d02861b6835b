"""How long does an attempt take?"""

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from sim.rules.chance import Purpose, place_at, uniform
from sim.rules.quantile import amount
from sim.rules.rule import rule

RESAMPLES = 8
"""Efforts for a task whose work is resampled at outages; a ninth outage begins again at the first."""


class Source(IntEnum):
    """Where a work type's efforts come from."""

    LAW = 0
    """From a distribution: the first attempts' are dealt, all others computed when they are needed."""
    RECORDED = 1
    """From records, one for all attempts; those of work that is drawn anew, from a distribution."""
    OWN = 2
    """From a distribution that only Python knows: all are dealt, a row an attempt, and then those again."""


@rule
def fresh_effort(
    root: int,
    names: NDArray[np.int64],
    laws: NDArray[np.void],
    values: NDArray[np.float64],
    source: NDArray[np.int64],
    efforts: NDArray[np.float64],
    work_type: int,
    task: int,
    number: int,
    attempt: int,
) -> float:
    """Standard hours that a whole new attempt asks for.

    The arrays are a `sim.tape.tape.Tape`'s: names (W, P), laws and source (W,), efforts (rows, tasks).
    """
    if attempt == 0 or source[work_type] == Source.RECORDED:
        return efforts[0, task]
    if source[work_type] == Source.OWN:
        return efforts[attempt, task]
    place = place_at(number, attempt)
    return amount(laws[work_type], values, uniform(root, names[work_type, Purpose.EFFORT], place))


@rule
def effort_again(
    root: int,
    names: NDArray[np.int64],
    laws: NDArray[np.void],
    values: NDArray[np.float64],
    source: NDArray[np.int64],
    efforts: NDArray[np.float64],
    work_type: int,
    task: int,
    number: int,
    times: int,
) -> float:
    """The same where an outage has it drawn anew, after so many times."""
    again = times % RESAMPLES
    if source[work_type] == Source.OWN:
        return efforts[len(efforts) - RESAMPLES + again, task]
    place = place_at(number, again)
    return amount(laws[work_type], values, uniform(root, names[work_type, Purpose.EFFORT_AGAIN], place))


@rule
def attempt_effort(attempt: int, fresh: float, rework_fraction: float) -> float:
    """Standard hours of an attempt: all of a fresh effort at first, a fraction of another one in rework."""
    return fresh if attempt == 0 else rework_fraction * fresh


@rule
def part_effort(effort: float, questions: int) -> float:
    """Standard hours between two questions: they cut the work into equal parts."""
    return effort / (questions + 1)


@rule
def seat_hours(effort: float, speed: float) -> float:
    """Open hours that a person of that speed needs."""
    return effort / speed


@rule
def hours_left(hours: float, worked: float) -> float:
    """Open hours still to work after an interruption; never below zero, whatever rounding says."""
    return max(hours - worked, 0.0)


@rule
def effort_after_move(effort: float, hours: float, left: float, work_lost: float) -> float:
    """Standard hours that the next team must still do: what was left, and the lost share of what was done.

    `effort` were to be done in `hours`, of which `left` remain.
    """
    if hours <= 0.0:
        return 0.0
    undone = left / hours
    return effort * (undone + work_lost * (1.0 - undone))


@rule
def seconds(hours: float) -> int:
    """Whole seconds of work ahead, of a million hours at most: integers add up to the same sum in any order,
    so that comparisons do not drift."""
    return int(min(hours, 1e6) * 3600.0 + 0.5)
