"""Which run comes next?

Replication by replication, so that a sweep stopped half-way has every point; points of one world follow each
other and share its tape. Shards are blocks of this order.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.experiment.run import Run
from sim.experiment.shard import Shard

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from sim.experiment.experiment import Experiment


def missing(experiment: Experiment, held: NDArray[np.bool_], shard: Shard) -> int:
    """How many runs of the shard are not held."""
    span = shard.span(held.size)
    if shard.is_whole:
        return held.size - int(held.sum())
    points, replications = len(experiment.points), experiment.replications
    order = _order(experiment)
    first, last = span.start // points, min(-(-span.stop // points), replications)
    block = held[order, first:last].T.ravel()  # as the order goes: replication by replication
    offset = first * points
    return len(span) - int(block[span.start - offset : span.stop - offset].sum())


def missing_in_order(experiment: Experiment, held: NDArray[np.bool_], shard: Shard) -> Iterator[Run]:
    """The runs of the shard that are not held, in order."""
    span, order = shard.span(held.size), _order(experiment)
    points, seed = experiment.points, experiment.seed or 0
    for place in span:
        replication, position = divmod(place, len(order))
        k = order[position]
        if not held[k, replication]:
            yield Run(points[k], replication, seed)


def _order(experiment: Experiment) -> list[int]:
    points = experiment.points
    return sorted(range(len(points)), key=lambda k: points[k].world)
