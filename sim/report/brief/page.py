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
    """A paragraph: the answer (lead), something to know first (notice), something beside (small)."""

    text: str
    role: Role = "body"


@dataclass(frozen=True, slots=True)
class PageTable:
    """Rows under heads; the columns that are not `words` are numbers."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    words: tuple[int, ...] = (0,)
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
    """Where in the results folder it lies, too; a Markdown page shows that."""


@dataclass(frozen=True, slots=True)
class Commands:
    """Lines to be typed."""

    lines: Sequence[str]


@dataclass(frozen=True, slots=True)
class Beside:
    """Parts that stand side by side where the page is wide enough, and else one after the other."""

    columns: tuple[tuple[Part, ...], ...]


Part = Heading | Text | PageTable | Figure | Commands | Beside


@dataclass(frozen=True, slots=True)
class Page:
    """A title, what it is about, and its parts in order."""

    title: str
    subtitle: str
    parts: tuple[Part, ...]
    foot: str
