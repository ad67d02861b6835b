"""Plain values are written as the library would write them, to the byte."""

from __future__ import annotations

import io
import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

import sim
from sim.case import plain as plain_case
from sim.files.plain_yaml import plain_yaml


def by_library(values: Any) -> str:
    """What ruamel.yaml writes."""
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    yaml.width = 110
    stream = io.StringIO()
    yaml.dump(values, stream)
    return stream.getvalue()


TOLD = st.sampled_from(
    [
        *(
            "",
            "~",
            "=",
            "<<",
            "-",
            "- a",
            "a: b",
            "a #b",
            "#",
            "No",
            "NULL",
            "true",
            "y",
            "on",
            "1e3",
            "0x1f",
        ),
        *("1_0", ".5", "2026-01-31", "09:30", "null-and-void", "a.b", "-.inf", "? x", "& x", "*x", "!x", "|"),
        *(">", "%", "@", "`", "'", '"', "word " * 40, "word: " * 40, "é " * 70, "x" * 200, "two\nlines"),
        *("two\n\nlines \n", " led", "trailing ", "tab\there"),
    ]
)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | TOLD | st.text(max_size=30)
VALUES = st.recursive(
    LEAVES,
    lambda held: (
        st.lists(held, max_size=4)
        | st.lists(held, max_size=2).map(tuple)
        | st.dictionaries(st.from_regex("[a-z][a-z_.]{0,9}", fullmatch=True) | TOLD, held, max_size=4)
    ),
    max_leaves=25,
)


@settings(max_examples=400, deadline=None)
@given(st.dictionaries(st.from_regex("[a-z]{1,5}", fullmatch=True), VALUES, max_size=5))
def test_whatever_it_is_told(values: dict[str, Any]) -> None:
    assert plain_yaml(values) == by_library(values)


@pytest.mark.parametrize("name", sim.presets())
def test_every_preset(name: str) -> None:
    values = plain_case(sim.preset(name))
    assert plain_yaml(values) == by_library(values)


def test_what_stands_in_two_places_is_referred_to() -> None:
    same = [1, 2]
    values = {"a": same, "b": {"c": same}}
    assert plain_yaml(values) == by_library(values)
    assert "&id001" in plain_yaml(values)


def test_numbers_that_are_none_and_have_no_end() -> None:
    values = {"a": math.inf, "b": -math.inf, "c": math.nan, "d": 1e300, "e": -0.0, "f": 1e-7}
    assert plain_yaml(values) == by_library(values)
