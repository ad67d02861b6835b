"""What does a log of real work say about the model's numbers? One small table, with intervals.

    python experiments/evidence/log_facts.py incidents.csv.gz
    python experiments/evidence/log_facts.py mine.csv --columns ticket status person at --work "In work" \\
        --waits "Asked*" --queued "New" --closed "Done"

The log is a CSV file, gzipped or not, one event a line: a case, an activity, a resource, a time. An activity
is a state: it holds until the next event of its case. Patterns (`*`, `?`) say which activities are work, a
wait for somebody's answer, a wait in a queue, and the end. The defaults fit the incidents of the BPI
Challenge 2013 (Volvo IT Belgium, doi 10.4121/uuid:500573e6-accc-4b0c-9576-aa5468b10cee).

How each figure is defined:

- A *question* is a run of wait activities with nothing else between them; *entries* counts each of them.
- A wait lasts from a run's first event to the case's next other event, by the calendar, nights and weekends
  included. A run that ends its case is open: it counts as a question and has no length.
- *cv of a task's own*: if questions are Poisson with a mean that is gamma distributed from task to task,
  their variance is m + m² cv². This is the cv that mean and variance ask for; 0 where Poisson will do.
- *Reopened*: a case with work after its first end. Its questions and its work are counted before that end, so
  that what a reopening brings is not taken for its cause.
- *Odds ratio*: odds of a reopening with questions against without; then within classes of how much work the
  case had (Mantel and Haenszel), since a long case has more time for both. Questions make work, too, so that
  takes some of their own effect away.
- *Busiest hours*: the 12 successive hours of the day, and the 5 days of the week, with the most work begun.
  They are chosen once and kept for the interval.
- *Weekly cv*: cases begun in a week have mean m and variance m + m² cv², as `arrivals.weekly_cv` has it.
  *Beside trend* takes the variance from differences of successive weeks, and so leaves growth and season out.

Intervals are 95 % percentile intervals of 2,000 bootstrap samples of whole cases (of single weeks for the
weekly cv, which makes that one a little too narrow), with a fixed seed. They say how much another draw of
cases from the same house would differ, and nothing about another house.

What no such log can say: whether a wait was for a question, or a clock that somebody stopped; what was asked
on the telephone; why a case came back; how hard it was, so that more questions with more reopenings are no
cause of them. Clock times are taken as they are written: without a zone, hours of the day mix the places.
Resources may be first names, so people are not counted. And support work is not project work.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

ROUNDS: Final = 2000
SEED: Final = 20130
FEWEST_WEEKS: Final = 20
CLASSES: Final = (0, 1, 2, 3)
"""Questions before the first end; the last stands for itself and more."""
LOST: Final = {"work": "hours of the week or of reopening", "waits": "questions", "closed": "reopening"}
VAIN: Final = "Hours of the day and waits of less than a few days mean nothing."
WORK_CLASSES: Final = (1, 2, 3, 5, 8)
"""Lower bounds of the classes of work events before the first end."""

ZONE: Final = r"(?:Z|[+-]\d\d:?\d\d)$"

Table = Any  # a pandas frame whose columns the docstrings name
Line = tuple[str, str, Any]  # name, unit, and one number for each sample


@dataclass(frozen=True)
class Reading:
    """How to read a log: its columns, and what its activities mean."""

    columns: Sequence[str] = ("case", "activity", "resource", "timestamp")
    work: Sequence[str] = ("Accepted+In Progress",)
    waits: Sequence[str] = ("Accepted+Wait*",)
    queued: Sequence[str] = ("Queued+*",)
    closed: Sequence[str] = ("Completed+*",)
    without: Sequence[str] = ()
    """Cases that have one of these activities are left out."""


@dataclass(frozen=True)
class Fact:
    """One line of the table."""

    name: str
    value: float
    low: float = float("nan")
    high: float = float("nan")
    unit: str = ""
    """`%`, or what is written behind the value."""

    def told(self, value: float) -> str:
        """`44.5 %`, `0.758`, `24.7 h`."""
        if np.isnan(value):
            return "–"
        if self.unit == "%":
            return f"{100 * value:.1f} %"
        if self.unit == "count":
            return f"{value:,.0f}"
        return f"{f'{value:#,.3g}'.rstrip('.')} {self.unit}".rstrip()

    def __str__(self) -> str:
        span = "" if np.isnan(self.low) else f"{self.told(self.low)} to {self.told(self.high)}"
        return f"{self.name:<58}{self.told(self.value):>12}   {span}".rstrip()


def read_log(path: Path | str, reading: Reading) -> Table:
    """Events in order, with `case`, `time`, `clock` (as written) and what each activity means."""
    raw = pd.read_csv(path, dtype=str)
    missing = [name for name in reading.columns if name not in raw]
    if missing:
        there = ", ".join(map(str, raw.columns))
        raise SystemExit(f"{path}: no column {', '.join(missing)}; there are {there}. Use --columns.")
    log = raw[list(reading.columns)].set_axis(["case", "activity", "resource", "stamp"], axis=1)
    log = log.dropna(subset=["case", "activity", "stamp"])
    log["time"] = pd.to_datetime(log.stamp, utc=True, format="ISO8601")
    log["clock"] = pd.to_datetime(log.stamp.str.replace(ZONE, "", regex=True), format="ISO8601")
    for kind in ("work", "waits", "queued", "closed", "without"):
        log[kind] = matches(log.activity, getattr(reading, kind))
    log = log[~log.without.groupby(log.case).transform("any")].copy()
    if log.empty:
        raise SystemExit(f"{path}: no case is left. Is --without too wide?")
    log["case"] = pd.factorize(log.case)[0]
    log = log.sort_values(["case", "time"], kind="stable").reset_index(drop=True)
    log["ended"] = (log.closed.groupby(log.case).cumsum() - log.closed) > 0
    return log


def matches(activities: Table, patterns: Sequence[str]) -> Table:
    """Which events' activities match one of the patterns."""
    meant = [each for each in activities.unique() if any(fnmatchcase(each, one) for one in patterns)]
    return activities.isin(meant)


