"""How each team learns and forgets, in numbers that both engines read."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.rules.knowledge import Curve
from sim.scenario.experience import Experience, Saturating
from sim.scenario.scenario import Scenario
from sim.scenario.team import WorkingTeam
from sim.strategy.transition import Transition

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
DAYS_PER_WEEK = 7.0


class Learning(NamedTuple):
    """S working teams (in-house first), T teams."""

    is_on: bool
    """Whether anybody learns or forgets."""
    curve: Ints
    """(S,) `sim.rules.knowledge.Curve`."""
    start: Floats
    """(S,) level at the start."""
    newcomer_speed: Floats
    newcomer_defects: Floats
    ramp_hours: Floats
    fade_per_hour: Floats
    units_before: Floats
    exponent: Floats
    """(S,) like all since `start`."""
    lesson_worth: Floats
    """(S,) hours of practice."""
    has_grades: NDArray[np.bool_]
    """(S,) whether a task is done by a junior or by a senior, and not by the mean of both."""
    draws_on: Ints
    """(T,) whose knowledge a team works with: its own; the client's liaisons and reviewers, the house's."""


class Lessons(NamedTuple):
    """What the client teaches its providers after signing, a week's worth at a time."""

    number: int
    """Lessons of each provider that gets work, evenly over the ramp."""
    house_hours: float
    """Hours that people in-house teach each seat in a lesson, if all of them are still there,"""
    liaison_hours: float
    """and those that liaisons do."""


def learning_of(scenario: Scenario) -> Learning:
    """What the scenario says of experience."""
    teams: list[WorkingTeam] = [scenario.inhouse, *scenario.providers.values()]
    table = np.array([_row(team.experience) for team in teams])
    curve, has_grades = table[:, 0].astype(np.int64), table[:, 1] > 0.0
    start, speed, defects, ramp, fade, units, exponent, worth = (column.copy() for column in table[:, 2:].T)
    draws_on = np.array([*range(len(teams)), 0, 0], dtype=np.int64)
    is_on = bool((curve != Curve.NONE).any())
    return Learning(
        is_on, curve, start, speed, defects, ramp, fade, units, exponent, worth, has_grades, draws_on
    )


def lessons_of(transition: Transition | None) -> Lessons:
    """What the strategy says of teaching: one lesson in each week of the ramp, or part of one."""
    if transition is None or transition.ramp_days == 0.0:
        return Lessons(0, 0.0, 0.0)
    hours = transition.teaching_hours_per_seat, transition.liaison_hours_per_seat
    number = math.ceil(transition.ramp_days / DAYS_PER_WEEK) if any(hours) else 0
    return Lessons(number, *(each / max(number, 1) for each in hours))


def _row(experience: Experience | None) -> tuple[float, ...]:
    """Curve, grades, start, newcomers' speed and defects, ramp, fading, units before, exponent, worth of
    lessons."""
    if experience is None:
        return Curve.NONE, 0.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0
    if isinstance(experience, Saturating):
        half_life = experience.half_life_days
        fade = 0.0 if half_life is None else math.log(2.0) / (24.0 * half_life)
        return (
            Curve.SATURATING,
            float(experience.grades),
            experience.start_level,
            experience.newcomer_speed,
            experience.newcomer_defects,
            experience.ramp_hours,
            fade,
            0.0,
            0.0,
            experience.lesson_worth,
        )
    exponent = -math.log2(experience.ratio)
    return Curve.WRIGHT, 0.0, 0.0, 1.0, 1.0, 1.0, 0.0, experience.units_before, exponent, 0.0
