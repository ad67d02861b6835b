"""Are many points at a time told the same as each alone, to the last bit?"""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest

from sim.analysis.interval import mean_interval, present
from sim.analysis.spread import TAIL, Spread
from sim.analysis.tail import cvar, quantiles

COUNTS = [7, 20, 500, 1, 0, 41, 2, 7, 1_000]


@pytest.mark.parametrize("gaps", [0.0, 0.3])
@pytest.mark.parametrize("infinite", [0.0, 0.02])
@pytest.mark.parametrize("is_high_good", [False, True])
@pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning")
def test_each_point_is_told_as_if_it_stood_alone(gaps, infinite, is_high_good):
    """However many values it has, with gaps and infinities."""
    dice = np.random.default_rng(5)
    ends = np.concatenate([[0], np.cumsum(COUNTS)])
    values = dice.lognormal(3.0, 2.0, ends[-1]) * dice.choice([-1.0, 1.0], ends[-1])
    values[dice.random(ends[-1]) < gaps] = math.nan
    values[dice.random(ends[-1]) < infinite] = math.inf
    values[dice.random(ends[-1]) < infinite] = -math.inf

    told = Spread.of(values, ends, 0.9, is_high_good)

    for k, (first, last) in enumerate(pairwise(ends)):
        x = present(values[first:last])
        alone = mean_interval(x, 0.9)
        expected = [alone.n, alone.mean, alone.low, alone.high, alone.half_width]
        expected += [x.std(ddof=1) if x.size > 1 else math.nan, *quantiles(x, (0.5, 0.05, 0.95))]
        expected += [-cvar(-x, TAIL) if is_high_good else cvar(x, TAIL)]
        np.testing.assert_array_equal([column[k] for column in told], expected)


def test_no_point_at_all_has_no_statistics():
    """And a confidence that is none is refused."""
    assert Spread.of(np.empty(0), [0], 0.95, False).n.size == 0
    with pytest.raises(ValueError, match="level"):
        Spread.of(np.ones(3), [0, 3], 95.0, False)
