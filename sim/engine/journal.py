"""The facts of one run: who did what, when. No money, no averages."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.plan import Plan
from sim.scenario.scenario import Scenario
from sim.strategy.strategy import Strategy
from sim.tape.tape import Tape


class Act(IntEnum):
    """What a person does in a seat."""

    WORK = 0
    BRIEF = 1
    ANSWER = 2
    INSPECT = 3


TASK = np.dtype(
    [
        ("arrived", "f8"),  # hours since the start
        ("due", "f8"),  # hours since the start; inf if never late
        ("started", "f8"),  # first seat at a working team; nan if never
        ("delivered", "f8"),  # accepted delivery; nan if still in the house
        ("work_type", "i4"),
        ("assigned", "i4"),  # the team the assignment rule chose
        ("provider", "i4"),  # the team that has it, or delivered it
        ("attempts", "i4"),  # attempts finished
        ("questions", "i4"),  # questions asked
        ("misunderstandings", "i4"),  # attempts that were wrong because misunderstood
        ("defects", "i4"),  # attempts that were wrong by the team's own fault
        ("found", "i4"),  # inspections that found something
        ("moves", "i4"),  # times the task went to another team
        ("defective", "i4"),  # 1 if delivered wrong: an escaped defect
    ]
)

EPISODE = np.dtype(
    [
        ("joined", "f8"),  # joined the line
        ("started", "f8"),  # took a seat
        ("ended", "f8"),  # left the seat; nan if the run ended before
        ("hours", "f8"),  # open hours worked in the seat
        ("task", "i4"),
        ("team", "i4"),
        ("act", "i4"),
        ("attempt", "i4"),
    ]
)

DISRUPTION = np.dtype(
    [
        ("started", "f8"),
        ("ended", "f8"),  # inf for an insolvency
        ("hired_at", "f8"),  # when people hired in its place begin; nan if they do not
        ("team", "i4"),
        ("insolvency", "i4"),  # 1 if the team ended for good
        ("in_line", "i4"),  # tasks in its line when it began
        ("at_seats", "i4"),  # tasks at its seats when it began
        ("moved", "i4"),  # tasks that were taken from it
        ("hired", "i4"),  # seats that another team has more of since then
        ("hired_by", "i4"),  # that team
    ]
)

Rows = NDArray[np.void]


@dataclass(frozen=True, slots=True)
class Journal:
    """Facts as NumPy structured arrays: a row a task, a row an episode of seat time, a row a disruption."""

    tasks: Rows
    """One row a task, in order of arrival (dtype TASK)."""
    episodes: Rows
    """One row an episode, by task and then by time (dtype EPISODE)."""
    disruptions: Rows
    """One row an outage or insolvency that began, in order of time (dtype DISRUPTION)."""
    scenario: Scenario
    strategy: Strategy
    plan: Plan
    tape: Tape
    engine: str

    def to_bytes(self) -> bytes:
        """The facts, byte for byte: equal for both engines."""
        return self.tasks.tobytes() + self.episodes.tobytes() + self.disruptions.tobytes()

    def frame(self, table: str = "tasks") -> Any:
        """One of the tables as a pandas DataFrame, with names instead of indices."""
        import pandas as pd

        frame = pd.DataFrame(getattr(self, table).copy())
        names = {
            "work_type": list(self.scenario.work),
            "assigned": self.scenario.teams,
            "provider": self.scenario.teams,
            "team": self.scenario.teams,
            "act": [act.name.lower() for act in Act],
        }
        for column, labels in names.items():
            if column in frame:
                codes = frame[column].to_numpy(dtype=np.int64)
                frame[column] = pd.Categorical.from_codes(codes, categories=pd.Index(list(labels)))
        return frame


def blank_tasks(plan: Plan, tape: Tape) -> Rows:
    """A row for each task of the tape, with what is known before time starts."""
    tasks = np.zeros(tape.tasks, dtype=TASK)
    tasks["arrived"] = tape.arrived
    tasks["due"] = tape.arrived + plan.due_hours[tape.work_type]
    tasks["started"] = np.nan
    tasks["delivered"] = np.nan
    tasks["work_type"] = tape.work_type
    return tasks


def by_task(episodes: Rows) -> Rows:
    """Episodes in the journal's order; a task's own episodes were written in order of time."""
    return episodes[np.argsort(episodes["task"], kind="stable")]
