"""One world as it went: every task's way through it, which were late, and what is usual."""

from __future__ import annotations

import math
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.chronicle.leg import legs_of
from sim.chronicle.part import parts_of_all
from sim.chronicle.span import PARTS
from sim.engine.journal import Journal, Rows
from sim.errors import ABSENT, InputError, Problem

Floats = NDArray[np.float64]
FEWEST = 5
"""Tasks of a kind that were delivered, before anything is called usual."""
MOST_NAMED = 3
"""Settings that a remedy names."""


class Chronicle:
    """A journal, and what is read off it once for all its tasks."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal

    @cached_property
    def legs(self) -> Rows:
        """Every task's legs, by task and then by time (dtype LEG)."""
        return legs_of(self.journal)

    @cached_property
    def hours(self) -> Floats:
        """Hours by task and part, (tasks, parts)."""
        return parts_of_all(self.journal, self.legs)

    def legs_of(self, task: int) -> Rows:
        """One task's own legs."""
        return self.legs[slice(*np.searchsorted(self.legs["task"], [task, task + 1]))]

    def usual(self, task: int) -> dict[str, float] | None:
        """Median hours of each part among the delivered tasks of the same kind; None where they are few."""
        tasks = self.journal.tasks
        alike = (tasks["work_type"] == tasks["work_type"][task]) & ~np.isnan(tasks["delivered"])
        if alike.sum() < FEWEST:
            return None
        return dict(zip(PARTS, np.median(self.hours[alike], axis=0).tolist(), strict=True))

    @cached_property
    def late_hours(self) -> Floats:
        """Hours from due to delivery, or to the run's end; negative if it was early, -inf if never late."""
        tasks = self.journal.tasks
        ended = np.where(np.isnan(tasks["delivered"]), self.journal.plan.end, tasks["delivered"])
        return np.asarray(ended - tasks["due"])

    def latest(self, number: int, since: float = 0.0, until: float = math.inf) -> list[int]:
        """The tasks that were latest, the latest first, among those in hand between two instants.

        Where nothing has a due date, those that took longest.
        """
        tasks = self.journal.tasks
        left = np.where(np.isnan(tasks["delivered"]), np.inf, tasks["delivered"])
        chosen = np.flatnonzero((tasks["arrived"] < until) & (left >= since))
        late = self.late_hours[chosen]
        if not np.isfinite(late).any():
            late = self.hours[chosen].sum(axis=1)
        order = np.argsort(-late, kind="stable")
        return [int(task) for task in chosen[order[:number]]]

    def no_task(self, path: str) -> InputError:
        """The refusal of any question about a task, where none arrives."""
        paths = [f"scenario.work.{name}.arrivals" for name in self.journal.scenario.work]
        remedy = f"try another seed, or let more arrive: {', '.join(paths[:MOST_NAMED])}"
        return InputError([Problem(path, ABSENT, "no task arrives in this world", remedy)])

    def known(self, task: int, path: str = "task") -> int:
        """The task's number, if there is such a task.

        Raises
        ------
        InputError
            There is not; the nearest number that stands for one is in the message.
        """
        tasks = len(self.journal.tasks)
        if isinstance(task, bool) or not isinstance(task, int | np.integer):
            rule = "a task is its row in the journal, a whole number from 0 on"
            raise InputError([Problem(path, task, rule, "leave it out for the latest one")])
        if 0 <= task < tasks:
            return task
        if not tasks:
            raise self.no_task(path)
        nearest, rule = max(0, min(task, tasks - 1)), "there is no such task in this world"
        remedy = f"tasks are numbered from 0 to {tasks - 1} in order of arrival; the nearest is {nearest}"
        raise InputError([Problem(path, task, rule, remedy)])
