"""Which runs are there already? Shown worlds are kept, so that a refinement plays only what is new."""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.case import Case
from sim.web.api.caller import Caller, TooLate
from sim.web.worlds.jobs import Bid, Job, JobQueue, Price
from sim.web.worlds.work import SHOWN, Shown, WatchedWorld, play, save, show, watch

if TYPE_CHECKING:
    from collections.abc import Iterator

Floats = NDArray[np.float64]

FIRST = 10
"""Replications of a first answer."""
CHUNK = 2
"""Replications in one job of a refinement: some ten milliseconds, which a first answer waits for a worker."""

ALLOWANCES = ((FIRST, 0.0), (100, 5.0), (math.inf, 10.0))
"""Replications before so many let others pass for so many seconds."""

MOST_CHOICES = 400
"""Choices whose worlds are remembered: 27 numbers for each of up to 500 worlds, 43 MB in all."""
MOST_WORLDS = 300

FEWEST = 2
"""One replication has no interval."""


class MovedCase(NamedTuple):
    """A case with levers moved, under the name by which its runs are remembered."""

    name: Hashable
    case: Case
    kind: Hashable = None
    """What its cost is learned by: the case, wherever its levers stand."""


class Want(NamedTuple):
    """Rows to be had, one a world, and how."""

    name: tuple[Hashable, ...]
    width: int
    call: Callable[..., Any]
    args: Callable[[int, int], tuple[Any, ...]]
    """The arguments for the replications [first, end)."""
    kind: Hashable


