"""Laws of contracts that the client ends."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules import assignment, knowledge, verdict


@pytest.mark.parametrize(
    ("due", "late", "delivered", "found", "is_bad"),
    [
        (10, 1, 10, 0, False),
        (10, 2, 10, 0, True),
        (0, 0, 10, 5, False),
        (0, 0, 10, 6, True),
        (0, 0, 0, 9, False),
    ],
)
def test_a_look_is_bad_if_too_little_was_on_time_or_too_much_was_found(due, late, delivered, found, is_bad):
    """At least nine of ten on time, no more than a defect in two tasks; nothing delivered is not bad."""
    assert verdict.is_bad(due, late, delivered, found, 0.9, 0.5) == is_bad


def test_a_good_look_begins_the_count_anew():
    """Only bad looks in a row count."""
    assert verdict.bad_in_a_row(2, True) == 3
    assert verdict.bad_in_a_row(2, False) == 0


def test_who_counts_nothing_finds_nothing_bad():
    """No share and no number was set."""
    assert not verdict.is_bad(5, 5, 5, 100, 0.0, math.inf)


@given(st.integers(0, 10_000), st.floats(0.0, 50_000.0))
def test_the_groups_of_a_ramp_are_even_and_complete(number, ramp_hours):
    """All come, no group is larger than another by more than one, and the first is not empty."""
    weeks = verdict.weeks_of(ramp_hours)
    groups = [verdict.group_of(number, week, weeks) for week in range(weeks)]

    assert sum(groups) == number
    assert max(groups) - min(groups) <= 1
    assert groups[0] > 0 or number == 0


def test_without_a_ramp_all_come_at_once():
    """One group, on the first day."""
    assert verdict.weeks_of(0.0) == 1
    assert verdict.first_day_of(50.0, 0.0, 0, 1) == 50.0


@given(st.floats(0.0, 1.0, exclude_max=True), st.floats(0.0, 100.0), st.floats(0.0, 100.0))
def test_a_task_that_is_handed_over_is_so_at_any_later_time(luck, now, later):
    """And none is before the ramp begins, and all are after it."""
    if verdict.is_handed_over(luck, now, 10.0, 50.0):
        assert verdict.is_handed_over(luck, now + later, 10.0, 50.0)
        assert now >= 10.0
    else:
        assert now < 60.0


@given(st.floats(0.0, 1e5), st.floats(0.0, 2_000.0), st.integers(0, 50))
def test_teachers_teach_what_was_asked_or_what_they_can(asked, opened, people):
    """Whole seats and the rest of one more come to the hours asked, or to what people have time for."""
    whole = verdict.whole_teachers(asked, opened, people)
    taught = whole * opened + verdict.hours_of_one_more(asked, opened, people)

    assert 0 <= whole <= people
    assert taught == pytest.approx(min(asked, people * opened), rel=1e-9, abs=1e-9)


def test_a_lesson_is_an_equal_part_of_what_is_taught():
    """Four lessons of a hundred hours; half of it where there is time for half; less where a teacher left."""
    assert verdict.lesson(100.0, 100.0, 60.0, 2, 4) == 25.0
    assert verdict.lesson(100.0, 100.0, 25.0, 2, 4) == 12.5
    assert verdict.lesson_a_head(25.0, 0.5, 5) == 2.5


def test_only_the_part_of_a_ramp_in_the_run_is_asked_for():
    """Half of it lies after the end."""
    assert verdict.part_in_run(100.0, 50.0, 125.0) == 0.5
    assert verdict.part_in_run(100.0, 50.0, 1_000.0) == 1.0


def test_a_step_of_the_share_moves_evenly():
    """From what it was to what was decided; at once without a ramp."""
    assert assignment.share_now(1.0, 0.5, 10.0, 20.0, 20.0) == 0.75
    assert assignment.share_now(1.0, 0.5, 10.0, 20.0, 30.0) == 0.5
    assert assignment.share_now(1.0, 0.5, 10.0, 0.0, 10.0) == 0.5


def test_newcomers_bring_what_they_know():
    """Nothing, or as much as those of their provider."""
    assert knowledge.diluted(0.8, 3, 1, 0.0) == pytest.approx(0.6)
    assert knowledge.diluted(0.8, 3, 1, 0.4) == pytest.approx(0.7)
    assert knowledge.diluted(0.0, 0, 2, 0.3) == pytest.approx(0.3)
