"""How quick is the reference engine, beside the SimPy that carries it?"""

from __future__ import annotations

from collections.abc import Generator

import simpy

from benchmarks.cases import SHARES, demo
from benchmarks.row import Row
from benchmarks.size import Size
from benchmarks.stopwatch import Laps, Work, each, in_turns, rates, ratios
from sim.engine.making import make_plan
from sim.engine.plan import Plan
from sim.engine.reference.house import House
from sim.engine.simulate import simulate
from sim.tape.tape import Tape, deal

SECTION = "reference"
MOST = 8.0
"""An event of the story may cost so many bare ones."""


def rows(size: Size) -> list[Row]:
    """A row for each share."""
    runs: dict[str, Work] = {"bare": lambda _: bare(size.timeouts)}
    counts = {}
    for share in SHARES:
        plan, tape = prepared(share, size)
        runs[f"{share:g}"] = lambda _, share=share, plan=plan, tape=tape: simulate(  # type: ignore[misc]
            demo(share, size.days), engine="reference", plan=plan, tape=tape
        )
        counts[f"{share:g}"] = (tape.tasks, events(plan, tape))
    laps = in_turns(runs, size.rounds)
    bare_event = each(laps["bare"].cpu, 1e6 / size.timeouts)
    first = Row(SECTION, "bare SimPy timeout", f"{bare_event.told()} µs", values={"us": bare_event.plain()})
    return [first, *(_row(name, laps, counts[name], size) for name in counts)]


def _row(name: str, laps: dict[str, Laps], counts: tuple[int, int], size: Size) -> Row:
    tasks, happened = counts
    own, bare_laps = laps[name].cpu, laps["bare"].cpu
    times = ratios(own, bare_laps, size.timeouts / happened)
    speed, event = rates(own, tasks), each(own, 1e6 / happened)
    return Row(
        SECTION,
        f"event of the story ÷ bare event, share {name}",
        f"{times.told()} ×",
        f"< {MOST:g}",
        times.median < MOST,
        f"{event.median:.2f} µs an event, {happened / tasks:.1f} events a task, {speed.told()} tasks/s",
        {
            "ratio": times.plain(),
            "us_per_event": event.plain(),
            "tasks_per_second": speed.plain(),
            "tasks": tasks,
            "events": happened,
            "wall": laps[name].wall,
        },
    )


def prepared(share: float, size: Size, seed: int = 1) -> tuple[Plan, Tape]:
    """What both engines read of the demo's scenario."""
    case = demo(share, size.days)
    return make_plan(case.scenario, case.strategy), deal(case.scenario, seed, 0)


def events(plan: Plan, tape: Tape) -> int:
    """SimPy events that are processed in one run: those scheduled, less those that the horizon cut off."""
    house = House(plan, tape)
    house.run()
    return next(house.clock._eid) - len(house.clock._queue)


def bare(timeouts: int) -> None:
    """So many events of which nothing follows: the least that SimPy can do."""
    clock = simpy.Environment()

    def tick() -> Generator[simpy.Event, None, None]:
        for _ in range(timeouts):
            yield clock.timeout(1.0)

    clock.process(tick())
    clock.run()
