"""The two laws of working time, over calendars of every kind."""

import math
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.rules.calendar import (
    SLACK,
    instant_after,
    is_open,
    next_opening,
    open_hours_between,
    open_hours_until,
)
from sim.scenario.calendar import WEEK, Calendar, CalendarTable, compile_calendar, stack

deterministic = settings(derandomize=True, deadline=None, max_examples=200)

SPAN = 24.0 * 21
MONDAY = date(2024, 1, 1)
# A day before clocks change, in some zone, and some days on which nothing happens.
STARTS = [date(2024, 1, 1), date(2024, 3, 9), date(2024, 3, 30), date(2024, 4, 6), date(2024, 10, 5)]
STARTS += [date(2024, 10, 26), date(2024, 11, 2), date(2024, 12, 23), date(2025, 6, 30)]
ZONES = ["UTC", "Europe/Warsaw", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Pacific/Apia"]


def clock_times() -> st.SearchStrategy[str]:
    return st.builds("{:02d}:{:02d}".format, st.integers(0, 23), st.sampled_from([0, 1, 20, 30, 45]))


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """Any office hours: night shifts, all-day shifts, half-hour zones, holidays, shifts moved for overlap."""
    days = draw(st.sets(st.sampled_from(WEEK), min_size=1))
    return Calendar(
        zone=draw(st.sampled_from(ZONES)),
        opens=draw(clock_times()),
        closes=draw(clock_times() | st.just("24:00")),
        weekdays=tuple(day for day in WEEK if day in days),
        holidays=draw(st.sampled_from([None, "US", "PL", "IN"])),
        shift_hours=draw(st.sampled_from([0.0, -10.0, 3.5, 0.1]) | st.floats(-24.0, 24.0)),
    )


def tables() -> st.SearchStrategy[CalendarTable]:
    """Compiled calendars, `always` among them."""
    any_calendar = calendars() | st.just("always")
    return st.builds(compile_calendar, any_calendar, st.sampled_from(STARTS), st.just(SPAN))


@st.composite
def tables_and_instants(draw: st.DrawFn, size: int = 1) -> tuple[CalendarTable, list[float]]:
    """A table and instants in order: anywhere, and on the edges, where the ties are."""
    table = draw(tables())
    edges = [x for x in (*table.opens, *table.closes) if x < math.inf] or [0.0]
    grid = st.integers(0, int(SPAN) * 2).map(lambda n: n / 2)
    instant = st.sampled_from(edges).map(float) | grid | st.floats(0.0, SPAN)
    return table, sorted(draw(st.lists(instant, min_size=size, max_size=size)))


def some_hours() -> st.SearchStrategy[float]:
    return st.integers(0, 400).map(lambda n: n / 10) | st.floats(0.0, 100.0)


def nine_to_five(**settings: object) -> CalendarTable:
    """Three weeks from a Monday, in UTC unless told otherwise."""
    return compile_calendar(Calendar.model_validate(settings), MONDAY, SPAN)


# -- Openings ------------------------------------------------------------------------------------------------


def test_a_team_is_there_at_nine_sharp_and_gone_at_five_sharp() -> None:
    """Intervals are closed at the left and open at the right."""
    opens, closes, _ = nine_to_five()

    assert [is_open(opens, closes, t) for t in (8.99, 9.0, 16.99, 17.0)] == [False, True, True, False]


def test_the_next_opening_is_now_when_open() -> None:
    """`next_opening` waits only when closed; over the week-end it waits until Monday."""
    opens, closes, _ = nine_to_five()

    assert [next_opening(opens, closes, t) for t in (1.0, 9.0, 12.5, 17.0)] == [9.0, 9.0, 12.5, 33.0]
    assert next_opening(opens, closes, 4 * 24 + 17.0) == 7 * 24 + 9.0


@deterministic
@given(tables_and_instants())
def test_at_the_next_opening_the_team_is_open(world: tuple[CalendarTable, list[float]]) -> None:
    """Nobody who waits for the next opening finds the door closed, or has waited past an open one."""
    (opens, closes, worked), [t] = world
    opening = next_opening(opens, closes, t)

    assert opening >= t
    assert opening == math.inf or is_open(opens, closes, opening)
    assert (opening == t) == is_open(opens, closes, t)
    assert open_hours_between(opens, closes, worked, t, opening) == 0.0


# -- Hours between instants ----------------------------------------------------------------------------------


def test_a_week_has_forty_hours() -> None:
    """Five days of eight hours, counted from any midnight to the one a week later."""
    table = nine_to_five()

    assert [open_hours_between(*table, t, t + 168.0) for t in (0.0, 24.0, 120.0)] == [40.0] * 3
    assert open_hours_between(*table, 16.0, 34.0) == 2.0
    assert open_hours_between(*table, 34.0, 16.0) == 0.0


@deterministic
@given(tables_and_instants(size=2))
def test_open_hours_never_fall_and_never_outrun_the_clock(world: tuple[CalendarTable, list[float]]) -> None:
    """Between two instants there pass no less than 0 open hours, to the last bit, and no more than all."""
    table, [t0, t1] = world

    assert open_hours_until(*table, t0) <= open_hours_until(*table, t1)
    assert 0.0 <= open_hours_between(*table, t0, t1) <= (t1 - t0) + SLACK


@deterministic
@given(tables_and_instants())
def test_open_hours_are_what_is_open(world: tuple[CalendarTable, list[float]]) -> None:
    """The law agrees with the plain definition: the length of [0, t) within each interval, added up."""
    table, [t] = world
    plain = math.fsum(min(t, close) - open_ for open_, close, _ in zip(*table, strict=True) if open_ < t)

    assert math.isclose(plain, open_hours_until(*table, t), rel_tol=1e-12, abs_tol=1e-12)


# -- The instant after so many hours -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("t", "hours", "end"),
    [
        (10.0, 3.0, 13.0),  # within a day
        (10.0, 8.0, 34.0),  # overnight
        (3.0, 1.0, 10.0),  # from before dawn
        (9.0, 8.0, 17.0),  # a whole day, until closing and not next morning
        (9.0, 16.0, 41.0),  # two whole days
        (17.0, 0.5, 33.5),  # from closing
        (105.0, 9.0, 178.0),  # from Friday to Monday
        (20.0, 0.0, 20.0),  # nothing to do: now, even when closed
        (20.0, -1.0, 20.0),
        (0.0, 120.0, 449.0),  # to the end of the table
        (0.0, 120.1, math.inf),  # and beyond
        (500.0, 1.0, math.inf),
    ],
)
def test_work_passes_as_on_a_clock_in_an_office(t: float, hours: float, end: float) -> None:
    """Examples that anyone can check by hand: nine to five, Monday is day 0."""
    assert instant_after(*nine_to_five(), t, hours) == end


