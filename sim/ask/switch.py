"""Copies of a part of the world with some settings changed; a setting that does not exist stays away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from sim.case import Case
from sim.scenario.base import Part

P = TypeVar("P", bound=Part)


def switched(case: Case, settings: Mapping[str, object]) -> Case:
    """The case with settings changed by dotted path; ``*`` stands for every name at its place.

    A path that leads nowhere changes nothing: what a team does not have need not be switched off. Nothing is
    validated, so values are those of the fields themselves (a number, None, a Part).
    """
    scenario, strategy = case.scenario, case.strategy
    for path, value in settings.items():
        root, *names = path.split(".")
        if root == "scenario":
            scenario = _copied(scenario, names, value)
        else:
            strategy = _copied(strategy, names, value)
    return Case(scenario, strategy)


def _copied(part: P, names: list[str], value: object) -> P:
    name, rest = names[0], names[1:]
    if name not in type(part).model_fields:
        return part
    held = getattr(part, name)
    new = _inside(held, rest, value) if rest else value
    return part if new is held else part.model_copy(update={name: new})


def _inside(held: object, names: list[str], value: object) -> object:
    """What a field holds, with something changed further down."""
    if isinstance(held, Part):
        return _copied(held, names, value)
    if isinstance(held, Mapping):
        chosen = held if names[0] == "*" else {names[0]} & set(held)
        return {
            name: (_inside(each, names[1:], value) if names[1:] else value) if name in chosen else each
            for name, each in held.items()
        }
    if isinstance(held, tuple) and names[0] == "*":
        return tuple(_inside(each, names[1:], value) for each in held)
    return held
