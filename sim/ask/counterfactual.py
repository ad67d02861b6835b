"""What does it cost us that things fail, that it is far, that it must be explained? One switch at a time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from sim.ask import worlds
from sim.ask.mechanism import Mechanism, mechanisms, subject, switched_off
from sim.ask.what_if import HEADLINE, Difference, WhatIf, what_if
from sim.case import Case
from sim.case_first import AnyCase, case_first, case_of
from sim.errors import InputError, Problem, UnknownName, advice
from sim.outcome.measure import MEASURES
from sim.replicate.player import Progress
from sim.replicate.worlds import documented
from sim.shown import as_html
from sim.words import called, counted, never_seen, sized, told

if TYPE_CHECKING:
    import pandas as pd

Seats = Literal["kept", "by_rule"]
"""kept: every team has the seats of the world as it is · by_rule: staffing rules follow the other world."""


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """A case as it is, compared with the same case where some mechanisms are switched off.

    Differences are the world as it is minus the other world, so a positive difference in cost is what the
    mechanism costs.
    """

    mechanisms: tuple[Mechanism, ...]
    seats: Seats
    measures: tuple[str, ...]
    """Those that were asked for; every other one can be had by name."""
    answer: WhatIf

    @property
    def seed(self) -> int:
        """Root of the luck that both worlds met."""
        return self.answer.seed

    def __getitem__(self, measure: str) -> Difference:
        return self.answer[measure]

    def __str__(self) -> str:
        rows = "\n".join(self[name].row for name in self.measures)
        return f"{self._head}\n{rows}\n{self.sentence()}"

    def _repr_html_(self) -> str:
        return as_html(self._head, self.frame(), self.sentence())

    @property
    def _head(self) -> str:
        names = ", ".join(each.name for each in self.mechanisms)
        runs = counted(self.answer.replications, "world")
        return f"As it is, compared with the same {runs} without {names} (seed {self.answer.seed}):"

    def frame(self, measures: Iterable[str] | None = None) -> pd.DataFrame:
        """One row a measure: as it is, without, and the paired difference with its interval."""
        import pandas as pd

        names = tuple(measures if measures is not None else self.measures)
        rows = [
            {**self[name].as_row("as_it_is", "without"), "verdict": self._verdict(name)} for name in names
        ]
        return pd.DataFrame(rows, index=pd.Index(names, name="measure"))

    def _verdict(self, name: str) -> str:
        """The world as it is, higher or lower than the other: a mechanism is no choice, better or worse."""
        return self[name].comparison.verdict

    def sentence(self, measure: str | None = None) -> str:
        """`Failures cost 31 ± 9 USD a task.`, or that the replications cannot tell."""
        each = self[self.measures[0] if measure is None else measure]
        who, plural = subject(self.mechanisms)
        verdict = each.comparison.verdict
        if verdict == "cannot tell apart":
            return self._undecided(each, who, "do" if plural else "does")
        size = f"{told(sized(each.comparison.difference), each.measure.unit)}"
        ending = "" if plural else "s"
        if each.measure.name in ("cost_per_task", "total_cost"):
            verb = "cost" if verdict == "higher" else "save"
            per = " a task" if each.measure.name == "cost_per_task" else ""
            return f"{who} {verb}{ending} {size} {each.unit}{per}."
        verb = "raise" if verdict == "higher" else "lower"
        unit = "percentage points" if each.measure.unit == "share" else each.unit
        return f"{who} {verb}{ending} the {called(each.measure.name)} by {size} {unit}."

    def _undecided(self, each: Difference, who: str, verb: str) -> str:
        difference, name = each.comparison.difference, f"the {called(each.measure.name)}"
        if each.is_never:
            said = never_seen([called(each.measure.name)], difference.n, difference.level)
            return f"{said[:1].upper()}{said[1:]}."
        if difference.mean == difference.half_width == 0.0:
            return f"{who} {verb} nothing to {name}."
        if each.is_absent:
            return f"No world has a {called(each.measure.name)}, both as it is and without, to compare."
        runs = counted(self.answer.replications, "replication")
        told_difference = f"{told(difference, each.measure.unit)} {each.unit}"
        what = f"What {who[:1].lower()}{who[1:]} {verb} to {name}"
        return f"{what} cannot be told apart from zero after {runs} ({told_difference})."


@case_first
@documented
def counterfactual(
    case: AnyCase,
    without: str | Iterable[str],
    replications: int = 30,
    seed: int | None = None,
    measures: str | Iterable[str] = HEADLINE,
    *,
    seats: Seats = "kept",
    workers: int = 1,
    level: float = 0.95,
    progress: Progress | None = None,
) -> Counterfactual:
    """Compare the world as it is with the same world, on the same tapes, without some mechanisms.

    Parameters
    ----------
    case
        ``sim.preset("pfizer_patents")``, its name, or a case file.
    without
        Name of a mechanism, or several that are switched off together: failures, outages, insolvencies,
        distance, handovers, time_zones, questions, misunderstandings, defects, inspection, delay ...
        (`sim.ask.mechanism.MECHANISMS` has them all, each with a sentence).
    {replications}
    {seed}
    measures
        What the table shows, the sentence first; all others can be had by name.
    seats
        "kept": both worlds have the seats that staffing rules give the world as it is, so that only the
        mechanism differs. "by_rule": staffing rules follow the other world; the difference then holds what
        the people cost who would not be needed.
    {workers}
    {level}
    {progress}

    Raises
    ------
    UnknownName
        There is no such mechanism or measure.
    InputError
        Scenario and strategy do not fit each other, or an argument breaks a rule.
    """
    names = check_measures(measures)
    check_choice("seats", seats, get_args(Seats))
    switches = mechanisms(without)
    if not switches:
        raise InputError([Problem("without", [], "names no mechanism", "name one, such as failures")])
    known = case_of(case)
    other = other_world(known, [each.name for each in switches], seats)
    answer = what_if(known, {}, other, replications, seed, workers, level, progress=progress)
    return Counterfactual(switches, seats, names, answer)


def other_world(case: Case, names: str | Iterable[str], seats: Seats = "kept") -> Case:
    """The case without some mechanisms, with the seats of the case as it is, or those of the rules."""
    off = switched_off(case, names)
    return worlds.seated_as(off, case) if seats == "kept" else off


def check_measures(
    measures: str | Iterable[str],
    path: str = "measures",
    listed_by: str = "sim.outcome.measure.MEASURES lists them",
) -> tuple[str, ...]:
    """Measures by name, at least one, all known, none twice; `path` is where they were given."""
    names = (measures,) if isinstance(measures, str) else tuple(measures)
    if not names:
        raise InputError([Problem(path, [], "names no measure", "name one, such as cost_per_task")])
    for place, name in enumerate(names):
        if name in names[:place]:
            raise InputError([Problem(path, name, "is given twice", "keep one of the two")])
        if name not in MEASURES:
            remedy = advice(name, MEASURES) or listed_by
            raise UnknownName([Problem(path, name, "there is no such measure", remedy)])
    return names


def check_choice(path: str, value: str, known: tuple[str, ...]) -> None:
    """A word that must be one of a few."""
    if value not in known:
        rule = f"must be one of {', '.join(known)}"
        raise InputError([Problem(path, value, rule, advice(str(value), known, "choices"))])
