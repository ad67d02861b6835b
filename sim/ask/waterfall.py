"""How does the cost of doing all at home become the cost of the strategy? Step by step, in whole cents.

A chain of worlds on the same tapes: all in-house; the strategy with providers as one would wish them; then
one shortcoming after the other is added, until the last world is the strategy as it is. What a step adds is
the difference of two neighbours, run by run.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from sim.analysis.interval import Interval, mean_interval
from sim.ask import worlds
from sim.ask.counterfactual import check_choice, check_measures
from sim.ask.mechanism import STEPS, mechanisms, switched_off
from sim.case import Case, fitted
from sim.case_first import AnyCase, case_first, case_of
from sim.errors import InputError, Problem
from sim.outcome.measure import LINES, MEASURES, Measure
from sim.replicate.player import Player, Progress
from sim.replicate.worlds import documented
from sim.shown import as_html
from sim.words import called, counted, listed, scaled, sized, told, told_unit

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from sim.plots.style import Words

By = Literal["mechanisms", "lines"]
"""mechanisms: a chain of worlds · lines: the ledger's lines, in-house and under the strategy."""

Kind = Literal["start", "step", "end"]

Floats = NDArray[np.float64]
Wholes = NDArray[np.int64]

CENTS = 100
MICRO = 1_000_000
"""What is no money is counted in millionths of its unit: whole numbers add up exactly."""

MOVE = "move"
TITLE = "From all in-house to the strategy as it is"


@dataclass(frozen=True, slots=True, eq=False)
class WaterfallStep:
    """One bar: a whole number of `quantum`-ths of the measure's unit by replication, shape (n,)."""

    name: str
    label: str
    wholes: Wholes
    interval: Interval
    """Of the mean, in the unit that people read."""
    kind: Kind = "step"

    @property
    def is_nothing(self) -> bool:
        """Whether it changed nothing in any replication: the world has no such mechanism."""
        return self.kind == "step" and not self.wholes.any()


