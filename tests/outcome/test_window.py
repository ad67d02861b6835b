"""What counts, and where."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.outcome.reading import hours_at_work
from sim.outcome.service import curve
from sim.outcome.window import (
    Window,
    instants_of_end,
    observe,
    open_hours_until,
    outages_of,
)
from sim.rules import calendar

SEEDS = st.integers(0, 1_000)


def test_the_start_belongs_to_the_window_and_the_end_does_not():
    """[start, end): what happens at the end is the next window's; what never happens is nobody's."""
    instants = np.array([1.9, 2.0, 3.0, 4.0, np.nan, np.inf])

    assert Window(2.0, 4.0).holds(instants).tolist() == [False, True, True, False, False, False]


def test_a_span_counts_with_the_part_of_it_that_lies_in_the_window():
    """Before, across the start, inside, around, across the end, after."""
    since, until = np.array([[0, 1], [1, 3], [2.5, 3], [0, 9], [3, np.inf], [5, 6]]).T

    assert Window(2.0, 4.0).overlap(since, until).tolist() == [0.0, 1.0, 0.5, 2.0, 1.0, 0.0]


def test_the_window_of_a_journal_is_the_one_its_scenario_states(busy_world):
    """Twenty days of warm-up, then ninety observed."""
    assert observe(busy_world(1)).window == (480.0, 2640.0)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.floats(0.0, 3_000.0), min_size=1, max_size=20))
def test_open_hours_of_many_instants_are_those_of_the_law(busy_world, instants):
    """The vectorised twin agrees with `sim.rules.calendar` for every team."""
    plan = busy_world(1).plan
    for team in range(len(plan.seats)):
        table = plan.opens[team], plan.closes[team], plan.worked[team]
        expected = [calendar.open_hours_until(*table, t) for t in instants]

        assert open_hours_until(plan, team, np.array(instants)).tolist() == expected


@settings(max_examples=15, deadline=None)
@given(SEEDS)
def test_who_has_a_seat_works_whenever_the_team_is_open_and_up(busy_world, seed):
    """The hours of each episode follow from its two instants, the calendar and the outages."""
    journal = busy_world(seed)
    episodes = journal.episodes
    ended = np.where(np.isnan(episodes["ended"]), journal.plan.end, episodes["ended"])
    calendars = list(zip(journal.plan.opens, journal.plan.closes, journal.plan.worked, strict=True))
    spans = zip(episodes["team"].tolist(), episodes["started"].tolist(), ended.tolist(), strict=True)
    expected = [hours_at_work(*calendars[span[0]], *outages_of(journal), *span) for span in spans]

    assert episodes["hours"] == pytest.approx(np.array(expected), abs=1e-6)


@settings(max_examples=15, deadline=None)
@given(SEEDS, st.lists(st.floats(1.0, 2_600.0), min_size=1, max_size=3))
def test_adjoining_windows_share_out_all_hours(busy_world, seed, cuts):
    """Hours worked, and hours billed, add up over any partition of the run."""
    journal = busy_world(seed)
    edges = sorted({0.0, *cuts, journal.plan.end})
    parts = [observe(journal, Window(a, b)).episodes for a, b in pairwise(edges)]
    whole = observe(journal, Window(0.0, journal.plan.end)).episodes

    assert sum(part.worked for part in parts) == pytest.approx(whole.worked, abs=1e-6)
    assert sum(part.billed for part in parts) == pytest.approx(whole.billed, abs=1e-6)


@settings(max_examples=15, deadline=None)
@given(SEEDS, st.floats(0.0, 1_200.0), st.floats(50.0, 1_400.0))
def test_nobody_works_more_hours_than_seats_were_open(busy_world, seed, start, hours):
    """In any window, for every team."""
    seen = observe(busy_world(seed), Window(start, start + hours))
    worked = seen.episodes.worked.sum(axis=(1, 2))

    assert (worked <= seen.seats_open + 1e-6).all()


@settings(max_examples=15, deadline=None)
@given(SEEDS, st.floats(0.0, 1_200.0), st.floats(50.0, 1_400.0))
def test_open_seats_are_those_of_the_law_until_a_team_ends(busy_world, seed, start, hours):
    """All teams at once, as one by one; people hired later count from their first day."""
    seen = observe(busy_world(seed), Window(start, start + hours))
    plan = seen.journal.plan

    def opened(team, since):
        until = min(start + hours, seen.ends[team])
        table = plan.opens[team], plan.closes[team], plan.worked[team]
        return calendar.open_hours_between(*table, max(since, start), until)

    expected = [seats * opened(team, start) for team, seats in enumerate(plan.seats)]
    for row in seen.journal.disruptions:
        if row["hired"] > 0:
            expected[row["hired_by"]] += row["hired"] * opened(row["hired_by"], row["hired_at"])

    assert seen.seats_open == pytest.approx(expected)


def test_a_provider_that_ended_has_no_seats_and_its_successors_have(run, tasks):
    """p ends on day 4 of 10: two seats for 96 hours; two people more at home from day 6."""
    journal = run(
        {
            "horizon_days": 10.0,
            "work": {"a": tasks([1.0], [1.0])},
            "inhouse": {"seats": 1, "days_to_hire": 2.0},
            "providers": {"p": {"seats": 2}},
            "events": [{"team": "p", "kind": "insolvency", "at_day": 4.0}],
        },
        {"mix": {"a": {"p": 1.0}}, "contingency": {"rehire": 1.0}},
    )
    seen = observe(journal)

    assert instants_of_end(journal).tolist() == [np.inf, 96.0, np.inf, np.inf]
    assert seen.seats_there.tolist() == seen.seats_open.tolist() == [240.0 + 2 * 96.0, 2 * 96.0, 0.0, 0.0]


def test_the_curve_has_a_point_a_day_from_the_start_to_the_end(busy_world):
    """Ninety days have ninety-one midnights."""
    days = curve(observe(busy_world(1))).days

    assert days.tolist() == [20.0 + day for day in range(91)]
