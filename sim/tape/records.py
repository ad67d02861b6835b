"""Distributions as records, for laws that compiled code reads."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from sim.rules.quantile import Shape
from sim.scenario.law import Law

LAW = np.dtype(
    [
        ("kind", "i8"),
        ("a", "f8"),
        ("b", "f8"),
        ("c", "f8"),
        ("begin", "i8"),  # of its own values among all,
        ("values", "i8"),  # and how many they are
    ],
    align=True,
)
"""`sim.rules.quantile.Shape`, the numbers of `sim.scenario.law`, and the distribution's own values."""

Records = NDArray[np.void]


@lru_cache(maxsize=512)
def records_of(laws: tuple[Law, ...]) -> tuple[Records, NDArray[np.float64]]:
    """A record for each, (laws,) LAW, and the values of all of them, (n,); read-only."""
    records = np.zeros(len(laws), dtype=LAW)
    values: list[float] = []
    for row, law in zip(records, laws, strict=True):
        row["kind"], row["begin"], row["values"] = Shape[law.kind.upper()], len(values), len(law.values)
        row["a"], row["b"], row["c"] = law.a, law.b, law.c
        values += law.values
    table = np.array(values, dtype=np.float64)
    for array in (records, table):
        array.setflags(write=False)
    return records, table


@lru_cache(maxsize=512)
def record_of(law: Law) -> tuple[np.void, NDArray[np.float64]]:
    """One law's record, and its values."""
    (record,), values = records_of((law,))
    return record, values
