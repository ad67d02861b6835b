"""Loss, learning, ruin, and a function with known sensitivities."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.analysis.theory import (
    brownian_ruin,
    cvar_exponential,
    cvar_normal,
    ishigami,
    ishigami_indices,
    loss_area_triangle,
    wright_total,
    wright_unit,
)


def test_a_drop_that_heals_linearly():
    """A drop of .6, recovered in 20 days, loses 6.0."""
    assert loss_area_triangle(0.6, 20.0) == pytest.approx(6.0)


def test_wrights_curve():
    """Ratio .9: unit 100 costs .496585 of the first, all hundred together 58.1410."""
    assert wright_unit(100, 0.9) == pytest.approx(0.496585, abs=5e-7)
    assert wright_total(100, 0.9) == pytest.approx(58.1410, abs=5e-5)


@given(st.floats(1.0, 1e6), st.floats(0.5, 1.0))
def test_each_doubling_multiplies_by_the_ratio(unit, ratio):
    """The definition."""
    assert wright_unit(2 * unit, ratio) == pytest.approx(ratio * wright_unit(unit, ratio))


@pytest.mark.parametrize(("months", "ruined"), [(12, 0.177098), (36, 0.281006), (60, 0.307691)])
def test_ruin_in_continuous_time(months, ruined):
    """Cash 10, drift .5 a month, sd 3 a month: .177098, .281006, .307691."""
    assert brownian_ruin(10.0, 0.5, 3.0, months) == pytest.approx(ruined, abs=5e-7)


def test_looking_once_a_month_misses_ruins():
    """The trap: checked monthly, a path is ruined by month 60 with about .25, not .308."""
    steps = np.random.default_rng(13).normal(0.5, 3.0, size=(20_000, 60))

    seen = (10.0 + steps.cumsum(axis=1) <= 0.0).any(axis=1).mean()

    assert seen == pytest.approx(0.25, abs=0.015)
    assert seen < brownian_ruin(10.0, 0.5, 3.0, 60) - 0.04


@given(st.floats(0.1, 100.0), st.floats(-50.0, 50.0), st.floats(0.1, 20.0), st.floats(0.1, 100.0))
def test_ruin_is_a_probability_that_grows_with_time(cash, drift, sd, horizon):
    """Between 0 and 1 for every drift, however strong, and never falling with the horizon."""
    sooner, later = (brownian_ruin(cash, drift, sd, t) for t in (horizon, 2 * horizon))

    assert 0.0 <= sooner <= later * (1 + 1e-9) <= 1.0 + 1e-9


def test_in_the_long_run_ruin_is_exponential_in_cash():
    """For a positive drift the limit is e^{−2μx/σ²}; for a negative one ruin is sure."""
    assert brownian_ruin(10.0, 0.5, 3.0, 1e6) == pytest.approx(math.exp(-10 / 9))
    assert brownian_ruin(10.0, -50.0, 1.0, 1e3) == pytest.approx(1.0)


def test_the_edges_of_ruin():
    """No cash is ruin now; no time is none."""
    assert brownian_ruin(0.0, 0.5, 3.0, 12.0) == 1.0
    assert brownian_ruin(10.0, 0.5, 3.0, 0.0) == 0.0


def test_closed_forms_of_cvar():
    """Exp(1) at .95: 3.995732; standard normal: 2.062713."""
    assert cvar_exponential(0.95) == pytest.approx(3.995732, abs=5e-7)
    assert cvar_normal(0.95) == pytest.approx(2.062713, abs=5e-7)


def test_cvar_keeps_units():
    """Scale and shift pass through."""
    assert cvar_exponential(0.95, mean=10.0) == pytest.approx(39.95732, abs=5e-6)
    assert cvar_normal(0.95, mean=3.0, sd=2.0) == pytest.approx(3.0 + 2.0 * cvar_normal(0.95))


def test_ishigamis_indices():
    """First order .3139, .4424, 0; total .5576, .4424, .2437."""
    indices = ishigami_indices()

    assert indices.first == pytest.approx((0.3139, 0.4424, 0.0), abs=5e-5)
    assert indices.total == pytest.approx((0.5576, 0.4424, 0.2437), abs=5e-5)


def test_the_indices_belong_to_the_function():
    """Saltelli's and Jansen's estimators on 200,000 points find the same shares within .02."""
    rng = np.random.default_rng(1)
    a, b = rng.uniform(-math.pi, math.pi, size=(2, 200_000, 3))
    at_a, at_b = ishigami(a), ishigami(b)
    for i in range(3):
        mixed = a.copy()
        mixed[:, i] = b[:, i]
        at_mixed = ishigami(mixed)

        assert np.mean(at_b * (at_mixed - at_a)) / at_a.var() == pytest.approx(
            ishigami_indices().first[i], abs=0.02
        )
        assert np.mean((at_a - at_mixed) ** 2) / 2 / at_a.var() == pytest.approx(
            ishigami_indices().total[i], abs=0.02
        )
