"""A table of values separated by commas, as people's programs write it; what cannot be read names its line.

The first line names the columns. Cells are separated by commas, semicolons or tabs, whichever gives the first
line a column that was looked for. A decimal comma is read where it can mean nothing else.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterator
from typing import Final, NamedTuple, NoReturn

from sim.errors import ABSENT, InputError, Problem

SEPARATORS: Final = (",", ";", "\t")
MOST_HEADER: Final = 10_000
"""Characters of a first line; a file without line ends is no table."""

NUMBER: Final = re.compile(r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?", re.ASCII)
DECIMAL_COMMA: Final = re.compile(r"[-+]?[0-9]*,[0-9]+", re.ASCII)
EITHER: Final = re.compile(r"[-+]?[1-9][0-9]{0,2},[0-9]{3}", re.ASCII)
"""1,200 is twelve hundred to some and one and a fifth to others."""


class Line(NamedTuple):
    """One line of a table: its number in the file, and its cells by column, without spaces around them."""

    number: int
    cells: dict[str, str]


class Table(NamedTuple):
    """The names of the columns, and the lines below them; empty lines are none."""

    columns: tuple[str, ...]
    lines: Iterator[Line]


def table(text: str, called: str, wanted: Collection[str]) -> Table:
    """The table in a text; `wanted` are the columns that somebody looks for, `called` its name in messages.

    Raises
    ------
    InputError
        At once: none of the columns is there, so that this is another file; or one is there twice. Later, as
        lines are read: a line has more cells than there are columns, or is no line of a table.
    """
    head = text[:MOST_HEADER].lstrip("\r\n").splitlines()[:1]
    names = {each: _names(head[0], each) for each in SEPARATORS} if head else {}
    separator = next((each for each, found in names.items() if set(found) & set(wanted)), None)
    if separator is None:
        listed = " or ".join(wanted)
        # What stands there is not told: it is no table, and perhaps nothing that should be seen.
        _refuse(
            f"{called} has no column {listed}",
            f"name the columns in the first line, such as {','.join(wanted)}",
        )
    twice = [name for name in dict.fromkeys(names[separator]) if name and names[separator].count(name) > 1]
    if twice:
        _refuse(f"{called} has the column {twice[0]} twice", "remove one of the two, or rename it")
    return Table(tuple(names[separator]), _lines(text, called, names[separator], separator))


def _names(line: str, separator: str) -> list[str]:
    try:
        return [name.strip() for name in next(csv.reader([line], delimiter=separator, strict=True), [])]
    except csv.Error:
        return []


def _lines(text: str, called: str, columns: list[str], separator: str) -> Iterator[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    is_head = True
    try:
        for cells in reader:
            if not cells:
                continue  # an empty line
            if is_head:
                is_head = False
                continue
            if len(cells) > len(columns):
                rule = f"{called}, line {reader.line_num} has more cells than there are columns: "
                rule += f"{len(cells)}, not {len(columns)}"
                remedy = "a cell that holds a comma is put in quotes; decimals have a point, 6.5"
                _refuse(rule, remedy if separator == "," else "remove what is too much")
            yield Line(reader.line_num, dict(zip(columns, (cell.strip() for cell in cells), strict=False)))
    except csv.Error as error:
        _refuse(f"{called}, line {reader.line_num} is no line of a table: {error}", "save it as CSV again")


def number(text: str) -> float:
    """The number that a cell means; nan where it means none, or one of two.

    ``6,5`` is six and a half; ``1,200`` could be one and a fifth or twelve hundred, so it is neither.
    """
    if NUMBER.fullmatch(text):
        return float(text)
    if DECIMAL_COMMA.fullmatch(text) and not EITHER.fullmatch(text):
        return float(text.replace(",", "."))
    return float("nan")


def is_either(text: str) -> bool:
    """Whether a cell could mean two numbers, for its comma."""
    return EITHER.fullmatch(text) is not None


def _refuse(rule: str, remedy: str) -> NoReturn:
    raise InputError([Problem("", ABSENT, rule, remedy)]) from None
