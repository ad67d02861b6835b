"""How long does an attempt take?"""

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from sim.rules.chance import Purpose, dealt, place_at, place_of, uniform
from sim.rules.quantile import Shape, amount
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

    The arrays are a `sim.tape.tape.Tape`'s: names and laws (W, P), source (W,), efforts (rows, tasks).
    """
    if attempt == 0 or source[work_type] == Source.RECORDED:
        return efforts[0, task]
    if source[work_type] == Source.OWN:
        return efforts[attempt, task]
    luck = uniform(root, names[work_type, Purpose.EFFORT], place_at(number, attempt))
    return amount(laws[work_type, Purpose.EFFORT], values, luck)


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
    luck = uniform(root, names[work_type, Purpose.EFFORT_AGAIN], place_at(number, again))
    return amount(laws[work_type, Purpose.EFFORT], values, luck)


@rule
def other_amount(
    root: int,
    names: NDArray[np.int64],
    cuts: NDArray[np.float64],
    laws: NDArray[np.void],
    values: NDArray[np.float64],
    work_type: int,
    purpose: int,
    place: int,
) -> float:
    """What else a task asks for: hours of briefs, answers, checkpoints and inspections, a delay, or how
    unclear it is. What is always the same asks for no luck.

    The arrays are a `sim.tape.tape.Tape`'s: names and laws (W, P), cuts (P, 2).
    """
    law = laws[work_type, purpose]
    if law["kind"] == Shape.CONSTANT:
        return law["a"]
    return amount(law, values, dealt(root, names, cuts, work_type, purpose, place))


@rule
def fill_amounts(
    root: int,
    names: NDArray[np.int64],
    cuts: NDArray[np.float64],
    laws: NDArray[np.void],
    values: NDArray[np.float64],
    work_type: NDArray[np.int64],
    number: NDArray[np.int64],
    purpose: int,
    stop: int,
    amounts: NDArray[np.float64],
) -> None:
    """The same for the first attempts of all tasks, (tasks,), at one of their stops."""
    for task in range(len(amounts)):
        place = place_of(number[task], 0, stop)
        amounts[task] = other_amount(root, names, cuts, laws, values, work_type[task], purpose, place)


@rule
def attempt_effort(attempt: int, fresh: float, rework_fraction: float) -> float:
    """Standard hours of an attempt: all of a fresh effort at first, a fraction of another one in rework."""
    return fresh if attempt == 0 else rework_fraction * fresh


@rule
def part_effort(effort: float, stops: int, part: int, setup_hours: float) -> float:
    """Standard hours of a part (0, 1, ...) of an attempt: stops cut it into equal ones, and whoever comes
    back from one must find in again."""
    hours = effort / (stops + 1)
    return hours + setup_hours if part > 0 else hours


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
