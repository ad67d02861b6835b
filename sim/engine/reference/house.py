"""The story, told with SimPy: a process for each task's life, and for each team's hours and misfortunes.

Read it from the top: `life` is a task's whole life, and each method below it is one chapter. What people
decide and compute is in `sim.rules`; what they are told beforehand is the plan and the tape; what is left of
it all is the journal. How a team hands out its seats is in `sim.engine.reference.team`. The compiled twin
(`sim.engine.compiled.loop`) tells the same story in one loop.
"""

from __future__ import annotations

import math

import numpy as np
import simpy
from simpy.exceptions import Interrupt

from sim.engine.clock import Kind, Process
from sim.engine.journal import Act, Cause, Why
from sim.engine.own_rule import OwnRule, team_by
from sim.engine.plan import Plan
from sim.engine.reference.client import Client
from sim.engine.reference.flaws import Flaws
from sim.engine.reference.record import Record, Row
from sim.engine.reference.sight import Sight
from sim.engine.reference.staff import Staff
from sim.engine.reference.team import Sitting, Team, Word
from sim.rules import (
    assignment,
    communication,
    disruption,
    effort,
    knowledge,
    people,
    quality,
    relay,
)
from sim.rules.assignment import Situation
from sim.rules.chance import Purpose
from sim.tape.tape import Tape


