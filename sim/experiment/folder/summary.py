"""What do the replications say about each design point and measure?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from sim.analysis.spread import Spread

if TYPE_CHECKING:
    import pandas as pd

    from sim.experiment.design.experiment import Experiment
    from sim.experiment.folder.columns import Columns
    from sim.outcome.threshold import Threshold

Floats = NDArray[np.float64]

BREACH: Final = ("p_breach", "p_breach_low", "p_breach_high")
"""The share of the replications that break a threshold (`breach` says how), and its interval."""


def summary_of(
    experiment: Experiment,
    columns: Columns,
    level: float = 0.95,
    points: range | None = None,
    limits: Mapping[str, Threshold] | None = None,
) -> pd.DataFrame:
    """One row for each design point (of `points`, if given) and measure, in the order of the design and of
    the columns.

    `n` counts the replications in which the measure exists (no disruption, no time to recover). `limits` are
    the thresholds by measure; left out, the experiment's own.
    """
    import pandas as pd

    limits = experiment.limits if limits is None else limits
    points = points or range(len(experiment.points))
    own, names = [experiment.points[place] for place in points], list(columns.values)
    if not names:
        return pd.DataFrame()
    ends = np.searchsorted(columns.place, np.arange(points.start, points.stop + 1))
    told = [
        Spread.of(values, ends, level, is_high_good(name))._asdict()
        | _broken(values, ends, limits.get(name), level)
        for name, values in columns.values.items()
    ]
    keys = pd.DataFrame([{"point": point.id, **point.labels} for point in own])
    words = {
        "measure": pd.Series(names * len(own), dtype="str"),
        "unit": pd.Series([unit_of(name, experiment) for name in names] * len(own), dtype="str"),
    }
    numbers = {key: np.stack([each[key] for each in told], axis=1).ravel() for key in told[0]}
    rows = keys.iloc[np.repeat(np.arange(len(own)), len(names))].reset_index(drop=True)
    return pd.concat([rows, pd.DataFrame(words | numbers)], axis=1).astype({"breach": "str"})


def interleaved(summaries: Sequence[pd.DataFrame], points: int) -> pd.DataFrame:
    """Summaries of several measures each, as one: all measures of a point follow each other."""
    import pandas as pd

    if len(summaries) == 1:
        return summaries[0]
    place = np.concatenate([np.repeat(np.arange(points), len(each) // points) for each in summaries])
    return pd.concat(summaries).iloc[np.argsort(place, kind="stable")].reset_index(drop=True)


def joined(blocks: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Summaries of points that follow each other, as one."""
    import pandas as pd

    return blocks[0] if len(blocks) == 1 else pd.concat(blocks, ignore_index=True)


def _broken(
    values: Floats, ends: NDArray[np.int64], threshold: Threshold | None, level: float
) -> dict[str, NDArray[Any]]:
    """How probable it is that a threshold is broken, if there is one, with an interval of its own."""
    points = len(ends) - 1
    if threshold is None:
        return {"breach": np.full(points, "", dtype=object), **dict.fromkeys(BREACH, np.full(points, np.nan))}
    shares = [threshold.share(values[first:last], level) for first, last in pairwise(ends.tolist())]
    found = [np.array([getattr(share, end) for share in shares]) for end in ("mean", "low", "high")]
    return {
        "breach": np.full(points, threshold.breach, dtype=object),
        **dict(zip(BREACH, found, strict=True)),
    }


def is_high_good(name: str) -> bool:
    """Whether more of a measure is better: then the worst of its replications are the lowest."""
    from sim.outcome.measure import MEASURES

    return name in MEASURES and MEASURES[name].direction == "higher"


def unit_of(name: str, experiment: Experiment) -> str:
    """Unit of a measure; money in the scenario's currency."""
    from sim.outcome.measure import MEASURES

    unit = MEASURES[name].unit if name in MEASURES else ""
    return experiment.scenario.currency if unit == "money" else unit
