"""What is asked twice is found out once: of all runs of a case, or of one run."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final, Generic, Protocol, TypeVar

UNKNOWN: Final = object()
"""What nobody has asked for yet."""


class Finder(Protocol):
    """Something that remembers what has been found out about it."""

    @property
    def found(self) -> dict[Any, Any]:
        """What each law said of it."""


Seen = TypeVar("Seen", bound=Finder)
Said = TypeVar("Said")


def once(law: Callable[[Seen], Said]) -> Callable[[Seen], Said]:
    """A law that is asked at most once about each `Lens` or `Observation`; nobody changes what it says.

    So a section of the scorecard says what it needs where it needs it, and what no section that is asked for
    needs is never found out.
    """

    @wraps(law)
    def known(seen: Seen) -> Said:
        said = seen.found.get(law, UNKNOWN)
        if said is UNKNOWN:
            said = seen.found[law] = law(seen)
        return said  # type: ignore[no-any-return]

    return known


class kept(Generic[Said]):  # noqa: N801 -- it stands where `property` would
    """An attribute that is found out when it is first asked for, as by `functools.cached_property`, but
    without a lock: whoever looks at a run is one thread."""

    def __init__(self, law: Callable[[Any], Said]) -> None:
        self.law, self.name, self.__doc__ = law, law.__name__, law.__doc__

    def __get__(self, seen: Any, owner: type) -> Said:
        if seen is None:
            return self  # type: ignore[return-value]  # the class's own attribute, for who looks at the class
        said = vars(seen)[self.name] = self.law(seen)
        return said
