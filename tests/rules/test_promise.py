"""By when a promise is to be kept: by the calendar's clock, and by that of the client's house."""

import math
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine.office import office_until
from sim.rules.calendar import SLACK, open_hours_between
from sim.rules.promise import all_kept_by, kept_by
from sim.scenario.calendar import WEEK, Calendar, CalendarTable, compile_calendar

law = settings(derandomize=True, deadline=None, max_examples=150)
START = date(2024, 12, 20)
SPAN = 24.0 * 30
LONGEST = 60.0
HOURS = st.sampled_from([0.0, 8.0, 16.0]) | st.floats(0.0, LONGEST)


@st.composite
def houses(draw: st.DrawFn) -> Calendar:
    """Office hours: short and long days, few days a week, holidays."""
    return Calendar(
        zone=draw(st.sampled_from(["UTC", "America/New_York", "Asia/Kolkata"])),
        opens=draw(st.sampled_from(["09:00", "22:30", "00:00"])),
        closes=draw(st.sampled_from(["17:00", "10:00", "24:00"])),
        weekdays=tuple(day for day in WEEK if day in draw(st.sets(st.sampled_from(WEEK), min_size=1)))
        or WEEK,
        holidays=draw(st.sampled_from([None, "US", "PL"])),
    )


def offices() -> st.SearchStrategy[CalendarTable]:
    """Their tables, as far as promises of a run of thirty days look."""
    return st.builds(office_until, houses(), st.just(START), st.just(SPAN), st.just(LONGEST))


@law
@given(offices(), st.floats(0.0, SPAN), HOURS)
def test_so_many_open_hours_lie_between_arrival_and_promise(
    office: CalendarTable, arrived: float, hours: float
) -> None:
    """Exactly so many, and not one sooner; whatever arrives in the run has a promise that ends."""
    until = kept_by(*office, arrived, hours, True)

    assert arrived <= until < math.inf
    assert open_hours_between(*office, arrived, until) == pytest.approx(hours, abs=2 * SLACK)
    assert open_hours_between(*office, arrived, until - 0.01) < max(hours, 1e-6)


@law
@given(
    offices(), st.lists(st.floats(0.0, SPAN), min_size=2, max_size=2), st.lists(HOURS, min_size=2, max_size=2)
)
def test_who_comes_later_or_is_given_more_is_never_due_sooner(
    office: CalendarTable, arrived: list[float], hours: list[float]
) -> None:
    """It never falls as one of the two grows."""
    (soon, late), (few, many) = sorted(arrived), sorted(hours)

    assert kept_by(*office, soon, few, True) <= kept_by(*office, late, few, True)
    assert kept_by(*office, soon, few, True) <= kept_by(*office, soon, many, True)


@law
@given(houses(), st.floats(0.0, SPAN), HOURS)
def test_a_longer_run_moves_no_promise(house: Calendar, arrived: float, hours: float) -> None:
    """The table of a run twice as long begins with the same rows, bit by bit."""
    short, long = (office_until(house, START, span, LONGEST) for span in (SPAN, 2.0 * SPAN))

    assert kept_by(*short, arrived, hours, True) == kept_by(*long, arrived, hours, True)


@given(st.floats(0.0, 1e5), st.floats(0.0, 1e4))
def test_by_the_calendars_clock_every_hour_counts(arrived: float, hours: float) -> None:
    """By the same addition as ever; and a house that is always open is no other clock."""
    closed = compile_calendar(Calendar(weekdays=("mon",)), START, SPAN)
    always = compile_calendar("always", START, SPAN)

    assert kept_by(*closed, arrived, hours, False) == arrived + hours
    assert kept_by(*always, arrived, hours, True) == arrived + hours


@given(offices(), st.booleans())
def test_what_is_not_promised_is_never_due(office: CalendarTable, is_worked: bool) -> None:
    """Infinite hours, by either clock."""
    assert kept_by(*office, 5.0, math.inf, is_worked) == math.inf


@law
@given(offices(), st.lists(st.tuples(st.floats(0.0, SPAN), st.integers(0, 2)), max_size=20))
def test_many_tasks_at_once_are_promised_what_each_is_alone(
    office: CalendarTable, tasks: list[tuple[float, int]]
) -> None:
    """By their work types: working hours, the calendar's, and nothing."""
    hours, is_worked = np.array([12.0, 12.0, np.inf]), np.array([True, False, False])
    arrived = np.array([task[0] for task in tasks], dtype=np.float64)
    kinds = np.array([task[1] for task in tasks], dtype=np.int64)

    found = all_kept_by(*office, arrived, kinds, hours, is_worked)

    assert found.tolist() == [
        kept_by(*office, instant, hours[kind], bool(is_worked[kind])) for instant, kind in tasks
    ]


def test_a_house_that_is_hardly_ever_open_is_looked_at_for_as_long_as_it_takes() -> None:
    """Five minutes on Mondays: sixty hours take fourteen years."""
    house = Calendar(opens="09:00", closes="09:05", weekdays=("mon",))
    office = office_until(house, START, SPAN, LONGEST)

    assert 13.5 < kept_by(*office, SPAN, LONGEST, True) / 8766.0 < 14.5
