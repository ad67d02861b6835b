"""The same story in one loop, compiled: the twin of `sim.engine.reference.house`, a hundred times as fast.

It is a next-event loop over a future event list (`agenda`). Sections, order and verbs are those of the
reference engine. Where a process there waits, a task here has an entry in the agenda, and `act` or `way` says
what it waits for; where a process there goes on, `step` names the chapter that comes next. Plan, tape, rules
and journal are shared, so the two journals are equal to the last byte; `tests/engine/test_twins.py` is the
proof.

This file is a task's way through the house. What happens rarely is told elsewhere, under the names of the
reference engine: `people` (who comes and leaves, reviews, terms) and `failures` (outage, repair, insolvency,
hiring). Handing a bundle of arrays to a function costs some nanoseconds, so the frequent chapters stand here
and read them from local variables.
"""

from __future__ import annotations

import numpy as np

from sim.engine.clock import RANKS, Kind
from sim.engine.compiled import failures
from sim.engine.compiled import people as staff
from sim.engine.compiled.agenda import first_instant, first_rank, next_to_open, pop, schedule, sooner
from sim.engine.compiled.contracts import count_delivery, given_to, successor
from sim.engine.compiled.expertise import level_of, practise, speed_of
from sim.engine.compiled.flaws import inspect, judge, points
from sim.engine.compiled.heap import at
from sim.engine.compiled.people import outgoing
from sim.engine.compiled.queue import first_in, join, leave
from sim.engine.compiled.record import begin_row, close_the_books, note
from sim.engine.compiled.seldom import seldom
from sim.engine.compiled.sight import Choose, TaskSeen, choose, look
from sim.engine.compiled.state import NOBODY, Errand, Full, Luck, Records, State, Step, done_at
from sim.engine.compiled.task import (
    amount_for,
    begin_state,
    effort_again,
    follow,
    fresh_effort,
    inspection_rate,
    luck_for,
    move_ahead,
    put_ahead,
    sit_down,
    stand_up,
    take_off,
    with_partner,
)
from sim.engine.journal import Act
from sim.engine.plan import Plan
from sim.rules import assignment, communication, disruption, effort, knowledge, people, quality
from sim.rules.chance import Purpose
from sim.rules.rule import kernel


