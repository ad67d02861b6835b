"""The way of one task through the house, step by step, as the story of `sim.engine.reference.house` goes.

It decides nothing: it follows what the journal says was done, and fills in what must have been between.
"""

from __future__ import annotations

from contextlib import suppress
from enum import IntEnum

import numpy as np

from sim.chronicle.sunset import next_at_sunset
from sim.chronicle.surrender import Moment, Surrenders
from sim.engine.clock import Kind
from sim.engine.journal import Act, Journal, Rows
from sim.rules.chance import Purpose


class Way(IntEnum):
    """How a task spends a leg of its way."""

    TRAVEL = 0
    """A brief, a question, an answer or a handover is on its way."""
    LINE = 1
    """It waits for a seat."""
    SEAT = 2
    """Somebody has it."""


LEG = np.dtype(
    [
        ("since", "f8"),  # hours since the scenario's start
        ("until", "f8"),
        ("task", "i4"),
        ("team", "i4"),  # where it waits or is worked on; on the way: the team at the far end
        ("act", "i4"),  # what for; on the way: BRIEF the first handover, WORK one after a move
        ("attempt", "i4"),
        ("way", "i4"),
        ("recalled", "i4"),  # 1 if it ended because the team was given up
    ]
)


class _RunEnds(Exception):
    """The run ends before the task's way does."""


