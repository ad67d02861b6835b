"""All chance of one replication, dealt before time starts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.errors import InputError, Problem
from sim.rules import chance, effort, quantile
from sim.rules.chance import ATTEMPTS, Purpose
from sim.scenario.law import Law
from sim.scenario.scenario import Scenario
from sim.scenario.trace import Trace
from sim.scenario.work import WorkType
from sim.tape.law import Records, records_of
from sim.tape.misfortune import Misfortunes, deal_misfortunes
from sim.tape.stream import name_of, root_of
from sim.tape.timetable import Timetable

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

RESAMPLES = effort.RESAMPLES
ALL = np.array([[0.0, 1.0]] * len(Purpose))
NO_LAW = Law("constant")
"""In the place of one that nobody asks for."""
ALL.setflags(write=False)


@dataclass(frozen=True)
class Tape:
    """What chance has in store: when tasks come, what they ask for, what goes wrong; and the address of all
    the rest, by which it is computed when it is needed, and which nothing in a run can change.

    Axes: tasks in order of arrival, W work types, P purposes (`Purpose`), T teams. Times and efforts in
    hours; luck is uniform between 0 and 1.
    """

    seed: int
    replication: int
    hours: float
    world: str
    """Digest of the scenario that it was dealt for."""
    teams: tuple[str, ...]
    """Names of the teams, of which each has streams of its own."""
    root: int
    """What seed and replication are to the generator."""
    names: Ints
    """(W, P) what each work type's purposes are to it,"""
    leavers: Ints
    """(T,) and each team's leavers."""
    cuts: Floats
    """(P, 2) where the piece of [0, 1] begins from which a purpose's luck comes, and how wide it is: all."""
    laws: Records
    """(W,) `sim.tape.law.LAW`, the efforts' distributions,"""
    values: Floats
    """and the values of those that have some."""
    source: Ints
    """(W,) where efforts come from (`sim.rules.effort.Source`)."""
    arrived: Floats
    work_type: Ints
    number: Ints
    """(tasks,) place of each among those of its type."""
    effort: Floats
    """(1, tasks) of the first attempts; of others there are more rows where no law gives them."""
    misfortunes: Misfortunes

    @property
    def tasks(self) -> int:
        """Number of tasks that arrive."""
        return len(self.arrived)

    def luck(self, purpose: Purpose, task: int, attempt: int = 0) -> float:
        """The luck of a task's attempt."""
        names, cuts, places = self._lists
        work_type, number = places[task]
        low, width = cuts[purpose]
        return low + width * chance.uniform(self.root, names[work_type][purpose], number * ATTEMPTS + attempt)

    def fresh_effort(self, task: int, attempt: int) -> float:
        """Standard hours that a whole new attempt asks for."""
        return float(
            effort.fresh_effort(
                self.root,
                self.names,
                self.laws,
                self.values,
                self.source,
                self.effort,
                self.work_type[task],
                task,
                self.number[task],
                attempt,
            )
        )

    def effort_again(self, task: int, times: int) -> float:
        """The same where an outage has it drawn anew, after so many times."""
        return float(
            effort.effort_again(
                self.root,
                self.names,
                self.laws,
                self.values,
                self.source,
                self.effort,
                self.work_type[task],
                task,
                self.number[task],
                times,
            )
        )

    def leaver(self, team: int, number: int) -> float:
        """The luck of a team's leavers, one after the other: exponential, with mean one."""
        return float(quantile.exponential(chance.uniform(self.root, int(self.leavers[team]), number)))

    def with_luck(self, **fixed: float) -> Tape:
        """The same with the luck of some purposes not left to chance: one number for all tasks and
        attempts."""
        cuts = self.cuts.copy()
        for name, luck in fixed.items():
            cuts[Purpose[name.upper()]] = luck, 0.0
        cuts.setflags(write=False)
        return replace(self, cuts=cuts)

    @cached_property
    def _lists(self) -> tuple[list[list[int]], list[list[float]], list[tuple[int, int]]]:
        """Names, cuts, and each task's work type and number: lists are quicker to read one by one."""
        places = list(zip(self.work_type.tolist(), self.number.tolist(), strict=True))
        return self.names.tolist(), self.cuts.tolist(), places


def deal(scenario: Scenario, seed: int, replication: int) -> Tape:
    """The tape of one replication. It depends on the scenario, never on the strategy."""
    return Dealer(scenario).deal(seed, replication)


