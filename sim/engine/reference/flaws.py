"""What is unclear about a task, which flaws are left in it, and who finds them."""

from __future__ import annotations

from typing import NamedTuple

from sim.engine.reference.books import Books
from sim.engine.reference.team import Team
from sim.rules import assignment, quality, understanding
from sim.rules.chance import Purpose


class Points(NamedTuple):
    """Unclear points of an attempt."""

    asked: int
    missed: int


class Flaws(Books):
    """What goes wrong with the work itself."""

    def points(self, task: int, team: Team, attempt: int) -> Points:
        """How many unclear points of this attempt are noticed, and asked about, and how many are not."""
        work = self.work_types[self.work_type[task]]
        if work.unclear_points == 0.0:
            return Points(0, 0)
        gap = self.gap(task, team, attempt)
        share = understanding.share_of_work(attempt, work.rework_fraction)
        mean = work.unclear_points * gap * (self.tape.amount(Purpose.UNCLEAR, task) * share)
        noticed = understanding.share_noticed(gap, team.plan.asks)
        asked = understanding.poisson(self.tape.luck(Purpose.QUESTION, task, attempt), mean * noticed)
        missed = understanding.poisson(self.tape.luck(Purpose.MISSED, task, attempt), mean * (1.0 - noticed))
        self.record.missed[task] += missed
        return Points(asked, missed)

    def judge(self, task: int, team: Team, attempt: int, points: Points) -> int:
        """How many flaws the attempt has left in the work, which nobody knows yet."""
        number, work = self.work_type[task], self.work_types[self.work_type[task]]
        misread = misled = 0
        if points.missed > 0:
            luck = self.tape.luck(Purpose.MISUNDERSTANDING, task, attempt)
            misread = understanding.binomial(luck, points.missed, team.misreading[number])
        if points.asked > 0 and self.expertise.is_on:
            worth = self.expertise.worth(assignment.INHOUSE, self.home_level(number))
            wrong = understanding.misleading(work.ambiguity, worth)
            misled = understanding.binomial(
                self.tape.luck(Purpose.MISLEADING, task, attempt), points.asked, wrong
            )
        mean = team.defects[number] * understanding.share_of_work(attempt, work.rework_fraction)
        if self.expertise.is_on:
            mean *= self.expertise.times_as_many(team.index, self.level(task, team, attempt))
        defects = (
            understanding.poisson(self.tape.luck(Purpose.DEFECT, task, attempt), mean) if mean > 0.0 else 0
        )
        self.record.misunderstandings[task] += misread + misled
        self.record.defects[task] += defects
        return misread + misled + defects

    def look(self, task: int, attempt: int, flaws: int) -> tuple[int, bool]:
        """Flaws that an inspection finds, and whether it complains at all."""
        found = 0
        if flaws > 0:
            luck = self.tape.luck(Purpose.DETECTION, task, attempt)
            found = understanding.binomial(luck, flaws, self.detection(self.work_type[task]))
        is_false = False
        if found == 0 and self.plan.false_alarm > 0.0:
            is_false = quality.happens(
                self.tape.luck(Purpose.FALSE_ALARM, task, attempt), self.plan.false_alarm
            )
        self.record.found[task] += found
        self.record.false_alarms[task] += is_false
        return found, found > 0 or is_false

    def detection(self, work_type: int) -> float:
        """How likely an inspector is to find a defect that is there; the house's know what the house
        knows."""
        if not self.plan.inspector_learns:
            return self.plan.detection
        newcomers = self.expertise.times_as_many(assignment.INHOUSE, self.home_level(work_type))
        return quality.detection(self.plan.detection, newcomers)
