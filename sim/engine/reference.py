"""The story, told with SimPy: a process for each task's life, and for each team's hours and misfortunes.

Read it from the top: `life` is a task's whole life, and each method below it is one chapter. What people
decide and compute is in `sim.rules`; what they are told beforehand is the plan and the tape; what is left of
it all is the journal. How a team hands out its seats is in `sim.engine.team`. The compiled twin
(`sim.engine.compiled`) tells the same story in one loop.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import simpy
from simpy.exceptions import Interrupt

from sim.engine.clock import Clock, Kind, Story
from sim.engine.journal import Act
from sim.engine.plan import Plan
from sim.engine.record import Record, Row
from sim.engine.team import Sitting, Team, Word
from sim.rules import assignment, communication, disruption, effort, quality
from sim.tape.tape import RESAMPLES, Tape

AssignmentHook = Callable[[int, "House"], int]
"""A rule of the user's own: (task, house) -> index of the working team that gets it."""


class House:
    """The client, its providers, and all that happens to the tasks between them."""

    def __init__(self, plan: Plan, tape: Tape, hook: AssignmentHook | None = None) -> None:
        self.plan, self.tape, self.hook = plan, tape, hook
        self.clock = Clock()
        self.teams = [Team(self.clock, plan, index) for index in range(len(plan.seats))]
        self.inhouse, self.liaisons, self.reviewers = self.teams[0], self.teams[-2], self.teams[-1]
        self.record = Record(plan, tape)
        self.seats = plan.seats.copy()
        self.ahead = np.zeros(len(plan.seats) - 2, dtype=np.int64)
        self._open_the_books()

    def run(self) -> Record:
        """Tell the story from the start to the horizon."""
        self.clock.process(self.arrivals())
        for team in self.teams:
            self.clock.process(team.shifts())
            self.clock.process(self.outages(team))
            self.clock.process(self.insolvency(team))
        self.clock.run(until=self.plan.end)
        self.close_the_books()
        return self.record

    # -- arrival ---------------------------------------------------------------------------------------------

    def arrivals(self) -> Story:
        """Tasks come when the tape says."""
        for task, instant in enumerate(self.tape.arrived.tolist()):
            yield self.clock.at(instant, Kind.ARRIVAL, task)
            self.clock.process(self.life(task))

    def life(self, task: int) -> Story:
        """One task, from arrival to delivery."""
        team = self.assign(task)
        if team.is_outsourced:
            yield from self.brief(task, team)
        attempt, again, wrong = 0, True, False
        while again:
            team = yield from self.attempt(task, team, attempt)
            wrong = self.judge(task, team, attempt)
            again = yield from self.inspect(task, team, attempt, wrong)
            attempt += 1
        self.deliver(task, wrong)

    # -- assignment ------------------------------------------------------------------------------------------

    def assign(self, task: int) -> Team:
        """Who gets it; a team that was given up is passed over."""
        index = self.hook(task, self) if self.hook is not None else self.assigned_team(task)
        team = self.teams[index]
        while team.is_given_up:
            team = self.teams[team.destination]
        self.record.assigned[task] = index
        self.record.provider[task] = team.index
        self.put_ahead(task, team, 0)
        return team

    def assigned_team(self, task: int) -> int:
        """What the strategy's rule says."""
        work_type, plan = self.work_type[task], self.plan
        return assignment.team_for(
            plan.assignment,
            self.stays_home[work_type],
            self.assignment_luck[task],
            plan.shares,
            work_type,
            self.inhouse.in_line + self.inhouse.at_seats,
            plan.line_limit,
            self.ahead,
            self.seats,
            plan.primary,
            plan.backup,
            self.teams[plan.primary].is_down,
        )

    # -- brief -----------------------------------------------------------------------------------------------

    def brief(self, task: int, team: Team) -> Story:
        """A liaison writes what is wanted, if there is anything to write, and the work is handed over."""
        hours = self.brief_hours[self.work_type[task]]
        if hours > 0.0:
            yield from self.sit(task, self.liaisons, Act.BRIEF, 0, hours)
        yield self.there(task, team.handover_hours)

    def there(self, task: int, hours: float) -> simpy.Event:
        """The other side has it after so many hours of the calendar."""
        return self.clock.at(self.clock.now + hours, Kind.ARRIVE_THERE, task)

    # -- attempt: work, cut into parts by questions ----------------------------------------------------------

    def attempt(self, task: int, team: Team, attempt: int) -> Story:
        """All the work of one attempt; returns the team that ended it."""
        questions = self.number_of_questions(task, team, attempt)
        if attempt > 0:
            self.put_ahead(task, team, attempt)
        for part in range(questions + 1):
            if part > 0 and team.is_outsourced:
                yield from self.ask(task, team, attempt)
            team = yield from self.work(task, team, attempt, part, questions)
        self.take_off(task)
        self.record.attempts[task] = attempt + 1
        return team

    def work(self, task: int, team: Team, attempt: int, part: int, questions: int) -> Story:
        """One part of an attempt, at whichever team the task ends up; returns that team."""
        fresh = self.effort[attempt][task]
        undone: float | None = self.part_effort(task, attempt, questions, fresh)
        at_head = part > 0
        while undone is not None:
            entered = yield from self.enter(task, team)
            at_head = at_head and entered is team
            team = entered
            undone = yield from self.sit(task, team, Act.WORK, attempt, undone, at_head, questions)
        return team

    def enter(self, task: int, team: Team) -> Story:
        """The door: a team that was given up sends the task on; returns the team that takes it."""
        while team.is_given_up:
            team = self.teams[team.destination]
            self.record.moves[task] += 1
            self.record.provider[task] = team.index
            self.move_ahead(task, team)
            if team.is_outsourced:
                yield self.there(task, team.handover_hours)
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
        questions: int = 0,
    ) -> Story:
        """Wait for a seat, and work in it; returns None, or the hours that another team must still do."""
        clock = self.clock
        joined = clock.now
        if not team.takes_at_once():
            word = yield team.join(task, self.line_key(task), at_head)
            if word is Word.RECALLED:
                return work
        hours = left = effort.seat_hours(work, team.speed[self.work_type[task]])
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
                return effort.effort_after_move(work, hours, left, team.work_lost)
            if team.fate == disruption.RESAMPLE and act == Act.WORK:
                work = self.part_effort(task, attempt, questions, self.fresh_effort(task))
            fresh_hours = effort.seat_hours(work, team.speed[self.work_type[task]])
            left = disruption.hours_after_outage(team.fate, hours, left, fresh_hours)
            hours = fresh_hours
            sitting.since = clock.now
        del team.at_work[task]
        sitting.worked += left
        team.leave()
        self.note(task, team, sitting, clock.now)
        return None

    # -- question --------------------------------------------------------------------------------------------

    def ask(self, task: int, team: Team, attempt: int) -> Story:
        """The task is put aside; the question travels, is answered by a liaison, and the answer travels."""
        self.record.questions[task] += 1
        yield self.there(task, team.message_hours)
        yield from self.sit(task, self.liaisons, Act.ANSWER, attempt, self.answer_hours[self.work_type[task]])
        yield self.there(task, team.message_hours)

    def number_of_questions(self, task: int, team: Team, attempt: int) -> int:
        """How often this attempt will stop for an answer."""
        mean = team.question_mean[self.work_type[task]]
        return communication.questions(self.question_luck[attempt][task], mean) if mean > 0.0 else 0

    # -- inspection and rework -------------------------------------------------------------------------------

    def judge(self, task: int, team: Team, attempt: int) -> bool:
        """Whether the attempt went wrong, which nobody knows yet."""
        work_type = self.work_type[task]
        misunderstood, defect = team.misunderstanding[work_type], team.defect[work_type]
        is_misunderstood = misunderstood > 0.0 and quality.happens(
            self.misunderstanding_luck[attempt][task], misunderstood
        )
        is_defect = defect > 0.0 and quality.happens(self.defect_luck[attempt][task], defect)
        self.record.misunderstandings[task] += is_misunderstood
        self.record.defects[task] += is_defect
        return is_misunderstood or is_defect

    def inspect(self, task: int, team: Team, attempt: int, wrong: bool) -> Story:
        """A reviewer may look, and may see; returns whether the task must be worked on again."""
        if not (
            team.inspection_rate > 0.0
            and quality.happens(self.inspection_luck[attempt][task], team.inspection_rate)
        ):
            return False
        work_type = self.work_type[task]
        yield from self.sit(task, self.reviewers, Act.INSPECT, attempt, self.inspection_hours[work_type])
        found = wrong and quality.happens(self.detection_luck[attempt][task], self.plan.detection)
        self.record.found[task] += found
        return quality.is_rework_due(found, attempt, self.most_attempts[work_type])

    def deliver(self, task: int, wrong: bool) -> None:
        """The client accepts the task, right or wrong."""
        self.record.delivered[task] = self.clock.now
        self.record.defective[task] = int(wrong)

    # -- outage, repair, insolvency --------------------------------------------------------------------------

    def outages(self, team: Team) -> Story:
        """The team goes down; after the client's patience its tasks go elsewhere; the team comes back."""
        misfortunes = self.tape.misfortunes
        own = misfortunes.team == team.index
        for start, end in zip(misfortunes.start[own].tolist(), misfortunes.end[own].tolist(), strict=True):
            yield self.clock.at(start, Kind.OUTAGE, team.index)
            if team.is_gone:
                return
            row = self.disrupted(team, start, end, is_insolvency=False)
            team.go_down()
            if start + team.patience_hours < end:
                yield self.clock.at(start + team.patience_hours, Kind.PATIENCE, team.index)
                if not team.is_gone:
                    row["moved"] = team.give_back()
            yield self.clock.at(end, Kind.REPAIR, team.index)
            if not team.is_gone:
                team.come_back()

    def insolvency(self, team: Team) -> Story:
        """The team ends for good, and all its tasks go elsewhere."""
        instant = float(self.tape.misfortunes.ends[team.index])
        yield self.clock.at(instant, Kind.INSOLVENCY, team.index)
        row = self.disrupted(team, instant, math.inf, is_insolvency=True)
        team.is_gone = True
        row["moved"] = team.give_back()
        if team.rehired > 0:
            yield from self.hire(team, row)

    def hire(self, ended: Team, row: Row) -> Story:
        """Whoever takes over a provider's work hires people for it."""
        team = self.teams[ended.destination]
        while team.is_gone:
            team = self.teams[team.destination]
        first_day = self.clock.now + team.hire_hours
        row |= {"hired_at": first_day, "hired": ended.rehired, "hired_by": team.index}
        yield self.clock.at(first_day, Kind.HIRED, ended.index)
        if not team.is_gone:
            team.grow(ended.rehired)
            self.seats[team.index] += ended.rehired

    # -- bookkeeping, of which the people in the story know nothing ------------------------------------------

    def _open_the_books(self) -> None:
        """Arrays of plan and tape as lists: one number at a time is quicker to read from a list."""
        plan, tape = self.plan, self.tape
        self.work_type: list[int] = tape.work_type.tolist()
        self.assignment_luck: list[float] = tape.assignment.tolist()
        self.effort: list[list[float]] = tape.effort.tolist()
        self.effort_again: list[list[float]] = tape.effort_again.tolist()
        self.question_luck: list[list[float]] = tape.question.tolist()
        self.misunderstanding_luck: list[list[float]] = tape.misunderstanding.tolist()
        self.defect_luck: list[list[float]] = tape.defect.tolist()
        self.inspection_luck: list[list[float]] = tape.inspection.tolist()
        self.detection_luck: list[list[float]] = tape.detection.tolist()
        self.stays_home: list[bool] = plan.stays_home.tolist()
        self.brief_hours: list[float] = plan.brief_hours.tolist()
        self.answer_hours: list[float] = plan.answer_hours.tolist()
        self.inspection_hours: list[float] = plan.inspection_hours.tolist()
        self.rework_fraction: list[float] = plan.rework_fraction.tolist()
        self.most_attempts: list[int] = plan.most_attempts.tolist()
        self.priority: list[int] = plan.priority.tolist()
        self.resampled: dict[int, int] = {}
        self.burden: dict[int, tuple[int, int]] = {}

    def line_key(self, task: int) -> float:
        """What the line sorts the task by."""
        discipline = self.plan.discipline
        if discipline == 0:
            return 0.0
        return assignment.line_key(discipline, self.priority[self.work_type[task]], self.record.due[task])

    def part_effort(self, task: int, attempt: int, questions: int, fresh: float) -> float:
        """Standard hours of one part of an attempt."""
        whole = effort.attempt_effort(attempt, fresh, self.rework_fraction[self.work_type[task]])
        return effort.part_effort(whole, questions)

    def fresh_effort(self, task: int) -> float:
        """The next effort dealt for a task whose work is resampled."""
        times = self.resampled.get(task, 0)
        self.resampled[task] = times + 1
        return self.effort_again[times % RESAMPLES][task]

    def put_ahead(self, task: int, team: Team, attempt: int) -> None:
        """The team has an attempt's work more ahead of it (kept only for the rule that asks)."""
        if self.plan.assignment == assignment.LEAST_BACKLOG:
            work_type = self.work_type[task]
            whole = effort.attempt_effort(
                attempt, self.effort[attempt][task], self.rework_fraction[work_type]
            )
            ahead = effort.seconds(effort.seat_hours(whole, team.speed[work_type]))
            self.burden[task] = (team.index, ahead)
            self.ahead[team.index] += ahead

    def take_off(self, task: int) -> None:
        """The attempt's work is done, or goes elsewhere."""
        team, ahead = self.burden.pop(task, (0, 0))
        self.ahead[team] -= ahead

    def move_ahead(self, task: int, team: Team) -> None:
        """The attempt's work is ahead of another team now."""
        if task in self.burden:
            _, ahead = self.burden[task]
            self.take_off(task)
            self.burden[task] = (team.index, ahead)
            self.ahead[team.index] += ahead

    def note(self, task: int, team: Team, sitting: Sitting, ended: float) -> None:
        """An episode of seat time, as a fact."""
        self.record.episodes.append(
            (
                sitting.joined,
                sitting.started,
                ended,
                sitting.worked,
                task,
                team.index,
                sitting.act,
                sitting.attempt,
            )
        )

    def disrupted(self, team: Team, start: float, end: float, is_insolvency: bool) -> Row:
        """A disruption begins, as a fact; what becomes of it is written into the row later."""
        row: Row = {
            "started": start,
            "ended": end,
            "hired_at": math.nan,
            "team": team.index,
            "insolvency": int(is_insolvency),
            "in_line": team.in_line,
            "at_seats": team.at_seats,
            "moved": 0,
            "hired": 0,
            "hired_by": 0,
        }
        self.record.disruptions.append(row)
        return row

    def close_the_books(self) -> None:
        """Who still has a seat at the horizon has worked until then."""
        for team in self.teams:
            for task, sitting in team.at_work.items():
                if task not in team.on_hold:
                    sitting.worked += team.open_hours(sitting.since, self.plan.end)
                self.note(task, team, sitting, math.nan)
