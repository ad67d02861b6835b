"""The compiled engine's agenda: a heap of (instant, rank).

The law of time is `sooner`: the comparison that SimPy makes of the tuples of `sim.engine.clock`. In the heap
an instant is the whole number with the same bits, which for numbers that are not negative has the same order.
"""

from __future__ import annotations

import numpy as np

from sim.engine.compiled.heap import FIRST, SECOND, Entries, at, put, replace, take
from sim.rules.rule import rule


@rule
def sooner(instant_a: float, rank_a: int, instant_b: float, rank_b: int) -> bool:
    """Earlier first; at one instant by rank: kind, then task or team."""
    # No short cuts: two comparisons cost less than one guess of the processor gone wrong.
    return bool((instant_a < instant_b) | ((instant_a == instant_b) & (rank_a < rank_b)))


@rule
def push(agenda: Entries, size: int, is_past: bool, instant: float, rank: int) -> int:
    """Put an entry into an agenda of `size` entries, in place of the first if that is past; returns how many
    there are then."""
    bits = np.float64(instant).view(np.uint64)
    if is_past:
        replace(agenda, 0, size, bits, np.uint64(rank))
        return size
    put(agenda, 0, size, bits, np.uint64(rank))
    return size + 1


@rule
def schedule(agenda, cursor, instant, rank):
    """Something will happen: an entry, in place of the one that is past. `cursor` is the CURSOR record."""
    cursor.events = push(agenda, cursor.events, cursor.is_past == 1, instant, rank)
    cursor.is_past = 0


@rule
def pop(agenda: Entries, size: int) -> int:
    """Take out the first, which is past; returns how many there are then."""
    take(agenda, 0, size - 1)
    return size - 1


@rule
def first_instant(agenda: Entries) -> float:
    """Of the soonest entry."""
    return float(np.uint64(agenda[FIRST, at(0)]).view(np.float64))


@rule
def first_rank(agenda: Entries) -> int:
    """Of the soonest entry."""
    return int(np.int64(agenda[SECOND, at(0)]))


@rule
def next_to_open(teams):
    """Which of the teams (T,) TEAM opens next; at one instant the first."""
    soonest = 0
    for who in range(1, len(teams)):
        if teams[who].opening < teams[soonest].opening:
            soonest = who
    return soonest
