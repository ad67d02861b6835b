"""Outages whose cost stands in a book."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.analysis.theory import (
    all_down_probability,
    attrition_productivity,
    completion_resample,
    completion_restart,
    completion_resume,
    mm1_breakdowns,
)

RATES = st.floats(0.01, 10.0)


@pytest.mark.parametrize(
    ("failure", "repair", "tasks"), [(0.1, 0.5, 1.916667), (1.0, 5.0, 1.541667), (0.01, 0.05, 5.666667)]
)
def test_longer_and_rarer_outages_hurt_more_at_the_same_availability(failure, repair, tasks):
    """λ = .5, μ = 1 (White & Christie): 1.916667 and 1.541667, but 5.666667 when outages are long."""
    assert repair / (failure + repair) == pytest.approx(0.8333, abs=5e-5)
    assert mm1_breakdowns(0.5, 1.0, failure, repair) == pytest.approx(tasks, abs=5e-7)


@given(st.floats(0.01, 0.95), RATES)
def test_a_seat_that_never_fails_is_a_plain_queue(rho, repair):
    """With f = 0, L = ρ/(1 − ρ)."""
    assert mm1_breakdowns(rho, 1.0, 0.0, repair) == pytest.approx(rho / (1.0 - rho))


def test_a_seat_down_too_often_never_catches_up():
    """Load .5 at availability .5 is too much."""
    assert mm1_breakdowns(0.5, 1.0, 1.0, 1.0) == math.inf


def test_breakdowns_agree_with_the_markov_chain_itself():
    """The stationary law of (tasks, up or down), solved numerically, has the same mean."""
    arrive, serve, fail, repair, most = 0.5, 1.0, 0.1, 0.5, 300
    rates = np.zeros((2 * most, 2 * most))  # state 2n + down
    for n in range(most):
        up, down = 2 * n, 2 * n + 1
        rates[up, down], rates[down, up] = fail, repair
        if n + 1 < most:
            rates[up, up + 2] = rates[down, down + 2] = arrive
            rates[up + 2, up] = serve
    balance = (rates - np.diag(rates.sum(axis=1))).T
    balance[-1] = 1.0
    stationary = np.linalg.solve(balance, np.eye(2 * most)[-1])

    assert stationary @ (np.arange(2 * most) // 2) == pytest.approx(
        mm1_breakdowns(arrive, serve, fail, repair)
    )


def test_lost_work_costs_more_when_the_same_task_starts_again():
    """S ~ exp(1), f = .1, repairs of 2: resume 1.2, resample 1.2, restart 1.333333."""
    assert completion_resume(1.0, 0.1, 2.0) == pytest.approx(1.2)
    assert completion_resample(1.0, 0.1, 2.0) == pytest.approx(1.2)
    assert completion_restart(1.0, 0.1, 2.0) == pytest.approx(1.333333, abs=5e-7)


@given(RATES, st.floats(0.001, 5.0), st.floats(0.0, 10.0))
def test_losing_work_never_helps(mean, failure, repair):
    """Resume ≤ resample ≤ restart for exponential efforts, resume ≤ restart for constant ones."""
    resume = completion_resume(mean, failure, repair)

    assert completion_resample(mean, failure, repair) == pytest.approx(resume)
    assert completion_restart(mean, failure, repair) >= resume * (1 - 1e-12)
    assert completion_restart(mean, failure, repair, "constant") >= resume * (1 - 1e-12)


@given(RATES, st.floats(0.001, 5.0), st.floats(0.0, 10.0))
def test_a_constant_effort_drawn_anew_is_the_same_effort(mean, failure, repair):
    """Resample and restart differ only by chance, and a constant has none."""
    again = completion_restart(mean, failure, repair, "constant")

    assert completion_resample(mean, failure, repair, "constant") == pytest.approx(again)
    assert again == pytest.approx((1 / failure + repair) * (math.exp(failure * mean) - 1), rel=1e-6)


def test_restarting_agrees_with_playing_it():
    """100,000 tasks of 2 hours, failing at .3 an hour, repaired in 1 hour: the formula within 1 %."""
    rng = np.random.default_rng(17)
    failures = rng.geometric(math.exp(-0.3 * 2.0), size=100_000) - 1  # tries that broke before the last
    lost = -np.log1p(-rng.uniform(size=failures.sum()) * -math.expm1(-0.6)) / 0.3  # broke before 2 hours

    played = 2.0 + (lost.sum() + failures.sum() * 1.0) / 100_000

    assert completion_restart(2.0, 0.3, 1.0, "constant") == pytest.approx(played, rel=0.01)


def test_some_tasks_never_get_through():
    """Once failures come as fast as exponential tasks end, the mean of restarting is infinite."""
    assert completion_restart(1.0, 1.0, 2.0) == math.inf


@pytest.mark.parametrize("completion", [completion_resume, completion_resample, completion_restart])
def test_without_failures_a_task_takes_its_effort(completion):
    """f = 0 is no division by zero."""
    assert completion(3.0, 0.0, 2.0) == 3.0


@pytest.mark.parametrize("completion", [completion_resample, completion_restart])
def test_an_unknown_law_of_effort_is_refused(completion):
    """The two choices are named."""
    with pytest.raises(ValueError, match="'exponential' or 'constant'"):
        completion(1.0, 0.1, 2.0, "normal")


def test_a_common_shock_defeats_two_providers():
    """S = .01, U = .04, n = 2: .011584, seven times what independence promises."""
    assert all_down_probability(0.01, 0.04, 2) == pytest.approx(0.011584)
    assert all_down_probability(0.0, 0.04, 2) == pytest.approx(0.0016)


@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0), st.integers(1, 20))
def test_another_provider_never_makes_it_worse_but_the_shock_remains(shock, unavailability, providers):
    """P(all down) falls with n and stays above S."""
    before = all_down_probability(shock, unavailability, providers)

    assert shock <= all_down_probability(shock, unavailability, providers + 1) <= before <= 1.0 + 1e-12


def test_attrition_costs_productivity():
    """p₀ = .4, 1/k = 6 months, δ = .2 a year: .945455."""
    assert attrition_productivity(0.4, 2.0, 0.2) == pytest.approx(0.945455, abs=5e-7)


def test_a_team_nobody_leaves_is_fully_productive():
    """Even if learning is infinitely slow the limit is 1, as every member is of infinite age."""
    assert attrition_productivity(0.4, 0.0, 0.0) == 1.0
    assert attrition_productivity(0.4, 0.0, 0.2) == pytest.approx(0.4)
