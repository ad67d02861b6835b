"""What did people know at the end?"""

from __future__ import annotations

import numpy as np

from sim.engine.journal import Journal
from sim.outcome.reading import Floats
from sim.outcome.window import Observation, mean
from sim.rules.assignment import INHOUSE
from sim.rules.knowledge import Curve


def expertise(seen: Observation) -> dict[str, float]:
    """Levels at the last month's end in the window, on the saturating curve; nan where nobody is on it."""
    journal = seen.journal
    levels = levels_at(journal, seen.window.end)
    on_curve = journal.plan.learning.curve == Curve.SATURATING
    outsourced = levels[on_curve & seen.contracted[: len(levels)]]
    return {
        "knowledge_at_home": float(levels[INHOUSE].mean()) if on_curve[INHOUSE] else np.nan,
        "experience_providers": mean(outsourced),
    }


def levels_at(journal: Journal, instant: float) -> Floats:
    """Levels of each working team in each work type, (S, W), at the last month's end before an instant."""
    shape = journal.plan.defects.shape
    start = np.repeat(journal.plan.learning.start[:, None], shape[1], axis=1)
    before = journal.levels[journal.levels["instant"] < instant]
    return before["level"][-start.size :].reshape(shape) if len(before) else start
