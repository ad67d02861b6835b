"""The people of all teams: who comes and who leaves, and what is decided about their number."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.engine.changes import IS_OF_SEATS_ONLY, scripted_changes
from sim.engine.clock import Kind, Process
from sim.engine.governance import HOURS_PER_MONTH
from sim.engine.journal import Cause, Why
from sim.engine.reference.books import Books
from sim.engine.reference.team import Team
from sim.rules import assignment, knowledge, motive, people, pool, verdict


class Staff:
    """What changes the number of people, or of seats, and whose work goes where."""

    def __init__(self, books: Books, end: Callable[[Team, Cause], None]) -> None:
        self.books, self.clock, self.plan, self.teams = books, books.clock, books.plan, books.teams
        self.end = end
        self.changes = books.record.changes
        self.share = self.share_before = books.plan.reviews.share
        self.share_since = 0.0
        self.asked = [0] * books.plan.liaisons
        self.work_factor: list[list[float]] = books.plan.reviews.work_factor.tolist()
        self.dealt = [0] * len(self.teams)
        self.given = np.zeros((books.plan.liaisons, len(books.plan.stays_home)))
        """Tasks given out since each provider's term began."""

    def begin(self) -> None:
        """All that is known before time starts."""
        scripted = scripted_changes(self.plan, self.books.tape.misfortunes)
        for instant, decided, who, seats, why in scripted.tolist():
            if why in (Why.LET_GO, Why.SIGNED):
                self.teams[who].coming += seats
            self.write(instant, decided, who, seats, why)
        for team in self.teams:
            if team.leaving_per_hour > 0.0:
                team.luck = self.next_luck(team)
                self.expect_leaver(team)
        reviews, learning = self.plan.reviews, self.plan.learning
        if reviews.every_hours < self.plan.end:
            self.clock.process(self.reviews())
        if learning.is_on:
            self.clock.process(self.months())
        for team in self.teams:
            if self.plan.accounts.hours[team.index] < self.plan.end:
                self.clock.process(self.terms(team))
            if self.plan.signing.instant + self.plan.lending.look_hours[team.index] < self.plan.end:
                self.clock.process(self.looks(team))

    # -- people come and go ----------------------------------------------------------------------------------

    def decide(self, team: Team, seats: int, instant: float, why: Why) -> None:
        """So many more or fewer from that instant on."""
        team.coming += seats
        self.write(instant, self.clock.now, team.index, seats, why)

    def come_by_week(self, team: Team, number: int, first_day: float, ramp_hours: float, why: Why) -> None:
        """So many more, evenly over the weeks of a ramp."""
        weeks = verdict.weeks_of(ramp_hours)
        for week in range(weeks):
            group = verdict.group_of(number, week, weeks)
            if group > 0:
                self.decide(team, group, verdict.first_day_of(first_day, ramp_hours, week, weeks), why)

    def write(self, instant: float, decided: float, who: int, seats: int, why: int) -> None:
        """A change, as a fact, and as something to wait for."""
        self.changes.append((instant, decided, who, seats, why))
        if instant < self.plan.end:
            self.clock.process(self.take_effect(len(self.changes) - 1))

    def take_effect(self, row: int) -> Process:
        """The day has come."""
        instant, decided, who, seats, why = self.changes[row]
        yield self.clock.at(instant, Kind.SEATS, row)
        team = self.teams[who]
        if team.is_gone:
            return
        if why in (Why.LET_GO, Why.CHOSE):
            team.coming -= seats
            seats = people.who_can_go(seats, team.people)
            team.coming += seats
        self.changes[row] = (instant, decided, who, self.change(team, seats, why), why)

    def change(self, team: Team, asked: int, why: int) -> int:
        """More people work, or fewer: a seat that is taken closes when it is left; returns what took
        effect."""
        self.count_time(team)
        took_effect = asked
        if why == Why.TROUBLE:
            team.leaving_per_hour *= team.plan.trouble_factor
        elif why == Why.TROUBLE_OVER:
            team.leaving_per_hour = team.plan.leaving_per_hour
        elif why == Why.LESSON:
            self.teach(team)
        elif IS_OF_SEATS_ONLY[why]:
            team.away -= asked
            took_effect = people.open_seats(team.people, team.away) - team.seats
        elif why in (Why.LENT, Why.TAKEN_BACK):
            team.lent += asked
            team.people += asked
        else:
            if asked > 0 and why != Why.SIGNED and team.is_working and self.books.expertise.is_on:
                self.books.expertise.dilute(
                    team.index, self.clock.now, team.people, asked, why == Why.SUCCEEDING
                )
            if why == Why.LEFT and self.clock.now >= self.plan.signing.instant:
                team.stayed = knowledge.still_there(team.stayed, team.people)
            team.people += asked
            if why != Why.LEFT:
                team.coming -= asked
        self.expect_leaver(team)
        more = people.open_seats(team.people, team.away) - team.seats
        if more != took_effect:
            now = self.clock.now
            self.changes.append((now, now, team.index, more - took_effect, Why.CLOSED))
        self.books.seats[team.index] += more
        team.grow(more)
        return took_effect

    def teach(self, team: Team) -> None:
        """A lesson, by those who are still there of the people who were to give it."""
        lessons, books, now = self.plan.lessons, self.books, self.clock.now
        if now > self.plan.signing.instant + self.plan.signing.ramp_hours:
            giver, hours = self.teams[self.plan.leaving.of], 0.0
            if giver.successor == team.index and not giver.is_gone:
                hours = verdict.lesson_a_head(giver.lesson_hours, giver.stayed, team.people + team.coming)
            books.expertise.teach(team.index, now, hours)
            return
        hours = lessons.house_hours * books.inhouse.stayed + lessons.liaison_hours * books.liaisons.stayed
        books.expertise.teach(team.index, now, hours)

    # -- somebody leaves -------------------------------------------------------------------------------------

    def count_time(self, team: Team) -> None:
        """The time since the last change has used up some of the next leaver's luck."""
        now = self.clock.now
        team.luck = people.luck_left(team.luck, team.people, team.leaving_per_hour, now - team.counted)
        team.counted = now

    def expect_leaver(self, team: Team) -> None:
        """When the next one leaves, if nothing changes before."""
        team.leaves_at = people.next_leaving(self.clock.now, team.luck, team.people, team.leaving_per_hour)
        if team.leaves_at < self.plan.end:
            self.clock.process(self.leave(team, team.leaves_at))

    def leave(self, team: Team, instant: float) -> Process:
        """Somebody leaves, and somebody new is looked for."""
        yield self.clock.at(instant, Kind.LEAVE, team.index)
        if instant == team.leaves_at and not team.is_gone:
            self.changes.append((instant, instant, team.index, -1, Why.LEFT))
            team.luck, team.counted = self.next_luck(team), instant
            self.change(team, -1, Why.LEFT)
            self.decide(team, 1, instant + team.plan.hire_hours, Why.REPLACED)

    def next_luck(self, team: Team) -> float:
        """The luck of one leaver after the other."""
        self.dealt[team.index] += 1
        return self.books.tape.leaver(team.index, self.dealt[team.index] - 1)

    # -- reviews and terms -----------------------------------------------------------------------------------

    def outgoing(self) -> float:
        """The part of the outsourced share that leaves now."""
        signing = self.plan.signing
        return assignment.outgoing(self.clock.now, signing.instant, signing.ramp_hours, self.share_now())

    def share_now(self) -> float:
        """The part that reviews let go; their last step may still be on its way."""
        ramp = self.plan.reviews.ramp_hours
        return assignment.share_now(self.share_before, self.share, self.share_since, ramp, self.clock.now)

    def ask(self, team: Team, fresh: float, work_type: int) -> None:
        """A task was given to the team, which the next review will hear of."""
        factor = self.work_factor[team.index][work_type]
        self.asked[team.index] += people.asked_seconds(fresh, factor, team.speed[work_type])

    def reviews(self) -> Process:
        """The client looks at what was asked of each team, and at the load at home."""
        reviews, number = self.plan.reviews, 1
        while True:
            yield self.clock.at(number * reviews.every_hours, Kind.REVIEW, 0)
            number += 1
            if reviews.is_adaptive:
                self.move_share()
            for team in self.teams[: self.plan.liaisons]:
                is_signed = team is self.books.inhouse or self.clock.now >= self.plan.signing.instant
                if reviews.follows[team.index] and is_signed and not team.is_gone:
                    self.review(team)
                self.asked[team.index] = 0

    def move_share(self) -> None:
        """More work leaves, or less, as the load at home asks for."""
        rules, home = self.plan.reviews, self.books.inhouse
        in_hand = home.in_line + home.at_seats
        share = people.share_moved(self.share, in_hand, home.seats, rules.step, rules.above, rules.below)
        if share != self.share:
            self.share_before, self.share_since = self.share_now(), self.clock.now
        self.share = share

    def review(self, team: Team) -> None:
        """Seats are asked for, or released."""
        reviews, now = self.plan.reviews, self.clock.now
        headcount = team.people + team.coming - team.lent
        opened = team.open_hours(now - reviews.every_hours, now)
        wanted = people.seats_wanted(self.asked[team.index], opened, reviews.target_utilisation, headcount)
        more = people.seats_to_change(headcount, wanted, reviews.band, reviews.at_least, reviews.at_most)
        if more > 0:
            self.decide(team, more, now + team.plan.hire_hours, Why.ADDED)
        if more < 0:
            self.decide(team, more, now + team.plan.notice_hours, Why.LET_GO)

    def terms(self, team: Team) -> Process:
        """At signing a provider opens its books, and at the end of each term it looks at them; it stays, or
        walks away."""
        number, term = 0, float(self.plan.accounts.hours[team.index])
        while True:
            yield self.clock.at(self.plan.accounts.since + number * term, Kind.RENEWAL, team.index)
            if team.is_gone:
                return
            if number > 0:
                self.close_term(team, term)
            if self.plan.offers.ways[team.index] > 0 and not team.is_gone:
                self.begin_term(team, number, term)
            team.earned = 0.0
            number += 1

    def close_term(self, team: Team, hours: float) -> None:
        """What was earned, against what the seats cost."""
        terms, who = self.plan.accounts, team.index
        reserved = people.cost_of_term(team.people, float(terms.per_seat_hour[who]), hours)
        per_hour = float(terms.cost_per_seat_hour[who] * self.plan.offers.cost[who, team.way])
        cost = people.cost_of_term(team.people, per_hour, hours)
        if not people.is_worth_staying(team.earned + reserved, cost, float(terms.least_margin[who])):
            self.end(team, Cause.WALKED_AWAY)

    # -- a provider's bench ----------------------------------------------------------------------------------

    def looks(self, team: Team) -> Process:
        """From signing on a provider looks at our line from time to time, unless it is down."""
        number, every = 1, float(self.plan.lending.look_hours[team.index])
        while True:
            yield self.clock.at(self.plan.signing.instant + number * every, Kind.LENDING, team.index)
            if team.is_gone:
                return
            number += 1
            if not team.is_down:
                self.look(team)

    def look(self, team: Team) -> None:
        """More seats are lent, or some taken back: people who know as much as the team does."""
        lending, who, now = self.plan.lending, team.index, self.clock.now
        ours = people.open_seats(team.people - team.lent, team.away)
        is_busy = self.books.tape.busy[who, pool.week_of(now)] == 1
        in_hand = team.in_line + team.at_seats
        lent = pool.seats_to_lend(in_hand, ours, int(lending.bench[who]), int(lending.promised[who]), is_busy)
        more = people.who_can_go(lent - team.lent, team.people)
        if more != 0:
            why = Why.LENT if more > 0 else Why.TAKEN_BACK
            self.changes.append((now, now, who, more, why))
            self.change(team, more, why)

    def begin_term(self, team: Team, number: int, hours: float) -> None:
        """A provider chooses how to work in its next term, from what it was given in the last one."""
        if number > 0:
            offers, who, now = self.plan.offers, team.index, self.clock.now
            months, there = hours / motive.HOURS_PER_MONTH, team.people + team.coming - team.lent
            way = motive.best_way(offers, self.plan.accounts, self.given, who, team.way, there, months)
            more = int(offers.seats[who, way]) - int(offers.seats[who, team.way])
            more = motive.seats_in(there, more) - there
            team.work_by(offers, way)
            if more > 0:
                self.decide(team, more, now + team.plan.hire_hours, Why.CHOSE)
            if more < 0:
                self.decide(team, more, now + team.plan.notice_hours, Why.CHOSE)
        self.given[team.index] = 0.0

    def months(self) -> Process:
        """At each month's end, what everybody knows."""
        month = 1
        while True:
            yield self.clock.at(month * HOURS_PER_MONTH, Kind.BOOKS, 0)
            month += 1
            for team in range(self.plan.liaisons):
                for work_type in range(len(self.plan.stays_home)):
                    level = self.books.expertise.level(team, work_type, self.clock.now)
                    self.books.record.levels.append((self.clock.now, level, team, work_type))
