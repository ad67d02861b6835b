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
def diluted(level: float, people: int, newcomers: int, theirs: float) -> float:
    """The level after newcomers have joined, whose own is `theirs`: 0 if they know nothing yet."""
    return (level * people + theirs * newcomers) / (people + newcomers)


@rule
def worth(curve: int, level: float, newcomer_speed: float) -> float:
    """How much of an expert they are, from a newcomer's part of it to all: in speed, and in what they
    understand.

    Who does not learn is an expert; so is, in what they understand, who learns on Wright's curve, which
    knows no bound.
    """
    return newcomer_speed + (1.0 - newcomer_speed) * level if curve == Curve.SATURATING else 1.0


@rule
def pace(
    curve: int, level: float, speed: float, newcomer_speed: float, units_before: float, exponent: float
) -> float:
    """A team's speed at its level; `speed` is the experts', or that at Wright's first unit.

    Wright's curve: unit n takes n ** log2(ratio) of the first one's hours; `exponent` is -log2(ratio).
    Source: Wright, Factors affecting the cost of airplanes, J. Aeronautical Sciences 3 (1936).
    """
    if curve == Curve.SATURATING:
        return speed * worth(curve, level, newcomer_speed)
    if curve == Curve.WRIGHT:
        return speed * ((units_before + level + 1.0) / (units_before + 1.0)) ** exponent
    return speed


@rule
def times_as_many(curve: int, level: float, newcomer_defects: float) -> float:
    """Defects of a team, as a multiple of those of experts: up to `newcomer_defects` for newcomers."""
    return 1.0 + (newcomer_defects - 1.0) * (1.0 - level) if curve == Curve.SATURATING else 1.0


@rule
def grade(has_grades: bool, luck: float, level: float) -> float:
    """The level of whoever does a task. A team of juniors and seniors has as many seniors as its level says,
    and the luck says which of them it is; of any other all are as good as the mean."""
    if has_grades:
        return 1.0 if luck < level else 0.0
    return level


@rule
def taught(level: float, hours: float, worth: float, tacit: float, ramp_hours: float) -> float:
    """The level after so many hours of lessons a head; what is `tacit`, from 0 to 1, cannot be told.

    An hour of lessons is `worth` so many hours of practice; so each does less than the one before.
    """
    return 1.0 - (1.0 - level) * math.exp(-(1.0 - tacit) * worth * hours / ramp_hours)


@rule
def still_there(share: float, people: int) -> float:
    """The share of a team's people who are still there when one of so many has left, who may be anyone."""
    return share * (people - 1) / people if people > 0 else share
