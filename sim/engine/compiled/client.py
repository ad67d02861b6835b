"""The client looks at what a provider is worth, and may end its contract: how the work goes on elsewhere.

Names are those of the reference engine's `Client`. Each takes the whole `State` and the one record that is
the `cursor`.
"""

from __future__ import annotations

import numpy as np

from sim.engine.clock import RANKS, Kind
from sim.engine.compiled.agenda import schedule
from sim.engine.compiled.people import come_by_week, expect
from sim.engine.compiled.state import NOBODY, hours_open
from sim.engine.journal import Why
from sim.rules import calendar, knowledge, verdict
from sim.rules.rule import chapter


@chapter
def verdicts(plan, state, cursor, who, now):
    """A look, or the ramp's end; returns whether the provider's contract is over."""
    leaving, team = plan.leaving, state.teams[who]
    if team.hands_over_at < np.inf:
        return team.successor != NOBODY
    cursor.looked += 1
    if state.teams[leaving.to].is_gone:
        return False
    if not has_enough(plan, cursor, team):
        again = leaving.since + (cursor.looked + 1) * leaving.every_hours
        schedule(state.agenda, cursor, again, Kind.VERDICT * RANKS + who)
    elif team.people + team.coming > 0:
        leave(plan, state, cursor, who, leaving.to, now)
        schedule(state.agenda, cursor, team.hands_over_at + leaving.ramp_hours, Kind.VERDICT * RANKS + who)
    return False


@chapter
def has_enough(plan, cursor, team):
    """Whether the provider (a TEAM) has been too bad for too long."""
    rules = plan.leaving
    is_bad = verdict.is_bad(
        team.judged_due,
        team.judged_late,
        team.judged,
        team.judged_found,
        rules.least_on_time_share,
        rules.most_found,
    )
    cursor.bad_looks = verdict.bad_in_a_row(cursor.bad_looks, is_bad)
    team.judged = team.judged_due = team.judged_late = team.judged_found = 0
    return cursor.bad_looks >= rules.bad_looks


# -- the second transition -----------------------------------------------------------------------------------


@chapter
def leave(plan, state, cursor, who, follows, now):
    """It is decided: people come who go on with the work, and some of the others teach them."""
    leaving, team, after = plan.leaving, state.teams[who], state.teams[follows]
    number = team.people + team.coming - team.lent
    team.successor, team.stayed = follows, 1.0
    team.hands_over_at = now + leaving.tender_hours
    after.rehire = team.rehire
    first_day = max(team.hands_over_at, now + after.hire_hours)
    come_by_week(plan, state, cursor, follows, number, first_day, leaving.ramp_hours, now, Why.SUCCEEDING)
    if leaving.teaching_hours > 0.0 and team.hands_over_at < plan.end:
        hand_on(plan, state, cursor, who, follows, number, now)


@chapter
def hand_on(plan, state, cursor, who, follows, number, now):
    """For how long which of the provider's seats are away to teach, and what is learned of it."""
    leaving, team, end = plan.leaving, state.teams[who], plan.end
    begins = team.hands_over_at
    ramped, hours = begins + leaving.ramp_hours, number * leaving.teaching_hours
    asked = hours * verdict.part_in_run(begins, leaving.ramp_hours, end)
    opened = hours_open(state, who, begins, min(ramped, end))
    whole = verdict.whole_teachers(asked, opened, team.people)
    rest = verdict.hours_of_one_more(asked, opened, team.people)
    first, opens, closes = who * state.rows, state.opens, state.closes
    back = calendar.after(opens, closes, state.open_hours, first, first + state.rows - 1, begins, rest)
    if whole > 0:
        expect(plan, state, cursor, who, -whole, begins, now, Why.HANDING_ON)
        expect(plan, state, cursor, who, whole, ramped, now, Why.HANDED_ON)
    if back > begins:
        expect(plan, state, cursor, who, -1, begins, now, Why.HANDING_ON)
        expect(plan, state, cursor, who, 1, back, now, Why.HANDED_ON)
    if plan.learning.curve[follows] == knowledge.Curve.SATURATING:
        lessons = verdict.weeks_of(leaving.ramp_hours)
        team.lesson_hours = verdict.lesson(hours, asked, opened, team.people, lessons)
        for week in range(1, lessons + 1):
            instant = verdict.first_day_of(begins, leaving.ramp_hours, week, lessons)
            expect(plan, state, cursor, follows, 0, instant, now, Why.LESSON)
