"""The simulator agrees with the books; each check of `kposim selfcheck` is a case here."""

from functools import cache

import numpy as np
import pytest

from sim.selfcheck import people, queues
from sim.selfcheck.check import at_least, at_most
from sim.selfcheck.exam import SEED
from sim.selfcheck.runner import arithmetic_checks, exams
from sim.selfcheck.textbook import Length

PLAIN = str.maketrans({"λ": "lambda", "μ": "mu", "×": "x"})
CASES = [
    pytest.param(number, place, id=f"{exam.name} has the {known.name} of the book".translate(PLAIN))
    for number, exam in enumerate(exams())
    for place, known in enumerate(exam.known)
]
BY_HAND = arithmetic_checks()


@cache
def values_of(number):
    """All replications of an exam, run once a process."""
    exam = exams()[number]
    return exam.values(SEED, range(exam.replications))


@pytest.mark.parametrize(("number", "place"), CASES)
def test_the_estimate_agrees_and_the_same_data_refute_a_target_five_per_cent_off(number, place):
    """The target lies in the 99 % interval, which is too narrow to hold a wrong one."""
    exam = exams()[number]
    values = values_of(number)[:, place]
    target, judge = exam.known[place].target, exam.known[place].judge
    off = [] if judge in (at_most, at_least) else [0.95 * target, 1.05 * target] if target else [-0.05, 0.05]

    verdicts = [judge(claimed, values)[1] for claimed in (target, *off)]

    assert verdicts == ["agrees"] + ["misses"] * len(off)


@pytest.mark.parametrize(
    "check", BY_HAND, ids=[f"{check.name} is exact".translate(PLAIN) for check in BY_HAND]
)
def test_what_has_no_chance_in_it_agrees_to_the_last_digit_published(check):
    """Arithmetic has no interval to hide in."""
    assert check.verdict == "agrees"


def test_the_reference_engine_agrees_with_erlang_too():
    """M/M/5 told by SimPy: fewer tasks, so the mean work at seats alone has the power to speak."""
    length = Length(warm_up=100.0, counted=1_500.0)
    told, compiled = (queues.erlang(4.0, 5, length, 14, engine) for engine in ("reference", "compiled"))

    values = told.values(SEED, range(told.replications))
    verdicts = {check.name.split(": ")[1]: check.verdict for check in told.checks(values)}

    assert verdicts["mean work at seats"] == "agrees"
    assert "misses" not in verdicts.values()
    assert np.array_equal(values, compiled.values(SEED, range(compiled.replications)))


def test_the_reference_engine_keeps_the_bank_as_one_does_by_hand():
    """Every departure and every average, with an arrival at the very instant of a departure."""
    assert {check.verdict for check in queues.by_hand("reference")} == {"agrees"}


def test_the_reference_engine_learns_as_wright_says():
    """A hundred tasks at one seat, told by SimPy."""
    assert {check.verdict for check in people.by_hand("reference")} == {"agrees"}


def test_a_team_that_changes_once_a_year_loses_what_renewal_theory_says():
    """Five times the attrition of the check that ships: a fifth of the work."""
    exam = people.turnover(1.0)

    (check,) = exam.checks(exam.values(SEED, range(16)))

    assert check.target == 0.8
    assert check.verdict == "agrees"
