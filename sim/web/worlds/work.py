"""What a worker does: play some worlds of a case, or watch one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.ask.payback import cents_by_month
from sim.ask.what_if import HEADLINE
from sim.case import Case
from sim.compiler.maker import is_ready
from sim.engine.journal import Journal
from sim.outcome.asked import Asked
from sim.outcome.resilience import felt
from sim.outcome.service import curve
from sim.outcome.window import observe
from sim.replicate.kept import KEPT, Names
from sim.replicate.replications import Replications, journal_of, journals_of, table_of

Floats = NDArray[np.float64]

SHOWN = (
    *HEADLINE,
    "worst_quarter_on_time_share",
    "worst_drop",
    "lead_time_p90_days",
    "outsourced_share",
    "rework_share",
    "questions_per_task",
    "answer_wait_days_per_task",
    "coordination_share",
    "seats_inhouse",
    "seats_providers",
    "utilisation_inhouse",
    "utilisation_providers",
    "dependence_index",
    "ip_exposure",
    "net_benefit",
    "cost_inspection",
    "cost_external_failure",
    "cost_ip_loss",
    "longest_recovery_days",
    "knowledge_at_home",
)
"""The measures that a page tells, the ones that a decision turns on first."""


class Downtime(NamedTuple):
    """A disruption, in days since observation began; an end for good has no end (inf)."""

    team: str
    start: float
    end: float


class WatchedWorld(NamedTuple):
    """One world day by day."""

    days: Floats
    """Since observation began."""
    backlog: Floats
    """Tasks that wait for somebody to begin."""
    wip: Floats
    """Tasks in hand, at work or not."""
    struck: tuple[Downtime, ...]


class Shown(NamedTuple):
    """Worlds of a choice."""

    rows: Floats
    """The shown measures, (worlds, measures)."""
    watched: WatchedWorld | None
    """The first of them day by day."""


def get_ready(cases: Iterable[Case]) -> None:
    """Have the machine code loaded and every case played once, before anybody waits; where the code is still
    being made, nothing: the first answers are slow, and the page is there."""
    for case in cases if is_ready() else ():
        show(case, 0, 0, 1)


def show(case: Case, seed: int, first: int, end: int) -> Shown:
    """The shown measures of the replications [first, end), and the very first one to watch: that is the world
    which a page draws beside them, and it is not played twice."""
    if first > 0:
        return Shown(play(case, seed, first, end), None)
    names = Names.of(case)
    asked = Asked(case.scenario, case.strategy, KEPT.plan(case, names), SHOWN)
    journal = journal_of(case, seed, 0, names=names)
    rest = table_of(Replications(case, seed, range(1, end)), SHOWN, names=names)
    return Shown(np.vstack([asked.of(journal), rest]), _watched(journal))


def play(case: Case, seed: int, first: int, end: int) -> Floats:
    """The shown measures of the replications [first, end), shape (end - first, measures)."""
    return table_of(Replications(case, seed, range(first, end)), SHOWN)


def save(case: Case, other: Case, seed: int, first: int, end: int) -> Floats:
    """Money saved against another case month by month, shape (end - first, months)."""
    both = (
        [cents_by_month(journal) for journal in journals_of(Replications(each, seed, range(first, end)))]
        for each in (case, other)
    )
    now, before = (np.array(each, dtype=np.float64) for each in both)
    return (before - now) / 100.0


def watch(case: Case, seed: int, replication: int) -> WatchedWorld:
    """One world, day by day."""
    return _watched(journal_of(case, seed, replication))


def _watched(journal: Journal) -> WatchedWorld:
    seen, scenario = observe(journal), journal.scenario
    days, _, wip, backlog = curve(seen)
    start = scenario.warm_up_days
    teams, rows = scenario.teams, felt(seen)
    struck = (
        Downtime(teams[row["team"]], float(row["started"]) / 24.0 - start, float(row["ended"]) / 24.0 - start)
        for row in rows
    )
    return WatchedWorld(
        days - start,
        np.asarray(backlog, np.float64),
        np.asarray(wip, np.float64),
        tuple(each for each in struck if each.end > 0.0 and each.start < scenario.horizon_days),
    )
