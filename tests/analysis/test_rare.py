"""What never happened may happen yet."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom

from sim.analysis.rare import most_probable, share_interval


@pytest.mark.parametrize(
    ("times", "worlds", "bound"),
    [
        (0, 30, 1.0 - 0.05 ** (1.0 / 30.0)),  # 0.0950: one world in ten
        (0, 3000, 1.0 - 0.05 ** (1.0 / 3000.0)),
        (0, 1, 0.95),
        (1, 10, 0.3941633),  # Clopper & Pearson, one-sided
        (30, 30, 1.0),
        (0, 0, 1.0),
    ],
)
def test_the_bound_is_clopper_and_pearsons(times, worlds, bound):
    """Exact, one-sided, at 95 %."""
    assert most_probable(times, worlds) == pytest.approx(bound, abs=5e-7)


def test_for_none_it_is_the_rule_of_three():
    """Three over the number of worlds, within five per cent from thirty on."""
    for worlds in (30, 100, 10_000):
        assert most_probable(0, worlds) == pytest.approx(3.0 / worlds, rel=0.06)


@pytest.mark.parametrize("level", [0.5, 0.95, 0.999])
def test_at_the_bound_so_few_are_seen_as_seldom_as_promised(level):
    """With exactly that probability, `times` or fewer come in a share `1 - level` of all experiments."""
    for times, worlds in ((0, 7), (2, 30), (9, 10)):
        bound = most_probable(times, worlds, level)

        assert binom.cdf(times, worlds, bound) == pytest.approx(1.0 - level)


def test_more_worlds_and_fewer_cases_bring_it_down():
    """It never falls below the share that was seen."""
    assert np.all(np.diff([most_probable(0, n) for n in range(1, 60)]) < 0.0)
    assert np.all(np.diff([most_probable(k, 59) for k in range(60)]) > 0.0)
    assert all(most_probable(k, 59) > k / 59 for k in range(59))


@pytest.mark.parametrize(
    ("times", "worlds", "level"), [(-1, 3, 0.95), (4, 3, 0.95), (0, 3, 95.0), (0, 3, 1.0)]
)
def test_a_count_that_cannot_be_is_refused(times, worlds, level):
    """With what it must be."""
    with pytest.raises(ValueError, match="must lie between"):
        most_probable(times, worlds, level)


@pytest.mark.parametrize(
    ("times", "worlds", "low", "high"),
    [
        (0, 30, 0.0, 0.1157033),
        (30, 30, 0.8842967, 1.0),
        (3, 30, 0.0211171, 0.2652885),
        (1, 10, 0.0025286, 0.4450161),
        (0, 1, 0.0, 0.975),
    ],
)
def test_the_interval_of_a_share_is_clopper_and_pearsons(times, worlds, low, high):
    """Exact, two-sided, at 95 %; as R's binom.test gives it."""
    interval = share_interval(times, worlds)

    assert (interval.low, interval.high) == pytest.approx((low, high), abs=5e-7)
    assert (interval.mean, interval.n, interval.level) == (times / worlds, worlds, 0.95)
    assert interval.half_width == pytest.approx((high - low) / 2.0, abs=5e-7)


@pytest.mark.parametrize("worlds", [1, 7, 20, 100])
@pytest.mark.parametrize("level", [0.8, 0.95])
def test_whatever_the_probability_is_the_interval_holds_it_as_often_as_promised(worlds, level):
    """Summed over all counts, exactly, on a fine grid and beside every end of an interval, where coverage
    jumps. Wilson's interval falls to 84 % there."""
    counts = np.arange(worlds + 1)
    intervals = [share_interval(int(k), worlds, level) for k in counts]
    low, high = (np.array([getattr(each, end) for each in intervals]) for end in ("low", "high"))
    grid = np.concatenate([np.linspace(0.0, 1.0, 501), low - 1e-9, low + 1e-9, high - 1e-9, high + 1e-9])
    for truth in np.clip(grid, 0.0, 1.0):
        held = binom.pmf(counts, worlds, truth)[(low <= truth) & (truth <= high)].sum()

        assert held >= level - 1e-12


def test_of_no_world_nothing_can_be_said():
    """No mean, no ends, and it holds nothing."""
    interval = share_interval(0, 0)

    assert interval.n == 0
    assert np.isnan([interval.mean, interval.low, interval.high]).all()
    assert str(interval) == "no data"


def test_none_and_all_are_told_with_what_they_leave_open():
    """Neither 0 ± 0 nor "none in 30"."""
    assert f"{share_interval(0, 30):.2f}" == "0.00 [0.00, 0.12]"
    assert f"{share_interval(30, 30):.2f}" == "1.00 [0.88, 1.00]"
