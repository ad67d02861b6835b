"""Bookkeeping, of which the people in the story know nothing."""

from __future__ import annotations

import math

import numpy as np

from sim.engine.clock import Clock
from sim.engine.plan import OF_WORK_TYPE, Plan, rows_of
from sim.engine.reference.expertise import Expertise
from sim.engine.reference.record import Record, Row
from sim.engine.reference.team import Sitting, Team
from sim.rules import assignment, communication, effort, knowledge, understanding
from sim.rules.assignment import Discipline, Rule
from sim.rules.chance import Purpose
from sim.tape.tape import Tape


class Books:
    """Plan and tape, the teams, and what is written down about them."""

    def __init__(self, plan: Plan, tape: Tape) -> None:
        self.plan, self.tape = plan, tape
        self.clock = Clock()
        self.teams = [Team(self.clock, plan, index) for index in range(len(plan.seats))]
        self.inhouse = self.teams[assignment.INHOUSE]
        self.liaisons, self.reviewers = self.teams[plan.liaisons], self.teams[plan.reviewers]
        self.record = Record(plan, tape)
        self.expertise = Expertise(plan)
        self.seats = plan.seats_before.copy()
        self.ahead = np.zeros(plan.liaisons, dtype=np.int64)
        self.keeps_ahead = plan.assignment == Rule.LEAST_BACKLOG
        # Lists: one number at a time is quicker to read from a list than from an array.
        self.work_type: list[int] = tape.work_type.tolist()
        self.work_types = rows_of(plan, OF_WORK_TYPE)
        self.resampled: dict[int, int] = {}
        self.burden: dict[int, tuple[int, int]] = {}

    def line_key(self, task: int) -> float:
        """What the line sorts the task by."""
        discipline = self.plan.discipline
        if discipline == Discipline.FIRST_COME:
            return 0.0
        return assignment.line_key(
            discipline, self.work_types[self.work_type[task]].priority, self.record.due[task]
        )

    def speed(self, task: int, team: Team, attempt: int) -> float:
        """How fast whoever does the task is at it now."""
        speed = team.speed[self.work_type[task]]
        if self.expertise.is_on:
            return self.expertise.speed(team.index, self.level(task, team, attempt), speed)
        return speed

    def level(self, task: int, team: Team, attempt: int) -> float:
        """What whoever does the task knows of it now; liaisons and reviewers know what the house knows."""
        level = self.expertise.level_behind(team.index, self.work_type[task], self.clock.now)
        if self.expertise.has_grades[team.index]:
            return knowledge.grade(True, self.tape.luck(Purpose.GRADE, task, attempt), level)
        return level

    def home_level(self, work_type: int) -> float:
        """What is known of such work at home."""
        return self.expertise.level(assignment.INHOUSE, work_type, self.clock.now)

    def gap(self, task: int, team: Team, attempt: int) -> float:
        """How much of the task whoever does it does not understand."""
        worth = 1.0
        if self.expertise.is_on:
            worth = self.expertise.worth(team.index, self.level(task, team, attempt))
        return understanding.gap(team.plan.distance, self.strangeness(team), worth, team.plan.clarity)

    def strangeness(self, team: Team) -> float:
        """What is left of the distance to the team, after all they have done together."""
        row = team.plan
        return understanding.strangeness(team.together, row.familiar_after, row.vanishes, row.familiar_start)

    def with_partner(self, hours: float, team: Team) -> float:
        """A liaison's hours for somebody at that team."""
        return communication.hours_between_friends(hours, self.strangeness(team))

    def part_effort(self, task: int, attempt: int, part: int, stops: int, fresh: float) -> float:
        """Standard hours of one part of an attempt."""
        work = self.work_types[self.work_type[task]]
        whole = effort.attempt_effort(attempt, fresh, work.rework_fraction)
        return effort.part_effort(whole, stops, part, work.setup_hours)

    def fresh_effort(self, task: int) -> float:
        """The next effort dealt for a task whose work is resampled."""
        times = self.resampled.get(task, 0)
        self.resampled[task] = times + 1
        return self.tape.effort_again(task, times)

    def put_ahead(self, task: int, team: Team, attempt: int) -> None:
        """The team has an attempt's work more ahead of it (kept only for a rule that asks)."""
        if self.keeps_ahead:
            work_type = self.work_type[task]
            whole = effort.attempt_effort(
                attempt, self.tape.fresh_effort(task, attempt), self.work_types[work_type].rework_fraction
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

    def disrupted(self, team: Team, start: float, end: float, cause: int) -> Row:
        """A disruption begins, as a fact; what becomes of it is written into the row later."""
        row: Row = {
            "started": start,
            "ended": end,
            "hired_at": math.nan,
            "team": team.index,
            "cause": cause,
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
