"""What the reference engine writes down while the story is told."""

from __future__ import annotations

import math

import numpy as np

from sim.engine.journal import CHANGE, DISRUPTION, EPISODE, LEVEL, Tables, blank_tasks, by_task
from sim.engine.plan import Plan
from sim.tape.tape import Tape

Row = dict[str, float]
"""What is written about a disruption, by column."""

COLUMNS = (
    "started",
    "delivered",
    "assigned",
    "provider",
    "attempts",
    "questions",
    "missed",
    "misunderstandings",
    "defects",
    "found",
    "false_alarms",
    "moves",
    "escaped",
)
"""What is written about a task; the rest of its row is known before time starts."""


class Record:
    """Facts in Python lists, which are the quickest to write to; arrays at the end."""

    def __init__(self, plan: Plan, tape: Tape) -> None:
        self._tasks = blank_tasks(plan, tape)
        self.due: list[float] = self._tasks["due"].tolist()
        self.started = [math.nan] * tape.tasks
        self.delivered = [math.nan] * tape.tasks
        self.assigned = [0] * tape.tasks
        self.provider = [0] * tape.tasks
        self.attempts = [0] * tape.tasks
        self.questions = [0] * tape.tasks
        self.missed = [0] * tape.tasks
        self.misunderstandings = [0] * tape.tasks
        self.defects = [0] * tape.tasks
        self.found = [0] * tape.tasks
        self.false_alarms = [0] * tape.tasks
        self.moves = [0] * tape.tasks
        self.escaped = [0] * tape.tasks
        self.episodes: list[tuple[float, float, float, float, int, int, int, int]] = []
        self.disruptions: list[Row] = []
        self.changes: list[tuple[float, float, int, int, int]] = []
        self.levels: list[tuple[float, float, int, int]] = []

    def rows(self) -> Tables:
        """The journal's tables: tasks in order of arrival, episodes by task, the others in order of time."""
        for column in COLUMNS:
            self._tasks[column] = getattr(self, column)
        disruptions = np.array(
            [tuple(row[name] for name in DISRUPTION.fields or ()) for row in self.disruptions],
            dtype=DISRUPTION,
        )
        episodes = by_task(np.array(self.episodes, dtype=EPISODE))
        changes, levels = np.array(self.changes, dtype=CHANGE), np.array(self.levels, dtype=LEVEL)
        return self._tasks, episodes, disruptions, changes, levels
