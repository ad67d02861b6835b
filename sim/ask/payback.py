"""When does the money come back? A strategy against a baseline, month by month, on the same luck."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from sim.analysis.interval import Interval, mean_interval
from sim.case import Case, fitted
from sim.case_first import AnyCase, case_first, case_of
from sim.engine.making import make_plan
from sim.engine.staffing import offered_load
from sim.errors import wanted
from sim.outcome.ledger import keep_ledger
from sim.outcome.monthly import total_of_months
from sim.outcome.months import Months, months_of
from sim.outcome.window import Window, observe
from sim.replicate.player import Player, Progress
from sim.replicate.worlds import documented
from sim.scenario.scenario import Scenario
from sim.shown import as_html
from sim.strategy.at_home import all_at_home
from sim.strategy.strategy import Strategy
from sim.words import counted

if TYPE_CHECKING:
    import pandas as pd

    from sim.engine.journal import Journal

Floats = NDArray[np.float64]


Verdict = Literal["paid back", "not paid back", "cannot tell"]
"""Whether the interval of what is saved by the window's end lies above zero, below it, or holds it."""


@dataclass(frozen=True, slots=True)
class AtHome:
    """The people in-house under one of the two strategies, and the work that is meant for them."""

    seats: int
    """Once the work has moved, where it moves."""
    seats_before: int
    """At the start."""
    by_rule: bool
    """Whether a staffing rule fits them to the work, or they are as stated."""
    load: float
    """People whom the work would keep busy without a pause, rework and teaching of the ramp left out."""
    idle: int = 0
    """Liaisons and reviewers to whom no work ever comes, and who are paid all the same."""

    @property
    def is_overloaded(self) -> bool:
        """Whether more work comes than they can ever do."""
        return self.load > self.seats

    def __str__(self) -> str:
        people = f"{self.seats:,} {'person' if self.seats == 1 else 'people'}"
        why = "as its staffing rule asks" if self.by_rule else "as stated"
        return f"{people} in-house, {why}, for the work of {self.load:,.1f}"


def at_home(case: Case) -> AtHome:
    """Who is in-house, and for how much work."""
    plan = make_plan(case.scenario, case.strategy)
    shares = np.diff(plan.shares, axis=1, prepend=0.0)
    loads = offered_load(case.scenario, plan, shares)
    idle = int(plan.seats[plan.liaisons :][loads[plan.liaisons :] == 0.0].sum())
    staffing = case.strategy.staffing.get("inhouse")
    by_rule = staffing is not None and staffing.rule != "stated"
    return AtHome(int(plan.seats[0]), int(plan.seats_before[0]), by_rule, float(loads[0]), idle)


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
        """Month of the window (1, 2, ...) from which the mean cumulative saving stays above zero, or None.

        The mean alone: `sure_month` is the one that the replications carry.
        """
        return first_to_stay(self.cumulative.mean(axis=0))

    @property
    def sure_month(self) -> int | None:
        """The month from which the interval of the cumulative saving stays above zero, or None."""
        return first_to_stay(np.array([interval.low for interval in self.intervals]))

    @property
    def verdict(self) -> Verdict:
        """Whether the money is back by the window's end, as far as the replications carry it."""
        if self.sure_month is not None:
            return "paid back"
        return "not paid back" if self.intervals[-1].high <= 0.0 else "cannot tell"

    @property
    def month_by_replication(self) -> Floats:
        """The same in each replication by itself, (replications,); nan where it never comes."""
        found = [first_to_stay(row) for row in self.cumulative]
        return np.array([np.nan if month is None else month for month in found], dtype=np.float64)

    @property
    def share_paid_back(self) -> float:
        """Share of the replications in which the money comes back within the window."""
        return float(np.mean(~np.isnan(self.month_by_replication)))

    def frame(self) -> pd.DataFrame:
        """One row a month: `month`, the mean cumulative saving `mean`, and its interval `low`, `high`."""
        import pandas as pd

        rows = [(interval.mean, interval.low, interval.high) for interval in self.intervals]
        frame = pd.DataFrame(rows, columns=["mean", "low", "high"])
        frame.insert(0, "month", self.months)
        return frame

    def _repr_html_(self) -> str:
        return as_html(self.sentence(), self.frame(), self.houses())

    def __str__(self) -> str:
        currency = self.case.scenario.currency
        years = [f"  {year}  {as_money(interval, currency)}" for year, interval in self.by_year.items()]
        present = f"  net present saving  {as_money(self.present, currency)}"
        return "\n".join([self.sentence(), self.houses(), "Saving by year:", *years, present])

    def sentence(self) -> str:
        """When the money is back, or that it is not, or that so few replications cannot tell."""
        runs, end = counted(len(self.saved), "replication"), self.intervals[-1]
        if not self.saved.any():
            return f"Nothing to pay back: both cost the same in every month, in {runs} (seed {self.seed})."
        known = f"after {runs} the {100 * self.level:g} % interval of what is saved"
        match self.verdict:
            case "paid back":
                what = f"Paid back from month {self.sure_month} on: {known} stays above zero"
            case "not paid back":
                what = f"Not paid back within the window: {known} by its end is not above zero"
            case "cannot tell":
                money = f"{end:,.0f} {self.case.scenario.currency}"
                what = (
                    f"Whether it is paid back within the window cannot be told: {known} by its end holds zero"
                )
                what = f"{what} ({money})" if end.n > 1 else f"{what}, as one is no interval"
        return f"{what}. One by one: {self._spread()} (seed {self.seed})."

    def houses(self) -> str:
        """What is compared with what: how many people either house has, and whether they can do the work."""
        own, other = at_home(self.case), at_home(self.baseline)
        begins = f" (it begins with {own.seats_before:,})" if own.seats_before != own.seats else ""
        said = f"The baseline is {self.baseline.strategy.name!r}: {other}. The strategy has {own}{begins}."
        if other.is_overloaded:
            said += (
                " The baseline is overloaded: it delivers ever later, so a saving against it compares two "
                "houses that do not do the same work."
            )
        if other.idle:
            said += (
                f" It pays {counted(other.idle, 'seat')} of liaisons or reviewers to whom no work comes. "
                "That counts as saved; a staffing rule with at_least: 0 lets them go."
            )
        if own.is_overloaded:
            said += " The strategy's own house is overloaded: part of what it saves is work that is not done."
        return said

    def _spread(self) -> str:
        """`paid back in 90 % of 30 replications, half of these by month 14`."""
        paid = self.month_by_replication
        known = paid[~np.isnan(paid)]
        said = f"paid back in {100 * self.share_paid_back:.0f} % of {counted(len(paid), 'replication')}"
        return f"{said}, half of these by month {np.median(known):.0f}" if known.size else said


def as_money(saving: Interval, currency: str) -> str:
    """A saving as people read it: none in any world is an amount, too."""
    return f"0 {currency} in every world" if saving.is_never else f"{saving:,.0f} {currency}"


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
        Its seats count: where a staffing rule fits them to the work, letting work go lets seats go. The
        answer says how many people either house has, and whether they can do their work.
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
    wanted(baseline, Strategy | None, "baseline", "must be a strategy", 'sim.load("mine.yaml").strategy')
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


def months_in(case: Case) -> int:
    """How many calendar months the window touches."""
    return len(_months(case.scenario).names)


def _months(scenario: Scenario) -> Months:
    return months_of(scenario.start, Window(*scenario.window_hours))


def cents_by_month(journal: Journal) -> NDArray[np.int64]:
    """What a run cost by the months of its window, in cents."""
    seen = observe(journal)
    return total_of_months(seen, keep_ledger(seen))
