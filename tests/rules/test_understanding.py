"""The laws of what is unclear: properties, and numbers by hand."""

import math

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy import stats

from sim.rules import understanding

law = settings(max_examples=200, deadline=None)
SHARES = st.floats(0.0, 1.0)
LUCK = st.floats(0.0, 1.0, exclude_max=True)


@law
@given(SHARES, SHARES, SHARES, SHARES, st.floats(0.0, 0.95))
def test_a_gap_is_a_share_that_every_kind_of_understanding_narrows(
    distance: float, strange: float, worth: float, other: float, clarity: float
) -> None:
    """It is never less than none, or more than all; nearness, old friendship, skill and clarity narrow it."""
    gap = understanding.gap(distance, strange, worth, clarity)
    more, less = max(worth, other), min(worth, other)

    assert 0.0 <= gap <= 1.0
    assert gap <= understanding.gap(distance, strange, worth, 0.0)
    assert understanding.gap(distance, strange, more, clarity) <= understanding.gap(
        distance, strange, less, clarity
    )
    assert gap <= understanding.gap(distance, 1.0, worth, clarity)
    assert gap <= understanding.gap(1.0, strange, worth, clarity)


def test_who_is_near_and_knows_all_understands_all_and_a_stranger_nothing() -> None:
    """By hand: .4 away with nine tenths of an expert's skill leaves 1 - .6 x .9, and half a brief half of
    that."""
    assert understanding.gap(0.0, 1.0, 1.0, 0.0) == 0.0
    assert understanding.gap(1.0, 1.0, 1.0, 0.0) == 1.0
    assert understanding.gap(0.4, 1.0, 0.9, 0.5) == pytest.approx(0.23)


@law
@given(SHARES, SHARES, SHARES)
def test_who_understands_more_notices_more(gap: float, other: float, asks: float) -> None:
    """The share noticed is no more than the share that they dare to ask about, and falls as the gap
    widens."""
    narrow, wide = sorted((gap, other))

    assert 0.0 <= understanding.share_noticed(wide, asks) <= understanding.share_noticed(narrow, asks) <= asks


def test_familiarity_closes_its_share_of_the_distance_by_and_by() -> None:
    """At first all is strange; after `familiar_after` tasks 1 - 1/e of what can go is gone; never more than
    that."""
    first, later, last = (understanding.strangeness(n, 200.0, 0.4, 0.0) for n in (0.0, 200.0, 1e9))

    assert first == 1.0
    assert later == pytest.approx(1.0 - 0.4 * (1.0 - math.exp(-1.0)))
    assert last == pytest.approx(0.6)
    assert understanding.strangeness(0.0, 200.0, 0.4, 1.0) == pytest.approx(0.6)
    assert understanding.strangeness(50.0, 200.0, 0.0, 0.0) == 1.0


@law
@given(LUCK, LUCK, st.floats(0.0, 100.0), st.floats(0.0, 100.0))
@example(u=math.nextafter(1.0, 0.0), v=math.nextafter(1.0, 0.0), m=0.77734375, n=1.0)
def test_more_luck_or_a_higher_mean_never_gives_fewer(u: float, v: float, m: float, n: float) -> None:
    """So a lever that lowers the mean takes questions away and never adds one."""
    (u, v), (m, n) = sorted((u, v)), sorted((m, n))

    assert understanding.poisson(u, m) <= understanding.poisson(v, m)
    assert understanding.poisson(u, m) <= understanding.poisson(u, n)
    assert understanding.poisson(u, 0.0) == 0


@pytest.mark.parametrize("mean", [0.1, 1.0, 7.5, 100.0])
def test_numbers_of_points_are_poisson(mean: float) -> None:
    """Over a grid of luck each number comes up with its probability, to the grid's width."""
    grid = (np.arange(20_000) + 0.5) / 20_000
    numbers = np.array([understanding.poisson(luck, mean) for luck in grid])
    expected = stats.poisson.pmf(np.arange(numbers.max() + 1), mean)

    np.testing.assert_allclose(np.bincount(numbers) / 20_000, expected, atol=2 / 20_000)
    assert numbers.mean() == pytest.approx(mean, rel=1e-3)


@pytest.mark.parametrize("mean", [1e-9, 0.1, 1.0, 100.0])
def test_the_best_luck_that_there_is_gives_a_finite_number(mean: float) -> None:
    """The sum of the probabilities may never reach a luck just below one; the search ends all the same."""
    assert understanding.poisson(math.nextafter(1.0, 0.0), mean) < mean + 1000


@pytest.mark.parametrize(("number", "probability"), [(1, 0.6), (3, 0.25), (40, 0.9)])
def test_how_many_are_found_is_binomial(number: int, probability: float) -> None:
    """Over a grid of luck each number comes up with its probability, to the grid's width."""
    grid = (np.arange(20_000) + 0.5) / 20_000
    found = np.array([understanding.binomial(luck, number, probability) for luck in grid])
    expected = stats.binom.pmf(np.arange(number + 1), number, probability)

    np.testing.assert_allclose(np.bincount(found, minlength=number + 1) / 20_000, expected, atol=2 / 20_000)


@law
@given(LUCK, LUCK, st.integers(0, 60), st.floats(0.0, 1.0))
@example(u=math.nextafter(1.0, 0.0), v=0.0, number=60, probability=math.nextafter(1.0, 0.0))
def test_never_more_are_found_than_there_are(u: float, v: float, number: int, probability: float) -> None:
    """None where nothing can be, all where all must; and more luck never finds fewer."""
    u, v = sorted((u, v))
    one, other = (understanding.binomial(luck, number, probability) for luck in (u, v))

    assert 0 <= one <= other <= number
    assert understanding.binomial(u, number, 0.0) == 0
    assert understanding.binomial(u, number, 1.0) == number


def test_what_is_codified_is_right_by_the_letter_and_checkpoints_show_their_share() -> None:
    """Two checkpoints that catch three tenths each leave seven tenths of seven tenths of what is tacit."""
    assert understanding.misreading(0.0, 0.3, 0) == 0.0
    assert understanding.misreading(1.0, 0.3, 2) == pytest.approx(0.49)
    assert understanding.misleading(0.8, 1.0) == 0.0
    assert understanding.misleading(0.8, 0.75) == pytest.approx(0.2)


@pytest.mark.parametrize(("number", "probability"), [(330, 0.9), (600, 0.9), (120, 0.999), (700, 0.6)])
def test_of_many_none_is_missed_that_should_be(number: int, probability: float) -> None:
    """Where the probability of none is no number any more, those that do not happen are counted."""
    grid = (np.arange(4_000) + 0.5) / 4_000
    found = np.array([understanding.binomial(luck, number, probability) for luck in grid])

    assert (np.diff(found) >= 0).all()
    assert found.mean() == pytest.approx(number * probability, abs=0.02)
    assert found.var() == pytest.approx(number * probability * (1.0 - probability), rel=0.03)
