"""A provider that lends seats from time to time, by the cases in which the answer stands in a book."""

import math

import pytest

from sim.analysis.theory import mmc_wait, mmc_with_bench


def in_system(arrival_rate: float, servers: int) -> float:
    """M/M/c, by Erlang and Little."""
    return arrival_rate * (mmc_wait(arrival_rate, 1.0, servers) + 1.0)


def births_and_deaths(arrival_rate: float, servers: int, bench: int) -> tuple[float, float]:
    """Where the line is looked at all the time: a chain that serves n at once, up to all there are."""
    weights = [1.0]
    for n in range(1, 400):
        weights.append(weights[-1] * arrival_rate / min(n, servers + bench))
    total = math.fsum(weights)
    lent = (min(max(n - servers, 0), bench) * weight for n, weight in enumerate(weights))
    return math.fsum(n * weight for n, weight in enumerate(weights)) / total, math.fsum(lent) / total


@pytest.mark.parametrize("every", [0.1, 1.0, 7.0])
def test_without_a_bench_it_is_erlangs_queue(every: float) -> None:
    """M/M/5 with λ 4: 6.2165 in it, however often anybody looks."""
    found = mmc_with_bench(4.0, 1.0, 5, 0, every)

    assert found.in_system == pytest.approx(in_system(4.0, 5), rel=1e-6)
    assert found.lent == 0.0


def test_who_looks_all_the_time_lends_as_a_birth_death_chain() -> None:
    """Four seats and a bench of two come to M/M/6, of which .816 are lent on average; the error falls as
    the time between looks does."""
    known, lent = births_and_deaths(4.2, 4, 2)
    errors = [mmc_with_bench(4.2, 1.0, 4, 2, every).in_system - known for every in (0.04, 0.02)]

    assert known == pytest.approx(in_system(4.2, 6), rel=1e-6)
    assert 0.0 < errors[1] < 0.6 * errors[0] < 0.02 * known
    assert mmc_with_bench(4.2, 1.0, 4, 2, 0.02).lent == pytest.approx(lent, rel=0.01)


def test_who_looks_more_seldom_has_a_longer_line_and_a_larger_bench_a_shorter_one() -> None:
    """With more work than its own seats can do the line is finite all the same, and each seat shortens it."""
    seldom = [mmc_with_bench(4.8, 1.0, 4, 3, every).in_system for every in (0.2, 1.0, 3.0)]
    larger = [mmc_with_bench(4.8, 1.0, 4, bench, 1.0).in_system for bench in (2, 3, 5)]

    assert seldom == sorted(seldom)
    assert larger == sorted(larger, reverse=True)
    assert mmc_with_bench(4.8, 1.0, 4, 0, 1.0).in_system == math.inf


def test_seats_lent_do_the_work_that_own_seats_cannot() -> None:
    """Own and lent seats together are at least what the work asks for."""
    assert 4.0 + mmc_with_bench(4.8, 1.0, 4, 3, 1.0).lent > 4.8
