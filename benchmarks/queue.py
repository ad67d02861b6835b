"""How many customers of the plainest of all queues, a second, beside those who do nothing else?"""

from __future__ import annotations

import math
import multiprocessing
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import NamedTuple

from benchmarks.cases import LOAD, MEAN_WAIT
from benchmarks.rivals import LIMITS, OWN, RIVALS, Answer, Rival, is_installed, queue_of
from benchmarks.row import Row
from benchmarks.size import Size
from benchmarks.stopwatch import Spread, in_turns, timed

SECTION = "queue"
OURS = "kposim, compiled"
INSTALL = "{} is not installed: pip install kposim[bench]"
LEAST_AHEAD = 2.0
ALLOWED_ERRORS = 4.5
"""Standard errors that a mean wait may be off: once in a hundred thousand it will be more."""


class Turn(NamedTuple):
    """What a contestant answered, and the seconds it took."""

    answer: Answer
    wall: float
    cpu: float


@dataclass(slots=True)
class Contestant:
    """A tool at work, in a process of its own: cimba's compiler and ours do not get along in one."""

    rival: Rival
    process: Executor
    customers: int
    turns: list[Turn] = field(default_factory=list)

    def __call__(self, lap: int) -> None:
        self.turns.append(self.process.submit(take_turn, self.rival, self.customers, lap + 1).result())

    @property
    def counted(self) -> list[Turn]:
        """Without the warm-up's."""
        return self.turns[1:]

    @property
    def served(self) -> int:
        """Customers in all rounds."""
        return sum(turn.answer.customers for turn in self.counted)

    @property
    def mean_wait(self) -> float:
        """Over all rounds."""
        return sum(turn.answer.mean_wait * turn.answer.customers for turn in self.counted) / self.served

    @property
    def error(self) -> float:
        """Standard error of it, by theory."""
        return standard_error(self.served)

    @property
    def is_right(self) -> bool:
        """Whether it simulated this queue and no other."""
        return abs(self.mean_wait - MEAN_WAIT) < ALLOWED_ERRORS * self.error

    @property
    def rates(self) -> Spread:
        """Customers a second of the processor."""
        return Spread([turn.answer.customers / turn.cpu for turn in self.counted])


def take_turn(rival: Rival, customers: int, seed: int) -> Turn:
    """In the contestant's process; a lap that is not counted comes first.

    While others have their turns the system takes a sleeper's memory away. Who runs a batch has it at hand.
    """
    answers: list[Answer] = []
    queue = queue_of(rival)
    queue(customers, seed)
    wall, cpu = timed(lambda _: answers.append(queue(customers, seed)))
    return Turn(answers[0], wall, cpu)


def own_process() -> Executor:
    """A fresh Python, which starts with the first turn."""
    return ProcessPoolExecutor(1, multiprocessing.get_context("spawn"))


def standard_error(customers: int) -> float:
    """Of the mean wait of so many customers in a row, whose waits resemble each other.

    Source: Whitt, Planning queueing simulations, Management Science 35 (1989): the asymptotic variance for
    M/M/1 is ρ(2 + 5ρ − 4ρ² + ρ³)/(1 − ρ)⁴, in mean services.
    """
    variance = LOAD * (2.0 + 5.0 * LOAD - 4.0 * LOAD**2 + LOAD**3) / (1.0 - LOAD) ** 4
    return math.sqrt(variance / customers)


def rows(size: Size, opened: Callable[[], Executor] = own_process) -> list[Row]:
    """A row for each tool; ours says how far ahead it is, and how far from the limit."""
    with ExitStack() as stack:
        present = {
            rival.name: Contestant(rival, stack.enter_context(opened()), size.customers[rival.pace])
            for rival in (*RIVALS, *OWN, *LIMITS)
            if is_installed(rival)
        }
        in_turns(present, size.rounds)
    return [
        _row(rival, present)
        if rival.name in present
        else Row(SECTION, rival.name, "–", note=INSTALL.format(rival.package))
        for rival in (*RIVALS, *OWN, *LIMITS)
    ]


def _row(rival: Rival, present: dict[str, Contestant]) -> Row:
    contestant, target, reached = present[rival.name], "", None
    speeds = {name: each.rates for name, each in present.items()}
    if rival.name == OURS:
        target, reached = f"≥ {LEAST_AHEAD:g} × the best rival", _is_ahead(speeds)
    if not contestant.is_right:
        reached = False
    return Row(
        SECTION,
        rival.name,
        f"{contestant.rates.told()} /s",
        target,
        reached,
        "; ".join([_work(contestant), _distance(rival, speeds), rival.note]),
        {
            "per_second": contestant.rates.plain(),
            "wall": [turn.wall for turn in contestant.counted],
            "customers": contestant.customers,
            "mean_wait": contestant.mean_wait,
            "standard_error": contestant.error,
            "is_right": contestant.is_right,
        },
    )


def _is_ahead(speeds: dict[str, Spread]) -> bool:
    return all(against(speeds, rival.name).median >= LEAST_AHEAD for rival in RIVALS if rival.name in speeds)


def against(speeds: dict[str, Spread], name: str) -> Spread:
    """How many times as quick as that one we are, round by round."""
    return Spread([a / b for a, b in zip(speeds[OURS].values, speeds[name].values, strict=True)])


def _work(contestant: Contestant) -> str:
    verdict = "" if contestant.is_right else ", NOT THIS QUEUE"
    return f"mean wait {contestant.mean_wait:.2f} ± {contestant.error:.2f} ({MEAN_WAIT:g}{verdict})"


def _distance(rival: Rival, speeds: dict[str, Spread]) -> str:
    if rival.name != OURS:
        return f"ours is {against(speeds, rival.name).told()} × as quick"
    there = [each.name for each in RIVALS if each.name in speeds]
    best = max(there, key=lambda name: speeds[name].median)
    missing = [each.name for each in RIVALS if each.name not in speeds]
    return f"{against(speeds, best).told()} × {best}" + (
        f" (without {', '.join(missing)})" if missing else ""
    )
