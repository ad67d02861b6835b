"""One run becomes one row; what goes wrong becomes a record, not the end."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.experiment.design.digest import run_digest
from sim.experiment.design.points import DesignPoint

if TYPE_CHECKING:
    from sim.engine.journal import Journal
    from sim.engine.plan import Plan
    from sim.engine.simulate import Engine
    from sim.tape.tape import Dealer, Tape

RunRow = dict[str, Any]
"""What is stored of a run: its key, and what it came to by name."""


class Run(NamedTuple):
    """Something to compute: one replication of one design point."""

    point: DesignPoint
    replication: int
    seed: int

    @property
    def digest(self) -> str:
        """The run's name."""
        return run_digest(self.point.digest, self.seed, self.replication)

    @property
    def key(self) -> RunRow:
        """What a row says about where it comes from."""
        return {
            "point": self.point.id,
            "replication": self.replication,
            "seed": self.seed,
            "digest": self.digest,
        }


@dataclass(slots=True)
class Harvest:
    """What a batch of runs brought in."""

    rows: list[RunRow] = field(default_factory=list)
    """Key and all measures of each run that succeeded."""
    timelines: list[RunRow] = field(default_factory=list)
    """Service over time of each replication 0."""
    failures: list[RunRow] = field(default_factory=list)
    """Key, labels, error and traceback of each run that did not."""
    seconds: float = 0.0

    @property
    def runs(self) -> int:
        """Runs that were tried."""
        return len(self.rows) + len(self.failures)


class TapeDeck:
    """The last tape dealt, and the plans and dealers of all points met; runs that share them need not wait
    again."""

    def __init__(self) -> None:
        self._name: tuple[str, int, int] | None = None
        self._tape: Tape | None = None
        self._dealers: dict[str, Dealer] = {}
        self._plans: dict[str, Plan] = {}

    def plan(self, run: Run) -> Plan:
        """The plan of this run's point."""
        from sim.engine.plan import make_plan

        if run.point.digest not in self._plans:
            self._plans[run.point.digest] = make_plan(*run.point.case)
        return self._plans[run.point.digest]

    def tape(self, run: Run) -> Tape:
        """The tape of this run, dealt anew only when it is another than the last one's."""
        from sim.tape.tape import Dealer

        world = run.point.world
        name = (world, run.seed, run.replication)
        if self._tape is None or name != self._name:
            if world not in self._dealers:
                self._dealers[world] = Dealer(run.point.case.scenario)
            self._tape, self._name = self._dealers[world].deal(run.seed, run.replication), name
        return self._tape


def run_batch(runs: Sequence[Run], engine: Engine, is_over: Callable[[], bool] = lambda: False) -> Harvest:
    """Compute runs one after the other; `is_over` is asked before each whether to leave the rest."""
    harvest, deck, begun = Harvest(), TapeDeck(), time.perf_counter()
    for run in runs:
        if is_over():
            break
        try:
            journal = journal_of(run, engine, deck)
            row, line = row_of(run, journal), timeline_of(run, journal) if run.replication == 0 else None
        except Exception as error:  # whatever it is, it is this run's; the others go on
            harvest.failures.append(failure_of(run, error))
            continue
        harvest.rows.append(row)
        harvest.timelines += [line] if line else []
    harvest.seconds = time.perf_counter() - begun
    return harvest


def journal_of(run: Run, engine: Engine, deck: TapeDeck | None = None) -> Journal:
    """The facts of one run."""
    from sim.engine.simulate import simulate

    scenario, strategy = run.point.case
    deck = deck or TapeDeck()
    plan, tape = deck.plan(run), deck.tape(run)
    return simulate(scenario, strategy, run.seed, run.replication, engine, plan=plan, tape=tape)


def row_of(run: Run, journal: Journal) -> RunRow:
    """The run's key and all its measures."""
    from sim.outcome.scorecard import settle

    measures = settle(journal).as_row()
    return {**run.key, **{name: float(value) for name, value in measures.items()}}


def timeline_of(run: Run, journal: Journal) -> RunRow:
    """Service, work in progress and backlog day by day, and what struck whom; days since the start."""
    from sim.outcome.resilience import service_curve

    days, service, wip, backlog = service_curve(journal)
    struck = journal.disruptions
    teams = journal.scenario.teams
    return {
        "point": run.point.id,
        "digest": run.digest,
        **{"days": days, "service": service, "wip": wip, "backlog": backlog},
        "struck_from_day": struck["started"] / 24.0,
        "struck_to_day": struck["ended"] / 24.0,
        "struck_team": [teams[index] for index in struck["team"]],
        "struck_for_good": struck["insolvency"] == 1,
    }


def failure_of(run: Run, error: BaseException) -> RunRow:
    """A run that failed: what, where, why."""
    return {
        **run.key,
        "labels": run.point.labels,
        "type": type(error).__name__,
        "message": str(error),
        "traceback": "".join(traceback.format_exception(error)),
    }
