"""When are some seats of a team closed, and how many?"""

from __future__ import annotations

from heapq import heappop, heappush
from itertools import pairwise
from typing import NamedTuple


class Slowdown(NamedTuple):
    """A share of the seats is closed from `start` to `end`, in hours."""

    start: float
    end: float
    share: float


def largest(slow: list[Slowdown], hours: float, until: float) -> list[Slowdown]:
    """What is closed at each time is the largest share, for causes do not add up: those who are not there
    cannot stay away twice.

    Parameters
    ----------
    slow : list of Slowdown
        In any order, overlapping or not.
    hours, until : float
        Nothing begins at `hours` or later, and nothing lasts beyond `until`.

    Returns
    -------
    list of Slowdown
        In the order of time; no two overlap. Two touch only where the share changes, and then the end of the
        one is the start of the other to the last bit.
    """
    waiting = sorted((s for s in slow if s.share > 0.0 and s.start < min(s.end, hours, until)), reverse=True)
    edges = sorted({s.start for s in waiting} | {min(s.end, until) for s in waiting})
    closed: list[tuple[float, float]] = []
    pieces: list[Slowdown] = []
    for begin, end in pairwise(edges):
        while waiting and waiting[-1].start <= begin:
            each = waiting.pop()
            heappush(closed, (-each.share, each.end))
        while closed and closed[0][1] <= begin:
            heappop(closed)
        if closed and begin < hours:
            _append(pieces, Slowdown(begin, end, -closed[0][0]))
    return pieces


def _append(pieces: list[Slowdown], piece: Slowdown) -> None:
    """A piece that goes on as the last one did is no new piece."""
    if pieces and pieces[-1].end == piece.start and pieces[-1].share == piece.share:
        pieces[-1] = pieces[-1]._replace(end=piece.end)
    else:
        pieces.append(piece)
