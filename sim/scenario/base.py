"""What every part of a scenario or strategy has in common."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Annotated, Any, NoReturn, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

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


class Part(BaseModel):
    """A part of the world or of our choice: frozen, strict about names, finite in its numbers."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, validate_default=True, use_attribute_docstrings=True
    )

    def own_settings(self) -> dict[str, Any]:
        """The settings as they are, parts as parts: what validation would be given again."""
        return {name: value for name, value in self.__dict__.items() if name != "digest"}

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Another part, with some settings updated; their values are checked by `sim.simulate` at first."""
        for name in update or {}:
            if name not in type(self).model_fields:
                raise ValueError(f"{type(self).__name__} has no setting called {name!r}")
        return super().model_copy(update=update, deep=deep)


class Whole(Part):
    """A world or a choice, known by its digest: groups of settings in it, at any depth, are frozen."""

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
        part.__dict__[name] = _frozen(value)


def _frozen(value: Any) -> Any:
    """A setting, with all groups in it frozen; numbers and texts are so anyhow."""
    if isinstance(value, Part):
        _freeze_groups(value)
    elif isinstance(value, dict):
        return Frozen((name, _frozen(inner)) for name, inner in value.items())
    elif isinstance(value, tuple) and value and isinstance(value[0], Part):
        for inner in value:
            _freeze_groups(inner)
    return value
