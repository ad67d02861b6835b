"""Frames of one world: counts that agree with the facts at every instant."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sim
from sim.chronicle.chronicle import Chronicle
from sim.chronicle.frames import MOST_FRAMES, frames_of
from sim.chronicle.overview import overview_of
from sim.chronicle.phrase import length
from sim.engine.clock import Kind
from sim.engine.journal import Cause
from sim.engine.making import make_plan
from sim.engine.reference.house import House
from sim.rules.relay import NOBODY
from sim.tape.tape import deal
from sim.testing.cases import RandomCase, cases


@settings(derandomize=True, deadline=None, max_examples=60)
@given(case=cases(), share=st.floats(0.01, 0.99))
def test_a_frame_shows_what_the_engine_has_at_that_instant(case: RandomCase, share: float) -> None:
    """The reference engine is stopped in the middle of its story, and everybody is counted."""
    journal = case.played()
    instant = share * journal.plan.end
    house = House(make_plan(case.scenario, case.strategy), deal(case.scenario, case.seed, 0))
    house.clock.process(house.arrivals())
    house.staff.begin()
    house.client.begin()
    for team in house.teams:
        house.clock.process(team.shifts())
        house.clock.process(house.outages(team))
        house.clock.process(house.insolvency(team))
        if team.index < house.plan.liaisons and house.plan.relay.following[team.index] != NOBODY:
            house.clock.process(house.sunsets(team))
    house.clock.run(until=house.clock.at(instant, Kind.BOOKS + 1, 0))  # after all that happens by then
    frames = frames_of(Chronicle(journal), instant, journal.plan.end, with_money=False)

    assert frames.in_line[:, 0].tolist() == [team.in_line for team in house.teams]
    assert frames.at_seats[:, 0].tolist() == [len(team.at_work) for team in house.teams]
    assert frames.is_down[:, 0].tolist() == [team.is_down or team.is_gone for team in house.teams]


@pytest.fixture(scope="module")
def patents() -> Chronicle:
    """Two years of patents."""
    return Chronicle(sim.simulate(sim.preset("pfizer_patents"), seed=1))


def test_frames_are_few_and_their_counts_direct(patents: Chronicle) -> None:
    """Everybody in hand is in one place, and every count is a count."""
    journal = patents.journal
    start, end = journal.scenario.window_hours
    frames = frames_of(patents, start, end)
    tasks = journal.tasks
    left = np.where(np.isnan(tasks["delivered"]), np.inf, tasks["delivered"])
    for n in range(0, len(frames.instants), 37):
        t = frames.instants[n]
        places = frames.in_line[:, n].sum() + frames.at_seats[:, n].sum() + frames.on_the_way[n]

        assert frames.in_hand[n] == ((tasks["arrived"] <= t) & (left > t)).sum() == places
        assert frames.overdue[n] == ((tasks["due"] <= t) & (left > t)).sum()
        assert frames.delivered[n] == ((left > start) & (left <= t)).sum()
    assert len(frames.instants) <= MOST_FRAMES
    assert frames.step_hours == 48.0


def test_the_money_that_ran_is_the_ledgers(patents: Chronicle) -> None:
    """All of it at the window's end, none at its start, and none is given back on the way."""
    journal = patents.journal
    frames = frames_of(patents, *journal.scenario.window_hours)
    card = sim.settle(journal)

    assert frames.spent[0] == 0.0
    assert frames.spent[-1] == pytest.approx(card["cost_per_task"] * card["tasks_delivered"], rel=0.01)
    assert (np.diff(frames.spent) > 0.0).all()


def test_frames_of_a_fortnight_show_day_and_night(patents: Chronicle) -> None:
    """An hour from one to the next, in which Bangalore and New York take turns."""
    frames = frames_of(patents, 6000.0, 6000.0 + 336.0)
    teams = patents.journal.scenario.teams
    bangalore, home = (frames.is_open[teams.index(name)] for name in ("bangalore", "inhouse"))

    assert frames.step_hours == 1.0
    assert 0.2 < home.mean() < 0.3
    assert not (bangalore & home).any()


def test_the_overview_tells_who_was_down_and_what_was_latest(patents: Chronicle) -> None:
    """As many disruptions as the scorecard counts in the window, or one more that began before."""
    journal = patents.journal
    overview = overview_of(patents, number=4)
    late = [each.late_hours for each in overview.latest]
    downs = journal.disruptions[journal.disruptions["cause"] == Cause.OUTAGE]
    longest = downs[np.argmax(downs["ended"] - downs["started"])]
    said = f"was down for {length(float(longest['ended'] - longest['started']))} from"

    assert "were delivered" in overview.sentence
    assert [each for each in overview.troubles if said in each.text]
    assert late == sorted(late, reverse=True)
    assert not any(math.isnan(each) for each in late)
    assert len(overview.troubles) >= sim.settle(journal)["disruptions"]
