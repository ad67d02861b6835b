"""Which runs are there already? Played worlds are kept, so that a refinement plays only what is new."""

from __future__ import annotations

import math
import threading
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.case import Case
from sim.web.api.caller import Caller, TooLate
from sim.web.worlds.jobs import Line
from sim.web.worlds.work import SHOWN, World, play, watch

if TYPE_CHECKING:
    from collections.abc import Iterator

Floats = NDArray[np.float64]

FIRST = 10
"""Replications of a first answer."""
CHUNK = 10
"""Replications in one job: a tenth of a second, the longest that a first answer waits for a seat."""

ALLOWANCES = ((FIRST, 0.0), (100, 5.0), (math.inf, 10.0))
"""Replications before so many let others pass for so many seconds."""

MOST_CHOICES = 400
"""Choices whose worlds are remembered: 27 numbers for each of up to 500 worlds, 43 MB in all."""
MOST_WORLDS = 300

FEWEST = 2
"""One replication has no interval."""


class Choice(NamedTuple):
    """A case with levers moved, under the name by which its runs are remembered."""

    name: Hashable
    case: Case


class Runs:
    """Played worlds, and a line of workers who play more."""

    def __init__(self, line: Line, workers: int) -> None:
        self.line, self._workers = line, workers
        self._cards: OrderedDict[Hashable, Floats] = OrderedDict()
        self._worlds: OrderedDict[Hashable, World] = OrderedDict()
        self._turns: defaultdict[Hashable, threading.Lock] = defaultdict(threading.Lock)
        self._lock = threading.Lock()

    def cards(
        self, choice: Choice, seed: int, replications: int, caller: Caller, allowance: float = 0.0
    ) -> Floats:
        """The shown measures of the first replications, shape (n, measures).

        When time is over that is as many as there are; two at least.

        Raises
        ------
        Gone, TooLate
            Nobody waits any more; not even two replications were ready in time.
        """
        name = (choice.name, seed)
        if len(self._kept(name)) < replications:
            with suppress(TooLate), self._turn(name, caller):
                self._play(choice, name, seed, replications, caller, allowance)
        rows = self._kept(name)[:replications]
        if len(rows) < min(FEWEST, replications):
            raise TooLate
        return rows

    def world(self, choice: Choice, seed: int, replication: int, caller: Caller) -> World:
        """One world of a choice, day by day."""
        name = (choice.name, seed, replication)
        with self._lock:
            if name in self._worlds:
                self._worlds.move_to_end(name)
                return self._worlds[name]
        world: World = self.once(caller, watch, choice.case, seed, replication)
        with self._lock:
            self._worlds[name] = world
            while len(self._worlds) > MOST_WORLDS:
                self._worlds.popitem(last=False)
        return world

    def once(self, caller: Caller, call: Callable[..., Any], *args: Any) -> Any:
        """Have a worker do something that nobody else will ask for, and is not kept here."""
        future = self.line.put(0.0, call, *args)
        try:
            return caller.wait_for(future)
        finally:
            future.cancel()

    def _kept(self, name: Hashable) -> Floats:
        with self._lock:
            if name not in self._cards:
                return np.empty((0, len(SHOWN)))
            self._cards.move_to_end(name)
            return self._cards[name]

    def _keep(self, name: Hashable, first: int, rows: Floats) -> None:
        """Add rows that follow those that are there; else (others were quicker, or forgot) they are lost."""
        with self._lock:
            there = self._cards.get(name, np.empty((0, len(SHOWN))))
            if len(there) != first:
                return
            self._cards[name] = np.concatenate([there, rows])
            self._cards.move_to_end(name)
            while len(self._cards) > MOST_CHOICES:
                self._cards.popitem(last=False)

    @contextmanager
    def _turn(self, name: Hashable, caller: Caller) -> Iterator[None]:
        """Fifty visitors who open the same page have its worlds played once."""
        with self._lock:
            turn = self._turns[name]
        caller.wait_for_turn(turn)
        try:
            yield
        finally:
            turn.release()
            with self._lock:
                if len(self._turns) > 4 * MOST_CHOICES:
                    for each in [key for key, lock in self._turns.items() if not lock.locked()]:
                        del self._turns[each]

    def _play(
        self, choice: Choice, name: Hashable, seed: int, replications: int, caller: Caller, allowance: float
    ) -> None:
        chunks = list(self._chunks(len(self._kept(name)), replications))
        jobs: list[Future[Floats]] = []
        try:
            for first, end in chunks:
                due = allowance + _allowance(first)
                jobs.append(self.line.put(due, play, choice.case, seed, first, end))
            for job, (first, _) in zip(jobs, chunks, strict=True):
                self._keep(name, first, caller.wait_for(job))
        finally:
            for job in jobs:
                job.cancel()

    def _chunks(self, first: int, end: int) -> Iterator[tuple[int, int]]:
        """The first replications are shared out to all workers; later ones come in small jobs."""
        while first < end:
            size = -(-FIRST // self._workers) if first < FIRST else CHUNK
            last = min(first + size, end, FIRST if first < FIRST else end)
            yield first, last
            first = last


def chunks(replications: int) -> list[tuple[int, int]]:
    """Replications in jobs of a tenth of a second or so."""
    return [(first, min(first + CHUNK, replications)) for first in range(0, replications, CHUNK)]


def _allowance(first: int) -> float:
    return next(seconds for below, seconds in ALLOWANCES if first < below)
