"""How many times as quick is the compiled twin?"""

from __future__ import annotations

from benchmarks.cases import SHARES, demo
from benchmarks.reference import events, prepared
from benchmarks.row import Row
from benchmarks.size import Size
from benchmarks.stopwatch import Spread, each, in_turns, number, ratios
from sim.engine.journal import Journal
from sim.engine.plan import Plan
from sim.engine.simulate import Engine, simulate
from sim.tape.tape import Tape

SECTION = "twins"
LEAST = 100.0


def rows(size: Size) -> list[Row]:
    """A row for each share."""
    return [_row(share, size) for share in SHARES]


def _row(share: float, size: Size) -> Row:
    plan, tape = prepared(share, size)
    _compare(share, size, plan, tape)

    def compiled(_: int) -> None:
        for _ in range(size.runs):
            _run(share, size, plan, tape, "compiled")

    contestants = {"reference": lambda _: _run(share, size, plan, tape, "reference"), "compiled": compiled}
    laps = in_turns(contestants, size.rounds)
    times = ratios(laps["reference"].cpu, laps["compiled"].cpu, size.runs)
    happened = events(plan, tape)
    per_task = {name: each(laps[name].cpu, 1e6 / tape.tasks / _runs(name, size)) for name in laps}
    per_event = {name: each(laps[name].cpu, 1e6 / happened / _runs(name, size)) for name in laps}
    return Row(
        SECTION,
        f"reference ÷ compiled, share {share:g}",
        f"{times.told()} ×",
        f"≥ {LEAST:g}",
        times.median >= LEAST,
        f"a task {_against(per_task)} µs, an event of the reference's {_against(per_event)} µs; "
        f"{tape.tasks:,} tasks, equal bytes",
        {
            "ratio": times.plain(),
            "us_per_task": {name: spread.plain() for name, spread in per_task.items()},
            "us_per_event": {name: spread.plain() for name, spread in per_event.items()},
            "wall": {name: own.wall for name, own in laps.items()},
        },
    )


def _against(spreads: dict[str, Spread]) -> str:
    return f"{number(spreads['reference'].median)} against {number(spreads['compiled'].median)}"


def _runs(name: str, size: Size) -> int:
    return size.runs if name == "compiled" else 1


def _run(share: float, size: Size, plan: Plan, tape: Tape, engine: Engine) -> Journal:
    return simulate(demo(share, size.days), engine=engine, plan=plan, tape=tape)


def _compare(share: float, size: Size, plan: Plan, tape: Tape) -> None:
    """A twin that tells another story is not compared with."""
    journals = [_run(share, size, plan, tape, engine) for engine in ("reference", "compiled")]
    if journals[0].to_bytes() != journals[1].to_bytes():
        raise RuntimeError(f"the engines disagree at share {share:g}: run `make twins` before any benchmark")
