"""What a worker does: play some worlds of a case, or watch one."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Iterable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.ask.payback import saved
from sim.ask.what_if import HEADLINE
from sim.case import Case
from sim.engine.making import make_plan
from sim.engine.simulate import prepare, simulate
from sim.outcome.resilience import felt
from sim.outcome.scorecard import settle
from sim.outcome.service import curve
from sim.outcome.window import observe
from sim.tape.tape import deal

if TYPE_CHECKING:
    from sim.tape.tape import Tape

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

MOST_TAPES = 24
"""Dealt luck that a worker keeps, some megabytes each: the next move of a lever meets the same worlds."""

_tapes: OrderedDict[Hashable, Tape] = OrderedDict()


class Struck(NamedTuple):
    """A disruption, in days since observation began; an end for good has no end (inf)."""

    team: str
    start: float
    end: float


class World(NamedTuple):
    """One world day by day."""

    days: Floats
    """Since observation began."""
    backlog: Floats
    """Tasks that wait for somebody to begin."""
    wip: Floats
    """Tasks in hand, at work or not."""
    struck: tuple[Struck, ...]


def get_ready(cases: Iterable[Case]) -> None:
    """Have the machine code loaded and every case played once, before anybody waits."""
    prepare()
    for case in cases:
        play(case, None, 0, 0, 1)


def play(case: Case, luck: Hashable, seed: int, first: int, end: int) -> Floats:
    """The shown measures of the replications [first, end), shape (end - first, measures).

    Parameters
    ----------
    luck
        A name for the scenario's luck, under which the worker keeps what it dealt; None to keep nothing.
    """
    plan = make_plan(*case)
    rows = []
    for replication in range(first, end):
        tape = tape_of(case, luck, seed, replication)
        card = settle(simulate(*case, seed=seed, replication=replication, plan=plan, tape=tape))
        rows.append([card[name] for name in SHOWN])
    return np.array(rows, dtype=np.float64)


def save(case: Case, other: Case, seed: int, first: int, end: int) -> Floats:
    """Money saved against another case month by month, shape (end - first, months)."""
    return np.array([saved(case, other, seed, replication) for replication in range(first, end)]) / 100.0


def watch(case: Case, luck: Hashable, seed: int, replication: int) -> World:
    """One world, day by day."""
    tape = tape_of(case, luck, seed, replication)
    journal = simulate(*case, seed=seed, replication=replication, tape=tape)
    seen = observe(journal)
    days, _, wip, backlog = curve(seen)
    start = case.scenario.warm_up_days
    teams, rows = case.scenario.teams, felt(seen)
    struck = (
        Struck(teams[row["team"]], float(row["started"]) / 24.0 - start, float(row["ended"]) / 24.0 - start)
        for row in rows
    )
    return World(
        days - start,
        np.asarray(backlog, np.float64),
        np.asarray(wip, np.float64),
        tuple(each for each in struck if each.end > 0.0 and each.start < case.scenario.horizon_days),
    )


def tape_of(case: Case, luck: Hashable, seed: int, replication: int) -> Tape:
    """The luck of one replication, dealt or remembered."""
    name = (luck, seed, replication)
    if luck is None or name not in _tapes:
        tape = deal(case.scenario, seed, replication)
        if luck is None:
            return tape
        _tapes[name] = tape
    tape = _tapes[name]
    _tapes.move_to_end(name)
    while len(_tapes) > MOST_TAPES:
        _tapes.popitem(last=False)
    return tape
