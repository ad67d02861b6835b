"""A list of design points as a table that anything can write: CSV, one line a point."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from sim.errors import ABSENT, InputError, Problem, advice
from sim.experiment.design.factor import number_of
from sim.files.table import table

ID = "point"
"""A column that a table may have and that says nothing new: what a point is called."""


def plain_lines(text: str) -> str:
    """The text with plain line ends."""
    return "\n".join(text.splitlines()) + "\n"


def rows_of(text: str, columns: Sequence[str], name: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The lines of a table with their numbers; every column must be there, in any order, and no other
    (but `point`, so that a results folder's design.csv can be taken as it is).

    Raises
    ------
    InputError
        A column is missing or strange, a line has too many cells, or a cell is empty.
    """
    found, lines = table(text, f"the design {name}", columns)
    _check_columns(found, columns, name)
    for line in lines:
        empty = [column for column in columns if not line.cells.get(column)]
        if empty:
            place = f"design, {name}, line {line.number}"
            raise InputError([Problem(place, ABSENT, f"has no {empty[0]}", "correct it")])
        yield line.number, {column: _text_of_cell(line.cells[column]) for column in columns}


def _check_columns(found: Sequence[str], wanted: Sequence[str], name: str) -> None:
    problems = [
        Problem(f"design, {name}, line 1", each, "is no factor", advice(each, wanted, "factors"))
        for each in found
        if each not in wanted and each != ID
    ]
    problems += [
        Problem(f"design, {name}, line 1", ABSENT, f"there is no column {each}", "every factor needs one")
        for each in wanted
        if each not in found
    ]
    if problems:
        raise InputError(problems)


FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a text begins that spreadsheets take for a formula, and may carry out."""


def cell(text: str) -> str:
    """A text as a cell that is no formula: before it stands an apostrophe, which spreadsheets hide."""
    return f"'{text}" if text.lstrip("'").startswith(FORMULA) and number_of(text) is None else text


def _text_of_cell(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(FORMULA) else cell


def written(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Rows as such a table."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([cell(each) for each in row] for row in rows)
    return stream.getvalue()
