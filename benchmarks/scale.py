"""What does it cost to have runs computed elsewhere, and do two workers do twice as much?"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, wait
from contextlib import contextmanager
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Final, NamedTuple

from benchmarks.cases import SHARES, TASKS_A_DAY
from benchmarks.end_to_end import TASKS
from benchmarks.row import Row
from benchmarks.size import Size
from benchmarks.stopwatch import Spread, ratios
from sim.engine.simulate import simulate
from sim.experiment.conduct.conduct import run_experiment
from sim.experiment.design.experiment import Experiment, experiment_from
from sim.experiment.execute.run import Run, run_batch
from sim.replicate.kept import Keeper, Names
from sim.replicate.pool import Serial, processes, threads

SECTION: Final = "scale"
LEAST: Final = 95.0
"""Per cent of what two bare processes gain."""
ROUNDS: Final = 3
SECONDS: Final = {"full": (1.0, 5.0), "quick": (0.5,)}
"""Work in a batch."""
SWEEP_SECONDS: Final = {"full": 20.0, "quick": 4.0}
"""Work in a sweep, for one worker."""


class Way(NamedTuple):
    """How runs travel, and how it is opened."""

    name: str
    opened: Callable[[], Executor]


def rows(size: Size) -> list[Row]:
    """One core's engine, each way's cost, the machine's own limit, and two workers against one."""
    experiment = _experiment(1)
    seconds = _seconds_a_run(experiment)
    found = [_row for way in _ways() for _row in _way_rows(way, experiment, size, seconds)]
    return [*found, *_sweep_rows(size, seconds)]


# A batch there and back ----------------------------------------------------------------------------------


def _ways() -> Iterator[Way]:
    yield Way("serial", Serial)
    yield Way("a thread", partial(threads, 1))
    yield Way("a process", partial(processes, 1))
    if find_spec("distributed"):
        from sim.experiment.execute.link import Link

        yield Way("Dask, local", Link("local:1", lambda: False, lambda note: None).open)


def _way_rows(way: Way, experiment: Experiment, size: Size, seconds: float) -> Iterator[Row]:
    """A batch's time there and back, less the time that its runs took: all else is the journey's."""
    with _open(way) as executor:
        for target in SECONDS[size.name]:
            batch = _runs(experiment, max(1, round(target / seconds)))
            laps = [_journey(executor, batch) for _ in range(ROUNDS)]
            percent = Spread([100.0 * (whole - work) / work for whole, work in laps])
            each = Spread([1e6 * (whole - work) / len(batch) for whole, work in laps])
            yield Row(
                SECTION,
                f"{way.name}, batches of {target:g} s",
                f"{percent.told(2)} %",
                note=f"{each.told(2)} µs a run more, {len(batch):,} runs a batch; wall",
                values={"percent": percent.plain(), "us": each.plain()},
            )


@contextmanager
def _open(way: Way) -> Iterator[Executor]:
    executor = way.opened()
    try:
        executor.submit(run_batch, _runs(_experiment(1), 8), "auto").result()  # imports, machine code
        yield executor
    finally:
        executor.shutdown(wait=True)


def _journey(executor: Executor, batch: list[Run]) -> tuple[float, float]:
    begun = time.perf_counter()
    harvest = executor.submit(run_batch, batch, "auto").result()
    return time.perf_counter() - begun, harvest.seconds


# Whole sweeps --------------------------------------------------------------------------------------------


