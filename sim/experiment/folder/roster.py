"""Which points are in a results folder? A table of them, for whoever reads the rows without kposim."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sim.errors import ResultsError
from sim.experiment.design.factor import text_of
from sim.experiment.design.listing import written
from sim.experiment.folder.files import write_whole

if TYPE_CHECKING:
    from sim.experiment.design.experiment import Experiment

DESIGN: Final = "design.csv"


def record(folder: Path, experiment: Experiment) -> None:
    """Write the design's points with their levels, if they are not there.

    Raises
    ------
    ResultsError
        The folder holds points that this design should have and has not: another version of a library has
        drawn them. Or it cannot be written.
    """
    path, text = folder / DESIGN, _text(experiment)
    before = path.read_text(encoding="utf-8") if path.exists() else ""
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
    return {row["point"] for row in csv.DictReader(io.StringIO(text)) if row.get("point")}
