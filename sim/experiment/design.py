"""Which points does an experiment mean?"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sim.case import Case, changed
from sim.errors import ABSENT, InputError, Problem, UnknownName, advice, shown
from sim.experiment.digest import SHORT, case_digest, scenario_digest, strategy_digest
from sim.experiment.factor import Label, Setting, Settings, tell, text_of

if TYPE_CHECKING:
    from sim.experiment.experiment import Experiment

MOST_POINTS: Final = 100_000
"""Every point is built and checked before the first run; more would let a slip of the pen buy an hour."""


@dataclass(frozen=True, slots=True, eq=False)
class DesignPoint:
    """One combination of levels.

    `id` names its content: the same case has the same id in every experiment. `world` is the scenario's
    digest: points that share it meet the same tape.
    """

    id: str
    labels: dict[str, Label]
    settings: Settings
    case: Case
    digest: str
    world: str

    def __str__(self) -> str:
        return tell(self.labels)


def grid(experiment: Experiment) -> tuple[DesignPoint, ...]:
    """Every combination of levels, the first factor changing slowest.

    Raises
    ------
    InputError
        A level cannot be set, a combination is no valid case, or two combinations are the same case.
    """
    factors = factors_of(experiment)
    size = math.prod(len(levels) for levels in factors.values())
    if size > MOST_POINTS:
        rule = f"a design has at most {MOST_POINTS:,} points"
        raise InputError([Problem("factors", f"{size:,} points", rule, "take fewer levels")])
    _refuse_shared_paths(factors)
    points = [
        _point(experiment.case, dict(zip(factors, levels, strict=True)), factors)
        for levels in itertools.product(*factors.values())
    ]
    _refuse_twins(points)
    return tuple(points)


def factors_of(experiment: Experiment) -> dict[str, list[Setting]]:
    """All factors with their levels; named strategies are one more, and come first."""
    factors = {name: factor.settings() for name, factor in experiment.factors.items()}
    if experiment.strategies:
        named = [Setting(name, _laid(name, choice)) for name, choice in experiment.strategies.items()]
        factors = {"strategy": named, **factors}
    return factors


def _laid(name: str, choice: Mapping[str, Any]) -> Settings:
    return {f"strategy.{key}": value for key, value in {"name": name, **choice}.items()}


def find(points: Iterable[DesignPoint], wanted: str | Mapping[str, Label] | DesignPoint) -> DesignPoint:
    """The one point with this id, or with these labels (as many as it takes to tell it from all others).

    Raises
    ------
    UnknownName
        There is no such point, or more than one.
    """
    known = list(points)
    if isinstance(wanted, Mapping):
        found = [point for point in known if _matches(point, wanted)]
        asked, names = tell(wanted), [tell(point.labels) for point in known]
    else:
        asked = wanted.id if isinstance(wanted, DesignPoint) else wanted
        found, names = [point for point in known if point.id == asked], [point.id for point in known]
    if len(found) == 1:
        return found[0]
    rule = f"{len(found)} design points match this" if found else "there is no such design point"
    raise UnknownName([Problem("point", asked, rule, advice(asked, names, "points"))])


def _matches(point: DesignPoint, wanted: Mapping[str, Label]) -> bool:
    return all(
        name in point.labels and text_of(point.labels[name]) == text_of(label)
        for name, label in wanted.items()
    )


def _point(
    base: Case, levels: Mapping[str, Setting], factors: Mapping[str, Sequence[Setting]]
) -> DesignPoint:
    labels = {name: _uniform(level.label, factors[name]) for name, level in levels.items()}
    settings = {path: value for level in levels.values() for path, value in level.settings.items()}
    try:
        case = _changed(base, settings)
    except InputError as error:
        raise InputError(_blamed(base, levels, labels, error)) from None
    world = scenario_digest(case.scenario)
    digest = case_digest(world, strategy_digest(case.strategy))
    return DesignPoint(digest[:SHORT], labels, settings, case, digest, world)


def _uniform(label: Label, levels: Sequence[Setting]) -> Label:
    """Numbers stay numbers only where all levels are: a column of a table has one type."""
    return label if all(isinstance(level.label, float) for level in levels) else text_of(label)


def _changed(base: Case, settings: Settings) -> Case:
    return changed(base, settings) if settings else base


def _blamed(
    base: Case, levels: Mapping[str, Setting], labels: Mapping[str, Label], error: InputError
) -> list[Problem]:
    """The levels that fail even alone, with what they break; if none does, the combination."""
    alone = [
        _retold(place_of(name, level), level.label, problem)
        for name, level in levels.items()
        for problem in _problems_alone(base, level)
    ]
    return alone or [_retold("factors", tell(labels), problem) for problem in error.problems]


def _problems_alone(base: Case, level: Setting) -> Sequence[Problem]:
    try:
        _changed(base, level.settings)
    except InputError as error:
        return error.problems
    return ()


def _retold(place: str, label: Label, problem: Problem) -> Problem:
    value = "" if problem.value is ABSENT else f" = {shown(problem.value)}"
    return Problem(place, label, f"{problem.path}{value}: {problem.rule}", problem.remedy)


def place_of(factor: str, level: Setting) -> str:
    """Where a file states a level."""
    if isinstance(level.label, str):
        return (
            f"strategies.{level.label}" if factor == "strategy" else f"factors.{factor}.levels.{level.label}"
        )
    return f"factors.{factor}"


def _refuse_shared_paths(factors: Mapping[str, Sequence[Setting]]) -> None:
    owner: dict[str, str] = {}
    for name, levels in factors.items():
        for path in {path: None for level in levels for path in level.settings}:
            if owner.setdefault(path, name) != name:
                rule = (
                    f"{path} is set by the factors {owner[path]} and {name}; the second would undo the first"
                )
                raise InputError([Problem(f"factors.{name}", ABSENT, rule, "let one factor set it")])


def _refuse_twins(points: Iterable[DesignPoint]) -> None:
    seen: dict[str, DesignPoint] = {}
    for point in points:
        twin = seen.setdefault(point.id, point)
        if twin is not point:
            rule = (
                f"({twin}) and ({point}) are the same case: a factor undoes another, or levels mean the same"
            )
            raise InputError(
                [Problem("factors", ABSENT, rule, "remove a level, or let the factors set different things")]
            )
