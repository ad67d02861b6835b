"""Binary heaps, for agenda and lines: on top is what is least by its first number, then by its second.

The numbers are whole and not negative, which the processor compares quickest; first and second ones stand in
two rows, for it stumbles when it reads a pair in one piece that was just written in two. Heaps may share an
array: `top` is where one begins. Behind a heap there is always room for one entry more.
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
    # Which side is lesser is a number, not a branch: nobody could guess it. Ties can be guessed.
    heap[FIRST, at(top + size)] = END
    gap, below = 0, 1
    while below < size:
        left, right = at(top + below), at(top + below + 1)
        is_right = heap[FIRST, right] < heap[FIRST, left]
        if heap[FIRST, right] == heap[FIRST, left]:
            is_right = heap[SECOND, right] < heap[SECOND, left]
        below += is_right
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
        if first > heap[FIRST, parent] or (first == heap[FIRST, parent] and second >= heap[SECOND, parent]):
            break
        write(heap, at(top + gap), heap[FIRST, parent], heap[SECOND, parent])
        gap = above
    write(heap, at(top + gap), first, second)


@rule
def write(heap: Entries, place: np.uint64, first: np.uint64, second: np.uint64) -> None:
    """An entry at that place."""
    heap[FIRST, place], heap[SECOND, place] = first, second
