"""How do runs fit into few bytes?

A batch names the same design points again and again, and so does the next one: each point is written once by
who sends and read once by who receives. Points of one world share what is written of it.
"""

from __future__ import annotations

import io
import pickle
import zlib
from collections import OrderedDict
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from sim.case import Case
from sim.experiment.design.points import DesignPoint
from sim.strategy.sound import remember_sound

if TYPE_CHECKING:
    from sim.engine.simulate import Engine
    from sim.experiment.execute.run import Harvest, PointRuns, Wanted

FASTEST: Final = 1
MOST_POINTS_KEPT: Final = 512
"""Where they are read; as runs of one point follow each other, more are not asked for again soon."""
MOST_WORLDS_KEPT: Final = 64


class _Packer(pickle.Pickler):
    def reducer_override(self, thing: Any) -> Any:
        if isinstance(thing, DesignPoint):
            rest = thing.labels, thing.settings, thing.own
            return _opened_point, (thing.id, thing.digest, thing.world, _closed_case(thing), _closed(rest))
        return NotImplemented


def pickled(value: Any) -> bytes:
    """A value as bytes, for a process of this machine."""
    stream = io.BytesIO()
    _Packer(stream, pickle.HIGHEST_PROTOCOL).dump(value)
    return stream.getvalue()


def packed(value: Any) -> bytes:
    """A value as few bytes, for another machine."""
    return zlib.compress(pickled(value), FASTEST)


def unpacked(data: bytes) -> Any:
    """The value again. Only for bytes from one's own cluster: unpickling runs what it is told to."""
    return pickle.loads(zlib.decompress(data))


def run_parcel(data: bytes) -> Harvest:
    """Play what `pickled` has made of sittings and who plays how; called in a worker process."""
    from sim.experiment.execute.run import run_sittings

    asked: tuple[Sequence[PointRuns], Engine, Wanted] = pickle.loads(data)
    return run_sittings(*asked)


class Call:
    """A call that is made where its pickle is read: ``pickle.loads(pickle.dumps(Call(f, x)))`` is ``f(x)``.

    A Dask worker that cannot import a task's function dies of it; `pickle.loads` it can always import, and
    then the task fails instead, and says why.
    """

    def __init__(self, function: Callable[..., Any], *arguments: Any) -> None:
        self.function, self.arguments = function, arguments

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return self.function, self.arguments


def _closed(value: Any) -> bytes:
    return pickle.dumps(value, pickle.HIGHEST_PROTOCOL)


_worlds: OrderedDict[tuple[str, str, str], bytes] = OrderedDict()


def _closed_case(point: DesignPoint) -> tuple[bytes, bytes]:
    """Scenario and strategy; that of a world is written once, for all its points."""
    case = point.case
    scenario, strategy = case.scenario, case.strategy
    name = point.world, scenario.name, scenario.about  # what it is called does not count in its digest
    if name not in _worlds:
        _worlds[name] = _closed(scenario)
        while len(_worlds) > MOST_WORLDS_KEPT:
            _worlds.popitem(last=False)
    return _worlds[name], _closed(strategy)


@lru_cache(MOST_POINTS_KEPT)
def _opened_point(id_: str, digest: str, world: str, case: tuple[bytes, bytes], rest: bytes) -> DesignPoint:
    labels, settings, own = pickle.loads(rest)
    scenario, strategy = _opened_world(case[0]), pickle.loads(case[1])
    remember_sound(scenario, strategy)  # it was checked where it comes from
    return DesignPoint(id_, labels, settings, Case(scenario, strategy), digest, world, own)


@lru_cache(MOST_WORLDS_KEPT)
def _opened_world(data: bytes) -> Any:
    return pickle.loads(data)
