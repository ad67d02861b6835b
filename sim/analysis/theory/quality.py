"""How many defects are found, how many escape, and how often is work done again?"""

from __future__ import annotations

import math
from typing import NamedTuple


class Inspected(NamedTuple):
    """What becomes of a task whose every attempt is inspected."""

    attempts: float
    """Mean attempts."""
    escaped_share: float
    """Share of tasks that are delivered with a defect."""


def inspected(
    defects: float, detection: float, rework_fraction: float = 1.0, most_attempts: int = 64
) -> Inspected:
    """Return how often a task is worked on, and how often it is delivered wrong.

    A first attempt has a Poisson number of defects with that mean, and each rework that share of it more. An
    inspection finds each defect with the probability `detection`; those it finds are mended.

    References
    ----------
    Thinning of a Poisson number: those found and those left are Poisson, and independent (Kingman 1993,
    *Poisson Processes*). So what is left in the work at each attempt is Poisson, whatever was found before.
    """
    there, reached, attempts, escapes = defects, 1.0, 0.0, 0.0
    for attempt in range(1, most_attempts + 1):
        attempts += reached
        passes = math.exp(-detection * there)
        if attempt == most_attempts:
            return Inspected(attempts, escapes + reached * (1.0 - math.exp(-there)))
        escapes += reached * passes * (1.0 - math.exp(-(1.0 - detection) * there))
        reached *= 1.0 - passes
        there = (1.0 - detection) * there + rework_fraction * defects
    return Inspected(attempts, escapes)


def mixed_poisson_variance(mean: float, cv: float) -> float:
    """Return the variance of a Poisson number whose mean is itself uncertain, with that coefficient of
    variation.

    References
    ----------
    Greenwood & Yule (1920), Journal of the Royal Statistical Society 83(2).
    """
    return mean + (mean * cv) ** 2