def _sweep_rows(size: Size, seconds: float) -> Iterator[Row]:
    """With everything: workers begin, rows are stored, a summary is written."""
    replications = max(1, round(SWEEP_SECONDS[size.name] / seconds / len(SHARES)))
    laps: dict[str, list[float]] = {
        name: [] for name in ("engine", "limit 1", "limit 2", "1", "2", "c1", "c2")
    }
    for lap in range(ROUNDS):
        experiment = _experiment(replications, seed=lap)
        laps["engine"].append(_engine_seconds(experiment))
        for workers in (1, 2):
            laps[f"limit {workers}"].append(_limit(experiment, workers))
            whole, computing = _sweep(experiment, workers)
            laps[str(workers)].append(whole)
            laps[f"c{workers}"].append(computing)
    runs = replications * len(SHARES)
    told = f"wall; {runs:,} runs"
    engine = Spread([runs / lap for lap in laps["engine"]])
    yield Row(SECTION, "engine alone, one core", f"{engine.told()} runs/s", note=f"{told} a sweep")
    for workers in (1, 2):
        rate = Spread([runs / lap for lap in laps[str(workers)]])
        of = Spread([100.0 * a / b for a, b in zip(laps["engine"], laps[str(workers)], strict=True)])
        words = f"end to end, {workers} worker{'s' * (workers > 1)}"
        yield Row(SECTION, words, f"{rate.told()} runs/s", note=f"{of.told()} % of the engine alone; {told}")
    limit = ratios(laps["limit 1"], laps["limit 2"])
    yield Row(
        SECTION,
        "two processes ÷ one, nothing stored",
        f"{limit.told()} ×",
        note="the machine's own limit, by batches of the same runs",
        values={"gain": limit.plain()},
    )
    for words, key in (("end to end", ""), ("while computing", "c")):
        gain = ratios(laps[f"{key}1"], laps[f"{key}2"])
        share = ratios(gain.values, limit.values, 100.0)
        yield Row(
            SECTION,
            f"two workers ÷ one, {words}",
            f"{gain.told()} ×",
            f"≥ {LEAST:g} % of the limit",
            share.median >= LEAST,
            f"{share.told()} % of the machine's limit; {told}",
            {"gain": gain.plain(), "wall": laps},
        )


def _sweep(experiment: Experiment, workers: int) -> tuple[float, float]:
    """Seconds of the whole, and of computing and storing."""
    with tempfile.TemporaryDirectory(prefix="kposim-") as folder:
        begun = time.perf_counter()
        results = run_experiment(experiment, Path(folder) / "out", workers=workers)
        seconds = time.perf_counter() - begun
        return seconds, float(results.manifest["sessions"][-1]["seconds"])


def _limit(experiment: Experiment, workers: int) -> float:
    """The same runs in processes that are there already, halves of a second at a time; rows come back."""
    runs = _runs(experiment, experiment.runs)
    parts = max(8, 2 * workers)
    batches = [runs[k * len(runs) // parts : (k + 1) * len(runs) // parts] for k in range(parts)]
    with processes(workers) as pool:
        wait([pool.submit(run_batch, runs[:8], "auto") for _ in range(2 * workers)])
        begun = time.perf_counter()
        wait([pool.submit(run_batch, batch, "auto") for batch in batches])
        return time.perf_counter() - begun


def _engine_seconds(experiment: Experiment) -> float:
    """Of all runs, the compiled engine's part only."""
    keeper, seconds = Keeper(), 0.0
    for run in _runs(experiment, experiment.runs):
        case, names = run.point.case, Names(run.point.digest, run.point.world)
        plan, tape = keeper.plan(case, names), keeper.tape(case, names, run.seed, run.replication)
        begun = time.perf_counter()
        simulate(run.point.case, plan=plan, tape=tape)
        seconds += time.perf_counter() - begun
    return seconds


def _seconds_a_run(experiment: Experiment) -> float:
    run_batch(_runs(experiment, 3), "auto")
    return run_batch(_runs(experiment, 100), "auto").seconds / 100


def _runs(experiment: Experiment, count: int) -> list[Run]:
    """Replication by replication, as a sweep has them."""
    points = experiment.points
    return [Run(points[k % len(points)], k // len(points), experiment.seed or 0) for k in range(count)]


def _experiment(replications: int, seed: int = 1) -> Experiment:
    """The demo's scenario at three shares, about two thousand tasks a run."""
    days = TASKS / TASKS_A_DAY
    sets = {"strategy.mix.patents.bangalore": 0.7, "strategy.mix.patents.krakow": 0.3}
    return experiment_from(
        {
            "name": "scale",
            "scenario": {"preset": "pfizer_patents", "warm_up_days": 0.2 * days, "horizon_days": 0.8 * days},
            "factors": {"share": {"levels": list(SHARES), "sets": sets}},
            "replications": replications,
            "seed": seed,
        }
    )
