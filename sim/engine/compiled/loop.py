"""The same story in one loop, compiled: the twin of `sim.engine.reference.house`, a hundred times as fast.

Sections, order and verbs are those of the reference engine. Where a process there waits, a task here has an
entry in the agenda, and `act` or `way` says what it waits for; where a process there goes on, `step` names
the chapter that comes next. Plan, tape, rules and journal are shared, so the two journals are equal to the
last byte; `tests/engine/test_twins.py` is the proof. It is one long function because compiled code is
quickest on local variables.
"""

from __future__ import annotations

import math
import sys
from functools import cache
from typing import Any, NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from sim.engine.changes import scripted_changes
from sim.engine.clock import RANKS, Kind
from sim.engine.compiled.agenda import first_instant, first_rank, pop, push, sooner
from sim.engine.compiled.heap import Entries, at
from sim.engine.compiled.queue import first_in, join, leave
from sim.engine.compiled.state import (
    TASK_STATE,
    Records,
    records,
    skill_records,
    team_records,
    work_type_records,
)
from sim.engine.governance import HOURS_PER_MONTH
from sim.engine.journal import CHANGE, DISRUPTION, EPISODE, LEVEL, TASK, Act, Rows, Tables, Why
from sim.engine.plan import Plan
from sim.rules import (
    assignment,
    calendar,
    communication,
    disruption,
    effort,
    knowledge,
    people,
    quality,
)
from sim.rules.rule import is_kept, kernel, rule
from sim.tape.leaving import leaving_luck
from sim.tape.misfortune import Misfortunes
from sim.tape.tape import RESAMPLES, Tape

# Enumerations as plain numbers, which compiled code reads as constants.
FINISH, ARRIVE_THERE, INSOLVENCY = int(Kind.FINISH), int(Kind.ARRIVE_THERE), int(Kind.INSOLVENCY)
OUTAGE, REPAIR, PATIENCE = int(Kind.OUTAGE), int(Kind.REPAIR), int(Kind.PATIENCE)
SEATS, LEAVE, RENEWAL, REVIEW = int(Kind.SEATS), int(Kind.LEAVE), int(Kind.RENEWAL), int(Kind.REVIEW)
ARRIVAL, OPENING, BOOKS = int(Kind.ARRIVAL), int(Kind.OPENING), int(Kind.BOOKS)
WORK, BRIEF, ANSWER, INSPECT, CHECK = (
    int(Act.WORK),
    int(Act.BRIEF),
    int(Act.ANSWER),
    int(Act.INSPECT),
    int(Act.CHECK),
)
HIRED, LEFT, REPLACED, SIGNED = int(Why.HIRED), int(Why.LEFT), int(Why.REPLACED), int(Why.SIGNED)
LET_GO, ADDED, SLOWED, TAUGHT = int(Why.LET_GO), int(Why.ADDED), int(Why.SLOWED), int(Why.TAUGHT)
TROUBLE, TROUBLE_OVER = int(Why.TROUBLE), int(Why.TROUBLE_OVER)

HANDED_OVER, MOVED, ASKED, DRAFTED, ANSWERED = range(5)
"""What it is that arrives on the other side (`way`)."""
REST, HAND_OVER, BEGIN_ATTEMPT, BEGIN_PART, ENTER, SIT, START, GO_ON = range(8)
END_PART, SEND_ANSWER, JUDGE, DELIVER = range(8, 12)
"""Chapters of a task's life (`step`)."""
NOBODY = -1
COMPLETE, AGENDA_FULL, EPISODES_FULL, CHANGES_FULL, LEAVERS_GONE = range(5)
"""How the telling ended (kernels return codes, shells raise or mend)."""


class Luck(NamedTuple):
    """The arrays of a `Tape`, under the same names."""

    arrived: NDArray[np.float64]
    work_type: NDArray[np.int64]
    assignment: NDArray[np.float64]
    effort: NDArray[np.float64]
    effort_again: NDArray[np.float64]
    question: NDArray[np.float64]
    misunderstanding: NDArray[np.float64]
    defect: NDArray[np.float64]
    inspection: NDArray[np.float64]
    detection: NDArray[np.float64]
    misfortunes: Misfortunes


@cache
def _say_that_it_takes_a_while() -> None:
    config: Any = numba.config
    if not config.DISABLE_JIT and not is_kept("tell"):
        print("Compiling the engine, once for this version: some 15 seconds ...", file=sys.stderr, flush=True)


