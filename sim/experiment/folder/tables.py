"""Which points are in a results folder, and why did each stop? CSV tables that anyone can read."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sim.errors import ResultsError
from sim.experiment.design.factor import text_of
from sim.experiment.design.listing import cell, written
from sim.experiment.folder.files import write_whole
from sim.experiment.folder.index import keep_names

if TYPE_CHECKING:
    import pandas as pd

    from sim.experiment.design.experiment import Experiment
    from sim.experiment.execute.rounds import Stop

DESIGN: Final = "design.csv"
PRECISION: Final = "precision.csv"
REACHED: Final = ("replications", "stopped", "measure", "half_width", "asked", "relative")


def record_design(folder: Path, experiment: Experiment) -> None:
    """Write the design's points with their levels, if they are not there.

    Raises
    ------
    ResultsError
        The folder holds points that this design should have and has not: another version of a library has
        drawn them. Or it cannot be written.
    """
    keep_names(folder, experiment)
    path, text = folder / DESIGN, _text(experiment)
    before = path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
    if before == text:
        return
    strangers = _ids(before) - _ids(text)
    if strangers:
        raise ResultsError(
            f"{path} lists {len(strangers):,} points that this experiment draws no more\n"
            "  rule    a design is drawn by the same versions of NumPy and SciPy; manifest.json tells them\n"
            "  remedy  use those versions, or give the points as they are:\n"
            f"          design: {{kind: csv, file: {DESIGN}}}"
        )
    write_whole(path, text.encode())


def _text(experiment: Experiment) -> str:
    points = experiment.points
    rows = [[point.id, *(text_of(label) for label in point.labels.values())] for point in points]
    return written(["point", *points[0].labels], rows)


def _ids(text: str) -> set[str]:
    """Points that a table lists; of one that is damaged, as many as can be read."""
    ids = set()
    with suppress(csv.Error):
        for row in csv.DictReader(io.StringIO(text)):
            ids.add(row.get("point") or "")
    return ids - {""}


def summary_csv(summary: pd.DataFrame) -> str:
    """A summary as CSV."""
    texts = summary.select_dtypes(["object", "str"]).columns
    harmless = summary.assign(**{name: summary[name].map(cell) for name in texts})
    return str(harmless.to_csv(index=False, lineterminator="\n"))


def table_of_stops(stops: Sequence[Stop]) -> str:
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
    return written(["point", *labels, *REACHED], rows)
