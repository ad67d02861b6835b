"""How much of what a provider knows is still known at home?"""

from __future__ import annotations

import numpy as np

from sim.engine.journal import Journal
from sim.outcome.reading import Bools


def knowledge_at_home(journal: Journal, instant: float, since: float, work_types: Bools) -> float:
    """The house knows as much of its work as it did of it lately: home's share of the deliveries, 0 to 1.

    A stand-in. The journal holds no facts about knowledge yet; once it does, what the house knows at
    `instant` is one of them, and this function reads it instead.

    Parameters
    ----------
    instant : float
        Hours since the start.
    since : float
        Where the deliveries that count begin; they end at `instant`.
    work_types : ndarray of bool, shape (work types,)
        The work it is about.
    """
    tasks = journal.tasks
    of_it = (tasks["delivered"] >= since) & (tasks["delivered"] < instant) & work_types[tasks["work_type"]]
    done = int(np.count_nonzero(of_it))
    return float(np.count_nonzero(of_it & (tasks["provider"] == 0)) / done) if done else 1.0
