"""How probable is a breach of a threshold, with the change and without it?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.analysis.interval import Interval
from sim.outcome.threshold import Threshold
from sim.words import called, limit_told, told

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Breach:
    """A threshold, and the share of the worlds that break it in each of two cases, with exact intervals."""

    threshold: Threshold
    case: Interval
    against: Interval

    @property
    def called(self) -> str:
        """`P(on-time share < 90 %)`."""
        return f"P({called(self.threshold.measure)} {limit_told(self.threshold)})"

    @property
    def row(self) -> str:
        """One line of a table, in per cent."""
        return f"{self.called:<40}{told(self.case, 'share')!s:>20}  without: {told(self.against, 'share')} %"

    def as_row(self) -> dict[str, object]:
        """One row of a frame, in shares."""
        return {
            "breach": self.threshold.breach,
            "case": self.case.mean,
            "low": self.case.low,
            "high": self.case.high,
            "against": self.against.mean,
            "against_low": self.against.low,
            "against_high": self.against.high,
            "replications": self.case.n,
        }


def breaches_of(
    limits: Iterable[Threshold],
    rows: Mapping[str, NDArray[np.float64]],
    rows_against: Mapping[str, NDArray[np.float64]],
    level: float,
) -> dict[str, Breach]:
    """By measure, as far as the runs of the two cases have it."""
    return {
        each.measure: Breach(
            each, each.share(rows[each.measure], level), each.share(rows_against[each.measure], level)
        )
        for each in limits
        if each.measure in rows
    }


def as_frame(breaches: Mapping[str, Breach]) -> pd.DataFrame:
    """One row a threshold: its share of breaches in both cases, with their intervals."""
    import pandas as pd

    index = pd.Index(list(breaches), name="measure")
    return pd.DataFrame([each.as_row() for each in breaches.values()], index=index)
