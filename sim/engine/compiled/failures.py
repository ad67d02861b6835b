"""Outage, repair, insolvency, hiring: the rare chapters of the compiled engine about what goes wrong.

Names are those of the reference engine's `House` and `Team`. Each takes the whole `State` and the one record
that is the `cursor`.
"""

from __future__ import annotations

import numpy as np

from sim.engine.clock import RANKS, Kind
from sim.engine.compiled.agenda import schedule
from sim.engine.compiled.contracts import follows
from sim.engine.compiled.expertise import practise
from sim.engine.compiled.heap import at
from sim.engine.compiled.people import come_by_week
from sim.engine.compiled.queue import first_in, leave
from sim.engine.compiled.record import disrupted, interrupt, noted
from sim.engine.compiled.state import NOBODY, Step, hours_open
from sim.engine.compiled.task import follow, move_ahead, stand_up
from sim.engine.journal import Act, Cause, Why
from sim.rules import effort, people, relay
from sim.rules.rule import chapter, long_chapter


@chapter
def expect_ends(state, cursor, ends):
    """Each team's end for good, of which `ends` (T,) has the instant or inf, enters the agenda."""
    for who in range(len(state.teams)):
        if ends[who] < np.inf:
            schedule(state.agenda, cursor, ends[who], Kind.INSOLVENCY * RANKS + who)


# -- trouble -------------------------------------------------------------------------------------------------


@chapter
def go_down(state, cursor, who, now, until):
    """Everybody at work stops, and keeps the seat."""
    team = state.teams[who]
    disrupted(state, cursor, who, now, until, Cause.OUTAGE)
    team.is_down = 1
    seated = team.at_work
    while seated != NOBODY:
        me = state.desk[at(seated)]
        interrupt(me, hours_open(state, who, me.since, now))
        me.on_hold = 1
        seated = me.after
    if now + team.patience_hours < until:
        schedule(state.agenda, cursor, now + team.patience_hours, Kind.PATIENCE * RANKS + who)
    schedule(state.agenda, cursor, until, Kind.REPAIR * RANKS + who)


@chapter
def come_back(state, cursor, who):
    """Who was on hold goes on."""
    team = state.teams[who]
    team.is_down = team.is_given_up = 0
    seated = team.at_work
    while seated != NOBODY:
        me = state.desk[at(seated)]
        if me.on_hold:
            me.on_hold, me.next_step, me.follower = 0, Step.GO_ON, NOBODY
            follow(state.desk, cursor, seated)
        seated = me.after


@long_chapter
def give_back(state, cursor, who, now):
    """All tasks go elsewhere: those at seats in the order of tasks, then those in line in its order."""
    team, top = state.teams[who], who * state.line_room
    team.is_given_up = 1
    at_seats = state.seats[who] - team.free
    recalled = np.empty(at_seats + team.in_line, dtype=np.int64)
    seated = team.at_work
    for index in range(at_seats):
        recalled[index] = state.desk[at(seated)].task
        seated = state.desk[at(seated)].after
    recalled[:at_seats].sort()
    for index in range(at_seats, len(recalled)):
        recalled[index] = state.desk[first_in(state.lines, top)].task
        leave(state.lines, top, team.in_line)
        team.in_line -= 1
    team.at_work, team.free = NOBODY, state.seats[who]
    state.disruptions[team.disruption].moved = len(recalled)
    for index in range(len(recalled)):
        back = state.on_desk[recalled[index]]
        me = state.desk[at(back)]
        if index < at_seats:
            if not me.on_hold:
                interrupt(me, hours_open(state, who, me.since, now))
            me.on_hold = 0
            noted(state, cursor, me, now)
            me.work = effort.effort_after_move(me.work, me.hours, me.left, team.work_lost)
        me.next_step, me.follower = Step.ENTER, NOBODY
        follow(state.desk, cursor, back)


# -- the end of a shift --------------------------------------------------------------------------------------


@chapter
def expect_sunset(plan, state, cursor, who, closes, opens_again):
    """When the team's shift ends, if it is in a ring and this is more than a break."""
    is_in_ring = who < len(plan.relay.following) and plan.relay.following[who] != NOBODY
    if is_in_ring and closes < np.inf and relay.is_end_of_shift(closes, opens_again):
        schedule(state.agenda, cursor, closes, Kind.SUNSET * RANKS + who)


@long_chapter
def sunset(plan, state, cursor, who, now):
    """Work in hand is passed on to the next team of the ring that can go on."""
    goes_on_at = np.empty(len(plan.relay.following))
    for other in range(len(goes_on_at)):
        team = state.teams[other]
        goes_on_at[other] = now if now < team.closes_at else team.opening
        if team.is_down or team.is_given_up:
            goes_on_at[other] = np.inf
    to = relay.who_goes_on(plan.relay.following, goes_on_at, who)
    if to != NOBODY and not state.teams[who].is_down:
        pass_on(plan, state, cursor, who, to, now)


@long_chapter
def pass_on(plan, state, cursor, who, to, now):
    """Work at its seats goes to the other's free hands, in the order of tasks, but what stays at home."""
    team, learning = state.teams[who], plan.learning
    passed, count = np.empty(state.seats[who] - team.free, dtype=np.int64), 0
    seated = team.at_work
    while seated != NOBODY:
        me = state.desk[at(seated)]
        if me.act == Act.WORK and state.work_types[me.work_type].stays_home == 0:
            passed[count] = me.task
            count += 1
        seated = me.after
    passed = passed[:count]
    passed.sort()
    for task in passed[: relay.hands_free(state.teams[to].free, state.teams[to].in_line)]:
        mine = state.on_desk[task]
        me, row = state.desk[at(mine)], state.tasks[task]
        interrupt(me, hours_open(state, who, me.since, now))
        if learning.is_on:
            practise(learning, state.level, state.known, me, now, team.people, 0.0)
        if team.looks_at_books:
            team.earned += people.pay(me.worked, team.pay_per_hour)
        noted(state, cursor, me, now)
        stand_up(state.desk, team, me)
        team.free += 1
        again = effort.effort_after_move(me.work, me.hours, me.left, plan.relay.work_lost)
        me.work = again + state.work_types[me.work_type].setup_hours
        me.team = row.provider = to
        row.moves += 1
        move_ahead(state.ahead, me)
        me.at_head, me.next_step, me.follower = 1, Step.ENTER, NOBODY
        follow(state.desk, cursor, mine)


# -- insolvency, hiring --------------------------------------------------------------------------------------


@long_chapter
def end(plan, state, cursor, who, now, cause):
    """The team ends for good, and all its tasks go elsewhere."""
    team = state.teams[who]
    disrupted(state, cursor, who, now, np.inf, cause)
    team.is_gone = 1
    is_followed = follows(plan, state, who)
    give_back(state, cursor, who, now)
    number = people.seats_to_rehire(team.people + team.coming - team.lent, team.rehire)
    if number > 0 and not is_followed:
        hire(plan, state, cursor, who, number, now)


@chapter
def hire(plan, state, cursor, ended, number, now):
    """Whoever takes over a provider's work hires people for it."""
    team, who = state.teams[ended], state.teams[ended].destination
    while state.teams[who].is_gone:
        who = state.teams[who].destination
    first_day = now + state.teams[who].hire_hours
    row = state.disruptions[team.disruption]
    row.hired_at, row.hired, row.hired_by = first_day, number, who
    ramp = plan.leaving.rehire_ramp_hours
    come_by_week(plan, state, cursor, who, number, first_day, ramp, now, Why.HIRED)
