"""How long until something happens? Import, help, and the first compiled run."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from benchmarks import child
from benchmarks.row import Row
from benchmarks.size import Size
from benchmarks.stopwatch import Spread, timed

SECTION = "start"
MOST = 0.5
MOST_FIRST_ANSWER = 4.0
QUESTION = (
    "what-if",
    "pfizer_patents",
    "--set",
    "strategy.clarity=0.6",
    "--replications",
    "2",
    "--seed",
    "1",
)
"""What somebody asks who has just installed it."""


def rows(size: Size) -> list[Row]:
    """Starts of a fresh Python, in turns; then the compiler's."""
    return [*starts(size), first_answer(), *compilations()]


def first_answer() -> Row:
    """The first question ever, with no machine code there."""
    with tempfile.TemporaryDirectory() as folder:
        seconds = child.seconds([*_kposim(), *QUESTION], NUMBA_CACHE_DIR=folder)
    return Row(
        SECTION,
        "first answer ever",
        f"{seconds:.1f} s",
        f"≤ {MOST_FIRST_ANSWER:g} s",
        seconds <= MOST_FIRST_ANSWER,
        f"wall; kposim {' '.join(QUESTION)}",
        {"seconds": seconds},
    )


def starts(size: Size) -> list[Row]:
    """`import sim` and `kposim --help`, and Python alone beside them."""
    commands = {"python": [sys.executable, "-c", "pass"], "import sim": [sys.executable, "-c", "import sim"]}
    commands["kposim --help"] = [*_kposim(), "--help"]
    laps: dict[str, list[float]] = {name: [] for name in commands}
    for number in range(-1, size.rounds):  # the first round fills the caches of the disk
        for name, command in commands.items():
            seconds = child.seconds(command)
            if number >= 0:
                laps[name].append(seconds)
    alone = Spread(laps.pop("python"))
    return [_start_row(name, Spread(own), alone) for name, own in laps.items()]


def _start_row(name: str, own: Spread, alone: Spread) -> Row:
    return Row(
        SECTION,
        name,
        f"{own.told()} s",
        f"< {MOST:g} s",
        own.median < MOST,
        f"wall; Python alone {alone.told()} s",
        {"seconds": own.plain(), "python_alone": alone.plain()},
    )


def _kposim() -> list[str]:
    """The command as it was installed, or the module where only the source is there."""
    script = Path(sys.executable).with_name("kposim")
    return [str(script)] if script.exists() else [sys.executable, "-m", "sim.cli"]


def compilations() -> list[Row]:
    """The first run of the compiled engine with nothing compiled, and with everything compiled before."""
    with tempfile.TemporaryDirectory() as folder:
        first, second, third = (child.told("benchmarks.start", NUMBA_CACHE_DIR=folder) for _ in range(3))
    again = Spread([second["cpu"], third["cpu"]])
    return [
        Row(
            SECTION,
            "first compiled run ever",
            f"{first['wall']:.1f} s",
            note="wall; once after installation, for who asks for this engine and so waits for its code",
            values={"seconds": first},
        ),
        Row(
            SECTION,
            "first compiled run of a process",
            f"{again.told()} s",
            note=f"reads what was compiled; wall {second['wall']:.2f} s",
            values={"seconds": [second, third]},
        ),
    ]


def first_run() -> dict[str, float]:
    """In the child: plan and tape are made before, and only the engine is timed."""
    from benchmarks.cases import demo
    from sim.engine.making import make_plan
    from sim.engine.simulate import simulate
    from sim.tape.tape import deal

    case = demo(0.4, 40.0)
    plan, tape = make_plan(case.scenario, case.strategy), deal(case.scenario, 1, 0)
    wall, cpu = timed(lambda _: simulate(case, plan=plan, tape=tape, engine="compiled"))
    return {"wall": wall, "cpu": cpu}


if __name__ == "__main__":
    print(json.dumps(first_run()))
