"""All chance of one replication, dealt before time starts."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.errors import InputError, Problem
from sim.rules import chance, effort, quantile
from sim.rules.arrival import NO_ROOM
from sim.rules.chance import Purpose
from sim.rules.quantile import Shape
from sim.scenario.distribution import law_of
from sim.scenario.law import Law
from sim.scenario.scenario import Scenario
from sim.scenario.trace import Trace
from sim.scenario.work import WorkType
from sim.tape.clients import Busy, Clients
from sim.tape.misfortune import Fates, Misfortunes
from sim.tape.own_effort import OwnEffort, law_in
from sim.tape.records import Records, records_of
from sim.tape.stream import name_of, root_of
from sim.tape.tasks import STREAM, deal_tasks

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

FIRST_STOPS = 3
"""Of first attempts, whose amounts are computed for all tasks at once."""
ALL = np.array([[0.0, 1.0]] * len(Purpose))
NO_LAW = Law("constant")
"""In the place of one that nobody asks for."""
NONE: Floats = np.empty(0)
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
    """(W, P) `sim.tape.records.LAW`, the distributions of what each purpose's luck is for, if it is an
    amount,"""
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
    busy: Busy
    """(T, weeks) whether a provider's other clients want more at once; no weeks where nobody has a bench."""

    @property
    def tasks(self) -> int:
        """Number of tasks that arrive."""
        return len(self.arrived)

    def luck(self, purpose: Purpose, task: int, attempt: int = 0) -> float:
        """The luck of a task's attempt."""
        if attempt == 0:
            return (self._kept_luck.get(purpose) or self._first_luck(purpose))[task]
        name, place = self.names[self.work_type[task], purpose], chance.place_at(self.number[task], attempt)
        low, width = self.cuts[purpose]
        return float(low + width * chance.uniform(self.root, int(name), place))

    def fresh_effort(self, task: int, attempt: int) -> float:
        """Standard hours that a whole new attempt asks for."""
        if attempt == 0:
            return self._first_efforts[task]
        known, work_type, number = self._efforts, self.work_type[task], self.number[task]
        return float(effort.fresh_effort(*known, work_type, task, number, attempt))

    def effort_again(self, task: int, times: int) -> float:
        """The same where an outage has it drawn anew, after so many times."""
        known, work_type, number = self._efforts, self.work_type[task], self.number[task]
        return float(effort.effort_again(*known, work_type, task, number, times))

    def amount(self, purpose: Purpose, task: int, attempt: int = 0, stop: int = 0) -> float:
        """Hours of a brief, an answer, a checkpoint or an inspection, a delay, or how unclear the task is."""
        always = self._always[purpose][self._kinds[task]]
        if always is not None:
            return always
        if attempt == 0 and stop < FIRST_STOPS:
            return (self._kept_amounts.get((purpose, stop)) or self._first_amounts(purpose, stop))[task]
        work_type, place = self.work_type[task], chance.place_of(self.number[task], attempt, stop)
        known = self.root, self.names, self.cuts, self.laws, self.values
        return float(effort.other_amount(*known, work_type, purpose, place))

    def leaver(self, team: int, number: int) -> float:
        """The luck of a team's leavers, one after the other: exponential, with mean one."""
        return float(quantile.exponential(chance.uniform(self.root, int(self.leavers[team]), number)))

    def with_luck(self, **fixed: float) -> Tape:
        """The same with the luck of some purposes not left to chance: one number for all tasks and attempts.

        Raises
        ------
        InputError
            Efforts are among them: they are dealt already.
        """
        cuts = self.cuts.copy()
        for name, luck in fixed.items():
            if name in ("effort", "effort_again"):
                remedy = "state effort_hours of kind constant instead"
                raise InputError([Problem(name, luck, "efforts are dealt, and not left to be fixed", remedy)])
            cuts[Purpose[name.upper()]] = luck, 0.0
        cuts.setflags(write=False)
        return replace(self, cuts=cuts)

    @property
    def _efforts(self) -> tuple[int, Ints, Records, Floats, Ints, Floats]:
        """What the laws of efforts ask of a tape (`sim.rules.effort`)."""
        return self.root, self.names, self.laws, self.values, self.source, self.effort

    @cached_property
    def _always(self) -> list[list[float | None]]:
        """Amounts that are always the same, by purpose and work type; None for those of chance."""
        return [[law["a"] if law["kind"] == Shape.CONSTANT else None for law in row] for row in self.laws.T]

    @cached_property
    def _kinds(self) -> list[int]:
        """Work types, one by one, for Python."""
        kinds: list[int] = self.work_type.tolist()
        return kinds

    @cached_property
    def _first_efforts(self) -> list[float]:
        """A list is quicker to read one by one."""
        efforts: list[float] = self.effort[0].tolist()
        return efforts

    @cached_property
    def _kept_luck(self) -> dict[Purpose, list[float]]:
        """That of first attempts, of the purposes that were asked for."""
        return {}

    @cached_property
    def _kept_amounts(self) -> dict[tuple[Purpose, int], list[float]]:
        """Amounts of first attempts that were asked for, by purpose and stop."""
        return {}

    def _first_amounts(self, purpose: Purpose, stop: int) -> list[float]:
        """Those of all tasks at once, when the first is asked for."""
        amounts = np.empty(self.tasks)
        known = self.root, self.names, self.cuts, self.laws, self.values
        effort.fill_amounts(*known, self.work_type, self.number, purpose, stop, amounts)
        self._kept_amounts[purpose, stop] = amounts.tolist()
        return self._kept_amounts[purpose, stop]

    def _first_luck(self, purpose: Purpose) -> list[float]:
        """That of all tasks at once, when the first is asked for: for Python, one by one would be slower."""
        luck = np.empty(self.tasks)
        for work_type, name in enumerate(self.names[:, purpose].tolist()):
            mine = self.work_type == work_type
            numbers = np.empty(int(mine.sum()))
            chance.fill_uniform(self.root, name, 0, numbers)
            luck[mine] = numbers
        low, width = self.cuts[purpose]
        self._kept_luck[purpose] = (low + width * luck).tolist()
        return self._kept_luck[purpose]


