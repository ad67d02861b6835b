"""What each team knows of each work type, while the compiled engine tells the story.

`level` and `known` are (S, W): what a team knew of a work type, at this time.
"""

from __future__ import annotations

from sim.rules import knowledge
from sim.rules.rule import rule


@rule
def level_at(learning, level, known, who, work_type, now):
    """The level at this time."""
    hours = now - known[who, work_type]
    return knowledge.faded(level[who, work_type], learning.fade_per_hour[who], hours)


@rule
def practise(learning, level, known, me, now, people):
    """Somebody has worked on it for some hours: `me` is a TASK_STATE."""
    before = level_at(learning, level, known, me.place, me.work_type, now)
    part = knowledge.task_part(me.attempt, me.stops)
    level[me.place, me.work_type] = knowledge.practised(
        learning.curve[me.place], before, me.worked, people, learning.ramp_hours[me.place], part
    )
    known[me.place, me.work_type] = now


@rule
def dilute(learning, level, known, who, now, people, newcomers):
    """People have joined who know nothing yet."""
    for work_type in range(level.shape[1]):
        before = level_at(learning, level, known, who, work_type, now)
        level[who, work_type] = knowledge.diluted(before, people, newcomers)
        known[who, work_type] = now


@rule
def speed_at(learning, level, known, who, work_type, now, speed):
    """How fast the team is at this time; an expert has the given speed."""
    source = learning.draws_on[who]
    return knowledge.pace(
        learning.curve[source],
        level_at(learning, level, known, source, work_type, now),
        speed,
        learning.newcomer_speed[source],
        learning.units_before[source],
        learning.exponent[source],
    )


@rule
def defect_at(learning, level, known, who, work_type, now, probability):
    """How likely a fault of the team's own is at this time; an expert's has the given probability."""
    here = level_at(learning, level, known, who, work_type, now)
    return knowledge.defect_probability(
        learning.curve[who], here, probability, learning.newcomer_defects[who]
    )
