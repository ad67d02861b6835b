"""How bad it is when it is bad."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.analysis.tail import cvar, cvar_interval, quantile, quantile_interval, quantiles
from sim.analysis.theory import cvar_exponential, cvar_normal

ATOMS = [0.0] * 8 + [100.0, 500.0]
LOSSES = st.lists(st.floats(-1e6, 1e6, allow_nan=False), min_size=1, max_size=40)
LEVELS = st.floats(0.0, 0.999)


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        (0.80, 300.0),
        (0.90, 500.0),
        (0.85, (500.0 + 0.5 * 100.0) / 1.5),  # one and a half losses: all of 500, half of 100
        (0.75, (500.0 + 100.0 + 0.5 * 0.0) / 2.5),
        (0.95, 500.0),
        (0.0, 60.0),
    ],
)
def test_atoms_count_with_their_weight(level, expected):
    """Losses of 0 (eight times), 100 and 500: a border inside an atom takes part of it."""
    assert cvar(ATOMS, level) == pytest.approx(expected)


def test_dropping_the_border_atom_or_taking_it_whole_would_be_wrong():
    """The mean of losses at or above the quantile is 60 at .75, not the 240 of the worst quarter."""
    naive = np.mean([x for x in ATOMS if x >= quantile(ATOMS, 0.75)])

    assert naive == pytest.approx(60.0)
    assert cvar(ATOMS, 0.75) == pytest.approx(240.0)


@given(LOSSES, LEVELS)
def test_cvar_is_the_least_value_of_rockafellar_and_uryasevs_function(losses, level):
    """min over c of c + E[(X − c)₊]/(1 − level) is reached at one of the losses."""
    x = np.array(losses)
    values = [c + np.maximum(x - c, 0.0).mean() / (1.0 - level) for c in x]

    assert cvar(x, level) == pytest.approx(min(values), rel=1e-9, abs=1e-6 * (1.0 + np.abs(x).max()))


@given(LOSSES, LEVELS)
def test_cvar_lies_between_the_quantile_and_the_worst(losses, level):
    """The mean beyond a border is never below the border."""
    room = 1e-9 * (1.0 + max(map(abs, losses)))

    assert quantile(losses, level) - room <= cvar(losses, level) <= max(losses) + room


@given(LOSSES, LEVELS, LEVELS)
def test_cvar_never_falls_with_its_level(losses, one, other):
    """A worse share of the cases is at least as bad."""
    low, high = sorted((one, other))

    assert cvar(losses, low) <= cvar(losses, high) + 1e-9 * (1.0 + max(map(abs, losses)))


@given(st.lists(st.tuples(*[st.floats(-1e6, 1e6)] * 2), min_size=1, max_size=30), LEVELS)
def test_pooling_two_risks_never_adds_cvar(pairs, level):
    """CVaR is subadditive: diversification does no harm."""
    a, b = np.array(pairs).T

    assert cvar(a + b, level) <= cvar(a, level) + cvar(b, level) + 1e-6


def test_at_level_zero_cvar_is_the_mean():
    """The worst hundred per cent is everything."""
    assert cvar([3.0, 5.0, 10.0], 0.0) == pytest.approx(6.0)


def test_large_samples_approach_the_closed_forms():
    """Exp(1) at .95 has CVaR 3.995732, the standard normal 2.062713."""
    rng = np.random.default_rng(11)

    assert cvar(rng.exponential(size=400_000), 0.95) == pytest.approx(cvar_exponential(0.95), rel=0.01)
    assert cvar(rng.normal(size=400_000), 0.95) == pytest.approx(cvar_normal(0.95), rel=0.01)


@pytest.mark.parametrize(
    ("q", "expected"), [(0.0, 1), (0.01, 1), (0.07, 7), (0.5, 50), (0.95, 95), (1.0, 100)]
)
def test_a_quantile_is_a_value_that_happened(q, expected):
    """Of 1 … 100, the q quantile is exactly 100 q, floating point or not."""
    assert quantile(np.arange(1.0, 101.0), q) == expected


@given(LOSSES, st.floats(0.001, 1.0))
def test_enough_values_lie_at_or_below_a_quantile_and_not_too_many_below(losses, q):
    """The definition, checked by counting."""
    x = np.array(losses)
    value = quantile(x, q)

    assert (x <= value).mean() >= q - 1e-9
    assert (x < value).mean() <= q + 1e-9


def test_quantile_and_cvar_skip_missing_values():
    """NaN is no loss, and no data is no answer."""
    assert cvar([math.nan, *ATOMS], 0.8) == pytest.approx(300.0)
    assert quantile([math.nan, 1.0, 2.0], 1.0) == 2.0
    assert math.isnan(cvar([], 0.8))
    assert math.isnan(quantile([math.nan], 0.8))


@pytest.mark.parametrize("wrong", [95, -0.1, math.nan])
def test_shares_in_percent_are_refused(wrong):
    """0.95, not 95."""
    with pytest.raises(ValueError, match="between 0 and 1"):
        cvar(ATOMS, wrong)
    with pytest.raises(ValueError, match="between 0 and 1"):
        quantile(ATOMS, wrong)
    with pytest.raises(ValueError, match="between 0 and 1"):
        cvar_interval(ATOMS, wrong)


def test_the_median_of_ten_lies_between_the_second_and_the_ninth():
    """The textbook's 97.9 % order-statistic interval."""
    interval = quantile_interval(np.arange(1.0, 11.0), 0.5)

    assert (interval.mean, interval.low, interval.high) == (5.0, 2.0, 9.0)


