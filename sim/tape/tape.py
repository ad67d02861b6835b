"""All chance of one replication, dealt before time starts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.errors import InputError, Problem
from sim.scenario.distribution import Shipped
from sim.scenario.scenario import Scenario
from sim.scenario.trace import Trace
from sim.scenario.work import WorkType
from sim.tape.misfortune import Misfortunes, deal_misfortunes
from sim.tape.stream import places, stream

Floats = NDArray[np.float64]

RESAMPLES = 8
"""Efforts dealt for a task whose work is resampled at outages; a ninth outage begins again at the first."""
EFFORTS = ("effort", "effort_again")
PURPOSES = (*EFFORTS, "assignment", "question", "misunderstanding", "defect", "inspection", "detection")


@dataclass(frozen=True, slots=True)
class Tape:
    """What chance has in store: one entry a task, in order of arrival; luck by attempt has shape (attempts,
    tasks).

    A table that no work type can need has no rows. Times and efforts in hours; all luck is uniform on [0, 1).
    """

    seed: int
    replication: int
    hours: float
    world: str
    """Digest of the scenario that it was dealt for."""
    teams: tuple[str, ...]
    """Names of the teams, of which each has streams of its own."""
    arrived: Floats
    work_type: NDArray[np.int64]
    assignment: Floats
    effort: Floats
    effort_again: Floats
    question: Floats
    misunderstanding: Floats
    defect: Floats
    inspection: Floats
    detection: Floats
    misfortunes: Misfortunes

    @property
    def tasks(self) -> int:
        """Number of tasks that arrive."""
        return len(self.arrived)


def deal(scenario: Scenario, seed: int, replication: int) -> Tape:
    """The tape of one replication. It depends on the scenario, never on the strategy."""
    return Dealer(scenario).deal(seed, replication)


class Dealer:
    """Knows what a scenario needs of chance, found out once for all its replications."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._hands = [_Hand(scenario, name) for name in scenario.work]

    def deal(self, seed: int, replication: int) -> Tape:
        """The tape of one replication; dealers of equal scenarios deal the same."""
        arrivals = [hand.arrive(seed, replication) for hand in self._hands]
        arrived, sizes = np.concatenate(arrivals), [len(own) for own in arrivals]
        order = np.argsort(arrived, kind="stable")  # arrivals of one instant are in the order of work types
        luck = {purpose: self._table(purpose, seed, replication, sizes, order) for purpose in PURPOSES}
        return Tape(
            seed=seed,
            replication=replication,
            hours=self._scenario.window_hours[1],
            world=self._scenario.digest,
            teams=self._scenario.teams,
            arrived=arrived[order],
            work_type=np.repeat(np.arange(len(sizes), dtype=np.int64), sizes)[order],
            **{purpose: table if purpose != "assignment" else table[0] for purpose, table in luck.items()},
            misfortunes=deal_misfortunes(self._scenario, seed, replication),
        )

    def _table(
        self, purpose: str, seed: int, replication: int, sizes: list[int], order: NDArray[np.int64]
    ) -> Floats:
        """Luck of all work types side by side, in order of arrival; what a type is not dealt is nan."""
        table = np.empty((max(hand.columns[purpose] for hand in self._hands), len(order)))
        if not table.size:
            return table
        begin = 0
        for hand, size in zip(self._hands, sizes, strict=True):
            own, columns = table[:, begin : begin + size], hand.columns[purpose]
            own[columns:] = np.nan
            hand.fill(own[:columns], purpose, seed, replication)
            begin += size
        return table.take(order, axis=1) if len(sizes) > 1 else table


class _Hand:
    """What is dealt to the tasks of one work type."""

    def __init__(self, scenario: Scenario, name: str) -> None:
        self._name, work = name, scenario.work[name]
        self._instants, self._effort = work.arrivals.timetable(scenario.window_hours[1]), work.effort_hours
        recorded = work.arrivals.effort_hours if isinstance(work.arrivals, Trace) else None
        self._recorded = None if recorded is None else np.asarray(recorded, dtype=np.float64)
        self.columns = _columns(scenario, name, work)

    def arrive(self, seed: int, replication: int) -> Floats:
        """When its tasks arrive, in hours, rising."""
        return self._instants(stream(seed, replication, f"{self._name}/arrivals"))

    def fill(self, rows: Floats, purpose: str, seed: int, replication: int) -> None:
        """Deal to each task, a row an attempt; each row has a place of its own, so that one more moves
        nothing."""
        if self._recorded is not None and purpose == "effort":
            rows[:] = self._recorded[: rows.shape[1]]
            return
        generators = places(seed, replication, f"{self._name}/{purpose}", len(rows))
        for row, generator in zip(rows, generators, strict=True):
            if purpose in EFFORTS:
                row[:] = self._drawn(generator, len(row))
            else:
                generator.random(out=row)

    def _drawn(self, generator: np.random.Generator, size: int) -> Floats:
        """Efforts; those of a distribution of somebody's own are looked at.

        Raises
        ------
        InputError
            They are not so many, or not all of them are amounts.
        """
        effort: Any = self._effort
        drawn = np.asarray(effort.draw(generator, size), dtype=np.float64)
        if isinstance(effort, Shipped):
            return drawn
        rule = ""
        if drawn.shape != (size,):
            rule = f"draw(generator, {size}) gives an array of shape {drawn.shape}"
        elif not bool((np.isfinite(drawn) & (drawn >= 0.0)).all()):
            rule = "draw gives efforts that are negative or no finite numbers"
        if rule:
            path, remedy = f"scenario.work.{self._name}.effort_hours", "give `size` amounts, all 0 or more"
            raise InputError([Problem(path, type(effort).__name__, rule, remedy)])
        return drawn


def _columns(scenario: Scenario, name: str, work: WorkType) -> dict[str, int]:
    """How many numbers a task is dealt for each purpose; none where nobody can need them."""
    teams = (scenario.inhouse, *scenario.providers.values())
    defects, unclear = can_be_defective(scenario, name, work), work.ambiguity > 0.0
    resampled = any(t.outages is not None and t.outages.interruption == "resample" for t in teams)
    attempts = work.most_attempts if defects or unclear else 1
    return {
        "assignment": 1,
        "effort": attempts,
        "effort_again": RESAMPLES * resampled,
        "question": attempts * unclear,
        "misunderstanding": attempts * unclear,
        "defect": attempts * defects,
        "inspection": attempts,
        "detection": attempts * (defects or unclear),
    }


def can_be_defective(scenario: Scenario, name: str, work: WorkType) -> bool:
    """Whether any team could do this work type wrong by its own fault."""
    for team in (scenario.inhouse, *scenario.providers.values()):
        skill = team.skill.get(name) or team.skill.get(work.family or "")
        own = skill.defect_probability if skill is not None else None
        if (team.defect_probability if own is None else own) > 0.0:
            return True
    return False