@dataclass(frozen=True, slots=True, eq=False)
class Waterfall:
    """From all in-house to the strategy as it is; the steps add up exactly, replication by replication."""

    case: Case
    measure: Measure
    unit: str
    by: By
    seed: int
    quantum: int
    """Whole numbers in one unit of the measure: 100 cents, or a million millionths."""
    bars: tuple[WaterfallStep, ...]
    """All in-house, the steps, and the strategy."""
    left_out: int = 0
    """Replications without a value of the measure in some world."""

    def __str__(self) -> str:
        width = max(len(bar.label) for bar in self.bars)
        rows = "\n".join(f"{bar.label:<{width}}  {bar.interval!s:>20}  {self.unit}" for bar in self.bars)
        return f"{self.head}\n{rows}\n{self.sentence()}"

    def _repr_html_(self) -> str:
        return as_html(f"{self.head}, {self.unit}", self.frame(), self.sentence())

    @property
    def head(self) -> str:
        """What is shown, of how many worlds."""
        what = called(self.measure.name)
        runs = counted(self.bars[0].interval.n, "world")
        return f"From all in-house to {self.case.strategy.name!r}: {what}, {runs} (seed {self.seed})"

    @property
    def steps(self) -> tuple[WaterfallStep, ...]:
        """The bars between the two ends."""
        return self.bars[1:-1]

    def frame(self) -> pd.DataFrame:
        """One row a bar: step, label, kind, mean, low, high, in the unit that people read."""
        import pandas as pd

        rows = [
            (b.name, b.label, b.kind, b.interval.mean, b.interval.low, b.interval.high) for b in self.bars
        ]
        return pd.DataFrame(rows, columns=["step", "label", "kind", "mean", "low", "high"])

    def by_replication(self) -> pd.DataFrame:
        """One row a replication, one column a bar, in whole cents (millionths, if it is no money)."""
        import pandas as pd

        columns = {bar.name: bar.wholes for bar in self.bars}
        return pd.DataFrame(columns, index=pd.RangeIndex(len(self.bars[0].wholes), name="run"))

    def sentence(self) -> str:
        """What the strategy changes in all, what drives it most, and which steps cannot be told from zero."""
        start, end = self.bars[0], self.bars[-1]
        change = _interval(end.wholes - start.wholes, self.quantum, self.measure, start.interval.level)
        what = called(self.measure.name)
        if _is_apart(change):
            verb = "raises" if change.mean > 0 else "lowers"
            parts = [f"The strategy {verb} the {what} by {sized(change)} {self.points}"]
        elif change.is_never:
            parts = [f"The {what} is the same all in-house and with the strategy, in every world"]
        else:
            parts = [
                f"All in-house and the strategy cannot be told apart in the {what} ({change} {self.points})"
            ]
        parts += [self._largest("up", +1.0), self._largest("down", -1.0)]
        same = [s.label for s in self.steps if not s.is_nothing and not _is_apart(s.interval)]
        if same:
            parts.append(f"{listed(same)} cannot be told apart from zero")
        return f"{'; '.join(part for part in parts if part)}."

    @property
    def points(self) -> str:
        """The unit of a difference."""
        return "percentage points" if self.measure.unit == "share" else self.unit

    def _largest(self, way: str, sign: float) -> str:
        apart = [s for s in self.steps if _is_apart(s.interval) and sign * s.interval.mean > 0.0]
        apart.sort(key=lambda step: -abs(step.interval.mean))
        told_steps = [f"{step.label} ({sized(step.interval)})" for step in apart[:3]]
        return f"{listed(told_steps)} drive{'s' if len(told_steps) == 1 else ''} it {way}" if apart else ""

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw floating bars with intervals, on `ax` or on a figure of its own (``.figure`` of the result).

        Steps that change nothing in any replication are left out.
        """
        from sim.plots.style import headline, house_style, new_figure
        from sim.plots.waterfall import Bar, waterfall

        shown = [bar for bar in self.bars if not bar.is_nothing]
        bars = [Bar(bar.label, bar.interval, bar.kind != "step") for bar in shown]
        with house_style():
            if ax is None:
                _, ax = new_figure(figsize=(8.6, 1.7 + 0.37 * len(bars)))
            waterfall(ax, bars, f"{called(self.measure.name)} ({self.unit})")
            headline(ax, TITLE, self._below())
        return ax

    @property
    def words(self) -> Words:
        """Title, caption and description of the figure."""
        from sim.plots.style import Words

        told_bars = "; ".join(f"{bar.label} {bar.interval}" for bar in self.bars if not bar.is_nothing)
        alt = f"Waterfall of {called(self.measure.name)} in {self.unit}: {told_bars}."
        return Words(TITLE, f"{self.head}. {self._below()}.", alt)

    def _below(self) -> str:
        runs = counted(self.bars[0].interval.n, "replication")
        level = f"{100 * self.bars[0].interval.level:g} %"
        what = "Worlds that differ by one mechanism" if self.by == "mechanisms" else "Lines of the ledger"
        return f"{what}. Whiskers: {level} intervals, {runs}"


@case_first
@documented
def waterfall(
    case: AnyCase,
    replications: int = 30,
    seed: int | None = None,
    measure: str = "cost_per_task",
    *,
    by: By = "mechanisms",
    steps: Sequence[str] = STEPS,
    workers: int = 1,
    level: float = 0.95,
    progress: Progress | None = None,
) -> Waterfall:
    """Break the way from all in-house to the strategy into steps that add up exactly.

    Parameters
    ----------
    case
        ``sim.preset("pfizer_patents")``, its name, or a case file.
    {replications}
    {seed}
    measure
        Any measure that a scorecard has; with ``by="lines"`` total_cost or cost_per_task.
    by
        "mechanisms": the first step moves the work to providers who lack nothing, and each further one adds
        a mechanism. "lines": the difference of each ledger line, which says where the money is, not why.
    steps
        Mechanisms in the order in which they are added. What two of them do only together is counted to the
        later one.
    {workers}
    {level}
    {progress}

    Raises
    ------
    UnknownName
        There is no such mechanism or measure.
    InputError
        The case does not fit, or nobody could do all the work at home, or an argument breaks a rule.

    Notes
    -----
    Staffing rules follow each world. Seats that are stated stay as they are, also when all work is at home.
    """
    known = case_of(case)
    known = fitted(known.scenario, known.strategy)
    (name,) = check_measures(measure)
    _check(name, by)
    with Player(seed, workers, progress=progress) as player:
        if by == "mechanisms":
            values = player.table(chain(known, steps), (name,), replications).column(name)
            rows = [_differences(column, name) for column in values.T]
        else:
            columns = (name, "tasks_delivered", *(f"cost_{line}" for line in LINES))
            home, choice = player.table([_at_home(known), known], columns, replications).values
            rows = [_line_by_line(*pair, name) for pair in zip(home, choice, strict=True)]
    return _assembled(known, rows, _names(by, steps), name, by, player.seed, level)


def from_chain(
    case: Case,
    values: NDArray[np.float64],
    seed: int,
    measure: str = "cost_per_task",
    steps: Sequence[str] = STEPS,
    level: float = 0.95,
) -> Waterfall:
    """The waterfall of worlds that were played elsewhere.

    Parameters
    ----------
    values
        The measure in each world of `chain(case, steps)`, shape (worlds, replications).
    """
    rows = [_differences(column, measure) for column in values.T]
    return _assembled(case, rows, _names("mechanisms", steps), measure, "mechanisms", seed, level)


def chain(case: Case, steps: Sequence[str] = STEPS) -> tuple[Case, ...]:
    """All in-house, then the strategy without all steps, without all but the first ... and as it is."""
    names = [each.name for each in mechanisms(steps, "steps")]
    without = [switched_off(case, names[added:]) for added in range(len(names))]
    return _at_home(case), *without, case


def _at_home(case: Case) -> Case:
    home = worlds.all_at_home(case)
    return fitted(home.scenario, home.strategy)


def _check(measure: str, by: By) -> None:
    check_choice("by", by, get_args(By))
    if by == "lines" and measure not in ("total_cost", "cost_per_task"):
        rule = "the ledger has lines of cost only"
        raise InputError([Problem("measure", measure, rule, "choose total_cost or cost_per_task")])


def _names(by: By, steps: Sequence[str]) -> list[tuple[str, str]]:
    """Name and label of each step."""
    if by == "lines":
        return [(line, line.replace("_", " ").replace("inhouse", "in-house")) for line in LINES]
    moved = (MOVE, "moving the work (rates, seats)")
    return [moved, *((each.name, each.called) for each in mechanisms(steps, "steps"))]


# -- One replication -----------------------------------------------------------------------------------------


def _differences(values: NDArray[np.float64], measure: str) -> list[int] | None:
    """One replication's values in all worlds of a chain, as its start, its steps and its end."""
    if not np.isfinite(values).all():
        return None
    wholes = np.rint(values * quantum_of(measure)).astype(np.int64)
    return [int(wholes[0]), *np.diff(wholes).tolist(), int(wholes[-1])]