@kernel
def tell(
    plan: Plan, luck: Luck, state: State, cursors: Records, scripted: int, own: Choose | None = None
) -> int:
    """Tell the story from the start to the horizon; returns Full.NOTHING, or what there was no room for.

    `state` is as it is at the start, with room for all that will be written; `cursors` (1,) CURSOR says
    in the end how much that was. The first `scripted` changes are known already. `own` chooses teams by a
    rule of the user's own, with the arguments of `choose`.
    """
    cursor = cursors[0]
    rows, opens, closes, open_hours = state.rows, state.opens, state.closes, state.open_hours
    agenda, lines, line_room = state.agenda, state.lines, state.line_room
    teams, work_types, skills, seats = state.teams, state.work_types, state.skills, state.seats
    desk, on_desk, tasks, episodes = state.desk, state.on_desk, state.tasks, state.episodes
    level, known, ahead, asked, marks = state.level, state.known, state.ahead, state.asked, state.marks
    shares, office, given = plan.shares, plan.office, state.given
    liaisons, reviewers = len(teams) - 2, len(teams) - 1
    arrived, work_type, arrivals = luck.arrived, luck.work_type, len(luck.arrived)
    outages, struck = len(luck.misfortunes.team), luck.misfortunes
    learning, reviews, signing, switching = plan.learning, plan.reviews, plan.signing, plan.switching
    learns, keeps_ahead = learning.is_on, plan.assignment == assignment.Rule.LEAST_BACKLOG or own is not None
    is_mixed = own is None and not assignment.looks_around(plan.assignment)
    always_leaves = not (reviews.is_adaptive or signing.instant > 0.0 or signing.ramp_hours > 0.0)
    # Where the mix sends nothing out, nobody need ask; chance alone deals no number that is one.
    too_lucky = 1.0 if luck.cuts[Purpose.ASSIGNMENT, 1] == 1.0 else np.inf
    # At one instant's event each task enters itself once at most.
    agenda_room = agenda.shape[1] - arrivals - len(teams) - 8 - plan.leaving.most_changes

    next_arrival, next_opening, joinings = 0, next_to_open(teams), 0
    used, vacant, is_entry = 0, NOBODY, 0  # places on the desk
    outside, its_rank = np.inf, 0
    failures.expect_ends(state, cursor, struck.ends)
    staff.begin(plan, state, cursor, scripted)
    while True:
        # -- the law of time: the soonest of agenda, next arrival, next outage and next opening --------------
        if cursor.is_past:
            cursor.events, cursor.is_past = pop(agenda, cursor.events), 0
        if is_entry == 0:  # what is not in the agenda is another only when the last has happened
            outside, its_rank = teams[next_opening].opening, Kind.OPENING * RANKS + next_opening
            if next_arrival < arrivals:
                comes = Kind.ARRIVAL * RANKS + next_arrival
                if sooner(arrived[next_arrival], comes, outside, its_rank):
                    outside, its_rank = arrived[next_arrival], comes
            if cursor.outages < outages:
                strikes = Kind.OUTAGE * RANKS + struck.team[cursor.outages]
                if sooner(struck.start[cursor.outages], strikes, outside, its_rank):
                    outside, its_rank = struck.start[cursor.outages], strikes
        now, rank, is_entry = outside, its_rank, 0
        if cursor.events > 0 and sooner(first_instant(agenda), first_rank(agenda), now, rank):
            now, rank, is_entry = first_instant(agenda), first_rank(agenda), 1
        if not now < plan.end:
            break
        cursor.is_past = is_entry
        if cursor.events > agenda_room:
            return Full.AGENDA
        kind, who = rank // RANKS, rank % RANKS
        task, mine = who, NOBODY  # `mine` is the task's place on the desk
        step: int | np.int64 = Step.REST
        dispatching = NOBODY  # the team that takes from its line now
        cursor.follow_first = cursor.follow_last = NOBODY

        # -- arrival and assignment --------------------------------------------------------------------------
        if kind == Kind.ARRIVAL:
            next_arrival += 1
            if vacant == NOBODY:
                mine, used = used, used + 1
            else:
                mine, vacant = vacant, desk[vacant].follower
            on_desk[task] = mine
            me, row, what = desk[at(mine)], tasks[task], work_types[work_type[task]]
            begin_state(me, task, work_type[task])
            begin_row(row, office, what, now, work_type[task])
            stays, chosen, task_luck = what.stays_home == 1, assignment.INHOUSE, -1.0
            if not is_mixed or not (stays or shares[me.work_type, 0] >= too_lucky):
                task_luck = luck_for(luck, me, Purpose.ASSIGNMENT)
                if not always_leaves:
                    task_luck = assignment.luck_to_leave(task_luck, outgoing(plan, cursor, now))
            if is_mixed:  # the usual case, in which nobody need look around
                chosen = assignment.by_mix(stays, task_luck, shares, work_type[task])
            else:
                look(state.sight, teams, seats, now)
                known_task = TaskSeen(now, work_type[task], what.mean_effort, row.due, stays, task_luck)
                if own is None:
                    chosen = choose(plan.assignment, state.shown, state.shares, known_task)
                else:
                    chosen = own(plan.assignment, state.shown, state.shares, known_task)
                if not 0 <= chosen < liaisons:
                    cursor.refused_task, cursor.refused_team = task, chosen
                    return Full.REFUSED
            if teams[chosen].successor != NOBODY:
                chosen = successor(luck, teams, me, chosen, now, plan.leaving.ramp_hours)
            row.assigned = chosen
            chosen = given_to(teams, given, chosen, me.work_type)
            row.provider = me.team = chosen
            if keeps_ahead:
                put_ahead(ahead, me, luck.effort[0, task], skills[chosen, me.work_type])
            if reviews.every_hours < np.inf:
                factor, speed = reviews.work_factor[chosen, me.work_type], skills[chosen, me.work_type].speed
                asked[chosen] += people.asked_seconds(luck.effort[0, task], factor, speed)
            step = Step.BEGIN_ATTEMPT
            if teams[chosen].is_outsourced:
                step = Step.HAND_OVER
                if what.brief_hours > 0.0:
                    plain, team = amount_for(luck, me, Purpose.BRIEF_HOURS, 0, 0), teams[chosen]
                    me.place, me.act, me.at_head = liaisons, Act.BRIEF, 0
                    me.work = with_partner(communication.brief_hours(plain, team.clarity), team)
                    step = Step.SIT

        # -- what was sent arrives on the other side ---------------------------------------------------------
        elif kind == Kind.ARRIVE_THERE:
            mine = on_desk[task]
            me = desk[at(mine)]
            if me.way == Errand.HANDED_OVER:
                step = Step.BEGIN_ATTEMPT
            elif me.way == Errand.MOVED:
                step = Step.ENTER
            elif me.way == Errand.ASKED:
                me.work = amount_for(luck, me, Purpose.ANSWER_HOURS, me.attempt, me.part)
                me.act, me.place, me.at_head, step = Act.ANSWER, me.team, 1, Step.SIT
                if teams[me.team].is_outsourced:
                    me.place, me.at_head, me.work = liaisons, 0, with_partner(me.work, teams[me.team])
            elif me.way == Errand.DRAFTED:
                looks = amount_for(luck, me, Purpose.CHECKPOINT_HOURS, me.attempt, me.part)
                me.place, me.act, me.at_head, step = liaisons, Act.CHECK, 0, Step.SIT
                me.work = with_partner(looks, teams[me.team])
            else:
                step = Step.BEGIN_PART

        # -- a seat is left ----------------------------------------------------------------------------------
        elif kind == Kind.FINISH:
            mine = on_desk[task]
            if mine == NOBODY:
                continue  # stale: the task has been delivered since
            me = desk[at(mine)]
            if now != me.finishes:
                continue  # stale: an outage came between
            me.finishes = np.nan
            me.worked += me.left
            team = teams[me.place]
            stand_up(desk, team, me)
            if cursor.noted == len(episodes):
                return Full.EPISODES
            note(episodes[cursor.noted], me, now)
            cursor.noted += 1
            team.free += 1
            dispatching = me.place
            if me.act == Act.WORK:
                step = Step.END_PART
                if learns:
                    part = knowledge.task_part(me.attempt, me.stops)
                    practise(learning, level, known, me, now, team.people, part)
                if team.looks_at_books:
                    team.earned += people.pay(me.worked, team.pay_per_hour)
            elif me.act == Act.BRIEF:
                step = Step.HAND_OVER
            elif me.act != Act.INSPECT:
                step = Step.SEND_ANSWER
            else:
                found, complained = inspect(plan, level, known, luck, me, tasks[task], now)
                step = Step.DELIVER
                teams[me.team].history = quality.history_after(teams[me.team].history, complained)
                if quality.is_rework_due(complained, me.attempt, work_types[me.work_type].most_attempts):
                    me.flaws -= found
                    me.attempt += 1
                    step = Step.BEGIN_ATTEMPT

        # -- opening hours -----------------------------------------------------------------------------------
        elif kind == Kind.OPENING:
            team = teams[who]
            shift = who * rows + team.shift
            team.closes_at = closes[shift]
            team.shift += 1
            team.opening = opens[shift + 1] if team.shift < rows else np.inf
            if plan.relay.is_on:
                failures.expect_sunset(plan, state, cursor, who, team.closes_at, team.opening)
            next_opening = next_to_open(teams)
            dispatching = who

        # -- what happens rarely -----------------------------------------------------------------------------
        else:
            dispatching = seldom(plan, struck, state, cursor, kind, who, now)
            if cursor.full != Full.NOTHING:
                return int(cursor.full)

        # -- the line moves ----------------------------------------------------------------------------------
        if dispatching != NOBODY:
            team = teams[at(dispatching)]
            while team.free > 0 and team.in_line > 0 and not team.is_down and now < team.closes_at:
                granted = first_in(lines, dispatching * line_room)
                leave(lines, dispatching * line_room, team.in_line)
                team.in_line -= 1
                team.free -= 1
                desk[at(granted)].next_step, desk[at(granted)].follower = Step.START, NOBODY
                follow(desk, cursor, granted)

        # -- what follows at once ----------------------------------------------------------------------------
        # Chapters stand in a task's order, so that one can lead to the next without going round the loop.
        while step != Step.REST or cursor.follow_first != NOBODY:
            if step == Step.REST:
                mine = cursor.follow_first
                step, cursor.follow_first = np.int64(desk[at(mine)].next_step), desk[at(mine)].follower
            me = desk[at(mine)]
            task = me.task
            what = work_types[me.work_type]
            next_instant, errand = np.inf, 0  # when and how it goes on, if time passes

            # -- brief ---------------------------------------------------------------------------------------
            if step == Step.HAND_OVER:
                me.way = Errand.HANDED_OVER
                next_instant = now + teams[me.team].handover_hours
                errand = Kind.ARRIVE_THERE * RANKS + task
                step = Step.REST

            # -- attempt: work, cut into parts by questions --------------------------------------------------
            if step == Step.BEGIN_ATTEMPT:
                team = teams[me.team]
                me.asked = me.missed = 0
                if what.unclear_points > 0.0:
                    points(learning, level, known, marks, luck, me, what, team, now)
                    tasks[task].missed += me.missed
                me.stops = me.asked
                if team.is_outsourced:
                    me.stops += plan.checkpoints
                me.whole = effort.attempt_effort(me.attempt, fresh_effort(luck, me), what.rework_fraction)
                if keeps_ahead and me.attempt > 0:
                    put_ahead(ahead, me, me.whole, skills[me.team, me.work_type])
                me.part = 0
                step = Step.BEGIN_PART

            if step == Step.BEGIN_PART:
                me.work = effort.part_effort(me.whole, me.stops, me.part, what.setup_hours)
                me.at_head = me.part > 0
                step = Step.ENTER

            if step == Step.ENTER:
                step = Step.SIT
                while teams[me.team].is_given_up:
                    me.team = teams[me.team].destination
                    me.at_head = 0
                    tasks[task].moves += 1
                    tasks[task].provider = me.team
                    move_ahead(ahead, me)
                    if teams[me.team].is_outsourced:
                        me.way = Errand.MOVED
                        next_instant = now + teams[me.team].handover_hours
                        errand = Kind.ARRIVE_THERE * RANKS + task
                        step = Step.REST
                        break
                me.place, me.act = me.team, Act.WORK

            # -- a seat --------------------------------------------------------------------------------------
            if step == Step.SIT:
                team = teams[me.place]
                me.joined = now
                if team.free > 0 and team.in_line == 0 and not team.is_down and now < team.closes_at:
                    team.free -= 1
                    step = Step.START
                else:
                    key = assignment.line_key(plan.discipline, what.priority, tasks[task].due)
                    join(lines, me.place * line_room, team.in_line, 1 - me.at_head, key, joinings, mine)
                    team.in_line += 1
                    joinings += 1
                    step = Step.REST

            if step in (Step.START, Step.GO_ON):
                team = teams[me.place]
                speed = skills[me.place, me.work_type].speed
                if learns:
                    here = level_of(learning, level, known, luck, me, me.place, now)
                    speed = speed_of(learning, me.place, here, speed)
                if step == Step.START:
                    me.hours = me.left = effort.seat_hours(me.work, speed)
                    me.started, me.worked = now, 0.0
                    if me.act == Act.WORK and np.isnan(tasks[task].started):
                        tasks[task].started = now
                    sit_down(desk, team, me, mine)
                else:
                    if team.fate == disruption.Fate.RESAMPLE and me.act == Act.WORK:
                        fresh = effort.attempt_effort(
                            me.attempt, effort_again(luck, me), what.rework_fraction
                        )
                        me.work = effort.part_effort(fresh, me.stops, me.part, what.setup_hours)
                        me.resampled += 1
                    fresh_hours = effort.seat_hours(me.work, speed)
                    me.left = disruption.hours_after_outage(team.fate, me.hours, me.left, fresh_hours)
                    me.hours = fresh_hours
                me.since = now
                me.finishes = done_at(opens, closes, open_hours, rows, team, me.place, now, me.left)
                next_instant, errand = me.finishes, Kind.FINISH * RANKS + task
                step = Step.REST

            # -- question ------------------------------------------------------------------------------------
            if step == Step.END_PART:
                if me.part == me.stops:
                    step = Step.JUDGE
                else:
                    me.part += 1
                    step = Step.BEGIN_PART
                    looks, is_held = me.stops - me.asked, True
                    if looks > 0 and communication.is_checkpoint(me.part, me.stops, looks):
                        me.way, is_held = Errand.DRAFTED, teams[me.team].is_outsourced == 1
                    else:
                        me.way = Errand.ASKED
                        tasks[task].questions += 1
                    if is_held:
                        next_instant = now + teams[me.team].message_hours
                        errand = Kind.ARRIVE_THERE * RANKS + task
                        step = Step.REST

            if step == Step.SEND_ANSWER:
                delay = 0.0
                if me.act == Act.ANSWER and teams[me.team].is_outsourced:
                    delay = amount_for(luck, me, Purpose.DELAY, me.attempt, me.part)
                me.way = Errand.ANSWERED
                next_instant = now + (teams[me.team].message_hours + delay)
                errand = Kind.ARRIVE_THERE * RANKS + task
                step = Step.REST

            # -- inspection and rework -----------------------------------------------------------------------
            if step == Step.JUDGE:
                take_off(ahead, me)
                skill, row = skills[me.team, me.work_type], tasks[task]
                row.attempts = me.attempt + 1
                judge(learning, level, known, luck, me, what, skill, row, now)
                rate = teams[me.team].inspection_rate
                if switching.is_on:
                    rate = inspection_rate(switching, rate, teams[me.team].history)
                step = Step.DELIVER
                if rate > 0.0 and quality.happens(luck_for(luck, me, Purpose.INSPECTION), rate):
                    me.place, me.act, me.at_head, step = reviewers, Act.INSPECT, 0, Step.SIT
                    me.work = amount_for(luck, me, Purpose.INSPECTION_HOURS, me.attempt, 0)

            if step == Step.DELIVER:
                tasks[task].delivered = now
                tasks[task].escaped = me.flaws
                count_delivery(plan, teams[me.team], me, tasks[task])
                on_desk[task] = NOBODY
                me.follower, vacant = vacant, mine
                step = Step.REST

            if next_instant < np.inf:
                schedule(agenda, cursor, next_instant, errand)

    close_the_books(state, cursor, plan.end)
    return int(cursor.full)
