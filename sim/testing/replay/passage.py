"""What stands on a page that can be played? Code blocks, pictures, and paragraphs with bound figures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

MARK = re.compile(r"<!-- (tested|untested|file|figure|made by)(?:: (.*))? -->")
PLAYED = re.compile(r"<!-- played(?:: (slowly))?")
FENCE = re.compile(r"(`{3,})(\w*)")
PICTURE = re.compile(r"!\[(.*)\]\((.*)\)")

Extent = tuple[int, int]
"""First line, and the line after the last one, from 0."""


@dataclass(frozen=True)
class Passage:
    """Something on a page: what it is, what is asked of it, and where its text stands."""

    language: str
    """Of a code block; `picture`, or `played` for a comment that binds figures."""
    mark: str
    asked: str
    first: int
    """Line of the page on which its text begins, from 0."""
    lines: list[str]
    about: Extent = field(default=(0, 0))
    """Of a comment that binds figures: the paragraph before it."""

    @property
    def text(self) -> str:
        """Its lines, each ended."""
        return "\n".join(self.lines) + "\n"

    @property
    def code(self) -> int:
        """The exit code that its last command is to leave with."""
        return int(self.asked.removeprefix("exits ")) if self.asked.startswith("exits ") else 0


def passages_of(text: str) -> Iterator[Passage]:
    """Code blocks, pictures and bound paragraphs of a page, with the mark that stands before each."""
    lines = text.splitlines()
    mark, asked, n, prose = "", "", 0, (0, 0)
    while n < len(lines):
        line = lines[n]
        if found := MARK.fullmatch(line.strip()):
            mark, asked = found[1], found[2] or ""
            if mark == "made by":
                yield Passage("made", mark, asked, n, [])
        elif found := PLAYED.fullmatch(line.strip()):
            end = next(k for k in range(n + 1, len(lines)) if lines[k].strip() == "-->")
            yield Passage("played", "played", found[1] or "", n + 1, lines[n + 1 : end], prose)
            mark, asked, n = "", "", end
        elif found := FENCE.match(line):
            end = lines.index(found[1], n + 1)
            yield Passage(found[2], mark, asked, n + 1, lines[n + 1 : end])
            mark, asked, n = "", "", end
        elif PICTURE.fullmatch(line):
            yield Passage("picture", mark, asked, n, [line])
            mark, asked = "", ""
        elif line.strip():
            begins = n == 0 or not lines[n - 1].strip() or prose[1] != n
            mark, asked, prose = "", "", (n if begins else prose[0], n + 1)
        n += 1


def prose_of(text: str) -> Iterator[Extent]:
    """The paragraphs, lists and tables of a page: lines together, outside code blocks and comments."""
    lines = text.splitlines()
    taken = {n for span in _taken(lines) for n in range(*span)}
    first = None
    for n in range(len(lines) + 1):
        is_prose = n < len(lines) and n not in taken and bool(lines[n].strip())
        if is_prose and first is None:
            first = n
        elif not is_prose and first is not None:
            yield first, n
            first = None


def _taken(lines: list[str]) -> Iterator[Extent]:
    """Lines of code blocks, comments, headings and pictures."""
    n = 0
    while n < len(lines):
        end = n + 1
        if found := FENCE.match(lines[n]):
            end = lines.index(found[1], n + 1) + 1
        elif lines[n].startswith("<!--"):
            end = next(k for k in range(n, len(lines)) if "-->" in lines[k]) + 1
        if end > n + 1 or lines[n].startswith(("<!--", "#")) or PICTURE.fullmatch(lines[n]):
            yield n, end
        n = end