def runs(log: Table, kind: str) -> Table:
    """Runs of events of one kind: `case`, whether it had `ended`, `entries`, `hours` (nan while open)."""
    there = log[kind]
    first = there & ~there.groupby(log.case).shift(1, fill_value=False)
    inside = log[there].assign(run=first.cumsum()[there], next=log.groupby("case").time.shift(-1)[there])
    by_run = inside.groupby("run")
    found = by_run[["case", "ended"]].first()
    found["entries"] = by_run.size()
    over = inside.drop_duplicates("run", keep="last").set_index("run").next
    found["hours"] = (over - by_run.time.first()).dt.total_seconds() / 3600
    return found


def cases_of(log: Table, questions: Table) -> Table:
    """One row a case: what was counted of it, and what of that before its first end."""
    by_case = log.groupby("case")
    table = pd.DataFrame({"begun": by_case.clock.min(), "closed": by_case.closed.any()})
    counted = {
        "questions": questions.groupby("case").size(),
        "entries": questions.groupby("case").entries.sum(),
        "questions_before": questions[~questions.ended].groupby("case").size(),
        "work_before": (log.work & ~log.ended).groupby(log.case).sum(),
    }
    for name, counts in counted.items():
        table[name] = counts.reindex(table.index, fill_value=0)
    table["reopened"] = (log.work & log.ended).groupby(log.case).any() & table.closed
    return table


# -- figures: weights (samples, cases) in, one number a sample out -------------------------------------------


def mean_variance(weights: Any, counts: Any) -> tuple[Any, Any]:
    """Of a count a case."""
    size, mean = weights.sum(axis=1), weights @ counts / weights.sum(axis=1)
    return mean, (weights @ counts**2 / size - mean**2) * size / (size - 1)


