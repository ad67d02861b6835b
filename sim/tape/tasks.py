"""Which tasks come, when, and what do they ask for? All of a replication, in one compiled pass."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.rules.arrival import NO_ROOM, arrive, swing
from sim.rules.chance import Purpose, fill_uniform
from sim.rules.effort import Source
from sim.rules.quantile import fill_amounts
from sim.rules.rule import kernel, rule

STREAM = np.dtype(
    [
        ("name", "i8"),  # of its arrivals' luck,
        ("together", "i8"),  # tasks that come at one instant; none where arrivals are recorded,
        ("source", "i8"),  # `sim.rules.effort.Source`,
        ("begin", "i8"),  # where its records begin among all, and where they end
        ("end", "i8"),
        ("edge", "i8"),  # where the instants begin at which its rate changes, and how many they are,
        ("edges", "i8"),
        ("swings", "i8"),  # name of the luck of its weeks, 0 where none is uncertain
    ],
    align=True,
)
"""How one work type's tasks come."""

BLOCK = 32
"""Gaps between arrivals that are made at a time."""

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Records = NDArray[np.void]


@kernel
def deal_tasks(
    streams: Records,
    gaps: Records,
    swings: Records,
    laws: Records,
    values: Floats,
    names: Ints,
    recorded: Floats,
    efforts: Floats,
    edges: Floats,
    expected: Floats,
    hours: float,
    root: int,
    arrived: Floats,
    effort: Floats,
    work_type: Ints,
    number: Ints,
) -> int:
    """All tasks that come before `hours`, in the order of their arrivals; at one instant, of their types.

    Parameters
    ----------
    streams, gaps, swings
        (W,) records of work types: `STREAM`, and the laws (`sim.tape.records.LAW`) of their gaps and of what
        a week's rate is multiplied by.
    laws
        (W, P) those of what their luck is for, efforts among them.
    values
        (n,) the laws' own values.
    names
        (W, P) what purposes are called.
    recorded, efforts
        (m,) arrivals in hours and efforts out of records.
    edges, expected
        (e,) those of all work types, one after the other, as in `sim.rules.arrival.arrive`.
    arrived, effort, work_type, number
        (room,) each, to be filled. Efforts are those of first attempts; nan where no law or record says.

    Returns
    -------
    int
        How many tasks come, or NO_ROOM.
    """
    total, room, block = 0, len(arrived), np.empty(BLOCK)
    instants, amounts, luck = np.empty(room), np.empty(room), np.empty(max(room, BLOCK))
    for kind in range(len(streams)):
        own = streams[kind]
        if own["together"] == 0:
            count = own["end"] - own["begin"]
            instants[:count] = recorded[own["begin"] : own["end"]]
        else:
            begin, end = own["edge"], own["edge"] + own["edges"]
            counts = expected[begin:end].copy()
            if own["swings"] != 0:
                swing(
                    swings[kind], values, root, own["swings"], edges[begin:end], expected[begin:end], counts
                )
            count = arrive(
                gaps[kind],
                values,
                own["together"],
                root,
                own["name"],
                edges[begin:end],
                counts,
                hours,
                instants,
                luck[:BLOCK],
                block,
            )
        if count == NO_ROOM or total + count > room:
            return NO_ROOM
        mine = amounts[:count]
        if own["source"] == Source.LAW:
            fill_uniform(root, names[kind, Purpose.EFFORT], 0, luck[:count])
            fill_amounts(laws[kind, Purpose.EFFORT], values, luck[:count], mine)
        elif own["source"] == Source.RECORDED:
            mine[:] = efforts[own["begin"] : own["end"]]
        else:
            mine[:] = np.nan
        _lay_in(kind, instants[:count], mine, total, arrived, effort, work_type, number)
        total += count
    return total


@rule
def _lay_in(
    kind: int,
    instants: Floats,
    amounts: Floats,
    total: int,
    arrived: Floats,
    effort: Floats,
    work_type: Ints,
    number: Ints,
) -> None:
    """One more work type's tasks, (n,), laid in among the first `total` of all: from behind, so that nothing
    is in the way."""
    old, new = total - 1, len(instants) - 1
    for slot in range(total + len(instants) - 1, -1, -1):
        if new < 0:
            break
        if old >= 0 and arrived[old] > instants[new]:
            arrived[slot], effort[slot] = arrived[old], effort[old]
            work_type[slot], number[slot] = work_type[old], number[old]
            old -= 1
        else:
            arrived[slot], effort[slot] = instants[new], amounts[new]
            work_type[slot], number[slot] = kind, new
            new -= 1
