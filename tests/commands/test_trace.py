"""One world, told at the command line."""

from __future__ import annotations

import json
import re

import pytest

import sim
from sim.case import preset
from sim.testing.asked import Ask

SHORT = ("--set", "scenario.horizon_days=120", "--seed", "1")


def test_trace_tells_one_world_and_one_task(kposim: Ask) -> None:
    """Who was down, what was latest, and why that was."""
    world = kposim("trace", "pfizer_patents", *SHORT)
    worst = kposim("trace", "pfizer_patents", *SHORT, "--worst")
    many = kposim("trace", "pfizer_patents", *SHORT, "--list")

    assert (world.code, worst.code, many.code) == (0, 0, 0)
    assert "seed 1, replication 0" in world.out
    assert re.search(r"(Bangalore|Krakow|The in-house team) was down for [\d.]+ (days|hours) from", world.out)
    assert "waiting for a free seat" in worst.out
    assert "days late." in worst.out
    assert many.out.count("Task ") > world.out.count("Task ")


def test_trace_in_json_is_the_same_story(kposim: Ask) -> None:
    """Parts that add up to the lead time."""
    told = json.loads(kposim("trace", "pfizer_patents", *SHORT, "--task", "1400", "--json").out)
    case = sim.changed(preset("pfizer_patents"), {"scenario.horizon_days": 120})
    story = sim.trace(sim.simulate(case, seed=1), 1400)

    assert told["why"] == story.why
    assert sum(part["hours"] for part in told["parts"]) == pytest.approx(told["lead_hours"])


def test_trace_of_a_task_that_is_not_there_names_the_nearest(kposim: Ask) -> None:
    """And exits with 2; so do two questions at once."""
    answer = kposim("trace", "pfizer_patents", *SHORT, "--task", "999999")
    both = kposim("trace", "pfizer_patents", *SHORT, "--task", "1", "--list")

    assert (answer.code, both.code) == (2, 2)
    assert "the nearest is" in answer.err
    assert "keep one of them" in both.err


def test_the_worst_of_no_tasks_is_refused_with_what_would_let_some_arrive(kposim: Ask) -> None:
    """And the list of all of them says that there is none."""
    none = ("one_queue", "--seed", "1", "--set", "scenario.work.questions.arrivals.per_week=0")

    refused = kposim("trace", *none, "--worst")

    assert refused.code == 2
    assert refused.err.startswith("--worst\n  rule    no task arrives in this world")
    assert "scenario.work.questions.arrivals" in refused.err
    assert "No task was there." in kposim("trace", *none).out


def test_a_task_is_told_where_a_transition_moves_seats_by_rule(kposim: Ask) -> None:
    """The same people cannot be there without what held it up, so nothing is said of that world."""
    moved = ("--set", "strategy.transition={signing_day: 30, ramp_days: 60, teaching_hours_per_seat: 20}")
    told = kposim("trace", "pfizer_patents", *SHORT, *moved, "--worst")

    assert told.code == 0, told.err
    assert "days late." in told.out
