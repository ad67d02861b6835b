"""The same queue, once in each tool, as somebody who knows the tool would write it.

One customer after the other, first come, first served, one seat: gaps of mean 1/.8, services of mean 1. Each
tells the mean wait of all its customers, so that it is certain that it did the work. An entry of `RIVALS` is
imported when its turn comes; whoever is not installed is left out, and the table says how to get it.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import NamedTuple, cast


class Answer(NamedTuple):
    """What a run of the queue came to."""

    customers: int
    """Those that found their way to the seat."""
    mean_wait: float
    """Of these, in mean services."""


Queue = Callable[[int, int], Answer]
"""So many customers, with that seed."""


class Rival(NamedTuple):
    """A tool, or one of two ways to use it."""

    name: str
    home: str
    """Module here, and function."""
    package: str
    """What must be installed."""
    pace: str
    """Which of `Size.customers` it gets."""
    note: str


RIVALS = (
    Rival(
        "SimPy, by hand",
        "simpy_queue:two_processes",
        "simpy",
        "fair",
        "two processes and a deque, draws by NumPy",
    ),
    Rival(
        "SimPy, as in its manual",
        "simpy_queue:process_each",
        "simpy",
        "fair",
        "a process a customer, a Resource",
    ),
    Rival("Ciw", "ciw_queue:network", "ciw", "slow", "records kept, as it always does"),
    Rival(
        "salabim",
        "salabim_queue:two_components",
        "salabim",
        "slow",
        "two components and a deque, no monitors",
    ),
    Rival(
        "cimba",
        "cimba_queue:compiled",
        "cimba",
        "quick",
        "a Store of instants, compiled beforehand, one worker",
    ),
)
OWN = (
    Rival("kposim, reference", "own_queue:reference", "sim", "slow", "tape and engine"),
    Rival("kposim, compiled", "own_queue:compiled", "sim", "quick", "tape and engine"),
)
LIMITS = (
    Rival(
        "events by hand in Numba",
        "limit:events",
        "numba",
        "limit",
        "two clocks and a ring, nothing else possible",
    ),
    Rival(
        "Lindley in Numba",
        "limit:lindley",
        "numba",
        "limit",
        "no events, no customers: one line of arithmetic",
    ),
)


def is_installed(rival: Rival) -> bool:
    """Whether it can take part; nothing is imported to find out."""
    return find_spec(rival.package) is not None


def queue_of(rival: Rival) -> Queue:
    """Its function."""
    module, _, function = rival.home.partition(":")
    return cast(Queue, getattr(import_module(f"benchmarks.rivals.{module}"), function))
