"""Queues whose answer stands in a book."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.analysis.theory import (
    bank_by_hand,
    cobham_waits,
    erlang_b,
    erlang_c,
    inspected,
    jackson_rework,
    mg1_wait,
    mmc_wait,
    overflow_mean,
    overflow_peakedness,
    periodic_queue,
)

LOADS = st.floats(0.01, 200.0)
SEATS = st.integers(1, 200)


def test_erlang_c_and_its_wait():
    """λ = 8, μ = 1, c = 10: C = .409180, Wq = .204590; λ = 4, c = 5: Wq = .554113."""
    assert erlang_c(10, 8.0) == pytest.approx(0.409180, abs=5e-7)
    assert mmc_wait(8.0, 1.0, 10) == pytest.approx(0.204590, abs=5e-7)
    assert mmc_wait(4.0, 1.0, 5) == pytest.approx(0.554113, abs=5e-7)


def test_pooling_two_teams_shortens_the_wait():
    """Two M/M/5 wait .554, one M/M/10 with both streams .205."""
    assert round(mmc_wait(4.0, 1.0, 5), 3) == 0.554
    assert round(mmc_wait(8.0, 1.0, 10), 3) == 0.205


@given(SEATS, LOADS)
def test_the_recursion_of_erlang_b_is_the_truncated_poisson(seats, load):
    """B is the last term of aᵏ/k! over their sum, computed in logarithms."""
    logs = [k * math.log(load) - math.lgamma(k + 1) for k in range(seats + 1)]
    top = max(logs)
    expected = math.exp(logs[-1] - top) / math.fsum(math.exp(x - top) for x in logs)

    assert erlang_b(seats, load) == pytest.approx(expected, rel=1e-9)


@given(SEATS, LOADS)
def test_a_seat_more_never_blocks_more(seats, load):
    """Blocking falls with seats, rises with load, and waiting is likelier than blocking."""
    assert erlang_b(seats + 1, load) <= erlang_b(seats, load) <= erlang_b(seats, load * 1.1)
    assert erlang_b(seats, load) <= erlang_c(seats, load) <= 1.0


@given(st.floats(0.01, 0.99))
def test_with_one_seat_all_formulas_meet(rho):
    """M/M/1 waits ρ/(1 − ρ): by Erlang C, Pollaczek–Khinchine and Cobham alike."""
    expected = rho / (1.0 - rho)

    assert erlang_c(1, rho) == pytest.approx(rho)
    assert mmc_wait(rho, 1.0, 1) == pytest.approx(expected)
    assert mg1_wait(rho, 1.0, 1.0) == pytest.approx(expected)
    assert cobham_waits([rho], [1.0]) == pytest.approx([expected])


@pytest.mark.parametrize(("scv", "wait"), [(0.0, 2.0), (1.0, 4.0), (4.0, 10.0)])
def test_variable_work_waits_longer(scv, wait):
    """M/G/1 at λ = .8, E[S] = 1: 2, 4 and 10 for scv 0, 1 and 4."""
    assert mg1_wait(0.8, 1.0, scv) == pytest.approx(wait)


def test_rework_loads_the_seat():
    """λ = .6, μ = 1, p = .25: L = 4, W = 6.6667, visits 4/3."""
    visits, in_system, lead_time = jackson_rework(0.6, 1.0, 0.25)

    assert visits == pytest.approx(4 / 3)
    assert in_system == pytest.approx(4.0)
    assert lead_time == pytest.approx(6.6667, abs=5e-5)


@given(st.floats(0.01, 0.9), st.floats(0.0, 0.9))
def test_rework_obeys_littles_law(rho, rework):
    """L = λW."""
    arrival_rate = rho * (1.0 - rework)
    node = jackson_rework(arrival_rate, 1.0, rework)

    assert node.in_system == pytest.approx(arrival_rate * node.lead_time)


def test_imperfect_inspection():
    """One defect a task on average, of which an inspection finds six tenths, and rework of no defects: by
    hand."""
    once = inspected(1.0, 0.6, 0.0, 2)
    blind, sharp = inspected(0.3, 0.0), inspected(-math.log(0.75), 1.0)

    assert once.attempts == pytest.approx(2.0 - math.exp(-0.6))
    # Passed at once, .4 left on average; or sent back, and what the first look left is delivered.
    passed, back = math.exp(-0.6), 1.0 - math.exp(-0.6)
    assert once.escaped_share == pytest.approx((passed + back) * (1.0 - math.exp(-0.4)))
    assert blind == pytest.approx((1.0, 1.0 - math.exp(-0.3)))
    assert sharp == pytest.approx((4.0 / 3.0, 0.0))


def test_a_queue_whose_arrivals_never_change_is_the_plain_one():
    """M/M/2 at λ 1.2, μ 1 has 1.875 in the house (Erlang); ten hours of 2.4 and ten of none have more."""
    flat = periodic_queue([1.2] * 20, 1.0, 2, weeks=40)
    bursts = periodic_queue([2.4] * 10 + [0.0] * 10, 1.0, 2, weeks=40)

    assert flat == pytest.approx(1.2 + 1.2 * mmc_wait(1.2, 1.0, 2), rel=1e-6)
    assert flat == pytest.approx(1.875, rel=1e-6)
    assert bursts > 1.3 * flat


def test_two_priorities():
    """λ = .3 and .4, μ = 1 (Cobham): waits 1.0 and 3.3333."""
    assert cobham_waits([0.3, 0.4], [1.0, 1.0]) == pytest.approx([1.0, 3.3333], abs=5e-5)


@given(
    st.lists(
        st.tuples(st.floats(0.01, 0.3), st.floats(0.1, 1.0), st.floats(0.0, 5.0)), min_size=1, max_size=3
    )
)
def test_priorities_conserve_the_work_in_line(classes):
    """Kleinrock's law: Σ ρᵢWᵢ equals ρ times the wait of the same work first come, first served."""
    rates, means, scvs = zip(*classes, strict=True)
    rho = sum(rate * mean for rate, mean in zip(rates, means, strict=True))
    residual = sum(rate * mean**2 * (1 + scv) / 2 for rate, mean, scv in classes)

    waits = cobham_waits(rates, means, scvs)

    weighted = sum(rate * mean * wait for rate, mean, wait in zip(rates, means, waits, strict=True))
    assert weighted == pytest.approx(rho * residual / (1.0 - rho))


