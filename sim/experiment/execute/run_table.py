"""What runs came to, by column: a key for each, and a table of numbers.

A row as a dictionary of a hundred floats costs more than the run. So rows are born, travel and are written as
one array; a dictionary is made of a row only where somebody looks at one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pyarrow as pa

RunRow = dict[str, Any]
"""What is stored of a run: its key, and what it came to by name."""

KEY: Final = ("point", "replication", "seed", "digest")


def _nothing() -> NDArray[np.float64]:
    return np.empty((0, 0))


@dataclass(slots=True, eq=False)
class RunTable:
    """Rows of some runs, in no particular order.

    It looks like a sequence of `RunRow`.
    """

    point: list[str] = field(default_factory=list)
    """Id of each run's point,"""
    replication: list[int] = field(default_factory=list)
    seed: list[int] = field(default_factory=list)
    digest: list[str] = field(default_factory=list)
    """and the run's name."""
    measures: tuple[str, ...] = ()
    values: NDArray[np.float64] = field(default_factory=_nothing)
    """(runs, measures); nan where a run has none."""

    @classmethod
    def of(cls, rows: Iterable[Mapping[str, Any]]) -> RunTable:
        """Rows that are there one by one."""
        known = list(rows)
        names = tuple(dict.fromkeys(name for row in known for name in row if name not in KEY))
        values = np.array([[row.get(name, np.nan) for name in names] for row in known], dtype=np.float64)
        keys = {name: [row[name] for row in known] for name in KEY}
        return cls(**keys, measures=names, values=values.reshape(len(known), len(names)))

    @classmethod
    def joined(cls, parts: Sequence[RunTable]) -> RunTable:
        """All rows of some, as one."""
        found = [part for part in parts if part.digest]
        if len(found) == 1:
            return found[0]
        names = tuple(dict.fromkeys(name for part in found for name in part.measures))
        together = cls(measures=names, values=np.empty((sum(map(len, found)), len(names))))
        for part in found:
            first = len(together)
            for name in KEY:
                getattr(together, name).extend(getattr(part, name))
            together.values[first : len(together)] = part.values_of(names)
        return together

    def values_of(self, measures: Sequence[str]) -> NDArray[np.float64]:
        """Some measures, (runs, measures); nan for what these rows do not have."""
        if tuple(measures) == self.measures:
            return self.values
        found = np.full((len(self), len(measures)), np.nan)
        places = {name: column for column, name in enumerate(self.measures)}
        for column, name in enumerate(measures):
            if name in places:
                found[:, column] = self.values[:, places[name]]
        return found

    def table(self) -> pa.Table:
        """The rows as a table of Arrow's, one column a measure."""
        import pyarrow as pa

        keys = {"point": pa.string(), "replication": pa.int64(), "seed": pa.int64(), "digest": pa.string()}
        columns = [pa.array(getattr(self, name), type=kind) for name, kind in keys.items()]
        columns += [pa.array(values) for values in np.ascontiguousarray(self.values.T)]
        return pa.table(columns, names=[*keys, *self.measures])

    def __len__(self) -> int:
        return len(self.digest)

    def __iter__(self) -> Iterator[RunRow]:
        return (self[k] for k in range(len(self)))

    def __getitem__(self, k: int) -> RunRow:
        key = {name: getattr(self, name)[k] for name in KEY}
        return {**key, **dict(zip(self.measures, self.values[k].tolist(), strict=True))}
