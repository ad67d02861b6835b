"""What can go wrong, and what to do about it?

::

    Exception
    └── KposimError                    everything this package raises on purpose
        ├── InputError    (ValueError)     something the user gave: a file, a setting, an argument
        │   └── UnknownName (KeyError)     a name that stands for nothing: a preset, a provider, a measure
        ├── ResultsError  (RuntimeError)   a results folder that is missing, foreign or damaged
        ├── RunsFailed    (RuntimeError)   an experiment of which not one run succeeded
        └── EngineError   (RuntimeError)   a run that broke a law of the model: our fault, please report

    Warning
    └── HolidaysUnknown   (UserWarning)    a case that lasts into years of which public holidays are missing

Catch `KposimError` at the outermost border only; everything else is a fault in the program.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any, Final

SHOWN: Final = 10
"""How many problems one message tells; a file that is wrong in fifty places is wrong in one."""

LONGEST_NAME: Final = 80
REPLACED: Final = "\N{REPLACEMENT CHARACTER}"
JOINERS: Final = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"

FEW: Final = 12
"""As many names are listed in full; beyond that a list helps nobody."""


class Absent(Enum):
    """The value of a setting that is not there (`None` is a value: it is YAML's `null`)."""

    ABSENT = "absent"


ABSENT: Final = Absent.ABSENT


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: where it stands, what stands there, the rule it breaks and the way out.

    `path` is dotted; list entries count from 0 (`factors.2.values`).
    """

    path: str
    value: object
    rule: str
    remedy: str = ""
    file: str | None = None
    line: int | None = None

    def __str__(self) -> str:
        rows = [("rule", self.rule)]
        if self.value is not ABSENT:
            rows.insert(0, ("value", shown(self.value)))
        if self.remedy:
            rows.append(("remedy", self.remedy))
        return "\n".join([self.place, *(f"  {label:<8}{printable(text)}" for label, text in rows)])

    @property
    def place(self) -> str:
        """File, line and path, as far as they are known."""
        line = None if self.line is None else f"line {self.line}"
        where = ", ".join(part for part in (self.file, line) if part)
        return printable(": ".join(part for part in (where, self.path) if part)) or "input"


class KposimError(Exception):
    """Everything this package raises on purpose."""


class InputError(KposimError, ValueError):
    """Something the user gave cannot be used; `problems` says all that is wrong, not just the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__(self.problems)  # also the way an error survives the journey from a worker

    def __str__(self) -> str:
        told = [str(problem) for problem in self.problems[:SHOWN]]
        if len(self.problems) > SHOWN:
            told.append(f"and {len(self.problems) - SHOWN} more")
        return "\n".join(told)


class UnknownName(InputError, KeyError):
    """A name that stands for nothing."""


class ResultsError(KposimError, RuntimeError):
    """A results folder is missing, belongs to another experiment, or is damaged."""


class RunsFailed(KposimError, RuntimeError):
    """Not one run of an experiment succeeded: there is nothing to make a table of."""


class EngineError(KposimError, RuntimeError):
    """A run broke a law of the model. No input should be able to cause it."""


class HolidaysUnknown(UserWarning):
    """A case lasts into years of which holidays are not all known; the command line says it as a note."""


def wanted(value: object, kinds: Any, path: str, rule: str, remedy: str) -> None:
    """Refuse an argument that is none of some types, before it fails somewhere inside.

    Raises
    ------
    InputError
        It is none of them.
    """
    if not isinstance(value, kinds):
        raise InputError([Problem(path, value, rule, remedy)])


@contextmanager
def blamed(path: str) -> Iterator[None]:
    """Whatever is wrong in here is so at this place, which messages name from then on."""
    try:
        yield
    except InputError as error:
        inner = [
            replace(each, path=".".join(part for part in (path, each.path) if part))
            for each in error.problems
        ]
        raise type(error)(inner) from None


def nearest(name: str, names: Iterable[str]) -> str | None:
    """The name that was probably meant, or None. Capitals do not count."""
    by_lower = {each.lower(): each for each in names}
    # Comparing costs the product of the lengths, and no name that someone meant is that long.
    close = difflib.get_close_matches(name.lower(), by_lower, n=1) if len(name) <= LONGEST_NAME else []
    return by_lower[close[0]] if close else None


def advice(name: str, names: Iterable[str], what: str = "names") -> str:
    """The remedy for a name that stands for nothing: the nearest one, and all of them where they are few."""
    known = list(names)
    meant = nearest(name, known)
    parts = [f"did you mean {meant}?"] if meant else []
    if 0 < len(known) <= FEW:
        parts.append(f"{what}: {', '.join(known)}")
    return " ".join(parts)


def shown(value: object, width: int = 60) -> str:
    """A value on one line, as a YAML file would have it, cut short when long."""
    match value:
        case None:
            return "null"
        case bool():
            return str(value).lower()
        case dict():
            return _cut("a group of settings: " + ", ".join(map(str, list(value)[:width])), width)
        case list() | tuple():
            return f"a list of {len(value)}"
        case str():
            return repr(_cut(value, width))
    return _cut(repr(value), width)


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 4] + " ..."


def printable(text: str, lines: bool = False) -> str:
    """A text that cannot move the cursor, colour the terminal or turn the writing of who reads it.

    Control characters, and those that change the direction of writing, are replaced; spaces of any width and
    the joiners that some scripts are written with stay, and so do line ends where `lines` are allowed.
    """
    if text.isprintable():
        return text
    return "".join(c if _is_harmless(c) or (lines and c == "\n") else REPLACED for c in text)


def _is_harmless(character: str) -> bool:
    return character.isprintable() or character in JOINERS or unicodedata.category(character) == "Zs"
