"""What do the replications say about each design point and measure?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from sim.analysis.interval import mean_interval, present
from sim.analysis.tail import cvar, quantiles

if TYPE_CHECKING:
    import pandas as pd

    from sim.experiment.design.experiment import Experiment
    from sim.experiment.folder.columns import Columns
    from sim.outcome.threshold import Threshold

Floats = NDArray[np.float64]

BREACH: Final = ("p_breach", "p_breach_low", "p_breach_high")
"""The share of the replications that break a threshold (`breach` says how), and its interval."""

TAIL: Final = 0.95
"""`cvar95` is the mean of the worst twentieth of the replications, whichever way is worse."""


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
    rows = [
        {
            "point": experiment.points[place].id,
            **experiment.points[place].labels,
            "measure": name,
            "unit": unit_of(name, experiment),
            **_told(values, name, level),
            **_broken(values, limits.get(name), level),
        }
        for place in points or range(len(experiment.points))
        for name, values in columns.of(place).items()
    ]
    return pd.DataFrame(rows)


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


def _told(values: Floats, name: str, level: float) -> dict[str, Any]:
    interval, x = mean_interval(values, level), present(values)
    median, low, high = quantiles(x, (0.5, 0.05, 0.95))
    return {
        "n": interval.n,
        "mean": interval.mean,
        "low": interval.low,
        "high": interval.high,
        "half_width": interval.half_width,
        "sd": float(x.std(ddof=1)) if x.size > 1 else float("nan"),
        "median": median,
        "p05": low,
        "p95": high,
        "cvar95": _worst(x, name),
    }


def _broken(values: Floats, threshold: Threshold | None, level: float) -> dict[str, Any]:
    """How probable it is that a threshold is broken, if there is one, with an interval of its own."""
    if threshold is None:
        return {"breach": "", **dict.fromkeys(BREACH, float("nan"))}
    share = threshold.share(values, level)
    found = dict(zip(BREACH, (share.mean, share.low, share.high), strict=True))
    return {"breach": threshold.breach, **found}


def _worst(x: Floats, name: str) -> float:
    """Mean of the worst twentieth: the highest, unless high is good."""
    from sim.outcome.measure import MEASURES

    is_good = name in MEASURES and MEASURES[name].direction == "higher"
    return -cvar(-x, TAIL) if is_good else cvar(x, TAIL)


def unit_of(name: str, experiment: Experiment) -> str:
    """Unit of a measure; money in the scenario's currency."""
    from sim.outcome.measure import MEASURES

    unit = MEASURES[name].unit if name in MEASURES else ""
    return experiment.scenario.currency if unit == "money" else unit