def own_cv(mean: Any, variance: Any) -> Any:
    """The cv of gamma distributed means under which counts have this variance: m + m² cv²."""
    return np.sqrt(np.maximum(variance - mean, 0)) / mean


def ratio(weights: Any, part: Any, whole: Any) -> Any:
    """A sum over a sum; nan where there is nothing to divide by."""
    below = weights @ np.asarray(whole, dtype=float)
    above = weights @ np.asarray(part, dtype=float)
    return np.divide(above, below, out=np.full(len(below), np.nan), where=below > 0)


def median(weights: Any, cases: Any, hours: Any) -> Any:
    """Of lengths that belong to cases, as if each case were there as often as it weighs."""
    if not len(hours):
        return np.full(len(weights), np.nan)
    order = np.argsort(hours, kind="stable")
    below = weights[:, cases[order]].cumsum(axis=1)
    half = below[:, -1:] / 2
    low, high = (below < half).sum(axis=1), (below <= half).sum(axis=1)
    between = (hours[order][low] + hours[order][np.minimum(high, len(hours) - 1)]) / 2
    return np.where(half[:, 0] > 0, between, np.nan)


def odds_ratio(weights: Any, asked: Any, reopened: Any, classes: Any) -> Any:
    """Of reopening, with questions against without, within classes (Mantel and Haenszel)."""
    above, below = np.zeros(len(weights)), np.zeros(len(weights))
    for each in np.unique(classes):
        here = classes == each
        size = weights @ here.astype(float)
        both, none = (weights @ (here & (asked == x) & (reopened == x)).astype(float) for x in (True, False))
        only_asked = weights @ (here & asked & ~reopened).astype(float)
        only_back = weights @ (here & ~asked & reopened).astype(float)
        above += np.divide(both * none, size, out=np.zeros_like(size), where=size > 0)
        below += np.divide(only_asked * only_back, size, out=np.zeros_like(size), where=size > 0)
    return np.divide(above, below, out=np.full(len(weights), np.nan), where=below > 0)


def samples(size: int, rounds: int) -> Iterator[Any]:
    """How often each is drawn, a hundred bootstrap samples at a time."""
    generator = np.random.default_rng(SEED)
    for start in range(0, rounds, 100):
        drawn = generator.integers(size, size=(min(100, rounds - start), size))
        rows = np.arange(len(drawn))[:, None] * size
        yield np.bincount((drawn + rows).ravel(), minlength=len(drawn) * size).reshape(-1, size).astype(float)


def with_intervals(figures: Any, size: int, rounds: int) -> list[Fact]:
    """Facts of `figures(weights)`, which gives (name, unit, one number a sample) for each."""
    drawn = [[values for _, _, values in figures(weights)] for weights in samples(size, rounds)]
    found = []
    for place, (name, unit, value) in enumerate(figures(np.ones((1, size)))):
        spread = np.concatenate([chunk[place] for chunk in drawn]) if drawn else np.array([np.nan])
        spread = spread[~np.isnan(spread)]
        low, high = np.quantile(spread, [0.025, 0.975]) if len(spread) else (np.nan, np.nan)
        found.append(Fact(name, float(value[0]), float(low), float(high), unit))
    return found


def waiting(weights: Any, spans: Table, what: str) -> Iterator[Line]:
    """How long runs last, where they are over."""
    over = spans.dropna(subset=["hours"])
    cases, hours = over.case.to_numpy(), over.hours.to_numpy()
    size = weights.shape[1]
    number = np.bincount(cases, minlength=size)
    yield f"{what}: median", "h", median(weights, cases, hours)
    yield f"{what}: mean", "h", ratio(weights, np.bincount(cases, hours, minlength=size), number)
    long = np.bincount(cases, hours > 7 * 24, minlength=size)
    yield f"{what}: longer than a week", "%", ratio(weights, long, number)


