"""Was it right, and who found out?"""

from __future__ import annotations

import numpy as np

from sim.engine.journal import Act
from sim.outcome.window import Observation, mean, ratio


def quality(seen: Observation) -> dict[str, float]:
    """Measures of quality in the window; nan where nothing happened that could be measured.

    What is known of a task (attempts, faults) counts when it is delivered; hours and inspections, when they
    happen.
    """
    tasks, delivered = seen.journal.tasks, np.flatnonzero(seen.delivered)
    hours = seen.worked[:, Act.WORK, :].sum(axis=0)
    misunderstandings, defects = (
        tasks["misunderstandings"][delivered].sum(),
        tasks["defects"][delivered].sum(),
    )
    return {
        "first_pass_yield": mean(tasks["attempts"][delivered] == 1),
        "rework_share": ratio(hours[1], hours.sum()),
        "escaped_defect_share": mean(tasks["defective"][delivered]),
        "inspections": _inspections(seen),
        "defects_found": float(tasks["found"][delivered].sum()),
        "misunderstanding_share": ratio(misunderstandings, misunderstandings + defects),
    }


def _inspections(seen: Observation) -> float:
    is_look = seen.episodes.act == Act.INSPECT
    return float(np.count_nonzero(is_look & seen.window.holds(seen.episodes.ended)))
