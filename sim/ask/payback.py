"""When does the money come back? A strategy against a baseline, month by month, on the same luck."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.analysis.interval import Interval, mean_interval
from sim.case import Case, fitted
from sim.engine.simulate import simulate
from sim.errors import InputError, Problem
from sim.outcome.ledger import keep_ledger
from sim.outcome.monthly import total_of_months
from sim.outcome.months import Months, months_of
from sim.outcome.window import Window, observe
from sim.replicate.pool import processes
from sim.scenario.scenario import Scenario
from sim.strategy.at_home import all_at_home
from sim.strategy.strategy import Strategy
from sim.tape.stream import fresh_seed
from sim.tape.tape import deal
from sim.words import counted

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]

MOST_REPLICATIONS = 100_000


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


def payback(
    scenario: Scenario,
    strategy: Strategy,
    baseline: Strategy | None = None,
    replications: int = 30,
    seed: int | None = None,
    workers: int = 1,
    level: float = 0.95,
) -> Payback:
    """What a strategy saves against a baseline, and from which month on it has paid for itself.

    Parameters
    ----------
    scenario, strategy
        A case, such as ``*sim.preset("pfizer_patents")``.
    baseline
        What to compare with; left out, all the work in-house, with the strategy's other levers as they are.
        Its seats count: where a staffing rule fits them to the work, letting work go lets seats go.
    replications, seed
        How many worlds both live through, and the seed of their luck; without one a fresh seed is drawn and
        recorded.
    workers
        Processes to share the replications out to; the numbers do not depend on it.
    level
        Confidence of the intervals.

    Raises
    ------
    InputError
        The baseline does not fit the scenario, or a number of replications cannot be.
    """
    if not 1 <= replications <= MOST_REPLICATIONS:
        rule = f"must be a whole number from 1 to {MOST_REPLICATIONS:,}"
        raise InputError([Problem("replications", replications, rule, "30 tells most differences")])
    case = fitted(scenario, strategy)
    other = fitted(scenario, all_at_home(strategy) if baseline is None else baseline)
    seed = fresh_seed() if seed is None else seed
    rows = _rows(partial(saved, case, other, seed), range(replications), workers)
    return from_rows(case, other, seed, np.array(rows) / 100.0, level)


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


def saved(case: Case, other: Case, seed: int, replication: int) -> NDArray[np.int64]:
    """Cents saved by month in one world."""
    tape = deal(case.scenario, seed, replication)
    spent = []
    for each in (case, other):
        seen = observe(simulate(*each, seed=seed, replication=replication, tape=tape))
        spent.append(total_of_months(seen, keep_ledger(seen)))
    return np.asarray(spent[1] - spent[0])


def _rows(
    saved: Callable[[int], NDArray[np.int64]], replications: range, workers: int
) -> list[NDArray[np.int64]]:
    if workers <= 1:
        return [saved(replication) for replication in replications]
    with processes(workers) as pool:
        return list(pool.map(saved, replications))
