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

from sim.engine.agenda import Instants, Ranks, pop, push, sooner
from sim.engine.clock import RANKS, Kind
from sim.engine.journal import DISRUPTION, EPISODE, Act, Rows, blank_tasks
from sim.engine.line import PLACE, line_with, line_without
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
REST, HAND_OVER, BEGIN_ATTEMPT, BEGIN_PART, ENTER, SIT, START, GO_ON, END_PART, JUDGE, DELIVER = range(11)
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
    room = {AGENDA_FULL: 2 * tape.tasks + 1024, EPISODES_FULL: _likely_episodes(plan) * tape.tasks + 1024}
    while (
        True
    ):  # an array that proves too small is doubled, and the run, which knows no chance, is made again
        tasks = blank_tasks(plan, tape)
        # Memory that is never touched is never taken.
        instants, ranks = np.empty(room[AGENDA_FULL]), np.empty(room[AGENDA_FULL], dtype=np.int64)
        episodes = np.empty(room[EPISODES_FULL], dtype=EPISODE)
        disruptions = np.empty(len(luck.misfortunes.team) + len(plan.seats), dtype=DISRUPTION)
        code, written, disrupted = tell(plan, luck, instants, ranks, tasks, episodes, disruptions)
        if code == COMPLETE:
            return tasks, sorted_by_task(episodes[:written], tape.tasks), disruptions[:disrupted].copy()
        room[code] *= 2


def _likely_episodes(plan: Plan) -> int:
    """Episodes of a task with more questions and attempts than most have."""
    questions = 2.0 * plan.question_mean.max(initial=0.0)
    return 4 + int(2.0 * questions) + min(int(plan.most_attempts.max()), 4)


