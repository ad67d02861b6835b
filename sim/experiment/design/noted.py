"""Was this asked before? A function of a world and a choice is asked again only if what it read differs.

Which settings a function reads is noted while it runs: those of the whole, of a part of it, and of the parts
in a group by name. Where all that it read before is the very same, it would go the same way and say the same,
whatever else differs. So a rule that asks for calendars is asked once for a thousand worlds of as many rates.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from types import FunctionType, MethodType
from typing import Any, Final, Generic, TypeVar, cast

from sim.experiment.design.recent import Recent
from sim.scenario.base import Frozen, Part, Whole
from sim.scenario.scenario import Scenario
from sim.strategy.strategy import Strategy

T = TypeVar("T")
W = TypeVar("W", bound=Whole)

_Way = tuple[str, ...]
"""From a whole to the part, or the group, of which something is read: `("providers", "krakow")`."""
_Reads = dict[_Way, dict[str, None]]
"""Names of what was read of each."""
_Names = tuple[tuple[_Way, tuple[str, ...]], ...]

MOST_WAYS: Final = 32
"""In which a function goes through cases, that are remembered; each asks for other settings."""


class Remembered(Generic[T]):
    """A function of a world and a choice that reads nothing else, and remembers what it said."""

    def __init__(self, function: Callable[[Scenario, Strategy], T]) -> None:
        self._function = function
        self._said: dict[tuple[_Names, _Names], _Said[T]] = {}

    def __call__(self, scenario: Scenario, strategy: Strategy) -> T:
        """What the function says."""
        for said in self._said.values():
            found = said.answers.get((said.worlds.number(scenario), said.choices.number(strategy)))
            if found is not None:
                return found[0]
        read: tuple[_Reads, _Reads] = ({}, {})
        views = _View(scenario, read[0]), _View(strategy, read[1])
        answer = self._function(cast(Scenario, views[0]), cast(Strategy, views[1]))
        way = _names_of(read[0]), _names_of(read[1])
        if way not in self._said:
            if len(self._said) >= MOST_WAYS:
                del self._said[next(iter(self._said))]
            self._said[way] = _Said(*way)
        said = self._said[way]
        said.answers.put((said.worlds.number(scenario), said.choices.number(strategy)), (answer,))
        return answer


class _Said(Generic[T]):
    """What was said of cases of which the same settings were read."""

    def __init__(self, world: _Names, choice: _Names) -> None:
        self.worlds, self.choices = _Numbered[Scenario](world), _Numbered[Strategy](choice)
        self.answers: Recent[tuple[int, int], tuple[T]] = Recent()


class _Numbered(Generic[W]):
    """Worlds, or choices, of which those that are read alike have one number.

    Who has a number is kept, so that nothing else gets the identity of anything in it.
    """

    def __init__(self, names: _Names) -> None:
        self._names, self._next = names, count()
        self._alike: Recent[tuple[object, ...], tuple[W, int]] = Recent()
        self._known: Recent[int, tuple[W, int]] = Recent()

    def number(self, whole: W) -> int:
        """Its number; -1 if something that is to be read is not there."""
        found = self._known.get(id(whole))
        if found is None:
            found = self._known.put(id(whole), (whole, self._found(whole)))
        return found[1]

    def _found(self, whole: W) -> int:
        try:
            key = _key(whole, self._names)
        except (KeyError, AttributeError):
            return -1
        return (self._alike.get(key) or self._alike.put(key, (whole, next(self._next))))[1]


def _names_of(reads: _Reads) -> _Names:
    return tuple((way, tuple(names)) for way, names in reads.items())


def _key(whole: Whole, names: _Names) -> tuple[object, ...]:
    """What is there to be read: settings by their identity, parts by their kind, groups by their names."""
    key: list[object] = []
    for way, settings in names:
        held: Any = whole
        for step in way:
            held = held[step] if type(held) is Frozen else held.__dict__[step]
        if type(held) is Frozen:
            key.append(tuple(held))
        else:
            key.append(type(held))
            values = held.__dict__
            key += [id(values[name] if name in values else getattr(held, name)) for name in settings]
    return tuple(key)


class _View:
    """A part that notes which of its settings are read, by its properties and methods, too."""

    def __init__(self, part: Part, read: _Reads, way: _Way = ()) -> None:
        self._part, self._read, self._way = part, read, way
        self._own = read.setdefault(way, {})

    @property  # type: ignore[misc]
    def __class__(self) -> type:  # whoever asks what it is asks the part
        return type(self._part)

    def __getattr__(self, name: str) -> Any:
        part = self._part
        if name in part.__dict__:
            found = self._seen(name, part.__dict__[name])
            self.__dict__[name] = found  # the second time nobody asks here
            return found
        found = getattr(type(part), name)
        if isinstance(found, property) and found.fget is not None:
            if self._way and isinstance(said := getattr(part, name), bool):
                self._own[name] = None  # a yes or no that stays the same, whatever it is made of
                return said
            return found.fget(self)
        if isinstance(found, FunctionType):
            return MethodType(found, self)
        raise TypeError(f"{name} is not read through a view")

    def _seen(self, name: str, value: Any) -> Any:
        """A setting; what lies deeper is read whole, for it is handed on to who remembers by it."""
        if not self._way:
            if isinstance(value, Part):
                return _View(value, self._read, (name,))
            if type(value) is Frozen and all(isinstance(each, Part) for each in value.values()):
                self._read.setdefault((name,), {})  # which there are, and in which order
                return {each: _View(part, self._read, (name, each)) for each, part in value.items()}
        self._own[name] = None
        return value
