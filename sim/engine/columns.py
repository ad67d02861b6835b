"""What does each column of the journal mean? The source of its dtype, its page and its metadata.

A journal is five tables of one run: the event log of the simulation. All instants are hours since the run's
start, on the calendar; intervals hold their start and not their end.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Literal, NamedTuple

import numpy as np


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
    """It ended for good: it can pay its people no longer."""
    WALKED_AWAY = 2
    """It ended for good: it did not renew a contract by which it earned too little."""
    ENDED = 3
    """It ended for good: the client ended the contract, and the work has gone elsewhere."""


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
    CLOSED = 12
    """Somebody has come whose seat is to stay closed, or somebody has gone whose seat was: more seats were to
    close than people were there."""
    LESSON = 13
    """People at a provider have been taught for a week; nobody comes or goes."""
    LENT = 14
    """Seats of a provider's bench, while our line is long,"""
    TAKEN_BACK = 15
    """and back again."""
    CHOSE = 16
    """More or fewer, as suits a provider best under its contract."""
    SUCCEEDING = 17
    """For the work of a provider whose contract the client has ended."""
    HANDING_ON = 18
    """People of that provider are away to teach those who follow; they stay,"""
    HANDED_ON = 19
    """and are back."""


Names = Literal["team", "work type"] | type[IntEnum]
"""What a code stands for: a team or a work type, in the scenario's order, or an enumeration's member."""


class Column(NamedTuple):
    """One column of a table, in words."""

    dtype: Literal["f8", "i4"]
    unit: str
    """hours, tasks, seats, times ...; "code" where `names` says what it stands for."""
    meaning: str
    null: str = ""
    """What stands for "none", and what that means; empty if the column always has a value."""
    invariant: str = ""
    """What holds in every row of every journal; `tests/engine/test_columns.py` checks it in random cases."""
    names: Names | None = None


HOURS = "hours"

TASKS = {
    "arrived": Column("f8", HOURS, "when it arrived", invariant="rows are in its order; 0 <= arrived"),
    "due": Column("f8", HOURS, "when it is due", "inf: it is never late", "arrived <= due"),
    "started": Column(
        "f8", HOURS, "when its first seat at a working team was taken", "nan: never", "arrived <= started"
    ),
    "delivered": Column(
        "f8",
        HOURS,
        "when the client accepted it, right or wrong",
        "nan: not before the run ended",
        "started <= delivered, and only what was started is delivered",
    ),
    "work_type": Column("i4", "code", "its work type", names="work type"),
    "assigned": Column(
        "i4", "code", "the team that the assignment rule chose, or who follows upon it", names="team"
    ),
    "provider": Column(
        "i4",
        "code",
        "the team that has it, or that delivered it",
        invariant="a working team; another than the one that was chosen only after that one was given up, "
        "or passed it on",
        names="team",
    ),
    "attempts": Column(
        "i4",
        "attempts",
        "attempts that were finished",
        invariant="at least 1 if delivered; never more than the work type's most_attempts",
    ),
    "questions": Column(
        "i4",
        "questions",
        "questions asked: of the liaisons, or of colleagues at home",
        invariant="0 <= questions",
    ),
    "missed": Column("i4", "points", "unclear points that nobody noticed", invariant="0 <= missed"),
    "misunderstandings": Column(
        "i4",
        "points",
        "unclear points done wrong: nobody had noticed them, or the answer was wrong",
        invariant="<= questions + missed, of a task that is delivered",
    ),
    "defects": Column("i4", "defects", "defects by the team's own fault", invariant="0 <= defects"),
    "found": Column(
        "i4",
        "defects",
        "defects that inspections found, misunderstandings among them",
        invariant="<= misunderstandings + defects",
    ),
    "false_alarms": Column(
        "i4",
        "inspections",
        "inspections that found nothing and asked for rework all the same",
        invariant="<= attempts",
    ),
    "moves": Column("i4", "times", "times it went to another team: its own was given up, or its shift ended"),
    "escaped": Column(
        "i4",
        "defects",
        "defects, of either kind, with which it was delivered",
        invariant="0 unless delivered; no more than were made",
    ),
}