class House(Flaws):
    """The client, its providers, and all that happens to the tasks between them."""

    def __init__(self, plan: Plan, tape: Tape, own: OwnRule | None = None) -> None:
        super().__init__(plan, tape)
        self.own = own
        self.sight = Sight(plan, self.seats, self.ahead)
        self.looks = own is not None or assignment.looks_around(plan.assignment)
        self.keeps_ahead = self.keeps_ahead or own is not None
        self.staff = Staff(self, self.end)
        self.client = Client(self, self.staff, self.end)
        self.passed_to: dict[int, Team] = {}
        self.always_leaves = plan.signing == (0.0, 0.0) and not plan.reviews.is_adaptive

    def run(self) -> Record:
        """Tell the story from the start to the horizon."""
        self.clock.process(self.arrivals())
        self.staff.begin()
        self.client.begin()
        for team in self.teams:
            self.clock.process(team.shifts())
            self.clock.process(self.outages(team))
            self.clock.process(self.insolvency(team))
            if team.is_working and self.plan.relay.following[team.index] != relay.NOBODY:
                self.clock.process(self.sunsets(team))
        self.clock.run(until=self.plan.end)
        self.close_the_books()
        return self.record

    # -- arrival ---------------------------------------------------------------------------------------------

    def arrivals(self) -> Process:
        """Tasks come when the tape says."""
        for task, instant in enumerate(self.tape.arrived.tolist()):
            yield self.clock.at(instant, Kind.ARRIVAL, task)
            self.clock.process(self.life(task))

    def life(self, task: int) -> Process:
        """One task, from arrival to delivery."""
        team = self.assign(task)
        if team.is_outsourced:
            yield from self.brief(task, team)
        attempt, again, flaws = 0, True, 0
        while again:
            points = self.points(task, team, attempt)
            team = yield from self.attempt(task, team, attempt, points.asked)
            flaws += self.judge(task, team, attempt, points)
            again, flaws = yield from self.inspect(task, team, attempt, flaws)
            attempt += 1
        self.deliver(task, flaws)

    # -- assignment ------------------------------------------------------------------------------------------

    def assign(self, task: int) -> Team:
        """Who gets it; a team that was given up is passed over."""
        situation = self.situation(task)
        if self.own is not None:
            index = team_by(self.own(situation), self.own, self.tape.teams[: self.plan.liaisons], task)
        else:
            index = assignment.team_for(self.plan.assignment, situation)
        team = self.client.successor(task, self.teams[index])
        self.record.assigned[task] = team.index
        while team.is_given_up:
            team = self.teams[team.destination]
        self.record.provider[task] = team.index
        self.staff.given[team.index, self.work_type[task]] += 1.0
        self.put_ahead(task, team, 0)
        if self.plan.reviews.every_hours < math.inf:
            self.staff.ask(team, self.tape.fresh_effort(task, 0), self.work_type[task])
        return team

    def situation(self, task: int) -> Situation:
        """What is known of the task and of the teams."""
        work_type, luck = self.work_type[task], self.tape.luck(Purpose.ASSIGNMENT, task)
        if not self.always_leaves:
            luck = assignment.luck_to_leave(luck, self.staff.outgoing())
        if self.looks:
            self.sight.look(self.teams, self.clock.now)
        return self.sight.situation(self.clock.now, work_type, self.record.due[task], luck)

    # -- brief -----------------------------------------------------------------------------------------------

    def brief(self, task: int, team: Team) -> Process:
        """A liaison writes what is wanted, if there is anything to write, and the work is handed over."""
        if self.work_types[self.work_type[task]].brief_hours > 0.0:
            plain = self.tape.amount(Purpose.BRIEF_HOURS, task)
            hours = communication.brief_hours(plain, team.plan.clarity)
            yield from self.sit(task, self.liaisons, Act.BRIEF, 0, self.with_partner(hours, team))
        yield self.reach(task, team.plan.handover_hours)

    def reach(self, task: int, hours: float) -> simpy.Event:
        """The other side has it after so many hours of the calendar."""
        return self.clock.at(self.clock.now + hours, Kind.ARRIVE_THERE, task)

    # -- attempt: work, cut into parts by questions and checkpoints ------------------------------------------

    def attempt(self, task: int, team: Team, attempt: int, questions: int) -> Process:
        """All the work of one attempt; returns the team that ended it."""
        checkpoints = self.plan.checkpoints if team.is_outsourced else 0
        stops = questions + checkpoints
        if attempt > 0:
            self.put_ahead(task, team, attempt)
        for part in range(stops + 1):
            if part > 0:
                if checkpoints > 0 and communication.is_checkpoint(part, stops, checkpoints):
                    yield from self.check(task, team, attempt, part)
                else:
                    yield from self.ask(task, team, attempt, part)
            team = yield from self.work(task, team, attempt, part, stops)
        self.take_off(task)
        self.record.attempts[task] = attempt + 1
        return team

    def work(self, task: int, team: Team, attempt: int, part: int, stops: int) -> Process:
        """One part of an attempt, at whichever team the task ends up; returns that team."""
        fresh = self.tape.fresh_effort(task, attempt)
        undone: float | None = self.part_effort(task, attempt, part, stops, fresh)
        at_head = part > 0
        while undone is not None:
            entered = yield from self.enter(task, team)
            at_head = at_head and entered is team
            team = entered
            undone = yield from self.sit(task, team, Act.WORK, attempt, undone, at_head, part, stops)
            if task in self.passed_to:
                team, at_head = self.passed_to.pop(task), True
        return team

    def enter(self, task: int, team: Team) -> Process:
        """The door: a team that was given up sends the task on; returns the team that takes it."""
        while team.is_given_up:
            team = self.teams[team.destination]
            self.record.moves[task] += 1
            self.record.provider[task] = team.index
            self.move_ahead(task, team)
            if team.is_outsourced:
                yield self.reach(task, team.plan.handover_hours)
        return team

    # -- a seat ----------------------------------------------------------------------------------------------

    def sit(
        self,
        task: int,
        team: Team,
        act: int,
        attempt: int,
        work: float,
        at_head: bool = False,
        part: int = 0,
        stops: int = 0,
    ) -> Process:
        """Wait for a seat, and work in it; returns None, or the hours that another team must still do."""
        clock = self.clock
        joined = clock.now
        if not team.takes_at_once():
            word = yield team.join(task, self.line_key(task), at_head)
            if word is Word.RECALLED:
                return work
        hours = left = effort.seat_hours(work, self.speed(task, team, attempt))
        sitting = Sitting(clock.active_process, act, attempt, joined, clock.now)
        if act == Act.WORK and math.isnan(self.record.started[task]):
            self.record.started[task] = clock.now
        team.at_work[task] = sitting
        while True:
            try:
                yield clock.at(team.finish(sitting.since, left), Kind.FINISH, task)
                break
            except Interrupt as interruption:
                done = team.open_hours(sitting.since, clock.now)
                sitting.worked += done
                left = effort.hours_left(left, done)
                word = interruption.cause
            if word is Word.DOWN:
                word = yield team.hold(task)
            if word is Word.RECALLED:
                self.note(task, team, sitting, clock.now)
                return effort.effort_after_move(work, hours, left, team.plan.work_lost)
            if word is Word.PASS_ON:
                self.credit(task, team, sitting, 0.0)
                self.note(task, team, sitting, clock.now)
                again = effort.effort_after_move(work, hours, left, self.plan.relay.work_lost)
                return again + self.work_types[self.work_type[task]].setup_hours
            if team.plan.fate == disruption.Fate.RESAMPLE and act == Act.WORK:
                work = self.part_effort(task, attempt, part, stops, self.fresh_effort(task))
            fresh_hours = effort.seat_hours(work, self.speed(task, team, attempt))
            left = disruption.hours_after_outage(team.plan.fate, hours, left, fresh_hours)
            hours = fresh_hours
            sitting.since = clock.now
        del team.at_work[task]
        sitting.worked += left
        if act == Act.WORK:
            self.credit(task, team, sitting, knowledge.task_part(attempt, stops))
        team.leave()
        self.note(task, team, sitting, clock.now)
        return None

    def credit(self, task: int, team: Team, sitting: Sitting, part: float) -> None:
        """The team has learned from the work, done such a part of a new task, and earned by it."""
        if self.expertise.is_on:
            work_type, now = self.work_type[task], self.clock.now
            self.expertise.practise(team.index, work_type, now, sitting.worked, team.people, part)
        if team.looks_at_books:
            team.earned += people.pay(sitting.worked, team.pay_per_hour)

    # -- the end of a shift ----------------------------------------------------------------------------------

    def sunsets(self, team: Team) -> Process:
        """At the end of a shift work in hand is passed on to the next team of the ring that can go on."""
        for instant in team.ends_of_shifts():
            yield self.clock.at(instant, Kind.SUNSET, team.index)
            goes_on_at = np.array([other.goes_on_at for other in self.teams[: self.plan.liaisons]])
            to = relay.who_goes_on(self.plan.relay.following, goes_on_at, team.index)
            if to != relay.NOBODY and not team.is_down:
                self.pass_on(team, self.teams[to])

    def pass_on(self, team: Team, to: Team) -> None:
        """Work at its seats goes to the other's free hands, in the order of tasks, but what stays at home."""
        stays, kinds = self.plan.stays_home, self.work_type
        leaving = sorted(
            task
            for task, sitting in team.at_work.items()
            if sitting.act == Act.WORK and not stays[kinds[task]]
        )
        for task in leaving[: relay.hands_free(to.free, to.in_line)]:
            team.tell(task, Word.PASS_ON)
            del team.at_work[task]
            team.free += 1
            self.passed_to[task] = to
            self.record.moves[task] += 1
            self.record.provider[task] = to.index
            self.move_ahead(task, to)

    # -- unclear points: question, checkpoint ----------------------------------------------------------------

    def ask(self, task: int, team: Team, attempt: int, stop: int) -> Process:
        """The task is put aside; the question travels, a liaison answers it, or at home a colleague, and the
        answer travels."""
        self.record.questions[task] += 1
        hours, delay = self.tape.amount(Purpose.ANSWER_HOURS, task, attempt, stop), 0.0
        yield self.reach(task, team.plan.message_hours)
        if team.is_outsourced:
            yield from self.sit(task, self.liaisons, Act.ANSWER, attempt, self.with_partner(hours, team))
            delay = self.tape.amount(Purpose.DELAY, task, attempt, stop)
        else:
            yield from self.sit(task, team, Act.ANSWER, attempt, hours, at_head=True)
        yield self.reach(task, team.plan.message_hours + delay)

    def check(self, task: int, team: Team, attempt: int, stop: int) -> Process:
        """The draft travels to a liaison, who has a look, and back; none is held of work that has come
        home."""
        if team.is_outsourced:
            yield self.reach(task, team.plan.message_hours)
            hours = self.tape.amount(Purpose.CHECKPOINT_HOURS, task, attempt, stop)
            yield from self.sit(task, self.liaisons, Act.CHECK, attempt, self.with_partner(hours, team))
            yield self.reach(task, team.plan.message_hours)

    # -- inspection and rework -------------------------------------------------------------------------------

    def inspect(self, task: int, team: Team, attempt: int, flaws: int) -> Process:
        """A reviewer may look, and may see; returns whether the task must be worked on again, and the flaws
        that are left in it then."""
        rate = self.inspection_rate(team)
        if not (rate > 0.0 and quality.happens(self.tape.luck(Purpose.INSPECTION, task, attempt), rate)):
            return False, flaws
        work = self.work_types[self.work_type[task]]
        hours = self.tape.amount(Purpose.INSPECTION_HOURS, task, attempt)
        yield from self.sit(task, self.reviewers, Act.INSPECT, attempt, hours)
        found, complained = self.look(task, attempt, flaws)
        team.history = quality.history_after(team.history, complained)
        again = quality.is_rework_due(complained, attempt, work.most_attempts)
        return again, flaws - found if again else flaws

    def inspection_rate(self, team: Team) -> float:
        """The team's usual rate, or what its history has made of it."""
        rule = self.plan.switching
        if not rule.is_on:
            return team.inspection_rate
        return quality.inspection_rate(
            team.inspection_rate,
            team.history,
            rule.clean_needed,
            rule.skip_factor,
            rule.tighten_after,
            rule.tightened_rate,
        )

    def deliver(self, task: int, flaws: int) -> None:
        """The client accepts the task, right or wrong."""
        self.record.delivered[task] = self.clock.now
        self.record.escaped[task] = flaws
        team = self.teams[self.record.provider[task]]
        team.together += 1
        self.client.count(task, team)
        if team.looks_at_books:
            team.earned += team.pay_per_task[self.work_type[task]]

    # -- outage, repair, insolvency --------------------------------------------------------------------------

    def outages(self, team: Team) -> Process:
        """The team goes down; after the client's patience its tasks go elsewhere; the team comes back."""
        misfortunes = self.tape.misfortunes
        own = misfortunes.team == team.index
        for start, end in zip(misfortunes.start[own].tolist(), misfortunes.end[own].tolist(), strict=True):
            yield self.clock.at(start, Kind.OUTAGE, team.index)
            if team.is_gone:
                return
            row = self.disrupted(team, start, end, Cause.OUTAGE)
            team.go_down()
            if start + team.plan.patience_hours < end:
                yield self.clock.at(start + team.plan.patience_hours, Kind.PATIENCE, team.index)
                if not team.is_gone:
                    row["moved"] = team.give_back()
            yield self.clock.at(end, Kind.REPAIR, team.index)
            if not team.is_gone:
                team.come_back()

    def insolvency(self, team: Team) -> Process:
        """The provider can pay its people no longer."""
        yield self.clock.at(float(self.tape.misfortunes.ends[team.index]), Kind.INSOLVENCY, team.index)
        if not team.is_gone:
            self.end(team, Cause.INSOLVENCY)

    def end(self, team: Team, cause: Cause) -> None:
        """The team ends for good, and all its tasks go elsewhere."""
        row = self.disrupted(team, self.clock.now, math.inf, cause)
        team.is_gone = True
        is_followed = self.client.follows(team)
        row["moved"] = team.give_back()
        number = people.seats_to_rehire(team.people + team.coming - team.lent, team.rehire)
        if number > 0 and not is_followed:
            self.hire(team, number, row)

    def hire(self, ended: Team, number: int, row: Row) -> None:
        """Whoever takes over a provider's work hires people for it."""
        team = self.teams[ended.destination]
        while team.is_gone:
            team = self.teams[team.destination]
        first_day = self.clock.now + team.plan.hire_hours
        row |= {"hired_at": first_day, "hired": number, "hired_by": team.index}
        self.staff.come_by_week(team, number, first_day, self.plan.leaving.rehire_ramp_hours, Why.HIRED)
