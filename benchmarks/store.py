"""Does memory stay flat, however many runs a folder holds?"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks import child
from benchmarks.row import Row
from benchmarks.size import Size
from sim.experiment.conduct.conduct import run_experiment
from sim.experiment.design.experiment import Experiment, experiment_from
from sim.experiment.execute.run import Harvest, Run, run_batch
from sim.experiment.execute.run_table import RunTable
from sim.experiment.folder.claim import claimed
from sim.experiment.folder.results import Results
from sim.experiment.folder.store import Store

SECTION = "store"
MOST_BYTES_A_RUN = 200.0
"""A row of all measures takes four times as much on disk; so nobody holds on to rows."""
BATCH = 1_000
POINTS = 10


def rows(size: Size) -> list[Row]:
    """Memory and time of storing, resuming and summing up; each number of runs in a process of its own."""
    counts = sorted({tasks // 10 for tasks in size.tasks})[-3:]
    told = {runs: child.told("benchmarks.store", runs) for runs in counts}
    least, most = counts[-2:]  # below, a part that fills up tells more than what stays
    bytes_a_run = 1e6 * (told[most]["peak_mb"] - told[least]["peak_mb"]) / (most - least)
    return [
        *(_row(runs, each) for runs, each in told.items()),
        Row(
            SECTION,
            "memory a further run takes",
            f"{bytes_a_run:,.0f} bytes",
            f"≤ {MOST_BYTES_A_RUN:g}",
            bytes_a_run <= MOST_BYTES_A_RUN,
            f"from {least:,} to {most:,} runs, all of storing, resuming and summing up",
            {"bytes_a_run": bytes_a_run},
        ),
    ]


def _row(runs: int, told: dict[str, float]) -> Row:
    return Row(
        SECTION,
        f"{runs:,} runs",
        f"{told['peak_mb']:,.0f} MB",
        note=f"stored {told['store_us']:,.0f} µs a run, looked through {told['held_us']:.1f}, summed up "
        f"{told['summary_us']:.1f}; {told['disk_bytes']:,.0f} bytes a run on disk",
        values=told,
    )


def measured(runs: int, is_real: bool = False) -> dict[str, float]:
    """Store so many runs (real ones, or one real row under other names), look them through, sum them up."""
    experiment = _experiment(runs)
    with tempfile.TemporaryDirectory(prefix="kposim-") as folder:
        out, laps = Path(folder) / "out", [time.perf_counter()]
        if is_real:
            run_experiment(experiment, out, workers=2)
        else:
            _store_copies(claimed(out, experiment), out)
        laps.append(time.perf_counter())
        Store(out).held(experiment)
        laps.append(time.perf_counter())
        results = Results(out)
        results.summary(results.measures)
        laps.append(time.perf_counter())
        disk = sum(path.stat().st_size for path in (out / "runs").iterdir())
        assert results.missing == 0
    stored, held, summed = (1e6 * (b - a) / runs for a, b in pairwise(laps))
    return {
        "runs": runs,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3,
        "store_us": stored,
        "held_us": held,
        "summary_us": summed,
        "disk_bytes": disk / runs,
    }


def _store_copies(experiment: Experiment, out: Path) -> None:
    """The store cannot tell a copy from a row that was computed; the measures differ as random numbers do."""
    import numpy as np

    store, dice = Store(out), np.random.default_rng(1)
    row = run_batch([Run(experiment.points[0], 0, 1)], "auto").rows[0]
    names = [name for name, value in row.items() if isinstance(value, float)]
    for first in range(0, experiment.replications, BATCH // POINTS):
        rows = []
        for replication in range(first, min(first + BATCH // POINTS, experiment.replications)):
            for point in experiment.points:
                values = dict(zip(names, dice.random(len(names)).tolist(), strict=True))
                rows.append({**Run(point, replication, 1).key, **values})
        store.add(Harvest(RunTable.of(rows)))
    store.flush()


def _experiment(runs: int) -> Experiment:
    factor = {"path": "strategy.clarity", "levels": [k / 20 for k in range(POINTS)]}
    scenario = {"preset": "pfizer_patents", "warm_up_days": 1, "horizon_days": 5}
    data: dict[str, Any] = {"name": "store", "scenario": scenario, "factors": {"clarity": factor}}
    return experiment_from({**data, "replications": runs // POINTS, "seed": 1})


if __name__ == "__main__":
    print(json.dumps(measured(int(sys.argv[1]), is_real="real" in sys.argv[2:])))