class Runs:
    """Shown worlds, and a queue of workers who play more."""

    def __init__(self, jobs: JobQueue, workers: int) -> None:
        self.jobs, self._workers = jobs, workers
        self._rows: OrderedDict[Hashable, Floats] = OrderedDict()
        self._worlds: OrderedDict[Hashable, WatchedWorld] = OrderedDict()
        self._lock = threading.Lock()

    def cards(
        self, choice: MovedCase, seed: int, replications: int, caller: Caller, allowance: float = 0.0
    ) -> Floats:
        """The shown measures of the first replications, shape (n, measures).

        When time is over that is as many as there are; two at least.

        Raises
        ------
        Gone, TooLate
            Nobody waits any more; not even two replications were ready in time.
        """
        return self.many([shown_of(choice, seed)], replications, caller, allowance)[0]

    def many(
        self, wanted: list[Want], replications: int, caller: Caller, allowance: float = 0.0
    ) -> list[Floats]:
        """The rows of several, of the same first worlds, each (n, width).

        Two worlds of all come before the third of any, and more do not keep a visitor waiting: who wants them
        asks again, and those that are there are not played twice.

        When time is over that is as many as all of them have; two at least.

        Raises
        ------
        Gone, TooLate
            Nobody waits any more; not even two replications of each were ready in time.
        """
        with suppress(TooLate):
            for end in _stages(replications) if len(wanted) > 1 else [replications]:
                self._play(wanted, end, caller, allowance)
                if caller.has_waited:
                    break
        found = [self._kept(each) for each in wanted]
        worlds = min([replications, *map(len, found)])
        if worlds < min(FEWEST, replications):
            raise TooLate
        return [rows[:worlds] for rows in found]

    def world(self, choice: MovedCase, seed: int, replication: int, caller: Caller) -> WatchedWorld:
        """One world of a choice, day by day; the first comes with the cards that are asked for beside it."""
        name, want = (choice.name, seed, replication), shown_of(choice, seed)
        if replication == 0 and self._world(name) is None and not len(self._kept(want)):
            self._play([want], next(self._chunks(0, FIRST, 0.0))[1], caller, 0.0)
        world = self._world(name)
        if world is None:
            world = self.once(caller, choice.kind, watch, choice.case, seed, replication)
            self._keep_world(name, world)
        return world

    def _world(self, name: Hashable) -> WatchedWorld | None:
        with self._lock:
            if name in self._worlds:
                self._worlds.move_to_end(name)
            return self._worlds.get(name)

    def _keep_world(self, name: Hashable, world: WatchedWorld) -> None:
        with self._lock:
            self._worlds[name] = world
            while len(self._worlds) > MOST_WORLDS:
                self._worlds.popitem(last=False)

    def once(self, caller: Caller, kind: Hashable, call: Callable[..., Any], *args: Any) -> Any:
        """Have a worker do something that nobody else will ask for, and is not kept here."""
        job = self.jobs.put(Bid(caller.visitor), Price((call.__name__, kind)), call, *args)
        try:
            return caller.wait_for(job.future)
        finally:
            self.jobs.leave(job, caller.visitor)

    def _kept(self, want: Want) -> Floats:
        with self._lock:
            if want.name not in self._rows:
                return np.empty((0, want.width))
            self._rows.move_to_end(want.name)
            return self._rows[want.name]

    def _keep(self, want: Want, first: int, found: Floats | Shown) -> None:
        """Add what follows the rows that are there; others may have been quicker, or all was forgotten."""
        rows, watched = found if isinstance(found, Shown) else (found, None)
        if watched is not None:
            self._keep_world((*want.name, first), watched)
        with self._lock:
            there = self._rows.get(want.name, np.empty((0, want.width)))
            if first <= len(there) < first + len(rows):
                self._rows[want.name] = np.concatenate([there, rows[len(there) - first :]])
                self._rows.move_to_end(want.name)
            while len(self._rows) > MOST_CHOICES:
                self._rows.popitem(last=False)

    def _play(self, wanted: list[Want], replications: int, caller: Caller, allowance: float) -> None:
        """Fifty visitors who open the same page have its worlds played once: a job under way is joined."""
        mine: list[tuple[Want, int, Job]] = []
        try:
            for want in wanted:
                for first, end in self._chunks(len(self._kept(want)), replications, allowance):
                    bid = Bid(caller.visitor, allowance + _allowance(first))
                    mine.append((want, first, self._job(want, first, end, bid)))
            for want, first, job in mine:
                self._keep(want, first, caller.wait_for(job.future))
        except TooLate:
            for want, first, job in mine:
                if job.future.done() and not job.future.cancelled() and job.future.exception() is None:
                    self._keep(want, first, job.future.result())
            raise
        finally:
            for _, _, job in mine:
                self.jobs.leave(job, caller.visitor)

    def _job(self, want: Want, first: int, end: int, bid: Bid) -> Job:
        """The job that brings these worlds: one that is under way already, or a new one."""
        price = Price((want.call.__name__, want.kind), end - first)
        return self.jobs.put(bid, price, want.call, *want.args(first, end), name=(want.name, first, end))

    def _chunks(self, first: int, end: int, allowance: float) -> Iterator[tuple[int, int]]:
        """A first answer's first replications are shared out to all workers; others come in small jobs."""
        while first < end:
            is_first = first < FIRST and allowance == 0.0
            size = -(-FIRST // self._workers) if is_first else CHUNK
            last = min(first + size, end, FIRST if first < FIRST else end)
            yield first, last
            first = last


def cards_of(choice: MovedCase, seed: int) -> Want:
    """The shown measures of a choice."""

    def args(first: int, end: int) -> tuple[Any, ...]:
        return choice.case, seed, first, end

    return Want((choice.name, seed), len(SHOWN), play, args, choice.kind)


def shown_of(choice: MovedCase, seed: int) -> Want:
    """The same, with its first world day by day."""
    return cards_of(choice, seed)._replace(call=show)


def savings_of(choice: MovedCase, other: Case, seed: int, months: int) -> Want:
    """What a choice saves against another case, month by month."""

    def args(first: int, end: int) -> tuple[Any, ...]:
        return choice.case, other, seed, first, end

    return Want(("saved", choice.name, seed), months, save, args, choice.kind)


def _stages(replications: int) -> list[int]:
    """So many worlds of each, then so many: 2, 5, 10, 20, 40 ... and all."""
    stages = [FEWEST, FIRST // 2]
    while stages[-1] < replications:
        stages.append(2 * stages[-1])
    return [*(each for each in stages if each < replications), replications]


def _allowance(first: int) -> float:
    return next(seconds for below, seconds in ALLOWANCES if first < below)