def test_the_urgent_wait_finitely_even_where_the_rest_never_end():
    """An overloaded lower class blocks the urgent one by its residual service only."""
    urgent, patient = cobham_waits([0.5, 100.0], [1.0, 1.0])

    # The seat is never idle, so an urgent task always meets a residual of mean 1: W = 1/(1 − .5).
    assert urgent == pytest.approx(2.0)
    assert patient == math.inf


@pytest.mark.parametrize(("load", "seats", "share"), [(5.0, 5, 0.284868), (10.0, 10, 0.214582)])
def test_overflow_share(load, seats, share):
    """A = n = 5: .284868; A = n = 10: .214582."""
    assert erlang_b(seats, load) == pytest.approx(share, abs=5e-7)


def test_overflow_is_bursty():
    """A = n = 10: mean work at the provider 2.14582, its peakedness 2.033."""
    assert overflow_mean(10, 10.0) == pytest.approx(2.14582, abs=5e-6)
    assert overflow_peakedness(10, 10.0) == pytest.approx(2.033, abs=5e-4)


@given(LOADS)
def test_without_seats_all_work_overflows_smoothly(load):
    """Everything passed on is Poisson again: mean A, peakedness 1."""
    assert overflow_mean(0, load) == load
    assert overflow_peakedness(0, load) == pytest.approx(1.0)


def test_the_bank_by_hand():
    """Departures, mean wait 24/7, L_q 28/31, L 52/31 and utilisation 24/31, with its tie at 31."""
    day = bank_by_hand([3, 11, 13, 14, 17, 19, 21, 27], [4, 4, 4, 3, 2, 4, 3, 2], end=31.0)

    assert day.departures.tolist() == [7, 15, 19, 22, 24, 28, 31, 33]
    assert day.mean_wait == pytest.approx(24 / 7)
    assert day.in_line == pytest.approx(28 / 31)
    assert day.in_system == pytest.approx(52 / 31)
    assert day.utilisation == pytest.approx(24 / 31)


def test_a_bank_closed_before_the_first_departure_has_no_wait():
    """No departure, no mean; the seat was busy for half the window."""
    day = bank_by_hand([2.0, 3.0], [10.0, 1.0], end=4.0)

    assert math.isnan(day.mean_wait)
    assert (day.in_line, day.in_system, day.utilisation) == (0.25, 0.75, 0.5)


def test_what_cannot_settle_waits_for_ever():
    """Overload gives infinity, not a negative wait."""
    assert erlang_c(5, 5.0) == 1.0
    assert mmc_wait(5.0, 1.0, 5) == math.inf
    assert mg1_wait(1.0, 1.0, 1.0) == math.inf
    assert jackson_rework(0.8, 1.0, 0.25).lead_time == math.inf


def test_negative_seats_are_refused():
    """A typing error is told, not computed."""
    with pytest.raises(ValueError, match="neither may be negative"):
        erlang_b(-1, 5.0)
