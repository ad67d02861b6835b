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
    CHECK = 4


class Cause(IntEnum):
    """Why a team is down, or gone."""

    OUTAGE = 0
    """It comes back."""
    INSOLVENCY = 1
    """It ended for good: it could pay its people no longer."""
    WALKED_AWAY = 2
    """It ended for good: it did not renew a contract by which it lost money."""


class Why(IntEnum):
    """Why a team has more or fewer people."""

    HIRED = 0
    """For the work of a provider that ended."""
    LEFT = 1
    """Somebody left of their own accord,"""
    REPLACED = 2
    """and somebody new came."""
    SIGNED = 3
    """A contract begins, and with it the seats that it needs."""
    LET_GO = 4
    """Seats that the house does without."""
    ADDED = 5
    """A review asked for them."""
    SLOWED = 6
    """Seats close for a while; the people stay."""
    RECOVERED = 7
    TEACHING = 8
    """People are away to hand on what they know; they stay."""
    TAUGHT = 9
    TROUBLE = 10
    """Trouble at a provider begins; nobody has gone yet."""
    TROUBLE_OVER = 11


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
        ("insolvency", "i4"),  # 1 if the team ended for good, 2 if it walked away
        ("in_line", "i4"),  # tasks in its line when it began
        ("at_seats", "i4"),  # tasks at its seats when it began
        ("moved", "i4"),  # tasks that were taken from it
        ("hired", "i4"),  # seats that another team has more of since then
        ("hired_by", "i4"),  # that team
    ]
)

CHANGE = np.dtype(
    [
        ("instant", "f8"),  # when it takes effect, unless the team has ended by then
        ("decided", "f8"),  # when it was decided, or the run's start
        ("team", "i4"),
        ("seats", "i4"),  # more, or fewer if negative
        ("why", "i4"),
    ]
)

LEVEL = np.dtype([("instant", "f8"), ("level", "f8"), ("team", "i4"), ("work_type", "i4")])

Rows = NDArray[np.void]
Tables = tuple[Rows, Rows, Rows, Rows, Rows]
"""Tasks, episodes, disruptions, changes, levels."""


@dataclass(frozen=True, slots=True)
class Journal:
    """Facts as NumPy structured arrays: a row for each task, episode of seat time, disruption, change of
    seats, and level of experience at a month's end."""

    tasks: Rows
    """One row a task, in order of arrival (dtype TASK)."""
    episodes: Rows
    """One row an episode, by task and then by time (dtype EPISODE)."""
    disruptions: Rows
    """One row an outage or insolvency that began, in order of time (dtype DISRUPTION)."""
    changes: Rows
    """One row a change of a team's seats, in the order in which they were decided (dtype CHANGE)."""
    levels: Rows
    """One row a month, team and work type, where anybody learns (dtype LEVEL)."""
    scenario: Scenario
    strategy: Strategy
    plan: Plan
    tape: Tape
    engine: str

    def to_bytes(self) -> bytes:
        """The facts, byte for byte: equal for both engines."""
        tables = self.tasks, self.episodes, self.disruptions, self.changes, self.levels
        return b"".join(table.tobytes() for table in tables)

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
            "why": [why.name.lower() for why in Why],
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