def run_compiled(plan: Plan, tape: Tape) -> Tables:
    """The tables of one run, as the reference engine would write them."""
    _say_that_it_takes_a_while()
    luck = Luck(*(getattr(tape, name) for name in Luck._fields))
    kinds, skills = work_type_records(plan), skill_records(plan)
    scripted = scripted_changes(plan, tape.misfortunes)
    room = {
        AGENDA_FULL: 2 * tape.tasks + len(scripted) + 1024,
        EPISODES_FULL: _likely_episodes(plan) * tape.tasks + 1024,
        CHANGES_FULL: len(scripted) + len(plan.seats) + 64,
        LEAVERS_GONE: 32,
    }
    code = COMPLETE
    while True:  # until all arrays are large enough; a run knows no chance and may be made again
        # Memory that is never touched is never taken.
        agenda = np.empty((2, room[AGENDA_FULL]), dtype=np.uint64)
        lines = np.empty((2, len(plan.seats) * (tape.tasks + 1)), dtype=np.uint64)
        desk = np.empty(tape.tasks, dtype=TASK_STATE)
        tasks, episodes = np.empty(tape.tasks, dtype=TASK), np.empty(room[EPISODES_FULL], dtype=EPISODE)
        disruptions = np.empty(len(luck.misfortunes.team) + len(plan.seats), dtype=DISRUPTION)
        changes = np.zeros(room[CHANGES_FULL], dtype=CHANGE)
        changes[: len(scripted)] = scripted
        levels = np.zeros(_months(plan) * plan.speed[:-2].size, dtype=LEVEL)
        written = tuple(records(rows) for rows in (tasks, episodes, disruptions, changes, levels))
        on_desk = np.empty(tape.tasks, dtype=np.int32)
        state = agenda, lines, team_records(plan), records(desk), on_desk
        told: tuple[Any, ...] = plan, luck, _leavers(plan, tape, room[LEAVERS_GONE]), kinds, skills
        told += (*state, *written, len(scripted))
        code, noted, disrupted, changed = tell(*told)
        if code == COMPLETE:
            ordered = sorted_by_task(records(episodes[:noted]), tape.tasks)
            return (
                tasks,
                ordered.view(np.ndarray),
                disruptions[:disrupted].copy(),
                changes[:changed].copy(),
                levels,
            )
        room[code] *= 2


def _likely_episodes(plan: Plan) -> int:
    """Episodes of a task with more questions and attempts than most have."""
    questions = 2.0 * plan.question_mean.max(initial=0.0)
    return 4 + int(2.0 * questions) + min(int(plan.most_attempts.max()), 4)


def _months(plan: Plan) -> int:
    """Months that end before the horizon, if anybody learns."""
    return max(math.ceil(plan.end / HOURS_PER_MONTH) - 1, 0) if plan.learning.is_on else 0


def _leavers(plan: Plan, tape: Tape, count: int) -> NDArray[np.float64]:
    """So many units of luck for each team whose people leave, (teams, count)."""
    leavers = np.zeros((len(plan.seats), count))
    for who in np.flatnonzero(plan.leaving_per_hour > 0.0).tolist():
        leavers[who] = leaving_luck(tape.seed, tape.replication, tape.teams[who], count)
    return leavers


