"""What each team knows of each work type, while the story is told."""

from __future__ import annotations

from sim.engine.plan import Plan
from sim.rules import knowledge
from sim.rules.assignment import INHOUSE


class Expertise:
    """Levels of the working teams: they rise with practice, fade without, and newcomers bring none."""

    def __init__(self, plan: Plan) -> None:
        learning = plan.learning
        self.is_on = learning.is_on
        self.curve: list[int] = learning.curve.tolist()
        self.newcomer_speed: list[float] = learning.newcomer_speed.tolist()
        self.newcomer_defects: list[float] = learning.newcomer_defects.tolist()
        self.ramp_hours: list[float] = learning.ramp_hours.tolist()
        self.fade_per_hour: list[float] = learning.fade_per_hour.tolist()
        self.lesson_worth: list[float] = learning.lesson_worth.tolist()
        self.units_before: list[float] = learning.units_before.tolist()
        self.exponent: list[float] = learning.exponent.tolist()
        self.draws_on: list[int] = learning.draws_on.tolist()
        self.has_grades: list[bool] = [*learning.has_grades.tolist(), False, False]
        self._tacit: list[float] = plan.ambiguity.tolist()
        self._start: list[float] = learning.start.tolist()
        self._level = [[start] * len(plan.stays_home) for start in self._start]
        self._since = [[0.0] * len(plan.stays_home) for _ in self._level]

    def level(self, team: int, work_type: int, now: float) -> float:
        """The level at this time."""
        hours = now - self._since[team][work_type]
        return knowledge.faded(self._level[team][work_type], self.fade_per_hour[team], hours)

    def practise(
        self, team: int, work_type: int, now: float, hours: float, people: int, task_part: float
    ) -> None:
        """Somebody has worked so many hours on it, and done such a part of a new task."""
        level = self.level(team, work_type, now)
        self._level[team][work_type] = knowledge.practised(
            self.curve[team], level, hours, people, self.ramp_hours[team], task_part
        )
        self._since[team][work_type] = now

    def dilute(self, team: int, now: float, people: int, newcomers: int, follow: bool) -> None:
        """People have joined who know nothing yet, or those of a provider that follows upon another."""
        theirs = self._start[team] if follow and team != INHOUSE else 0.0
        for work_type in range(len(self._level[team])):
            level = self.level(team, work_type, now)
            self._level[team][work_type] = knowledge.diluted(level, people, newcomers, theirs)
            self._since[team][work_type] = now

    def teach(self, team: int, now: float, hours: float) -> None:
        """Each of its people was taught for so many hours."""
        if self.curve[team] == knowledge.Curve.SATURATING:
            for work_type, tacit in enumerate(self._tacit):
                level = self.level(team, work_type, now)
                self._level[team][work_type] = knowledge.taught(
                    level, hours, self.lesson_worth[team], tacit, self.ramp_hours[team]
                )
                self._since[team][work_type] = now

    def level_behind(self, team: int, work_type: int, now: float) -> float:
        """The level with which a team works: its own, or the house's."""
        return self.level(self.draws_on[team], work_type, now)

    def worth(self, team: int, level: float) -> float:
        """How much of an expert those with this level are."""
        return knowledge.worth(self.curve[team], level, self.newcomer_speed[team])

    def speed(self, team: int, level: float, speed: float) -> float:
        """How fast those with this level are; an expert has the given speed."""
        source = self.draws_on[team]
        return knowledge.pace(
            self.curve[source],
            level,
            speed,
            self.newcomer_speed[source],
            self.units_before[source],
            self.exponent[source],
        )

    def times_as_many(self, team: int, level: float) -> float:
        """Defects that those with this level make or overlook, as a multiple of an expert's."""
        return knowledge.times_as_many(self.curve[team], level, self.newcomer_defects[team])