class Dealer:
    """Knows what a scenario needs of chance, found out once for all its replications."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario, work = scenario, scenario.work
        self._laws, self._values = records_of(tuple(_law(each) or NO_LAW for each in work.values()))
        purposes = [each.name.lower() for each in Purpose]
        self._names = np.array([[name_of(f"{name}/{each}") for each in purposes] for name in work])
        self._leavers = np.array([name_of(f"{team}/attrition") for team in scenario.teams])
        self._hands = [
            _Hand(scenario, name, self._laws[kind], self._values) for kind, name in enumerate(work)
        ]
        self._source = np.array([hand.source for hand in self._hands], dtype=np.int64)
        self._rows = max((hand.rows for hand in self._hands), default=1)
        for table in (self._names, self._leavers, self._source):
            table.setflags(write=False)

    def deal(self, seed: int, replication: int) -> Tape:
        """The tape of one replication; dealers of equal scenarios deal the same."""
        root = root_of(seed, replication)
        arrivals = [hand.arrive(root) for hand in self._hands]
        arrived, sizes = np.concatenate(arrivals), [len(own) for own in arrivals]
        work_type = np.repeat(np.arange(len(sizes), dtype=np.int64), sizes)
        number = np.concatenate([np.arange(size, dtype=np.int64) for size in sizes])
        efforts, begin = np.empty((self._rows, len(arrived))), 0
        for hand, size in zip(self._hands, sizes, strict=True):
            hand.fill(efforts[:, begin : begin + size], root)
            begin += size
        if len(sizes) > 1:
            order = np.argsort(arrived, kind="stable")  # arrivals of one instant: in the order of work types
            arrived, work_type, number = arrived[order], work_type[order], number[order]
            efforts = efforts.take(order, axis=1)
        return Tape(
            seed=seed,
            replication=replication,
            hours=self._scenario.window_hours[1],
            world=self._scenario.digest,
            teams=self._scenario.teams,
            root=root,
            names=self._names,
            leavers=self._leavers,
            cuts=ALL,
            laws=self._laws,
            values=self._values,
            source=self._source,
            arrived=arrived,
            work_type=work_type,
            number=number,
            effort=efforts,
            misfortunes=deal_misfortunes(self._scenario, seed, replication),
        )


class _Hand:
    """What is dealt to the tasks of one work type."""

    def __init__(self, scenario: Scenario, name: str, law: Any, values: Floats) -> None:
        self._name, work = name, scenario.work[name]
        self._work = work
        self._law, self._values, self.source = law, values, _source(work)
        self._timetable = Timetable(work.arrivals, scenario.window_hours[1])
        self._arrivals, self._effort, self._again = (
            name_of(f"{name}/{purpose}") for purpose in ("arrivals", "effort", "effort_again")
        )
        self.rows = work.most_attempts + RESAMPLES if self.source == effort.Source.OWN else 1

    def arrive(self, root: int) -> Floats:
        """When its tasks arrive, in hours, rising."""
        return self._timetable.instants(root, self._arrivals)

    def fill(self, rows: Floats, root: int) -> None:
        """Deal the efforts of first attempts, and those that no law gives."""
        if self.source == effort.Source.LAW:
            quantile.fill_amounts(self._law, self._values, root, self._effort, ATTEMPTS, rows[0])
        elif self.source == effort.Source.RECORDED:
            recorded: Any = self._work.arrivals
            rows[:] = np.asarray(recorded.effort_hours)[: rows.shape[1]]
        else:
            self._fill_own(rows, root)

    def _fill_own(self, rows: Floats, root: int) -> None:
        """Of a distribution that only Python knows: all that could be needed, for later there is no
        asking."""
        attempts, luck = self._work.most_attempts, np.empty(rows.shape[1])
        rows[:], again = np.nan, len(rows) - RESAMPLES
        for first, count, name in ((0, attempts, self._effort), (again, RESAMPLES, self._again)):
            for k in range(count):
                chance.fill_uniform(root, name, k, ATTEMPTS, luck)
                rows[first + k] = self._amounts(luck)

    def _amounts(self, luck: Floats) -> Floats:
        """Efforts of a distribution of somebody's own, which are looked at.

        Raises
        ------
        InputError
            They are not so many, or not all of them are amounts.
        """
        own: Any = self._work.effort_hours
        amounts, rule = np.asarray(own.quantile(luck.copy()), dtype=np.float64), ""
        if amounts.shape != luck.shape:
            rule = f"quantile of {len(luck)} numbers gives an array of shape {amounts.shape}"
        elif not bool((np.isfinite(amounts) & (amounts >= 0.0)).all()):
            rule = "quantile gives efforts that are negative or no finite numbers"
        if rule:
            path, remedy = f"scenario.work.{self._name}.effort_hours", "give one for each, all 0 or more"
            raise InputError([Problem(path, type(own).__name__, rule, remedy)])
        return amounts


def _source(work: WorkType) -> int:
    if isinstance(work.arrivals, Trace) and work.arrivals.effort_hours is not None:
        return effort.Source.RECORDED
    return effort.Source.OWN if _law(work) is None else effort.Source.LAW


def _law(work: WorkType) -> Law | None:
    """The law of its efforts; a distribution of one's own has none."""
    return getattr(work.effort_hours, "law", None)
