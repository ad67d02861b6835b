"""Binary heaps, for agenda and lines: whatever is least, by its first number and then by its second, is on top.

The numbers are whole and not negative, so that a comparison costs no guess of the processor, and a pair
stands in one piece, so that it moves in one. Heaps may share an array: `top` is where one begins. Behind a
heap there is always room for one entry more.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.rules.rule import rule

Entries = NDArray[np.uint64]
"""A row of first numbers, a row of second ones."""
FIRST, SECOND = np.uint64(0), np.uint64(1)
END = np.uint64((1 << 64) - 1)
"""Comes after all."""
at = np.uint64
"""Which entry. Numba looks at every signed number twice, for it might count from the end of the array."""


@rule
def comes_before(first_a: np.uint64, second_a: np.uint64, first_b: np.uint64, second_b: np.uint64) -> bool:
    """By the first number, then by the second."""
    # No short cuts: two comparisons cost less than one guess of the processor gone wrong.
    return bool((first_a < first_b) | ((first_a == first_b) & (second_a < second_b)))


@rule
def put(heap: Entries, top: int, size: int, first: np.uint64, second: np.uint64) -> None:
    """An entry more, in a heap that had `size`."""
    rise(heap, top, size, first, second)


@rule
def take(heap: Entries, top: int, size: int) -> None:
    """The top is gone, and `size` entries remain: the last goes where it belongs now."""
    replace(heap, top, size, heap[FIRST, at(top + size)], heap[SECOND, at(top + size)])


@rule
def replace(heap: Entries, top: int, size: int, first: np.uint64, second: np.uint64) -> None:
    """The top is gone, and another entry comes instead.

    The gap goes down to a leaf, always to the lesser side, and the entry rises from there: mostly it is a
    late one, and would have sunk almost as deep. Source: Wegener, Bottom-up heapsort, Theoretical Computer
    Science 118 (1993).
    """
    heap[FIRST, at(top + size)] = END
    gap, below = 0, 1
    while below < size:
        left, right = at(top + below), at(top + below + 1)
        below += comes_before(heap[FIRST, right], heap[SECOND, right], heap[FIRST, left], heap[SECOND, left])
        write(heap, at(top + gap), heap[FIRST, at(top + below)], heap[SECOND, at(top + below)])
        gap = below
        below = 2 * gap + 1
    rise(heap, top, gap, first, second)


@rule
def rise(heap: Entries, top: int, gap: int, first: np.uint64, second: np.uint64) -> None:
    """Fill the gap with an entry, or with those above it that it passes."""
    while gap > 0:
        above = (gap - 1) >> 1
        parent = at(top + above)
        if not comes_before(first, second, heap[FIRST, parent], heap[SECOND, parent]):
            break
        write(heap, at(top + gap), heap[FIRST, parent], heap[SECOND, parent])
        gap = above
    write(heap, at(top + gap), first, second)


@rule
def write(heap: Entries, place: np.uint64, first: np.uint64, second: np.uint64) -> None:
    """An entry at that place."""
    heap[FIRST, place], heap[SECOND, place] = first, second
