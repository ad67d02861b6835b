"""The same story in one loop, compiled: the twin of `sim.engine.reference`, a hundred times as fast.

Sections, order and verbs are those of the reference engine. Where a process there waits, a task here has an
entry in the agenda, and `act` or `way` says what it waits for; where a process there goes on, `step` names
the chapter that comes next. Plan, tape, rules and journal are shared, so the two journals are equal to the
last byte; `tests/engine/test_twins.py` is the proof. It is one long function because compiled code is
quickest on local variables.
"""

from __future__ import annotations

import sys
from functools import cache
from typing import Any, NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from sim.engine.agenda import first_instant, first_rank, pop, push, sooner
from sim.engine.clock import RANKS, Kind
from sim.engine.desk import TASK_STATE, Records, records, skill_records, team_records, work_type_records
from sim.engine.heap import Entries, at
from sim.engine.journal import DISRUPTION, EPISODE, TASK, Act, Rows
from sim.engine.line import first_in, join, leave
from sim.engine.plan import Plan
from sim.rules import assignment, calendar, communication, disruption, effort, quality
from sim.rules.rule import cache_folder, kernel, rule
from sim.tape.misfortune import Misfortunes
from sim.tape.tape import RESAMPLES, Tape

# Enumerations as plain numbers, which compiled code reads as constants.
FINISH, ARRIVE_THERE, INSOLVENCY = int(Kind.FINISH), int(Kind.ARRIVE_THERE), int(Kind.INSOLVENCY)
OUTAGE, REPAIR, PATIENCE = int(Kind.OUTAGE), int(Kind.REPAIR), int(Kind.PATIENCE)
HIRED = int(Kind.HIRED)
ARRIVAL, OPENING = int(Kind.ARRIVAL), int(Kind.OPENING)
WORK, BRIEF, ANSWER, INSPECT = int(Act.WORK), int(Act.BRIEF), int(Act.ANSWER), int(Act.INSPECT)

HANDED_OVER, MOVED, ASKED, ANSWERED = range(4)
"""What it is that arrives on the other side (`way`)."""
REST, HAND_OVER, BEGIN_ATTEMPT, BEGIN_PART, ENTER, SIT, START, GO_ON = range(8)
END_PART, SEND_ANSWER, JUDGE, DELIVER = range(8, 12)
"""Chapters of a task's life (`step`)."""
NOBODY = -1
COMPLETE, AGENDA_FULL, EPISODES_FULL = range(3)
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
    if not config.DISABLE_JIT and not any(cache_folder().rglob("compiled.tell-*.nbi")):
        print("Compiling the engine, once for this version: some 15 seconds ...", file=sys.stderr, flush=True)


def run_compiled(plan: Plan, tape: Tape) -> tuple[Rows, Rows, Rows]:
    """Tasks, episodes and disruptions of one run, as the reference engine would write them."""
    _say_that_it_takes_a_while()
    luck = Luck(*(getattr(tape, name) for name in Luck._fields))
    kinds, skills = work_type_records(plan), skill_records(plan)
    room = {AGENDA_FULL: 2 * tape.tasks + 1024, EPISODES_FULL: _likely_episodes(plan) * tape.tasks + 1024}
    code = COMPLETE
    while True:  # until all arrays are large enough; a run knows no chance and may be made again
        # Memory that is never touched is never taken.
        agenda = np.empty((2, room[AGENDA_FULL]), dtype=np.uint64)
        lines = np.empty((2, len(plan.seats) * (tape.tasks + 1)), dtype=np.uint64)
        desk = np.empty(tape.tasks, dtype=TASK_STATE)
        tasks, episodes = np.empty(tape.tasks, dtype=TASK), np.empty(room[EPISODES_FULL], dtype=EPISODE)
        disruptions = np.empty(len(luck.misfortunes.team) + len(plan.seats), dtype=DISRUPTION)
        written = tuple(records(rows) for rows in (tasks, episodes, disruptions))
        on_desk = np.empty(tape.tasks, dtype=np.int32)
        state = agenda, lines, team_records(plan), records(desk)
        code, noted, disrupted = tell(plan, luck, kinds, skills, *state, on_desk, *written)
        if code == COMPLETE:
            ordered = sorted_by_task(records(episodes[:noted]), tape.tasks)
            return tasks, ordered.view(np.ndarray), disruptions[:disrupted].copy()
        room[code] *= 2


def _likely_episodes(plan: Plan) -> int:
    """Episodes of a task with more questions and attempts than most have."""
    questions = 2.0 * plan.question_mean.max(initial=0.0)
    return 4 + int(2.0 * questions) + min(int(plan.most_attempts.max()), 4)


