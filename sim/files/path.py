"""What does a dotted path mean, and what does a group of settings laid over another one?

A path is names and list positions from the top, `scenario.providers.pune.seats`, and three words more:

======  ==================================================================================================
``*``   every name of the group, or every entry of the list, that stands there; at least one must
``+``   one entry more at a list's end
``x?``  `x` where it is there; where it is not, nothing is changed
======  ==================================================================================================

The value at a path is *replaced*: a group that is set is that group, and what stood there before is gone. To
lay settings over others, name each by its own path (`flattened`), or build on a preset (`overlaid`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any, Final, TypeVar

from pydantic import BaseModel

from sim.errors import InputError, Problem, advice

T = TypeVar("T")

EVERY: Final = "*"
NEW_ENTRY: Final = "+"
IF_THERE: Final = "?"


def replaced(held: T, path: str, value: object, *, told: str = "") -> T:
    """A copy of plain values, or of a model, in which `value` stands at every place that the path names.

    In plain values a group that is not there yet is made, and validation says whether it may be; the settings
    of a model are given, and nothing is validated. What does not change is shared with `held`. Messages call
    the path `told`, if it is the end of a longer one.

    Raises
    ------
    InputError
        The path leads nowhere.
    """
    found: T = _Walk(told or path, value).from_(held, path.split("."))
    return found


class _Walk:
    """One walk down one path; errors tell all of it."""

    def __init__(self, path: str, value: object) -> None:
        self.path, self.value = path, value

    def from_(self, held: Any, names: list[str]) -> Any:
        """What `held` becomes if the rest of the path is followed from it."""
        if not names:
            return deepcopy(self.value) if isinstance(self.value, dict | list) else self.value
        if isinstance(held, BaseModel):
            return self._into_model(held, *_split(names))
        if isinstance(held, Mapping):
            return self._into_group(held, *_split(names))
        if isinstance(held, list | tuple):
            return type(held)(self._into_list(list(held), *_split(names)))
        if names[0].endswith(IF_THERE):
            return held
        self._refuse(f"{names[0]} has no place in a plain value", "shorten the path")

    def _into_model(self, held: BaseModel, name: str, is_optional: bool, rest: list[str]) -> Any:
        fields = type(held).model_fields
        if name not in fields:
            if is_optional:
                return held
            self._refuse(f"there is no setting {name} here", advice(name, fields, "settings here"))
        before = getattr(held, name)
        if is_optional and before is None and rest:
            return held
        now = self.from_(before, rest)
        return held if now is before else held.model_copy(update={name: now})

    def _into_group(self, held: Mapping[str, Any], name: str, is_optional: bool, rest: list[str]) -> Any:
        if name == EVERY:
            if not held and not is_optional:
                self._refuse(
                    "there is nothing here that * could stand for", "name what is there, or leave this out"
                )
            return {each: self.from_(entry, rest) for each, entry in held.items()}
        if is_optional and held.get(name) is None:
            return held
        before = held.get(name)
        return {**held, name: self.from_({} if rest and before is None else before, rest)}

    def _into_list(self, held: list[Any], name: str, is_optional: bool, rest: list[str]) -> list[Any]:
        if name == NEW_ENTRY:
            return [*held, self.from_({}, rest)]
        if name == EVERY:
            if not held and not is_optional:
                self._refuse(
                    "there is nothing here that * could stand for", "the list is empty: leave this out"
                )
            return [self.from_(entry, rest) for entry in held]
        if not (name.isdecimal() and name.isascii() and int(name[:9]) < len(held)):
            if is_optional:
                return held
            rule = f"{name} is no entry of this list of {len(held)}; the first is 0"
            self._refuse(rule, f"count from 0, or add one with {NEW_ENTRY}")
        place = int(name)
        return [*held[:place], self.from_(held[place], rest), *held[place + 1 :]]

    def _refuse(self, rule: str, remedy: str) -> Any:
        raise InputError([Problem(self.path, self.value, rule, remedy)])


def spelled_out(held: Any, path: str) -> list[str]:
    """The paths that one with ``*`` stands for, each name stated; what is not there stays, without ``?``.

    `held` are plain values or a model.
    """
    found: list[tuple[list[str], Any]] = [([], held)]
    for name in path.split("."):
        found = [
            ([*names, each], inner)
            for names, there in found
            for each, inner in _entries(there, name.removesuffix(IF_THERE))
        ]
    return [".".join(names) for names, _ in found]


def _entries(held: Any, name: str) -> list[tuple[str, Any]]:
    """What a name of a path means in a group or a list: one entry, or every one."""
    if isinstance(held, BaseModel):
        held = held.__dict__
    if isinstance(held, list | tuple):
        held = {str(place): entry for place, entry in enumerate(held)}
    if not isinstance(held, Mapping):
        return [(name, None)]
    return list(held.items()) if name == EVERY else [(name, held.get(name))]


def _split(names: list[str]) -> tuple[str, bool, list[str]]:
    """The next name, whether it need not be there, and the names after it."""
    name = names[0]
    return name.removesuffix(IF_THERE), name.endswith(IF_THERE), names[1:]


def unboxed(value: Any) -> Any:
    """Plain values of those that NumPy, or a library like it, keeps in boxes: an array is a list."""
    if isinstance(value, Mapping):
        return {name: unboxed(each) for name, each in value.items()}
    if isinstance(value, list | tuple | range):
        return [unboxed(each) for each in value]
    if isinstance(value, str | int | float | None | BaseModel) or not hasattr(value, "tolist"):
        return float(value) if type(value) is not float and isinstance(value, float) else value
    return value.tolist()


def overlaid(below: Any, above: Any) -> Any:
    """Settings laid over others: groups are merged name by name, anything else replaces what was there.

    A group whose `kind` changes replaces the other whole, since its settings would mean nothing there; so
    does an empty group, which would say nothing otherwise.
    """
    if not isinstance(below, dict) or not isinstance(above, dict):
        return deepcopy(above)
    if "kind" in above and above["kind"] != below.get("kind"):
        return deepcopy(above)
    merged = deepcopy(below)
    for name, value in above.items():
        merged[name] = {} if value == {} else overlaid(below.get(name), value)
    return merged


def flattened(settings: Mapping[str, Any], path: str) -> Iterator[tuple[str, Any]]:
    """Settings by their full paths, below `path`: set one by one, they are laid over what is there."""
    for name, value in settings.items():
        if isinstance(value, Mapping) and value:
            yield from flattened(value, f"{path}.{name}")
        else:
            yield f"{path}.{name}", value
