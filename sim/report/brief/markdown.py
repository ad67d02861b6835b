"""A page as Markdown: the same parts, the same words, the same numbers."""

from __future__ import annotations

import re
from urllib.parse import quote

from sim.report.brief.page import Beside, Commands, Figure, Heading, Page, PageTable, Part, Text
from sim.report.markdown import table as rows_of

_MEANINGFUL = re.compile(r"([\\`*\[\]<>])")
_FIRST = re.compile(r"^(\s*)([#>+-]|\d+[.)])(?=\s)")


def markdown(page: Page, folder: str = "") -> str:
    """The page; what Markdown or HTML would take for a sign is escaped.

    `folder` leads from where the page will lie to the results; left out, it lies there itself.
    """
    head = [f"# {_plain(page.title)}", _plain(page.subtitle)]
    parts = [_part(each, folder) for each in page.parts]
    return "\n\n".join([*head, *parts, "---", _plain(page.foot)]) + "\n"


def _part(part: Part, folder: str) -> str:
    match part:
        case Heading(text):
            return f"## {_plain(text)}"
        case Text(text, role):
            return f"**{_plain(text)}**" if role in ("lead", "notice") else _plain(text)
        case PageTable():
            return _table(part)
        case Figure():
            return _figure(part, folder)
        case Beside(columns):
            return "\n\n".join(_part(each, folder) for own in columns for each in own)
        case Commands(lines):
            return "\n".join(["```", *lines, "```"])


def _table(table: PageTable) -> str:
    made = rows_of([_plain(each) for each in table.heads], [[_plain(c) for c in row] for row in table.rows])
    return f"{made}\n\n{_plain(table.caption)}" if table.caption else made


def _figure(figure: Figure, folder: str) -> str:
    alt = _plain(figure.alt)
    where = quote(f"{folder}/{figure.file}" if folder else f"{figure.file}")
    shown = f"![{alt}]({where})" if figure.file else f"*{_plain(figure.title)}.* {alt}"
    return f"{shown}\n\n{_plain(figure.caption)}" if figure.caption else shown


def _plain(text: str) -> str:
    """Text as it is meant, on one line."""
    return _FIRST.sub(r"\1\\\2", _MEANINGFUL.sub(r"\\\1", " ".join(text.split())))
