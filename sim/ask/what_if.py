"""What if we chose otherwise? Two cases, the same luck, and what the replications tell of the difference."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.comparison import Comparison, compare
from sim.analysis.interval import Interval, mean_interval
from sim.case import Case, changed
from sim.case_first import AnyCase, case_of
from sim.errors import InputError, Problem
from sim.outcome.measure import MEASURES, Measure
from sim.replicate.player import Player, Progress
from sim.replicate.worlds import documented
from sim.shown import as_html
from sim.words import called, counted, each_never_seen, listed, sized, told, told_unit

if TYPE_CHECKING:
    import pandas as pd

Columns = Mapping[str, NDArray[np.float64]]

HEADLINE = (
    "cost_per_task",
    "on_time_share",
    "lead_time_mean_days",
    "first_pass_yield",
    "escaped_defect_share",
    "time_to_recover_days",
    "loss_area_days",
)
"""What a decision turns on; every other measure can be asked for."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One measure in both cases. `verdict` is better, worse, higher, lower or "cannot tell apart"."""

    measure: Measure
    unit: str
    """The one that people read: per cent for shares, the scenario's currency for money."""
    case: Interval
    against: Interval
    comparison: Comparison

    @property
    def verdict(self) -> str:
        """The comparison in the words of someone who wants the measure low, or high, or does not mind."""
        said, wanted = self.comparison.verdict, self.measure.direction
        if said == "cannot tell apart" or wanted == "neutral":
            return said
        return "better" if said == wanted else "worse"

    def as_row(self, case: str, against: str) -> dict[str, object]:
        """One row of a frame, in the unit that people read; two columns are called as asked."""
        unit = self.measure.unit
        difference = told(self.comparison.difference, unit)
        return {
            "unit": self.unit,
            case: told(self.case, unit).mean,
            against: told(self.against, unit).mean,
            "difference": difference.mean,
            "low": difference.low,
            "high": difference.high,
            "replications": difference.n,
            "verdict": self.verdict,
        }

    @property
    def is_never(self) -> bool:
        """Whether there was none of it in any world, in either case."""
        return self.case.is_never and self.against.is_never

    @property
    def said(self) -> str:
        """The verdict as a table has it: of what never happened there is nothing to be told apart."""
        return "none seen" if self.is_never else self.verdict

    @property
    def row(self) -> str:
        """One line of a table."""
        difference = told(self.comparison.difference, self.measure.unit)
        return f"{called(self.measure.name):<28}{difference!s:>20}  {self.unit:<22}{self.said}"

    @property
    def in_words(self) -> str:
        """`cost per task falls by 210 ± 35 USD (-8.1 %)`, to be said where the two are told apart."""
        comparison = self.comparison
        moves = "rises" if comparison.verdict == "higher" else "falls"
        size = told(sized(comparison.difference), self.measure.unit)
        what = f"{called(self.measure.name)} {moves} by {size}"
        if self.measure.unit == "share":
            return f"{what} percentage points"
        relative = comparison.relative_difference
        return f"{what} {self.unit}" + ("" if np.isnan(relative) else f" ({100 * relative:+.1f} %)")


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A changed case compared with another, replication by replication."""

    case: Case
    against: Case
    seed: int
    replications: int
    differences: Mapping[str, Difference]
    """By measure."""

    def __getitem__(self, measure: str) -> Difference:
        return self.differences[measure]

    def __str__(self) -> str:
        table = "\n".join(each.row for each in self.of(HEADLINE))
        return f"{self._head}\n{table}\n{self.sentence()}"

    def _repr_html_(self) -> str:
        return as_html(self._head, self.frame(HEADLINE), self.sentence())

    @property
    def _head(self) -> str:
        return f"Change, in {counted(self.replications, 'world')} that both live through (seed {self.seed}):"

    def frame(self, measures: Iterable[str] | None = None) -> pd.DataFrame:
        """One row a measure: with the change, without, and the paired difference with its interval.

        Parameters
        ----------
        measures
            Left out, all of them.
        """
        import pandas as pd

        names = tuple(self.differences if measures is None else measures)
        rows = [self[name].as_row("case", "against") for name in names]
        return pd.DataFrame(rows, index=pd.Index(names, name="measure"))

    def of(self, measures: Iterable[str]) -> list[Difference]:
        """The differences in some measures."""
        return [self.differences[name] for name in measures]

    def sentence(self, measures: Iterable[str] = HEADLINE) -> str:
        """One sentence about some measures: those that differ first."""
        chosen = self.of(measures)
        apart = [each for each in chosen if each.comparison.verdict != "cannot tell apart"]
        never = [each for each in chosen if each.is_never]
        same = [called(each.measure.name) for each in chosen if each not in apart and each not in never]
        parts = [each.in_words for each in apart]
        if same:
            parts.append(
                f"{listed(same)} cannot be told apart after {counted(self.replications, 'replication')}"
            )
        if never:
            worlds = {called(each.measure.name): each.comparison.difference.n for each in never}
            parts.append(each_never_seen(worlds, never[0].case.level))
        sentence = "; ".join(parts)
        return f"{sentence[:1].upper()}{sentence[1:]}."


@documented
def what_if(
    case: AnyCase,
    settings: Mapping[str, Any] | None = None,
    against: Case | Mapping[str, Any] | None = None,
    replications: int = 30,
    seed: int | None = None,
    workers: int = 1,
    level: float = 0.95,
    *,
    progress: Progress | None = None,
) -> WhatIf:
    """Compare a case with settings changed against the case as it is, or another, on common random numbers.

    Parameters
    ----------
    case
        The case to change: ``sim.preset("pfizer_patents")``, its name, or a case file.
    settings
        New values by dotted path: ``{"strategy.mix.patents.bangalore": 0.6}``.
    against
        What to compare with: another case, or other settings of the same one. Left out, `case` unchanged.
    {replications}
    {seed}
    {workers}
    {level}
    {progress}

    Raises
    ------
    InputError
        A path leads nowhere, a value breaks a rule, or a number of replications cannot be.
    """
    known = case_of(case)
    if settings is None and against is None:
        remedy = 'name one: {"strategy.clarity": 0.5}; sim.live(case) shows all levers in a notebook'
        raise InputError([Problem("settings", None, "nothing is changed, so nothing would differ", remedy)])
    one = changed(known, settings or {})
    other = against if isinstance(against, Case) else changed(known, against or {})
    with Player(seed, workers, progress=progress) as player:
        table = player.table([one, other], tuple(MEASURES), replications)
    return from_rows(one, other, player.seed, table.of(0), table.of(1), level)


def from_rows(
    case: Case, against: Case, seed: int, rows: Columns, rows_against: Columns, level: float = 0.95
) -> WhatIf:
    """Compare runs that were made elsewhere.

    Parameters
    ----------
    rows, rows_against
        Some measures by name, shape (replications,); entry k of both is replication k of this seed.
    """
    currency = case.scenario.currency
    made = {name: _difference(name, rows[name], rows_against[name], currency, level) for name in rows}
    return WhatIf(case, against, seed, len(next(iter(rows.values()))), made)


def _difference(
    name: str, case: NDArray[np.float64], against: NDArray[np.float64], currency: str, level: float
) -> Difference:
    measure = MEASURES[name]
    unit = told_unit(name, measure.unit, currency)
    intervals = mean_interval(case, level), mean_interval(against, level)
    return Difference(measure, unit, *intervals, compare(case, against, level))