def test_a_day_filled_with_small_tasks_ends_at_closing() -> None:
    """Eighty tasks of a tenth of an hour fill a day; their rounding errors do not wait for the next."""
    table = nine_to_five()
    for first in (9.0, 33.0, 177.0):
        t = first
        for _ in range(80):
            t = instant_after(*table, t, 0.1)

        assert math.isclose(first + 8.0, t, abs_tol=1e-12)


@deterministic
@given(st.floats(0.0, 1e6), st.floats(0.0, 1e6))
def test_always_open_is_plain_addition(t: float, hours: float) -> None:
    """Without closing hours the law is t + hours to the last bit, and so a textbook queue stays one."""
    table = compile_calendar("always", MONDAY, SPAN)

    assert instant_after(*table, t, hours) == t + hours
    assert open_hours_until(*table, t) == t
    assert next_opening(table.opens, table.closes, t) == t
    assert is_open(table.opens, table.closes, t)


@deterministic
@given(tables_and_instants(size=2), some_hours(), some_hours())
def test_later_or_longer_never_ends_earlier(
    world: tuple[CalendarTable, list[float]], a: float, b: float
) -> None:
    """Work that starts later or lasts longer ends no earlier, to the last bit, and never in the past."""
    table, [t0, t1] = world
    a, b = sorted((a, b))

    assert t0 <= instant_after(*table, t0, a) <= instant_after(*table, t1, a)
    assert instant_after(*table, t0, a) <= instant_after(*table, t0, b)


@deterministic
@given(tables_and_instants(), some_hours())
def test_the_laws_are_inverse(world: tuple[CalendarTable, list[float]], hours: float) -> None:
    """Until the instant after so many hours so many hours are open; if it is inf, there are not so many."""
    table, [t] = world
    end = instant_after(*table, t, hours)
    passed = open_hours_between(*table, t, end)

    if end < math.inf:
        assert math.isclose(hours, passed, rel_tol=1e-9, abs_tol=1.01 * SLACK)
    else:
        assert passed < hours


@deterministic
@given(tables_and_instants(size=2))
def test_the_hours_between_lead_back(world: tuple[CalendarTable, list[float]]) -> None:
    """Work of the open hours between two instants, begun at the one, ends at the other if that is open."""
    table, [t0, t1] = world
    hours = open_hours_between(*table, t0, t1)
    end = instant_after(*table, t0, hours)

    assert end <= t1 + SLACK
    if is_open(table.opens, table.closes, t1 - 2 * SLACK) and hours > 2 * SLACK:
        assert math.isclose(t1, end, rel_tol=1e-9, abs_tol=SLACK)


@deterministic
@given(tables_and_instants(), some_hours())
def test_work_never_ends_while_closed(world: tuple[CalendarTable, list[float]], hours: float) -> None:
    """Work ends when the team is open, or at the very instant of closing."""
    table, [t] = world
    end = instant_after(*table, t, hours)

    assert hours == 0.0 or end == math.inf or is_open(table.opens, table.closes, end) or end in table.closes


