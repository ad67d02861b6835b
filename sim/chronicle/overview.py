"""How did this world go? Who was down when, how the work was served, and which tasks were latest."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from sim.chronicle import phrase
from sim.chronicle.chronicle import Chronicle
from sim.chronicle.tale import lateness
from sim.engine.journal import Cause, Why
from sim.outcome.window import Window
from sim.words import counted


class Trouble(NamedTuple):
    """Something that went wrong with a team."""

    team: int
    started: float
    """Hours since the scenario's start."""
    ended: float
    """inf if for good."""
    text: str


class Listed(NamedTuple):
    """A task in a list."""

    task: int
    arrived: float
    """Hours since the scenario's start, like the next."""
    delivered: float
    """nan if not within the run."""
    late_hours: float
    """-inf if it is never late."""
    text: str


class Overview(NamedTuple):
    """One world in a few lines."""

    sentence: str
    troubles: tuple[Trouble, ...]
    latest: tuple[Listed, ...]

    def __str__(self) -> str:
        down = [each.text for each in self.troubles] or ["Nobody was down."]
        return "\n".join([self.sentence, *down, *(each.text for each in self.latest)])


def overview_of(
    chronicle: Chronicle, since: float | None = None, until: float | None = None, number: int = 10
) -> Overview:
    """What happened between two instants, by default in the window observed."""
    journal = chronicle.journal
    start, end = journal.scenario.window_hours
    start, end = start if since is None else since, end if until is None else until
    tasks = journal.tasks
    done = Window(start, end).holds(tasks["delivered"])
    late = done & (tasks["delivered"] > tasks["due"])
    promised = bool(np.isfinite(tasks["due"]).any())
    share = f", {late.sum():,} of them late" if promised else ""
    sentence = (
        f"From {phrase.when(journal.scenario, start, year=True)} to "
        f"{phrase.when(journal.scenario, end, year=True)} ({phrase.zone(journal.scenario)}) "
        f"{counted(int(done.sum()), 'task')} {'was' if done.sum() == 1 else 'were'} delivered{share}."
    )
    chosen = chronicle.latest(number, start, end)
    return Overview(sentence, _troubles(chronicle, start, end), tuple(listing(chronicle, t) for t in chosen))


def listing(chronicle: Chronicle, task: int) -> Listed:
    """A task as a line of a list."""
    journal, fact = chronicle.journal, chronicle.journal.tasks[task]
    work = list(journal.scenario.work)[fact["work_type"]].replace("_", " ")
    out = "delivered " if not math.isnan(fact["delivered"]) else "still in hand, "
    who = phrase.team(journal.scenario.teams[fact["provider"]])
    at = phrase.when(journal.scenario, float(fact["arrived"]), year=True)
    text = f"Task {task} ({work}, {who}), arrived {at}: "
    return Listed(
        task,
        float(fact["arrived"]),
        float(fact["delivered"]),
        float(chronicle.late_hours[task]),
        f"{text}{out}{lateness(journal, task)}",
    )


def _troubles(chronicle: Chronicle, since: float, until: float) -> tuple[Trouble, ...]:
    journal = chronicle.journal
    found = []
    for row in journal.disruptions:
        started, ended = float(row["started"]), float(row["ended"])
        if started < until and ended > since:
            found.append(Trouble(int(row["team"]), started, ended, _told(chronicle, row)))
    for row in journal.changes[journal.changes["why"] == Why.SLOWED]:
        if since <= row["instant"] < until and row["seats"] < 0:
            name, instant = _named(chronicle, row), float(row["instant"])
            fewer = counted(-int(row["seats"]), "seat")
            text = f"{name} had {fewer} fewer from {phrase.when(journal.scenario, instant, year=True)} on."
            found.append(Trouble(int(row["team"]), instant, instant, text))
    return tuple(sorted(found, key=lambda each: each.started))


def _told(chronicle: Chronicle, row: np.void) -> str:
    journal = chronicle.journal
    name = _named(chronicle, row)
    at = phrase.when(journal.scenario, float(row["started"]), year=True)
    moved = f"; {counted(int(row['moved']), 'task')} went elsewhere" if row["moved"] else ""
    if row["cause"] != Cause.OUTAGE:
        if row["cause"] == Cause.ENDED:
            return f"The client ended the contract of {phrase.team(_team(chronicle, row))} on {at}{moved}."
        verb = "walked away" if row["cause"] == Cause.WALKED_AWAY else "ended for good"
        return f"{name} {verb} on {at}{moved}."
    held = int(row["in_line"] + row["at_seats"])
    tasks = f", with {counted(held, 'task')} in its hands" if held else ""
    days = phrase.length(float(row["ended"] - row["started"]))
    return f"{name} was down for {days} from {at} on{tasks}{moved}."


def _named(chronicle: Chronicle, row: np.void) -> str:
    name = phrase.team(_team(chronicle, row))
    return f"{name[:1].upper()}{name[1:]}"


def _team(chronicle: Chronicle, row: np.void) -> str:
    return str(chronicle.journal.scenario.teams[row["team"]])
