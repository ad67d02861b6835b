"""What if we chose otherwise? Two cases, the same luck, and what the replications tell of the difference."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.comparison import Comparison, compare
from sim.analysis.interval import Interval, mean_interval
from sim.case import Case, changed
from sim.engine.simulate import simulate
from sim.errors import InputError, Problem
from sim.outcome.measure import MEASURES, Measure
from sim.outcome.scorecard import settle
from sim.replicate.pool import processes
from sim.tape.stream import fresh_seed
from sim.tape.tape import deal
from sim.words import called, counted, listed, sized, told, told_unit

Card = dict[str, float]
Columns = Mapping[str, NDArray[np.float64]]

MOST_REPLICATIONS = 100_000

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

    @property
    def row(self) -> str:
        """One line of a table."""
        difference = told(self.comparison.difference, self.measure.unit)
        return f"{called(self.measure.name):<28}{difference!s:>20}  {self.unit:<22}{self.verdict}"

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
        head = f"Change, in {counted(self.replications, 'world')} that both live through (seed {self.seed}):"
        return f"{head}\n{table}\n{self.sentence()}"

    def of(self, measures: Iterable[str]) -> list[Difference]:
        """The differences in some measures."""
        return [self.differences[name] for name in measures]

    def sentence(self, measures: Iterable[str] = HEADLINE) -> str:
        """One sentence about some measures: those that differ first."""
        chosen = self.of(measures)
        apart = [each for each in chosen if each.comparison.verdict != "cannot tell apart"]
        same = [called(each.measure.name) for each in chosen if each not in apart]
        parts = [each.in_words for each in apart]
        if same:
            parts.append(
                f"{listed(same)} cannot be told apart after {counted(self.replications, 'replication')}"
            )
        sentence = "; ".join(parts)
        return f"{sentence[:1].upper()}{sentence[1:]}."


def what_if(
    case: Case,
    settings: Mapping[str, Any],
    against: Case | Mapping[str, Any] | None = None,
    replications: int = 30,
    seed: int | None = None,
    workers: int = 1,
    level: float = 0.95,
) -> WhatIf:
    """Compare a case with settings changed against the case as it is, or another, on common random numbers.

    Parameters
    ----------
    case
        The case to change, such as ``sim.preset("pfizer_patents")``.
    settings
        New values by dotted path: ``{"strategy.mix.patents.bangalore": 0.6}``.
    against
        What to compare with: another case, or other settings of the same one. Left out, `case` unchanged.
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
        A path leads nowhere, a value breaks a rule, or a number of replications cannot be.
    """
    if not 1 <= replications <= MOST_REPLICATIONS:
        rule = f"must be a whole number from 1 to {MOST_REPLICATIONS:,}"
        raise InputError([Problem("replications", replications, rule, "30 tells most differences")])
    one = changed(case, settings)
    other = against if isinstance(against, Case) else changed(case, against or {})
    seed = fresh_seed() if seed is None else seed
    pairs = _runs(partial(_pair, one, other, seed), range(replications), workers)
    rows = [{name: np.array([pair[side][name] for pair in pairs]) for name in MEASURES} for side in (0, 1)]
    return from_rows(one, other, seed, rows[0], rows[1], level)


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


def _pair(one: Case, other: Case, seed: int, replication: int) -> tuple[Card, Card]:
    """Scorecards of both cases in one world; a scenario that is the same has its luck dealt once."""
    tape = deal(one.scenario, seed, replication)
    again = tape if one.scenario == other.scenario else deal(other.scenario, seed, replication)
    first = simulate(*one, seed=seed, replication=replication, tape=tape)
    second = simulate(*other, seed=seed, replication=replication, tape=again)
    return settle(first).as_row(), settle(second).as_row()


def _runs(
    pair: Callable[[int], tuple[Card, Card]], replications: range, workers: int
) -> list[tuple[Card, Card]]:
    if workers <= 1:
        return [pair(replication) for replication in replications]
    with processes(workers) as pool:
        return list(pool.map(pair, replications))


def _difference(
    name: str, case: NDArray[np.float64], against: NDArray[np.float64], currency: str, level: float
) -> Difference:
    measure = MEASURES[name]
    unit = told_unit(name, measure.unit, currency)
    intervals = mean_interval(case, level), mean_interval(against, level)
    return Difference(measure, unit, *intervals, compare(case, against, level))
