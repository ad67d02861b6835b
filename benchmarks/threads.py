"""Do two threads do twice as much? The compiled engine lets go of Python's lock."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor, wait

from benchmarks.cases import demo
from benchmarks.reference import prepared
from benchmarks.row import Row
from benchmarks.size import Size
from benchmarks.stopwatch import Laps, in_turns, ratios
from sim.engine.making import make_plan
from sim.engine.simulate import simulate
from sim.tape.tape import deal

SECTION = "threads"
SHARE = 0.4
LEAST = 1.8
Batch = Callable[[float, int], None]


def rows(size: Size) -> list[Row]:
    """Two threads and two processes, each against one."""
    context = multiprocessing.get_context("spawn")
    found = []
    with (
        ThreadPoolExecutor(1) as thread,
        ThreadPoolExecutor(2) as threads,
        ProcessPoolExecutor(1, context) as process,
        ProcessPoolExecutor(2, context) as processes,
    ):
        prepared(SHARE, size)
        for pool in (process, processes):
            wait(
                [pool.submit(batch, size.days, 20) for _ in range(4)]
            )  # workers start, and load what is compiled
        contestants = {
            "one thread": lambda _: share_out(thread, 1, size),
            "two threads": lambda _: share_out(threads, 2, size),
            "one process": lambda _: share_out(process, 1, size),
            "two processes": lambda _: share_out(processes, 2, size),
        }
        laps = in_turns(contestants, size.rounds)
    found.append(_row("thread", "threads", laps, size, f"≥ {LEAST:g}"))
    found.append(_row("process", "processes", laps, size, ""))
    return found


def _row(one: str, many: str, laps: dict[str, Laps], size: Size, target: str) -> Row:
    gain = ratios(laps[f"one {one}"].wall, laps[f"two {many}"].wall)
    return Row(
        SECTION,
        f"two {many} ÷ one",
        f"{gain.told()} ×",
        target,
        gain.median >= LEAST if target else None,
        f"wall; {size.threaded_runs} runs of the demo at share {SHARE:g}, journals thrown away",
        {"gain": gain.plain(), "wall": {name: laps[name].wall for name in (f"one {one}", f"two {many}")}},
    )


def share_out(pool: Executor, workers: int, size: Size) -> None:
    """All runs, a quarter of a worker's part at a time."""
    parts = 4 * workers
    counts = [size.threaded_runs // parts + (k < size.threaded_runs % parts) for k in range(parts)]
    for future in [pool.submit(batch, size.days, count) for count in counts]:
        future.result()


def batch(days: float, runs: int) -> None:
    """So many runs in a row; plan and tape are made once, so that little but the engine is timed."""
    case = demo(SHARE, days)
    plan, tape = make_plan(case.scenario, case.strategy), deal(case.scenario, 1, 0)
    for _ in range(runs):
        simulate(case, plan=plan, tape=tape, engine="compiled")
