"""Which figures in the prose of a page does nothing hold to? All that are neither played nor given."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sim.testing.replay.passage import passages_of, prose_of
from sim.testing.replay.piece import NUMBER, found, looks

FIGURE = re.compile(rf"(?<![\w.,])(?:{NUMBER})(?:\s+%)?")

SILENT = re.compile(r"`[^`]*`|\]\([^)]*\)|\{[^}]*\}|\[[^\]]*\]\(")
"""Code, addresses and roles: their numbers are names."""

SOURCED = re.compile(r"^\|.*\]\(https?://.*$", re.MULTILINE)
"""A row of a table that links to its source: its numbers are given by that."""

YEAR = re.compile(r"(?:19|20)\d\d")


def unplayed(text: str) -> Iterator[tuple[int, str]]:
    """Line (from 0) and words of each figure of a page that no comment binds."""
    lines = text.splitlines()
    bound: dict[int, list[str]] = {}
    for passage in passages_of(text):
        if passage.language == "played":
            pieces = [line.strip() for line in passage.lines if line.strip() and not line.startswith(">")]
            bound.setdefault(passage.about[0], []).extend(pieces)
    made = {passage.first for passage in passages_of(text) if passage.language == "made"}
    for first, last in prose_of(text):
        if made & {first - 1, first - 2}:
            continue
        paragraph = "\n".join(lines[first:last])
        places = [found(looks(line), paragraph).span() for line in bound.get(first, [])]
        paragraph = re.sub(SOURCED, lambda row: "\0" * len(row[0]), paragraph)
        quiet = SILENT.sub(lambda code: "\0" * len(code[0]), paragraph)
        for figure in FIGURE.finditer(quiet):
            if counts(figure[0]) and not any(a <= figure.start() and figure.end() <= b for a, b in places):
                yield first + quiet.count("\n", 0, figure.start()), figure[0]


def counts(figure: str) -> bool:
    """Whether it is a result or a setting, and not a year, a number of a section or a count of a few."""
    if YEAR.fullmatch(figure):
        return False
    return bool(re.search(r"[±%]", figure)) or "." in figure or "," in figure or len(figure) > 2
