"""What is unclear about a task, which flaws are left in it, and who finds them: `me` is its TASK_STATE.

Names are those of the reference engine's `House`. `level` and `known` are (S, W): what each team knew of each
work type, at that time.
"""

from __future__ import annotations

from sim.engine.compiled.expertise import detection_at, home_level, level_of, times_as_many, worth_of
from sim.engine.compiled.task import amount_for, luck_for, strangeness
from sim.rules import quality, understanding
from sim.rules.assignment import INHOUSE
from sim.rules.chance import Purpose
from sim.rules.rule import rule


@rule
def points(learning, level, known, luck, me, what, team, now):
    """How many unclear points of this attempt are noticed, and asked about, and how many are not.

    `what` is a WORK_TYPE, `team` a TEAM.
    """
    worth = 1.0
    if learning.is_on:
        worth = worth_of(learning, me.team, level_of(learning, level, known, luck, me, me.team, now))
    gap = understanding.gap(team.distance, strangeness(team), worth, team.clarity)
    share = understanding.share_of_work(me.attempt, what.rework_fraction)
    mean = what.unclear_points * gap * (amount_for(luck, me, Purpose.UNCLEAR, 0, 0) * share)
    noticed = understanding.share_noticed(gap, team.asks)
    me.asked = understanding.poisson(luck_for(luck, me, Purpose.QUESTION), mean * noticed)
    me.missed = understanding.poisson(luck_for(luck, me, Purpose.MISSED), mean * (1.0 - noticed))


@rule
def judge(learning, level, known, luck, me, what, skill, row, now):
    """The flaws that the attempt has left in the work, which nobody knows yet.

    `what` is a WORK_TYPE, `skill` a SKILL, `row` a TASK.
    """
    misread = misled = 0
    if me.missed > 0:
        task_luck = luck_for(luck, me, Purpose.MISUNDERSTANDING)
        misread = understanding.binomial(task_luck, me.missed, skill.misreading)
    mean = skill.defects * understanding.share_of_work(me.attempt, what.rework_fraction)
    if learning.is_on:
        if me.asked > 0:
            here = home_level(learning, level, known, me.work_type, now)
            wrong = understanding.misleading(what.ambiguity, worth_of(learning, INHOUSE, here))
            misled = understanding.binomial(luck_for(luck, me, Purpose.MISLEADING), me.asked, wrong)
        mean *= times_as_many(learning, me.team, level_of(learning, level, known, luck, me, me.team, now))
    defects = 0
    if mean > 0.0:
        defects = understanding.poisson(luck_for(luck, me, Purpose.DEFECT), mean)
    row.misunderstandings += misread + misled
    row.defects += defects
    me.flaws += misread + misled + defects


@rule
def inspect(plan, level, known, luck, me, row, now):
    """Flaws that an inspection finds, and whether it complains at all; `row` is a TASK."""
    found = 0
    if me.flaws > 0:
        sees = plan.detection
        if plan.inspector_learns:
            sees = detection_at(plan.learning, level, known, me.work_type, now, sees)
        found = understanding.binomial(luck_for(luck, me, Purpose.DETECTION), me.flaws, sees)
    is_false = False
    if found == 0 and plan.false_alarm > 0.0:
        is_false = quality.happens(luck_for(luck, me, Purpose.FALSE_ALARM), plan.false_alarm)
    row.found += found
    row.false_alarms += is_false
    return found, found > 0 or is_false
