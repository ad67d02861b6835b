"""The compiled engine's lines: skew heaps, all in one array, for a task waits in one line at most.

A line is known by its first task. Source: Sleator & Tarjan, Self-adjusting heaps, SIAM J. Comput. 15 (1986).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.rules.rule import rule

NOBODY = -1

PLACE = np.dtype([("key", "f8"), ("order", "i8"), ("left", "i4"), ("right", "i4"), ("behind", "i8")])
"""A task's place: by `behind` (0 for who returns with an answer, else 1), then `key`, then `order`."""
Places = NDArray[np.void]


@rule
def line_with(places: Places, first: int, task: int, behind: int, key: float, order: int) -> int:
    """The task joins the line of `first`; returns who is first then."""
    places[task].left = NOBODY
    places[task].right = NOBODY
    places[task].behind = behind
    places[task].key = key
    places[task].order = order
    return merged(places, first, task)


@rule
def line_without(places: Places, first: int) -> int:
    """The first leaves the line; returns who is first then."""
    return merged(places, places[first].left, places[first].right)


@rule
def is_before(places: Places, a: int, b: int) -> bool:
    """The same comparison that the reference engine makes of tuples."""
    if places[a].behind != places[b].behind:
        return bool(places[a].behind < places[b].behind)
    if places[a].key != places[b].key:
        return bool(places[a].key < places[b].key)
    return bool(places[a].order < places[b].order)


@rule
def merged(places: Places, a: int, b: int) -> int:
    """Two heaps as one; returns its first task."""
    if a == NOBODY:
        return b
    if b == NOBODY:
        return a
    if is_before(places, b, a):
        a, b = b, a
    first, here = a, a
    rest = places[here].right
    places[here].right = places[here].left
    while rest != NOBODY:
        if is_before(places, b, rest):
            rest, b = b, rest
        places[here].left = rest
        here = rest
        rest = places[here].right
        places[here].right = places[here].left
    places[here].left = b
    return first
