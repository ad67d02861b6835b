"""Does every graded path exist, and does every grade stand in docs/evidence.md?"""

from __future__ import annotations

import re
import types
import typing
from pathlib import Path

import pytest
from pydantic import BaseModel

import sim
from sim.report.evidence import ASSUMPTION, evidence, graded
from sim.scenario.scenario import Scenario
from sim.strategy.strategy import Strategy

PAGE = Path(sim.__file__).parents[1] / "docs" / "evidence.md"


def models(kind) -> list:
    """All models in an annotation, and the values of its dictionaries."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return [kind]
    if typing.get_origin(kind) in (typing.Union, types.UnionType, typing.Annotated):
        return [each for part in typing.get_args(kind) for each in models(part)]
    return [kind] if typing.get_origin(kind) is dict else []


def is_there(kinds: list, names: list[str]) -> bool:
    """Whether a dotted path leads to a field."""
    if not names:
        return True
    for kind in kinds:
        if typing.get_origin(kind) is dict:
            if names[0] == "*" and is_there(models(typing.get_args(kind)[1]), names[1:]):
                return True
        elif names[0] in kind.model_fields:
            field = kind.model_fields[names[0]]
            if is_there(models(field.annotation), names[1:]):
                return True
    return False


@pytest.mark.parametrize("entry", evidence(), ids=lambda entry: entry.path)
def test_every_path_and_section_exists(entry):
    """A renamed field takes its grade with it, or this fails."""
    for path in filter(None, (entry.path, entry.only_with)):
        root, *names = path.split(".")
        assert is_there([Scenario if root == "scenario" else Strategy], names), path
    heading = rf"^## {re.escape(entry.section)}\b"
    assert re.search(heading, PAGE.read_text(encoding="utf-8"), re.M)


def test_a_path_that_is_none_is_found_out():
    """The test above can fail."""
    assert not is_there([Scenario], ["providers", "*", "spped"])


def test_grades_are_those_of_the_page():
    """Each one stands in its section."""
    page = PAGE.read_text(encoding="utf-8")
    sections = dict(re.findall(r"^## (\S+).*?\n(.*?)(?=^## |\Z)", page, re.M | re.S))
    for entry in evidence():
        if entry.grade != ASSUMPTION:
            assert f"| {entry.grade.split(' ')[0]}" in sections[entry.section], entry.path


def test_evidence_carries_a_value_within_its_range_only():
    """A governance share of a half rests on nothing that anybody found."""
    case = sim.preset("pfizer_patents")
    other = sim.changed(case, {"scenario.providers.*.governance_share": 0.5})
    path = "scenario.providers.*.governance_share"
    (usual,) = (each for each in graded(case) if each.evidence.path == path)
    (far,) = (each for each in graded(other) if each.evidence.path == path)

    assert (usual.grade, far.grade) == ("B–", ASSUMPTION)
    assert (usual.told_values, far.told_values) == ("0.04", "0.5")


def test_what_a_case_does_not_have_is_not_told():
    """No leaks, no days until they are found."""
    paths = {each.evidence.path for each in graded(sim.preset("pfizer_patents"))}

    assert "scenario.providers.*.detection_days" not in paths
    assert "scenario.reviewers.detection_probability" in paths