@kernel
def tell(
    plan: Plan,
    luck: Luck,
    leavers: NDArray[np.float64],
    kinds: Records,
    skills: Records,
    agenda: Entries,
    lines: Entries,
    teams: Records,
    desk: Records,
    on_desk: NDArray[np.int32],
    tasks: Records,
    episodes: Records,
    disruptions: Records,
    changes: Records,
    levels: Records,
    changed: int,
) -> tuple[int, int, int, int]:
    """Tell the story from the start to the horizon.

    `agenda` and `lines` are room for all who wait; `teams` is as it is at the start; `desk` is room for the
    tasks in hand, and `on_desk` for where each is. `tasks` to `levels` are written, and the first `changed`
    of the changes are known already. Returns how it ended, and how many episodes, disruptions and changes
    there are.
    """
    # Calendars of all teams, one after the other: row `who * rows` is the first of a team's.
    opens, closes, open_hours = plan.opens.ravel(), plan.closes.ravel(), plan.worked.ravel()
    rows, end, shares, liaisons, reviewers = (
        plan.opens.shape[1],
        plan.end,
        plan.shares,
        len(teams) - 2,
        len(teams) - 1,
    )
    arrived, work_type, arrivals = luck.arrived, luck.work_type, len(luck.arrived)
    fresh_effort, effort_again, assignment_luck = luck.effort, luck.effort_again, luck.assignment
    question_luck, misunderstanding_luck, defect_luck = luck.question, luck.misunderstanding, luck.defect
    inspection_luck, detection_luck = luck.inspection, luck.detection
    outage_team, outage_start = luck.misfortunes.team, luck.misfortunes.start
    outage_end, outages = luck.misfortunes.end, len(luck.misfortunes.team)

    keeps_ahead = plan.assignment == assignment.LEAST_BACKLOG
    ahead = np.zeros(len(teams) - 2, dtype=np.int64)  # seconds of work, by working team
    learning, reviews, signing, switching, terms = (
        plan.learning,
        plan.reviews,
        plan.signing,
        plan.switching,
        plan.terms,
    )
    learns, works = learning.is_on, len(teams) - 2
    level = np.empty((works, len(kinds)))  # what each team knows of each work type,
    known = np.zeros((works, len(kinds)))  # at this time
    asked = np.zeros(works, dtype=np.int64)  # seconds of work given out since the last review
    share, always_leaves = (
        reviews.share,
        not (reviews.is_adaptive or signing.instant > 0.0 or signing.ramp_hours > 0.0),
    )
    reviewed, written, month = 0, 0, 0
    seats = plan.seats_before.copy()
    events, noted, disrupted, joinings = 0, 0, 0, 0
    agenda_room = (
        agenda.shape[1] - arrivals - len(teams) - 8
    )  # at one instant's event each task enters itself once at most
    line_room = lines.shape[1] // len(teams)
    next_arrival, next_outage, next_opening = 0, 0, 0
    used, vacant = 0, NOBODY  # places on the desk
    for who in range(len(teams)):
        if luck.misfortunes.ends[who] < np.inf:
            events = push(agenda, events, False, luck.misfortunes.ends[who], INSOLVENCY * RANKS + who)
        if teams[who].opening < teams[next_opening].opening:
            next_opening = who
        if who < works:
            level[who] = learning.start[who]
        if teams[who].leaving_per_hour > 0.0:
            teams[who].luck, teams[who].dealt = leavers[who, 0], 1
            expect_leaver(teams[who], 0.0)
            events = push(agenda, events, False, teams[who].leaves_at, LEAVE * RANKS + who)
        if terms.hours[who] < end:
            teams[who].term = 1
            events = push(agenda, events, False, signing.instant + terms.hours[who], RENEWAL * RANKS + who)
    for row in range(changed):
        if changes[row].why == LET_GO:
            teams[changes[row].team].coming += changes[row].seats
        if changes[row].instant < end:
            events = push(agenda, events, False, changes[row].instant, SEATS * RANKS + row)
    if reviews.every_hours < end:
        events = push(agenda, events, False, reviews.every_hours, REVIEW * RANKS)
    if learns:
        events = push(agenda, events, False, HOURS_PER_MONTH, BOOKS * RANKS)

    is_past = False  # the first entry of the agenda, whose place the next one takes
    while True:
        # -- the law of time: the soonest of agenda, next arrival, next outage and next opening --------------
        if is_past:
            events, is_past = pop(agenda, events), False
        now, rank, is_entry = np.inf, 0, False
        if events > 0:
            now, rank, is_entry = first_instant(agenda), first_rank(agenda), True
        if next_arrival < arrivals and sooner(
            arrived[next_arrival], ARRIVAL * RANKS + next_arrival, now, rank
        ):
            now, rank, is_entry = arrived[next_arrival], ARRIVAL * RANKS + next_arrival, False
        if next_outage < outages:
            strikes = OUTAGE * RANKS + outage_team[next_outage]
            if sooner(outage_start[next_outage], strikes, now, rank):
                now, rank, is_entry = outage_start[next_outage], strikes, False
        if sooner(teams[next_opening].opening, OPENING * RANKS + next_opening, now, rank):
            now, rank, is_entry = teams[next_opening].opening, OPENING * RANKS + next_opening, False
        if not now < end:
            break
        is_past = is_entry
        if events > agenda_room:
            return AGENDA_FULL, noted, disrupted, changed
        kind, who = rank // RANKS, rank % RANKS
        task, mine, step = who, NOBODY, REST  # `mine` is the task's place on the desk
        dispatching = NOBODY  # the team that takes from its line now
        changing, more, why, walks = NOBODY, 0, 0, False  # the team that has more people now, or fewer
        follow_first, follow_last = NOBODY, NOBODY  # who follows at once, in the order in which it was said

        # -- arrival and assignment --------------------------------------------------------------------------
        if kind == ARRIVAL:
            next_arrival += 1
            if vacant == NOBODY:
                mine, used = used, used + 1
            else:
                mine, vacant = vacant, desk[vacant].follower
            on_desk[task] = mine
            me, row, what = desk[at(mine)], tasks[task], kinds[work_type[task]]
            begin_state(me, task, work_type[task])
            begin_row(row, now, now + what.due_hours, work_type[task])
            task_luck = assignment_luck[task]
            if not always_leaves:
                part = assignment.outgoing(now, signing.instant, signing.ramp_hours, share)
                task_luck = assignment.luck_to_leave(task_luck, part)
            chosen = assignment.team_for(
                plan.assignment,
                what.stays_home == 1,
                task_luck,
                shares,
                work_type[task],
                teams[0].in_line + seats[0] - teams[0].free,
                plan.line_limit,
                ahead,
                seats,
                plan.primary,
                plan.backup,
                teams[plan.primary].is_down == 1,
            )
            row.assigned = chosen
            while teams[chosen].is_given_up:
                chosen = teams[chosen].destination
            row.provider = me.team = chosen
            if keeps_ahead:
                fresh = effort.attempt_effort(0, fresh_effort[0, task], what.rework_fraction)
                me.burden = effort.seconds(effort.seat_hours(fresh, skills[chosen, me.kind].speed))
                me.burdened = chosen
                ahead[chosen] += me.burden
            if reviews.every_hours < np.inf:
                factor, speed = reviews.work_factor[chosen, me.kind], skills[chosen, me.kind].speed
                asked[chosen] += people.asked_seconds(fresh_effort[0, task], factor, speed)
            step = BEGIN_ATTEMPT
            if teams[chosen].is_outsourced:
                step = HAND_OVER
                if what.brief_hours > 0.0:
                    me.place, me.act, me.at_head, me.work = liaisons, BRIEF, 0, what.brief_hours
                    step = SIT

        # -- what was sent arrives on the other side ---------------------------------------------------------
        elif kind == ARRIVE_THERE:
            mine = on_desk[task]
            me = desk[at(mine)]
            if me.way == HANDED_OVER:
                step = BEGIN_ATTEMPT
            elif me.way == MOVED:
                step = ENTER
            elif me.way == ASKED:
                me.place, me.act, me.at_head, me.work = liaisons, ANSWER, 0, kinds[me.kind].answer_hours
                step = SIT
            elif me.way == DRAFTED:
                me.place, me.act, me.at_head, me.work = liaisons, CHECK, 0, kinds[me.kind].checkpoint_hours
                step = SIT
            else:
                step = BEGIN_PART

        # -- a seat is left ----------------------------------------------------------------------------------
        elif kind == FINISH:
            mine = on_desk[task]
            if mine == NOBODY:
                continue  # stale: the task has been delivered since
            me = desk[at(mine)]
            if now != me.finishes:
                continue  # stale: an outage came between
            me.finishes = np.nan
            me.worked += me.left
            team = teams[me.place]
            if me.before == NOBODY:
                team.at_work = me.after
            else:
                desk[at(me.before)].after = me.after
            if me.after != NOBODY:
                desk[at(me.after)].before = me.before
            if noted == len(episodes):
                return EPISODES_FULL, noted, disrupted, changed
            note(episodes[noted], me, now)
            noted += 1
            team.free += 1
            dispatching = me.place
            if me.act == WORK:
                step = END_PART
                if learns:
                    practise(learning, level, known, me, now, team.people)
                if team.looks_at_books:
                    team.earned += people.pay(me.worked, team.pay_per_hour)
            elif me.act == BRIEF:
                step = HAND_OVER
            elif me.act != INSPECT:
                step = SEND_ANSWER
            else:
                found = me.wrong == 1 and quality.happens(detection_luck[me.attempt, task], plan.detection)
                step = DELIVER
                if found:
                    tasks[task].found += 1
                teams[me.team].history = quality.history_after(teams[me.team].history, found)
                if quality.is_rework_due(found, me.attempt, kinds[me.kind].most_attempts):
                    me.attempt += 1
                    step = BEGIN_ATTEMPT

        # -- opening hours -----------------------------------------------------------------------------------
        elif kind == OPENING:
            team = teams[who]
            shift = who * rows + team.shift
            team.closes_at = closes[shift]
            team.shift += 1
            team.opening = opens[shift + 1] if team.shift < rows else np.inf
            for other in range(len(teams)):
                if sooner(teams[other].opening, other, teams[next_opening].opening, next_opening):
                    next_opening = other
            dispatching = who

        # -- outage, repair, insolvency, hiring --------------------------------------------------------------
        elif kind == OUTAGE:
            next_outage += 1
            team = teams[who]
            if not team.is_gone:
                until = outage_end[next_outage - 1]
                team.disruption = disrupted
                disrupt(disruptions[disrupted], now, until, who, 0, team.in_line, seats[who] - team.free)
                disrupted += 1
                team.is_down = 1
                seated = team.at_work
                while seated != NOBODY:
                    me = desk[at(seated)]
                    done = calendar.between(
                        opens, closes, open_hours, who * rows, who * rows + rows - 1, me.since, now
                    )
                    interrupt(me, done)
                    me.on_hold = 1
                    seated = me.after
                if now + team.patience_hours < until:
                    events, is_past = (
                        push(agenda, events, is_past, now + team.patience_hours, PATIENCE * RANKS + who),
                        False,
                    )
                events, is_past = push(agenda, events, is_past, until, REPAIR * RANKS + who), False

        elif kind == REPAIR:
            team = teams[who]
            if not team.is_gone:
                team.is_down = team.is_given_up = 0
                seated = team.at_work
                while seated != NOBODY:
                    me = desk[at(seated)]
                    if me.on_hold:
                        me.on_hold, me.next_step, me.follower = 0, GO_ON, NOBODY
                        if follow_last == NOBODY:
                            follow_first = seated
                        else:
                            desk[at(follow_last)].follower = seated
                        follow_last = seated
                    seated = me.after
                dispatching = who

        # -- people come and go ------------------------------------------------------------------------------
        elif kind == SEATS:
            if not teams[changes[who].team].is_gone:
                changing = int(changes[who].team)
                more, why = int(changes[who].seats), changes[who].why
                if why == LET_GO:
                    teams[changing].coming -= more
                    more = people.who_can_go(more, teams[changing].people)
                    teams[changing].coming += more
                    changes[who].seats = more

        elif kind == LEAVE:
            team = teams[who]
            if now != team.leaves_at or team.is_gone:
                continue  # stale: the number of people has changed since
            if changed + 2 > len(changes):
                return CHANGES_FULL, noted, disrupted, changed
            if team.dealt == leavers.shape[1]:
                return LEAVERS_GONE, noted, disrupted, changed
            decide(changes[changed], now, now, who, -1, LEFT)
            changed += 1
            team.luck, team.counted = leavers[who, team.dealt], now
            team.dealt += 1
            changing, more, why = who, -1, LEFT

        # -- reviews and terms -------------------------------------------------------------------------------
        elif kind == REVIEW:
            if changed + works > len(changes):
                return CHANGES_FULL, noted, disrupted, changed
            reviewed += 1
            if reviews.is_adaptive:
                in_hand = teams[0].in_line + seats[0] - teams[0].free
                share = people.share_moved(
                    share, in_hand, seats[0], reviews.step, reviews.above, reviews.below
                )
            for other in range(works):
                team = teams[other]
                is_signed = other == 0 or now >= signing.instant
                if reviews.follows[other] and is_signed and not team.is_gone:
                    there = team.people + team.coming
                    low, last, since = other * rows, other * rows + rows - 1, now - reviews.every_hours
                    opened = calendar.between(opens, closes, open_hours, low, last, since, now)
                    wanted = people.seats_wanted(asked[other], opened, reviews.target_utilisation, there)
                    seats_more = people.seats_to_change(
                        there, wanted, reviews.band, reviews.at_least, reviews.at_most
                    )
                    if seats_more != 0:
                        lead = team.hire_hours if seats_more > 0 else team.notice_hours
                        reason = ADDED if seats_more > 0 else LET_GO
                        team.coming += seats_more
                        decide(changes[changed], now + lead, now, other, seats_more, reason)
                        if now + lead < end:
                            rank = SEATS * RANKS + changed
                            events, is_past = push(agenda, events, is_past, now + lead, rank), False
                        changed += 1
                asked[other] = 0
            again = (reviewed + 1) * reviews.every_hours
            events, is_past = push(agenda, events, is_past, again, REVIEW * RANKS), False

        elif kind == BOOKS:
            month += 1
            for other in range(works):
                for what_kind in range(len(kinds)):
                    levels[written].instant, levels[written].team = now, other
                    levels[written].work_type = what_kind
                    levels[written].level = level_at(learning, level, known, other, what_kind, now)
                    written += 1
            events, is_past = (
                push(agenda, events, is_past, (month + 1) * HOURS_PER_MONTH, BOOKS * RANKS),
                False,
            )

        elif kind == RENEWAL and not teams[who].is_gone:
            team = teams[who]
            walks = not closes_term(terms, team, who)
            team.term += 1
            again = signing.instant + team.term * terms.hours[who]
            events, is_past = push(agenda, events, is_past, again, RENEWAL * RANKS + who), False

        # -- patience has ended, or a team has ---------------------------------------------------------------
        if (kind in (PATIENCE, INSOLVENCY) or walks) and not teams[who].is_gone:
            team = teams[who]
            if kind != PATIENCE:
                team.disruption = disrupted
                disrupt(
                    disruptions[disrupted],
                    now,
                    np.inf,
                    who,
                    2 if walks else 1,
                    team.in_line,
                    seats[who] - team.free,
                )
                disrupted += 1
                team.is_gone = 1
                if team.rehired > 0:
                    taker = team.destination
                    while teams[taker].is_gone:
                        taker = teams[taker].destination
                    first_day = now + teams[taker].hire_hours
                    hire(disruptions[team.disruption], first_day, team.rehired, taker)
                    if changed == len(changes):
                        return CHANGES_FULL, noted, disrupted, changed
                    teams[taker].coming += team.rehired
                    decide(changes[changed], first_day, now, taker, team.rehired, HIRED)
                    if first_day < end:
                        rank = SEATS * RANKS + changed
                        events, is_past = push(agenda, events, is_past, first_day, rank), False
                    changed += 1
            team.is_given_up = 1
            at_seats = seats[who] - team.free
            recalled = np.empty(
                at_seats + team.in_line, dtype=np.int64
            )  # tasks at seats, in order; then the line
            seated = team.at_work
            for index in range(at_seats):
                recalled[index] = desk[at(seated)].task
                seated = desk[at(seated)].after
            recalled[:at_seats].sort()
            for index in range(at_seats, len(recalled)):
                recalled[index] = desk[first_in(lines, who * line_room)].task
                leave(lines, who * line_room, team.in_line)
                team.in_line -= 1
            team.at_work, team.free = NOBODY, seats[who]
            disruptions[team.disruption].moved = len(recalled)
            if noted + at_seats > len(episodes):
                return EPISODES_FULL, noted, disrupted, changed
            for index in range(len(recalled)):
                back = on_desk[recalled[index]]
                me = desk[at(back)]
                if index < at_seats:
                    if not me.on_hold:
                        done = calendar.between(
                            opens, closes, open_hours, who * rows, who * rows + rows - 1, me.since, now
                        )
                        interrupt(me, done)
                    me.on_hold = 0
                    note(episodes[noted], me, now)
                    noted += 1
                    me.work = effort.effort_after_move(me.work, me.hours, me.left, team.work_lost)
                me.next_step, me.follower = ENTER, NOBODY
                if follow_last == NOBODY:
                    follow_first = back
                else:
                    desk[at(follow_last)].follower = back
                follow_last = back

        # -- more people, or fewer: a seat that is taken closes when it is left ------------------------------
        if changing != NOBODY:
            team = teams[changing]
            count_time(team, now)
            if why == TROUBLE:
                team.leaving_per_hour *= team.trouble_factor
            elif why == TROUBLE_OVER:
                team.leaving_per_hour = team.usual_leaving
            elif why < SLOWED or why > TAUGHT:
                if more > 0 and why != SIGNED and changing < works and learns:
                    for what_kind in range(len(kinds)):
                        there = level_at(learning, level, known, changing, what_kind, now)
                        level[changing, what_kind] = knowledge.diluted(there, team.people, more)
                        known[changing, what_kind] = now
                team.people += more
                if why != SIGNED and why != LEFT:
                    team.coming -= more
            expect_leaver(team, now)
            if team.leaves_at < end:
                rank = LEAVE * RANKS + changing
                events, is_past = push(agenda, events, is_past, team.leaves_at, rank), False
            seats[changing] += more
            team.free += more
            dispatching = changing
            if why == LEFT:
                team.coming += 1
                decide(changes[changed], now + team.hire_hours, now, changing, 1, REPLACED)
                if now + team.hire_hours < end:
                    rank = SEATS * RANKS + changed
                    events, is_past = push(agenda, events, is_past, now + team.hire_hours, rank), False
                changed += 1

        # -- the line moves ----------------------------------------------------------------------------------
        if dispatching != NOBODY:
            team = teams[at(dispatching)]
            while team.free > 0 and team.in_line > 0 and not team.is_down and now < team.closes_at:
                granted = first_in(lines, dispatching * line_room)
                leave(lines, dispatching * line_room, team.in_line)
                team.in_line -= 1
                team.free -= 1
                desk[at(granted)].next_step, desk[at(granted)].follower = START, NOBODY
                if follow_last == NOBODY:
                    follow_first = granted
                else:
                    desk[at(follow_last)].follower = granted
                follow_last = granted

        # -- what follows at once ----------------------------------------------------------------------------
        # Chapters stand in a task's order, so that one can lead to the next without going round the loop.
        while step != REST or follow_first != NOBODY:
            if step == REST:
                mine = follow_first
                step, follow_first = desk[at(mine)].next_step, desk[at(mine)].follower
            me = desk[at(mine)]
            task = me.task
            what = kinds[me.kind]
            there, errand = np.inf, 0  # when and how it goes on, if time passes

            # -- brief ---------------------------------------------------------------------------------------
            if step == HAND_OVER:
                me.way = HANDED_OVER
                there = now + teams[me.team].handover_hours
                errand = ARRIVE_THERE * RANKS + task
                step = REST

            # -- attempt: work, cut into parts by questions --------------------------------------------------
            if step == BEGIN_ATTEMPT:
                mean = skills[me.team, me.kind].question_mean
                me.stops = communication.questions(question_luck[me.attempt, task], mean) if mean > 0.0 else 0
                if teams[me.team].is_outsourced:
                    me.stops += plan.checkpoints
                if keeps_ahead and me.attempt > 0:
                    fresh = fresh_effort[me.attempt, task]
                    fresh = effort.attempt_effort(me.attempt, fresh, what.rework_fraction)
                    me.burden = effort.seconds(effort.seat_hours(fresh, skills[me.team, me.kind].speed))
                    me.burdened = me.team
                    ahead[me.team] += me.burden
                me.part = 0
                step = BEGIN_PART

            if step == BEGIN_PART:
                fresh = effort.attempt_effort(
                    me.attempt, fresh_effort[me.attempt, task], what.rework_fraction
                )
                me.work = effort.part_effort(fresh, me.stops)
                me.at_head = me.part > 0
                step = ENTER

            if step == ENTER:
                step = SIT
                while teams[me.team].is_given_up:
                    me.team = teams[me.team].destination
                    me.at_head = 0
                    tasks[task].moves += 1
                    tasks[task].provider = me.team
                    if me.burdened != NOBODY:
                        ahead[me.burdened] -= me.burden
                        me.burdened = me.team
                        ahead[me.team] += me.burden
                    if teams[me.team].is_outsourced:
                        me.way = MOVED
                        there = now + teams[me.team].handover_hours
                        errand = ARRIVE_THERE * RANKS + task
                        step = REST
                        break
                me.place, me.act = me.team, WORK

            # -- a seat --------------------------------------------------------------------------------------
            if step == SIT:
                team = teams[me.place]
                me.joined = now
                if team.free > 0 and team.in_line == 0 and not team.is_down and now < team.closes_at:
                    team.free -= 1
                    step = START
                else:
                    key = assignment.line_key(plan.discipline, what.priority, tasks[task].due)
                    join(lines, me.place * line_room, team.in_line, 1 - me.at_head, key, joinings, mine)
                    team.in_line += 1
                    joinings += 1
                    step = REST

            if step in (START, GO_ON):
                team = teams[me.place]
                speed = skills[me.place, me.kind].speed
                if learns:
                    speed = speed_at(learning, level, known, me.place, me.kind, now, speed)
                if step == START:
                    me.hours = me.left = effort.seat_hours(me.work, speed)
                    me.started, me.worked = now, 0.0
                    if me.act == WORK and np.isnan(tasks[task].started):
                        tasks[task].started = now
                    me.before, me.after = NOBODY, team.at_work
                    if team.at_work != NOBODY:
                        desk[at(team.at_work)].before = mine
                    team.at_work = mine
                else:
                    if team.fate == disruption.RESAMPLE and me.act == WORK:
                        fresh = effort_again[me.resampled % RESAMPLES, task]
                        fresh = effort.attempt_effort(me.attempt, fresh, what.rework_fraction)
                        me.work = effort.part_effort(fresh, me.stops)
                        me.resampled += 1
                    fresh_hours = effort.seat_hours(me.work, speed)
                    me.left = disruption.hours_after_outage(team.fate, me.hours, me.left, fresh_hours)
                    me.hours = fresh_hours
                me.since = now
                low = me.place * rows + max(team.shift - 1, 0)  # no row before it closes after now
                last = me.place * rows + rows - 1
                me.finishes = calendar.after(opens, closes, open_hours, low, last, now, me.left)
                there, errand = me.finishes, FINISH * RANKS + task
                step = REST

            # -- question ------------------------------------------------------------------------------------
            if step == END_PART:
                if me.part == me.stops:
                    step = JUDGE
                else:
                    me.part += 1
                    step = BEGIN_PART
                    if teams[me.team].is_outsourced:
                        if plan.checkpoints > 0 and communication.is_checkpoint(
                            me.part, me.stops, plan.checkpoints
                        ):
                            me.way = DRAFTED
                        else:
                            tasks[task].questions += 1
                            me.way = ASKED
                        there = now + teams[me.team].message_hours
                        errand = ARRIVE_THERE * RANKS + task
                        step = REST

            if step == SEND_ANSWER:
                me.way = ANSWERED
                there = now + teams[me.team].message_hours
                errand = ARRIVE_THERE * RANKS + task
                step = REST

            # -- inspection and rework -----------------------------------------------------------------------
            if step == JUDGE:
                if me.burdened != NOBODY:
                    ahead[me.burdened] -= me.burden
                    me.burdened = NOBODY
                skill, row = skills[me.team, me.kind], tasks[task]
                row.attempts = me.attempt + 1
                me.wrong = 0
                if skill.misunderstanding > 0.0 and quality.happens(
                    misunderstanding_luck[me.attempt, task], skill.misunderstanding
                ):
                    row.misunderstandings += 1
                    me.wrong = 1
                defect = skill.defect
                if learns:
                    defect = defect_at(learning, level, known, me.team, me.kind, now, defect)
                if defect > 0.0 and quality.happens(defect_luck[me.attempt, task], defect):
                    row.defects += 1
                    me.wrong = 1
                rate = teams[me.team].inspection_rate
                if switching.is_on:
                    rate = switched_rate(switching, rate, teams[me.team].history)
                step = DELIVER
                if rate > 0.0 and quality.happens(inspection_luck[me.attempt, task], rate):
                    me.place, me.act, me.at_head, me.work = reviewers, INSPECT, 0, what.inspection_hours
                    step = SIT

            if step == DELIVER:
                tasks[task].delivered = now
                tasks[task].defective = me.wrong
                if teams[me.team].looks_at_books:
                    teams[me.team].earned += terms.per_task[me.team, me.kind]
                on_desk[task] = NOBODY
                me.follower, vacant = vacant, mine
                step = REST

            if there < np.inf:
                events, is_past = push(agenda, events, is_past, there, errand), False

    # -- bookkeeping: who still has a seat at the horizon has worked until then ------------------------------
    for who in range(len(teams)):
        seated = teams[who].at_work
        while seated != NOBODY:
            me = desk[at(seated)]
            if noted == len(episodes):
                return EPISODES_FULL, noted, disrupted, changed
            if not me.on_hold:
                done = calendar.between(
                    opens, closes, open_hours, who * rows, who * rows + rows - 1, me.since, end
                )
                interrupt(me, done)
            note(episodes[noted], me, np.nan)
            noted += 1
            seated = me.after
    return COMPLETE, noted, disrupted, changed


