"""What never happened may happen yet."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom

from sim.analysis.rare import most_probable


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