EPISODES = {
    "joined": Column("f8", HOURS, "when it came for a seat, and joined the line if none was free"),
    "started": Column("f8", HOURS, "when it took the seat", invariant="joined <= started"),
    "ended": Column(
        "f8", HOURS, "when it left the seat", "nan: it had it still when the run ended", "started <= ended"
    ),
    "hours": Column(
        "f8", HOURS, "open hours worked in the seat", invariant="0 <= hours, and no more than ended - started"
    ),
    "task": Column("i4", "row", "the row in `tasks`", invariant="rows are in its order"),
    "team": Column("i4", "code", "whose seat it is", names="team"),
    "act": Column(
        "i4",
        "code",
        "what was done there",
        invariant="WORK at working teams; BRIEF and CHECK at the liaisons; ANSWER there or in-house; INSPECT "
        "at the reviewers",
        names=Act,
    ),
    "attempt": Column(
        "i4", "attempts", "finished attempts before this one", invariant="<= the task's attempts"
    ),
}

DISRUPTIONS = {
    "started": Column("f8", HOURS, "when the team went down, or ended", invariant="rows are in its order"),
    "ended": Column(
        "f8",
        HOURS,
        "when it is back, perhaps after the run",
        "inf: never",
        "started <= ended; inf but for OUTAGE",
    ),
    "hired_at": Column(
        "f8",
        HOURS,
        "the first day of the first of the people hired in its place",
        "nan: nobody is",
        "started <= hired_at",
    ),
    "team": Column("i4", "code", "who was struck", names="team"),
    "cause": Column(
        "i4", "code", "an outage, or which kind of end", invariant="a team ends once at most", names=Cause
    ),
    "in_line": Column("i4", "tasks", "in its line when it began", invariant="0 <= in_line"),
    "at_seats": Column("i4", "tasks", "at its seats when it began", invariant="0 <= at_seats"),
    "moved": Column("i4", "tasks", "that were taken from it to go elsewhere", invariant="0 <= moved"),
    "hired": Column(
        "i4",
        "seats",
        "that another team has more of since `hired_at`, or the end of their ramp",
        invariant="0 for an OUTAGE; 0 where nobody is hired",
    ),
    "hired_by": Column(
        "i4",
        "code",
        "that team",
        "0 with `hired` 0: nobody",
        "not the team that was struck, where anybody is hired",
        "team",
    ),
}

CHANGES = {
    "instant": Column(
        "f8", HOURS, "when it takes effect, unless the team has ended by then", invariant="decided <= instant"
    ),
    "decided": Column(
        "f8", HOURS, "when it was decided; 0 if known before time started", invariant="0 <= decided"
    ),
    "team": Column("i4", "code", "whose people", names="team"),
    "seats": Column(
        "i4",
        "seats",
        "so many more, or fewer if negative: what took effect, once it has",
        invariant="-1 for LEFT; below 0 for TAKEN_BACK; not above 0 for SLOWED, TEACHING, HANDING_ON, "
        "LET_GO; 0 for TROUBLE, its end and LESSON; not 0 for CLOSED; not below 0 for RECOVERED, TAUGHT, "
        "HANDED_ON; else above 0",
    ),
    "why": Column("i4", "code", "the reason", names=Why),
}

LEVELS = {
    "instant": Column("f8", HOURS, "the end of a month of 730.5 hours", invariant="a whole number of months"),
    "level": Column(
        "f8",
        "1, or tasks",
        "what the team knows: from 0 to 1 on a saturating curve, tasks done on Wright's",
        invariant="0 <= level",
    ),
    "team": Column("i4", "code", "who knows it", invariant="a working team", names="team"),
    "work_type": Column("i4", "code", "about which work", names="work type"),
}

COLUMNS: dict[str, dict[str, Column]] = {
    "tasks": TASKS,
    "episodes": EPISODES,
    "disruptions": DISRUPTIONS,
    "changes": CHANGES,
    "levels": LEVELS,
}
"""Table, column, and what there is to say about it; in the order of the bytes."""


def _dtype(table: str) -> np.dtype[np.void]:
    return np.dtype([(name, column.dtype) for name, column in COLUMNS[table].items()])


TASK, EPISODE, DISRUPTION = _dtype("tasks"), _dtype("episodes"), _dtype("disruptions")
CHANGE, LEVEL = _dtype("changes"), _dtype("levels")
"""A row of each table, as NumPy has it."""
