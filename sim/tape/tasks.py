"""Which tasks come, when, and what do they ask for? All of a replication, in one compiled pass."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.rules import arrival, chance, quantile
from sim.rules.chance import Purpose
from sim.rules.effort import Source
from sim.rules.rule import kernel

STREAM = np.dtype(
    [
        ("name", "i8"),  # of its arrivals' luck,
        ("together", "i8"),  # tasks that come at one instant; none where arrivals are recorded,
        ("source", "i8"),  # `sim.rules.effort.Source`,
        ("begin", "i8"),  # where its records begin among all, and where they end
        ("end", "i8"),
    ],
    align=True,
)
"""How one work type's tasks come."""


Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Records = NDArray[np.void]


@kernel
def deal_tasks(
    streams: Records,
    gaps: Records,
    laws: Records,
    values: Floats,
    names: Ints,
    recorded: Floats,
    efforts: Floats,
    edges: Floats,
    expected: Floats,
    hours: float,
    root: int,
    room: int,
    rows: int,
) -> tuple[Floats, Ints, Ints, Floats]:
    """All tasks that come before `hours`, in the order of their arrivals; at one instant, of their types.

    Parameters
    ----------
    streams, gaps, laws
        (W,) records of work types: `STREAM`, and the laws of their gaps and efforts (`sim.tape.records.LAW`).
    values
        (n,) the laws' own values.
    names
        (W, P) what purposes are called.
    recorded, efforts
        (m,) arrivals in hours and efforts out of records.
    edges, expected
        (days + 1,) and (W, days + 1), as in `sim.rules.arrival.arrive`.
    room, rows : int
        Tasks that probably come at most, and rows of efforts that are made.

    Returns
    -------
    arrived, work_type, number, effort
        (tasks,) each, and (rows, tasks): the first is dealt where a law or a record says, all else is nan.
    """
    types = len(streams)
    ends, instants = np.zeros(types + 1, np.int64), np.empty(room)
    for kind in range(types):
        own, begin = streams[kind], ends[kind]
        if own["together"] == 0:
            count = own["end"] - own["begin"]
            instants = with_room(instants, begin, count)
            instants[begin : begin + count] = recorded[own["begin"] : own["end"]]
        else:
            count = arrival.NO_ROOM
        while count == arrival.NO_ROOM:
            mine = instants[begin:]
            count = arrival.arrive(
                gaps[kind], values, own["together"], root, own["name"], edges, expected[kind], hours, mine
            )
            if count == arrival.NO_ROOM:
                instants = with_room(instants, begin, 2 * len(mine) + own["together"])
        ends[kind + 1] = begin + count
    total = ends[types]
    amounts = np.full(total, np.nan)
    for kind in range(types):
        own, asked = streams[kind], amounts[ends[kind] : ends[kind + 1]]
        if own["source"] == Source.LAW:
            chance.fill_uniform(root, names[kind, Purpose.EFFORT], 0, asked)
            quantile.fill_amounts(laws[kind], values, asked)
        elif own["source"] == Source.RECORDED:
            asked[:] = efforts[own["begin"] : own["end"]]
    arrived, effort = np.empty(total), np.full((rows, total), np.nan)
    work_type, number = np.empty(total, np.int64), np.empty(total, np.int64)
    at = ends[:types].copy()
    for task in range(total):
        first = -1
        for kind in range(types):
            if at[kind] < ends[kind + 1] and (first < 0 or instants[at[kind]] < instants[at[first]]):
                first = kind
        place = at[first]
        arrived[task], effort[0, task] = instants[place], amounts[place]
        work_type[task], number[task] = first, place - ends[first]
        at[first] += 1
    return arrived, work_type, number, effort


@kernel
def with_room(instants: Floats, used: int, more: int) -> Floats:
    """The same, with room for so many more than are used."""
    if used + more <= len(instants):
        return instants
    wider = np.empty(used + more)
    wider[:used] = instants[:used]
    return wider
