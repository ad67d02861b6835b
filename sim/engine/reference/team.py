"""A team at work: some seats, one line, opening hours, and the habit of going down."""

from __future__ import annotations

import math
from enum import Enum, auto
from heapq import heappop, heappush

import simpy

from sim.engine.clock import Clock, Kind, Process
from sim.engine.offering import Offers
from sim.engine.plan import OF_TEAM, Plan, rows_of
from sim.rules import calendar
from sim.rules.relay import NOBODY, is_end_of_shift


class Word(Enum):
    """What a person who waits or works is told."""

    GO = auto()
    """Take the seat, or go on with the work."""
    DOWN = auto()
    """Stop: the team is down. Keep your seat."""
    RECALLED = auto()
    """Give the task back: it goes elsewhere."""
    PASS_ON = auto()
    """The shift ends: somebody elsewhere goes on."""


class Sitting:
    """Somebody in a seat: what they do, for which attempt, since when, and how long they have worked."""

    __slots__ = ("act", "attempt", "joined", "process", "since", "started", "worked")

    def __init__(
        self, process: simpy.Process | None, act: int, attempt: int, joined: float, now: float
    ) -> None:
        self.process = process
        self.act = act
        self.attempt = attempt
        self.joined = joined
        self.started = self.since = now
        self.worked = 0.0


