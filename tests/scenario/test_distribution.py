"""Distributions: is the mean the mean, the cv the cv, and does more of them leave the first ones alone?"""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from pydantic import TypeAdapter, ValidationError

from sim.scenario.distribution import Distribution, Spread
from sim.tape.stream import stream

ANY: TypeAdapter[Any] = TypeAdapter(Distribution)
UNIT: TypeAdapter[Any] = TypeAdapter(Spread)

KINDS: list[tuple[dict[str, Any], float, float]] = [
    ({"kind": "constant", "mean": 3.0}, 3.0, 0.0),
    ({"kind": "constant", "mean": 0.0}, 0.0, 0.0),
    ({"kind": "exponential", "mean": 3.0}, 3.0, 1.0),
    ({"kind": "gamma", "mean": 3.0, "cv": 0.5}, 3.0, 0.5),
    ({"kind": "gamma", "mean": 3.0, "cv": 1.5}, 3.0, 1.5),
    ({"kind": "lognormal", "mean": 3.0, "cv": 0.5}, 3.0, 0.5),
    ({"kind": "lognormal", "mean": 3.0, "cv": 1.2}, 3.0, 1.2),
    ({"kind": "weibull", "mean": 3.0, "shape": 1.0}, 3.0, 1.0),
    ({"kind": "weibull", "mean": 3.0, "shape": 2.0}, 3.0, math.sqrt(4 / math.pi - 1)),
    ({"kind": "triangular", "low": 1.0, "mode": 2.0, "high": 6.0}, 3.0, math.sqrt(7 / 6) / 3),
    ({"kind": "uniform", "low": 1.0, "high": 5.0}, 3.0, 4 / math.sqrt(12) / 3),
    ({"kind": "empirical", "values": [1.0, 1.0, 7.0]}, 3.0, math.sqrt(8) / 3),
]
NAMES = [f"{given['kind']}-{cv:.2g}" for given, _, cv in KINDS]


def draw(distribution: Any, size: int, seed: int = 4) -> NDArray[np.float64]:
    """So many amounts."""
    return stream(seed, 0, "patents/effort").amounts(distribution.law, size)


deterministic = settings(derandomize=True, deadline=None, max_examples=100)


@pytest.mark.parametrize(("given", "mean", "cv"), KINDS, ids=NAMES)
def test_draws_have_the_stated_mean_and_variability(given: dict[str, Any], mean: float, cv: float) -> None:
    """200,000 draws: standard errors are below .35 % of the mean and 1.2 % of the cv; a median for a mean is
    off by 10 %."""
    distribution = ANY.validate_python(given)
    draws = draw(distribution, 200_000)

    assert distribution.mean == pytest.approx(mean)
    assert draws.mean() == pytest.approx(mean, rel=0.01)
    assert draws.std() == pytest.approx(cv * mean, rel=0.035, abs=1e-12)
    assert draws.min() >= 0.0
    assert draws.dtype == np.float64


@pytest.mark.parametrize("given", [given for given, _, _ in KINDS], ids=NAMES)
def test_drawing_more_never_changes_what_was_drawn(given: dict[str, Any]) -> None:
    """The first hundred of a thousand are the hundred that would have been drawn alone."""
    distribution = ANY.validate_python(given)
    few, many = (draw(distribution, size) for size in (100, 1000))

    assert few.tolist() == many[:100].tolist()


@pytest.mark.parametrize("given", [given for given, _, _ in KINDS if "mean" in given])
def test_another_mean_stretches_the_same_luck(given: dict[str, Any]) -> None:
    """Varying a mean in an experiment deals nothing anew."""
    one, ten = (draw(ANY.validate_python(given | {"mean": mean}), 50) for mean in (1.0, 10.0))

    np.testing.assert_allclose(ten, 10.0 * one, rtol=1e-15)


@pytest.mark.parametrize(
    "given",
    [
        {"kind": "constant"},
        {"kind": "exponential"},
        {"kind": "gamma", "cv": 0.8},
        {"kind": "lognormal", "cv": 0.8},
        {"kind": "weibull", "shape": 0.8},
    ],
)
def test_a_spread_has_mean_one(given: dict[str, Any]) -> None:
    """So that another setting can say the mean (200,000 draws, standard error below .3 %)."""
    draws = stream(4, 0, "patents/effort").amounts(UNIT.validate_python(given).unit, 200_000)

    assert draws.mean() == pytest.approx(1.0, rel=0.01)


def test_a_lognormal_is_stated_by_its_mean_and_not_by_its_median() -> None:
    """The median lies below, at mean / sqrt(1 + cv^2)."""
    draws = draw(ANY.validate_python({"kind": "lognormal", "mean": 10.0, "cv": 1.0}), 100_001)

    assert np.median(draws) == pytest.approx(10.0 / math.sqrt(2.0), rel=0.015)


def test_a_triangular_has_its_quantile_where_geometry_says() -> None:
    """Below the mode lies (mode - low) / (high - low) of the probability; nothing lies outside."""
    draws = draw(ANY.validate_python({"kind": "triangular", "low": 1, "mode": 2, "high": 6}), 100_000)

    assert (draws < 2.0).mean() == pytest.approx(0.2, abs=0.005)
    assert 1.0 <= draws.min() <= draws.max() <= 6.0


@deterministic
@given(st.lists(st.floats(0.0, 1e9), min_size=1, max_size=20), st.integers(0, 100))
def test_records_are_drawn_as_they_are(values: list[float], seed: int) -> None:
    """Only values that were recorded come up."""
    draws = draw(ANY.validate_python({"kind": "empirical", "values": values}), 50, seed)

    assert set(draws.tolist()) <= set(values)


def test_records_come_up_equally_often() -> None:
    """30,000 draws of three values: 10,000 each, within 3 % (3.7 standard errors)."""
    draws = draw(ANY.validate_python({"kind": "empirical", "values": [1, 2, 3]}), 30_000)

    np.testing.assert_allclose(np.bincount(draws.astype(int))[1:], 10_000, rtol=0.03)


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({"kind": "triangular", "low": 3, "mode": 2, "high": 4}, "must rise"),
        ({"kind": "triangular", "low": 1, "mode": 5, "high": 4}, "must rise"),
        ({"kind": "triangular", "low": 2, "mode": 2, "high": 2}, "must rise"),
        ({"kind": "uniform", "low": 2, "high": 2}, "low must be below high"),
        ({"kind": "empirical", "values": []}, "at least 1 item"),
        ({"kind": "empirical", "values": [-1]}, "greater than or equal to 0"),
        ({"kind": "gamma", "mean": 1, "cv": 0}, "greater than 0"),
        ({"kind": "lognormal", "mean": -1, "cv": 1}, "greater than or equal to 0"),
        ({"kind": "exponential", "mean": math.inf}, "finite"),
        ({"kind": "normal", "mean": 1}, "must be one of"),
    ],
)
def test_what_is_no_distribution_is_refused(given: dict[str, Any], complaint: str) -> None:
    """With the rule that it breaks."""
    with pytest.raises(ValidationError, match=complaint):
        ANY.validate_python(given)
