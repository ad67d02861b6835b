"""How is a table of plain values written in Markdown?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from sim.errors import printable

LONGEST: Final = 12
"""Entries of a list that are written out; a recorded sample may have thousands."""


_MARKS: Final = re.compile(r"([\\`*_\[\]<>~&#])")
_BEGINNINGS: Final = re.compile(r"([-+]|[0-9]+[.)])(?=\s)")


def prose(text: Any) -> str:
    """A text that somebody else wrote, as it is: no mark in it means anything."""
    line = _MARKS.sub(r"\\\1", _line(text))
    beginning = _BEGINNINGS.match(line)
    return line if beginning is None else f"{beginning[0][:-1]}\\{line[beginning.end() - 1 :]}"


def code(text: Any) -> str:
    """The same in the letters of a program."""
    line = _line(text)
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", line)), default=0))
    gap = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{fence}{gap}{line}{gap}{fence}"


def _line(text: Any) -> str:
    return printable(" ".join(str(text).split()))


def table(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A Markdown table."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(_cell(each) for each in line) + " |" for line in lines)


def bullets(lines: Iterable[str]) -> str:
    """A Markdown list."""
    return "\n".join(f"- {line}" for line in lines)


def flat(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """Dotted paths and texts of all plain values below one."""
    if isinstance(value, Mapping) and value:
        for name, each in value.items():
            yield from flat(each, f"{path}.{name}")
    elif isinstance(value, list) and any(isinstance(each, Mapping) for each in value):
        for number, each in enumerate(value):
            yield from flat(each, f"{path}.{number}")
    else:
        yield path, text_of(value)


def text_of(value: Any) -> str:
    """A plain value in words."""
    match value:
        case None | {} | []:
            return "none"
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{value:,g}"
        case list():
            more = f" and {len(value) - LONGEST:,} more" if len(value) > LONGEST else ""
            return ", ".join(text_of(each) for each in value[:LONGEST]) + more
    return str(value)


def _cell(value: Any) -> str:
    return " ".join(str(value).split()).replace("|", "\\|")
