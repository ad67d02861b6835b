"""What does distance do to understanding?

All parameters here are assumptions: no source was found for the probability of a question or of a
misunderstanding per task. That distributed work takes longer is a result of these laws and of the calendars,
never an input.
"""

import math

from sim.rules.rule import rule

MOST_LUCK = 1.0 - 1e-12
"""That counts for a number of questions: a sum of probabilities, rounded, may never reach more."""


@rule
def questions_mean(questions_per_task: float, ambiguity: float, distance: float, clarity: float) -> float:
    """Mean number of questions in one attempt."""
    return questions_per_task * ambiguity * distance * (1.0 - clarity)


@rule
def questions(luck: float, mean: float) -> int:
    """Poisson number of questions by inversion: more luck or a higher mean never gives fewer.

    A mean of more than 600 is beyond it, for no probability of few questions is a number then.
    """
    if mean <= 0.0:
        return 0
    number = 0
    luck = min(luck, MOST_LUCK)
    term = math.exp(-mean)
    total = term
    while luck >= total:
        number += 1
        term *= mean / number
        total += term
    return number


@rule
def misunderstanding_probability(
    ambiguity: float, culture_distance: float, clarity: float, catch: float, checkpoints: int
) -> float:
    """Probability that an attempt is wrong because it was understood wrongly, and no checkpoint showed it."""
    return ambiguity * culture_distance * (1.0 - clarity) * (1.0 - catch) ** checkpoints


@rule
def is_checkpoint(stop: int, stops: int, checkpoints: int) -> bool:
    """Whether the stop (1, 2, ...) is a checkpoint: they are spread evenly among an attempt's stops."""
    return stop * checkpoints // stops != (stop - 1) * checkpoints // stops


@rule
def brief_hours(plain_hours: float, clarity: float) -> float:
    """Liaison hours for a brief: twice the hours halve the ambiguity that is left."""
    return plain_hours / (1.0 - clarity)
