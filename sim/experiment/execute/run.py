"""One run becomes one row; what goes wrong becomes a record, not the end."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.errors import ResultsError
from sim.experiment.design.digest import run_digest
from sim.experiment.design.own import NONE
from sim.experiment.design.points import DesignPoint
from sim.replicate.kept import KEPT, Keeper, Names
from sim.replicate.replications import Replications, journals_of

if TYPE_CHECKING:
    from sim.engine.journal import Journal
    from sim.engine.simulate import Engine

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


def run_batch(runs: Sequence[Run], engine: Engine, is_over: Callable[[], bool] = lambda: False) -> Harvest:
    """Compute runs one after the other; `is_over` is asked before each whether to leave the rest."""
    harvest, begun = Harvest(), time.perf_counter()
    for run in runs:
        if is_over():
            break
        try:
            journal = journal_of(run, engine)
            row, line = row_of(run, journal), timeline_of(run, journal) if run.replication == 0 else None
        except Exception as error:  # whatever it is, it is this run's; the others go on
            harvest.failures.append(failure_of(run, error))
            continue
        harvest.rows.append(row)
        harvest.timelines += [line] if line else []
    harvest.seconds = time.perf_counter() - begun
    return harvest


def journal_of(run: Run, engine: Engine, keeper: Keeper = KEPT) -> Journal:
    """The facts of one run; runs that share a plan or a tape find it there.

    Raises
    ------
    ResultsError
        It needs functions in Python of which only the names are known.
    """
    own = run.point.own
    if own is None:
        raise ResultsError(
            "this run needs functions in Python, of which a folder holds only the names\n"
            "  remedy  sim.run(..., measures=[...], assign=...) with the same functions plays it again"
        )
    batch = Replications(run.point.case, run.seed, (run.replication,), engine, own.assign)
    return next(journals_of(batch, keeper, Names(run.point.digest, run.point.world)))


def row_of(run: Run, journal: Journal) -> RunRow:
    """The run's key and all its measures."""
    from sim.outcome.scorecard import settle

    measures = settle(journal).as_row() | (run.point.own or NONE).read(journal)
    return {**run.key, **{name: float(value) for name, value in measures.items()}}


def timeline_of(run: Run, journal: Journal) -> RunRow:
    """Service, work in progress and backlog day by day, and what struck those who had work; days since the
    start."""
    from sim.engine.journal import Cause
    from sim.outcome.resilience import felt
    from sim.outcome.service import curve
    from sim.outcome.window import observe

    seen = observe(journal)
    days, service, wip, backlog = curve(seen)
    struck = felt(seen)
    teams = journal.scenario.teams
    return {
        "point": run.point.id,
        "digest": run.digest,
        **{"days": days, "service": service, "wip": wip, "backlog": backlog},
        "struck_from_day": struck["started"] / 24.0,
        "struck_to_day": struck["ended"] / 24.0,
        "struck_team": [teams[index] for index in struck["team"]],
        "struck_for_good": struck["cause"] != Cause.OUTAGE,
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
