"""What becomes of a task's record (TASK_STATE) on its way: `me` is the record, `mine` its place on the desk.

The desk is (tasks,) TASK_STATE. Who has a seat at a team is a list within it, by `before` and `after`; who
follows at once upon the present event is another, by `follower`.
"""

from __future__ import annotations

import numpy as np

from sim.engine.compiled.heap import at
from sim.engine.compiled.state import NOBODY
from sim.rules import chance, communication, effort, quality
from sim.rules.rule import rule


@rule
def begin_state(me, task, work_type):
    """The record before anything has happened to the task."""
    me.task, me.work_type, me.burdened, me.finishes = task, work_type, NOBODY, np.nan
    me.attempt = me.part = me.stops = me.resampled = me.asked = me.missed = me.flaws = 0
    me.burden = me.on_hold = 0


@rule
def sit_down(desk, team, me, mine):
    """It is one of those who have a seat at the team (a TEAM)."""
    me.before, me.after = NOBODY, team.at_work
    if team.at_work != NOBODY:
        desk[at(team.at_work)].before = mine
    team.at_work = mine


@rule
def stand_up(desk, team, me):
    """It has no seat at the team (a TEAM) any more."""
    if me.before == NOBODY:
        team.at_work = me.after
    else:
        desk[at(me.before)].after = me.after
    if me.after != NOBODY:
        desk[at(me.after)].before = me.before


@rule
def follow(desk, cursor, mine):
    """It follows at once, after those said before; `cursor` is the CURSOR record."""
    if cursor.follow_last == NOBODY:
        cursor.follow_first = mine
    else:
        desk[at(cursor.follow_last)].follower = mine
    cursor.follow_last = mine


@rule
def put_ahead(ahead, me, whole, skill):
    """Its team has an attempt's work more `ahead` (S,), `whole` standard hours; `skill` is a SKILL."""
    me.burden, me.burdened = effort.seconds(effort.seat_hours(whole, skill.speed)), me.team
    ahead[me.team] += me.burden


@rule
def take_off(ahead, me):
    """The attempt's work is done, or goes elsewhere."""
    if me.burdened != NOBODY:
        ahead[me.burdened] -= me.burden
        me.burdened = NOBODY


@rule
def move_ahead(ahead, me):
    """The attempt's work is ahead of another team now."""
    if me.burdened != NOBODY:
        take_off(ahead, me)
        me.burdened = me.team
        ahead[me.team] += me.burden


@rule
def inspection_rate(switching, usual, history):
    """A team's usual rate of inspection, or what its `history` (a number, see `quality`) has made of it."""
    return quality.inspection_rate(
        usual,
        history,
        switching.clean_needed,
        switching.skip_factor,
        switching.tighten_after,
        switching.tightened_rate,
    )


@rule
def luck_for(luck, me, purpose):
    """The luck of a task's attempt."""
    place = chance.place_at(luck.number[me.task], me.attempt)
    return chance.dealt(luck.root, luck.names, luck.cuts, me.work_type, purpose, place)


@rule
def luck_of(luck, me, purpose):
    """The luck of a task, the same for all its attempts."""
    place = chance.place_at(luck.number[me.task], 0)
    return chance.dealt(luck.root, luck.names, luck.cuts, me.work_type, purpose, place)


@rule
def amount_for(luck, me, purpose, attempt, stop):
    """What else a task asks for: hours of a brief, an answer, a checkpoint or an inspection, a delay, or how
    unclear it is."""
    place = chance.place_of(luck.number[me.task], attempt, stop)
    return effort.other_amount(
        luck.root, luck.names, luck.cuts, luck.laws, luck.values, me.work_type, purpose, place
    )


@rule
def with_partner(hours, team):
    """A liaison's hours for somebody at a team (a TEAM)."""
    return communication.hours_between_friends(hours, team.strange)


@rule
def fresh_effort(luck, me):
    """Standard hours that a whole new attempt asks for."""
    return effort.fresh_effort(
        luck.root,
        luck.names,
        luck.laws,
        luck.values,
        luck.source,
        luck.effort,
        me.work_type,
        me.task,
        luck.number[me.task],
        me.attempt,
    )


@rule
def effort_again(luck, me):
    """The same where an outage has it drawn anew, after so many times."""
    return effort.effort_again(
        luck.root,
        luck.names,
        luck.laws,
        luck.values,
        luck.source,
        luck.effort,
        me.work_type,
        me.task,
        luck.number[me.task],
        me.resampled,
    )
