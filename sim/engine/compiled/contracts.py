"""What contracts make of a task on its way: who is given it, and what its delivery counts for.

Names are those of the reference engine's `House`.
"""

from __future__ import annotations

from sim.engine.compiled.people import decide
from sim.engine.journal import Why
from sim.rules import motive
from sim.rules.rule import chapter, rule


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
def count_delivery(plan, team, me):
    """A provider has one task more behind it, and perhaps its price."""
    team.together += 1
    if team.looks_at_books:
        team.earned += plan.accounts.per_task[me.team, me.work_type]


@chapter
def begin_term(plan, state, cursor, who, now):
    """A provider chooses how to work in its next term, from what it was given in the last one."""
    team, offers = state.teams[who], plan.offers
    if team.term > 1:
        months, there = plan.accounts.hours[who] / motive.HOURS_PER_MONTH, team.people + team.coming
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