@rule
def begin_state(me, task, work_type):
    """A task's record before anything has happened to it."""
    me.task, me.kind, me.burdened, me.finishes = task, work_type, NOBODY, np.nan
    me.attempt = me.part = me.stops = me.resampled = 0
    me.burden = me.on_hold = me.wrong = 0


@rule
def begin_row(row, arrived, due, work_type):
    """A task's row in the journal on its arrival."""
    row.arrived, row.due, row.started, row.delivered = arrived, due, np.nan, np.nan
    row.work_type = work_type
    row.attempts = row.questions = row.misunderstandings = row.defects = 0
    row.found = row.moves = row.defective = 0


@rule
def interrupt(me, done):
    """What was worked is worked; the entry in the agenda is stale."""
    me.worked += done
    me.left = effort.hours_left(me.left, done)
    me.finishes = np.nan


@rule
def note(row, me, ended):
    """An episode of seat time, as a fact."""
    row.joined, row.started, row.ended, row.hours = me.joined, me.started, ended, me.worked
    row.task, row.team, row.act, row.attempt = me.task, me.place, me.act, me.attempt


@rule
def disrupt(row, start, end, team, insolvency, in_line, at_seats):
    """A disruption begins, as a fact."""
    row.started, row.ended, row.team, row.insolvency = start, end, team, insolvency
    row.in_line, row.at_seats, row.moved = in_line, at_seats, 0
    row.hired_at, row.hired, row.hired_by = np.nan, 0, 0


