"""True and false are no numbers, wherever a number is wanted; to Python they are 1 and 0."""

from collections.abc import Iterator

import pytest
from pydantic import ValidationError

import sim
from sim.case import plain
from sim.errors import InputError
from sim.files.path import replaced
from sim.scenario.distribution import Lognormal
from sim.scenario.hazard import Outages
from sim.scenario.team import Provider

WANTED = ("must be a number", "must be a whole number")


def numbers(value: object, path: str = "") -> Iterator[str]:
    """Dotted paths of all numbers in plain values."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield from numbers(each, f"{path}.{name}".lstrip("."))
    elif isinstance(value, list):
        for place, each in enumerate(value):
            yield from numbers(each, f"{path}.{place}")
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield path


@pytest.mark.parametrize("name", ["pfizer_patents", "growth_and_return", "provider_bankruptcy"])
@pytest.mark.parametrize("truth", [True, False])
def test_no_number_of_a_case_can_be_true_or_false(name: str, truth: bool) -> None:
    """Each in turn; the message names the setting and says what is wanted."""
    case = sim.preset(name)
    accepted = []
    for path in numbers(plain(case)):
        try:
            sim.changed(case, {path: truth})
        except InputError as error:
            problem = error.problems[0]
            assert (problem.path, str(problem.value).lower()) == (path, str(truth).lower())
            assert problem.rule.startswith(WANTED)
        else:
            accepted.append(path)

    assert accepted == []


EXPERIMENT = {
    "scenario": "one_queue",
    "factors": {
        "staff": {"sets": {"scenario.inhouse.seats": 1.0}, "levels": {"from": 8, "to": 10, "step": 1}},
    },
    "replications": {"until": {"cost_per_task": 1.5}, "at_least": 4, "budget": {"runs": 500}},
    "seed": 1,
}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        *((path, True) for path in numbers(EXPERIMENT) if ".sets." not in path),
        ("factors.staff.sets", {"scenario.inhouse.seats": True}),
        ("replications", True),
    ],
)
def test_no_number_of_an_experiment_can_be_true(path: str, value: object) -> None:
    """Seeds, replications, ends of a span, multiples, rules to stop by."""
    sim.experiment_from(EXPERIMENT)

    with pytest.raises(InputError, match=r"must be a (whole )?number"):
        sim.experiment_from(replaced(EXPERIMENT, path, value))


def test_a_level_that_is_true_is_none_of_a_number() -> None:
    """A factor's levels may be true and false; the setting then says what it wants."""
    factors = {"staff": {"path": "scenario.inhouse.seats", "levels": [True]}}

    with pytest.raises(InputError, match="must be a whole number"):
        sim.experiment_from({"scenario": "one_queue", "factors": factors})


def test_parts_made_in_python_refuse_it_too() -> None:
    """And all else that is wrong is told beside it."""
    with pytest.raises(ValidationError, match="2 validation errors"):
        Outages(mttf_days=True, mttr_days="never")
    with pytest.raises(ValidationError, match="valid number"):
        Lognormal(mean=True, cv=0.5)
    with pytest.raises(ValidationError, match="valid integer"):
        Provider.model_validate({"seats": True})


def test_what_may_be_true_stays_true() -> None:
    """Truth where it is wanted, or where names may stand instead."""
    case = sim.preset("pfizer_patents")
    said = {"scenario.work.searches.core": True, "strategy.protection.secure_facility": True}

    changed = sim.changed(case, said)

    assert changed.scenario.work["searches"].core is True
    assert changed.strategy.protection.secure_facility is True
