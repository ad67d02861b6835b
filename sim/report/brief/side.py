"""A case with its measures run by run: a design point out of the folder, or a case played for the brief."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.analysis.comparison import Comparison, compare
from sim.analysis.interval import Interval, mean_interval
from sim.case import Case
from sim.experiment.design.points import DesignPoint
from sim.outcome.measure import LINES, MEASURES
from sim.outcome.threshold import Threshold
from sim.plots.figures import GROUPS

if TYPE_CHECKING:
    from sim.experiment.folder.results import Results
    from sim.replicate.player import Player

Floats = NDArray[np.float64]

WITHSTANDS = (
    "on_time_share",
    "worst_quarter_on_time_share",
    "time_to_recover_days",
    "loss_area_days",
    "worst_drop",
    "unrecovered_disruptions",
    "escaped_defect_share",
)
"""What a choice withstands, in the order in which it is told."""

TOTAL, DELIVERED, OUTSOURCED = "cost_per_task", "tasks_delivered", "outsourced_share"
OTHER = "other"


def wanted(measure: str, limited: Iterable[str] = ()) -> tuple[str, ...]:
    """All measures that a brief tells of: the one that is judged by, those with a limit, and its tables'."""
    lines = (f"cost_{line}" for line in LINES)
    return tuple(dict.fromkeys([measure, *limited, TOTAL, DELIVERED, OUTSOURCED, *WITHSTANDS, *lines]))


@dataclass(frozen=True, eq=False)
class Side:
    """One of the two cases that a brief compares.

    Attributes
    ----------
    name : str
        What it is called in sentences.
    case : Case
    point : DesignPoint or None
        None: it is no point of the experiment, and was played for the brief.
    replications : array of int, shape (n,)
    rows : mapping of str to array of float, shape (n,)
        Measures by name; nan where a replication has none.
    """

    name: str
    case: Case
    point: DesignPoint | None
    replications: NDArray[np.int64]
    rows: Mapping[str, Floats]

    @property
    def sends_work_out(self) -> bool:
        """Whether any provider delivered anything in any replication."""
        return bool(np.nansum(self.rows[OUTSOURCED]) > 0.0)

    @property
    def feels_providers(self) -> bool:
        """Whether what providers ask, do or break can matter here: work goes out, or they are paid for."""
        paid = ("provider_fees", "governance", "selection", "transition")
        return self.sends_work_out or any(np.nansum(self.rows[f"cost_{line}"]) != 0.0 for line in paid)

    def has(self, measure: str) -> bool:
        """Whether the measure exists in any replication."""
        return bool(np.isfinite(self.rows[measure]).any())

    def mean(self, measure: str, level: float = 0.95) -> Interval:
        """A measure over all replications."""
        return mean_interval(self.rows[measure], level)

    def breach(self, limit: Threshold) -> Interval:
        """The probability that a threshold is broken."""
        return limit.share(self.rows[limit.measure])

    def minus(self, other: Side, measure: str, level: float = 0.95) -> Comparison:
        """What this side does differently, paired by the replications that both have."""
        return compare(*_paired(self, other, self.rows[measure], other.rows[measure]), level)

    def spent(self) -> dict[str, Floats]:
        """Money for each task delivered, by what it was spent on; the groups add up to the cost per task."""
        grouped = {line for lines in GROUPS.values() for line in lines}
        groups = {**GROUPS, OTHER: tuple(line for line in LINES if line not in grouped)}
        delivered = self.rows[DELIVERED]
        return {
            name: np.sum([self.rows[f"cost_{line}"] for line in lines if line in LINES], axis=0) / delivered
            for name, lines in groups.items()
            if any(line in LINES for line in lines)
        }

    def spent_minus(self, other: Side) -> dict[str, Comparison]:
        """The paired difference of every group."""
        own, their = self.spent(), other.spent()
        return {name: compare(*_paired(self, other, own[name], their[name])) for name in own}

    def wins(self, other: Side, measure: str) -> tuple[int, int, int]:
        """In how many worlds this side is better, in how many even, and of how many."""
        own, their = _paired(self, other, self.rows[measure], other.rows[measure])
        known = np.isfinite(own) & np.isfinite(their)
        gain = (their - own)[known] * (-1.0 if MEASURES[measure].direction == "higher" else 1.0)
        return int((gain > 0.0).sum()), int((gain == 0.0).sum()), int(known.sum())


def stored(results: Results, point: DesignPoint, name: str, names: Sequence[str]) -> Side:
    """A design point, out of the folder, with the measures of these names."""
    frame = results.table([each for each in names if each in results.measures])
    own = frame[frame["point"] == point.id]
    rows = {
        each: own[each].to_numpy(dtype=np.float64) if each in own else np.full(len(own), np.nan)
        for each in names
    }
    return Side(name, point.case, point, own["replication"].to_numpy(dtype=np.int64), rows)


def played(player: Player, case: Case, name: str, names: Sequence[str], replications: Sequence[int]) -> Side:
    """A case that is no point of the experiment, in the same worlds."""
    rows = player.table([case], names, replications).of(0)
    return Side(name, case, None, np.asarray(replications, dtype=np.int64), rows)


def _paired(one: Side, other: Side, own: Floats, their: Floats) -> tuple[Floats, Floats]:
    _, i, j = np.intersect1d(one.replications, other.replications, return_indices=True)
    return own[i], their[j]
