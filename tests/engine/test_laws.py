"""The laws of the house: what must hold in every case that can be stated."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from numpy.typing import NDArray

from sim.engine.journal import Act, Journal, Rows
from sim.rules.chance import Purpose
from sim.rules.disruption import Fate
from sim.rules.knowledge import Curve
from sim.testing.cases import RandomCase, cases

Floats = NDArray[np.float64]
CLOSE = 1e-6
"""Hours: more than any sum of rounding errors here, less than four thousandths of a second."""

law = settings(derandomize=True, deadline=None, max_examples=100)
thorough = settings(law, max_examples=400)  # for what goes wrong only where several rare things meet


def told(case: RandomCase) -> Journal:
    """The journal of a case."""
    return case.played(engine="compiled")


def team_episodes(journal: Journal) -> Iterator[tuple[int, Rows]]:
    """Each team that did anything, with its episodes, which last until the horizon if nothing ended them."""
    episodes = journal.episodes.copy()
    episodes["ended"] = np.where(np.isnan(episodes["ended"]), journal.plan.end, episodes["ended"])
    for team in np.unique(episodes["team"]):
        yield int(team), episodes[episodes["team"] == team]


def task_episodes(journal: Journal) -> Iterator[tuple[int, Rows]]:
    """Each task that was worked on, with its episodes."""
    for task in np.unique(journal.episodes["task"]):
        yield int(task), journal.episodes[journal.episodes["task"] == task]


def seat_changes(journal: Journal, team: int) -> tuple[Floats, NDArray[np.int64]]:
    """When the seats of a team change while it lives, and by how many."""
    ended = journal.disruptions[(journal.disruptions["team"] == team) & (journal.disruptions["cause"] > 0)]
    until = min([journal.plan.end, *ended["started"].tolist()])
    rows = journal.changes[(journal.changes["team"] == team) & (journal.changes["instant"] <= until)]
    return rows["instant"], rows["seats"].astype(np.int64)


def pace_bounds(journal: Journal, team: int) -> tuple[float, float]:
    """The slowest and the fastest that a team can become, by learning and by ways to work, relative to its
    speed at the start."""
    learning, tasks, offers = journal.plan.learning, len(journal.tasks), journal.plan.offers
    ways = offers.pace[team, : max(offers.ways[team], 1)] / offers.pace[team, offers.first[team]]
    slow, fast = float(ways.min()), float(ways.max())
    if learning.curve[team] == Curve.SATURATING:
        slow *= float(learning.newcomer_speed[team])
    if learning.curve[team] == Curve.WRIGHT:
        before = learning.units_before[team] + 1.0
        fast *= float(((before + tasks) / before) ** learning.exponent[team])
    return slow, fast


def present(journal: Journal, team: int) -> tuple[Floats, Floats]:
    """The intervals in which a team is open, up and alive, worked out without the rules."""
    plan, own = journal.plan, journal.disruptions[journal.disruptions["team"] == team]
    spans = list(zip(plan.opens[team], np.minimum(plan.closes[team], plan.end), strict=True))
    for start, end in own[["started", "ended"]].tolist():
        pieces = [piece for a, b in spans for piece in ((a, min(b, start)), (max(a, end), b))]
        spans = [(a, b) for a, b in pieces if a < b]
    return np.array([a for a, _ in spans]), np.array([b for _, b in spans])


# -- Tasks ---------------------------------------------------------------------------------------------------


@thorough
@given(cases())
def test_what_arrived_is_delivered_or_still_in_the_house(case: RandomCase) -> None:
    """Every arrival has a row; delivery is the end of its last episode; who is in the house has not been
    delivered."""
    journal = told(case)
    tasks, last = journal.tasks, {task: own[-1] for task, own in task_episodes(journal)}
    is_delivered = ~np.isnan(tasks["delivered"])

    assert tasks["arrived"].tolist() == journal.tape.arrived.tolist()
    assert all(tasks["delivered"][task] == last[task]["ended"] for task in np.flatnonzero(is_delivered))
    assert (tasks["attempts"][is_delivered] > 0).all()
    assert not tasks["escaped"][~is_delivered].any()
    assert all(
        np.isnan(own["ended"]).sum() <= int(not is_delivered[task]) and not np.isnan(own["ended"][:-1]).any()
        for task, own in task_episodes(journal)
    )


@law
@given(cases())
def test_time_never_falls_in_a_task_and_no_task_is_at_two_places(case: RandomCase) -> None:
    """Arrived, started, delivered; joined, started, ended; and no episode begins before the last one
    ended."""
    journal = told(case)
    tasks, episodes = journal.tasks, journal.episodes

    assert (np.diff(tasks["arrived"]) >= 0).all()
    assert not (tasks["started"] < tasks["arrived"]).any()
    assert not (tasks["delivered"] < tasks["started"]).any()
    assert not (episodes["started"] < episodes["joined"]).any()
    assert not (episodes["ended"] < episodes["started"]).any()
    assert not (episodes["joined"] < tasks["arrived"][episodes["task"]]).any()
    same_task = episodes["task"][1:] == episodes["task"][:-1]
    assert not (episodes["joined"][1:] < episodes["ended"][:-1])[same_task].any()


@law
@given(cases())
def test_what_travels_takes_exactly_its_time(case: RandomCase) -> None:
    """Handovers, messages and drafts take their hours by the calendar clock, and all else follows at once."""
    journal = told(case)
    tasks, plan = journal.tasks, journal.plan
    for task, own in task_episodes(journal):
        if tasks["moves"][task]:
            continue
        team, here = tasks["provider"][task], tasks["arrived"][task]
        before, stops = "arrival", 0
        for act, joined, ended, attempt in own[["act", "joined", "ended", "attempt"]].tolist():
            is_away = before in ("arrival", Act.BRIEF) and act == Act.WORK and team > 0
            if is_away:
                here += plan.handover_hours[team]
            elif before == Act.ANSWER and team > 0:
                here += plan.message_hours[team] + journal.tape.amount(Purpose.DELAY, task, attempt, stops)
            elif {act, before} & {Act.ANSWER, Act.CHECK}:
                here += plan.message_hours[team]
            stops = 0 if act == Act.INSPECT else stops + (act in (Act.ANSWER, Act.CHECK))

            assert joined == here
            here, before = ended, act


@law
@given(cases())
def test_all_of_an_effort_is_worked_whatever_interrupts_it(case: RandomCase) -> None:
    """The hours of an attempt, over all its parts, nights and outages, are its effort at the team's speed; at
    a team that learns, at some speed between a newcomer's and the best that its practice can make of it."""
    journal = told(case)
    tasks, tape, plan = journal.tasks, journal.tape, journal.plan
    for task, own in task_episodes(journal):
        team, work_type = tasks["provider"][task], tasks["work_type"][task]
        if tasks["moves"][task] or plan.fate[team] != Fate.RESUME:
            continue
        for attempt in range(tasks["attempts"][task]):
            share = plan.rework_fraction[work_type] if attempt else 1.0
            work = own[(own["act"] == Act.WORK) & (own["attempt"] == attempt)]

            again = plan.setup_hours[work_type] * (len(work) - 1)
            expected = (share * tape.fresh_effort(task, attempt) + again) / plan.speed[team, work_type]
            slowest, fastest = pace_bounds(journal, team)
            assert expected / fastest - CLOSE <= work["hours"].sum() <= expected / slowest + CLOSE