@rule
def hire(row, first_day, hired, team):
    """People are hired in place of those who are gone, as a fact."""
    row.hired_at, row.hired, row.hired_by = first_day, hired, team


@rule
def decide(row, instant, decided, team, seats, why):
    """So many more or fewer from that instant on, as a fact."""
    row.instant, row.decided, row.team, row.seats, row.why = instant, decided, team, seats, why


@rule
def count_time(team, now):
    """The time since the last change has used up some of the next leaver's luck."""
    team.luck = people.luck_left(team.luck, team.people, team.leaving_per_hour, now - team.counted)
    team.counted = now


@rule
def expect_leaver(team, now):
    """When the next one leaves, if nothing changes before."""
    team.leaves_at = people.next_leaving(now, team.luck, team.people, team.leaving_per_hour)


@rule
def closes_term(terms, team, who):
    """What was earned, against what the seats cost; returns whether the provider stays."""
    reserved = people.cost_of_term(team.people, terms.per_seat_hour[who], terms.hours[who])
    cost = people.cost_of_term(team.people, terms.cost_per_seat_hour[who], terms.hours[who])
    earned, team.earned = team.earned + reserved, 0.0
    return people.is_worth_staying(earned, cost, terms.least_margin[who])


@rule
def level_at(learning, level, known, who, kind, now):
    """What the team knows at this time."""
    return knowledge.faded(level[who, kind], learning.fade_per_hour[who], now - known[who, kind])


