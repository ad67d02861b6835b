"""A page of plain parts: told once, and written as HTML and as Markdown with the same words and numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Role = Literal["body", "lead", "notice", "small"]


@dataclass(frozen=True, slots=True)
class Heading:
    """A question that the part below answers."""

    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph: the answer itself (lead), something to know first (notice), or something beside (small)."""

    text: str
    role: Role = "body"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under heads; the first `left` columns are words, the others numbers."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    left: int = 1
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing, in words for those who cannot see it."""

    name: str
    svg: bytes
    title: str
    alt: str
    caption: str = ""
    file: str | None = None
    """Where the results folder holds it, too; a Markdown page shows that."""


@dataclass(frozen=True, slots=True)
class Commands:
    """Lines to be typed."""

    lines: Sequence[str]


Part = Heading | Text | Table | Figure | Commands


@dataclass(frozen=True, slots=True)
class Page:
    """A title, what it is about, and its parts in order."""

    title: str
    subtitle: str
    parts: tuple[Part, ...]
    foot: str
