"""What contracts make of a task on its way: who is given it, and what its delivery counts for.

Names are those of the reference engine's `House`.
"""

from __future__ import annotations

import numpy as np

from sim.engine.compiled.people import decide
from sim.engine.compiled.state import NOBODY, strangeness
from sim.engine.compiled.task import luck_for
from sim.engine.journal import Why
from sim.rules import motive, verdict
from sim.rules.assignment import INHOUSE
from sim.rules.chance import Purpose
from sim.rules.rule import chapter, rule


@chapter
def successor(luck, teams, me, chosen, now, ramp_hours):
    """Who gets a new task that is meant for a team upon which somebody follows: that one, or already the
    other."""
    team = teams[chosen]
    task_luck = luck_for(luck, me, Purpose.SUCCESSION)
    goes = verdict.is_handed_over(task_luck, now, team.hands_over_at, ramp_hours)
    return team.successor if goes else chosen


@rule
def given_to(teams, given, chosen, work_type):
    """Who gets a task that was meant for the team `chosen`: a team that was given up is passed over.

    `given` (S, W) counts what each team was given since its contract's term began.
    """
    while teams[chosen].is_given_up:
        chosen = teams[chosen].destination
    given[chosen, work_type] += 1.0
    return chosen


@rule
def count_delivery(plan, team, me, row):
    """A provider has one task more behind it, and perhaps its price, and the client remembers; `row` is a
    TASK."""
    team.together += 1
    team.strange = strangeness(team)
    if me.team == plan.leaving.of:
        team.judged += 1
        team.judged_found += row.found
        if row.due < np.inf:
            team.judged_due += 1
            team.judged_late += row.delivered > row.due
    if team.looks_at_books:
        team.earned += plan.accounts.per_task[me.team, me.work_type]


@chapter
def follows(plan, state, who):
    """Whether somebody follows upon a team that has ended; who follows upon others follows no more."""
    ended = state.teams[who]
    if who == plan.leaving.to:
        state.teams[plan.leaving.of].successor = NOBODY
    if ended.successor == NOBODY:
        return False
    ended.destination = ended.successor
    after = state.teams[ended.successor]
    if after.destination == who:
        after.destination = INHOUSE
    return True


@chapter
def begin_term(plan, state, cursor, who, now):
    """A provider chooses how to work in its next term, from what it was given in the last one."""
    team, offers = state.teams[who], plan.offers
    if team.term > 1:
        months, there = (
            plan.accounts.hours[who] / motive.HOURS_PER_MONTH,
            team.people + team.coming - team.lent,
        )
        way = motive.best_way(offers, plan.accounts, state.given, who, team.way, there, months)
        more = offers.seats[who, way] - offers.seats[who, team.way]
        more = motive.seats_in(there, more) - there
        work_by(offers, state.skills, team, who, way)
        if more > 0:
            decide(plan, state, cursor, who, more, now + team.hire_hours, now, Why.CHOSE)
        if more < 0:
            decide(plan, state, cursor, who, more, now + team.notice_hours, now, Why.CHOSE)
    for work_type in range(state.given.shape[1]):
        state.given[who, work_type] = 0.0


@rule
def work_by(offers, skills, team, who, way):
    """From now on the team (a TEAM) works in this way; `skills` is (T, W) SKILL."""
    team.way = way
    for work_type in range(skills.shape[1]):
        skill = skills[who, work_type]
        skill.speed = offers.speed[who, work_type] * offers.pace[who, way]
        skill.defects = offers.defects[who, work_type] * offers.flaws[who, way]
