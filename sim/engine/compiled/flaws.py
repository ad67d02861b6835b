"""What is unclear about a task, which flaws are left in it, and who finds them: `me` is its TASK_STATE.

Names are those of the reference engine's `House`. `level` and `known` are (S, W): what each team knew of each
work type, at that time.
"""

from __future__ import annotations

from sim.engine.compiled.expertise import detection_at, home_level, level_of, times_as_many, worth_of
from sim.engine.compiled.marks import bounds, is_marked
from sim.engine.compiled.task import amount_for, luck_for, luck_of
from sim.rules import quality, understanding
from sim.rules.assignment import INHOUSE
from sim.rules.chance import Purpose
from sim.rules.rule import passage
from sim.rules.understanding import UNSURE, poisson_between


@passage
def points(learning, level, known, marks, luck, me, what, team, now):
    """How many unclear points of this attempt are noticed, and asked about, and how many are not.

    `what` is a WORK_TYPE, `team` a TEAM. How unclear the task is takes long to find out where it is of a
    gamma distribution; mostly it is enough to know between which `marks` it lies.
    """
    worth = 1.0
    if learning.is_on:
        worth = worth_of(learning, me.team, level_of(learning, level, known, luck, me, me.team, now))
    gap = understanding.gap(team.distance, team.strange, worth, team.clarity)
    share = understanding.share_of_work(me.attempt, what.rework_fraction)
    noticed = understanding.share_noticed(gap, team.asks)
    usual = what.unclear_points * gap
    if usual == 0.0:
        return
    asks, misses = luck_for(luck, me, Purpose.QUESTION), luck_for(luck, me, Purpose.MISSED)
    me.asked = me.missed = UNSURE
    if is_marked(luck, me):
        low, high = bounds(marks, luck, me, luck_of(luck, me, Purpose.UNCLEAR))
        low, high = usual * (low * share), usual * (high * share)
        me.asked = poisson_between(asks, low * noticed, high * noticed)
        me.missed = poisson_between(misses, low * (1.0 - noticed), high * (1.0 - noticed))
    if me.asked == UNSURE or me.missed == UNSURE:
        mean = usual * (amount_for(luck, me, Purpose.UNCLEAR, 0, 0) * share)
        me.asked = understanding.poisson(asks, mean * noticed)
        me.missed = understanding.poisson(misses, mean * (1.0 - noticed))


@passage
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


@passage
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
