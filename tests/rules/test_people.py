"""Who leaves, who knows what, and how many are needed: the small laws of people."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.rules import assignment, knowledge, people, quality

law = settings(derandomize=True, deadline=None, max_examples=200)

SHARES = st.floats(0.0, 1.0)
LUCK = st.floats(0.0, 1.0, exclude_max=True)
BITS = 1e-12
"""Relative: a few roundings."""


# people: who leaves, and how many are needed?
# -- - -------------------------------------------------------------------------------------------------------


@law
@given(st.floats(0.01, 5.0), st.integers(1, 500), st.floats(1e-6, 1e-2), SHARES)
def test_a_pause_in_the_count_does_not_move_the_next_leaver(
    luck: float, head_count: int, rate: float, part: float
) -> None:
    """Counting on the way and expecting again comes to the same instant."""
    at_once = people.next_leaving(0.0, luck, head_count, rate)
    pause = part * at_once
    left = people.luck_left(luck, head_count, rate, pause)

    assert people.next_leaving(pause, left, head_count, rate) == pytest.approx(at_once, rel=1e-9)


def test_nobody_leaves_an_empty_team_or_at_no_rate() -> None:
    """Then the next one leaves never; so it is where a rate is so low that its reciprocal is no number."""
    assert people.next_leaving(5.0, 1.0, 0, 0.1) == math.inf
    assert people.next_leaving(5.0, 1.0, 10, 0.0) == math.inf
    assert people.next_leaving(5.0, 1.0, 1, 2.5e-313) == math.inf


@pytest.mark.parametrize(
    ("seconds", "opened", "there", "seats"),
    [(3600 * 85, 100.0, 9, 1), (3600 * 86, 100.0, 9, 2), (0, 100.0, 9, 0), (3600, 0.0, 9, 9)],
)
def test_seats_are_the_work_over_the_hours_a_seat_is_meant_to_be_busy(
    seconds: int, opened: float, there: int, seats: int
) -> None:
    """At 85 %, a hundred open hours are enough for 85 hours of work; a team never open keeps its seats."""
    assert people.seats_wanted(seconds, opened, 0.85, there) == seats


@law
@given(st.integers(0, 200), st.integers(0, 200), SHARES, st.integers(0, 50), st.integers(50, 100))
def test_nothing_changes_within_the_band_and_no_change_leaves_the_bounds(
    seats: int, wanted: int, band: float, at_least: int, at_most: int
) -> None:
    """A change is to what is wanted, within the bounds, and larger than the band."""
    change = people.seats_to_change(seats, wanted, band, at_least, at_most)

    assert change == 0 or (at_least <= seats + change <= at_most and abs(change) > band * seats)


@law
@given(SHARES, st.integers(0, 100), st.integers(1, 20), st.floats(0.01, 1.0))
def test_the_share_moves_by_a_step_towards_where_there_is_room(
    share: float, in_hand: int, seats: int, step: float
) -> None:
    """Out when the house is overloaded, back when it is idle, and not at all between."""
    moved = people.share_moved(share, in_hand, seats, step, 1.5, 0.5)

    assert 0.0 <= moved <= 1.0
    assert (moved >= share) if in_hand > 1.5 * seats else (moved <= share)
    assert moved == share or not 0.5 * seats <= in_hand <= 1.5 * seats


def test_a_provider_stays_while_its_loss_is_bearable() -> None:
    """A tenth is, at a least margin of -0.1; more is not."""
    assert people.is_worth_staying(90.0, 100.0, -0.1)
    assert not people.is_worth_staying(89.0, 100.0, -0.1)
    assert people.is_worth_staying(0.0, 0.0, 0.0)


# knowledge: what do people know, and what does it do?
# -- - -------------------------------------------------------------------------------------------------------


@law
@given(SHARES, st.floats(0.0, 500.0), st.integers(1, 50), st.floats(1.0, 5000.0))
def test_practice_raises_the_level_towards_one_and_the_order_of_practice_does_not_matter(
    level: float, hours: float, head_count: int, ramp_hours: float
) -> None:
    """Two halves of the practice come to the whole of it."""

    def after(start: float, worked: float) -> float:
        return knowledge.practised(knowledge.Curve.SATURATING, start, worked, head_count, ramp_hours, 0.0)

    whole = after(level, hours)

    assert level - 1e-15 <= whole <= 1.0
    assert after(after(level, hours / 2.0), hours / 2.0) == pytest.approx(whole, rel=1e-9, abs=1e-12)


def test_a_level_halves_in_its_half_life_and_newcomers_share_it() -> None:
    """Half is left after the half-life; three experts and a newcomer know three quarters of it."""
    assert knowledge.faded(0.8, math.log(2.0) / 720.0, 720.0) == pytest.approx(0.4, rel=BITS)
    assert knowledge.faded(0.8, 0.0, 1e6) == 0.8
    assert knowledge.diluted(1.0, 3, 1, 0.0) == 0.75
    assert knowledge.diluted(1.0, 0, 2, 0.0) == 0.0


def test_speed_and_defects_go_from_the_newcomers_to_the_experts() -> None:
    """With the level; and on no curve they are what they are."""
    curve = knowledge.Curve.SATURATING

    assert knowledge.pace(curve, 0.0, 2.0, 0.5, 0.0, 0.0) == 1.0
    assert knowledge.pace(curve, 1.0, 2.0, 0.5, 0.0, 0.0) == 2.0
    assert knowledge.times_as_many(curve, 0.0, 3.0) == 3.0
    assert knowledge.times_as_many(curve, 1.0, 3.0) == 1.0
    assert knowledge.times_as_many(curve, 0.25, 3.0) == 2.5
    assert knowledge.pace(knowledge.Curve.NONE, 0.3, 2.0, 0.5, 0.0, 0.0) == 2.0
    assert knowledge.times_as_many(knowledge.Curve.NONE, 0.3, 3.0) == 1.0
    assert knowledge.worth(curve, 0.5, 0.6) == pytest.approx(0.8, rel=BITS)
    assert knowledge.worth(knowledge.Curve.WRIGHT, 7.0, 1.0) == 1.0


def test_a_team_of_two_grades_has_as_many_seniors_as_its_level_says() -> None:
    """Whoever has luck below the level is a senior, and knows all; the others know nothing yet."""
    grades = [knowledge.grade(True, (k + 0.5) / 1000, 0.3) for k in range(1000)]

    assert set(grades) == {0.0, 1.0}
    assert sum(grades) == 300
    assert knowledge.grade(False, 0.9, 0.3) == 0.3


def test_lessons_teach_less_and_less_and_nothing_that_is_tacit() -> None:
    """The second hundred hours close as large a part of a smaller gap; what cannot be told is not taught."""
    once = knowledge.taught(0.2, 25.0, 4.0, 0.0, 300.0)
    twice = knowledge.taught(once, 25.0, 4.0, 0.0, 300.0)

    assert once == pytest.approx(1.0 - 0.8 * math.exp(-1.0 / 3.0), rel=BITS)
    assert 0.0 < twice - once < once - 0.2
    assert twice == pytest.approx(knowledge.taught(0.2, 50.0, 4.0, 0.0, 300.0), rel=1e-12)
    assert knowledge.taught(0.2, 25.0, 4.0, 1.0, 300.0) == pytest.approx(0.2, rel=BITS)
    assert 0.2 < knowledge.taught(0.2, 25.0, 4.0, 0.7, 300.0) < once


def test_of_ten_teachers_nine_tenths_are_left_when_one_goes() -> None:
    """And of those that are left whoever goes next may be one of them."""
    left = knowledge.still_there(1.0, 10)

    assert left == 0.9
    assert knowledge.still_there(left, 10) == pytest.approx(0.81, rel=BITS)
    assert knowledge.still_there(left, 1) == 0.0


def test_wrights_hundredth_unit_takes_half_of_the_first() -> None:
    """At a progress ratio of 0.9 it takes .496585, and the first hundred take 58.1410 (Wright 1936)."""
    exponent = -math.log2(0.9)
    hours = [
        1.0 / knowledge.pace(knowledge.Curve.WRIGHT, float(n), 1.0, 1.0, 0.0, exponent) for n in range(100)
    ]

    assert hours[99] == pytest.approx(0.496585, abs=5e-7)
    assert sum(hours) == pytest.approx(58.1410, abs=5e-5)


# assignment: who may leave yet?
# -- - -------------------------------------------------------------------------------------------------------


@law
@given(LUCK, SHARES, SHARES)
def test_who_leaves_at_some_part_leaves_at_any_greater_one(luck: float, a: float, b: float) -> None:
    """None at part 0, all at part 1 with the luck they had."""
    less, more = sorted((a, b))

    assert assignment.luck_to_leave(luck, 0.0) == -1.0
    assert assignment.luck_to_leave(luck, 1.0) == luck
    assert assignment.luck_to_leave(luck, less) < 0.0 or assignment.luck_to_leave(luck, more) >= 0.0
    assert assignment.luck_to_leave(luck, less) < 1.0


def test_the_share_rises_from_signing_to_the_end_of_the_ramp() -> None:
    """Evenly, and at once without a ramp."""
    assert assignment.outgoing(99.0, 100.0, 50.0, 0.8) == 0.0
    assert assignment.outgoing(125.0, 100.0, 50.0, 0.8) == 0.4
    assert assignment.outgoing(150.0, 100.0, 50.0, 0.8) == 0.8
    assert assignment.outgoing(100.0, 100.0, 0.0, 0.8) == 0.8


# quality: inspection that remembers
# -- - -------------------------------------------------------------------------------------------------------


def test_inspection_remembers_a_row_of_clean_results_or_of_findings() -> None:
    """One of the other kind ends the row."""
    history = 0
    for found, after in [(False, 1), (False, 2), (True, -1), (True, -2), (False, 1)]:
        history = quality.history_after(history, found)
        assert history == after


@pytest.mark.parametrize(("history", "rate"), [(0, 0.4), (9, 0.4), (10, 0.1), (-1, 0.4), (-2, 1.0)])
def test_a_good_history_skips_and_a_bad_one_tightens(history: int, rate: float) -> None:
    """Ten clean ones in a row earn a quarter of the inspections; two findings in a row all of them."""
    assert quality.inspection_rate(0.4, history, 10, 0.25, 2, 1.0) == rate
