"""How is a table of plain values written in Markdown?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

LONGEST: Final = 12
"""Entries of a list that are written out; a recorded sample may have thousands."""


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
