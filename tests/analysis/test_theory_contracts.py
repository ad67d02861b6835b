"""What contracts, second sources, rights and exits are worth where it can be counted on paper."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.analysis.theory import (
    cheapest_reserved,
    crossover_price,
    mmc_wait,
    paid_deliveries,
    planned_exit,
    reserved_cost,
    return_option,
    stressed_exit,
    threshold_hazard,
    waiting_loss,
)

WEEKS = st.lists(st.floats(0.0, 80.0), min_size=1, max_size=5)
CVS = st.one_of(st.just(0.0), st.floats(0.1, 2.0))
MONEY = st.floats(0.0, 1e6)
CENTS = st.integers(0, 10**9)


# -- seats or a price ------------------------------------------------------------------------------------


def test_one_promised_delivery_is_missing_when_none_comes():
    """Poisson: e^(−a); negative binomial with shape k = 1/cv²: (k/(k + a))^k, .197531 for a = 2, cv = .5."""
    assert paid_deliveries([2.0], minimum=1.0) == pytest.approx(2.0 + math.exp(-2.0))
    assert paid_deliveries([2.0], cv=0.5, minimum=1.0) == pytest.approx(2.0 + (4.0 / 6.0) ** 4)
    assert paid_deliveries([2.0], cv=0.5, minimum=1.0, shortfall_rate=0.5) == pytest.approx(2.0 + 0.0987654)


@pytest.mark.parametrize("cv", [0.0, 0.4])
def test_what_is_paid_for_agrees_with_playing_it(cv):
    """200,000 months of four whole weeks and a half, 200 promised: within four standard errors."""
    rng = np.random.default_rng(5)
    weeks = np.array([50.0, 50.0, 50.0, 50.0, 25.0])
    rates = weeks * (rng.gamma(1.0 / cv**2, cv**2, (200_000, 5)) if cv else 1.0)
    came = rng.poisson(np.broadcast_to(rates, (200_000, 5))).sum(axis=1)
    paid = np.maximum(came, 200)

    assert abs(paid_deliveries(weeks, cv, 200.0) - paid.mean()) < 4.0 * paid.std() / math.sqrt(200_000)


@given(WEEKS, CVS, st.floats(0.0, 200.0))
def test_a_promise_is_paid_for_and_nothing_else(weeks, cv, minimum):
    """At least what comes and what is promised, at most their sum; without a promise what comes."""
    paid = paid_deliveries(weeks, cv, minimum)

    assert max(sum(weeks), minimum) * (1.0 - 1e-9) <= paid <= (sum(weeks) + minimum) * (1.0 + 1e-9)
    assert paid_deliveries(weeks, cv) == pytest.approx(sum(weeks))


@given(st.floats(1.0, 80.0), st.floats(0.0, 80.0), st.floats(0.2, 1.0), st.floats(0.05, 1.0))
def test_the_less_is_known_of_demand_the_lower_is_the_price_that_a_promise_may_have(mean, minimum, cv, more):
    """What is missing of a minimum is convex in what comes."""
    steady, uncertain, wild = (paid_deliveries([mean], each, minimum) for each in (0.0, cv, cv + more))

    assert steady <= uncertain * (1.0 + 1e-9)
    assert uncertain <= wild * (1.0 + 1e-9)
    assert crossover_price(1.0, wild) <= crossover_price(1.0, steady) * (1.0 + 1e-9)


def test_a_month_of_thousands_is_no_trouble():
    """e^(−2,000) is no number of a computer's; half of the time something is missing, .4 deviations on
    average."""
    missing = paid_deliveries([2_000.0], minimum=2_000.0) - 2_000.0

    assert missing == pytest.approx(math.sqrt(2_000.0 / (2.0 * math.pi)), rel=0.001)


@given(st.floats(0.5, 40.0), st.floats(0.1, 10.0), st.floats(0.1, 100.0))
def test_no_other_number_of_seats_is_cheaper(load, fee, waiting):
    """Every number that can keep up, to twenty beyond the best."""
    best = cheapest_reserved(load, 1.0, fee, waiting)

    for seats in range(math.floor(load) + 1, best.seats + 20):
        cost = reserved_cost(seats, fee, load * mmc_wait(load, 1.0, seats), waiting)
        assert best.cost <= cost * (1.0 + 1e-12)


def test_who_has_more_work_reserves_at_a_lower_price_for_each_task():
    """Seats wait less when there are many of them; 4 tasks an hour and 40."""
    few, many = (crossover_price(cheapest_reserved(each, 1.0, 1.0, 0.5).cost, each) for each in (4.0, 40.0))

    assert few > 1.2 * many
    assert many > 1.0  # no price below that of the work itself


def test_seats_that_nobody_uses_are_worth_no_price():
    """No delivery, no price at which it would pay; and five seats of 4,000 for 200 tasks: 100 each."""
    assert crossover_price(20_000.0, 0.0) == math.inf
    assert crossover_price(reserved_cost(5, 4_000.0), paid_deliveries([50.0] * 4)) == pytest.approx(100.0)


def test_a_line_that_grows_for_ever_costs_nothing_where_waiting_does_not():
    """And without end where it does."""
    assert reserved_cost(2, 10.0, math.inf) == 20.0
    assert reserved_cost(2, 10.0, math.inf, 1.0) == math.inf


@pytest.mark.parametrize("terms", [([-1.0],), ([1.0], -0.1), ([1.0], 0.0, -1.0), ([1.0], 0.0, 1.0, -0.5)])
def test_negative_terms_are_refused(terms):
    """There are none in any contract."""
    with pytest.raises(ValueError, match="may be negative"):
        paid_deliveries(*terms)


@pytest.mark.parametrize("prices", [(0.0, 1.0), (1.0, 0.0)])
def test_what_costs_nothing_has_no_cheapest_number_of_seats(prices):
    """Free seats are taken without end, and free waiting needs none."""
    with pytest.raises(ValueError, match="above 0"):
        cheapest_reserved(1.0, 1.0, *prices)


# -- a second source -------------------------------------------------------------------------------------


def test_two_tasks_a_day_that_wait_forty_days_cost_what_a_triangle_holds():
    """80 tasks, 20 days each on average, 10 a day: 16,000; half of the tasks: half."""
    assert waiting_loss(2.0, 40.0, 10.0) == 16_000.0
    assert waiting_loss(1.0, 40.0, 10.0) == 8_000.0


def test_the_threshold_of_the_exam():
    """700 a year for five years against 8,000 saved: −ln(1 − .4375)/5 = .115073."""
    assert threshold_hazard(700.0, 20_000.0, 12_000.0, years=5.0) == pytest.approx(0.115073, abs=5e-7)


@given(st.floats(1.0, 1e4), st.floats(1.0, 1e6), st.floats(0.0, 0.9), st.floats(0.1, 20.0))
def test_at_the_threshold_the_second_source_costs_what_it_saves(governance, alone, kept, years):
    """(1 − e^(−pT))(L₁ − L₂) = gT, wherever there is one; above it the saving is the larger."""
    hazard = threshold_hazard(governance, alone, kept * alone, years=years)
    saved = (1.0 - kept) * alone

    if math.isinf(hazard):
        assert governance * years >= saved * (1.0 - 1e-9)
    else:
        assert -math.expm1(-hazard * years) * saved == pytest.approx(governance * years)


def test_where_governance_is_small_the_threshold_is_governance_by_what_is_saved():
    """10 a year against 5,000: .002 a year."""
    assert threshold_hazard(10.0, 10_000.0, 5_000.0) == pytest.approx(0.002, rel=0.01)


def test_two_that_fail_alike_save_nothing_where_half_is_lost_twice_as_often():
    """And something where the loss grows faster than the share."""
    assert threshold_hazard(1.0, 100.0, 50.0, loss_of_second=50.0) == math.inf
    assert threshold_hazard(1.0, 100.0, 25.0, loss_of_second=25.0) == pytest.approx(
        -math.log(1.0 - 1.0 / 50.0)
    )


@pytest.mark.parametrize("terms", [{"governance_per_year": -1.0}, {"years": 0.0}])
def test_a_second_source_is_compared_over_some_time(terms):
    """And costs something, or nothing."""
    with pytest.raises(ValueError, match="governance may not be negative"):
        threshold_hazard(**{"governance_per_year": 1.0, "loss_alone": 2.0, "loss_shared": 1.0, **terms})


# -- a right ---------------------------------------------------------------------------------------------

OPTIONS = (st.floats(0.0, 1e4), st.floats(0.0, 100.0), MONEY, st.floats(0.0, 100.0))


def test_the_right_to_come_home_by_hand():
    """100 tasks at 10 against a house of 1,200: worth nothing at u = .1, (1,500 − 1,200)/2 at u = .5."""
    assert return_option(100.0, 0.1, 10.0, 1_200.0) == (0.0, 0.0)
    assert return_option(100.0, 0.5, 10.0, 1_200.0) == (150.0, 0.5)
    assert return_option(100.0, 0.5, 10.0, 1_200.0, exercise_cost=100.0) == (100.0, 0.5)
    assert return_option(100.0, 0.1, 10.0, 500.0, home_per_task=2.0) == pytest.approx((300.0, 1.0))


@given(*OPTIONS, st.floats(0.0, 1.0), st.floats(0.0, 1.0), MONEY)
def test_the_right_is_worth_more_the_less_is_known_of_demand(demand, price, fixed, task, one, other, cost):
    """And never less than nothing."""
    less, more = (
        return_option(demand, swing, price, fixed, task, cost).value for swing in sorted([one, other])
    )

    assert 0.0 <= less <= more + 1e-9 * (1.0 + demand * (price + task) + fixed + cost)


@given(*OPTIONS, st.floats(0.0, 1.0), MONEY, MONEY)
def test_the_right_is_worth_less_the_more_it_costs_to_use(demand, price, fixed, task, swing, one, other):
    """And is used no more often."""
    cheap, dear = (return_option(demand, swing, price, fixed, task, cost) for cost in sorted([one, other]))

    assert dear.value <= cheap.value
    assert dear.exercised <= cheap.exercised


@given(*OPTIONS, MONEY)
def test_a_right_that_is_used_in_any_case_is_worth_the_mean(demand, price, fixed, task, cost):
    """Nothing is gained by waiting for news that changes nothing."""
    known = return_option(demand, 0.0, price, fixed, task, cost)

    assert known.value == pytest.approx(max(0.0, (price - task) * demand - fixed - cost))
    assert known.exercised in (0.0, 1.0)


@pytest.mark.parametrize(
    "terms", [{"swing": 1.1}, {"swing": -0.1}, {"demand": -1.0}, {"exercise_cost": -1.0}]
)
def test_demand_never_falls_below_nothing(terms):
    """A swing of more than all of it is none."""
    with pytest.raises(ValueError, match="between 0 and 1"):
        return_option(**{"demand": 1.0, "swing": 0.5, "price": 1.0, "home_fixed": 1.0, **terms})


# -- an exit ---------------------------------------------------------------------------------------------


def test_a_planned_exit_by_hand():
    """1,000.00 + (90 − 60) days × 123.45 + 2,500.00 of help = 7,203.50."""
    assert planned_exit(100_000, 90.0, 60.0, 12_345, 250_000) == 720_350


def test_a_stressed_exit_by_hand():
    """1,000.00 + 15 × 123.45 paid ahead + 77.01 of credits + 40 × .3 × 123.45 for the stop-gap: 4,410.16."""
    bill = stressed_exit(
        100_000, 12_345, prepaid_days=15.0, open_credits=7_701, stop_gap_days=40.0, stop_gap_premium=0.3
    )

    assert bill == 441_016


def test_an_insolvent_provider_is_paid_no_notice():
    """Nothing paid ahead or owed: the bill is the cost of leaving. A notice would have been dearer."""
    assert stressed_exit(100_000, 12_345) == 100_000
    assert planned_exit(100_000, 90.0, 0.0, 12_345, 0) > 100_000


@given(CENTS, st.floats(0.0, 365.0), st.floats(0.0, 365.0), CENTS, CENTS)
def test_notice_that_was_served_costs_nothing_more(cost, asked, more, fees, help_given):
    """More days of work than were asked for give nothing back, either."""
    assert planned_exit(cost, asked, asked + more, fees, help_given) == cost + help_given


@pytest.mark.parametrize("days", [-1.0, -0.1])
def test_negative_days_are_refused(days):
    """Of both bills."""
    for bill in (lambda: planned_exit(0, days, 0.0, 1, 0), lambda: stressed_exit(0, 1, prepaid_days=days)):
        with pytest.raises(ValueError, match="may be negative"):
            bill()
