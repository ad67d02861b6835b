"""Which point stopped why, as a table that anyone can read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from sim.experiment.design.factor import text_of
from sim.experiment.design.listing import written

if TYPE_CHECKING:
    from sim.experiment.conduct.rounds import Stop

PRECISION: Final = "precision.csv"
COLUMNS: Final = ("replications", "stopped", "measure", "half_width", "asked", "relative")


def table_of(stops: Sequence[Stop]) -> str:
    """One line a point: labels, replications, why it stopped, and the measure furthest from its target."""
    labels = list(stops[0].point.labels)
    rows = [
        [
            stop.point.id,
            *(text_of(label) for label in stop.point.labels.values()),
            str(stop.replications),
            stop.reason,
            stop.target.measure,
            repr(stop.half_width),
            repr(stop.target.half_width),
            str(stop.target.is_relative).lower(),
        ]
        for stop in stops
    ]
    return written(["point", *labels, *COLUMNS], rows)
