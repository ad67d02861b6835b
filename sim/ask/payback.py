"""When does the money come back? A strategy against a baseline, month by month, on the same luck."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.analysis.interval import Interval, mean_interval
from sim.case import Case, fitted
from sim.case_first import AnyCase, case_first, case_of
from sim.outcome.ledger import keep_ledger
from sim.outcome.monthly import total_of_months
from sim.outcome.months import Months, months_of
from sim.outcome.window import Window, observe
from sim.replicate.player import Player, Progress
from sim.replicate.worlds import documented
from sim.scenario.scenario import Scenario
from sim.strategy.at_home import all_at_home
from sim.strategy.strategy import Strategy
from sim.words import counted

if TYPE_CHECKING:
    import pandas as pd

    from sim.engine.journal import Journal

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Payback:
    """What a strategy saves against a baseline by the calendar months of the window."""

    case: Case
    baseline: Case
    seed: int
    level: float
    months: tuple[str, ...]
    """Calendar months, such as 2025-01; the first and the last may be cut by the window."""
    saved: Floats
    """(replications, months) money saved in each month; negative: the strategy cost more."""
    discounts: Floats
    """(months,) worth at the window's start of one unit of money in each month."""

    @property
    def cumulative(self) -> Floats:
        """(replications, months) saved since the window's start."""
        return np.cumsum(self.saved, axis=1)

    @property
    def intervals(self) -> list[Interval]:
        """Mean cumulative saving at the end of each month."""
        return [mean_interval(column, self.level) for column in self.cumulative.T]

    @property
    def by_year(self) -> dict[str, Interval]:
        """Mean saving in each calendar year."""
        years = [month[:4] for month in self.months]
        return {
            year: mean_interval(self.saved[:, [each == year for each in years]].sum(axis=1), self.level)
            for year in dict.fromkeys(years)
        }

    @property
    def present(self) -> Interval:
        """Mean saving of the window, discounted at the scenario's rate to the window's start."""
        return mean_interval(self.saved @ self.discounts, self.level)

    @property
    def month(self) -> int | None:
        """Month of the window (1, 2, ...) from which the mean cumulative saving stays above zero, or None."""
        return first_to_stay(self.cumulative.mean(axis=0))

    @property
    def month_by_replication(self) -> Floats:
        """The same in each replication by itself, (replications,); nan where it never comes."""
        found = [first_to_stay(row) for row in self.cumulative]
        return np.array([np.nan if month is None else month for month in found], dtype=np.float64)

    @property
    def share_paid_back(self) -> float:
        """Share of the replications in which the money comes back within the window."""
        return float(np.mean(~np.isnan(self.month_by_replication)))

    @property
    def frame(self) -> pd.DataFrame:
        """One row a month: `month`, the mean cumulative saving `mean`, and its interval `low`, `high`."""
        import pandas as pd

        rows = [(interval.mean, interval.low, interval.high) for interval in self.intervals]
        frame = pd.DataFrame(rows, columns=["mean", "low", "high"])
        frame.insert(0, "month", self.months)
        return frame

    def __str__(self) -> str:
        currency, month = self.case.scenario.currency, self.month
        when = "not paid back within the window" if month is None else f"paid back from month {month} on"
        spread = self._spread()
        years = [f"  {year}  {interval:,.0f} {currency}" for year, interval in self.by_year.items()]
        head = f"On average {when}; {spread} (seed {self.seed})."
        present = f"  net present saving  {self.present:,.0f} {currency}"
        return "\n".join([head, "Saving by year:", *years, present])

    def _spread(self) -> str:
        """`paid back in 90 % of 30 replications, half of these by month 14`."""
        paid = self.month_by_replication
        known = paid[~np.isnan(paid)]
        said = f"paid back in {100 * self.share_paid_back:.0f} % of {counted(len(paid), 'replication')}"
        return f"{said}, half of these by month {np.median(known):.0f}" if known.size else said


@case_first
@documented
def payback(
    case: AnyCase,
    baseline: Strategy | None = None,
    replications: int = 30,
    seed: int | None = None,
    workers: int = 1,
    level: float = 0.95,
    *,
    progress: Progress | None = None,
) -> Payback:
    """What a strategy saves against a baseline, and from which month on it has paid for itself.

    Parameters
    ----------
    case
        ``sim.preset("pfizer_patents")``, its name, or a case file.
    baseline
        What to compare with; left out, all the work in-house, with the strategy's other levers as they are.
        Its seats count: where a staffing rule fits them to the work, letting work go lets seats go.
    {replications}
    {seed}
    {workers}
    {level}
    {progress}

    Raises
    ------
    InputError
        The baseline does not fit the scenario, or a number of replications cannot be.
    """
    known = case_of(case)
    known = fitted(known.scenario, known.strategy)
    other = fitted(known.scenario, all_at_home(known.strategy) if baseline is None else baseline)
    with Player(seed, workers, progress=progress) as player:
        spent: NDArray[np.int64] = np.array(player.read([known, other], cents_by_month, replications))
    return from_rows(known, other, player.seed, (spent[1] - spent[0]) / 100.0, level)


def from_rows(case: Case, other: Case, seed: int, saved: Floats, level: float = 0.95) -> Payback:
    """The payback of money saved by replication and month, shape (replications, months)."""
    months = _months(case.scenario)
    discounts = months.discounts(case.scenario.discount_rate_per_year)
    return Payback(case, other, seed, level, months.names, saved, discounts)


def first_to_stay(cumulative: Floats) -> int | None:
    """The first month, counted from 1, from which on every value is above zero; None if the last is not."""
    below = np.flatnonzero(~(cumulative > 0.0))
    first = int(below[-1]) + 2 if below.size else 1
    return first if first <= len(cumulative) else None


def _months(scenario: Scenario) -> Months:
    return months_of(scenario.start, Window(*scenario.window_hours))


def cents_by_month(journal: Journal) -> NDArray[np.int64]:
    """What a run cost by the months of its window, in cents."""
    seen = observe(journal)
    return total_of_months(seen, keep_ledger(seen))
