"""All chance of one replication, dealt before time starts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.scenario.arrivals import Trace
from sim.scenario.scenario import Scenario
from sim.scenario.work import WorkType
from sim.tape.misfortune import Misfortunes, deal_misfortunes
from sim.tape.stream import Purpose, stream

Floats = NDArray[np.float64]

RESAMPLES = 8
"""Efforts dealt for a task whose work is resampled at outages; a ninth outage begins again at the first."""


@dataclass(frozen=True, slots=True)
class Tape:
    """What chance has in store: one entry a task, in order of arrival; luck by attempt has shape (attempts,
    tasks).

    A table that no work type can need has no rows. Times and efforts in hours; all luck is uniform on [0, 1).
    """

    seed: int
    replication: int
    hours: float
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
    hours = scenario.window_hours[1]
    hands = [_Hand(scenario, index, seed, replication, hours) for index in range(len(scenario.work))]
    arrived = np.concatenate([hand.arrived for hand in hands])
    work_type = np.concatenate([np.full(len(hand.arrived), hand.index) for hand in hands])
    order = np.lexsort((work_type, arrived))

    def merge(tables: list[list[Floats]]) -> Floats:
        return _merge(tables, [len(hand.arrived) for hand in hands], order)

    return Tape(
        seed=seed,
        replication=replication,
        hours=hours,
        teams=scenario.teams,
        arrived=arrived[order],
        work_type=work_type[order].astype(np.int64),
        assignment=merge([hand.luck("assignment", 1) for hand in hands])[0],
        effort=merge([hand.efforts() for hand in hands]),
        effort_again=merge([hand.efforts_again() for hand in hands]),
        question=merge([hand.luck("question", hand.asked) for hand in hands]),
        misunderstanding=merge([hand.luck("misunderstanding", hand.asked) for hand in hands]),
        defect=merge([hand.luck("defect", hand.faulty) for hand in hands]),
        inspection=merge([hand.luck("inspection", hand.attempts) for hand in hands]),
        detection=merge(
            [hand.luck("detection", hand.attempts if hand.can_go_wrong else 0) for hand in hands]
        ),
        misfortunes=deal_misfortunes(scenario, seed, replication),
    )


class _Hand:
    """What is dealt to the tasks of one work type."""

    def __init__(self, scenario: Scenario, index: int, seed: int, replication: int, hours: float) -> None:
        self.index = index
        self.name, self.work = list(scenario.work.items())[index]
        self._seed, self._replication = seed, replication
        self.arrived = self.work.arrivals.instants(stream(seed, replication, f"{self.name}/arrivals"), hours)
        defects = can_be_defective(scenario, self.name, self.work)
        self.can_go_wrong = defects or self.work.ambiguity > 0.0
        self.attempts = self.work.most_attempts if self.can_go_wrong else 1
        self.asked = self.attempts if self.work.ambiguity > 0.0 else 0
        self.faulty = self.attempts if defects else 0
        teams = (scenario.inhouse, *scenario.providers.values())
        self.resampled = any(t.outages is not None and t.outages.interruption == "resample" for t in teams)

    def luck(self, purpose: str, columns: int) -> list[Floats]:
        """Uniform numbers; each attempt's have a place of their own, so that one more attempt moves
        nothing."""
        return self._columns(purpose, columns, lambda generator, size: generator.random(size))

    def efforts(self) -> list[Floats]:
        recorded = self.work.arrivals.effort_hours if isinstance(self.work.arrivals, Trace) else None
        if recorded is not None:
            return [np.asarray(recorded[: len(self.arrived)], dtype=np.float64)] * self.attempts
        return self._columns("effort", self.attempts, self.work.effort_hours.draw)

    def efforts_again(self) -> list[Floats]:
        return self._columns("effort_again", RESAMPLES if self.resampled else 0, self.work.effort_hours.draw)

    def _columns(
        self, purpose: str, columns: int, draw: Callable[[np.random.Generator, int], Floats]
    ) -> list[Floats]:
        if columns == 0:
            return []
        places = Purpose(self._seed, self._replication, f"{self.name}/{purpose}")
        return [draw(places.place(k), len(self.arrived)) for k in range(columns)]


def can_be_defective(scenario: Scenario, name: str, work: WorkType) -> bool:
    """Whether any team could do this work type wrong by its own fault."""
    for team in (scenario.inhouse, *scenario.providers.values()):
        skill = team.skill.get(name) or team.skill.get(work.family or "")
        own = skill.defect_probability if skill is not None else None
        if (team.defect_probability if own is None else own) > 0.0:
            return True
    return False


def _merge(tables: list[list[Floats]], sizes: list[int], order: NDArray[np.int64]) -> Floats:
    """Columns of all work types side by side, in order of arrival; what a type was not dealt is nan."""
    merged = np.full((max(len(table) for table in tables), sum(sizes)), np.nan)
    begin = 0
    for table, size in zip(tables, sizes, strict=True):
        for row, column in enumerate(table):
            merged[row, begin : begin + size] = column
        begin += size
    return np.take(merged, order, axis=1) if len(sizes) > 1 else merged
