"""Runs become rows; what goes wrong becomes a record, not the end."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from sim.errors import ResultsError
from sim.experiment.design.digest import run_digest
from sim.experiment.design.own import OwnFunctions
from sim.experiment.design.points import DesignPoint
from sim.experiment.execute.run_table import RunRow as RunRow
from sim.experiment.execute.run_table import RunTable
from sim.outcome.measure import MEASURES
from sim.replicate.kept import KEPT, Keeper, Names
from sim.replicate.replications import Replications, journals_of, table_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.engine.journal import Journal
    from sim.engine.simulate import Engine

ALL: Final = tuple(MEASURES)


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


class Wanted(NamedTuple):
    """What is wanted of each run."""

    measures: tuple[str, ...] = ALL
    timelines: bool = True
    """Whether service over time is, too, of each replication 0."""


USUAL: Final = Wanted()


class PointRuns(NamedTuple):
    """Replications of one design point: what is played in one go."""

    point: DesignPoint
    seed: int
    replications: Sequence[int]

    @property
    def runs(self) -> list[Run]:
        """One by one."""
        return [Run(self.point, replication, self.seed) for replication in self.replications]


@dataclass(slots=True)
class Harvest:
    """What a batch of runs brought in."""

    rows: RunTable = field(default_factory=RunTable)
    """Key and measures of each run that succeeded."""
    timelines: list[RunRow] = field(default_factory=list)
    """Service over time of each replication 0."""
    failures: list[RunRow] = field(default_factory=list)
    """Key, labels, error and traceback of each run that did not."""
    seconds: float = 0.0

    @property
    def runs(self) -> int:
        """Runs that were tried."""
        return len(self.rows) + len(self.failures)


def sittings(runs: Iterable[Run]) -> list[PointRuns]:
    """Runs by their design points, in the order in which these come."""
    found: dict[tuple[str, int], PointRuns] = {}
    for point, replication, seed in runs:
        key = point.id, seed
        if key not in found:
            found[key] = PointRuns(point, seed, [])
        found[key].replications.append(replication)  # type: ignore[attr-defined]  # it was made here
    return list(found.values())


def run_batch(
    runs: Sequence[Run],
    engine: Engine,
    is_over: Callable[[], bool] = lambda: False,
    wanted: Wanted = USUAL,
) -> Harvest:
    """Compute runs, those of one point together; `is_over` is asked before each point whether to leave the
    rest."""
    return run_sittings(sittings(runs), engine, wanted, is_over)


def run_sittings(
    asked: Sequence[PointRuns], engine: Engine, wanted: Wanted, is_over: Callable[[], bool] = lambda: False
) -> Harvest:
    """Compute sittings one after the other. Where one cannot be played whole, each of its runs is played
    alone, and what fails is named."""
    harvest, begun, found = Harvest(), time.perf_counter(), list[RunTable]()
    for sitting in asked:
        if is_over():
            break
        try:
            found.append(_rows_of(sitting, engine, wanted, harvest))
        except Exception as error:  # whatever it is, it is one run's; the others go on
            if len(sitting.replications) == 1:
                harvest.failures.append(failure_of(sitting.runs[0], error))
            else:
                found += _one_by_one(sitting, engine, wanted, harvest, is_over)
    harvest.rows = RunTable.joined(found)
    harvest.seconds = time.perf_counter() - begun
    return harvest


def _one_by_one(
    sitting: PointRuns, engine: Engine, wanted: Wanted, harvest: Harvest, is_over: Callable[[], bool]
) -> list[RunTable]:
    found = []
    for run in sitting.runs:
        if is_over():
            break
        try:
            alone = sitting._replace(replications=[run.replication])
            found.append(_rows_of(alone, engine, wanted, harvest))
        except Exception as error:
            harvest.failures.append(failure_of(run, error))
    return found


def _rows_of(sitting: PointRuns, engine: Engine, wanted: Wanted, harvest: Harvest) -> RunTable:
    """The rows of a sitting; a timeline goes to the harvest. All of it, or none if something is wrong."""
    point, seed, replications = sitting
    own, timelines = _functions(point), list[RunRow]()
    names = (*wanted.measures, *_columns(own))
    values = np.empty((len(replications), len(names)))
    is_read = [bool(own.measures) or (wanted.timelines and each == 0) for each in replications]
    rest = [each for each, is_so in zip(replications, is_read, strict=True) if not is_so]
    if rest:
        batch = Replications(point.case, seed, rest, engine, own.assign)
        values[np.logical_not(is_read)] = table_of(batch, wanted.measures, names=_names(point))
    for k in np.flatnonzero(is_read).tolist():
        run = Run(point, replications[k], seed)
        journal = journal_of(run, engine)
        values[k] = _values(run, journal, wanted.measures, KEPT)
        if wanted.timelines and run.replication == 0:
            timelines.append(timeline_of(run, journal))
    harvest.timelines += timelines
    count = len(replications)
    digests = [run_digest(point.digest, seed, each) for each in replications]
    return RunTable([point.id] * count, list(replications), [seed] * count, digests, names, values)


def journal_of(run: Run, engine: Engine, keeper: Keeper = KEPT) -> Journal:
    """The facts of one run; runs that share a plan or a tape find it there.

    Raises
    ------
    ResultsError
        It needs functions in Python of which only the names are known.
    """
    own = _functions(run.point)
    batch = Replications(run.point.case, run.seed, (run.replication,), engine, own.assign)
    return next(journals_of(batch, keeper, _names(run.point)))


def row_of(run: Run, journal: Journal, measures: Sequence[str] = ALL, keeper: Keeper = KEPT) -> RunRow:
    """The run's key, some measures, and those of the user's own."""
    names = (*measures, *_columns(_functions(run.point)))
    return {**run.key, **dict(zip(names, _values(run, journal, measures, keeper).tolist(), strict=True))}


def _values(run: Run, journal: Journal, measures: Sequence[str], keeper: Keeper) -> NDArray[np.float64]:
    """Measures of one run, those of the user's own after them."""
    from sim.outcome.asked import Asked

    plan = keeper.plan(run.point.case, _names(run.point))
    found = Asked(journal.scenario, journal.strategy, plan, measures).of(journal)
    return np.array([*found, *_functions(run.point).read(journal).values()])


def _columns(own: OwnFunctions) -> list[str]:
    """What measures of the user's own are called: as their functions."""
    return [each.__name__ for each in own.measures]


def _names(point: DesignPoint) -> Names:
    return Names(point.digest, point.world)


def _functions(point: DesignPoint) -> OwnFunctions:
    if point.own is None:
        raise ResultsError(
            "this run needs functions in Python, of which a folder holds only the names\n"
            "  remedy  sim.run(..., measures=[...], assign=...) with the same functions plays it again"
        )
    return point.own


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
