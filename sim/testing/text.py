"""A journal as a table that can be checked by hand: hours to ten digits, names instead of numbers."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from sim.engine.journal import Act, Journal, Rows

TABLES = ("tasks", "episodes", "disruptions")
NEVER = "-"
"""What stands for an instant that does not come within the run."""
NOTHING = {"0", NEVER, "inf"}

Teller = Callable[[Any], str]


def as_text(journal: Journal) -> str:
    """The three tables of a journal; a column in which nothing ever happens is left out.

    Equal texts mean equal facts, to ten digits.
    """
    return "\n".join(_as_table(table, getattr(journal, table), tellers(journal)) for table in TABLES)


def tellers(journal: Journal) -> Mapping[str, Teller]:
    """How a column's values are told, where that is not as numbers."""
    teams, work = journal.scenario.teams, tuple(journal.scenario.work)

    def team(index: int) -> str:
        return teams[index]

    return {
        "work_type": lambda index: work[index],
        "assigned": team,
        "provider": team,
        "team": team,
        "hired_by": team,
        "act": lambda index: Act(index).name.lower(),
    }


def _as_table(name: str, rows: Rows, told: Mapping[str, Teller]) -> str:
    columns = [_column(rows, column, told.get(column, _number)) for column in rows.dtype.names or ()]
    shown = [column for column in columns if not NOTHING.issuperset(column[1:])]
    widths = [max(map(len, column)) for column in shown]
    lines = ["  ".join(map(str.rjust, line, widths)) for line in zip(*shown, strict=True)]
    return "\n".join([f"{name}: {len(rows)}", *lines, ""])


def _column(rows: Rows, name: str, told: Teller) -> list[str]:
    """The name and below it all values; nobody is hired by anybody where nobody is hired."""
    is_told = rows["hired"] > 0 if name == "hired_by" else [True] * len(rows)
    return [name] + [
        told(value.item()) if tell else NEVER for value, tell in zip(rows[name], is_told, strict=True)
    ]


def _number(value: float) -> str:
    return NEVER if math.isnan(value) else f"{value:.10g}"
