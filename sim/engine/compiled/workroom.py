"""Where does a run write? In room that is there already: large arrays, which are never wiped."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engine.compiled.state import TASK_STATE, Full
from sim.engine.journal import CHANGE, DISRUPTION, EPISODE, TASK, Rows

SPARE = 1.25
"""Room is made for so many times what is asked for, so that the next run, a little larger, has it too."""


class Sizes(NamedTuple):
    """How many there may be of each."""

    tasks: int
    waiting: int
    """In the lines of all teams, each of which has a place for every task, and one more."""
    events: int
    episodes: int
    disruptions: int
    changes: int

    def doubled(self, full: int) -> Sizes:
        """Twice as much of what there was no room for (`Full`)."""
        name = {Full.AGENDA: "events", Full.EPISODES: "episodes", Full.CHANGES: "changes"}[Full(full)]
        return self._replace(**{name: 2 * getattr(self, name)})


class Workroom:
    """Arrays of so many rows; what is in them means nothing until a run has written it. Memory that is never
    touched is never taken."""

    def __init__(self, sizes: Sizes) -> None:
        self.sizes = sizes
        tasks, waiting, events, episodes, disruptions, changes = sizes
        self.agenda = np.empty((2, events), dtype=np.uint64)
        self.lines = np.empty((2, waiting), dtype=np.uint64)
        self.desk = np.empty(tasks, dtype=TASK_STATE)
        self.on_desk = np.empty(tasks, dtype=np.int32)
        self.place = np.empty(tasks + 1, dtype=np.int64)
        """Where each task's next episode goes."""
        self.tasks: Rows = np.empty(tasks, dtype=TASK)
        self.written: Rows = np.empty(episodes, dtype=EPISODE)
        """Episodes in the order in which they ended,"""
        self.episodes: Rows = np.empty(episodes, dtype=EPISODE)
        """and by task."""
        self.disruptions: Rows = np.empty(disruptions, dtype=DISRUPTION)
        self.changes: Rows = np.empty(changes, dtype=CHANGE)
        self.bytes = sum(each.nbytes for each in vars(self).values() if isinstance(each, np.ndarray))

    def holds(self, sizes: Sizes) -> bool:
        """Whether there is so much of each."""
        return all(map(int.__ge__, self.sizes, sizes))

    def for_more(self, sizes: Sizes) -> Workroom:
        """Room for that, too, and a little more."""
        return Workroom(
            Sizes(*(max(old, int(SPARE * new)) for old, new in zip(self.sizes, sizes, strict=True)))
        )


def packed(arrays: dict[str, NDArray[Any]]) -> tuple[NDArray[np.uint8], dict[str, NDArray[Any]]]:
    """Arrays with all that is in them, moved into one block of memory, of which one copy sets them all back.

    Each begins a line of the processor's cache.
    """
    begins = np.cumsum([0, *(-(-each.nbytes // LINE) * LINE for each in arrays.values())]).tolist()
    raw = np.zeros(begins[-1] + LINE, dtype=np.uint8)
    first = -raw.ctypes.data % LINE
    block = raw[first : first + begins[-1]]
    moved = {}
    for begin, (name, each) in zip(begins, arrays.items(), strict=False):
        moved[name] = block[begin : begin + each.nbytes].view(each.dtype).reshape(each.shape)
        moved[name][...] = each
    return block, moved


LINE = 64
