"""When a run has forgotten how it began."""

import numpy as np
import pytest

from sim.analysis.warmup import mser5


def series(n, transient, seed=0):
    noise = np.random.default_rng(seed).normal(size=n)
    return noise + 20.0 * np.exp(-np.arange(n) / transient)


def test_a_long_beginning_is_cut_off():
    """A start 20 above, fading with time constant 50, is dropped until it is within the noise."""
    cut = mser5(series(2000, 50.0))

    assert 100 <= cut.drop <= 400
    assert cut.is_settled


def test_a_steady_series_loses_next_to_nothing():
    """Without a transient the whole run is kept, but for what chance alone suggests."""
    drops = [mser5(np.random.default_rng(k).normal(size=2000)).drop for k in range(50)]

    assert np.median(drops) <= 100


def test_truncating_removes_bias():
    """The mean of the rest is nearer to the truth (0) than the mean of everything."""
    y = series(2000, 50.0)

    assert abs(y[mser5(y).drop :].mean()) < abs(y.mean()) / 3


def test_a_run_that_never_settles_is_called_so():
    """A trend has no steady state: the best cut lies in the second half."""
    assert not mser5(np.arange(1000.0) ** 2).is_settled


@pytest.mark.parametrize("level", [0.0, 0.1, 1e9])
def test_a_constant_needs_no_warm_up(level):
    """Rounding noise is not taken for a transient."""
    assert mser5(np.full(203, level)) == (0, True)


def test_the_level_of_a_series_does_not_matter():
    """Adding a million moves nothing."""
    y = series(1000, 30.0, seed=3)

    assert mser5(y + 1e6) == mser5(y)


def test_the_definition_is_kept():
    """The one-pass sums agree with the formula written out, the last five batches spared."""
    y = series(500, 20.0, seed=7)
    batches = y.reshape(-1, 5).mean(axis=1)
    scores = [np.sum((r - r.mean()) ** 2) / r.size**2 for r in (batches[d:] for d in range(len(batches) - 5))]

    assert mser5(y).drop == 5 * int(np.argmin(scores))


@pytest.mark.parametrize("values", [np.zeros(49), np.zeros((10, 10)), [np.nan] * 60])
def test_too_little_is_refused(values):
    """Fewer than fifty observations, a table or gaps cannot be judged."""
    with pytest.raises(ValueError, match="at least 50 finite"):
        mser5(values)
