"""The compiled engine's agenda: a binary heap of (instant, rank), in two arrays.

The law of time is `sooner`: the comparison that SimPy makes of the tuples of `sim.engine.clock`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.rules.rule import rule

Instants = NDArray[np.float64]
Ranks = NDArray[np.int64]


@rule
def sooner(instant_a: float, rank_a: int, instant_b: float, rank_b: int) -> bool:
    """Earlier first; at one instant by rank: kind, then task or team."""
    # No short cuts: two comparisons cost less than one guess of the processor gone wrong.
    return bool((instant_a < instant_b) | ((instant_a == instant_b) & (rank_a < rank_b)))


@rule
def push(instants: Instants, ranks: Ranks, size: int, instant: float, rank: int) -> None:
    """Put an entry into a heap of `size` entries; the caller counts."""
    rise(instants, ranks, size, instant, rank)


@rule
def pop(instants: Instants, ranks: Ranks, size: int) -> None:
    """Take the soonest entry out of a heap of `size` entries; the caller has read it, at 0, and counts.

    The gap goes down to a leaf, always to the sooner side, and the last entry rises from there: it is a late
    one, and would have sunk almost as deep. Source: Wegener, Bottom-up heapsort, Theoretical Computer Science
    118 (1993).
    """
    last = size - 1
    gap, below = 0, 1
    while below < last:
        below += sooner(instants[below + 1], ranks[below + 1], instants[below], ranks[below])
        instants[gap] = instants[below]
        ranks[gap] = ranks[below]
        gap = below
        below = 2 * gap + 1
    rise(instants, ranks, gap, instants[last], ranks[last])


@rule
def rise(instants: Instants, ranks: Ranks, gap: int, instant: float, rank: int) -> None:
    """Fill the gap with an entry, or with those above it that come later, which it passes."""
    while gap > 0:
        above = (gap - 1) >> 1
        if not sooner(instant, rank, instants[above], ranks[above]):
            break
        instants[gap] = instants[above]
        ranks[gap] = ranks[above]
        gap = above
    instants[gap] = instant
    ranks[gap] = rank