@kernel
def tell(
    plan: Plan, luck: Luck, instants: Instants, ranks: Ranks, tasks: Rows, episodes: Rows, disruptions: Rows
) -> tuple[int, int, int]:
    """Tell the story from the start to the horizon.

    `instants` and `ranks` are room for the agenda. `tasks`, `episodes` and `disruptions` are written; returns
    how it ended, and how many episodes and disruptions there are.
    """
    # The plan (T teams, of which the first S do tasks; W work types; R rows of a calendar).
    end, speed, defect, rehired, hire_hours = plan.end, plan.speed, plan.defect, plan.rehired, plan.hire_hours
    # All calendars in one row after the other: row `team * rows` is the first of a team's.
    opens, closes, open_hours = plan.opens.ravel(), plan.closes.ravel(), plan.worked.ravel()
    question_mean, misunderstanding, shares = plan.question_mean, plan.misunderstanding, plan.shares
    brief_hours, answer_hours, inspection_hours = plan.brief_hours, plan.answer_hours, plan.inspection_hours
    rework_fraction, most_attempts, priority = plan.rework_fraction, plan.most_attempts, plan.priority
    handover_hours, message_hours, work_lost = plan.handover_hours, plan.message_hours, plan.work_lost
    patience_hours, destination, inspection_rate = plan.patience_hours, plan.destination, plan.inspection_rate
    teams, rows, fate, stays_home = len(plan.seats), plan.opens.shape[1], plan.fate, plan.stays_home
    liaisons, reviewers = teams - 2, teams - 1
    keeps_ahead = plan.assignment == assignment.LEAST_BACKLOG

    # The tape.
    arrived, work_type, arrivals = luck.arrived, luck.work_type, len(luck.arrived)
    fresh_effort, effort_again, assignment_luck = luck.effort, luck.effort_again, luck.assignment
    question_luck, misunderstanding_luck, defect_luck = luck.question, luck.misunderstanding, luck.defect
    inspection_luck, detection_luck = luck.inspection, luck.detection
    outage_team, outage_start, outage_end = (
        luck.misfortunes.team,
        luck.misfortunes.start,
        luck.misfortunes.end,
    )
    outages = len(outage_team)

    # Teams.
    seats, free = plan.seats.copy(), plan.seats.copy()
    closes_at = np.zeros(teams)
    shift = np.zeros(teams, dtype=np.int64)  # the calendar's row that opens next,
    opening = np.empty(teams)  # and when it does
    is_down = np.zeros(teams, dtype=np.bool_)
    is_gone = np.zeros(teams, dtype=np.bool_)
    is_given_up = np.zeros(teams, dtype=np.bool_)
    disruption_row = np.zeros(teams, dtype=np.int64)
    first = np.full(teams, NOBODY)  # in line
    in_line = np.zeros(teams, dtype=np.int64)
    at_work = np.full(teams, NOBODY)  # who has a seat: a list, by `after` and `before`
    ahead = np.zeros(teams - 2, dtype=np.int64)  # seconds of work

    # Tasks.
    places = np.empty(arrivals, dtype=PLACE)
    after, before = np.empty(arrivals, dtype=np.int32), np.empty(arrivals, dtype=np.int32)
    follower = np.empty(arrivals, dtype=np.int32)  # who follows at once upon whom, and with which step
    next_step = np.empty(arrivals, dtype=np.int8)
    team_of = np.empty(arrivals, dtype=np.int32)  # the working team that has the task
    place_of = np.empty(arrivals, dtype=np.int32)  # the team at which it waits or is worked on
    act, way = np.empty(arrivals, dtype=np.int8), np.empty(arrivals, dtype=np.int8)
    at_head = np.zeros(arrivals, dtype=np.bool_)
    on_hold = np.zeros(arrivals, dtype=np.bool_)
    wrong = np.zeros(arrivals, dtype=np.bool_)
    attempt, part = np.zeros(arrivals, dtype=np.int32), np.zeros(arrivals, dtype=np.int32)
    questions, resampled = np.zeros(arrivals, dtype=np.int32), np.zeros(arrivals, dtype=np.int32)
    finishes = np.full(arrivals, np.nan)  # the epoch of an entry in the agenda is the instant it was made for
    work = np.empty(arrivals)  # standard hours of what they sit down for
    hours, left, worked = (
        np.empty(arrivals),
        np.empty(arrivals),
        np.empty(arrivals),
    )  # open hours, at the team's speed
    joined, started, since = np.empty(arrivals), np.empty(arrivals), np.empty(arrivals)
    burden = np.zeros(arrivals, dtype=np.int64)  # seconds of work ahead of a team
    burdened = np.full(arrivals, NOBODY)  # that team, or nobody

    events, written, disrupted, joinings = 0, 0, 0, 0
    agenda_room = len(instants) - arrivals - 8  # at one instant's event each task enters itself once at most
    next_arrival, next_outage, next_opening = 0, 0, 0
    for team in range(teams):
        opening[team] = opens[team * rows]
        if luck.misfortunes.ends[team] < np.inf:
            push(instants, ranks, events, luck.misfortunes.ends[team], INSOLVENCY * RANKS + team)
            events += 1

    for team in range(teams):
        if opening[team] < opening[next_opening]:
            next_opening = team

    while True:
        # -- the law of time: the soonest of agenda, next arrival, next outage and next opening --------------
        now, rank, is_entry = np.inf, 0, False
        if events > 0:
            now, rank, is_entry = instants[0], ranks[0], True
        if next_arrival < arrivals and sooner(
            arrived[next_arrival], ARRIVAL * RANKS + next_arrival, now, rank
        ):
            now, rank, is_entry = arrived[next_arrival], ARRIVAL * RANKS + next_arrival, False
        if next_outage < outages:
            strikes = OUTAGE * RANKS + outage_team[next_outage]
            if sooner(outage_start[next_outage], strikes, now, rank):
                now, rank, is_entry = outage_start[next_outage], strikes, False
        if sooner(opening[next_opening], OPENING * RANKS + next_opening, now, rank):
            now, rank, is_entry = opening[next_opening], OPENING * RANKS + next_opening, False
        if not now < end:
            break
        if is_entry:
            pop(instants, ranks, events)
            events -= 1
        if events > agenda_room:
            return AGENDA_FULL, written, disrupted
        kind, who = rank // RANKS, rank % RANKS
        task, step = who, REST
        dispatching = NOBODY  # the team that takes from its line now
        follow_first, follow_last = NOBODY, NOBODY  # what follows at once, in the order in which it was said

        # -- arrival and assignment --------------------------------------------------------------------------
        if kind == ARRIVAL:
            next_arrival += 1
            team = assignment.team_for(
                plan.assignment,
                stays_home[work_type[task]],
                assignment_luck[task],
                shares,
                work_type[task],
                in_line[0] + seats[0] - free[0],
                plan.line_limit,
                ahead,
                seats,
                plan.primary,
                plan.backup,
                is_down[plan.primary],
            )
            tasks[task].assigned = team
            while is_given_up[team]:
                team = destination[team]
            tasks[task].provider = team
            team_of[task] = team
            if keeps_ahead:
                fresh = effort.attempt_effort(0, fresh_effort[0, task], rework_fraction[work_type[task]])
                burden[task] = effort.seconds(effort.seat_hours(fresh, speed[team, work_type[task]]))
                burdened[task] = team
                ahead[team] += burden[task]
            step = BEGIN_ATTEMPT
            if 0 < team < liaisons:
                step = HAND_OVER
                if brief_hours[work_type[task]] > 0.0:
                    place_of[task], act[task] = liaisons, BRIEF
                    work[task], at_head[task], step = brief_hours[work_type[task]], False, SIT

        # -- what was sent arrives on the other side ---------------------------------------------------------
        elif kind == ARRIVE_THERE:
            if way[task] == HANDED_OVER:
                step = BEGIN_ATTEMPT
            elif way[task] == MOVED:
                step = ENTER
            elif way[task] == ASKED:
                place_of[task], act[task] = liaisons, ANSWER
                work[task], at_head[task], step = answer_hours[work_type[task]], False, SIT
            else:
                step = BEGIN_PART

        # -- a seat is left ----------------------------------------------------------------------------------
        elif kind == FINISH:
            if now != finishes[task]:
                continue  # stale: an outage came between
            finishes[task] = np.nan
            team = place_of[task]
            worked[task] += left[task]
            if before[task] == NOBODY:
                at_work[team] = after[task]
            else:
                after[before[task]] = after[task]
            if after[task] != NOBODY:
                before[after[task]] = before[task]
            if written == len(episodes):
                return EPISODES_FULL, written, disrupted
            note(
                episodes,
                written,
                joined[task],
                started[task],
                now,
                worked[task],
                task,
                team,
                act[task],
                attempt[task],
            )
            written += 1
            free[team] += 1
            dispatching = team
            if act[task] == WORK:
                step = END_PART
            elif act[task] == BRIEF:
                step = HAND_OVER
            elif act[task] == ANSWER:
                way[task] = ANSWERED
                there = now + message_hours[team_of[task]]
                push(instants, ranks, events, there, ARRIVE_THERE * RANKS + task)
                events += 1
            else:
                found = wrong[task] and quality.happens(detection_luck[attempt[task], task], plan.detection)
                tasks[task].found += found
                step = DELIVER
                if quality.is_rework_due(found, attempt[task], most_attempts[work_type[task]]):
                    attempt[task] += 1
                    step = BEGIN_ATTEMPT

        # -- opening hours -----------------------------------------------------------------------------------
        elif kind == OPENING:
            row = who * rows + shift[who]
            closes_at[who] = closes[row]
            shift[who] += 1
            opening[who] = opens[row + 1] if shift[who] < rows else np.inf
            for team in range(teams):
                if opening[team] < opening[next_opening] or (
                    opening[team] == opening[next_opening] and team < next_opening
                ):
                    next_opening = team
            dispatching = who

        # -- outage, repair, insolvency ----------------------------------------------------------------------
        elif kind == OUTAGE:
            next_outage += 1
            if not is_gone[who]:
                until = outage_end[next_outage - 1]
                disruption_row[who] = disrupted
                disrupt(disruptions, disrupted, now, until, who, 0, in_line[who], seats[who] - free[who])
                disrupted += 1
                is_down[who] = True
                seated = at_work[who]
                while seated != NOBODY:
                    done = calendar.between(
                        opens, closes, open_hours, who * rows, who * rows + rows - 1, since[seated], now
                    )
                    worked[seated] += done
                    left[seated] = effort.hours_left(left[seated], done)
                    finishes[seated] = np.nan
                    on_hold[seated] = True
                    seated = after[seated]
                if now + patience_hours[who] < until:
                    push(instants, ranks, events, now + patience_hours[who], PATIENCE * RANKS + who)
                    events += 1
                push(instants, ranks, events, until, REPAIR * RANKS + who)
                events += 1

        elif kind == REPAIR:
            if not is_gone[who]:
                is_down[who] = is_given_up[who] = False
                seated = at_work[who]
                while seated != NOBODY:
                    if on_hold[seated]:
                        on_hold[seated] = False
                        next_step[seated], follower[seated] = GO_ON, NOBODY
                        if follow_last == NOBODY:
                            follow_first = seated
                        else:
                            follower[follow_last] = seated
                        follow_last = seated
                    seated = after[seated]
                dispatching = who

        elif kind == HIRED:
            team = disruptions[disruption_row[who]].hired_by
            if not is_gone[team]:
                seats[team] += rehired[who]
                free[team] += rehired[who]
                dispatching = team

        elif not is_gone[who]:  # patience has ended, or the team has
            if kind == INSOLVENCY:
                disruption_row[who] = disrupted
                disrupt(disruptions, disrupted, now, np.inf, who, 1, in_line[who], seats[who] - free[who])
                disrupted += 1
                is_gone[who] = True
                if rehired[who] > 0:
                    team = destination[who]
                    while is_gone[team]:
                        team = destination[team]
                    first_day = now + hire_hours[team]
                    hire(disruptions, disruption_row[who], first_day, rehired[who], team)
                    push(instants, ranks, events, first_day, HIRED * RANKS + who)
                    events += 1
            is_given_up[who] = True
            at_seats = seats[who] - free[who]
            recalled = np.empty(at_seats + in_line[who], dtype=np.int64)
            seated = at_work[who]
            for index in range(at_seats):
                recalled[index] = seated
                seated = after[seated]
            recalled[:at_seats].sort()
            for index in range(at_seats, len(recalled)):
                recalled[index] = first[who]
                first[who] = line_without(places, first[who])
            in_line[who] = 0
            at_work[who] = NOBODY
            free[who] = seats[who]
            disruptions[disruption_row[who]].moved = len(recalled)
            if written + at_seats > len(episodes):
                return EPISODES_FULL, written, disrupted
            for index in range(len(recalled)):
                back = recalled[index]
                if index < at_seats:
                    if not on_hold[back]:
                        done = calendar.between(
                            opens, closes, open_hours, who * rows, who * rows + rows - 1, since[back], now
                        )
                        worked[back] += done
                        left[back] = effort.hours_left(left[back], done)
                        finishes[back] = np.nan
                    on_hold[back] = False
                    note(
                        episodes,
                        written,
                        joined[back],
                        started[back],
                        now,
                        worked[back],
                        back,
                        who,
                        WORK,
                        attempt[back],
                    )
                    written += 1
                    work[back] = effort.effort_after_move(work[back], hours[back], left[back], work_lost[who])
                next_step[back], follower[back] = ENTER, NOBODY
                if follow_last == NOBODY:
                    follow_first = back
                else:
                    follower[follow_last] = back
                follow_last = back

        # -- the line moves ----------------------------------------------------------------------------------
        if dispatching != NOBODY:
            team = dispatching
            while free[team] > 0 and in_line[team] > 0 and not is_down[team] and now < closes_at[team]:
                free[team] -= 1
                granted = first[team]
                first[team] = line_without(places, granted)
                in_line[team] -= 1
                next_step[granted], follower[granted] = START, NOBODY
                if follow_last == NOBODY:
                    follow_first = granted
                else:
                    follower[follow_last] = granted
                follow_last = granted

        # -- what follows at once ----------------------------------------------------------------------------
        while True:
            if step == REST:
                if follow_first == NOBODY:
                    break
                task, step = follow_first, next_step[follow_first]
                follow_first = follower[follow_first]
                if follow_first == NOBODY:
                    follow_last = NOBODY

            # -- brief ---------------------------------------------------------------------------------------
            if step == HAND_OVER:
                way[task] = HANDED_OVER
                there = now + handover_hours[team_of[task]]
                push(instants, ranks, events, there, ARRIVE_THERE * RANKS + task)
                events += 1
                step = REST

            # -- attempt: work, cut into parts by questions --------------------------------------------------
            elif step == BEGIN_ATTEMPT:
                mean = question_mean[team_of[task], work_type[task]]
                questions[task] = (
                    communication.questions(question_luck[attempt[task], task], mean) if mean > 0.0 else 0
                )
                if keeps_ahead and attempt[task] > 0:
                    fresh = fresh_effort[attempt[task], task]
                    fresh = effort.attempt_effort(attempt[task], fresh, rework_fraction[work_type[task]])
                    burden[task] = effort.seconds(
                        effort.seat_hours(fresh, speed[team_of[task], work_type[task]])
                    )
                    burdened[task] = team_of[task]
                    ahead[team_of[task]] += burden[task]
                part[task] = 0
                step = BEGIN_PART

            elif step == BEGIN_PART:
                fresh = fresh_effort[attempt[task], task]
                fresh = effort.attempt_effort(attempt[task], fresh, rework_fraction[work_type[task]])
                work[task] = effort.part_effort(fresh, questions[task])
                at_head[task] = part[task] > 0
                step = ENTER

            elif step == ENTER:
                place_of[task], act[task], step = team_of[task], WORK, SIT
                while is_given_up[team_of[task]]:
                    team = destination[team_of[task]]
                    team_of[task] = place_of[task] = team
                    at_head[task] = False
                    tasks[task].moves += 1
                    tasks[task].provider = team
                    if burdened[task] != NOBODY:
                        ahead[burdened[task]] -= burden[task]
                        burdened[task] = team
                        ahead[team] += burden[task]
                    if 0 < team < liaisons:
                        way[task] = MOVED
                        there = now + handover_hours[team]
                        push(instants, ranks, events, there, ARRIVE_THERE * RANKS + task)
                        events += 1
                        step = REST
                        break

            # -- a seat --------------------------------------------------------------------------------------
            elif step == SIT:
                team = place_of[task]
                joined[task] = now
                if free[team] > 0 and in_line[team] == 0 and not is_down[team] and now < closes_at[team]:
                    free[team] -= 1
                    step = START
                else:
                    key = assignment.line_key(plan.discipline, priority[work_type[task]], tasks[task].due)
                    first[team] = line_with(
                        places, first[team], task, 0 if at_head[task] else 1, key, joinings
                    )
                    in_line[team] += 1
                    joinings += 1
                    step = REST

            elif step in (START, GO_ON):
                team = place_of[task]
                if step == START:
                    hours[task] = left[task] = effort.seat_hours(work[task], speed[team, work_type[task]])
                    started[task], worked[task] = now, 0.0
                    if act[task] == WORK and np.isnan(tasks[task].started):
                        tasks[task].started = now
                    before[task], after[task] = NOBODY, at_work[team]
                    if at_work[team] != NOBODY:
                        before[at_work[team]] = task
                    at_work[team] = task
                else:
                    if fate[team] == disruption.RESAMPLE and act[task] == WORK:
                        fresh = effort_again[resampled[task] % RESAMPLES, task]
                        fresh = effort.attempt_effort(attempt[task], fresh, rework_fraction[work_type[task]])
                        work[task] = effort.part_effort(fresh, questions[task])
                        resampled[task] += 1
                    fresh_hours = effort.seat_hours(work[task], speed[team, work_type[task]])
                    left[task] = disruption.hours_after_outage(
                        fate[team], hours[task], left[task], fresh_hours
                    )
                    hours[task] = fresh_hours
                since[task] = now
                row = team * rows + max(shift[team] - 1, 0)  # no row before it closes after now
                done_at = calendar.after(
                    opens, closes, open_hours, row, team * rows + rows - 1, now, left[task]
                )
                finishes[task] = done_at
                if done_at < np.inf:
                    push(instants, ranks, events, done_at, FINISH * RANKS + task)
                    events += 1
                step = REST

            # -- question ------------------------------------------------------------------------------------
            elif step == END_PART:
                if part[task] == questions[task]:
                    step = JUDGE
                else:
                    part[task] += 1
                    step = BEGIN_PART
                    if 0 < team_of[task] < liaisons:
                        tasks[task].questions += 1
                        way[task] = ASKED
                        there = now + message_hours[team_of[task]]
                        push(instants, ranks, events, there, ARRIVE_THERE * RANKS + task)
                        events += 1
                        step = REST

            # -- inspection and rework -----------------------------------------------------------------------
            elif step == JUDGE:
                if burdened[task] != NOBODY:
                    ahead[burdened[task]] -= burden[task]
                    burdened[task] = NOBODY
                team, trial = team_of[task], attempt[task]
                tasks[task].attempts = trial + 1
                chance = misunderstanding[team, work_type[task]]
                is_misunderstood = chance > 0.0 and quality.happens(
                    misunderstanding_luck[trial, task], chance
                )
                chance = defect[team, work_type[task]]
                is_defect = chance > 0.0 and quality.happens(defect_luck[trial, task], chance)
                tasks[task].misunderstandings += is_misunderstood
                tasks[task].defects += is_defect
                wrong[task] = is_misunderstood or is_defect
                rate = inspection_rate[team]
                step = DELIVER
                if rate > 0.0 and quality.happens(inspection_luck[trial, task], rate):
                    place_of[task], act[task] = reviewers, INSPECT
                    work[task], at_head[task], step = inspection_hours[work_type[task]], False, SIT

            else:
                tasks[task].delivered = now
                tasks[task].defective = wrong[task]
                step = REST

    # -- bookkeeping: who still has a seat at the horizon has worked until then ------------------------------
    for team in range(teams):
        task = at_work[team]
        while task != NOBODY:
            if written == len(episodes):
                return EPISODES_FULL, written, disrupted
            if not on_hold[task]:
                worked[task] += calendar.between(
                    opens, closes, open_hours, team * rows, team * rows + rows - 1, since[task], end
                )
            note(
                episodes,
                written,
                joined[task],
                started[task],
                np.nan,
                worked[task],
                task,
                team,
                act[task],
                attempt[task],
            )
            written += 1
            task = after[task]
    return COMPLETE, written, disrupted


