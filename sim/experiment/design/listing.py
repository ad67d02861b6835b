"""A list of design points as a table that anything can write: CSV, one line a point."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from sim.errors import ABSENT, InputError, Problem, advice
from sim.scenario.refusal import refusal

ID = "point"
"""A column that a table may have and that says nothing new: what a point is called."""


def text_in(path: Path) -> str:
    """The text of a CSV file, with plain line ends.

    Raises
    ------
    PydanticCustomError
        It cannot be read.
    """
    try:
        return "\n".join(path.read_text(encoding="utf-8-sig").splitlines()) + "\n"
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise refusal(f"the design {path} cannot be read: {reason}", "check the path of the file") from None
    except UnicodeDecodeError:
        raise refusal(f"the design {path} is not a text", "save it as CSV in UTF-8") from None


def rows_of(table: str, columns: Sequence[str], name: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The lines of a table with their numbers; every column must be there, in any order, and no other
    (but `point`, so that a results folder's design.csv can be taken as it is).

    Raises
    ------
    InputError
        A column is missing or strange, or a cell is empty.
    """
    reader = csv.DictReader(io.StringIO(table))
    reader.fieldnames = [each.strip() for each in reader.fieldnames or []]
    _check_columns(reader.fieldnames, columns, name)
    for row in reader:
        cells = {column: (row[column] or "").strip() for column in columns}
        empty = [column for column, cell in cells.items() if not cell]
        if empty or None in row:
            rule = f"has no {empty[0]}" if empty else "has more cells than there are columns"
            raise InputError([Problem(f"design, {name}, line {reader.line_num}", ABSENT, rule, "correct it")])
        yield reader.line_num, cells


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
    if len(set(found)) < len(found):
        rule = "a column stands there twice"
        problems.append(Problem(f"design, {name}, line 1", ABSENT, rule, "remove one"))
    if problems:
        raise InputError(problems)


def written(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Rows as such a table."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return stream.getvalue()
