"""Better, or lucky?"""

import copy
import math
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.analysis import interval
from sim.analysis.comparison import Candidate, best_within, compare, paired_difference
from sim.analysis.interval import mean_interval

# Rossetti, KSL, ch. 5: ten replications of two of his four systems
ONE = [63.72, 32.24, 40.28, 36.94, 36.29, 56.94, 34.10, 63.36, 49.29, 87.20]
THREE = [57.74, 29.65, 36.52, 35.71, 33.81, 51.54, 31.39, 57.24, 42.63, 67.27]


def candidate(name, cost, resilience):
    return Candidate(name, np.asarray(cost, dtype=float), np.asarray(resilience, dtype=float))


def test_rossettis_paired_difference_is_reproduced():
    """Means 50.036 and 44.350; difference 5.686, interval [1.8672, 9.5048]."""
    result = compare(ONE, THREE)

    assert (result.mean_a, result.mean_b) == pytest.approx((50.036, 44.350))
    assert result.difference.mean == pytest.approx(5.686)
    assert result.difference.low == pytest.approx(1.8672, abs=5e-5)
    assert result.difference.high == pytest.approx(9.5048, abs=5e-5)
    assert result.difference == paired_difference(ONE, THREE)
    assert result.relative_difference == pytest.approx(5.686 / 44.350)
    assert result.verdict == "higher"


def test_the_two_separate_intervals_would_have_told_nothing():
    """Without pairing Rossetti's systems overlap: common luck hides the difference."""
    assert mean_interval(THREE).contains(44.36)
    assert mean_interval(ONE).low < mean_interval(THREE).high


def test_common_random_numbers_shrink_the_interval_and_leave_the_mean():
    """Pairs that share their luck give a difference several times sharper, around the same truth."""
    rng = np.random.default_rng(4)
    luck, other_luck = rng.exponential(10.0, size=(2, 200))
    ours, theirs = rng.normal(1.0, 1.0, size=200), rng.normal(0.0, 1.0, size=200)

    common = paired_difference(luck + ours, luck + theirs)
    independent = paired_difference(luck + ours, other_luck + theirs)

    assert common.half_width < independent.half_width / 3
    assert common.contains(1.0)
    assert independent.contains(common.mean)


def test_verdicts_turn_with_the_order():
    """If a is higher than b, b is lower than a."""
    assert compare(THREE, ONE).verdict == "lower"
    assert compare(ONE, ONE).verdict == "cannot tell apart"


@given(st.lists(st.tuples(*[st.floats(-1e6, 1e6)] * 2), min_size=2, max_size=20))
def test_comparison_is_antisymmetric(pairs):
    """Exchanging the sides turns every sign and no conclusion."""
    a, b = np.array(pairs).T
    forth, back = compare(a, b), compare(b, a)

    assert back.difference.mean == pytest.approx(-forth.difference.mean)
    assert back.difference.half_width == pytest.approx(forth.difference.half_width)
    opposite = {"higher": "lower", "lower": "higher", "cannot tell apart": "cannot tell apart"}
    assert back.verdict == opposite[forth.verdict]


def test_false_alarms_are_as_rare_as_promised():
    """Two strategies with equal means are told apart in about 5 % of experiments."""
    rng = np.random.default_rng(12)
    a, b = rng.normal(size=(2, 1000, 10))

    alarms = np.mean([compare(x, y).verdict != "cannot tell apart" for x, y in zip(a, b, strict=True)])

    assert 0.03 <= alarms <= 0.07


def test_pairs_with_a_gap_are_dropped_on_both_sides():
    """Means and difference speak of the same replications."""
    result = compare([1.0, math.nan, 3.0, 5.0], [0.0, 100.0, math.nan, 1.0])

    assert result.difference.n == 2
    assert (result.mean_a, result.mean_b) == (3.0, 0.5)


