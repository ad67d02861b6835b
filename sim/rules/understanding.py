"""What is unclear about the work, who notices, and what becomes of what nobody noticed?

One law. Whoever does a piece of work does not understand all of it: their *gap*. A task has unclear points,
the more the wider the gap; the gap is also the share of them that goes unnoticed. What is noticed is asked,
what is not is guessed. So those who understand little ask little and do much wrong, and veterans ask little
and do it right.

How unclear a task is belongs to the task, and stays for all its attempts: given that, an attempt's points are
Poisson, and those noticed and those missed are independent. Over tasks they are mixed Poisson, with a
variance of m + m² cv², and go together.

The form is an assumption; that distance costs questions and errors, and that both fall with experience, is
known (`docs/evidence.md`, 1.3). That distributed work takes longer is a result of these laws and of the
calendars, never an input.
"""

import math

from sim.rules.rule import rule

MOST_LUCK = 1.0 - 1e-12
"""That counts for a number: a sum of probabilities, rounded, may never reach more."""
MOST_MEAN = 600.0
"""Beyond it the probability of none is no number: a higher mean counts as this one."""
LEAST_LOGARITHM = -690.0
"""Of a probability that is a number still."""
CLEARLY = 1e-12
"""By more than any rounding."""
UNSURE = -1
SURE_BELOW = 1.0 - 1e-6
"""So much luck that roundings might count asks for the mean itself."""


@rule
def strangeness(together: float, familiar_after: float, closes: float, start: float) -> float:
    """What is left of the distance between client and provider after so many tasks `together`, as a share.

    Familiarity goes from `start` towards 1, and closes the gap to it by 1 - 1/e every `familiar_after`
    tasks; it `closes` that share of the distance. Source of the direction: Huckman & Staats (2013).
    """
    if closes == 0.0:
        return 1.0
    return 1.0 - closes * (1.0 - (1.0 - start) * math.exp(-together / familiar_after))


@rule
def gap(distance: float, strange: float, worth: float, clarity: float) -> float:
    """The share of a task that they do not understand: 0 who knows all, 1 a stranger.

    Understanding is a product: of how near they are, and of how much of an expert they are
    (`knowledge.worth`). A clear brief closes its share of the gap.
    """
    return (1.0 - (1.0 - distance * strange) * worth) * (1.0 - clarity)


@rule
def share_noticed(gap: float, asks: float) -> float:
    """The share of the unclear points that is noticed, and asked about: none that nobody dares to ask."""
    return asks * (1.0 - gap)


@rule
def share_of_work(attempt: int, rework_fraction: float) -> float:
    """How much of a task an attempt does, as a share of the whole: of its effort, points and defects."""
    return 1.0 if attempt == 0 else rework_fraction


@rule
def poisson(luck: float, mean: float) -> int:
    """A Poisson number by inversion: more luck or a higher mean never gives fewer."""
    if mean <= 0.0 or luck < 1.0 - mean - CLEARLY:  # for exp(-x) >= 1 - x
        return 0
    number, mean = 0, min(mean, MOST_MEAN)
    luck = min(luck, MOST_LUCK)
    term = math.exp(-mean)
    total = term
    while luck >= total:
        number += 1
        term *= mean / number
        total += term
    return number


@rule
def poisson_between(luck: float, low: float, high: float) -> int:
    """The Poisson number if it is the same for all means from `low` to `high`, else UNSURE."""
    number = poisson(luck, high)
    if number > 0 and (luck > SURE_BELOW or poisson(luck, low) != number):
        return UNSURE
    return number


@rule
def inverted(luck: float, number: int, probability: float) -> int:
    """The least number of which the distribution function is above the luck."""
    odds = probability / (1.0 - probability)
    term = (1.0 - probability) ** float(number)
    total, happened = term, 0
    while luck >= total and happened < number:
        term *= odds * (number - happened) / (happened + 1)
        happened += 1
        total += term
    return happened


@rule
def binomial(luck: float, number: int, probability: float) -> int:
    """How many of so many happen, each with a probability, by inversion: never fewer with more luck.

    None where nothing can happen, all where it must, whatever the luck.
    """
    if number == 0 or probability <= 0.0:
        return 0
    if probability >= 1.0:
        return number
    luck = min(luck, MOST_LUCK)
    if number * math.log1p(-probability) > LEAST_LOGARITHM:
        return inverted(luck, number, probability)
    return number - inverted(1.0 - luck, number, 1.0 - probability)  # by those that do not happen


@rule
def misreading(ambiguity: float, catch: float, checkpoints: int) -> float:
    """Probability that a point which nobody noticed is done wrong, and that no checkpoint shows it.

    Work that is codified to the letter is right by the letter; what is in people's heads is a guess.
    """
    return ambiguity * (1.0 - catch) ** checkpoints


@rule
def misleading(ambiguity: float, worth: float) -> float:
    """Probability that an answer leaves its point as wrong as if nobody had asked: who answers knows only
    what is known at home."""
    return ambiguity * (1.0 - worth)