class Team:
    """Some seats, one line. Seats are taken while the team is open and up, and kept overnight."""

    def __init__(self, clock: Clock, plan: Plan, index: int) -> None:
        self.clock = clock
        self.index = index
        self.plan = rows_of(plan, OF_TEAM)[index]
        self.seats = self.people = int(plan.seats_before[index])
        self.away = 0
        """Seats that are to be closed for a while: more than there are people, perhaps."""
        self.free = self.seats
        """Less than none while more people are at work than there are seats left."""
        self.destination, self.rehire = self.plan.destination, self.plan.rehire
        self.successor = NOBODY
        """Who follows, since its contract is to end."""
        self.hands_over_at = math.inf
        self.judged = self.judged_due = self.judged_late = self.judged_found = 0
        """What it has delivered since the client's last look."""
        self.lesson_hours = 0.0
        """What its people teach in a week to those who follow."""
        self.coming = 0
        """People hired or let go whose day has not come."""
        self.lent = 0
        """Of those people, seats of its bench."""
        self.leaving_per_hour = self.plan.leaving_per_hour
        self.luck = self.counted = 0.0
        self.leaves_at = math.inf
        self.earned = 0.0
        self.looks_at_books = plan.accounts.hours[index] < math.inf
        self.pay_per_hour = float(plan.accounts.per_hour[index])
        self.pay_per_task: list[float] = plan.accounts.per_task[index].tolist()
        self.history = 0
        self.together = 0
        """Tasks that it has delivered to us."""
        self.stayed = 1.0
        """Share of the people at signing who are still there."""
        self.speed: list[float] = plan.speed[index].tolist()
        self.way = int(plan.offers.first[index])
        """In which it works, of those that it can choose from."""
        self.is_working = index < plan.liaisons
        if self.is_working:
            self.defects: list[float] = plan.defects[index].tolist()
            self.misreading: list[float] = plan.misreading[index].tolist()
            self.inspection_rate = float(plan.inspection_rate[index])
        self.is_outsourced = 0 < index < plan.liaisons
        self._opens, self._closes, self._worked = plan.opens[index], plan.closes[index], plan.worked[index]
        self.closes_at = 0.0
        self.opening = float(self._opens[0])
        """When the calendar's next row opens."""
        self.is_down = False
        self.is_gone = False
        self.is_given_up = False
        self._line: list[tuple[int, float, int, int, simpy.Event]] = []
        self._joined = 0
        self.at_work: dict[int, Sitting] = {}
        """Who has a seat, by task."""
        self.on_hold: dict[int, simpy.Event] = {}
        """Who of them waits for the team to come back."""

    @property
    def in_line(self) -> int:
        """Tasks that wait for a seat."""
        return len(self._line)

    @property
    def at_seats(self) -> int:
        """Tasks that have a seat, on hold or not."""
        return self.seats - self.free

    # -- opening hours ---------------------------------------------------------------------------------------

    def work_by(self, offers: Offers, way: int) -> None:
        """From now on the team works in this way."""
        self.way = way
        self.speed = (offers.speed[self.index] * offers.pace[self.index, way]).tolist()
        self.defects = (offers.defects[self.index] * offers.flaws[self.index, way]).tolist()

    def shifts(self) -> Process:
        """Every morning the team opens and takes from its line."""
        opens, closes = [*self._opens.tolist(), math.inf], self._closes.tolist()
        for row, until in enumerate(closes):
            yield self.clock.at(opens[row], Kind.OPENING, self.index)
            self.closes_at, self.opening = until, opens[row + 1]
            self.take_from_line()

    def ends_of_shifts(self) -> list[float]:
        """When it is gone for longer than a break."""
        closes, opens = self._closes.tolist(), [*self._opens.tolist()[1:], math.inf]
        return [
            end
            for end, again in zip(closes, opens, strict=True)
            if end < math.inf and is_end_of_shift(end, again)
        ]

    def finish(self, since: float, hours: float) -> float:
        """The instant by which so many open hours have passed."""
        return calendar.instant_after(self._opens, self._closes, self._worked, since, hours)

    def open_hours(self, since: float, until: float) -> float:
        """Open hours between two instants."""
        return calendar.open_hours_between(self._opens, self._closes, self._worked, since, until)

    # -- seats and the line ----------------------------------------------------------------------------------

    def takes_at_once(self) -> bool:
        """Whether somebody who comes now finds a free seat, which is then theirs."""
        if self.free > 0 and not self._line and not self.is_down and self.clock.now < self.closes_at:
            self.free -= 1
            return True
        return False

    def join(self, task: int, key: float, at_head: bool) -> simpy.Event:
        """Wait in line. The event's value is the word: GO, or RECALLED."""
        word = simpy.Event(self.clock)
        heappush(self._line, (0 if at_head else 1, key, self._joined, task, word))
        self._joined += 1
        return word

    def take_from_line(self) -> None:
        """Give free seats to those who wait, if the team is open and up."""
        while self.free > 0 and self._line and not self.is_down and self.clock.now < self.closes_at:
            self.free -= 1
            heappop(self._line)[-1].succeed(Word.GO)

    def leave(self) -> None:
        """A seat is free again, and the next in line takes it."""
        self.free += 1
        self.take_from_line()

    def grow(self, seats: int) -> None:
        """More people have come, and take from the line; or fewer will."""
        self.seats += seats
        self.free += seats
        self.take_from_line()

    # -- trouble ---------------------------------------------------------------------------------------------

    def go_down(self) -> None:
        """Everybody at work stops, in the order of their tasks, and keeps the seat."""
        self.is_down = True
        for task in sorted(self.at_work):
            self.tell(task, Word.DOWN)

    def hold(self, task: int) -> simpy.Event:
        """Sit and wait. The event's value is the word: GO, or RECALLED."""
        self.on_hold[task] = simpy.Event(self.clock)
        return self.on_hold[task]

    def come_back(self) -> None:
        """Who was on hold goes on; then the line moves again."""
        self.is_down = self.is_given_up = False
        for task in sorted(self.on_hold):
            self.tell(task, Word.GO)
        self.take_from_line()

    def give_back(self) -> int:
        """All tasks go elsewhere: those at seats in the order of tasks, then those in line in its order."""
        self.is_given_up = True
        seated, waiting = sorted(self.at_work), len(self._line)
        for task in seated:
            self.tell(task, Word.RECALLED)
        while self._line:
            heappop(self._line)[-1].succeed(Word.RECALLED)
        self.at_work.clear()
        self.free = self.seats
        return len(seated) + waiting

    @property
    def goes_on_at(self) -> float:
        """When it could go on with work; inf while it is down, or gone."""
        if self.is_down or self.is_given_up:
            return math.inf
        return self.clock.now if self.clock.now < self.closes_at else self.opening

    def tell(self, task: int, word: Word) -> None:
        """A word to somebody in a seat, at work or on hold."""
        if task in self.on_hold:
            self.on_hold.pop(task).succeed(word)
        else:
            process = self.at_work[task].process
            assert process is not None
            process.interrupt(word)
