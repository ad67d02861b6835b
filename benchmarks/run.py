"""What does a run cost on the frozen cases: in the engine, and outside of it?"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Final

from benchmarks.cases import TASKS_A_DAY, demo, frozen
from benchmarks.end_to_end import TASKS
from benchmarks.row import Row
from benchmarks.size import Size
from benchmarks.stopwatch import Spread, each, in_turns
from sim.case import Case, changed
from sim.engine.compiled.run import lent_tables, run_compiled
from sim.engine.making import make_plan
from sim.experiment.conduct.conduct import run_experiment
from sim.experiment.design.experiment import Experiment
from sim.experiment.design.stored import HEADLINE
from sim.replicate.kept import Keeper
from sim.replicate.replications import Replications, table_of
from sim.tape.tape import Dealer, Tape

SECTION: Final = "run"
MOST_OUTSIDE_US: Final = 220.0
MOST_DAY_US: Final = 100.0
DAYS_A_TURN: Final = 500
"""Runs of a day in a turn."""


def rows(size: Size) -> list[Row]:
    """The engine on the frozen cases, what stands around it, and a run of a day."""
    return [*(_engine_row(name, size) for name in ("bare", "full")), _outside_row(size), _day_row(size)]


def _engine_row(name: str, size: Size) -> Row:
    """Nanoseconds a task of the compiled engine, tables and all."""
    case = frozen(name)
    plan, dealer = make_plan(case.scenario, case.strategy), Dealer(case.scenario)
    tapes = [dealer.deal(1, number) for number in range(size.runs)]
    tasks = sum(tape.tasks for tape in tapes)

    def tell(_: int) -> None:
        for tape in tapes:
            run_compiled(plan, tape)

    spread = each(in_turns({"tell": tell}, size.rounds)["tell"].cpu, 1e9 / tasks)
    note = f"{tasks / size.runs:,.0f} tasks a run"
    return Row(
        SECTION,
        f"engine, frozen {name} case",
        f"{spread.told()} ns a task",
        note=note,
        values={"ns": spread.plain()},
    )


def _outside_row(size: Size) -> Row:
    """A whole experiment with the default measures, less what its engine takes for the same runs."""
    case = demo(0.4, TASKS / TASKS_A_DAY)
    runs = 10 * size.runs
    plan, dealer = make_plan(case.scenario, case.strategy), Dealer(case.scenario)
    tapes: list[Tape] = []

    def all_of_it(lap: int) -> None:
        experiment = Experiment(scenario=case.scenario, strategy=case.strategy, replications=runs, seed=lap)
        with tempfile.TemporaryDirectory(prefix="kposim-") as folder:
            run_experiment(experiment, Path(folder) / "out")

    def prepare(lap: int) -> None:
        tapes[:] = [dealer.deal(lap, number) for number in range(runs)]

    def engine(_: int) -> None:
        for tape in tapes:
            lent_tables(plan, tape)

    laps = in_turns({"all": all_of_it, "prepare": prepare, "engine": engine}, size.rounds)
    pairs = list(zip(laps["all"].cpu, laps["engine"].cpu, strict=True))
    outside = Spread([1e6 * (whole - own) / runs for whole, own in pairs])
    told = Spread([1e6 * own / runs for _, own in pairs])
    return Row(
        SECTION,
        "outside the engine, about 2,000 tasks",
        f"{outside.told()} µs a run",
        f"≤ {MOST_OUTSIDE_US:g}",
        outside.median <= MOST_OUTSIDE_US,
        f"dealt, settled, stored, summed up, by one worker; {', '.join(HEADLINE)} and what figures read; "
        f"the engine takes {told.told()} µs",
        {"outside_us": outside.plain(), "engine_us": told.plain()},
    )


def _day_row(size: Size) -> Row:
    """Six tasks, dealt, told and settled."""
    case = a_day()
    runs, keeper = DAYS_A_TURN, Keeper()

    def play(lap: int) -> None:
        table_of(Replications(case, lap, range(runs)), HEADLINE, keeper)

    spread = each(in_turns({"play": play}, size.rounds)["play"].cpu, 1e6 / runs)
    return Row(
        SECTION,
        "a run of one day, six tasks",
        f"{spread.told()} µs",
        f"≤ {MOST_DAY_US:g}",
        spread.median <= MOST_DAY_US,
        f"dealt, told and settled: {', '.join(HEADLINE)}",
        {"us": spread.plain()},
    )


def a_day() -> Case:
    """The demo's scenario for a day."""
    return changed(demo(0.4), {"scenario.warm_up_days": 0, "scenario.horizon_days": 1})
