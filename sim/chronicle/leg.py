"""Where was each task, from when until when? On its way, in a line, or at a seat, without a gap.

The journal's episodes say who sat where. What lies between them (a brief on its way, a question, a line that
was left because the team was given up) is read off here.
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from sim.chronicle.path import LEG, Path, Way
from sim.chronicle.surrender import Surrenders
from sim.engine.journal import Act, Journal, Rows

Ints = NDArray[np.int64]


def legs_of(journal: Journal) -> Rows:
    """Every task's legs, by task and then by time; each begins where the one before it ends.

    A task's first leg begins at its arrival; its last ends at its delivery, or where the run ends.

    Returns
    -------
    ndarray of dtype LEG
        Instants in hours since the scenario's start. Legs of no length are left out.
    """
    tasks = journal.tasks
    is_plain = ~np.isnan(tasks["delivered"]) & (tasks["moves"] == 0)
    tables = [_plain(journal, is_plain)]
    surrenders = Surrenders(journal)
    firsts = first_rows(journal)
    for task in np.flatnonzero(~is_plain).tolist():
        rows = journal.episodes[firsts[task] : firsts[task + 1]]
        tables.append(Path(journal, surrenders, task, rows).legs())
    legs = np.concatenate(tables)
    return np.asarray(legs[np.lexsort([legs["way"], legs["until"], legs["since"], legs["task"]])])


def legs_of_task(journal: Journal, task: int) -> Rows:
    """One task's legs, read step by step; the same rows as in `legs_of`."""
    rows = journal.episodes[slice(*np.searchsorted(journal.episodes["task"], [task, task + 1]))]
    return Path(journal, Surrenders(journal), task, rows).legs()


def first_rows(journal: Journal) -> Ints:
    """Where each task's episodes begin, (tasks + 1,)."""
    return np.searchsorted(journal.episodes["task"], np.arange(len(journal.tasks) + 1)).astype(np.int64)


def _plain(journal: Journal, is_plain: NDArray[np.bool_]) -> Rows:
    """Legs of the tasks that were delivered and never moved, all at once."""
    rows = journal.episodes[is_plain[journal.episodes["task"]]]
    if not len(rows):
        return np.zeros(0, dtype=LEG)
    is_first = np.diff(rows["task"], prepend=-1) != 0
    before = np.roll(rows, 1)
    since = np.where(is_first, journal.tasks["arrived"][rows["task"]], before["ended"])
    asks = (rows["act"] == Act.ANSWER) | (rows["act"] == Act.CHECK)
    asked = ~is_first & ((before["act"] == Act.ANSWER) | (before["act"] == Act.CHECK))
    act = np.where(asks, rows["act"], np.where(asked, before["act"], int(Act.BRIEF)))
    team = np.where(asks, before["team"], rows["team"])
    legs = [
        _legs(rows, since, rows["joined"], team, act, Way.TRAVEL),
        _legs(rows, rows["joined"], rows["started"], rows["team"], rows["act"], Way.LINE),
        _legs(rows, rows["started"], rows["ended"], rows["team"], rows["act"], Way.SEAT),
    ]
    return np.concatenate(legs)


def _legs(rows: Rows, since: Rows, until: Rows, team: Rows, act: Rows, way: IntEnum) -> Rows:
    legs = np.zeros(len(rows), dtype=LEG)
    legs["since"], legs["until"], legs["team"], legs["act"], legs["way"] = since, until, team, act, int(way)
    legs["task"], legs["attempt"] = rows["task"], rows["attempt"]
    return np.asarray(legs[legs["until"] > legs["since"]])