@law
@given(cases())
def test_what_was_found_is_worked_on_again_until_the_attempts_are_used_up(case: RandomCase) -> None:
    """Defects are conserved: those made were mended, or are delivered; what was found is mended while
    attempts are left, and each attempt more has its complaint."""
    tasks, plan = (journal := told(case)).tasks, journal.plan
    done = tasks[~np.isnan(tasks["delivered"])]
    most = plan.most_attempts[done["work_type"]]
    mended = done["misunderstandings"] + done["defects"] - done["escaped"]

    assert (done["attempts"] <= most).all()
    assert (mended >= 0).all()
    assert (mended <= done["found"]).all()
    assert (mended == done["found"])[done["attempts"] < most].all()
    assert (done["attempts"] - 1 <= done["found"] + done["false_alarms"]).all()


@law
@given(cases())
def test_work_that_stays_at_home_never_leaves(case: RandomCase) -> None:
    """Core and sensitive work is assigned in-house, asks nobody but colleagues, and is briefed by nobody."""
    journal = told(replace(case, strategy=case.strategy.model_copy(update={"relay": None})))
    stays = journal.plan.stays_home[journal.tasks["work_type"]]
    acts = journal.episodes[stays[journal.episodes["task"]]]["act"]

    assert (journal.tasks["assigned"][stays] == 0).all()
    assert (journal.tasks["provider"][stays] == 0).all()
    assert set(acts.tolist()) <= {Act.WORK, Act.ANSWER, Act.INSPECT}


