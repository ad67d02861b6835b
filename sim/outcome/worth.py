"""What was the delivered work worth, and what did lateness take of it?"""

from __future__ import annotations

import numpy as np

from sim.outcome.once import once
from sim.outcome.reading import Floats
from sim.outcome.rights import lapsed, last_days, won
from sim.outcome.window import Observation


@once
def worth(seen: Observation) -> dict[str, float]:
    """Value of the tasks delivered in the window, and what more it would have been in time.

    A task has its stated value if it wins what it is for. That halves with each half-life after the due date,
    and is gone once a right has lapsed.
    """
    work = seen.journal.scenario.work.values()
    value = np.array([each.value for each in work])
    if all(w.value_half_life_days is w.lapse_days is w.win_probability is None for w in work):
        whole = float(seen.tasks.deliveries.sum(axis=0) @ value)
        return {"value_delivered": whole, "value_lost_to_lateness": 0.0}
    rows = np.flatnonzero(seen.tasks.delivered)
    in_time = value[seen.journal.tasks["work_type"][rows]] * won(seen)[rows]
    left = float(in_time @ share_left(seen)[rows])
    return {"value_delivered": left, "value_lost_to_lateness": float(in_time.sum()) - left}


def share_left(seen: Observation) -> Floats:
    """What lateness has left of each task's value by its delivery, (tasks,); nan if it is not delivered."""
    tasks = seen.journal.tasks
    lives = [w.value_half_life_days or np.inf for w in seen.journal.scenario.work.values()]
    late_days = np.maximum(tasks["delivered"] - tasks["due"], 0.0) / 24.0
    left = 2.0 ** (-late_days / np.array(lives)[tasks["work_type"]])
    return np.where(lapsed(seen.journal, last_days(seen)), 0.0, left)
