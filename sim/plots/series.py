"""Which points make a line? Runs of one design point become a mean with its interval."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.interval import Interval, mean_interval
from sim.plots.style import house_style

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Series:
    """One line of a figure: the points that share a level of one factor, in order of another."""

    label: str
    at: list[Any]
    """Levels of the factor along the line."""
    intervals: dict[str, list[Interval]]
    """By measure, one for each entry of `at`."""

    def means(self, measure: str) -> Floats:
        """Mean of each point."""
        return np.array([interval.mean for interval in self.intervals[measure]])

    def margins(self, measure: str) -> Floats:
        """How far each interval reaches below and above its mean, (2, n); 0 where nothing is known."""
        rows = [(i.mean - i.low, i.high - i.mean) for i in self.intervals[measure]]
        margins = np.array(rows, dtype=np.float64).T.reshape(2, -1)
        return np.where(np.isfinite(margins), margins, 0.0)


def series_of(
    frame: pd.DataFrame, measures: list[str], along: str, by: str | None = None, level: float = 0.95
) -> list[Series]:
    """Lines over the factor `along`, one for each level of the factor `by`, in the order of the design.

    Parameters
    ----------
    frame : DataFrame
        One row a run, with factors and measures as columns.
    """
    groups = (
        [("", frame)] if by is None else [(str(name), part) for name, part in frame.groupby(by, sort=False)]
    )
    return [_series(label, part, measures, along, level) for label, part in groups]


def _series(label: str, frame: pd.DataFrame, measures: list[str], along: str, level: float) -> Series:
    parts = list(frame.groupby(along, sort=is_numeric(frame, along)))
    return Series(
        label,
        [name for name, _ in parts],
        {m: [mean_interval(part[m].to_numpy(dtype=float), level) for _, part in parts] for m in measures},
    )


def looks() -> Iterator[dict[str, Any]]:
    """Colour, dash and marker of one line after another, of the style in force if it has all three."""
    import matplotlib as mpl

    if {"color", "linestyle", "marker"} <= mpl.rcParams["axes.prop_cycle"].keys:
        return cycle(mpl.rcParams["axes.prop_cycle"])
    with house_style():
        return cycle(mpl.rcParams["axes.prop_cycle"])


def is_numeric(frame: pd.DataFrame, factor: str) -> bool:
    """Whether a factor's levels are numbers, which have an order of their own."""
    from pandas.api.types import is_numeric_dtype

    return bool(is_numeric_dtype(frame[factor]))
