"""What an interval claims, and what it refuses to claim."""

import math
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sim.analysis.interval import Interval, mean_interval

NUMBERS = st.floats(-1e6, 1e6, allow_nan=False)
SAMPLES = st.lists(NUMBERS, min_size=2, max_size=30)


def test_the_interval_of_published_data_is_reproduced():
    """Ten values of Rossetti's first system have mean 50.036; Student's factor for nine degrees is 2.262."""
    one = [63.72, 32.24, 40.28, 36.94, 36.29, 56.94, 34.10, 63.36, 49.29, 87.20]

    interval = mean_interval(one)

    assert interval.mean == pytest.approx(50.036)
    assert interval.half_width == pytest.approx(2.262157 * np.std(one, ddof=1) / math.sqrt(10), rel=1e-6)
    assert interval.n == 10


@pytest.mark.parametrize("draw", ["normal", "uniform"])
def test_ninety_five_percent_means_ninety_five_percent(draw):
    """Of 1,000 experiments of ten replications, 93.0–97.0 % of the intervals contain the known mean."""
    rng = np.random.default_rng(20240229)
    known, experiments = {
        "normal": (7.0, rng.normal(7.0, 3.0, size=(1000, 10))),
        "uniform": (0.5, rng.uniform(size=(1000, 10))),
    }[draw]

    covered = np.mean([mean_interval(ten).contains(known) for ten in experiments])

    assert 0.930 <= covered <= 0.970


@pytest.mark.parametrize("level", [0.5, 0.8, 0.99])
def test_other_levels_keep_their_promise_too(level):
    """Coverage follows the stated level within four standard errors; always widening fails at 0.5."""
    experiments = np.random.default_rng(5).normal(size=(2000, 5))

    covered = np.mean([mean_interval(five, level).contains(0.0) for five in experiments])

    assert covered == pytest.approx(level, abs=4 * math.sqrt(level * (1 - level) / 2000))


def test_missing_values_are_dropped_and_counted():
    """A run without a value changes nothing but n."""
    with_gaps = mean_interval([1.0, math.nan, 2.0, 4.0, math.nan])

    assert with_gaps == mean_interval([1.0, 2.0, 4.0])
    assert with_gaps.n == 3


@pytest.mark.parametrize("values", [[], [math.nan, math.nan]])
def test_no_data_claims_nothing(values):
    """Without values everything is NaN and nothing is contained."""
    interval = mean_interval(values)

    assert interval.n == 0
    assert all(math.isnan(x) for x in (interval.mean, interval.half_width, interval.low, interval.high))
    assert math.isnan(interval.relative_half_width)
    assert not interval.contains(0.0)
    assert str(interval) == "no data"


def test_one_replication_tells_a_mean_and_no_precision():
    """With one value the interval is the whole line."""
    interval = mean_interval([12.5])

    assert (interval.mean, interval.low, interval.high) == (12.5, -math.inf, math.inf)
    assert interval.relative_half_width == math.inf
    assert str(interval) == "12.5 ± inf"


@pytest.mark.parametrize("values", [[1.0, math.inf], [math.inf, -math.inf], [-math.inf, 2.0]])
def test_an_infinite_value_leaves_no_finite_claim(values):
    """A run that never recovers makes the precision unknown, without a warning."""
    interval = mean_interval(values)

    assert not math.isfinite(interval.mean)
    assert (interval.low, interval.high) == (-math.inf, math.inf)
    assert not interval.relative_half_width < math.inf


@pytest.mark.parametrize("level", [0.0, 1.0, 95, -0.1, math.nan])
def test_a_level_in_percent_is_refused(level):
    """95 instead of 0.95 is told, with the remedy."""
    with pytest.raises(ValueError, match="between 0 and 1"):
        mean_interval([1.0, 2.0], level)


def test_a_table_is_refused_because_its_axis_is_a_guess():
    """Two dimensions do not say which one counts replications."""
    with pytest.raises(ValueError, match="one value a replication"):
        mean_interval(np.zeros((3, 2)))