# -- Seats ---------------------------------------------------------------------------------------------------


@thorough
@given(cases())
def test_never_are_more_tasks_at_seats_than_there_are_seats(case: RandomCase) -> None:
    """Whenever somebody sits down, in each team; a seat that closes while it is taken is left first. At one
    instant, who sat down may have done so before seats closed, or after seats opened."""
    journal = told(case)
    for team, own in team_episodes(journal):
        lasting, (changed_at, more) = own[own["ended"] > own["started"]], seat_changes(journal, team)
        at = np.unique(lasting["started"])[:, None]
        taken = ((lasting["started"] <= at) & (at < lasting["ended"])).sum(axis=1)
        before = ((changed_at < at) * more).sum(axis=1)
        opened = ((changed_at == at) * np.maximum(more, 0)).sum(axis=1)

        assert (taken <= journal.plan.seats_before[team] + before + opened).all()


@thorough
@given(cases())
def test_nobody_sits_down_while_the_team_is_closed_or_down_or_gone(case: RandomCase) -> None:
    """Seats are taken in opening hours, up to the very instant that an outage or insolvency begins."""
    journal = told(case)
    plan, disruptions = journal.plan, journal.disruptions
    for team, own in team_episodes(journal):
        at = own["started"][:, None]
        down = disruptions[disruptions["team"] == team]

        assert ((plan.opens[team] <= at) & (at < plan.closes[team])).any(axis=1).all()
        assert not ((down["started"] < at) & (at < down["ended"])).any()


@thorough
@given(cases())
def test_the_hours_of_an_episode_are_the_hours_that_the_team_was_there(case: RandomCase) -> None:
    """From sitting down to getting up: open hours, less the outages, no more and no less."""
    journal = told(case)
    for team, own in team_episodes(journal):
        begins, ends = present(journal, team)
        both = np.minimum(own["ended"][:, None], ends) - np.maximum(own["started"][:, None], begins)

        np.testing.assert_allclose(own["hours"], np.maximum(both, 0.0).sum(axis=1), rtol=0, atol=CLOSE)


@thorough
@given(cases())
def test_nobody_waits_while_a_seat_is_free(case: RandomCase) -> None:
    """Whenever the team is there and somebody waits who will get a seat, all seats are taken, and perhaps
    some that have closed since."""
    journal = told(case)
    for team, own in team_episodes(journal):
        begins, ends = present(journal, team)
        instants = np.unique(
            np.concatenate(
                [own["joined"], own["started"], own["ended"], begins, ends, seat_changes(journal, team)[0]]
            )
        )
        middle = ((instants[1:] + instants[:-1]) / 2)[np.diff(instants) > CLOSE][:, None]
        is_there = ((begins < middle) & (middle < ends)).any(axis=1)
        waits = ((own["joined"] < middle) & (middle < own["started"])).any(axis=1)
        busy = ((own["started"] < middle) & (middle < own["ended"])).sum(axis=1)

        changed_at, more = seat_changes(journal, team)
        seats = journal.plan.seats_before[team] + ((changed_at <= middle) * more).sum(axis=1)

        assert (busy >= seats)[is_there & waits].all()


@thorough
@given(cases())
def test_the_line_is_left_in_the_order_of_the_discipline(case: RandomCase) -> None:
    """By priority or due date where the strategy says so, and first come first served among equals; what is
    passed on, and what a colleague is asked, goes to the head."""
    journal = told(replace(case, strategy=case.strategy.model_copy(update={"relay": None})))
    tasks, plan = journal.tasks, journal.plan
    keys = (np.zeros(len(tasks)), plan.priority[tasks["work_type"]], tasks["due"])[plan.discipline]
    for team, own in team_episodes(journal):
        own = own[(own["act"] != Act.ANSWER) | (team == plan.liaisons)]
        _, firsts = np.unique(
            own[["task", "attempt", "act"]], return_index=True
        )  # later parts go to the head of the line
        a = own[firsts]
        key, joined, started = keys[a["task"]], a["joined"], a["started"]
        is_before = (key[:, None] < key) | ((key[:, None] == key) & (joined[:, None] < joined))
        is_there = joined[:, None] < started

        assert not (is_before & is_there & (started[:, None] > started)).any()
