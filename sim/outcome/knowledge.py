"""How much of what a provider knows is still known at home?"""

from __future__ import annotations

import numpy as np

from sim.engine.journal import Journal
from sim.outcome.expertise import levels_at
from sim.outcome.reading import Bools
from sim.rules.assignment import INHOUSE
from sim.rules.knowledge import Curve


def knowledge_at_home(journal: Journal, instant: float, since: float, work_types: Bools) -> float:
    """The house's mean level of experience; if it neither learns nor forgets, home's share of the deliveries.

    The second says that the house knows as much of its work as it did of it lately; 0 to 1, both.

    Parameters
    ----------
    instant : float
        Hours since the start.
    since : float
        Where the deliveries that count begin; they end at `instant`.
    work_types : ndarray of bool, shape (work types,)
        The work it is about.
    """
    if journal.plan.learning.curve[INHOUSE] == Curve.SATURATING:
        return float(levels_at(journal, instant)[INHOUSE][work_types].mean())
    tasks = journal.tasks
    of_it = (tasks["delivered"] >= since) & (tasks["delivered"] < instant) & work_types[tasks["work_type"]]
    done = int(np.count_nonzero(of_it))
    return float(np.count_nonzero(of_it & (tasks["provider"] == 0)) / done) if done else 1.0
