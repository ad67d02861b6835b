"""What do people know, and what does it do?

A team's *level* in a work type: on the saturating curve from 0 (newcomers) to 1 (experts); on Wright's curve
the number of tasks done.
"""

import math
from enum import IntEnum

from sim.rules.rule import rule


class Curve(IntEnum):
    """How a team learns."""

    NONE = 0
    """It knows all from the start."""
    SATURATING = 1
    WRIGHT = 2


@rule
def faded(level: float, fade_per_hour: float, hours: float) -> float:
    """The level after so many hours without practice: it halves in ln 2 / `fade_per_hour`."""
    return level * math.exp(-fade_per_hour * hours)


@rule
def practised(
    curve: int, level: float, hours: float, people: int, ramp_hours: float, task_part: float
) -> float:
    """The level after so many hours of one person's practice, which the team shares, and a part of a task."""
    if curve == Curve.SATURATING:
        return 1.0 - (1.0 - level) * math.exp(-hours / (max(people, 1) * ramp_hours))
    return level + task_part


@rule
def task_part(attempt: int, stops: int) -> float:
    """The part of a new task that is done between two stops; rework is nothing new."""
    return 1.0 / (stops + 1) if attempt == 0 else 0.0


@rule
def diluted(level: float, people: int, newcomers: int) -> float:
    """The level after newcomers have joined, who know nothing yet."""
    return level * people / (people + newcomers)


@rule
def pace(
    curve: int, level: float, speed: float, newcomer_speed: float, units_before: float, exponent: float
) -> float:
    """A team's speed at its level; `speed` is the experts', or that at Wright's first unit.

    Wright's curve: unit n takes n ** log2(ratio) of the first one's hours; `exponent` is -log2(ratio).
    Source: Wright, Factors affecting the cost of airplanes, J. Aeronautical Sciences 3 (1936).
    """
    if curve == Curve.SATURATING:
        return speed * (newcomer_speed + (1.0 - newcomer_speed) * level)
    if curve == Curve.WRIGHT:
        return speed * ((units_before + level + 1.0) / (units_before + 1.0)) ** exponent
    return speed


@rule
def defect_probability(curve: int, level: float, probability: float, newcomer_defects: float) -> float:
    """The experts' probability, times up to `newcomer_defects` for newcomers."""
    if curve == Curve.SATURATING:
        return min(probability * (1.0 + (newcomer_defects - 1.0) * (1.0 - level)), 1.0)
    return probability
