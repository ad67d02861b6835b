"""The questions that a firm asks before it lets work go, each as a choice beside a baseline."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict

from sim.case import Case, case_from
from sim.files.document import check
from sim.files.reader import parse_text
from sim.web.api.question import Levers

FILE: Final = "questions.yaml"


class Asked(BaseModel):
    """A question, and where to look for its answer."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    ask: str
    case: str
    settings: Levers = {}
    pinned: Levers = {}
    look: Literal["sentence", "frontier", "waterfall"] = "sentence"
    """The part of the page that answers."""
    how: str
    """What to look at, and what to move next."""


class Guide(BaseModel):
    """The questions, and the cases that some of them need besides the presets."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    cases: dict[str, dict[str, Any]]
    """Scenario and strategy by name, as in a case file."""
    questions: tuple[Asked, ...]


@cache
def guide() -> Guide:
    """The guide that ships."""
    text = resources.files("sim.web").joinpath(FILE).read_text(encoding="utf-8")
    data, _ = parse_text(text, FILE)
    return check(Guide, data)


def guide_cases() -> dict[str, Case]:
    """The cases that the questions need besides the presets, by name."""
    return {name: case_from(data) for name, data in guide().cases.items()}


def questions_about(cases: Mapping[str, Case]) -> list[Asked]:
    """Those that can be asked where these cases are served."""
    return [each for each in guide().questions if each.case in cases]
