"""Which levers a case has, and what they take."""

from __future__ import annotations

import pytest

import sim
from sim.errors import InputError
from sim.web.desk.lever import Lever
from sim.web.desk.levers import levers_of


@pytest.mark.parametrize("name", sim.presets())
def test_every_preset_has_levers_that_stand_inside_their_bounds(name: str) -> None:
    """What the case has can be had again."""
    levers = levers_of(sim.preset(name))

    assert levers
    assert len({lever.path for lever in levers}) == len(levers)
    for lever in levers:
        assert lever.refusal(lever.value) is None, lever.path


@pytest.mark.parametrize("name", sim.presets())
def test_the_ends_of_every_lever_make_a_case_or_a_reason(name: str) -> None:
    """No lever leads to a fault of ours: what does not go together is told in words."""
    case, made = sim.preset(name), 0
    refusals: list[InputError] = []
    for lever in levers_of(case):
        for value in ends(lever):
            try:
                made += sim.changed(case, {lever.path: value}) is not case
            except InputError as refused:
                refusals.append(refused)

    assert all(problem.rule for refused in refusals for problem in refused.problems)
    assert made >= len(levers_of(case))  # of the two ends of a lever one is always possible, or nearly so


def ends(lever: Lever) -> list[bool | int | float | str]:
    """The extreme values of a lever."""
    if lever.kind == "switch":
        return [True, False]
    if lever.kind == "choice":
        return [option.value for option in lever.options]
    kind = int if lever.kind == "whole" else float
    return [kind(lever.low), kind(lever.high)]


def test_a_house_without_providers_has_no_shares() -> None:
    """Levers come from the case: what it has not cannot be moved."""
    paths = [lever.path for lever in levers_of(sim.preset("one_queue"))]

    assert not [path for path in paths if "mix" in path or "clarity" in path or "contingency" in path]


@pytest.mark.parametrize("value", [-0.01, 1.01, True, "much", float("nan")])
def test_a_value_out_of_bounds_is_refused(value: float) -> None:
    """A truth is no number, and not a number is none either."""
    lever = Lever(path="strategy.clarity", label="", says="", group="", kind="share", value=0.2)

    assert lever.refusal(value) is not None
