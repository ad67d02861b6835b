"""Do values become a model, and are wrong ones told in plain words, all at once, in the right place?"""

from __future__ import annotations

from datetime import date, time
from enum import Enum
from pathlib import Path
from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, RootModel, field_validator, model_validator
from pydantic_core import PydanticCustomError

from sim.errors import ABSENT, InputError, Problem, UnknownName
from sim.files.document import Document, check, located, nearest, read, unknown


class Model(BaseModel):
    """A toy that is as strict about names as the real ones."""

    model_config = ConfigDict(extra="forbid")


class Fixed(Model):
    """Always the same."""

    kind: Literal["fixed"] = "fixed"
    value: float


class Lognormal(Model):
    """Skewed; its `lognormal` is a setting with the name of a kind, to confuse the error's path."""

    kind: Literal["lognormal"] = "lognormal"
    median: float = Field(gt=0)
    lognormal: float = Field(0, ge=0)


class Colour(Enum):
    """Two of them."""

    RED = "red"
    BLUE = "blue"


Law = Annotated[Fixed | Lognormal, Field(discriminator="kind")]


class Outages(Model):
    """When a provider is down."""

    mttf_days: float = Field(description="mean days up between two failures", examples=[90], gt=0)
    repair: Law | None = None


class Team(RootModel[dict[str, Outages]]):
    """A model that is nothing but a mapping."""


class Toy(Model):
    """One field for each thing that can be wrong."""

    seats: int = Field(4, ge=1, le=1000)
    share: float = Field(0.5, lt=1, allow_inf_nan=False)
    name: str = Field("toy", min_length=1, pattern="^[a-z]+$")
    open_: bool = Field(True, alias="open")
    rule: Literal["fifo", "priority"] = "fifo"
    colour: Colour = Colour.RED
    start: date = date(2026, 1, 1)
    opens: time = time(9)
    tags: list[str] = Field([], max_length=3)
    pair: tuple[int, float] = (1, 1.0)
    laws: list[Law] = []
    providers: dict[str, Outages] = {}
    team: Team = Team({})
    either: float | Fixed = 1.0
    mix: dict[str, float] = {}

    @field_validator("name")
    @classmethod
    def _is_not_taken(cls, name: str) -> str:
        if name == "taken":
            raise PydanticCustomError("rule", "{rule}", {"rule": "is taken", "remedy": "choose another"})
        if name == "plain":
            raise ValueError("must not be plain")
        return name

    @model_validator(mode="after")
    def _mix_names_providers(self) -> Toy:
        wrong = [name for name in self.mix if name not in self.providers]
        if wrong:
            raise InputError(Problem(f"mix.{name}", self.mix[name], "no such provider") for name in wrong)
        return self


@pytest.fixture
def write(tmp_path):
    """Write a text to a file and give its path."""

    def write(text: str | bytes, name: str = "toy.yaml") -> Path:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


@pytest.fixture
def problems(write):
    """All that is wrong with a text as a Toy."""

    def problems(text: str) -> list[Problem]:
        document = read(write(text))
        with pytest.raises(InputError) as caught:
            check(Toy, document.data, document=document)
        return list(caught.value.problems)

    return problems


@pytest.fixture
def problem(problems):
    """The only thing that is wrong with a text as a Toy."""

    def problem(text: str) -> Problem:
        (only,) = problems(text)
        return only

    return problem


def test_a_right_file_becomes_a_model(write):
    """Nothing is in the way of what is right."""
    text = "seats: 3\nproviders: {b: {mttf_days: 90, repair: {kind: fixed, value: 2}}}\nmix: {b: 0.5}\n"
    document = read(write(text))
    assert check(Toy, document.data, document=document).providers["b"].repair == Fixed(value=2)


def test_a_broken_bound_tells_line_path_value_rule_and_description(problem, write):
    """The whole message, from the file to the remedy."""
    found = problem("seats: 3\nproviders:\n  bangalore:\n    mttf_days: -3\n")
    assert str(found).split("toy.yaml", 1)[1] == (
        ", line 4: providers.bangalore.mttf_days\n"
        "  value   -3\n"
        "  rule    must be greater than 0\n"
        "  remedy  mttf_days: mean days up between two failures, for example 90"
    )