def deal(scenario: Scenario, seed: int, replication: int) -> Tape:
    """The tape of one replication. It depends on the scenario, never on the strategy."""
    return Dealer(scenario).deal(seed, replication)


class Dealer:
    """Knows what a scenario needs of chance, found out once for all its replications."""

    def __init__(self, scenario: Scenario) -> None:
        work, self._hours = scenario.work, scenario.window_hours[1]
        streams = self._streams = _Streams(scenario)
        purposes = [each.name.lower() for each in Purpose]
        self._names = np.array([[name_of(f"{name}/{each}") for each in purposes] for name in work])
        self._leavers = np.array([name_of(f"{team}/attrition") for team in scenario.teams])
        self._own = [OwnEffort(scenario, k) for k, s in enumerate(streams.source) if s == effort.Source.OWN]
        self._rows = max((own.rows for own in self._own), default=1)
        self._fates, self._clients = Fates(scenario), Clients(scenario)
        for table in (self._names, self._leavers):
            table.setflags(write=False)
        self._same = {
            "hours": self._hours,
            "world": scenario.digest,
            "teams": scenario.teams,
            "names": self._names,
            "leavers": self._leavers,
            "cuts": ALL,
            "laws": streams.laws,
            "values": streams.values,
            "source": streams.source,
        }
        """What all its tapes have in common."""
        self._known = (
            streams.records,
            streams.gaps,
            streams.swings,
            streams.laws,
            streams.values,
            self._names,
            streams.recorded,
            streams.efforts,
            streams.edges,
            streams.expected,
            self._hours,
        )

    def deal(self, seed: int, replication: int) -> Tape:
        """The tape of one replication; dealers of equal scenarios deal the same."""
        root = root_of(seed, replication)
        arrived, effort, work_type, number = self._tasks(root)
        efforts = effort.reshape(1, -1)
        if self._own:
            efforts = np.full((self._rows, len(effort)), np.nan)
            efforts[0] = effort
        for own in self._own:
            efforts[:, work_type == own.kind] = own.efforts(root, self._rows, work_type)
        tape = Tape.__new__(Tape)
        vars(tape).update(  # as `Tape(...)` would, which looks up each of its fields anew
            self._same,
            seed=seed,
            replication=replication,
            root=root,
            arrived=arrived,
            work_type=work_type,
            number=number,
            effort=efforts,
            misfortunes=self._fates.deal(seed, replication),
            busy=self._clients.deal(root),
        )
        return tape

    def _tasks(self, root: int) -> tuple[Floats, Floats, Ints, Ints]:
        """When each task comes, its first effort, its work type and its number, (tasks,) each; they are
        dealt again, with room for all, in the rare case that more come than was thought."""
        room = self._streams.room
        while True:
            arrived, effort = np.empty(room), np.empty(room)
            work_type, number = np.empty(room, np.int64), np.empty(room, np.int64)
            count = deal_tasks(*self._known, root, arrived, effort, work_type, number)
            if count != NO_ROOM:
                return arrived[:count], effort[:count], work_type[:count], number[:count]
            room *= 2


