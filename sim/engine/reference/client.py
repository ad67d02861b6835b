"""The client looks at what a provider is worth, and may end its contract: how the work goes on elsewhere."""

from __future__ import annotations

import math
from collections.abc import Callable

from sim.engine.clock import Kind, Process
from sim.engine.journal import Cause, Why
from sim.engine.reference.books import Books
from sim.engine.reference.staff import Staff
from sim.engine.reference.team import Team
from sim.rules import knowledge, verdict
from sim.rules.assignment import INHOUSE
from sim.rules.chance import Purpose
from sim.rules.relay import NOBODY


class Client:
    """Who decides that a contract ends."""

    def __init__(self, books: Books, staff: Staff, end: Callable[[Team, Cause], None]) -> None:
        self.books, self.clock, self.plan, self.teams = books, books.clock, books.plan, books.teams
        self.staff, self.end = staff, end
        self.bad_looks = 0

    def begin(self) -> None:
        """The client has somebody to look at, or has none."""
        if self.plan.leaving.is_on:
            self.clock.process(self.verdicts(self.teams[self.plan.leaving.of]))

    def verdicts(self, team: Team) -> Process:
        """Look after look until it is enough, or the day that was set; at the ramp's end the provider is
        gone."""
        leaving, number, is_over = self.plan.leaving, 1, False
        while not is_over:
            yield self.clock.at(leaving.since + number * leaving.every_hours, Kind.VERDICT, team.index)
            number += 1
            if team.is_gone or self.teams[leaving.to].is_gone:
                return
            is_over = self.has_enough(team)
        if team.people + team.coming <= 0:
            return
        self.leave(team, self.teams[leaving.to])
        yield self.clock.at(team.hands_over_at + leaving.ramp_hours, Kind.VERDICT, team.index)
        if not team.is_gone and team.successor != NOBODY:
            self.end(team, Cause.ENDED)

    def has_enough(self, team: Team) -> bool:
        """Whether the provider has been too bad for too long."""
        rules = self.plan.leaving
        is_bad = verdict.is_bad(
            team.judged_due,
            team.judged_late,
            team.judged,
            team.judged_found,
            rules.least_on_time_share,
            rules.most_found,
        )
        self.bad_looks = verdict.bad_in_a_row(self.bad_looks, is_bad)
        team.judged = team.judged_due = team.judged_late = team.judged_found = 0
        return self.bad_looks >= rules.bad_looks

    def count(self, task: int, team: Team) -> None:
        """What the client will remember of a delivery."""
        if team.index == self.plan.leaving.of:
            due = self.books.record.due[task]
            team.judged += 1
            team.judged_found += self.books.record.found[task]
            if due < math.inf:
                team.judged_due += 1
                team.judged_late += int(self.clock.now > due)

    # -- the second transition -------------------------------------------------------------------------------

    def leave(self, team: Team, follows: Team) -> None:
        """It is decided: people come who go on with the work, and some of the others teach them."""
        leaving, number = self.plan.leaving, team.people + team.coming - team.lent
        team.successor, team.stayed = follows.index, 1.0
        team.hands_over_at = self.clock.now + leaving.tender_hours
        follows.rehire = team.rehire
        first_day = max(team.hands_over_at, self.clock.now + follows.plan.hire_hours)
        self.staff.come_by_week(follows, number, first_day, leaving.ramp_hours, Why.SUCCEEDING)
        if leaving.teaching_hours > 0.0 and team.hands_over_at < self.plan.end:
            self.hand_on(team, follows, number)

    def hand_on(self, team: Team, follows: Team, number: int) -> None:
        """For how long which of the provider's seats are away to teach, and what is learned of it."""
        leaving, begins, end = self.plan.leaving, team.hands_over_at, self.plan.end
        ramped, hours = begins + leaving.ramp_hours, number * leaving.teaching_hours
        asked = hours * verdict.part_in_run(begins, leaving.ramp_hours, end)
        opened = team.open_hours(begins, min(ramped, end))
        whole = verdict.whole_teachers(asked, opened, team.people)
        back = team.finish(begins, verdict.hours_of_one_more(asked, opened, team.people))
        for seats, until in ((whole, ramped), (1, back)):
            if seats > 0 and until > begins:
                self.staff.write(begins, self.clock.now, team.index, -seats, Why.HANDING_ON)
                self.staff.write(until, self.clock.now, team.index, seats, Why.HANDED_ON)
        if self.plan.learning.curve[follows.index] == knowledge.Curve.SATURATING:
            lessons = verdict.weeks_of(leaving.ramp_hours)
            team.lesson_hours = verdict.lesson(hours, asked, opened, team.people, lessons)
            for week in range(1, lessons + 1):
                instant = verdict.first_day_of(begins, leaving.ramp_hours, week, lessons)
                self.staff.write(instant, self.clock.now, follows.index, 0, Why.LESSON)

    def successor(self, task: int, team: Team) -> Team:
        """Who gets a new task that is meant for a team: that one, or already who follows upon it."""
        if team.successor == NOBODY:
            return team
        luck, ramp = self.books.tape.luck(Purpose.SUCCESSION, task), self.plan.leaving.ramp_hours
        goes = verdict.is_handed_over(luck, self.clock.now, team.hands_over_at, ramp)
        return self.teams[team.successor] if goes else team

    def follows(self, ended: Team) -> bool:
        """Whether somebody follows upon a team that has ended; who follows upon others follows no more."""
        if ended.index == self.plan.leaving.to:
            self.teams[self.plan.leaving.of].successor = NOBODY
        if ended.successor == NOBODY:
            return False
        ended.destination = ended.successor
        after = self.teams[ended.successor]
        if after.destination == ended.index:
            after.destination = INHOUSE
        return True