def test_a_misspelt_setting_is_told_with_the_nearest_name(problem):
    """And with all names, where they are few."""
    found = problem("providers:\n  b:\n    mttf_days: 9\n    repar: 3\n")
    assert (found.path, found.line, found.value) == ("providers.b.repar", 4, 3)
    assert found.rule == "there is no such setting here"
    assert found.remedy == "did you mean repair? settings here: mttf_days, repair"


def test_a_missing_setting_is_missing_from_its_group(problem):
    """It has no value, and the line of the group it is missing from."""
    found = problem("seats: 2\nproviders:\n  b: {}\n")
    assert (found.path, found.line, found.value) == ("providers.b.mttf_days", 3, ABSENT)
    assert found.rule == "is needed and not given"
    assert found.remedy.startswith("mttf_days: mean days up")


@pytest.mark.parametrize(
    ("text", "path", "rule"),
    [
        ("seats: 0", "seats", "must be 1 or more"),
        ("seats: 1001", "seats", "must be 1000 or less"),
        ("seats: 2.5", "seats", "must be a whole number"),
        ("seats: many", "seats", "must be a whole number"),
        ("seats:", "seats", "must be a whole number"),
        ("share: 1", "share", "must be less than 1"),
        ("share: half", "share", "must be a number"),
        ("share: inf", "share", "must be a finite number"),
        ("name: 12", "name", "must be text"),
        ("name: ''", "name", "must have at least 1 characters"),
        ("name: A1", "name", "must have the form ^[a-z]+$"),
        ("name: plain", "name", "must not be plain"),
        ("name: taken", "name", "is taken"),
        ("open: maybe", "open", "must be true or false"),
        ("open: [1]", "open", "must be true or false"),
        ("rule: lifo", "rule", "must be one of 'fifo' or 'priority'"),
        ("colour: rad", "colour", "must be one of 'red' or 'blue'"),
        ("start: soon", "start", "must be a date such as 2026-01-31"),
        ("opens: early", "opens", "must be a time of day such as 09:30"),
        ("tags: a", "tags", "must be a list"),
        ("tags: [a, b, c, d]", "tags", "must have at most 3 entries"),
        ("tags: [a, 1]", "tags.1", "must be text"),
        ("pair: [1, x]", "pair.1", "must be a number"),
        ("providers: [b]", "providers", "must be a group of settings (name: value)"),
        ("providers: {b: 3}", "providers.b", "must be a group of settings (name: value)"),
        ("team: {b: {mttf_days: 0}}", "team.b.mttf_days", "must be greater than 0"),
        ("laws: [{kind: fixed, value: x}]", "laws.0.value", "must be a number"),
        ("laws: [{kind: lognormal, median: 0}]", "laws.0.median", "must be greater than 0"),
        ("laws: [{kind: lognormal, median: 1, lognormal: -1}]", "laws.0.lognormal", "must be 0 or more"),
        ("laws: [{kind: normal}]", "laws.0.kind", "must be one of 'fixed', 'lognormal'"),
        ("laws: [{value: 1}]", "laws.0.kind", "is needed and not given"),
        ("either: {value: x}", "either.value", "must be a number"),
        ("either: x", "either", "must be a number, or must be a group of settings (name: value)"),
    ],
)
def test_every_complaint_is_made_in_plain_words_at_the_users_path(problem, text, path, rule):
    """No word of pydantic's, and no union's label in the path."""
    found = problem(text)
    assert (found.path, found.rule, found.line) == (path, rule, 1)


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("rule: fifi", "did you mean fifo?"),
        ("colour: rad", "did you mean red?"),
        ("laws: [{kind: lognormel}]", "did you mean lognormal?"),
        ("laws: [{kind: fixed, valu: 1, value: 1}]", "did you mean value? settings here: kind, value"),
        ("opn: true", "did you mean open?"),
        ("name: 12", "put it in quotes"),
        ("name: taken", "choose another"),
    ],
)  # fmt: skip
def test_the_remedy_names_what_was_probably_meant(problem, text, remedy):
    """Kinds, choices and settings are corrected; a validator may bring a remedy of its own."""
    assert problem(text).remedy == remedy


