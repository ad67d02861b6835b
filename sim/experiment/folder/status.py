"""What is in this folder? Reads it and changes nothing, while others write to it, too."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sim.experiment.design.experiment import Experiment
from sim.experiment.design.points import DesignPoint
from sim.experiment.execute.run import RunRow
from sim.experiment.folder import manifest
from sim.experiment.folder.damage import RUNS, Damage
from sim.experiment.folder.results import Results
from sim.experiment.folder.store import Store


@dataclass(frozen=True, slots=True, eq=False)
class Status:
    """What a results folder holds, at one moment. Who is at work on it nobody knows: it is stored nowhere."""

    experiment: Experiment
    asked: int
    """Runs asked for; a stopping rule may ask for more when they are in."""
    stored: int
    """Runs of the experiment that are stored."""
    unfinished: tuple[tuple[DesignPoint, int], ...]
    """Design points with runs missing, and how many."""
    lacking: str
    """Which runs are stored without a measure that is asked for, in words; empty if there are none."""
    failures: tuple[RunRow, ...]
    damages: tuple[Damage, ...]
    parts: int
    size_bytes: int
    """Of the parts."""
    idle_seconds: float | None
    """Since the last part was written."""
    sessions: tuple[manifest.Session, ...]

    @property
    def missing(self) -> int:
        """Runs that are still to be computed, failed ones included."""
        return self.asked - self.stored

    @property
    def is_complete(self) -> bool:
        """Whether every run is stored."""
        return self.missing == 0

    def plain(self) -> dict[str, Any]:
        """For scripts."""
        return {
            "experiment": self.experiment.name,
            "digest": self.experiment.digest,
            "seed": self.experiment.seed,
            "points": len(self.experiment.points),
            "replications": self.experiment.replications,
            "runs": self.asked,
            "stored": self.stored,
            "missing": self.missing,
            "failed": len(self.failures),
            "complete": self.is_complete,
            "lacking": self.lacking,
            "unfinished_points": {point.id: missing for point, missing in self.unfinished},
            "damaged": [str(damage) for damage in self.damages],
            "parts": self.parts,
            "size_bytes": self.size_bytes,
            "idle_seconds": self.idle_seconds,
            "sessions": len(self.sessions),
            "failures": [
                {name: failure.get(name) for name in ("digest", "type", "message", "command")}
                for failure in self.failures
            ],
        }


def status_of(folder: str | Path) -> Status:
    """Look at a results folder.

    Raises
    ------
    ResultsError
        It holds no results.
    """
    results = Results(folder)
    experiment, store = results.experiment, Store(results.folder)
    held = store.held(experiment)
    lacking = store.lacking(experiment, held)
    asked = np.array([stop.replications for stop in results.stops] or experiment.replications)
    held &= np.arange(held.shape[1]) < asked.reshape(-1, 1)
    missing = (asked - held.sum(axis=1)).tolist()
    facts = [path.stat() for path in (results.folder / RUNS).glob("[!.]*.parquet")]
    last = max((fact.st_mtime for fact in facts), default=None)
    return Status(
        experiment=experiment,
        asked=int(held.sum()) + sum(missing),
        stored=int(held.sum()),
        unfinished=tuple((point, n) for point, n in zip(experiment.points, missing, strict=True) if n),
        lacking=lacking,
        failures=tuple(store.failures()),
        damages=tuple(store.damages()),
        parts=len(facts),
        size_bytes=sum(fact.st_size for fact in facts),
        idle_seconds=None if last is None else max(0.0, time.time() - last),
        sessions=tuple(manifest.sessions(results.folder)),
    )
