"""A document: its values, where they stand, and what is wrong with them.

`read` takes a YAML file apart into plain values that remember their lines. `check` makes a model of them, or
says in plain words, for everything that is wrong at once, where it stands and what would be right.
"""

from __future__ import annotations

import re
import types
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any, Final, Literal, TypeGuard, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, RootModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from sim.errors import ABSENT, LONGEST_NAME, SHOWN, InputError, Problem, UnknownName, advice, nearest, wanted
from sim.files.former import FORMER, REMEDY
from sim.files.hint import as_share, in_its_unit
from sim.files.reader import Place, dotted, parse

__all__ = ["Document", "check", "located", "nearest", "read", "unknown"]

M = TypeVar("M", bound=BaseModel)

MOST_PROBLEMS: Final = 1_000
"""More are not translated."""

MOST_ADVISED: Final = SHOWN
"""A nearest name is sought for as many as are told: no file may buy a minute of spelling advice."""


@dataclass(frozen=True)
class Document:
    """A file's plain values, and the line on which each of them is named."""

    data: dict[str, object]
    file: str
    lines: Mapping[Place, int] = field(repr=False)

    def line(self, at: Place) -> int | None:
        """The line of a value or, if it stands nowhere, of the nearest group around it."""
        return next((self.lines[at[:n]] for n in range(len(at), -1, -1) if at[:n] in self.lines), None)

    def place(self, path: str, start: Place = ()) -> Place:
        """The place that a dotted path means, counted from `start`."""
        at = start
        for name in path.split(".") if path else ():
            entry = (*at, int(name)) if re.fullmatch("[0-9]{1,6}", name) else at
            at = entry if entry != at and entry in self.lines else (*at, name)
        return at


def read(path: str | Path) -> Document:
    """Read one YAML 1.2 file whose top level is a group of settings.

    Raises
    ------
    InputError
        The file cannot be read, is not YAML, or holds what no honest file holds.
    """
    wanted(path, str | Path, "file", "must be the name of a file", '"mine.yaml"')
    data, lines = parse(Path(path))
    return Document(data, str(path), lines)


def check(
    model: type[M],
    data: object,
    *,
    document: Document | None = None,
    at: Place = (),
    root: str = "",
    context: Mapping[str, Any] | None = None,
) -> M:
    """Make a model of plain values.

    Parameters
    ----------
    document, at
        Where the data come from: messages then name file and line.
    root
        What messages call the data's own top (default: `at`, dotted).
    context
        What validators are told beside the data (pydantic's validation context).

    Raises
    ------
    InputError
        With one problem for each thing that is wrong.
    """
    try:
        return model.model_validate(data, context=dict(context or {}))
    except ValidationError as error:
        details = error.errors(include_url=False)[:MOST_PROBLEMS]
    found = [
        each
        for number, detail in enumerate(details)
        for each in _translated(detail, model, is_told=number < MOST_ADVISED)
    ]
    problems = _sifted(found)
    raise InputError(located(problems, document, at=at, root=root)) from None


def located(
    problems: Iterable[Problem], document: Document | None, *, at: Place = (), root: str = ""
) -> list[Problem]:
    """Give problems, whose paths count from `at`, their full path, file and line."""
    prefix = root or dotted(at)
    return [_located(problem, document, at, prefix) for problem in problems]


def _located(problem: Problem, document: Document | None, at: Place, prefix: str) -> Problem:
    path = ".".join(part for part in (prefix, problem.path) if part)
    if document is None:
        return replace(problem, path=path)
    line = document.line(document.place(problem.path, at))
    return replace(problem, path=path, file=document.file, line=line)


def unknown(name: str, names: Iterable[str], *, what: str, path: str = "") -> UnknownName:
    """The error for a name that stands for nothing: `unknown("pfizr", presets, what="preset")`."""
    return UnknownName(
        [Problem(path, name, f"there is no {what} of this name", advice(name, names, f"{what}s"))]
    )


# -- - pydantic's complaints in plain words ------------------------------------------------------------------

_NUMBER, _WHOLE, _TRUTH = "must be a number", "must be a whole number", "must be true or false"
_LIST, _GROUP = "must be a list", "must be a group of settings (name: value)"
_DATE, _TIME = "must be a date such as 2026-01-31", "must be a time of day such as 09:30"

_DATE_ERRORS: Final = (
    "date_type",
    "date_parsing",
    "date_from_datetime_parsing",
    "date_from_datetime_inexact",
)
_FORMS: Final = {
    "^[a-z][a-z0-9_]*$": "must be a name of small letters, digits and underscores, such as north_india",
    r"^(scenario|strategy)(\.": "must be a dotted path, such as strategy.clarity",
    "^[0-9]{1,2}:[0-5][0-9]$": "must be a time of day such as 09:30",
}
"""What a pattern means, by its beginning: nobody should have to read one."""