def test_an_extreme_quantile_of_few_runs_has_no_upper_end():
    """Twenty runs cannot bound what happens once in a hundred."""
    interval = quantile_interval(np.arange(20.0), 0.99)

    assert interval.high == math.inf
    assert interval.half_width == math.inf
    assert math.isfinite(interval.low)


@pytest.mark.parametrize("q", [0.5, 0.9])
def test_order_statistics_cover_whatever_the_distribution(q):
    """At least 95 % (within simulation error) of intervals hold the true quantile, for a skewed law too."""
    experiments = np.random.default_rng(3).lognormal(size=(1000, 60))
    truth = math.exp({0.5: 0.0, 0.9: 1.2815515655446004}[q])

    covered = np.mean([quantile_interval(sixty, q).contains(truth) for sixty in experiments])

    assert covered >= 0.94


def test_the_cvar_interval_covers_as_its_docstring_admits():
    """Exponential losses with ten replications in the tail: said 95 %, held 91 % (±3 standard errors)."""
    experiments = np.random.default_rng(8).exponential(size=(1500, 100))

    covered = np.mean([cvar_interval(run, 0.9).contains(cvar_exponential(0.9)) for run in experiments])

    assert covered == pytest.approx(0.91, abs=0.025)


def test_the_cvar_interval_tends_to_its_promise():
    """Normal losses with fifty replications in the tail: between 93 and 96 %."""
    experiments = np.random.default_rng(9).normal(size=(1500, 1000))

    covered = np.mean([cvar_interval(run, 0.95).contains(cvar_normal(0.95)) for run in experiments])

    assert 0.93 <= covered <= 0.96


@given(LOSSES, st.floats(0.01, 0.99))
def test_the_cvar_interval_is_centred_on_the_cvar(losses, at):
    """Estimate and interval speak of one number."""
    assert cvar_interval(losses, at).mean == cvar(losses, at)


def test_a_tail_of_one_replication_gives_no_interval():
    """Ten runs hold one beyond .90: its value is told, its precision is not."""
    interval = cvar_interval(ATOMS, 0.9)

    assert interval.mean == pytest.approx(500.0)
    assert interval.half_width == math.inf


def test_no_runs_give_no_tail():
    """No data, no claim, and no crash."""
    assert cvar_interval([], 0.9).n == 0
    assert quantile_interval([math.nan], 0.9).n == 0


@pytest.mark.parametrize("q", [0.0, 0.05, 0.5, 0.95, 1.0])
def test_one_value_is_each_of_its_quantiles(q):
    """And its own tail: one replication happened, and nothing else is known."""
    assert quantile([7.0], q) == 7.0
    assert quantiles([math.nan, 7.0], (q, q)) == [7.0, 7.0]
    assert cvar([7.0], min(q, 0.95)) == 7.0


def test_one_value_says_nothing_of_where_its_quantile_ends():
    """Both ends are open."""
    found = quantile_interval([7.0], 0.5)

    assert (found.mean, found.low, found.high, found.n) == (7.0, -math.inf, math.inf, 1)
