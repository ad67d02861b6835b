"""What is told of the worlds of a design, and of points that have not all been played as often."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

import sim
from sim.experiment.folder.results import Results
from sim.report.advice import COST, LOSS, advise, by_world, level_texts

FILE = "experiments/smoke.yaml"


def test_a_point_is_named_by_what_is_chosen_within_its_world() -> None:
    """The world's own levels are told once, of all its points."""
    experiment = sim.load_experiment("experiments/cost_vs_resilience.yaml")
    worlds = by_world(experiment)

    assert [world.levels for world in worlds] == [
        {"provider": each} for each in ("robust", "typical", "fragile")
    ]
    for world in worlds:
        for point, name in zip(world.points, world.names, strict=True):
            texts = level_texts(experiment, point)
            assert texts.items() >= world.levels.items()
            assert name == f"share {texts['share']}"


def test_points_are_compared_in_the_worlds_that_all_of_them_have(tmp_path: Path) -> None:
    """A run that is missing takes its replication from the comparison, and from nobody's place."""
    experiment = sim.load_experiment(FILE).repeated(2)
    whole = sim.run(experiment, tmp_path)
    first = experiment.points[0].id

    class Lacking(Results):
        """The same folder without the first run of one point."""

        def table(self, measures: object) -> pd.DataFrame:
            frame = whole.table([COST, LOSS])
            return frame[(frame["point"] != first) | (frame["replication"] != 0)]

    (advice,) = advise(Lacking(tmp_path, experiment=experiment))
    kept = whole.table([COST]).query("replication == 1").set_index("point")[COST]

    assert advice.choice.cheapest.winner == by_world(experiment)[0].names[int(np.argmin(kept))]