@pytest.mark.parametrize(("a", "b"), [([], []), ([7.0], [3.0]), ([math.nan] * 3, [1.0] * 3)])
def test_too_few_replications_cannot_tell_anything_apart(a, b):
    """One pair is no evidence, however large its difference."""
    assert compare(a, b).verdict == "cannot tell apart"


def test_a_pair_that_never_recovers_has_no_difference():
    """Infinity on both sides is dropped, on one side it leaves no claim; neither warns."""
    assert compare([math.inf, 1.0, 2.0], [math.inf, 0.0, 0.5]).difference.n == 2
    assert compare([math.inf, 1.0], [2.0, 0.0]).verdict == "cannot tell apart"


def test_rounding_is_not_an_effect():
    """A constant difference in the last bit does not make a strategy dearer; a constant cent does."""
    cost = np.linspace(1e6, 2e6, 10)

    assert compare(np.nextafter(cost, np.inf), cost).verdict == "cannot tell apart"
    assert compare(cost + 0.01, cost).verdict == "higher"


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_an_interval_that_ends_exactly_on_zero_tells_nothing_apart(monkeypatch, sign):
    """Zero is among the truths that it allows; an interval a hair shorter tells the two apart."""
    monkeypatch.setattr(interval, "student_factor", lambda degrees, level: 1.0)
    touching = compare(sign * np.array([0.0, 2.0]), [0.0, 0.0])

    assert 0.0 in (touching.difference.low, touching.difference.high)
    assert touching.verdict == "cannot tell apart"
    monkeypatch.setattr(interval, "student_factor", lambda degrees, level: 1.0 - 1e-9)
    assert compare(sign * np.array([0.0, 2.0]), [0.0, 0.0]).verdict == ("higher" if sign > 0 else "lower")


def test_a_zero_base_has_no_relative_difference():
    """Nothing divided by nothing is not reported as zero per cent."""
    assert math.isnan(compare([1.0, 2.0], [0.0, 0.0]).relative_difference)


def test_unequal_lengths_are_refused():
    """Pairs cannot be guessed."""
    with pytest.raises(ValueError, match="pairs need the same replications"):
        paired_difference([1.0, 2.0], [1.0])


def test_a_comparison_reads_as_a_sentence():
    """Verdict, difference and per cent in one line."""
    assert str(compare(ONE, THREE)) == "higher: 5.7 ± 3.8 (+12.8%)"


LUCK = np.random.default_rng(21).normal(0.0, 5.0, size=40)
NOISE = np.random.default_rng(22).normal(0.0, 0.2, size=(4, 40))


def test_the_most_resilient_of_the_nearly_cheapest_is_chosen():
    """Two per cent of cost may buy resilience; ten per cent may not."""
    choice = best_within(
        [
            candidate("home", 112 + LUCK + NOISE[0], 0.99 + NOISE[0] / 100),
            candidate("lean", 100 + LUCK + NOISE[1], 0.80 + NOISE[1] / 100),
            candidate("dual", 101 + LUCK + NOISE[2], 0.95 + NOISE[2] / 100),
        ]
    )

    assert choice.cheapest.winner == "lean"
    assert choice.cheapest.runner_up == "dual"
    assert choice.cheapest.is_separated
    assert choice.near == ("lean", "dual")
    assert choice.doubtful == ()
    assert choice.most_resilient.winner == "dual"
    assert choice.most_resilient.is_separated
    assert str(choice.most_resilient) == "dual"


def test_twins_cannot_be_told_apart():
    """Where the replications do not separate the leaders, the claim says so and names the rivals."""
    alike = np.random.default_rng(2).normal(100.0, 5.0, size=(2, 10))
    choice = best_within([candidate("a", alike[0], [1.0] * 10), candidate("b", alike[1], [1.0] * 10)], 0.1)

    assert not choice.cheapest.is_separated
    assert not choice.most_resilient.is_separated
    assert choice.most_resilient.winner == choice.cheapest.winner, "equals keep their order, cheapest first"
    assert "cannot be told apart from" in str(choice.cheapest)