_RULES: Final = {
    "missing": "is needed and not given",
    "extra_forbidden": "there is no such setting here",
    "greater_than": "must be greater than {gt}",
    "greater_than_equal": "must be {ge} or more",
    "less_than": "must be less than {lt}",
    "less_than_equal": "must be {le} or less",
    "multiple_of": "must be a multiple of {multiple_of}",
    "finite_number": "must be a finite number",
    **dict.fromkeys(("float_type", "float_parsing"), _NUMBER),
    **dict.fromkeys(("int_type", "int_parsing", "int_parsing_size", "int_from_float"), _WHOLE),
    **dict.fromkeys(("bool_type", "bool_parsing"), _TRUTH),
    **dict.fromkeys(("list_type", "tuple_type", "set_type", "frozen_set_type"), _LIST),
    **dict.fromkeys(("dict_type", "mapping_type", "model_type", "model_attributes_type"), _GROUP),
    **dict.fromkeys(_DATE_ERRORS, _DATE),
    **dict.fromkeys(("time_type", "time_parsing"), _TIME),
    "string_type": "must be text",
    "string_too_short": "must have at least {min_length} characters",
    "string_too_long": "must have at most {max_length} characters",
    "string_pattern_mismatch": "must have the form {pattern}",
    "too_short": "must have at least {min_length} entries",
    "too_long": "must have at most {max_length} entries",
    "literal_error": "must be one of {expected}",
    "enum": "must be one of {expected}",
    "union_tag_invalid": "must be one of {expected_tags}",
    "union_tag_not_found": "is needed and not given",
    "none_required": "must be empty",
}


@dataclass(frozen=True)
class _Spot:
    """Where an error's location leads, in the user's words (`at`) and in the model's."""

    at: Place
    kind: Any
    owner: type[BaseModel] | None = None
    info: FieldInfo | None = None
    is_member: bool = False

    def step(self, name: str | int, is_unknown: bool = False) -> _Spot:
        """One name further; `is_unknown` if it is a setting that there is not, and so no label either."""
        kind = bare(self.kind)
        several = members(kind)
        if is_unknown and len(models := [member for member in several if _is_model(member)]) == 1:
            return replace(self, kind=models[0]).step(name)
        inner = next((member for member in several if _is_field(member, name)), None)
        if inner is not None and not any(name in _labels(member) for member in several):
            return replace(self, kind=inner).step(name)  # checked by its own validator, which adds no label
        if several:  # a union puts its member's label here, which the user never wrote
            return replace(self, kind=_member(several, name), is_member=True)
        if name == "[key]":
            return self
        at = (*self.at, name)
        if _is_model(kind):
            info = _field(kind, name)
            return _Spot(at, info.annotation if info else object, kind, info)
        parts = [part for part in get_args(kind) if part is not ...]
        position = min(name, len(parts) - 1) if isinstance(name, int) else -1
        return _Spot(at, parts[position] if parts else object)


def bare(kind: Any) -> Any:
    """A type without what only decorates it: Annotated, an alias's name, `| None`, a RootModel."""
    while True:
        members = _union(kind)
        if get_origin(kind) is Annotated or len(members) == 1:
            kind = members[0] if members else get_args(kind)[0]
        elif hasattr(kind, "__value__"):
            kind = kind.__value__
        elif isinstance(kind, type) and issubclass(kind, RootModel):
            kind = kind.model_fields["root"].annotation
        else:
            return kind


def _union(kind: Any) -> list[Any]:
    if get_origin(kind) not in (Union, types.UnionType):
        return []
    return [member for member in get_args(kind) if member is not type(None)]


def members(kind: Any) -> list[Any]:
    """The members of a union, each without its annotations."""
    return [bare(member) for member in _union(kind)]


def _member(members: list[Any], label: str | int) -> Any:
    nested = (member for member in members if _union(member))
    return next((member for member in members if label in _labels(member)), next(nested, object))


def _labels(kind: Any) -> set[Any]:
    """What pydantic may call a member of a union: its class, or the words that tell it from the others."""
    names = {getattr(kind, "__name__", None)}
    if _is_model(kind):
        for info in kind.model_fields.values():
            names |= set(get_args(info.annotation)) if get_origin(info.annotation) is Literal else set()
    return names


def _is_model(kind: Any) -> TypeGuard[type[BaseModel]]:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _is_field(kind: Any, name: str | int) -> bool:
    return _is_model(kind) and _field(kind, name) is not None


def _field(model: type[BaseModel], name: str | int) -> FieldInfo | None:
    fields = model.model_fields
    return next((info for key, info in fields.items() if name in (key, info.alias)), None)


