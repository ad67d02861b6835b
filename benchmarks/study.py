"""Worlds × strategies × luck: how long does a study take, until its first run and in all, and in how much
memory? And its design alone, and its folder?"""

from __future__ import annotations

import atexit
import io
import json
import resource
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from benchmarks import child
from benchmarks.row import Row
from benchmarks.size import Size

SECTION: Final = "study"
WORKERS: Final = 2
STRATEGIES: Final = 8
REPLICATIONS: Final = 20
WHOLE: Final = 2_000 * STRATEGIES * REPLICATIONS
MOST_SECONDS: Final = 480.0
"""Of a whole study of 320,000 runs; a smaller one is held against its part of that."""
MOST_MB: Final = 600.0
FIRST_RUN_SECONDS: Final = 3.0
DRY_SECONDS, DRY_MB, DRY_POINTS = 3.0, 300.0, 16_000
OPEN_SECONDS, OPEN_POINTS = 0.3, 2_000
COLUMN_SECONDS, COLUMN_RUNS = 0.3, 1_000_000
ROWS_A_PART: Final = 10_000


def rows(size: Size) -> list[Row]:
    """A study, the design of a large one, and reading what is stored; each in a process of its own."""
    worlds = {"full": 128, "quick": 8, "tiny": 2}[size.name]
    part = {"full": 1, "quick": 4, "tiny": 100}[size.name]
    return [
        *_study_rows(child.told("benchmarks.study", "study", worlds)),
        _row(
            f"design of {DRY_POINTS // part:,} points",
            child.told("benchmarks.study", "design", DRY_POINTS // part),
            DRY_SECONDS,
            DRY_MB,
        ),
        _row(
            f"opening a folder of {OPEN_POINTS // part:,} points",
            child.told("benchmarks.study", "open", OPEN_POINTS // part),
            OPEN_SECONDS,
        ),
        _row(
            f"a measure of {COLUMN_RUNS // part:,} runs, the first time",
            child.told("benchmarks.study", "column", COLUMN_RUNS // part),
            COLUMN_SECONDS,
        ),
    ]


def _study_rows(told: dict[str, float]) -> list[Row]:
    runs, seconds = told["runs"], told["seconds"]
    allowed = MOST_SECONDS * runs / WHOLE
    words = f"{runs:,.0f} runs, {WORKERS} workers"
    return [
        Row(
            SECTION,
            words,
            f"{seconds:.1f} s",
            f"≤ {allowed:.1f}",
            seconds <= allowed,
            f"wall, with start and summary; so {WHOLE:,} take {seconds / runs * WHOLE / 60:.1f} minutes",
            told,
        ),
        Row(
            SECTION,
            f"{words}: first run after",
            f"{told['first']:.2f} s",
            f"≤ {FIRST_RUN_SECONDS:g}",
            told["first"] <= FIRST_RUN_SECONDS,
            "wall",
        ),
        Row(
            SECTION,
            f"{words}: memory",
            f"{told['mb']:,.0f} MB",
            f"≤ {MOST_MB:g}",
            told["mb"] <= MOST_MB,
            "of the command, at most",
        ),
    ]


def _row(what: str, told: dict[str, float], seconds: float, most_mb: float | None = None) -> Row:
    is_reached = told["seconds"] <= seconds and (most_mb is None or told["mb"] <= most_mb)
    target = f"≤ {seconds:g} s" + (f", {most_mb:g} MB" if most_mb else "")
    return Row(
        SECTION,
        what,
        f"{told['seconds']:.2f} s",
        target,
        is_reached,
        f"wall, imports not counted; {told['mb']:,.0f} MB",
        told,
    )


# -- in the child --------------------------------------------------------------------------------------------


def data(worlds: int, replications: int = REPLICATIONS, **scenario: Any) -> dict[str, Any]:
    """Worlds drawn from four ranges, crossed with eight strategies."""
    shares = [k / (STRATEGIES - 1) for k in range(STRATEGIES)]
    return {
        "name": "study",
        "scenario": {"preset": "pfizer_patents", **scenario},
        "strategies": {
            f"share_{k}": {
                "mix": {"patents": {"bangalore": round(0.7 * share, 6), "krakow": round(0.3 * share, 6)}}
            }
            for k, share in enumerate(shares)
        },
        "factors": {
            "rate": {
                "path": "scenario.providers.bangalore.contract.rate_per_hour",
                "levels": {"from": 25, "to": 60},
            },
            "defects": {
                "path": "scenario.providers.bangalore.defects_per_task",
                "levels": {"from": 0.05, "to": 0.3},
            },
            "distance": {"path": "scenario.providers.bangalore.distance", "levels": {"from": 0.1, "to": 0.8}},
            "attrition": {
                "path": "scenario.providers.bangalore.attrition_per_year",
                "levels": {"from": 0.1, "to": 0.5},
            },
        },
        "design": {"kind": "sobol", "points": worlds},
        "replications": replications,
        "seed": 1,
    }


def study(worlds: int) -> dict[str, float]:
    """All of it, from plain values to the summary."""
    from sim.experiment.conduct.conduct import run_experiment
    from sim.experiment.design.experiment import experiment_from

    begun, first = time.perf_counter(), [0.0]
    experiment = experiment_from(data(worlds))
    with tempfile.TemporaryDirectory(prefix="kposim-") as folder:
        out = Path(folder) / "out"
        watcher = threading.Thread(target=_watch, args=(out / "runs", begun, first), daemon=True)
        watcher.start()
        results = run_experiment(experiment, out, workers=WORKERS)
        seconds = time.perf_counter() - begun
        watcher.join(1.0)
        assert results.missing == 0
    return {
        "runs": experiment.runs,
        "seconds": seconds,
        "first": first[0],
        "mb": _peak_mb(),
    }


def _watch(folder: Path, begun: float, first: list[float]) -> None:
    """When the first rows are on disk."""
    while not (folder.is_dir() and any(folder.glob("*.parquet"))):
        time.sleep(0.01)
    first[0] = time.perf_counter() - begun


def design(points: int) -> dict[str, float]:
    """Every point with its name, as a dry run lists them."""
    from sim.experiment.design.experiment import experiment_from

    begun = time.perf_counter()
    experiment = experiment_from(data(points // STRATEGIES))
    count = len({point.id for point in experiment.points})
    return {"points": count, **_told(begun)}


def opened(points: int) -> dict[str, float]:
    """A folder of so many points, one short run each, opened anew; making it is not counted."""
    folder = _made(points, 1)
    from sim.experiment.folder.results import Results

    begun = time.perf_counter()
    results = Results(folder)
    assert results.missing == 0
    assert len(repr(results)) > 0
    return _told(begun)


def column(runs: int) -> dict[str, float]:
    """One measure of so many stored runs, in a process that has read nothing yet."""
    folder = _made(STRATEGIES, runs // STRATEGIES)
    return dict(child.told("benchmarks.study", "read", folder))


def read(folder: str) -> dict[str, float]:
    """The first measure that is asked for."""
    import pandas  # noqa: F401
    import pyarrow.parquet  # noqa: F401
    import scipy.stats.qmc  # noqa: F401

    from sim.experiment.folder.results import Results

    begun = time.perf_counter()
    results = Results(folder)
    found = results.columns(["cost_per_task"])
    return {"runs": len(found.place), **_told(begun)}


def _made(points: int, replications: int) -> Path:
    """A folder of made-up rows, as `run` would have left it."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    from sim.experiment.design.digest import run_digest
    from sim.experiment.design.experiment import experiment_from
    from sim.experiment.folder.claim import claimed
    from sim.experiment.folder.damage import part_name
    from sim.experiment.folder.store import FORMAT, Store
    from sim.experiment.folder.tables import record_design

    asked = experiment_from(data(points // STRATEGIES, replications, warm_up_days=0, horizon_days=1))
    folder = Path(tempfile.mkdtemp(prefix="kposim-bench-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    experiment, dice = claimed(folder / "out", asked), np.random.default_rng(1)
    record_design(folder / "out", experiment)
    (folder / "out" / "runs").mkdir(exist_ok=True)
    keys = [(point, number) for point in experiment.points for number in range(replications)]
    for first in range(0, len(keys), ROWS_A_PART):
        own = keys[first : first + ROWS_A_PART]
        columns: dict[str, Any] = {
            "point": [point.id for point, _ in own],
            "replication": [number for _, number in own],
            "seed": [1] * len(own),
            "digest": [run_digest(point.digest, 1, number) for point, number in own],
        }
        columns |= {name: dice.random(len(own)) for name in experiment.stored}
        table, sink = pa.table(columns).replace_schema_metadata({b"kposim": FORMAT}), io.BytesIO()
        pq.write_table(table, sink, compression="zstd")
        bytes_ = sink.getvalue()
        (folder / "out" / "runs" / f"{part_name(bytes_)}.parquet").write_bytes(bytes_)
    Store(folder / "out").held(experiment)  # at its end each session looks through what it leaves
    return folder / "out"


def _told(begun: float) -> dict[str, float]:
    return {"seconds": time.perf_counter() - begun, "mb": _peak_mb()}


def _peak_mb() -> float:
    """Of this process since it began; what the system says of a child may be its parent's."""
    with suppress(OSError):
        status = Path("/proc/self/status").read_text(encoding="ascii")
        return int(status.partition("VmHWM:")[2].split()[0]) / 1e3
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


CHILDREN: Final[dict[str, Callable[[int], dict[str, float]]]] = {
    "study": study,
    "design": design,
    "open": opened,
    "column": column,
}

if __name__ == "__main__":
    kind, what = sys.argv[1:]
    print(json.dumps(read(what) if kind == "read" else CHILDREN[kind](int(what))))