class _Streams:
    """How the tasks of all work types come and what they ask for, as tables (`sim.tape.tasks`)."""

    def __init__(self, scenario: Scenario) -> None:
        hours, start, work = scenario.window_hours[1], scenario.start, scenario.work
        kinds, count = list(work.values()), len(work)
        self.records = np.zeros(count, dtype=STREAM)
        gaps = [NO_LAW if isinstance(each.arrivals, Trace) else each.arrivals.gap for each in kinds]
        swings = [NO_LAW if isinstance(each.arrivals, Trace) else each.arrivals.swing for each in kinds]
        amounts = [law for each in kinds for law in _amounts_of(each, scenario)]
        laws, self.values = records_of((*gaps, *swings, *amounts))
        self.gaps, self.swings = laws[:count], laws[count : 2 * count]
        self.laws = laws[2 * count :].reshape(count, len(Purpose))
        self.room, recorded, efforts, edges, expected = 0, [NONE], [NONE], [NONE], [NONE]
        for row, (name, each) in enumerate(work.items()):
            own = self.records[row]
            own["name"], own["source"] = name_of(f"{name}/arrivals"), _source(each)
            own["begin"] = own["end"] = sum(map(len, recorded))
            if isinstance(each.arrivals, Trace):
                arrived = np.asarray(each.arrivals.arrived_hours, dtype=np.float64)
                arrived = arrived[arrived < hours]
                recorded.append(arrived)
                stated = each.arrivals.effort_hours
                efforts.append(
                    np.full(len(arrived), np.nan) if stated is None else np.asarray(stated)[: len(arrived)]
                )
                own["end"] += len(arrived)
                self.room += len(arrived)
            else:
                own["together"] = each.arrivals.together
                changes, counts = each.arrivals.expected(hours, start)
                own["edge"], own["edges"] = sum(map(len, edges)), len(changes)
                edges.append(changes)
                expected.append(counts)
                own["swings"] = name_of(f"{name}/demand") if each.arrivals.weekly_cv > 0.0 else 0
                mean = float(counts[-1])
                self.room += int(mean + 6.0 * math.sqrt(mean * own["together"]) + 16.0) + own["together"]
        self.source: Ints = self.records["source"].copy()
        self.recorded, self.efforts = np.concatenate(recorded), np.concatenate(efforts)
        self.edges, self.expected = np.concatenate(edges), np.concatenate(expected)
        for table in (self.records, self.expected, self.recorded, self.efforts, self.source):
            table.setflags(write=False)


def _source(work: WorkType) -> int:
    if law_in(work) is None:
        return effort.Source.OWN
    is_recorded = isinstance(work.arrivals, Trace) and work.arrivals.effort_hours is not None
    return effort.Source.RECORDED if is_recorded else effort.Source.LAW


def _amounts_of(work: WorkType, scenario: Scenario) -> list[Law]:
    """The laws of what a task asks for, by purpose."""
    laws = {
        Purpose.EFFORT: law_in(work) or NO_LAW,
        Purpose.UNCLEAR: work.unclear_spread.unit,
        Purpose.BRIEF_HOURS: law_of(work.brief_hours),
        Purpose.ANSWER_HOURS: law_of(work.answer_hours),
        Purpose.CHECKPOINT_HOURS: law_of(work.checkpoint_hours),
        Purpose.INSPECTION_HOURS: law_of(work.inspection_hours),
        Purpose.DELAY: law_of(scenario.liaisons.answer_delay_hours),
    }
    return [laws.get(purpose, NO_LAW) for purpose in Purpose]