def of_questions(table: Table, weights: Any) -> Iterator[Line]:
    """How many, and how unequal."""
    counts = table.questions.to_numpy(dtype=float)
    mean, variance = mean_variance(weights, counts)
    yield "cases that wait for an answer at all", "%", ratio(weights, counts > 0, np.ones_like(counts))
    yield "questions a case: mean", "", mean
    yield "questions a case: variance", "", variance
    yield "questions a case: variance / mean", "", variance / mean
    yield "questions a case: cv of a task's own", "", own_cv(mean, variance)
    mean, variance = mean_variance(weights, table.entries.to_numpy(dtype=float))
    yield "entries a case: mean", "", mean
    yield "entries a case: variance / mean", "", variance / mean


def of_reopening(table: Table, weights: Any) -> Iterator[Line]:
    """Reopened cases among those that ended, by the questions before."""
    closed, back = table.closed.to_numpy(), table.reopened.to_numpy()
    asked = np.minimum(table.questions_before.to_numpy(), CLASSES[-1])
    yield "ended cases that were reopened", "%", ratio(weights, back, closed)
    if not table.questions.any():
        return
    for number in CLASSES:
        here = closed & (asked == number)
        name = f"{number} questions before the end" if number < CLASSES[-1] else f"{number} and more"
        yield f"   with {name}".replace("1 questions", "1 question"), "%", ratio(weights, back & here, here)
    ended, work = weights[:, closed], np.digitize(table.work_before.to_numpy()[closed], WORK_CLASSES)
    asked, back, one = asked[closed] > 0, back[closed], np.zeros_like(work)
    yield "odds ratio of a reopening, questions against none", "", odds_ratio(ended, asked, back, one)
    yield "   the same among cases with as much work", "", odds_ratio(ended, asked, back, work)


def busiest(log: Table) -> tuple[int, Any, Any, Any]:
    """First of the busiest 12 hours; which work lies in them, on the busiest 5 days, and in both."""
    begun = log[log.work]
    hours, days = begun.clock.dt.hour.to_numpy(), begun.clock.dt.day_of_week.to_numpy()
    by_hour = np.bincount(hours, minlength=24)
    start = int(np.argmax([by_hour[(np.arange(12) + first) % 24].sum() for first in range(24)]))
    on_days = np.isin(days, np.argsort(-np.bincount(days, minlength=7), kind="stable")[:5])
    in_hours = (hours - start) % 24 < 12
    return start, in_hours, on_days, in_hours & on_days


def of_hours(log: Table, weights: Any) -> Iterator[Line]:
    """Share of the work that is begun when most of it is."""
    start, *masks = busiest(log)
    cases = log.case[log.work].to_numpy()
    whole = np.bincount(cases, minlength=weights.shape[1])
    hours = f"in the busiest 12 hours, {start:02d}:00 to {(start + 12) % 24:02d}:00"
    told = (hours, "on the five busiest days", "in both")
    for name, mask in zip(told, masks, strict=True):
        yield f"work begun {name}", "%", ratio(weights, np.bincount(cases, mask, minlength=len(whole)), whole)


def weeks_of(table: Table) -> Any:
    """Cases begun in each whole week between the first and the last."""
    numbers = table.begun.dt.to_period("W").astype("int64").to_numpy()
    return np.bincount(numbers - numbers.min())[1:-1].astype(float)


def of_weeks(weeks: Any, weights: Any) -> Iterator[Line]:
    """How much demand varies from week to week, beyond Poisson."""
    mean, variance = mean_variance(weights, weeks)
    steps = np.diff(weeks) ** 2 / 2
    beside = ratio(weights[:, :-1], steps, np.ones_like(steps))
    yield "cases begun a week: mean", "", mean
    yield "cases begun a week: variance / mean", "", variance / mean
    yield "weekly cv", "", own_cv(mean, variance)
    yield "weekly cv beside trend", "", own_cv(mean, beside)


