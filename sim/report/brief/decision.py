"""Which design point is best, and how far do the replications carry that? World by world."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.analysis.comparison import Candidate, Choice, Comparison, best_within
from sim.analysis.interval import Interval, mean_interval
from sim.errors import InputError, Problem, UnknownName, advice
from sim.experiment.design.points import DesignPoint
from sim.outcome.measure import MEASURES, Measure
from sim.report.advice import LOSS, TOLERANCE, World, by_world

if TYPE_CHECKING:
    import pandas as pd

    from sim.experiment.folder.results import Results

Floats = NDArray[np.float64]

ENOUGH = 0.5
"""A point with fewer than this part of the replications asked for would shrink every comparison: left out."""

BASE_CASE = "the base case"


@dataclass(frozen=True, eq=False)
class Decision:
    """The design points that can be chosen in one world, ranked by one measure.

    Attributes
    ----------
    world : mapping of str to str
        Levels of the factors that are not ours to choose.
    points : mapping of str to DesignPoint
        By name within this world, in the order of the design; only those with enough replications.
    values : mapping of str to array of float, shape (n,)
        The measure by name, in the n replications that all of them have.
    choice : Choice
        Best, those within 2 %, and the most resilient of those. Its "cost" is the measure, turned round
        where high is good.
    left_out : tuple of str
        Points with too few replications.
    """

    world: Mapping[str, str]
    measure: Measure
    points: Mapping[str, DesignPoint]
    values: Mapping[str, Floats]
    choice: Choice
    left_out: tuple[str, ...]

    @property
    def best(self) -> str:
        """Name of the best mean."""
        return self.choice.cheapest.winner

    @property
    def runner_up(self) -> str | None:
        """Name of the next best mean."""
        return self.choice.cheapest.runner_up

    @property
    def replications(self) -> int:
        """How many replications all points have in common."""
        return len(next(iter(self.values.values())))

    @cached_property
    def ranking(self) -> list[str]:
        """Names from best to worst."""
        return [*self.choice.excess]

    def mean(self, name: str, level: float = 0.95) -> Interval:
        """The measure at a point."""
        return mean_interval(self.values[name], level)

    def behind(self, name: str) -> Comparison:
        """What another point does differently from the best, at a confidence corrected for all rivals."""
        told = self.choice.cheapest.against[name]
        if self.measure.direction == "higher":  # values were turned round: the best's are the higher ones
            return Comparison(
                -told.mean_b,
                -told.mean_a,
                told.difference,
                told.difference.mean / abs(told.mean_a) if told.mean_a else float("nan"),
                told.verdict,
            )
        return _swapped(told)

    @property
    def near(self) -> tuple[str, ...]:
        """Other points whose mean is within 2 % of the best's."""
        return tuple(name for name in self.choice.near if name != self.best)

    @property
    def rivals(self) -> tuple[str, ...]:
        """Other points that cannot be told apart from the best."""
        return self.choice.cheapest.rivals

    @property
    def called(self) -> str:
        """The world in words: `provider typical`; empty where there is one world only."""
        return ", ".join(f"{name} {text}" for name, text in self.world.items())


def _swapped(told: Comparison) -> Comparison:
    """The same comparison, from the other's point of view."""
    i = told.difference
    turned = Interval(-i.mean, i.half_width, -i.high, -i.low, i.n, i.level)
    verdicts = {"higher": "lower", "lower": "higher"}
    relative = -i.mean / abs(told.mean_a) if told.mean_a else float("nan")
    verdict = verdicts.get(told.verdict, told.verdict)
    return Comparison(told.mean_b, told.mean_a, turned, relative, verdict)  # type: ignore[arg-type]


def decisions(results: Results, measure: Measure) -> list[Decision]:
    """One for each world of the design; none where points were drawn at random, or nothing was measured."""
    experiment = results.experiment
    if experiment.design.is_drawn:
        return []
    frame = results.table(list(dict.fromkeys([measure.name, LOSS])))
    wide = frame.pivot(index="replication", columns="point", values=[measure.name, LOSS])
    asked = min([stop.replications for stop in results.stops] or [experiment.replications])
    found = (_decision(world, wide, measure, asked) for world in by_world(experiment))
    return [each for each in found if each is not None]


def _decision(
    world: World,
    wide: pd.DataFrame,
    measure: Measure,
    asked: int,
) -> Decision | None:
    names = {name or BASE_CASE: point for name, point in zip(world.names, world.points, strict=True)}
    table, losses = wide[measure.name], wide[LOSS]
    stored = {name: int(table[p.id].notna().sum()) if p.id in table else 0 for name, p in names.items()}
    kept = [name for name, n in stored.items() if n >= max(1.0, ENOUGH * asked)]
    if not kept:
        most = max(stored.values())
        kept = [name for name, n in stored.items() if n and n >= ENOUGH * most]
    if not kept:
        return None
    both = table[[names[name].id for name in kept]].notna().to_numpy().all(axis=1)
    sign = -1.0 if measure.direction == "higher" else 1.0
    values = {name: table[names[name].id].to_numpy(dtype=np.float64)[both] for name in kept}
    if not both.any():
        return None
    calm = {name: losses[names[name].id].to_numpy(dtype=np.float64)[both] for name in kept}
    calm = {name: np.where(np.isnan(each), 0.0, each) for name, each in calm.items()}
    choice = best_within(
        [Candidate(name, sign * values[name], calm[name]) for name in kept], TOLERANCE, better="lower"
    )
    left_out = tuple(name for name in names if name not in kept)
    return Decision(world.levels, measure, {name: names[name] for name in kept}, values, choice, left_out)


def measure_for(results: Results, name: str | None) -> Measure:
    """The measure that points are ranked by: the one asked for, or the first that the experiment shows
    and that has a better end.

    Raises
    ------
    UnknownName, InputError
        There is no such measure, or neither end of it is better.
    """
    if name is None:
        shown = (MEASURES[each] for each in (*results.experiment.measures, "cost_per_task"))
        return next(each for each in shown if each.direction != "neutral")
    if name not in MEASURES:
        remedy = advice(name, MEASURES, "measures")
        raise UnknownName([Problem("--by", name, "there is no such measure", remedy)])
    if MEASURES[name].direction == "neutral":
        rule = "neither a high nor a low value of it is better"
        raise InputError([Problem("--by", name, rule, "choose another, such as cost_per_task")])
    return MEASURES[name]


def focus(results: Results, found: Sequence[Decision], wanted: str | None) -> Decision | None:
    """The world that a brief tells of in detail: the one asked for, or that of the base case, or the first.

    Raises
    ------
    UnknownName
        There is no such world.
    """
    if wanted is not None:
        return _wanted(found, wanted)
    base = results.experiment.scenario
    same = (each for each in found if any(point.case.scenario == base for point in each.points.values()))
    return next(same, found[0] if found else None)


def _wanted(found: Sequence[Decision], wanted: str) -> Decision:
    asked = dict(part.strip().partition("=")[::2] for part in wanted.split(","))
    for each in found:
        if all(each.world.get(name.strip()) == text.strip() for name, text in asked.items()):
            return each
    known = [",".join(f"{name}={text}" for name, text in each.world.items()) for each in found]
    known = [each for each in known if each]
    rule = "there is no such world in the design" if known else "the design has one world only"
    raise UnknownName([Problem("--world", wanted, rule, advice(wanted, known, "worlds"))])
