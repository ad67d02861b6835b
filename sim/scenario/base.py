"""What every part of a scenario or strategy has in common."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from functools import cache
from types import UnionType
from typing import Annotated, Any, ClassVar, NoReturn, Self, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field, model_validator

from sim.scenario.digest import canonical

Probability = Annotated[float, Field(ge=0.0, le=1.0)]
Share = Annotated[float, Field(ge=0.0, le=1.0)]
Hours = Annotated[float, Field(ge=0.0, le=1e6)]
Days = Annotated[float, Field(ge=0.0, le=1e5)]
Money = Annotated[float, Field(ge=0.0, le=1e12)]
Positive = Annotated[float, Field(gt=0.0, le=1e12)]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]


class Frozen(dict[Any, Any]):
    """Settings by name, which nobody can alter once they are part of a case."""

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise TypeError(
            "a case is not altered in place, for nobody would check it: "
            "sim.changed(case, {path: value}) makes another, with the same checks as a file"
        )

    __setitem__ = __delitem__ = __ior__ = clear = pop = popitem = setdefault = update = _refuse

    def __reduce__(self) -> tuple[type[Frozen], tuple[dict[Any, Any]]]:
        """Pickles are made from the outside, too."""
        return Frozen, (dict(self),)

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[Any, Any]:
        """Plain values again, for whoever makes another case of them."""
        return {name: deepcopy(value, memo) for name, value in self.items()}


class _Truth:
    """True or false where a number is wanted: to Python 1 or 0, to us no number, and refused as none."""

    def __init__(self, value: bool) -> None:
        self._value = value

    def __repr__(self) -> str:
        return str(self._value).lower()


class Part(BaseModel):
    """A part of the world or of our choice: frozen, strict about names, finite in its numbers."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, validate_default=True, use_attribute_docstrings=True
    )

    @model_validator(mode="before")
    @classmethod
    def _truth_is_no_number(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        told = {name: _doubted(data[name], deep) for name, deep in _number_fields(cls) if name in data}
        changed = {name: value for name, value in told.items() if value is not data[name]}
        return {**data, **changed} if changed else data

    def own_settings(self) -> dict[str, Any]:
        """The settings as they are, parts as parts: what validation would be given again."""
        return {name: value for name, value in self.__dict__.items() if name != "digest"}

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Another part, with some settings updated; their values are checked by `sim.simulate` at first."""
        for name in update or {}:
            if name not in type(self).model_fields:
                raise ValueError(f"{type(self).__name__} has no setting called {name!r}")
        return super().model_copy(update=update, deep=deep)


@cache
def _number_fields(model: type[BaseModel]) -> tuple[tuple[str, bool], ...]:
    """Names under which settings are numbers and no truth, and whether numbers in their lists are looked at.

    A group or a list with parts in it is left to the parts.
    """
    found: list[tuple[str, bool]] = []
    for name, info in model.model_fields.items():
        kinds = set(_leaves(info.annotation))
        if kinds & {int, float} and not kinds & {bool, Any, object}:
            is_plain = not any(isinstance(kind, type) and issubclass(kind, BaseModel) for kind in kinds)
            found += [(each, is_plain) for each in {name, info.alias or name}]
    return tuple(found)


def _leaves(kind: Any) -> Iterator[Any]:
    """The types that a type is made of, at the ends; names of groups are none."""
    if hasattr(kind, "__value__"):
        yield from _leaves(kind.__value__)
    elif get_origin(kind) in (Union, UnionType, tuple, list):
        for inner in get_args(kind):
            yield from _leaves(inner)
    elif get_origin(kind) is Annotated:
        yield from _leaves(get_args(kind)[0])
    elif get_origin(kind) is dict:
        yield from _leaves(get_args(kind)[1])
    else:
        yield kind


def _doubted(value: Any, deep: bool) -> Any:
    """The value, in which truth is none: pydantic then says what is wanted, beside all else that is wrong."""
    if isinstance(value, bool):
        return _Truth(value)
    if not deep or type(value) not in (dict, list, tuple):
        return value
    if isinstance(value, dict):
        told = {name: _doubted(each, deep) for name, each in value.items()}
        return told if any(told[name] is not value[name] for name in value) else value
    if not any(isinstance(each, bool | list | tuple | dict) for each in value):
        return value
    return [_doubted(each, deep) for each in value]


class Whole(Part):
    """A world or a choice, known by its digest: groups of settings in it, at any depth, are frozen."""

    SILENT: ClassVar[frozenset[str]] = frozenset()
    """Settings that are no part of its name."""
    IS_SORTED: ClassVar[bool] = False
    """Whether the order of its settings is no part of its name."""
    FREEZES: ClassVar[str] = "_freeze"
    """The validator that is no rule."""

    @classmethod
    def canonical_text(cls, plain: Mapping[str, Any]) -> bytes:
        """Plain values of some of its settings as the text that names them."""
        return canonical(plain, sort=cls.IS_SORTED)

    @model_validator(mode="after")
    def _freeze(self) -> Self:
        _freeze_groups(self)
        return self

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """As any part is copied; the digest is the copy's own."""
        copy = super().model_copy(update=update, deep=deep)
        copy.__dict__.pop("digest", None)
        _freeze_groups(copy)
        return copy

    def __deepcopy__(self, memo: dict[int, Any] | None = None) -> Self:
        """As frozen as the original."""
        copy = super().__deepcopy__(memo)
        _freeze_groups(copy)
        return copy


def _freeze_groups(part: Part) -> None:
    for name, value in part.__dict__.items():
        part.__dict__[name] = frozen(value)


def frozen(value: Any) -> Any:
    """A setting, with all groups in it frozen; numbers and texts are so anyhow."""
    if isinstance(value, Part):
        _freeze_groups(value)
    elif isinstance(value, dict):
        return Frozen((name, frozen(inner)) for name, inner in value.items())
    elif isinstance(value, tuple) and value and isinstance(value[0], Part):
        for inner in value:
            _freeze_groups(inner)
    return value
