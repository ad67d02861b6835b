"""One task's story: read from the facts without a gap, and adding up to its lead time exactly."""

from __future__ import annotations

import math
from fractions import Fraction
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings

import sim
from sim.ask.worlds import seated_as
from sim.case import case_from
from sim.chronicle.chronicle import Chronicle
from sim.chronicle.leg import legs_of, legs_of_task
from sim.chronicle.path import Way
from sim.chronicle.phrase import length, percents
from sim.chronicle.span import PARTS
from sim.chronicle.story import story_of
from sim.engine.journal import Act, Journal
from sim.errors import InputError
from sim.testing.cases import RandomCase, cases

law = settings(derandomize=True, deadline=None, max_examples=80)
MOST_TOLD = 40
"""Tasks of a random world that are told in words; legs are read of all."""


def end_of(journal: Journal, task: int) -> float:
    """When the task's life in the run ends."""
    fact = journal.tasks[task]
    end = journal.plan.end if math.isnan(fact["delivered"]) else fact["delivered"]
    return max(float(end), float(fact["arrived"]))


@law
@given(case=cases())
def test_the_legs_are_the_same_read_at_once_and_step_by_step(case: RandomCase) -> None:
    """From arrival to delivery without a gap, with every episode as a leg at a seat."""
    journal = case.played()
    legs = legs_of(journal)
    for task in range(len(journal.tasks)):
        own = legs[legs["task"] == task]
        rows = journal.episodes[journal.episodes["task"] == task]
        ended = np.where(np.isnan(rows["ended"]), journal.plan.end, rows["ended"])
        seats = own[own["way"] == Way.SEAT]
        sat = ended > rows["started"]

        assert own.tobytes() == legs_of_task(journal, task).tobytes()
        if len(own):
            assert own["since"][0] == journal.tasks["arrived"][task]
            assert own["until"][-1] == end_of(journal, task)
            assert (own["since"][1:] == own["until"][:-1]).all()
        assert (seats["since"] == rows["started"][sat]).all()
        assert (seats["until"] == ended[sat]).all()
        assert (seats["act"] == rows["act"][sat]).all()


@law
@given(case=cases())
def test_the_parts_add_up_to_the_lead_time_exactly(case: RandomCase) -> None:
    """To the last bit, in whole per cents, and as the table of all tasks has them."""
    chronicle = Chronicle(case.played())
    journal = chronicle.journal
    for task in range(min(len(journal.tasks), MOST_TOLD)):
        story = story_of(chronicle, task, others=False)
        whole = Fraction(end_of(journal, task)) - Fraction(float(journal.tasks["arrived"][task]))
        hours = {share.name: share.hours for share in story.parts}

        assert sum((Fraction(s.until) - Fraction(s.since) for s in story.spans), Fraction(0)) == whole
        assert sum(share.percent for share in story.parts) == (100 if whole else 0)
        assert [hours.get(name, 0.0) for name in PARTS] == pytest.approx(chronicle.hours[task], abs=1e-6)
        assert "nan" not in story.text
        assert " inf" not in story.text


@law
@given(case=cases())
def test_hours_worked_are_those_of_the_journal(case: RandomCase) -> None:
    """Work and rework are what the episodes say was worked, and no calendar is needed to know it."""
    chronicle = Chronicle(case.played())
    journal, names = chronicle.journal, list(PARTS)
    rows = journal.episodes[journal.episodes["act"] == Act.WORK]
    for name, is_again in (("work", False), ("rework", True)):
        own = rows[(rows["attempt"] > 0) == is_again]
        worked = np.bincount(own["task"], own["hours"], len(journal.tasks))

        assert chronicle.hours[:, names.index(name)] == pytest.approx(worked, abs=1e-6)


@cache
def patents() -> Chronicle:
    """A year of patents, in which providers go down, questions are asked and work comes back."""
    case = sim.changed(sim.preset("pfizer_patents"), {"scenario.horizon_days": 365})
    return Chronicle(sim.simulate(case, seed=1))


def test_a_late_task_says_why() -> None:
    """The last sentences: how late, which parts, what they usually are, and what other worlds say."""
    chronicle = patents()
    task = chronicle.latest(1)[0]
    story = story_of(chronicle, task)

    assert story.late_hours > 0.0
    assert f"Task {task} was {length(story.late_hours)} late." in story.why
    assert f"{length(story.late_hours)} late." in story.sentences[-1]
    assert "median of its kind" in story.why
    assert "In the same world, with the same people" in story.why


def test_another_world_is_run_and_not_guessed() -> None:
    """Without questions the task is delivered when a run without questions delivers it."""
    chronicle = patents()
    asked = np.flatnonzero((chronicle.journal.tasks["questions"] > 3) & (chronicle.late_hours > -24.0))
    task = int(asked[0])
    case = sim.Case(chronicle.journal.scenario, chronicle.journal.strategy)
    mute = {f"scenario.{team}.asks": 0.0 for team in ("inhouse", "providers.bangalore", "providers.krakow")}
    quiet = seated_as(sim.changed(case, mute), case)  # by the same people
    then = float(sim.simulate(quiet, seed=1).tasks["delivered"][task])
    now = float(chronicle.journal.tasks["delivered"][task])
    story = story_of(chronicle, task)

    assert now > then
    assert f"without questions {length(now - then)} sooner" in story.why


def test_a_task_that_is_not_there_is_told_with_the_nearest() -> None:
    """By number, in both directions."""
    chronicle = patents()
    last = len(chronicle.journal.tasks) - 1
    with pytest.raises(InputError, match=f"the nearest is {last}"):
        sim.trace(chronicle.journal, last + 10)
    with pytest.raises(InputError, match="the nearest is 0"):
        sim.trace(chronicle.journal, -1)


def test_whole_per_cents_add_up() -> None:
    """Three thirds are 34, 33 and 33."""
    assert percents([1.0, 1.0, 1.0]) == [34, 33, 33]
    assert percents([0.0, 0.0]) == [0, 0]


def test_left_out_the_task_is_the_latest_one() -> None:
    """Why was the worst one late?"""
    chronicle = patents()
    window = chronicle.journal.scenario.window_hours

    assert sim.trace(chronicle.journal, others=False).task == chronicle.latest(1, *window)[0]


def test_a_promise_in_working_hours_is_told_in_them_and_by_the_clock() -> None:
    """Sixteen hours of the house from Monday at nine: until Tuesday evening."""
    office = {"zone": "UTC", "opens": "09:00", "closes": "17:00"}
    arrivals = {"kind": "trace", "arrived_hours": [9.0]}
    work = {"arrivals": arrivals, "effort_hours": {"kind": "constant"}, "due_working_hours": 16}
    world = {"horizon_days": 9, "work": {"a": work}, "inhouse": {"seats": 1, "calendar": office}}
    case = case_from({"scenario": world, "strategy": {"inspection": {"inhouse_rate": 0}}})

    told = str(sim.trace(sim.simulate(case, seed=1), task=0))

    assert "due in 16 working hours (on Tuesday 7 January 17:00)" in " ".join(told.split())
