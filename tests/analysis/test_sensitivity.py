"""Which inputs matter, where the answer is known."""

from __future__ import annotations

import numpy as np
import pytest

from sim.analysis.sensitivity import Sensitivity, sobol, tornado
from sim.analysis.theory import ishigami, ishigami_indices

RANGES = {f"x{place}": (-np.pi, np.pi) for place in (1, 2, 3)}


@pytest.fixture(scope="module")
def found() -> Sensitivity:
    """Indices of the Ishigami function, from 20,480 evaluations."""
    return sobol(ishigami, RANGES, n=4096, seed=1, resamples=300)


def test_the_ishigami_function_has_the_indices_of_the_book(found: Sensitivity) -> None:
    """First order .3139, .4424, 0; total .5576, .4424, .2437: inside the 95 % bootstrap intervals, whose
    half-widths are below .05, and within .01 besides."""
    for book, ours in zip(ishigami_indices(), (found.first, found.total), strict=True):
        for target, estimate in zip(book, ours.values(), strict=True):
            assert estimate.contains(target)
            assert estimate.half_width < 0.05
            assert estimate.mean == pytest.approx(target, abs=0.01)


def test_an_input_may_matter_that_does_nothing_alone(found: Sensitivity) -> None:
    """The third: its first-order index may be zero, its total index is not."""
    assert found.first["x3"].contains(0.0)
    assert found.total["x3"].low > 0.1
    assert found.ranking == ("x1", "x2", "x3")
    assert found.evaluations == 5 * 4096


def test_the_same_seed_gives_the_same_indices_and_intervals() -> None:
    """Bootstrap included."""
    one, again, other = (sobol(ishigami, RANGES, n=64, seed=seed, resamples=20) for seed in (3, 3, 4))

    assert one == again
    assert one != other


def test_a_level_far_from_zero_does_not_move_the_indices() -> None:
    """Costs are millions, and only their differences are to be explained."""
    plain, high = (sobol(lambda x, up=up: ishigami(x) + up, RANGES, n=256, resamples=0) for up in (0.0, 1e6))

    assert [each.mean for each in high.first.values()] == pytest.approx(
        [each.mean for each in plain.first.values()], abs=1e-6
    )


def test_without_interactions_first_order_and_total_are_the_same() -> None:
    """A sum of 1, 2 and 3 times its inputs: shares 1/14, 4/14 and 9/14."""
    ranges = dict.fromkeys("abc", (0.0, 1.0))
    found = sobol(lambda x: x @ np.array([1.0, 2.0, 3.0]), ranges, n=1024, resamples=0)

    for indices in (found.first, found.total):
        assert [each.mean for each in indices.values()] == pytest.approx([1 / 14, 4 / 14, 9 / 14], abs=0.01)


def test_a_tornado_is_a_local_view() -> None:
    """At the base of zero the Ishigami function's third input seems to do nothing at all."""
    swings = tornado(ishigami, dict.fromkeys(RANGES, (-1.0, 1.0)), dict.fromkeys(RANGES, 0.0))
    sizes = {swing.name: swing.size for swing in swings}

    assert [swing.name for swing in swings] == ["x2", "x1", "x3"]
    assert sizes == pytest.approx({"x1": 2 * np.sin(1.0), "x2": 7 * np.sin(1.0) ** 2, "x3": 0.0})


def test_a_model_that_does_not_move_has_a_tornado_of_no_width() -> None:
    """Shares of no variance do not exist; swings of nothing do: each is zero, and all are at the base."""
    swings = tornado(lambda rows: np.full(len(rows), 5.0), RANGES, dict.fromkeys(RANGES, 0.0))

    assert [(each.name, each.at_low, each.at_high, each.base, each.size) for each in swings] == [
        (name, 5.0, 5.0, 5.0, 0.0) for name in RANGES
    ]


def test_one_input_alone_has_all_the_variance() -> None:
    """Nothing is left for others, and nothing interacts: both indices are one."""
    found = sobol(lambda rows: 3.0 * rows[:, 0] + 1.0, {"x": (0.0, 1.0)}, n=4096, resamples=50)

    assert (list(found.first), list(found.total), found.evaluations) == (["x"], ["x"], 3 * 4096)
    for index in (found.first["x"], found.total["x"]):
        assert index.mean == pytest.approx(1.0, abs=0.01)
        assert index.contains(1.0)


@pytest.mark.parametrize(
    ("says", "call"),
    [
        ("powers of two", lambda: sobol(ishigami, RANGES, n=1000)),
        ("must be finite and rise", lambda: sobol(ishigami, {"x": (1.0, 1.0)})),
        ("ranges is empty", lambda: sobol(ishigami, {})),
        ("no variance", lambda: sobol(lambda x: 0.0 * x[:, 0], RANGES, n=8)),
        ("not finite", lambda: sobol(lambda x: x[:, 0] / 0.0, RANGES, n=8)),
        ("gave shape", lambda: sobol(lambda x: x, RANGES, n=8)),
        ("base has no value of x3", lambda: tornado(ishigami, RANGES, {"x1": 0.0, "x2": 0.0})),
    ],
)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_what_cannot_be_analysed_is_refused(says: str, call) -> None:
    """With the reason."""
    with pytest.raises(ValueError, match=says):
        call()
