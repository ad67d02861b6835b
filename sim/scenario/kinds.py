"""Which kinds of a thing may a file name? Those of the package, and those that somebody registered.

A kind is a class with a field `kind` that has one value. Whoever has one of their own registers it in Python,
or lets an installed package announce it as an entry point under the kind's name. A file only ever *names* a
kind: nothing in it is executed, and nothing is imported that was not installed for this purpose.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import entry_points
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidatorFunctionWrapHandler

from sim.errors import InputError, Problem, nearest
from sim.files.document import check
from sim.scenario.refusal import refusal

Model = TypeVar("Model", bound=type[BaseModel])


class Kinds:
    """What `kind` may say at one place of a scenario.

    Parameters
    ----------
    noun
        What they are kinds of.
    group
        Entry points of this group announce further ones, each under the name of its kind.
    shipped
        A union of the package's own classes.
    needed
        Names that a class must have to be one.
    """

    def __init__(self, noun: str, group: str, shipped: Any, needed: tuple[str, ...]) -> None:
        self.noun, self.group, self.needed = noun, group, needed
        self._shipped: dict[str, type[BaseModel]] = {str(kind_of(each)): each for each in get_args(shipped)}
        self._registered: dict[str, type[BaseModel]] = {}

    @property
    def registered(self) -> Mapping[str, type[BaseModel]]:
        """Classes that are no part of the package, by kind."""
        return dict(self._registered)

    def restore(self, classes: Mapping[str, type[BaseModel]]) -> None:
        """Know these classes beside the package's own, and no others: what `registered` told before."""
        self._registered.clear()
        self._registered.update(classes)

    def register(self, model: Model) -> Model:
        """Make a class of one's own known; usable as a decorator.

        Raises
        ------
        TypeError
            It is no kind of this thing, or its kind has another class already.
        """
        fields: Mapping[str, Any] = getattr(model, "model_fields", {})
        kind, there = kind_of(model), {*dir(model), *fields}
        lacks = [] if kind is not None else ["a field `kind` with one value"]
        lacks += [name for name in self.needed if name not in there]
        if kind is None or lacks:
            raise TypeError(f"{model.__name__} is no kind of {self.noun}: it lacks {' and '.join(lacks)}")
        known = (self._shipped | self._registered).get(kind, model)
        if known.__qualname__ != model.__qualname__:  # a notebook's cell may define its class once more
            raise TypeError(f"there is a {self.noun} of kind {kind} already: {known.__name__}")
        self._registered[kind] = model
        return model

    def validated(self, value: Any, handler: ValidatorFunctionWrapHandler) -> Any:
        """A value of one of the kinds; for pydantic, around the union of those that are shipped."""
        if isinstance(value, BaseModel):
            if type(value) not in {*self._shipped.values(), *self._registered.values()}:
                raise refusal(
                    f"{type(value).__name__} is no {self.noun} that a file could name",
                    f"register the class: sim.register({type(value).__name__})",
                )
            return value
        kind = value.get("kind") if isinstance(value, dict) else None
        model = self._found(kind) if isinstance(kind, str) else None
        if model is not None:
            return check(model, value)  # in words, as nobody but we knows where its settings stand
        if isinstance(kind, str) and kind not in self._shipped:
            raise InputError([self._no_kind(kind)])
        return handler(value)

    def _no_kind(self, kind: str) -> Problem:
        announced = (point.name for point in entry_points(group=self.group))
        known = list(dict.fromkeys([*self._shipped, *self._registered, *announced]))
        meant = nearest(kind, known)
        own = f"a kind of your own is made known by sim.register, before the {self.noun} is made"
        remedy = f"did you mean {meant}?" if meant else own
        return Problem("kind", kind, f"must be one of {', '.join(map(repr, known))}", remedy)

    def _found(self, kind: str) -> type[BaseModel] | None:
        """A registered class, or one that an installed package announces under this name."""
        if kind not in self._registered and kind not in self._shipped:
            for point in entry_points(group=self.group, name=kind):
                self.register(point.load())
        return self._registered.get(kind)


def kind_of(model: Any) -> str | None:
    """The one value of a class's field `kind`, if it has one."""
    field = getattr(model, "model_fields", {}).get("kind")
    values = get_args(field.annotation) if field is not None else ()
    return values[0] if len(values) == 1 and isinstance(values[0], str) else None