def test_a_wrong_kind_is_shown_alone_not_with_its_whole_group(problem):
    """The value is what was written after `kind:`."""
    found = problem("laws:\n  - value: 3\n    kind: normal\n")
    assert (found.value, found.line) == ("normal", 3)


def test_all_that_is_wrong_is_told_at_once(problems):
    """One problem for each mistake, in the order of the model."""
    found = problems("seats: 0\nshare: 2\nproviders:\n  b: {mttf_dys: 3}\n")
    assert [(each.path, each.line) for each in found] == [
        ("seats", 1), ("share", 2), ("providers.b.mttf_days", 4), ("providers.b.mttf_dys", 4),
    ]  # fmt: skip


def test_a_validator_may_point_to_the_very_places(problems):
    """Problems raised inside a model are counted from that model, and come out with file and line."""
    found = problems("mix:\n  nairobi: 0.5\n  quito: 0.5\n")
    assert [(each.path, each.line, each.value) for each in found] == [
        ("mix.nairobi", 2, 0.5),
        ("mix.quito", 3, 0.5),
    ]


def test_a_part_of_a_document_is_named_from_the_top(write):
    """`at` says where in the file the part stands; its path begins there."""
    document = read(write("seats: many\nscenario:\n  list:\n    - seats: 0\n"))
    part = document.data["scenario"]["list"][0]
    with pytest.raises(InputError) as caught:
        check(Toy, part, document=document, at=("scenario", "list", 0))
    assert [(p.path, p.line) for p in caught.value.problems] == [("scenario.list.0.seats", 4)]


def test_a_whole_document_may_be_a_part_of_something_larger(write):
    """A file that holds a scenario only still speaks of `scenario.…`."""
    document = read(write("name: ok\nseats: 0\n"))
    with pytest.raises(InputError) as caught:
        check(Toy, document.data, document=document, root="scenario")
    assert [(p.path, p.line) for p in caught.value.problems] == [("scenario.seats", 2)]


def test_values_without_a_file_are_checked_alike():
    """Then there is a path, and no file or line."""
    with pytest.raises(InputError) as caught:
        check(Toy, {"seats": 0, "either": None}, root="toy")
    assert [p.path for p in caught.value.problems] == ["toy.seats", "toy.either"]
    assert all(p.file is None and p.line is None for p in caught.value.problems)


def test_a_later_finding_gets_its_file_and_line(write):
    """A dotted path is enough to find the place, list entries included."""
    document = read(write("factors:\n  - a: 1\n  - values:\n      b: 2\n"))
    found = located([Problem("factors.1.values.b", 2, "r"), Problem("factors.7", 0, "r")], document)
    assert [(p.file, p.line) for p in found] == [(document.file, 4), (document.file, 1)]


def test_a_name_of_digits_is_not_taken_for_a_list_position(write):
    """`"7"` in a mapping is a name."""
    document = Document({"a": {"7": 1}}, "f", {(): 1, ("a",): 1, ("a", "7"): 2})
    assert document.place("a.7") == ("a", "7")
    assert document.place("") == ()


def test_a_thousand_mistakes_are_enough():
    """A hostile file does not buy a minute of spelling advice."""
    with pytest.raises(InputError) as caught:
        check(Toy, {f"name{i}": i for i in range(50_000)})
    assert len(caught.value.problems) == 1_000


def test_an_unknown_name_is_told_with_the_known_ones():
    """The same words for presets, measures and all other names."""
    error = unknown("pfizr", ["pfizer", "swiss_re"], what="preset")
    assert isinstance(error, UnknownName)
    assert str(error) == (
        "input\n"
        "  value   'pfizr'\n"
        "  rule    there is no preset of this name\n"
        "  remedy  did you mean pfizer? presets: pfizer, swiss_re"
    )
    assert nearest("pfizr", ["pfizer", "swiss_re"]) == "pfizer"
