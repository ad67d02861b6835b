"""How do runs fit into few bytes?

A batch names the same design points again and again, and so does the next one: each point is written once by
who sends and read once by who receives.
"""

from __future__ import annotations

import io
import pickle
import zlib
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

from sim.experiment.design.points import DesignPoint

FASTEST: Final = 1
MOST_POINTS_KEPT: Final = 5_000
"""About 20 MB where they are sent, 200 MB where they are read, if a design has so many."""


class _Packer(pickle.Pickler):
    def reducer_override(self, thing: Any) -> Any:
        if isinstance(thing, DesignPoint):
            return _opened_point, (_closed_point(thing),)
        return NotImplemented


def packed(value: Any) -> bytes:
    """A value as bytes."""
    stream = io.BytesIO()
    _Packer(stream, pickle.HIGHEST_PROTOCOL).dump(value)
    return zlib.compress(stream.getvalue(), FASTEST)


def unpacked(data: bytes) -> Any:
    """The value again. Only for bytes from one's own cluster: unpickling runs what it is told to."""
    return pickle.loads(zlib.decompress(data))


class Call:
    """A call that is made where its pickle is read: ``pickle.loads(pickle.dumps(Call(f, x)))`` is ``f(x)``.

    A Dask worker that cannot import a task's function dies of it; `pickle.loads` it can always import, and
    then the task fails instead, and says why.
    """

    def __init__(self, function: Callable[..., Any], *arguments: Any) -> None:
        self.function, self.arguments = function, arguments

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return self.function, self.arguments


@lru_cache(MOST_POINTS_KEPT)
def _closed_point(point: DesignPoint) -> bytes:
    return zlib.compress(pickle.dumps(point, pickle.HIGHEST_PROTOCOL), FASTEST)


@lru_cache(MOST_POINTS_KEPT)
def _opened_point(data: bytes) -> DesignPoint:
    point = pickle.loads(zlib.decompress(data))
    assert isinstance(point, DesignPoint)
    return point