@given(SAMPLES, st.floats(0.01, 100.0), NUMBERS)
def test_the_interval_moves_and_stretches_with_its_data(values, scale, shift):
    """Euros instead of cents, or a constant on top, change the interval in the same way."""
    before = mean_interval(values)
    after = mean_interval(np.array(values) * scale + shift)

    room = 1e-9 * (abs(shift) + scale * (1 + max(map(abs, values))))
    assert after.mean == pytest.approx(before.mean * scale + shift, abs=room)
    assert after.half_width == pytest.approx(before.half_width * scale, abs=room)


@given(SAMPLES)
def test_turning_the_sign_mirrors_the_interval(values):
    """Losses are negative gains."""
    gains, losses = mean_interval(values), mean_interval([-x for x in values])

    assert (losses.low, losses.high) == pytest.approx((-gains.high, -gains.low))


@given(SAMPLES, st.floats(0.5, 0.99), st.floats(0.5, 0.99))
def test_more_confidence_costs_width(values, one, other):
    """A higher level never gives a narrower interval."""
    narrow, wide = sorted((one, other))

    assert mean_interval(values, narrow).half_width <= mean_interval(values, wide).half_width


@given(SAMPLES)
def test_the_relative_half_width_ignores_the_unit(values):
    """Precision in per cent is the same in euros and in cents."""
    assume(abs(np.mean(values)) > 1e-3)

    cents = mean_interval(np.array(values) * 100.0)

    assert cents.relative_half_width == pytest.approx(mean_interval(values).relative_half_width)


def test_around_zero_no_relative_precision_exists():
    """A mean of zero has no per cents, unless the data never move."""
    assert mean_interval([-1.0, 1.0]).relative_half_width == math.inf
    assert mean_interval([0.0, 0.0]).relative_half_width == 0.0


@pytest.mark.parametrize(
    ("interval", "spec", "text"),
    [
        (Interval(12.3456, 0.41, 11.9356, 12.7556, 10, 0.95), "", "12.35 ± 0.41"),
        (Interval(12.3456, 0.41, 11.9356, 12.7556, 10, 0.95), ".1f", "12.3 ± 0.4"),
        (Interval(1234567.0, 23456.0, 1211111.0, 1258023.0, 10, 0.95), "", "1,234,567 ± 23,456"),
        (Interval(0.001234, 0.000056, 0.001178, 0.00129, 10, 0.95), "", "0.001234 ± 0.000056"),
        (Interval(3.0, 0.0, 3.0, 3.0, 10, 0.95), "", "3 ± 0"),
        (Interval(5.0, 2.0, 4.0, 8.0, 10, 0.95), ".1f", "5.0 [4.0, 8.0]"),
        (Interval(5.0, math.inf, 4.0, math.inf, 10, 0.95), ".1f", "5.0 [4.0, inf]"),
    ],
)
def test_an_interval_is_written_as_precisely_as_it_is_known(interval, spec, text):
    """Two digits of the half-width unless told otherwise; lopsided ones show both ends."""
    assert format(interval, spec) == text


def test_the_floor_loads_without_scipy():
    """Importing the analysis modules stays cheap: SciPy and pandas wait for the first use."""
    modules = "interval, tail, comparison, warmup, theory"
    code = (
        f"import sys; from sim.analysis import {modules}; print(*({{'scipy', 'pandas'}} & set(sys.modules)))"
    )

    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert loaded.stdout.strip() == ""


def test_what_never_happened_is_no_certainty():
    """Thirty zeros are `none in 30`; one zero, or thirty of another constant, are what they were."""
    assert (str(mean_interval([0.0] * 30)), mean_interval([0.0] * 30).is_never) == ("none in 30", True)
    assert format(mean_interval([0.0] * 2000), ",.2f") == "none in 2,000"
    assert str(mean_interval([3.0] * 30)) == "3 ± 0"
    assert not mean_interval([0.0]).is_never
    assert not mean_interval([1.0, -1.0]).is_never
