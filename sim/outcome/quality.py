"""Was it right, and who found out?"""

from __future__ import annotations

from sim.engine.journal import Act
from sim.outcome.window import Observation, ratio


def quality(seen: Observation) -> dict[str, float]:
    """Measures of quality in the window; nan where nothing happened that could be measured.

    What is known of a task (attempts, faults) counts when it is delivered.
    """
    tasks, delivered = seen.tasks, len(seen.tasks.lead_hours)
    return {
        "first_pass_yield": ratio(tasks.first_pass, delivered),
        "escaped_defect_share": ratio(tasks.escaped, delivered),
        "defects_found": float(tasks.found),
        "false_alarms": float(tasks.false_alarms),
        "misunderstanding_share": ratio(tasks.misunderstandings, tasks.misunderstandings + tasks.defects),
    }


def inspections(seen: Observation) -> dict[str, float]:
    """Hours of rework and inspections, which count when they happen."""
    first, again = seen.episodes.worked[:, Act.WORK, :].sum(axis=0).tolist()
    return {
        "rework_share": ratio(again, first + again),
        "inspections": float(seen.episodes.inspections),
    }
