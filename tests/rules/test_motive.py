"""What a contract makes of a provider: the laws at their edges, and against the book."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.analysis.theory import erlang_c
from sim.analysis.theory.response import in_time
from sim.engine.choosing import expected_work, margins
from sim.engine.making import make_plan, mix_shares
from sim.engine.offering import no_offers
from sim.rules import motive
from sim.selfcheck.motives import CONTRACTS, WAYS, case

law = settings(derandomize=True, deadline=None, max_examples=100)
HOURS = st.floats(0.1, 100.0)


@law
@given(st.integers(1, 40), st.floats(0.01, 1.2))
def test_who_must_wait_is_erlangs(seats: int, share: float) -> None:
    """And everybody where more comes than can be done."""
    load = seats * share

    assert motive.probability_to_wait(seats, load) == pytest.approx(erlang_c(seats, load), rel=1e-9)
    assert motive.probability_to_wait(0, 0.0) == 1.0


@law
@given(st.integers(1, 12), st.floats(0.05, 0.98), HOURS, st.floats(0.01, 5.0))
def test_wait_and_work_together_are_late_as_often_as_an_integral_says(
    seats: int, share: float, hours: float, patience: float
) -> None:
    """The closed form, and Simpson's rule over the work; also where the two rates are one (M/M/2 at one
    erlang)."""
    for load in (seats * share, seats - 1.0):
        if 0.0 < load < seats:
            waits, thins = erlang_c(seats, load), (seats - load) / hours
            late = motive.delivered_late(patience * hours, hours, waits, thins)

            assert late == pytest.approx(1.0 - in_time(seats, load, hours, patience * hours), abs=1e-6)


@law
@given(HOURS, HOURS, st.floats(0.0, 1.0), st.floats(0.0, 2.0))
def test_to_be_late_is_a_probability_that_a_later_date_lowers(
    one: float, other: float, waits: float, thins: float
) -> None:
    """What is never due is never late; a task is late to begin no more often than to end."""
    soon, late = sorted((one, other))

    for hours in (0.0, 1.0, 9.0):
        assert 0.0 <= motive.delivered_late(late, hours, waits, thins) <= 1.0
        early = motive.delivered_late(soon, hours, waits, thins)
        assert motive.delivered_late(late, hours, waits, thins) <= early + 1e-12
        assert motive.begun_late(soon, waits, thins) <= early + 1e-9
    assert motive.delivered_late(math.inf, 9.0, waits, thins) == 0.0


def test_some_seats_are_never_none_and_none_stay_none() -> None:
    """By hand."""
    assert [motive.seats_in(5, more) for more in (2, 0, -4, -5, -9)] == [7, 5, 1, 1, 1]
    assert motive.seats_in(0, 0) == 0


def test_gains_are_capped_either_way() -> None:
    """Half of what stays below a target of 100, at most a fifth of what is billed."""
    assert motive.gained(0.5, 100.0, 90.0, 0.2) == 5.0
    assert motive.gained(0.5, 100.0, 10.0, 0.2) == 2.0
    assert motive.gained(0.5, 0.0, 100.0, 0.2) == -20.0


def test_of_equal_ways_the_first_is_taken_and_without_work_all_stays() -> None:
    """A retainer pays for seats, however they are filled."""
    retained = case(CONTRACTS["reserved seats"][0])
    plan = make_plan(retained.scenario, retained.strategy)
    work = expected_work(retained.scenario, plan, mix_shares(retained.scenario, retained.strategy))
    found = margins(plan, work, 1)

    assert found[0] == pytest.approx(found[2], rel=1e-12)
    assert plan.offers.first[1] == list(WAYS).index("more")
    two = plan.offers._replace(ways=np.minimum(plan.offers.ways, 3))
    assert motive.best_way(two, plan.accounts, work, 1, 0, 5, 1.0) == 0
    assert motive.best_way(plan.offers, plan.accounts, 0.0 * work, 1, 3, 5, 1.0) == 3


def test_twice_the_work_in_twice_the_time_is_the_same_work() -> None:
    """A term may last as long as it will."""
    fixed = case(CONTRACTS["credits"][0])
    plan = make_plan(fixed.scenario, fixed.strategy)
    work = expected_work(fixed.scenario, plan, mix_shares(fixed.scenario, fixed.strategy))
    once, twice = (
        [motive.expected_margin(plan.offers, plan.accounts, n * work, 1, way, 5, n) for way in range(6)]
        for n in (1.0, 2.0)
    )

    assert once == pytest.approx(twice, rel=1e-12)


def test_nobody_chooses_unless_a_case_says_so() -> None:
    """Neutral factors, and no way."""
    offers = no_offers(np.array([3, 4, 1, 1]), 2)

    assert not offers.ways.any()
    assert (offers.cost == 1.0).all()
