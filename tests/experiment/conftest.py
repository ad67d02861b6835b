"""Experiments small enough to be run many times."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sim.experiment.design.experiment import Experiment, experiment_from

Make = Callable[..., Experiment]


def small_data(**changes: Any) -> dict[str, Any]:
    """An experiment of four points and three replications, milliseconds each, as a file would hold it."""
    data: dict[str, Any] = {
        "name": "small",
        "scenario": {"preset": "pfizer_patents", "warm_up_days": 10, "horizon_days": 40},
        "factors": {
            "share": {
                "levels": [0, 0.5],
                "sets": {"strategy.mix.patents.bangalore": 0.7, "strategy.mix.patents.krakow": 0.3},
            },
            "clarity": {"path": "strategy.clarity", "levels": [0, 0.4]},
        },
        "replications": 3,
        "seed": 11,
        "measures": ["cost_per_task", "on_time_share"],
    }
    return {**data, **changes}


@pytest.fixture
def small() -> Make:
    """Makes the small experiment, with changes by keyword."""
    return lambda **changes: experiment_from(small_data(**changes))


@pytest.fixture
def only_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of each run only what the experiment shows or has a threshold for must be stored."""
    asked = property(lambda self: tuple(dict.fromkeys([*self.measures, *self.thresholds])))
    monkeypatch.setattr(Experiment, "stored", asked)


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str], Path]:
    """Writes a text as an experiment file and returns its path."""

    def write(text: str) -> Path:
        path = tmp_path / "mine.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write
