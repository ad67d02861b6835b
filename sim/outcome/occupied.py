"""How long was somebody at work in a seat that had closed?

Nobody is sent away from a task: a seat that closes while it is taken is left first. Until then it is as good
as open, and the hours worked in it are hours of a seat.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.engine.journal import Journal

Floats = NDArray[np.float64]


def spans_beyond(journal: Journal, team: int, until: float) -> tuple[Floats, NDArray[np.int64]]:
    """Instants in order, (n + 1,), and how many more were at work between them than there were seats, (n,).

    Parameters
    ----------
    team : int
        Its index.
    until : float
        When the team ended, or the run, in hours; nobody works there later.
    """
    rows = journal.changes[journal.changes["team"] == team]
    own = journal.episodes[journal.episodes["team"] == team]
    left = np.where(np.isnan(own["ended"]), until, own["ended"])
    instants = np.concatenate([[0.0], rows["instant"], own["started"], left])
    spare = np.concatenate(
        [[journal.plan.seats_before[team]], rows["seats"], np.full(len(own), -1), np.full(len(own), 1)]
    )
    order = np.argsort(instants, kind="stable")
    edges = np.append(np.minimum(instants[order], until), until)
    return edges, np.maximum(-np.cumsum(spare[order]), 0)


def teams_that_shrink(journal: Journal) -> list[int]:
    """Teams some of whose seats close at some time: nowhere else can anybody work beyond the seats."""
    rows = journal.changes
    shrinking: list[int] = np.unique(rows["team"][rows["seats"] < 0]).tolist()
    return shrinking