def _line_by_line(home: Floats, choice: Floats, measure: str) -> list[int] | None:
    """Start, difference of each line, end, in cents.

    Parameters
    ----------
    home, choice
        The measure, tasks delivered, and money by line.
    """
    if not np.isfinite([home[0], choice[0]]).all():
        return None
    one, other = (_line_cents(row, measure) for row in (home, choice))
    steps = [b - a for a, b in zip(one, other, strict=True)]
    return [sum(one), *steps, sum(other)]


def _line_cents(row: Floats, measure: str) -> list[int]:
    """Cents of each line, in all or for each task delivered; they add up to the measure in whole cents."""
    value, delivered, *lines = row.tolist()
    cents = [round(CENTS * line) for line in lines]  # each is a number of whole cents
    if measure == "total_cost":
        return cents
    shares = np.array(cents, dtype=np.float64) / delivered
    return shared_out(shares, round(CENTS * value))


def shared_out(parts: NDArray[np.float64], total: int) -> list[int]:
    """Whole numbers near `parts` that add up to `total`: the largest remainders are rounded up."""
    floors = np.floor(parts).astype(np.int64)
    missing = total - int(floors.sum())
    up = np.argsort(floors - parts, kind="stable")[: max(missing, 0)]
    floors[up] += 1
    return [int(each) for each in floors]


# -- All of them ---------------------------------------------------------------------------------------------


def quantum_of(measure: str) -> int:
    """Whole numbers in one unit: cents, or millionths."""
    return CENTS if MEASURES[measure].unit == "money" else MICRO


def _assembled(
    case: Case,
    rows: list[list[int] | None],
    names: list[tuple[str, str]],
    name: str,
    by: By,
    seed: int,
    level: float,
) -> Waterfall:
    table = np.array([row for row in rows if row is not None], dtype=np.int64)
    if not len(table):
        rule = "has no value in any replication of some world"
        raise InputError([Problem("measure", name, rule, "choose another measure, such as total_cost")])
    measure, quantum = MEASURES[name], quantum_of(name)
    steps: list[Kind] = ["step"] * len(names)
    kinds: list[Kind] = ["start", *steps, "end"]
    labelled = [("inhouse", "all in-house"), *names, ("strategy", "the strategy as it is")]
    bars = tuple(
        WaterfallStep(step, label, column, _interval(column, quantum, measure, level), kind)
        for (step, label), kind, column in zip(labelled, kinds, table.T, strict=True)
    )
    unit = told_unit(name, measure.unit, case.scenario.currency)
    return Waterfall(case, measure, unit, by, seed, quantum, bars, len(rows) - len(table))


def _interval(wholes: Wholes, quantum: int, measure: Measure, level: float) -> Interval:
    """The mean in the unit that people read, from whole numbers."""
    return told(scaled(mean_interval(wholes.astype(np.float64), level), 1.0 / quantum), measure.unit)


def _is_apart(interval: Interval) -> bool:
    return interval.low > 0.0 or interval.high < 0.0
