"""Was this asked before? A function of a world and a choice is asked again only if what it read differs.

Which settings a function reads is noted while it runs. Where all that it read before is the very
same, it would go the same way and say the same, whatever else differs.
"""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType, MethodType
from typing import Any, Generic, TypeVar, cast

from sim.experiment.design.recent import Recent
from sim.scenario.scenario import Scenario
from sim.strategy.strategy import Strategy

T = TypeVar("T")

_Read = tuple[int, str]
"""Which of the two, and a field of it."""


class Remembered(Generic[T]):
    """A function of a world and a choice that reads nothing else, and remembers what it said."""

    def __init__(self, function: Callable[[Scenario, Strategy], T]) -> None:
        self._function = function
        self._said: dict[tuple[_Read, ...], Recent[tuple[int, ...], tuple[T, list[Any]]]] = {}

    def __call__(self, scenario: Scenario, strategy: Strategy) -> T:
        """What the function says."""
        both = scenario.__dict__, strategy.__dict__
        for reads, said in self._said.items():
            found = said.get(tuple([id(both[which][name]) for which, name in reads]))
            if found is not None:
                return found[0]
        read: dict[_Read, Any] = {}
        views = (_View(scenario, 0, read), _View(strategy, 1, read))
        answer = self._function(cast(Scenario, views[0]), cast(Strategy, views[1]))
        reads, values = tuple(read), list(read.values())  # kept, so that no other thing gets their identity
        self._said.setdefault(reads, Recent()).put(tuple(map(id, values)), (answer, values))
        return answer


class _View:
    """A world or a choice that notes which of its fields are read, by its properties and methods, too."""

    def __init__(self, whole: Scenario | Strategy, which: int, read: dict[_Read, Any]) -> None:
        self._whole, self._which, self._read = whole, which, read

    def __getattr__(self, name: str) -> Any:
        held = self._whole.__dict__
        if name in held:
            self._read[self._which, name] = value = held[name]
            return value
        found = getattr(type(self._whole), name)
        if isinstance(found, property) and found.fget is not None:
            return found.fget(self)
        if isinstance(found, FunctionType):
            return MethodType(found, self)
        raise TypeError(f"{name} is not read through a view")
