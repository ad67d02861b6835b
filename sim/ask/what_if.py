"""What if we chose otherwise? Two cases, the same luck, and what the replications tell of the difference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.comparison import Comparison, compare
from sim.analysis.interval import Interval, check_share, mean_interval
from sim.ask.breach import Breach, as_frame, breaches_of
from sim.case import Case, changed
from sim.case_first import AnyCase, case_of
from sim.errors import InputError, Problem, wanted
from sim.files.document import unknown
from sim.outcome.measure import MEASURES, Measure
from sim.outcome.threshold import thresholds_of
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
BREACHES = "How probable a breach is, as a share of the worlds:"


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
    def is_same(self) -> bool:
        """Whether both cases have the same value in every world that has one."""
        change = self.comparison.difference
        return change.n > 0 and change.mean == 0.0 and (change.n == 1 or change.half_width == 0.0)

    @property
    def is_absent(self) -> bool:
        """Whether no world has a value of it in both cases."""
        return self.comparison.difference.n == 0

    @property
    def said(self) -> str:
        """The verdict as a table has it: where nothing differs there is nothing to be told apart."""
        if self.is_never:
            return "none seen"
        return "no data" if self.is_absent else "the same" if self.is_same else self.verdict

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
    breaches: Mapping[str, Breach] = field(default_factory=dict)
    """By measure, where a threshold is stated for it or the case has tolerances."""

    def __getitem__(self, measure: str) -> Difference:
        if measure not in self.differences:
            raise unknown(str(measure), self.differences, what="measure", path="measure")
        return self.differences[measure]

    def __str__(self) -> str:
        lines = [each.row for each in self.of(self._shown)] + [each.row for each in self.breaches.values()]
        table = "\n".join(lines)
        return f"{self._head}\n{table}\n{self.sentence()}"

    def _repr_html_(self) -> str:
        shown = as_html(self._head, self.frame(self._shown), self.sentence())
        return shown + (as_html(BREACHES, self.breach_frame()) if self.breaches else "")

    @property
    def _shown(self) -> tuple[str, ...]:
        """What a decision turns on, or else what was asked for."""
        return HEADLINE if self.differences.keys() >= set(HEADLINE) else tuple(self.differences)

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

        names = tuple(self.differences) if measures is None else _named(measures)
        rows = [self[name].as_row("case", "against") for name in names]
        return pd.DataFrame(rows, index=pd.Index(names, name="measure"))

    def breach_frame(self) -> pd.DataFrame:
        """One row a threshold: the share of the worlds that break it in both cases, with exact intervals."""
        return as_frame(self.breaches)

    def of(self, measures: Iterable[str]) -> list[Difference]:
        """The differences in some measures."""
        return [self[name] for name in _named(measures)]

    def sentence(self, measures: Iterable[str] | None = None) -> str:
        """One sentence about some measures, those that differ first; left out, what a decision turns on."""
        chosen = self.of(self._shown if measures is None else measures)
        parts = [each.in_words for each in chosen if each.comparison.verdict != "cannot tell apart"]
        if open_ := [each for each in chosen if each.said == "cannot tell apart"]:
            worlds = counted(self.replications, "replication")
            parts.append(f"{_names(open_)} cannot be told apart after {worlds}")
        parts += _told_same([each for each in chosen if each.said == "the same"])
        if never := [each for each in chosen if each.is_never]:
            seen = {called(each.measure.name): each.comparison.difference.n for each in never}
            parts.append(each_never_seen(seen, never[0].case.level))
        if absent := [each for each in chosen if each.said == "no data"]:
            parts.append(f"no world has a {_names(absent, 'or')} in both cases")
        sentence = "; ".join(parts)
        return f"{sentence[:1].upper()}{sentence[1:]}."


def _named(measures: Iterable[str]) -> tuple[str, ...]:
    return (measures,) if isinstance(measures, str) else tuple(measures)


def _names(differences: Iterable[Difference], word: str = "and") -> str:
    return listed([called(each.measure.name) for each in differences], word)


def _told_same(differences: Iterable[Difference]) -> Iterator[str]:
    """Of what differs in no world, each thing with the worlds that could have shown a difference."""
    alike: dict[int, list[Difference]] = {}
    for each in differences:
        alike.setdefault(each.comparison.difference.n, []).append(each)
    for worlds, own in alike.items():
        where = "the only world" if worlds == 1 else f"every one of the {worlds:,} worlds"
        yield f"{_names(own)} {'is' if len(own) == 1 else 'are'} the same in {where}"


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
    thresholds: Mapping[str, float] | None = None,
    measures: Iterable[str] | None = None,
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
    thresholds
        Limits by measure, each the last value that is no breach; how probable a breach is in either case
        comes with an exact interval (`.breaches`). The tolerances of the cases are among them.
    measures
        What is computed, beside the thresholds'; left out, every measure.
    {progress}

    Raises
    ------
    InputError
        A path leads nowhere, a value breaks a rule, every value is what it is already, there is no such
        measure, or a number of replications cannot be.
    """
    known = case_of(case)
    check_share("level", level)
    other_case = "must be a case, or settings of the same one by dotted path"
    wanted(against, Case | Mapping | None, "against", other_case, 'sim.preset("pfizer_patents")')
    if settings is None and against is None:
        remedy = 'name one: {"strategy.clarity": 0.5}; sim.live(case) shows all levers in a notebook'
        raise InputError([Problem("settings", None, "nothing is changed, so nothing would differ", remedy)])
    one = changed(known, settings or {})
    other = against if isinstance(against, Case) else changed(known, against or {})
    given = {**(settings or {}), **(against if isinstance(against, Mapping) else {})}
    if given and not isinstance(against, Case) and one == other == known:
        raise InputError([_no_change(path, value) for path, value in given.items()])
    limits = thresholds_of(thresholds or {}, [one.scenario, other.scenario]).values()
    asked = MEASURES if measures is None else [*_known(measures), *(each.measure for each in limits)]
    with Player(seed, workers, progress=progress) as player:
        table = player.table([one, other], tuple(dict.fromkeys(asked)), replications)
    answer = from_rows(one, other, player.seed, table.of(0), table.of(1), level)
    return replace(answer, breaches=breaches_of(limits, table.of(0), table.of(1), level))


def _known(measures: Iterable[str]) -> tuple[str, ...]:
    names = _named(measures)
    for name in names:
        if name not in MEASURES:
            raise unknown(str(name), MEASURES, what="measure", path="measures")
    return names


def _no_change(path: str, value: object) -> Problem:
    return Problem(path, value, "this is what it is already, so nothing changes", "give another value")


def unchanged(case: Case, settings: Mapping[str, Any]) -> list[str]:
    """Settings, by path, that give what the case has already."""
    return [path for path, value in settings.items() if _is_present(case, path, value)]


def _is_present(case: Case, path: str, value: object) -> bool:
    try:
        return changed(case, {path: value}) == case
    except InputError:  # it is possible beside the other settings only
        return False


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