@kernel
def tell(
    plan: Plan,
    luck: Luck,
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
) -> tuple[int, int, int]:
    """Tell the story from the start to the horizon.

    `agenda` and `lines` are room for all who wait; `teams` is as it is at the start; `desk` is room for the
    tasks in hand, and `on_desk` for where each is. `tasks`, `episodes` and `disruptions` are written; returns
    how it ended, and how many episodes and disruptions there are.
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
    seats = plan.seats.copy()
    events, noted, disrupted, joinings = 0, 0, 0, 0
    agenda_room = (
        agenda.shape[1] - arrivals - 8
    )  # at one instant's event each task enters itself once at most
    line_room = lines.shape[1] // len(teams)
    next_arrival, next_outage, next_opening = 0, 0, 0
    used, vacant = 0, NOBODY  # places on the desk
    for who in range(len(teams)):
        if luck.misfortunes.ends[who] < np.inf:
            events = push(agenda, events, False, luck.misfortunes.ends[who], INSOLVENCY * RANKS + who)
        if teams[who].opening < teams[next_opening].opening:
            next_opening = who

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
            return AGENDA_FULL, noted, disrupted
        kind, who = rank // RANKS, rank % RANKS
        task, mine, step = who, NOBODY, REST  # `mine` is the task's place on the desk
        dispatching = NOBODY  # the team that takes from its line now
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
            chosen = assignment.team_for(
                plan.assignment,
                what.stays_home == 1,
                assignment_luck[task],
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
            else:
                step = BEGIN_PART

        # -- a seat is left ----------------------------------------------------------------------------------
        elif kind == FINISH:
            mine = on_desk[task]
            me = desk[at(mine)]
            if mine == NOBODY or now != me.finishes:
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
                return EPISODES_FULL, noted, disrupted
            note(episodes[noted], me, now)
            noted += 1
            team.free += 1
            dispatching = me.place
            if me.act == WORK:
                step = END_PART
            elif me.act == BRIEF:
                step = HAND_OVER
            elif me.act == ANSWER:
                step = SEND_ANSWER
            else:
                found = me.wrong == 1 and quality.happens(detection_luck[me.attempt, task], plan.detection)
                step = DELIVER
                if found:
                    tasks[task].found += 1
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

        elif kind == HIRED:
            taker = disruptions[teams[who].disruption].hired_by
            if not teams[taker].is_gone:
                seats[taker] += teams[who].rehired
                teams[taker].free += teams[who].rehired
                dispatching = taker

        elif not teams[who].is_gone:  # patience has ended, or the team has
            team = teams[who]
            if kind == INSOLVENCY:
                team.disruption = disrupted
                disrupt(disruptions[disrupted], now, np.inf, who, 1, team.in_line, seats[who] - team.free)
                disrupted += 1
                team.is_gone = 1
                if team.rehired > 0:
                    taker = team.destination
                    while teams[taker].is_gone:
                        taker = teams[taker].destination
                    first_day = now + teams[taker].hire_hours
                    hire(disruptions[team.disruption], first_day, team.rehired, taker)
                    events, is_past = push(agenda, events, is_past, first_day, HIRED * RANKS + who), False
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
                return EPISODES_FULL, noted, disrupted
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
                me.questions = (
                    communication.questions(question_luck[me.attempt, task], mean) if mean > 0.0 else 0
                )
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
                me.work = effort.part_effort(fresh, me.questions)
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
                        me.work = effort.part_effort(fresh, me.questions)
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
                if me.part == me.questions:
                    step = JUDGE
                else:
                    me.part += 1
                    step = BEGIN_PART
                    if teams[me.team].is_outsourced:
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
                if skill.defect > 0.0 and quality.happens(defect_luck[me.attempt, task], skill.defect):
                    row.defects += 1
                    me.wrong = 1
                rate = teams[me.team].inspection_rate
                step = DELIVER
                if rate > 0.0 and quality.happens(inspection_luck[me.attempt, task], rate):
                    me.place, me.act, me.at_head, me.work = reviewers, INSPECT, 0, what.inspection_hours
                    step = SIT

            if step == DELIVER:
                tasks[task].delivered = now
                tasks[task].defective = me.wrong
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
                return EPISODES_FULL, noted, disrupted
            if not me.on_hold:
                done = calendar.between(
                    opens, closes, open_hours, who * rows, who * rows + rows - 1, me.since, end
                )
                interrupt(me, done)
            note(episodes[noted], me, np.nan)
            noted += 1
            seated = me.after
    return COMPLETE, noted, disrupted


@rule
def begin_state(me, task, work_type):
    """A task's record before anything has happened to it."""
    me.task, me.kind, me.burdened, me.finishes = task, work_type, NOBODY, np.nan
    me.attempt = me.part = me.questions = me.resampled = 0
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