@deterministic
@given(tables_and_instants(), some_hours(), some_hours())
def test_work_may_be_cut_in_two(
    world: tuple[CalendarTable, list[float]], first: float, second: float
) -> None:
    """A part and then the rest take as many open hours as the whole."""
    table, [t] = world
    cut = instant_after(*table, instant_after(*table, t, first), second)
    whole = instant_after(*table, t, first + second)

    if max(cut, whole) < math.inf:
        open_hours = [open_hours_until(*table, end) for end in (cut, whole)]
        assert math.isclose(*open_hours, rel_tol=1e-9, abs_tol=4 * SLACK)


# -- Padding -------------------------------------------------------------------------------------------------


@deterministic
@given(tables_and_instants(size=2), some_hours())
def test_padding_changes_nothing(world: tuple[CalendarTable, list[float]], hours: float) -> None:
    """A table that is a padded row of a stack obeys the laws with the same numbers, at infinity too."""
    table, instants = world
    longer = compile_calendar(Calendar(weekdays=WEEK), MONDAY, SPAN * 2)
    padded = CalendarTable(*(array[0] for array in stack([table, longer])))
    for t in (*instants, math.inf):
        assert everything_about(table, t, hours) == everything_about(padded, t, hours)


def everything_about(table: CalendarTable, t: float, hours: float) -> list[float]:
    doors = [law(table.opens, table.closes, t) for law in (is_open, next_opening)]
    worked = [open_hours_until(*table, t), open_hours_between(*table, 1.0, t)]
    return [*doors, *worked, instant_after(*table, t, hours)]


# -- Time zones ----------------------------------------------------------------------------------------------


def mean_wait(responder_is_ahead_by: float, weekdays: str = "every day") -> tuple[float, float]:
    """Mean wait for the other side's office, and the share of questions that wait at all.

    A question arises at a uniform instant of the asker's shift. The wait is linear between the edges of
    half-hours, so that the mean over their midpoints is exact. One week, the second, stands for all.
    """
    asker = nine_to_five(weekdays=weekdays)
    responder = nine_to_five(weekdays=weekdays, shift_hours=-responder_is_ahead_by)
    midpoints = 168.0 + 0.25 + np.arange(0.0, 168.0, 0.5)
    waits = [
        next_opening(responder.opens, responder.closes, t) - t
        for t in midpoints
        if is_open(asker.opens, asker.closes, t)
    ]
    return float(np.mean(waits)), float(np.mean(np.array(waits) > 0.0))


@pytest.mark.parametrize(("ahead", "wait"), [(3.0, 5.4375), (8.0, 12.0), (12.0, 8.0), (-3.0, 0.5625)])
def test_a_question_waits_for_the_other_sides_morning(ahead: float, wait: float) -> None:
    """The known cases of time zone waiting, from tables alone."""
    assert mean_wait(ahead)[0] == wait


@pytest.mark.parametrize("ahead", range(24))
def test_waiting_follows_the_closed_form(ahead: int) -> None:
    """(k/8)(16 - k/2) for k up to 8; 20 - k from 8 to 16; (24 - k)²/16 above."""
    formula = [(ahead / 8) * (16 - ahead / 2), 20.0 - ahead, (24 - ahead) ** 2 / 16]

    assert mean_wait(ahead)[0] == formula[(ahead > 8) + (ahead > 16)]


@pytest.mark.parametrize("ahead", [0, 3, 5, 8, 10, 12])
def test_the_week_end_makes_who_waits_wait_longer(ahead: int) -> None:
    """With Monday to Friday on both sides, 9.6 hours more for each question that waits."""
    wait, share = mean_wait(ahead, "mon-fri")

    assert math.isclose(mean_wait(ahead)[0] + 9.6 * share, wait)


def test_a_question_from_bangalore_is_read_next_morning() -> None:
    """Asked at 15:00 in Bangalore, answered by 9:30 in New York, read in Bangalore at nine."""
    bangalore = nine_to_five(zone="Asia/Kolkata")
    new_york = nine_to_five(zone="America/New_York")
    asked = 9.5  # Monday 15:00 in Bangalore
    answered = instant_after(*new_york, asked, 0.5)

    assert answered == 14.5
    assert next_opening(bangalore.opens, bangalore.closes, answered) == 24 + 3.5


def test_rows_meet_without_a_step() -> None:
    """At each edge the hours so far are those of the next row, bit for bit, however odd the lengths."""
    table = compile_calendar(
        Calendar(opens="09:20", closes="17:01", shift_hours=0.1), MONDAY + timedelta(days=1), 24.0 * 3650
    )
    ends = [open_hours_until(*table, close) for close in table.closes]

    assert [0.0, *ends] == [*table.worked, table.total]
    assert all(a < b for a, b in pairwise(ends))