class Path:
    """One task's way; `rows` are its episodes in order of time."""

    def __init__(self, journal: Journal, surrenders: Surrenders, task: int, rows: Rows) -> None:
        self._journal = journal
        self._plan, self._tape, self._surrenders, self._task = journal.plan, journal.tape, surrenders, task
        self._fact, self._rows, self._next = journal.tasks[task], rows, 0
        self._is_delivered = not np.isnan(self._fact["delivered"])
        self._moves = self._stops = 0
        self._passed_to: int | None = None
        """Who goes on since the shift has ended."""
        self._now = Moment(float(self._fact["arrived"]), Kind.ARRIVAL, task)
        self._legs: list[tuple[float, float, int, int, int, int, int, int]] = []

    def legs(self) -> Rows:
        """The legs from arrival to delivery, or to the run's end, dtype LEG; none of them without length."""
        with suppress(_RunEnds):
            self._live()
        return np.array(self._legs, dtype=LEG)

    # -- the chapters, in the order of `reference.House.life` ------------------------------------------------

    def _live(self) -> None:
        team = int(self._fact["assigned"])
        while self._surrenders.holds(team, self._now):
            team = self._surrenders.destination(team, self._now)
        if self._is_outsourced(team):
            if self._plan.brief_hours[self._fact["work_type"]] > 0.0:
                self._sit(self._plan.liaisons, Act.BRIEF, 0)
            self._travel(team, float(self._plan.handover_hours[team]), Act.BRIEF, 0)
        attempt, again = 0, True
        while again:
            team = self._attempt(team, attempt)
            if not (self._is_next(Act.INSPECT) or self._is_open_end):
                return
            self._sit(self._plan.reviewers, Act.INSPECT, attempt)
            again = self._is_next(Act.WORK) or self._is_open_end
            attempt += 1

    def _attempt(self, team: int, attempt: int) -> int:
        self._stops = 0
        while True:
            team = self._work(team, attempt)
            if self._is_over(attempt):
                return team
            if self._is_outsourced(team) or self._asks_a_colleague():
                self._stops += 1
                self._ask(team, attempt)

    def _work(self, team: int, attempt: int) -> int:
        while True:
            team = self._enter(team, attempt)
            if self._sit(team, Act.WORK, attempt):
                return team
            team = self._passed_to if self._passed_to is not None else team

    def _enter(self, team: int, attempt: int) -> int:
        """The door: a team that was given up sends the task on."""
        while self._surrenders.holds(team, self._now):
            team = self._surrenders.destination(team, self._now)
            self._moves += 1
            if self._is_outsourced(team):
                self._travel(team, float(self._plan.handover_hours[team]), Act.WORK, attempt)
        return team

    def _ask(self, team: int, attempt: int) -> None:
        hours = float(self._plan.message_hours[team])
        act = self._act_of_stop()
        self._travel(team, hours, act, attempt)
        is_out = self._is_outsourced(team)
        self._sit(self._plan.liaisons if is_out else team, act, attempt)
        if is_out and act == Act.ANSWER:
            hours += self._tape.amount(Purpose.DELAY, self._task, attempt, self._stops)
        self._travel(team, hours, act, attempt)

    # -- what comes next, as the journal says ----------------------------------------------------------------

    @property
    def _is_open_end(self) -> bool:
        """No more episodes, and not delivered: what comes next had no end, or no beginning, in the run."""
        return self._next == len(self._rows) and not self._is_delivered

    def _is_next(self, act: Act) -> bool:
        return self._next < len(self._rows) and bool(self._rows[self._next]["act"] == act)

    def _is_over(self, attempt: int) -> bool:
        """Whether the part that was finished is an attempt's last."""
        if self._next == len(self._rows):
            return bool(self._fact["attempts"] > attempt)
        row = self._rows[self._next]
        is_stop = row["act"] == Act.ANSWER or row["act"] == Act.CHECK
        return not (is_stop or (row["act"] == Act.WORK and row["attempt"] == attempt))

    def _act_of_stop(self) -> Act:
        """A question, or a checkpoint; on its way at the run's end, the count of questions tells which."""
        if self._next < len(self._rows):
            return Act(int(self._rows[self._next]["act"]))
        answered = int((self._rows["act"] == Act.ANSWER).sum())
        return Act.ANSWER if self._fact["questions"] > answered else Act.CHECK

    def _asks_a_colleague(self) -> bool:
        """Whether a stop at home is a question; checkpoints of work that has come home are not held."""
        if self._next < len(self._rows):
            return self._is_next(Act.ANSWER)
        return bool(self._fact["questions"] > (self._rows["act"] == Act.ANSWER).sum())

    def _is_outsourced(self, team: int) -> bool:
        return 0 < team < self._plan.liaisons

    # -- legs ------------------------------------------------------------------------------------------------

    def _travel(self, team: int, hours: float, act: Act, attempt: int) -> None:
        self._go(self._now.instant + hours, team, act, attempt, Way.TRAVEL)
        self._now = Moment(self._now.instant + hours, Kind.ARRIVE_THERE, self._task)

    def _sit(self, team: int, act: Act, attempt: int) -> bool:
        """Wait for a seat and have it; whether what was to be done is done, and not taken away."""
        joined = self._now.instant
        row = self._rows[self._next] if self._next < len(self._rows) else None
        is_seated = row is not None and bool(
            row["joined"] == joined and row["team"] == team and row["act"] == act
        )
        if row is None or not is_seated:
            return self._wait_in_vain(team, act, attempt)
        self._next += 1
        self._go(float(row["started"]), team, act, attempt, Way.LINE)
        ended = float(row["ended"])
        if np.isnan(ended):
            self._go(np.inf, team, act, attempt, Way.SEAT, since=float(row["started"]))
        is_left = act == Act.WORK and self._was_recalled(attempt)
        self._passed_to = next_at_sunset(self._journal, self._surrenders, team, ended) if is_left else None
        is_recalled = is_left and self._passed_to is None and self._is_outsourced(team)
        self._go(ended, team, act, attempt, Way.SEAT, since=float(row["started"]), recalled=is_recalled)
        self._now = Moment(ended, Kind.FINISH, self._task)
        if self._passed_to is not None:
            self._moves += 1
            self._now = Moment(ended, Kind.SUNSET, team)
        elif is_recalled:
            self._now = self._surrenders.next(team, self._now)
        return not is_recalled and self._passed_to is None

    def _was_recalled(self, attempt: int) -> bool:
        """A provider's work that is done is followed by a stop, an inspection or the delivery, else by more
        of the same elsewhere."""
        if self._next < len(self._rows):
            row = self._rows[self._next]
            return bool(row["act"] == Act.WORK and row["attempt"] == attempt)
        return not self._is_delivered and self._moves < int(self._fact["moves"])

    def _wait_in_vain(self, team: int, act: Act, attempt: int) -> bool:
        """In a line until the team was given up, or the run ended."""
        given_up = self._surrenders.next(team, self._now)
        self._go(given_up.instant, team, act, attempt, Way.LINE, recalled=True)
        self._now = given_up
        return False

    def _go(
        self,
        until: float,
        team: int,
        act: Act,
        attempt: int,
        way: Way,
        since: float | None = None,
        recalled: bool = False,
    ) -> None:
        """A leg, which the run's end may cut short; what would happen at that very instant does not."""
        since = self._now.instant if since is None else since
        is_cut = not until < self._plan.end
        end = float(self._plan.end) if is_cut else until
        if end > since:
            entry = (since, end, self._task, team, int(act), attempt, int(way), int(recalled and not is_cut))
            self._legs.append(entry)
        if is_cut:
            raise _RunEnds
