"""How probable is it that a run is worse than it may be? A limit for a measure, and the share of breaches."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from sim.analysis.interval import Interval, present
from sim.analysis.rare import share_interval
from sim.errors import InputError, Problem, advice
from sim.files.hint import as_share
from sim.outcome.measure import MEASURES

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario


class Threshold(NamedTuple):
    """A measure, and the value that it may just have; its direction says which side is a breach."""

    measure: str
    limit: float

    @property
    def is_least(self) -> bool:
        """Whether less is a breach, and not more."""
        return MEASURES[self.measure].direction == "higher"

    @property
    def breach(self) -> str:
        """What a breach is, as a table says it: `> 12000000`, `< 0.9`."""
        return f"{'<' if self.is_least else '>'} {self.limit:.12g}"

    def share(self, values: ArrayLike, level: float = 0.95) -> Interval:
        """The share of replications that break it, with an exact interval of its own.

        Parameters
        ----------
        values
            The measure, one value a replication; where a replication has none (nan) it says nothing.
        """
        x = present(values)
        broken = x < self.limit if self.is_least else x > self.limit
        return share_interval(int(np.count_nonzero(broken)), x.size, level)


def thresholds_of(stated: Mapping[str, float], scenarios: Iterable[Scenario] = ()) -> dict[str, Threshold]:
    """Thresholds by measure: those that are stated, and those that the worlds' tolerances mean.

    Raises
    ------
    InputError
        There is no such measure, none of its sides is worse, or it cannot pass the limit.
    """
    if problems := list(bad_thresholds(stated)):
        raise InputError(problems)
    limits = {name: float(limit) for name, limit in stated.items()}
    for scenario in scenarios:
        if scenario.most_money is not None:
            limits.setdefault("outside_tolerance", 0.0)  # by days, or by money
        elif scenario.tolerated:
            limits.setdefault("days_outside_tolerance", 0.0)
    return {name: Threshold(name, limit) for name, limit in limits.items()}


def bad_thresholds(stated: Mapping[str, Any], path: str = "thresholds") -> Iterator[Problem]:
    """What is wrong with stated thresholds."""
    for name, limit in stated.items():
        place = f"{path}.{name}"
        if name not in MEASURES:
            yield Problem(place, limit, "there is no such measure", advice(str(name), MEASURES, "measures"))
        elif MEASURES[name].direction == "neutral":
            rule = "neither side of this measure is worse, so none is a breach"
            yield Problem(place, limit, rule, "name a measure of which less, or more, is better")
        elif not isinstance(limit, int | float) or isinstance(limit, bool) or not math.isfinite(limit):
            yield Problem(place, limit, "must be a number, the last that is no breach", "")
        elif MEASURES[name].unit == "share" and not 0.0 <= limit <= 1.0:
            remedy = as_share("less_than_equal", limit, 1) or "write 0.9 for 90 %"
            yield Problem(place, limit, "must be a share, from 0 to 1", remedy)
