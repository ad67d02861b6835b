"""Which settings are no more, and what stands for them?

Where the law is another one there is no same number. Then the new numbers are those with which strangers ask
as many questions, and do as many tasks wrong, as they did without a brief.
"""

from __future__ import annotations

import math
from typing import Final

FORMER: Final = {
    "defect_probability": "it is defects_per_task now, a mean: 0.1 of all wrong are 0.105 defects a task",
    "questions_per_task": "it is unclear_points now, those of a stranger: fewer are noticed and asked",
    "culture_distance": "it is part of distance now, which says how much is misunderstood, too",
}
"""Names of settings that are no more, each with what became of it."""

SUCCESSOR: Final = {
    "defect_probability": "defects_per_task",
    "questions_per_task": "unclear_points",
    "culture_distance": "distance",
}
"""What stands in their place."""

REMEDY: Final = "`kposim upgrade FILE` rewrites a file, as far as numbers tell"
CERTAIN: Final = 7.0
"""Defects a task where one was certain: one task in a thousand has none."""
LEAST_GAP, LARGEST_GAP = 0.02, 0.9
USUAL_NOTICED: Final = 0.2
"""Share of a stranger's points that is asked where no provider says how far it is."""


def defects(probability: float) -> float:
    """Mean number of defects with which that share of tasks has any."""
    return CERTAIN if probability >= 1.0 else round(-math.log1p(-probability), 4)


def gap_and_points(questions: list[float], culture: float) -> tuple[float, list[float]]:
    """The distance, and a stranger's points of each work, that ask so many questions a task of each work and
    leave `culture` points missed: g (1 - g) points = questions, on average g² points = culture."""
    mean = sum(questions) / len(questions)
    ratio = culture / mean if mean > 0.0 else 0.0
    gap = min(max(ratio / (1.0 + ratio), LEAST_GAP), LARGEST_GAP)
    return gap, [each / (gap * (1.0 - gap)) for each in questions]
