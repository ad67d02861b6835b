"""What happened to a task, sentence by sentence."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import groupby

import numpy as np

from sim.chronicle import phrase
from sim.chronicle.path import Way
from sim.chronicle.span import Phase, Span
from sim.engine.journal import Act, Cause, Journal, Rows
from sim.words import counted, listed

LEAST_HOURS = 1.0
"""Shorter waits are not worth a word."""


class Tale:
    """One task's legs, and what each of them consisted of, put into words."""

    def __init__(self, journal: Journal, task: int, legs: Rows, spans: list[Span]) -> None:
        self._journal, self._scenario = journal, journal.scenario
        self._task, self._fact, self._legs = task, journal.tasks[task], legs
        self._spans: dict[int, list[Span]] = {
            number: list(own) for number, own in groupby(spans, lambda span: span.leg)
        }
        self._sent_back = 0

    def sentences(self) -> list[str]:
        """From arrival to delivery."""
        told = [self._arrival()]
        for chapter, numbers in groupby(range(len(self._legs)), self._chapter):
            rows = list(numbers)
            match chapter:
                case ("brief", _):
                    told += self._brief(rows)
                case ("attempt", attempt):
                    told += self._attempt(rows, attempt)
                case ("inspection", attempt):
                    told += self._inspection(rows, attempt)
        return [*told, self._ending()]

    def _chapter(self, number: int) -> tuple[str, int]:
        leg = self._legs[number]
        if leg["act"] == Act.BRIEF:
            return "brief", 0
        return ("inspection" if leg["act"] == Act.INSPECT else "attempt"), int(leg["attempt"])

    # -- the chapters ----------------------------------------------------------------------------------------

    def _arrival(self) -> str:
        work = list(self._scenario.work)[self._fact["work_type"]]
        arrived = self._when(self._fact["arrived"], year=True)
        chosen, first = int(self._fact["assigned"]), self._first_team()
        went = f"and was given to {self._team(first)}"
        if first != chosen:
            meant = f"and was meant for {self._team(chosen)}, which had been given up"
            went = f"{meant}; {self._team(first)} got it"
        name, zone = work.replace("_", " "), phrase.zone(self._scenario)
        return f"Task {self._task} ({name}) arrived on {arrived} {zone}{self._allowed(work)}, {went}."

    def _allowed(self, work: str) -> str:
        """When it is due: in hours of the house, and by the clock that everybody has."""
        due = float(self._fact["due"] - self._fact["arrived"])
        if not math.isfinite(due):
            return ""
        promised = self._scenario.work[work].due_working_hours
        if promised is None:
            return f", due in {phrase.length(due)}"
        return f", due in {promised:g} working hours (on {self._when(self._fact['due'])})"

    def _first_team(self) -> int:
        chosen = int(self._fact["assigned"])
        own = self._legs[(self._legs["act"] == Act.WORK) | (self._legs["way"] == Way.TRAVEL)]
        return int(own["team"][0]) if len(own) else chosen

    def _brief(self, rows: list[int]) -> list[str]:
        whole = self._hours(rows)
        if whole < LEAST_HOURS:
            return []
        waits = [row for row in rows if self._legs["way"][row] == Way.LINE]
        waited = self._hours(waits)
        because = f", {phrase.length(waited)} of it in the liaisons' line{self._reasons(waits)}"
        return [f"Brief and handover took {phrase.length(whole)}{because if waited >= LEAST_HOURS else ''}."]

    def _attempt(self, rows: list[int], attempt: int) -> list[str]:
        told: list[str] = []
        own = [row for row in rows if self._legs["act"][row] == Act.WORK]
        for _, numbers in groupby(own, lambda row: int(self._legs["team"][row])):
            told += self._at_team(list(numbers), attempt)
        told += self._questions([row for row in rows if self._legs["act"][row] == Act.ANSWER], "question")
        told += self._questions([row for row in rows if self._legs["act"][row] == Act.CHECK], "checkpoint")
        return told

    def _at_team(self, rows: list[int], attempt: int) -> Iterator[str]:
        """All parts of an attempt that one team did, its waits, its outages, and how it ended."""
        team = int(self._legs["team"][rows[0]])
        name = self._team(team)
        seats = [row for row in rows if self._legs["way"][row] == Way.SEAT]
        waits = [row for row in rows if self._legs["way"][row] == Way.LINE]
        again = "again " if attempt else ""
        first = [row for row in waits if not seats or row < seats[0]]
        later = [row for row in waits if row not in first]
        waited, held = self._hours(first), self._hours(later)
        if seats:
            begun = float(self._legs["since"][seats[0]])
            worked = self._in_state(seats, Phase.WORKED)
            after = f" after {phrase.length(waited)} in line{self._reasons(first)}"
            yield (
                f"{_capital(name)} began {again}on {self._when(begun)}"
                f"{after if waited >= LEAST_HOURS else ''} and worked {phrase.working(worked)} on it."
            )
        elif waited >= LEAST_HOURS:
            yield f"It waited {phrase.length(waited)} at {name}{self._reasons(first)} and got no seat there."
        if held >= LEAST_HOURS:
            yield f"In between it waited {phrase.length(held)} for {name} to go on{self._reasons(later)}."
        down = self._in_state(seats, Phase.DOWN)
        if down >= LEAST_HOURS:
            yield f"{_capital(name)} was down for {phrase.length(down)} while it had the task at a seat."
        if self._legs["recalled"][rows[-1]]:
            at = self._when(float(self._legs["until"][rows[-1]]))
            yield f"On {at} {name} was given up, and the task went elsewhere."

    def _questions(self, rows: list[int], what: str) -> Iterator[str]:
        """How many, how long together, and the one that took longest."""
        rounds = self._rounds(rows)
        if not rounds:
            return
        whole, longest = self._hours(rows), max(rounds, key=self._hours)
        verb = "held it up for" if what == "question" else "took"
        together = " together" if len(rounds) > 1 else ""
        took = f"{counted(len(rounds), what)} {verb} {phrase.length(whole)}{together}"
        if self._hours(longest) < max(LEAST_HOURS, 0.05 * self._hours(list(range(len(self._legs))))):
            yield f"{took}."
            return
        asked = self._when(float(self._legs["since"][longest[0]]))
        waits = [row for row in longest if self._legs["way"][row] == Way.LINE]
        closed = self._in_state(longest, Phase.CLOSED)
        found = ""
        if self._in_state(waits, Phase.CLOSED) >= 0.5 * self._hours(longest):
            found = f", found nobody at work at home and waited {phrase.length(closed)} until somebody was"
        one = f", the longest {phrase.length(self._hours(longest))}: sent" if len(rounds) > 1 else "; sent"
        yield f"{took}{one} on {asked}{found}."

    def _rounds(self, rows: list[int]) -> list[list[int]]:
        """Each stop's own legs: rows that follow each other."""
        rounds: list[list[int]] = []
        for row in rows:
            starts = not rounds or row != rounds[-1][-1] + 1 or self._is_new_stop(row)
            if starts:
                rounds.append([])
            rounds[-1].append(row)
        return rounds

    def _is_new_stop(self, row: int) -> bool:
        """Work between two stops may have no length; a message home begins a stop."""
        leg, before = self._legs[row], self._legs[row - 1]
        return bool(leg["way"] == Way.TRAVEL and before["way"] == Way.TRAVEL)

    def _inspection(self, rows: list[int], attempt: int) -> list[str]:
        seats = [row for row in rows if self._legs["way"][row] == Way.SEAT]
        waits = [row for row in rows if self._legs["way"][row] == Way.LINE]
        waited = self._hours(waits)
        late = f" after {phrase.length(waited)} in line{self._reasons(waits)}"
        late = late if waited >= LEAST_HOURS else ""
        if not seats:
            return [f"It waited {phrase.length(waited)} for a reviewer, and the run ended."]
        is_back = bool((self._legs["attempt"] > attempt).any()) or self._is_back_at_the_end(attempt)
        self._sent_back += is_back
        is_last = attempt + 1 == int(self._fact["attempts"])
        found = "found nothing wrong"
        if is_back:
            found = "sent it back"
        elif is_last and self._is_known_wrong():
            found = "found it wrong, but no attempts were left"
        elif math.isnan(self._ended(seats[-1])):
            found = "was still at it when the run ended"
        return [f"A reviewer looked at it on {self._when(self._legs['since'][seats[0]])}{late} and {found}."]

    def _is_back_at_the_end(self, attempt: int) -> bool:
        is_open = math.isnan(self._fact["delivered"]) and attempt + 1 == int(self._fact["attempts"])
        return is_open and self._is_inspected(attempt)

    def _is_inspected(self, attempt: int) -> bool:
        """Whether a look at this attempt has ended: then the task was delivered at once, or sent back."""
        rows = self._journal.episodes
        own = rows[(rows["task"] == self._task) & (rows["act"] == Act.INSPECT) & (rows["attempt"] == attempt)]
        return bool(np.isfinite(own["ended"]).any())

    def _is_known_wrong(self) -> bool:
        """Whether the last look found what was delivered all the same: more was found than was mended."""
        fact = self._fact
        made = int(fact["misunderstandings"]) + int(fact["defects"])
        return int(fact["found"]) > made - int(fact["escaped"])

    def _ended(self, row: int) -> float:
        until = float(self._legs["until"][row])
        is_last = row == len(self._legs) - 1
        return math.nan if is_last and math.isnan(self._fact["delivered"]) else until

    def _ending(self) -> str:
        delivered = float(self._fact["delivered"])
        if math.isnan(delivered):
            return f"It was not delivered by the end of the run, {self._when(self._journal.plan.end)}."
        wrong = ", wrong, and nobody had seen it" if self._fact["escaped"] else ""
        if wrong and self._is_known_wrong():
            wrong = ", wrong, as was known"
        return f"It was delivered on {self._when(delivered)}{wrong}, {lateness(self._journal, self._task)}."

    # -- words for parts of it -------------------------------------------------------------------------------

    def _reasons(self, waits: list[int]) -> str:
        """What a wait consisted of: ` (all 4 seats taken 5.0 h, closed 16.0 h)`."""
        parts = []
        taken, closed, down = (self._in_state(waits, s) for s in (Phase.SEATS, Phase.CLOSED, Phase.DOWN))
        if taken >= LEAST_HOURS:
            leg = self._legs[waits[0]]
            seats = seats_at(self._journal, int(leg["team"]), float(leg["since"]))
            whose = "no seats there" if seats <= 0 else "the seat taken"
            nights = "" if taken < 24.0 else ", nights included"
            whose = f"all {seats} seats taken" if seats > 1 else whose
            parts.append(f"{whose} {phrase.length(taken)}{nights}")
        if closed >= LEAST_HOURS:
            parts.append(f"closed {phrase.length(closed)}")
        if down >= LEAST_HOURS:
            parts.append(f"down {phrase.length(down)}")
        return f" ({listed(parts)})" if parts else ""

    def _hours(self, rows: list[int]) -> float:
        return float((self._legs["until"][rows] - self._legs["since"][rows]).sum()) if rows else 0.0

    def _in_state(self, rows: list[int], state: Phase) -> float:
        return sum(
            span.until - span.since for row in rows for span in self._spans[row] if span.state is state
        )

    def _when(self, instant: float, year: bool = False) -> str:
        return phrase.when(self._scenario, float(instant), year)

    def _team(self, index: int) -> str:
        return phrase.team(self._scenario.teams[index])


def lateness(journal: Journal, task: int) -> str:
    """`6.2 days late`, `2.1 days before it was due`, or how long it took where nothing is ever late."""
    fact = journal.tasks[task]
    delivered = float(fact["delivered"])
    until = journal.plan.end if math.isnan(delivered) else delivered
    late = until - float(fact["due"])
    if not math.isfinite(late):
        return f"{phrase.length(until - float(fact['arrived']))} after it arrived"
    return f"{phrase.length(late)} late" if late > 0.0 else f"{phrase.length(-late)} before it was due"


def seats_at(journal: Journal, team: int, instant: float) -> int:
    """Seats of a team at an instant; none once it has ended."""
    rows = journal.changes
    mine = (rows["team"] == team) & (rows["instant"] <= instant)
    ended = journal.disruptions
    gone = (ended["team"] == team) & (ended["cause"] != Cause.OUTAGE) & (ended["started"] <= instant)
    seats = int(journal.plan.seats_before[team]) + int(rows["seats"][mine].sum())
    return 0 if np.any(gone) else seats


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
