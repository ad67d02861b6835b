"""The facts of one run: who did what, when. No money, no averages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.engine.columns import CHANGE, COLUMNS, DISRUPTION, EPISODE, LEVEL, TASK, Act, Cause, Column, Why
from sim.engine.plan import Plan
from sim.errors import InputError, Problem, advice
from sim.rules.promise import all_kept_by
from sim.scenario.scenario import Scenario
from sim.strategy.strategy import Strategy
from sim.tape.tape import Tape

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "CHANGE",
    "DISRUPTION",
    "EPISODE",
    "LEVEL",
    "TASK",
    "Act",
    "Cause",
    "Journal",
    "Rows",
    "Tables",
    "Why",
]

Rows = NDArray[np.void]
Tables = tuple[Rows, Rows, Rows, Rows, Rows]
"""Tasks, episodes, disruptions, changes, levels."""


@dataclass(frozen=True, slots=True, repr=False)
class Journal:
    """Facts as NumPy structured arrays: a row for each task, episode of seat time, disruption, change of
    seats, and level of experience at a month's end."""

    tasks: Rows
    """One row a task, in order of arrival (dtype TASK)."""
    episodes: Rows
    """One row an episode, by task and then by time (dtype EPISODE)."""
    disruptions: Rows
    """One row an outage or insolvency that began, in order of time (dtype DISRUPTION)."""
    changes: Rows
    """One row a change of a team's seats, in the order in which they were decided (dtype CHANGE)."""
    levels: Rows
    """One row a month, team and work type, where anybody learns (dtype LEVEL)."""
    scenario: Scenario
    strategy: Strategy
    plan: Plan
    tape: Tape
    engine: str

    def to_bytes(self) -> bytes:
        """The facts, byte for byte: equal for both engines."""
        tables = self.tasks, self.episodes, self.disruptions, self.changes, self.levels
        return b"".join(table.tobytes() for table in tables)

    def frame(self, table: str = "tasks") -> pd.DataFrame:
        """One of the tables as a pandas DataFrame, with names instead of indices.

        ``frame.attrs["columns"]`` says of each column its unit, what stands for "none", what always holds,
        and what it means; Parquet keeps that. `docs/journal.md` is the same as a page.
        """
        import pandas as pd

        if table not in COLUMNS:
            rule = "the journal has no table of this name"
            raise InputError([Problem("table", table, rule, advice(str(table), tuple(COLUMNS), "tables"))])
        rows = getattr(self, table)
        frame = pd.DataFrame(rows.copy())
        for name, column in COLUMNS[table].items():
            labels = self._labels(column)
            if labels:
                codes = rows[name].astype(np.int64)
                if name == "hired_by":
                    codes[rows["hired"] == 0] = -1  # nobody
                frame[name] = pd.Categorical.from_codes(codes, categories=pd.Index(labels))
        frame.attrs = {
            "table": table,
            "columns": {name: _said(each) for name, each in COLUMNS[table].items()},
        }
        return frame

    def _labels(self, column: Column) -> list[str]:
        """What a column's codes stand for, in order; nothing if they are numbers."""
        if column.names is None:
            return []
        if column.names == "team":
            return list(self.scenario.teams)
        if column.names == "work type":
            return list(self.scenario.work)
        return [member.name.lower() for member in column.names]

    def __repr__(self) -> str:
        """One line: what was run, and how much happened."""
        return f"<Journal of {self._title()}: {', '.join(f'{n:,} {table}' for table, n in self._sizes())}>"

    def _repr_html_(self) -> str:
        """The same in a notebook, with a line for each table."""
        rows = "".join(
            f"<tr><td>{table}</td><td>{count:,}</td><td>{', '.join(COLUMNS[table])}</td></tr>"
            for table, count in self._sizes()
        )
        head = "<tr><th>table</th><th>rows</th><th>columns</th></tr>"
        return f"<p>Journal of {escape(self._title())}</p><table>{head}{rows}</table>"

    def _title(self) -> str:
        what = self.strategy.name or self.scenario.name or "a case"
        return f"{what}, seed {self.tape.seed}, replication {self.tape.replication}, {self.engine} engine"

    def _sizes(self) -> Iterator[tuple[str, int]]:
        return ((table, len(getattr(self, table))) for table in COLUMNS)


def _said(column: Column) -> dict[str, str]:
    """A column's words, as metadata."""
    return {
        "unit": column.unit,
        "null": column.null,
        "invariant": column.invariant,
        "meaning": column.meaning,
    }


def blank_tasks(plan: Plan, tape: Tape) -> Rows:
    """A row for each task of the tape, with what is known before time starts."""
    tasks = np.zeros(tape.tasks, dtype=TASK)
    tasks["arrived"] = tape.arrived
    promised = plan.due_hours, plan.due_is_worked
    tasks["due"] = all_kept_by(*plan.office, tape.arrived, tape.work_type, *promised)
    tasks["started"] = np.nan
    tasks["delivered"] = np.nan
    tasks["work_type"] = tape.work_type
    return tasks


def by_task(episodes: Rows) -> Rows:
    """Episodes in the journal's order; a task's own episodes were written in order of time."""
    return episodes[np.argsort(episodes["task"], kind="stable")]