def test_smaller_may_be_better():
    """A loss area is better when lower."""
    points = [candidate("a", 100 + LUCK, 6 + NOISE[0]), candidate("b", 101 + LUCK, 2 + NOISE[1])]

    assert best_within(points, better="lower").most_resilient.winner == "b"
    assert best_within(points, better="higher").most_resilient.winner == "a"


def test_a_doubtful_member_is_named():
    """A point on the edge of the tolerance, with noise, is neither surely in nor surely out."""
    edge = 102 + np.random.default_rng(6).normal(0.0, 1.0, size=10)
    choice = best_within([candidate("a", [100.0] * 10, [1.0] * 10), candidate("edge", edge, [2.0] * 10)])

    assert choice.doubtful == ("edge",)


def test_the_correction_keeps_many_equals_from_producing_a_best():
    """Of 300 experiments with eight equal strategies, few crown a surely cheapest one."""
    rng = np.random.default_rng(31)
    crowned = 0
    for costs in rng.normal(100.0, 5.0, size=(300, 8, 10)):
        points = [candidate(str(k), cost, cost) for k, cost in enumerate(costs)]
        crowned += best_within(points, 0.5).cheapest.is_separated

    assert crowned / 300 <= 0.05


def test_each_comparison_uses_the_corrected_confidence():
    """With three rivals, 95 % is shared out as 98.33 % each."""
    points = [candidate(str(k), 100 + k + NOISE[k], NOISE[k]) for k in range(4)]

    choice = best_within(points)

    assert [c.difference.level for c in choice.cheapest.against.values()] == pytest.approx([1 - 0.05 / 3] * 3)


def test_one_replication_separates_nothing():
    """A single run ranks, and claims nothing."""
    choice = best_within([candidate("a", [1.0], [1.0]), candidate("b", [100.0], [0.0])])

    assert choice.cheapest.winner == "a"
    assert choice.cheapest.rivals == ("b",)


def test_a_sole_candidate_wins_trivially():
    """No rival, no doubt, no runner-up."""
    choice = best_within([candidate("a", [1.0, 2.0], [1.0, 2.0])])

    assert (choice.cheapest.winner, choice.cheapest.runner_up) == ("a", None)
    assert choice.near == ("a",)


def test_gains_have_a_tolerance_too():
    """With negative costs, 2 % less gain is still near."""
    points = [candidate("a", -100 + NOISE[0], NOISE[0]), candidate("b", -99 + NOISE[1], NOISE[1])]

    assert best_within(points).near == ("a", "b")
    assert best_within(points, tolerance=0.001).near == ("a",)


def test_all_means_speak_of_the_same_worlds():
    """A replication that one candidate lacks is left out for all."""
    points = [candidate("a", [1.0, 1.0, 50.0], [1, 1, 1]), candidate("b", [2.0, 2.0, math.nan], [1, 1, 1])]

    assert best_within(points).cheapest.winner == "a"


def test_a_choice_can_travel():
    """Results survive pickling and copying, so that workers may return them."""
    choice = best_within([candidate("a", ONE, ONE), candidate("b", THREE, THREE)])

    assert pickle.loads(pickle.dumps(choice)) == copy.deepcopy(choice) == choice


@pytest.mark.parametrize(
    ("points", "options", "message"),
    [
        ([], {}, "empty"),
        ([candidate("a", [1.0], [1.0])] * 2, {}, "twice"),
        ([candidate("a", [1.0], [1.0])], {"tolerance": 2}, "0.02 for 2 %"),
        ([candidate("a", [1.0], [1.0])], {"better": "up"}, "choose 'higher' or 'lower'"),
        ([candidate("a", [1.0], [1.0]), candidate("b", [1.0, 2.0], [1.0])], {}, "same replications"),
        ([candidate("a", [math.nan], [1.0])], {}, "no replication has a value"),
    ],
)
def test_what_cannot_be_compared_is_refused(points, options, message):
    """Each error names the value and the rule."""
    with pytest.raises(ValueError, match=message):
        best_within(points, **options)
