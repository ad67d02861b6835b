"""Does a run of ten million tasks take a thousand times as long as one of ten thousand, and no more?"""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from benchmarks import child
from benchmarks.cases import one_line
from benchmarks.row import Row
from benchmarks.size import Size
from benchmarks.stopwatch import Spread, timed
from sim.engine.journal import Journal
from sim.engine.making import make_plan
from sim.engine.simulate import simulate
from sim.tape.tape import Tape, deal

SECTION = "growth"
MOST = 1.3
LEAST_FOR_MEMORY = 100_000
"""Below so many tasks, what a run takes is lost in what Python has lying about."""
WORTH_TIMING = 300_000
"""A short run is repeated until so many tasks have been told."""


def rows(size: Size) -> list[Row]:
    """A row for each number of tasks, in a process of its own each time; then the two promises."""
    found: dict[int, list[dict[str, float]]] = {tasks: [] for tasks in size.tasks}
    for _ in range(min(size.rounds, 3)):
        for tasks in size.tasks:
            found[tasks].append(child.told("benchmarks.growth", tasks))
    times = {tasks: Spread([lap["engine"] for lap in laps]) for tasks, laps in found.items()}
    bytes_each = {tasks: Spread([lap["bytes"] for lap in laps]) for tasks, laps in found.items()}
    listed = [_row(tasks, found[tasks], times[tasks], bytes_each[tasks]) for tasks in size.tasks]
    large = {tasks: spread for tasks, spread in bytes_each.items() if tasks >= LEAST_FOR_MEMORY}
    return [
        *listed,
        _flat("time a task, most ÷ least", times),
        *([_growth("memory a task, largest run ÷ smallest", large)] if len(large) > 1 else []),
    ]


def _row(tasks: int, laps: list[dict[str, float]], times: Spread, bytes_each: Spread) -> Row:
    tape = Spread([lap["tape"] for lap in laps])
    return Row(
        SECTION,
        f"{tasks:,} tasks",
        f"{times.told()} ns a task",
        note=f"tape {tape.told()} ns more; tape and journal take {bytes_each.told()} bytes a task at most",
        values={"engine_ns": times.plain(), "tape_ns": tape.plain(), "bytes": bytes_each.plain()},
    )


def _flat(what: str, spreads: dict[int, Spread]) -> Row:
    medians = [spread.median for spread in spreads.values()]
    return _factor(what, max(medians) / min(medians), spreads)


def _growth(what: str, spreads: dict[int, Spread]) -> Row:
    """Memory a task may fall (more of them share what a process needs anyhow); it must not grow."""
    return _factor(what, spreads[max(spreads)].median / spreads[min(spreads)].median, spreads)


def _factor(what: str, factor: float, spreads: dict[int, Spread]) -> Row:
    return Row(
        SECTION,
        what,
        f"{factor:.2f} ×",
        f"≤ {MOST:g}",
        factor <= MOST,
        f"{min(spreads):,} to {max(spreads):,} tasks",
        {"factor": factor},
    )


# -- in the child --------------------------------------------------------------------------------------------


def measure(tasks: int) -> dict[str, float]:
    """Nanoseconds a task of tape and engine (the best of several), and peak bytes a task of both."""
    case = one_line(tasks)
    plan = make_plan(case.scenario, case.strategy)
    simulate(one_line(1_000), seed=1)  # compiled, or read from the cache
    before = _restart_peak()
    made: dict[str, Any] = {}

    def dealing(number: int) -> None:
        made["tape"] = None
        made["tape"] = deal(case.scenario, 1, number)

    def telling(_: int) -> None:
        made["journal"] = None
        made["journal"] = simulate(case, plan=plan, tape=made["tape"], engine="compiled")

    laps = [(timed(dealing, number)[1], timed(telling)[1]) for number in range(max(WORTH_TIMING // tasks, 2))]
    tape, journal = made["tape"], made["journal"]
    assert isinstance(tape, Tape)
    assert isinstance(journal, Journal)
    return {
        "tape": 1e9 * min(lap[0] for lap in laps) / tape.tasks,
        "engine": 1e9 * min(lap[1] for lap in laps) / tape.tasks,
        "bytes": max(_peak() - before, 0) / tape.tasks,
    }


def _restart_peak() -> int:
    """Bytes held now; the peak is counted from here on where the system allows it (Linux does)."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
        return _status("VmRSS")
    return _peak()


def _peak() -> int:
    """Most bytes held so far.

    Not by `getrusage` where /proc is there: its peak begins with that of the process that started this one.
    """
    with suppress(OSError):
        return _status("VmHWM")
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else 1024 * peak


def _status(name: str) -> int:
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(1024 * int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]))))
