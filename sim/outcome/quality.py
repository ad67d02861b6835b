"""Was it right, and who found out?"""

from __future__ import annotations

from sim.engine.journal import Act
from sim.outcome.window import Observation, ratio


def quality(seen: Observation) -> dict[str, float]:
    """Measures of quality in the window; nan where nothing happened that could be measured.

    What is known of a task (attempts, faults) counts when it is delivered; hours and inspections, when they
    happen.
    """
    tasks, delivered = seen.tasks, len(seen.tasks.lead_hours)
    first, again = seen.episodes.worked[:, Act.WORK, :].sum(axis=0).tolist()
    return {
        "first_pass_yield": ratio(tasks.first_pass, delivered),
        "rework_share": ratio(again, first + again),
        "escaped_defect_share": ratio(tasks.escaped, delivered),
        "inspections": float(seen.episodes.inspections),
        "defects_found": float(tasks.found),
        "false_alarms": float(tasks.false_alarms),
        "misunderstanding_share": ratio(tasks.misunderstandings, tasks.misunderstandings + tasks.defects),
    }
