"""The rule that decides what agrees, on numbers whose verdict is plain; and the runner, on dice."""

import numpy as np
import pytest

from sim.selfcheck import runner, table
from sim.selfcheck.check import arithmetic, at_least, at_most, by_interval, within
from sim.selfcheck.exam import Exam, Known
from sim.selfcheck.runner import Block, computed, exams, run_checks

SPREAD = np.linspace(-1.0, 1.0, 100)
"""Mean zero, standard error .059: a 99 % interval of about ±.153."""


def test_a_precise_interval_around_the_target_agrees():
    """Half-width .15 of a target of 10 is 1.5 %."""
    assert by_interval(10.0, 10.0 + SPREAD)[1] == "agrees"


def test_an_interval_that_is_too_wide_has_no_power():
    """The same half-width is 3 % of a target of 5: the target is inside, and so would wrong ones be."""
    assert by_interval(5.0, 5.0 + SPREAD)[1] == "no power"


def test_a_target_outside_the_interval_is_missed_however_wide_the_interval():
    """Data that contradict a target need no further precision."""
    assert by_interval(1.0, 2.0 + SPREAD)[1] == "misses"


def test_a_run_too_short_for_its_own_question_never_agrees():
    """A nan is not dropped quietly: the tasks that take longest are those that are missing."""
    values = 10.0 + SPREAD
    values[3] = np.nan

    assert by_interval(10.0, values)[1] == "no power"


def test_a_target_of_zero_is_held_against_a_stated_scale():
    """Two per cent of nothing is nothing; of a scale of 10 it is .2."""
    assert by_interval(0.0, SPREAD, scale=10.0)[1] == "agrees"
    assert by_interval(0.0, SPREAD, scale=5.0)[1] == "no power"


@pytest.mark.parametrize(("bound", "verdict"), [(0.5, "agrees"), (0.1, "no power"), (-0.5, "misses")])
def test_a_bound_agrees_only_if_the_whole_interval_respects_it(bound, verdict):
    """An interval of ±.15 around zero."""
    assert at_most(bound, SPREAD)[1] == verdict


@pytest.mark.parametrize(("bound", "verdict"), [(-0.5, "agrees"), (-0.1, "no power"), (0.5, "misses")])
def test_a_lower_bound_agrees_only_if_the_whole_interval_is_above_it(bound, verdict):
    """The same interval; a bound that it holds is not shown."""
    assert at_least(bound, SPREAD)[1] == verdict


def test_a_published_margin_is_held_by_the_estimate():
    """93.0-97.0 %, as the literature states it."""
    assert within(0.02)(0.95, np.array([1.0] * 94 + [0.0] * 6))[1] == "agrees"
    assert within(0.02)(0.95, np.array([1.0] * 92 + [0.0] * 8))[1] == "misses"


@pytest.mark.parametrize("wrong", [1.0001, float("nan"), float("inf")])
def test_arithmetic_forgives_nothing_but_rounding(wrong):
    """Neither a wrong fourth digit nor a number that is none."""
    assert arithmetic("one", "numbers", 1.0, wrong).verdict == "misses"
    assert arithmetic("one", "numbers", 1.0, 1.0 + 1e-12).verdict == "agrees"


# -- the runner ------------------------------------------------------------------------------------------


@pytest.fixture
def two_exams(monkeypatch):
    """A fair and a loaded die instead of the real exams."""

    def die(lift):
        return lambda seed, replication: (np.random.default_rng([seed, replication]).random() * 0.1 + lift,)

    known = (Known("mean", 1.05),)
    exams = (Exam("fair die", "queues", 40, known, die(1.0)), Exam("loaded die", "risk", 40, known, die(2.0)))
    monkeypatch.setattr(runner, "exams", lambda: exams)


def test_the_runner_plays_every_replication_and_says_how_far_it_is(two_exams):
    """Forty of each; progress never falls and ends with all."""
    told = []

    checks = {
        check.name: check for check in run_checks(lambda done, total: told.append((done, total)), workers=1)
    }

    assert checks["fair die: mean"].interval99.n == 40
    assert (checks["fair die: mean"].verdict, checks["loaded die: mean"].verdict) == ("agrees", "misses")
    assert told == sorted(told)
    assert told[-1] == (80, 80)


def test_checks_come_in_groups_and_every_known_value_has_one(two_exams):
    """Groups in the order of the table, each in one piece."""
    groups = [check.group for check in run_checks(workers=1)]

    assert list(dict.fromkeys(groups)) == sorted(set(groups), key=groups.index)
    assert groups == sorted(
        groups,
        key=("queues", "time zones", "understanding", "people", "motives", "risk", "statistics").index,
    )


def test_the_numbers_depend_on_the_seed_alone(two_exams):
    """The same seed, the same table; another seed, other numbers."""
    first, again, other = (run_checks(workers=1, seed=seed) for seed in (1, 1, 2))

    assert first == again
    assert first != other


def test_two_workers_find_what_one_finds():
    """Where a replication is computed changes no number."""
    index = next(number for number, exam in enumerate(exams()) if exam.name.startswith("CVaR"))
    blocks = [Block(index, 0, 2), Block(index, 2, 4)]

    (alone, alone_too), (shared, shared_too) = (computed(blocks, workers, seed=1) for workers in (1, 2))

    assert np.array_equal(alone[1], shared[1])
    assert np.array_equal(alone_too[1], shared_too[1])


def test_the_table_shows_every_check_and_counts_those_that_agree(two_exams):
    """A miss is named, and the reader is told what a miss may mean."""
    checks = run_checks(workers=1)

    shown = table(checks)

    assert shown.row_count == len(checks) + len({check.group for check in checks})
    assert str(shown.caption).startswith(f"{len(checks) - 1} of {len(checks)} agree. By luck")
