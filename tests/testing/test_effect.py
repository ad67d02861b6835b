"""A setting has an effect, or is refused, or `check` says why it has none.

A sample of the settings of the lively cases, in which everything happens, each changed to other values; and
of all that ship those that are named. `python -m sim.testing.effect` looks at every one of them. What it
finds in a case that ships may happen too seldom to be seen in ten worlds: a person looks at those.
"""

from collections.abc import Iterator
from random import Random

import pytest

from sim.testing.cases import random_case
from sim.testing.effect import FAULTS, case_names, false_reasons, judged, reason_now, settings

SEED = 7
SAMPLES = {"lively": (40, 8), "livelier": (40, 8)}
"""So many settings that should show, and so many that are named, of a case."""
OF_OTHERS = (0, 4)


def _looked_at(is_named: bool) -> Iterator[tuple[str, str]]:
    for name in case_names():
        paths = [path for path in settings(name) if (reason_now(name, path) is not None) == is_named]
        size = min(SAMPLES.get(name, OF_OTHERS)[is_named], len(paths))
        yield from ((name, path) for path in Random(SEED).sample(paths, size))


@pytest.mark.parametrize(("name", "path"), list(_looked_at(is_named=False)))
def test_a_setting_that_is_not_named_has_an_effect_or_is_refused(name: str, path: str) -> None:
    """No exemptions but names: some number of some world is another, in journal, scorecard or months."""
    verdict = judged(name, path)

    assert verdict.found not in FAULTS, verdict


@pytest.mark.parametrize(("name", "path"), list(_looked_at(is_named=True)))
def test_a_setting_that_is_named_has_no_effect(name: str, path: str) -> None:
    """A reason is a fact: where it holds before and after the change, every number is the same."""
    verdict = judged(name, path)

    assert verdict.found in ("named", "refused"), verdict


@pytest.mark.parametrize("number", range(20))
def test_no_reason_is_false_in_random_cases(number: int) -> None:
    """Cases that nobody thought of: what is said to have no effect has none."""
    dice = Random(number)

    assert list(false_reasons(random_case(dice), dice)) == []
