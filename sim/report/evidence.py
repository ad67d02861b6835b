"""What do a case's numbers rest on? Grades of evidence by dotted path, as docs/evidence.md tells them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

from sim.case import Case
from sim.files.document import read
from sim.scenario.base import Part

ASSUMPTION: Final = "assumption"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of one setting."""

    path: str
    says: str
    grade: str
    """A to D, with + or –; or assumption."""
    section: str
    """Of docs/evidence.md."""
    found: str = ""
    range: tuple[float, float] | None = None
    """What was found; None where no range was."""
    only_with: str | None = None
    """Another path: without a value above zero there, this setting does nothing."""


@dataclass(frozen=True, slots=True)
class Graded:
    """A setting of one case, and what it rests on there."""

    evidence: Evidence
    values: tuple[Any, ...]

    @property
    def is_outside(self) -> bool:
        """Whether a value leaves the range that was found."""
        found = self.evidence.range
        numbers = [each for each in self.values if isinstance(each, int | float)]
        return found is not None and any(not found[0] <= each <= found[1] for each in numbers)

    @property
    def grade(self) -> str:
        """Evidence carries a value within its range only."""
        return ASSUMPTION if self.is_outside else self.evidence.grade

    @property
    def told_values(self) -> str:
        """`0.85`, or `38 to 62`."""
        numbers = sorted({each for each in self.values if isinstance(each, int | float)})
        if not numbers:
            return ", ".join(dict.fromkeys(str(each).replace("_", " ") for each in self.values))
        return f"{numbers[0]:,g}" if len(numbers) == 1 else f"{numbers[0]:,g} to {numbers[-1]:,g}"


@cache
def evidence() -> tuple[Evidence, ...]:
    """All entries of the table, those with evidence first."""
    with resources.as_file(resources.files("sim.report").joinpath("evidence.yaml")) as path:
        rows = read(path).data
    return tuple(_entry(path, row) for path, row in rows.items())


def _entry(path: str, row: Any) -> Evidence:
    found = row.get("range")
    return Evidence(path, **{**row, "range": None if found is None else (found[0], found[1])})


def graded(case: Case, providers: frozenset[str] | None = None) -> list[Graded]:
    """The settings that this case has, with their grades; of providers, only those named."""
    found = []
    for entry in evidence():
        if entry.only_with is not None and not any(_values(case, entry.only_with, providers)):
            continue
        values = tuple(each for each in _values(case, entry.path, providers) if _is_there(each))
        if values:
            found.append(Graded(entry, values))
    return found


def _is_there(value: Any) -> bool:
    return value is not None and value is not False and value != 0


def _values(case: Case, path: str, providers: frozenset[str] | None) -> Iterator[Any]:
    root, *names = path.split(".")
    yield from _below(case.scenario if root == "scenario" else case.strategy, names, providers)


def _below(held: Any, names: list[str], providers: frozenset[str] | None) -> Iterator[Any]:
    """What lies at the end of a path; nothing where it leads nowhere."""
    if not names:
        yield held
    elif isinstance(held, Part):
        name, rest = names[0], names[1:]
        if hasattr(held, name):
            value = getattr(held, name)
            if name == "providers" and providers is not None:
                value = {each: value[each] for each in value if each in providers}
            yield from _below(value, rest, providers)
    elif isinstance(held, Mapping):
        chosen = held if names[0] == "*" else {names[0]} & set(held)
        for name in chosen:
            yield from _below(held[name], names[1:], providers)