@rule
def practise(learning, level, known, me, now, people):
    """Somebody has worked on it for some hours."""
    there = level_at(learning, level, known, me.place, me.kind, now)
    part = knowledge.task_part(me.attempt, me.stops)
    level[me.place, me.kind] = knowledge.practised(
        learning.curve[me.place], there, me.worked, people, learning.ramp_hours[me.place], part
    )
    known[me.place, me.kind] = now


@rule
def speed_at(learning, level, known, who, kind, now, speed):
    """How fast the team is at this time."""
    source = learning.draws_on[who]
    return knowledge.pace(
        learning.curve[source],
        level_at(learning, level, known, source, kind, now),
        speed,
        learning.newcomer_speed[source],
        learning.units_before[source],
        learning.exponent[source],
    )


@rule
def defect_at(learning, level, known, who, kind, now, probability):
    """How likely a fault of the team's own is at this time."""
    there = level_at(learning, level, known, who, kind, now)
    return knowledge.defect_probability(
        learning.curve[who], there, probability, learning.newcomer_defects[who]
    )


@rule
def switched_rate(switching, usual, history):
    """The team's usual rate of inspection, or what its history has made of it."""
    return quality.inspection_rate(
        usual,
        history,
        switching.clean_needed,
        switching.skip_factor,
        switching.tighten_after,
        switching.tightened_rate,
    )


@kernel
def sorted_by_task(episodes: Rows, tasks: int) -> Rows:
    """Episodes by task; a task's own keep the order in which they were written."""
    place = np.zeros(tasks + 1, dtype=np.int64)
    for row in range(len(episodes)):
        place[episodes[row].task + 1] += 1
    for task in range(tasks):
        place[task + 1] += place[task]
    ordered = np.empty_like(episodes)
    for row in range(len(episodes)):
        task = episodes[row].task
        ordered[place[task]] = episodes[row]
        place[task] += 1
    return ordered