_Found = tuple[Problem, bool]
"""A problem, and whether a member of a union complains, one of several that could be meant."""


def _translated(error: ErrorDetails, model: type[BaseModel], is_told: bool) -> list[_Found]:
    spot = _Spot((), model)
    for place, name in enumerate(error["loc"], 1):
        is_last = place == len(error["loc"])
        spot = spot.step(name, is_unknown=is_last and error["type"] == "extra_forbidden")
    context = {name: _short(value) for name, value in error.get("ctx", {}).items()}
    cause = context.get("error")
    if isinstance(cause, InputError):  # a validator may say exactly where, counted from itself
        return [(problem, False) for problem in located(cause.problems, None, at=spot.at)]
    at = spot.at
    if error["type"].startswith("union_tag"):
        at = (*at, context["discriminator"].strip("'"))
    rule = _rule(error, context)
    remedy = _remedy(error, context, spot) if is_told else ""
    problem = Problem(dotted(at), _value(error, context), rule, remedy)
    return [(problem, spot.is_member)]


def _short(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _rule(error: ErrorDetails, context: dict[str, Any]) -> str:
    if error["type"] == "string_pattern_mismatch":
        pattern = str(context["pattern"])
        return next(
            (says for form, says in _FORMS.items() if pattern.startswith(form)),
            f"must have the form {pattern}",
        )
    if saying := _RULES.get(error["type"]):
        return saying.format_map(context)
    if isinstance(cause := context.get("error"), Exception):
        return str(cause) or type(cause).__name__
    return error["msg"].replace("Input should be", "must be").replace("Input should", "must")


def _value(error: ErrorDetails, context: dict[str, Any]) -> object:
    if error["type"] == "union_tag_invalid":
        return context["tag"]
    # A group that breaks a rule as a whole is named by its path; printing all of it would hide the rule.
    kind, value = error["type"], error["input"]
    whole = isinstance(value, (Mapping, BaseModel)) and not kind.endswith(("_type", "forbidden"))
    return ABSENT if whole or kind == "missing" else value


def _remedy(error: ErrorDetails, context: dict[str, Any], spot: _Spot) -> str:
    if remedy := context.get("remedy"):
        return str(remedy)
    if error["type"] == "extra_forbidden" and spot.owner:
        fields = {info.alias or name: info for name, info in spot.owner.model_fields.items()}
        numbers = {name: _is_number(info.annotation) for name, info in fields.items()}
        said = str(spot.at[-1])
        if said in FORMER:
            return f"{FORMER[said]}; {REMEDY}"
        return in_its_unit(said, error["input"], numbers) or advice(said, fields, "settings here")
    expected = str(context.get("expected_tags") or context.get("expected") or "")
    if expected and (meant := nearest(str(_value(error, context)), re.findall(r"'([^']*)'", expected))):
        return f"did you mean {meant}?"
    if error["type"] == "string_type":
        return "put it in quotes"
    if error["type"] == "string_pattern_mismatch" and (name := _as_name(str(error["input"]))):
        return f"write {name}"
    if error["type"] == "date_from_datetime_inexact":
        return f"leave the time of day out: {str(error['input'])[:10]}"
    return as_share(error["type"], error["input"], context.get("le")) or _described(spot)


def _is_number(kind: Any) -> bool:
    """Whether a number can be stated, alone or instead of something else."""
    return bare(kind) in (int, float) or any(each in (int, float) for each in members(kind))


def _as_name(text: str) -> str:
    """A text as a name: small letters without accents, and what is no letter as an underscore."""
    plain = unicodedata.normalize("NFKD", text[:LONGEST_NAME].casefold()).encode("ascii", "ignore").decode()
    name = re.sub("[^a-z0-9]+", "_", plain).strip("_")
    return name if re.match("[a-z]", name) and "." not in text else ""


def _described(spot: _Spot) -> str:
    if spot.info is None or not spot.info.description:
        return ""
    says = " ".join(spot.info.description.replace("``", "").split())
    if spot.info.examples:
        says = f"{says.removesuffix('.')}, for example {spot.info.examples[0]}"
    return f"{spot.at[-1]}: {says}"


def _sifted(found: list[_Found]) -> list[Problem]:
    """A union complains once for each of its members: keep the deepest complaint, or join them with "or"."""
    deeper = {each[0].path[: dot.start()] for each in found for dot in re.finditer(r"\.", each[0].path)}
    kept: dict[object, Problem] = {}
    for number, (problem, is_member) in enumerate(found):
        if is_member and problem.path in deeper:
            continue
        key = problem.path if is_member else number
        other = kept.get(key)
        kept[key] = replace(other, rule=f"{other.rule}, or {problem.rule}") if other else problem
    return list(kept.values())