def facts(log: Table, rounds: int = ROUNDS) -> tuple[list[Fact], list[str]]:
    """The table's lines, and what this log does not tell."""
    questions, queues = runs(log, "waits"), runs(log, "queued")
    table = cases_of(log, questions)
    weeks = weeks_of(table)
    parts: list[Callable[[Any], Iterator[Line]]] = []
    if len(questions):
        parts.append(lambda weights: of_questions(table, weights))
        parts.append(lambda weights: waiting(weights, questions, "wait for an answer"))
    if len(queues):
        parts.append(lambda weights: waiting(weights, queues, "wait in a queue"))
    if log.closed.any() and log.work.any():
        parts.append(lambda weights: of_reopening(table, weights))
    if log.work.any():
        parts.append(lambda weights: of_hours(log, weights))
    found = [Fact("cases", len(table), unit="count"), Fact("events", len(log), unit="count")]
    kinds = ("work", "waits", "queued", "closed")
    found += [Fact(f"events: {kind}", log[kind].sum(), unit="count") for kind in kinds]
    found += with_intervals(lambda some: [line for part in parts for line in part(some)], len(table), rounds)
    if not list(cut(table)):
        found += with_intervals(lambda sample: list(of_weeks(weeks, sample)), len(weeks), rounds)
    return found, [*doubts(log, table, questions), *cut(table)]


def doubts(log: Table, table: Table, questions: Table) -> Iterator[str]:
    """Where this log's figures mean little or are missing, in words."""
    for kind, loss in LOST.items():
        if not log[kind].any():
            yield f"No activity matches --{kind}: nothing is said of {loss}."
    if table.closed.any() and table.reopened.sum() > table.closed.sum() / 2:
        yield "Most cases go on after what --closed matches: it is no end, and nothing is said of reopening."
    times = log.clock.dt.strftime("%H:%M:%S").value_counts(normalize=True)
    if times.iloc[0] > 0.1:
        yield (
            f"{100 * times.iloc[0]:.0f} % of all events are at {times.index[0]}: dates without an hour. "
            + VAIN
        )
    if questions.hours.isna().any():
        number = questions.hours.isna().sum()
        yield f"{number} waits for an answer are still open at the end of their case and have no length."
    if not log.stamp.str.contains(ZONE).any():
        yield "Times carry no zone: hours are those on the clock of whoever wrote them."


def cut(table: Table) -> Iterator[str]:
    """Why weeks cannot be compared, if they cannot."""
    number = len(weeks_of(table))
    most = table.begun.dt.to_period("W").value_counts(normalize=True)
    share, monday = most.iloc[0], most.index[0].start_time
    if number < FEWEST_WEEKS:
        yield f"{number} whole weeks are too few for a weekly cv."
    elif share > 0.2:
        yield (
            f"{100 * share:.0f} % of the cases began in the week of {monday:%Y-%m-%d}: "
            "the log was cut, perhaps by the date at which cases ended. Days of the week are mostly those of "
            "one week, and a weekly cv is not to be had."
        )


def arguments() -> argparse.ArgumentParser:
    """Of the command line."""
    usual = Reading()
    parser = argparse.ArgumentParser(description=str(__doc__).split("\n")[0])
    parser.add_argument("log", type=Path, help="CSV file of events, may be gzipped")
    names = ("CASE", "ACTIVITY", "RESOURCE", "TIME")
    parser.add_argument("--columns", nargs=4, metavar=names, default=usual.columns, help="its columns")
    for kind in ("work", "waits", "queued", "closed", "without"):
        patterns = getattr(usual, kind)
        said = f"patterns of activities (usual: {' '.join(patterns) or 'none'})"
        parser.add_argument(f"--{kind}", nargs="+", metavar="PATTERN", default=patterns, help=said)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="bootstrap samples")
    return parser


def main(words: Sequence[str] | None = None) -> None:
    """Print the table."""
    said = vars(arguments().parse_args(words))
    path, rounds = said.pop("log"), said.pop("rounds")
    found, warnings = facts(read_log(path, Reading(**said)), rounds)
    print(f"{'':<58}{'value':>12}   95 % interval")
    print("\n".join(map(str, found)))
    for each in warnings:
        print(f"\n{each}")


if __name__ == "__main__":
    main(sys.argv[1:])