@rule
def note(
    episodes: Rows,
    row: int,
    joined: float,
    started: float,
    ended: float,
    hours: float,
    task: int,
    team: int,
    act: int,
    attempt: int,
) -> None:
    """An episode of seat time, as a fact."""
    episodes[row].joined = joined
    episodes[row].started = started
    episodes[row].ended = ended
    episodes[row].hours = hours
    episodes[row].task = task
    episodes[row].team = team
    episodes[row].act = act
    episodes[row].attempt = attempt


@rule
def disrupt(
    disruptions: Rows,
    row: int,
    start: float,
    end: float,
    team: int,
    insolvency: int,
    in_line: int,
    at_seats: int,
) -> None:
    """A disruption begins, as a fact."""
    disruptions[row].started = start
    disruptions[row].ended = end
    disruptions[row].team = team
    disruptions[row].insolvency = insolvency
    disruptions[row].in_line = in_line
    disruptions[row].at_seats = at_seats
    disruptions[row].moved = 0
    disruptions[row].hired_at = np.nan
    disruptions[row].hired = 0
    disruptions[row].hired_by = 0


@rule
def hire(disruptions: Rows, row: int, first_day: float, hired: int, team: int) -> None:
    """People are hired in place of those who are gone, as a fact."""
    disruptions[row].hired_at = first_day
    disruptions[row].hired = hired
    disruptions[row].hired_by = team


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
