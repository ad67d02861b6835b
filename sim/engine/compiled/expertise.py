"""What each team knows of each work type, while the compiled engine tells the story.

`level` and `known` are (S, W): what a team knew of a work type, at this time.
"""

from __future__ import annotations

from sim.engine.compiled.task import luck_for
from sim.rules import knowledge, quality
from sim.rules.assignment import INHOUSE
from sim.rules.chance import Purpose
from sim.rules.rule import rule


@rule
def level_at(learning, level, known, who, work_type, now):
    """The level at this time."""
    hours = now - known[who, work_type]
    return knowledge.faded(level[who, work_type], learning.fade_per_hour[who], hours)


@rule
def practise(learning, level, known, me, now, people, part):
    """Somebody has worked on it for some hours, and done such a part of a new task: `me` is a TASK_STATE."""
    before = level_at(learning, level, known, me.place, me.work_type, now)
    level[me.place, me.work_type] = knowledge.practised(
        learning.curve[me.place], before, me.worked, people, learning.ramp_hours[me.place], part
    )
    known[me.place, me.work_type] = now


@rule
def dilute(learning, level, known, who, now, people, newcomers, theirs):
    """People have joined whose own level is `theirs`: 0 if they know nothing yet."""
    for work_type in range(level.shape[1]):
        before = level_at(learning, level, known, who, work_type, now)
        level[who, work_type] = knowledge.diluted(before, people, newcomers, theirs)
        known[who, work_type] = now


@rule
def teach(learning, level, known, work_types, who, now, hours):
    """Each of the team's people was taught for so many hours."""
    if learning.curve[who] == knowledge.Curve.SATURATING:
        for work_type in range(level.shape[1]):
            before = level_at(learning, level, known, who, work_type, now)
            tacit, ramp = work_types[work_type].ambiguity, learning.ramp_hours[who]
            level[who, work_type] = knowledge.taught(before, hours, learning.lesson_worth[who], tacit, ramp)
            known[who, work_type] = now


@rule
def level_of(learning, level, known, luck, me, who, now):
    """What whoever does the task at that team knows of it now; liaisons and reviewers know what the house
    knows."""
    mean = level_at(learning, level, known, learning.draws_on[who], me.work_type, now)
    if who < len(learning.has_grades) and learning.has_grades[who]:
        return knowledge.grade(True, luck_for(luck, me, Purpose.GRADE), mean)
    return mean


@rule
def home_level(learning, level, known, work_type, now):
    """What is known of such work at home."""
    return level_at(learning, level, known, INHOUSE, work_type, now)


@rule
def worth_of(learning, who, here):
    """How much of an expert those of a team with this level are."""
    return knowledge.worth(learning.curve[who], here, learning.newcomer_speed[who])


@rule
def speed_of(learning, who, here, speed):
    """How fast those of a team with this level are; an expert has the given speed."""
    source = learning.draws_on[who]
    return knowledge.pace(
        learning.curve[source],
        here,
        speed,
        learning.newcomer_speed[source],
        learning.units_before[source],
        learning.exponent[source],
    )


@rule
def times_as_many(learning, who, here):
    """Defects that those of a team with this level make or overlook, as a multiple of an expert's."""
    return knowledge.times_as_many(learning.curve[who], here, learning.newcomer_defects[who])


@rule
def detection_at(learning, level, known, work_type, now, probability):
    """How likely an inspector of the house is to find a defect that is there."""
    newcomers = times_as_many(learning, INHOUSE, home_level(learning, level, known, work_type, now))
    return quality.detection(probability, newcomers)
