"""What does chance cost, before time starts?"""

from __future__ import annotations

from benchmarks.cases import SHARES, TASKS_A_DAY, demo
from benchmarks.row import Row
from benchmarks.size import Size
from benchmarks.stopwatch import Spread, in_turns
from sim.case import Case, changed, preset
from sim.tape.tape import Dealer

SECTION = "dealing"
TASKS = 2_000
MOST_US = {"2,000 tasks": 200.0, "a day": 20.0}
LAPS = 20
"""Tapes for each run of a turn: dealing is quicker than running."""


def rows(size: Size) -> list[Row]:
    """A tape of two lengths by a dealer that is kept, and what the dealer itself takes."""
    middle = SHARES[1]
    cases = {
        "2,000 tasks": demo(middle, TASKS / TASKS_A_DAY),
        "a day": demo(middle, 1.0),
        "2,000 tasks of gamma efforts": _gamma(),
    }
    dealers = {name: Dealer(case.scenario) for name, case in cases.items()}
    count = LAPS * size.runs

    def dealing(name: str, turn: int) -> None:
        for k in range(count):
            dealers[name].deal(1, turn * count + k)

    def knowing(_: int) -> None:
        for _ in range(size.runs):
            Dealer(cases["2,000 tasks"].scenario)

    work = {name: lambda turn, name=name: dealing(name, turn) for name in cases}
    laps = in_turns({**work, "dealer": knowing}, size.rounds)
    spreads = {name: Spread([1e6 * lap / count for lap in laps[name].cpu]) for name in cases}
    dealer = Spread([1e6 * lap / size.runs for lap in laps["dealer"].cpu])
    return [
        *(_row(name, dealers[name], spreads[name]) for name in cases),
        Row(
            SECTION,
            "a dealer, once for all replications",
            f"{dealer.told()} µs",
            values={"us": dealer.plain()},
        ),
    ]


def _gamma() -> Case:
    """The demo with efforts that take longest to invert."""
    gamma = {"scenario.work.*.effort_hours": {"kind": "gamma", "mean": 6.0, "cv": 0.7}}
    days = {"scenario.warm_up_days": 0.0, "scenario.horizon_days": TASKS / TASKS_A_DAY}
    return changed(preset("pfizer_patents"), gamma | days)


def _row(name: str, dealer: Dealer, spread: Spread) -> Row:
    tape = dealer.deal(1, 0)
    held = sum(table.nbytes for table in (tape.arrived, tape.work_type, tape.number, tape.effort))
    most = MOST_US.get(name)
    return Row(
        SECTION,
        f"a tape, {name}",
        f"{spread.told()} µs",
        f"≤ {most:g} µs" if most else "",
        spread.median <= most if most else None,
        f"{tape.tasks:,} tasks, {held / tape.tasks:.0f} bytes each",
        {"us": spread.plain(), "tasks": tape.tasks, "bytes": held},
    )
