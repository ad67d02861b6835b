"""Which points does an experiment mean?"""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from sim.case import Case, changed
from sim.errors import ABSENT, InputError, Problem, UnknownName, advice, shown
from sim.experiment.design.cases import Cases
from sim.experiment.design.constraint import Constraint
from sim.experiment.design.digest import SHORT
from sim.experiment.design.factor import Label, Level, PathValues, Setting, tell, text_of
from sim.experiment.design.layout import Combination, Factors, Layout
from sim.experiment.design.own import NONE, OwnFunctions, OwnNames
from sim.scenario.digest import digest_of

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
    settings: PathValues
    made: Case | Cases
    """The case, or who makes it."""
    digest: str
    world: str
    own: OwnFunctions | None = NONE
    """Functions of the user's own that its runs need; None where only their names are known."""

    @property
    def case(self) -> Case:
        """The base with its settings: made on demand, for a design may have a hundred thousand points."""
        return self.made if isinstance(self.made, Case) else self.made.of(self.settings)

    def __reduce__(self) -> tuple[type[DesignPoint], tuple[Any, ...]]:
        """Who carries it elsewhere takes its case along, and no other."""
        parts = (self.id, self.labels, self.settings, self.case, self.digest, self.world, self.own)
        return DesignPoint, parts

    def __str__(self) -> str:
        return tell(self.labels)


class Named(NamedTuple):
    """Names that the points of this very design were given before."""

    names: Sequence[tuple[str, str]]
    """Digests of each case and of its world, in the design's order."""
    told: Sequence[int]
    """Places of those that are made and named all the same: other names there, and none is believed."""


def points_of(
    base: Case | Cases,
    factors: Factors,
    layout: Layout,
    constraints: Sequence[str] = (),
    baseline: Mapping[str, Level] = MappingProxyType({}),
    named: Named | None = None,
) -> tuple[DesignPoint, ...]:
    """The combinations of levels that a layout takes and the constraints allow, each over the base case.

    Points that were `named` before are not made again.

    Raises
    ------
    InputError
        A level cannot be set, a combination is no valid case, two combinations are the same case, or none is
        left.
    """
    size = layout.size(factors)
    if size > MOST_POINTS:
        rule = f"a design has at most {MOST_POINTS:,} points"
        raise InputError([Problem("factors", f"{size:,} points", rule, "take fewer levels")])
    levels = {name: factor.settings() for name, factor in factors.items()}
    _refuse_shared_paths(levels)
    combinations: Iterable[Combination]
    combinations = _allowed(factors, constraints, layout.combinations(factors, baseline))
    cases = Cases(base) if isinstance(base, Case) else base
    numeric = {name for name, found in levels.items() if all(isinstance(each.label, float) for each in found)}
    with _uncollected():
        points: list[DesignPoint] = []
        if named is not None:
            combinations = every = list(combinations)
            points = _known(cases, every, numeric, named)
        points = points or [_point(cases, combination, numeric) for combination in combinations]
    if not points:
        rule = "no combination of levels meets all conditions"
        raise InputError([Problem("constraints", ABSENT, rule, "loosen one, or give more levels")])
    _refuse_twins(points)
    return tuple(points)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the collector of cycles: all that is made is kept, and it would look through it many times."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def owned(
    points: Sequence[DesignPoint], names: OwnNames, own: OwnFunctions | None
) -> tuple[DesignPoint, ...]:
    """The same points, whose runs need functions of the user's own; another rule makes other runs of them."""
    if not names.assign:
        return tuple(replace(point, own=own) for point in points)
    (rule,) = names.assign.values()
    digests = [digest_of(point.digest.encode(), rule.encode()) for point in points]
    return tuple(
        replace(point, id=digest[:SHORT], digest=digest, own=own)
        for point, digest in zip(points, digests, strict=True)
    )


def _allowed(
    factors: Factors, constraints: Sequence[str], combinations: Iterable[Combination]
) -> Iterator[Combination]:
    names = [column for name, factor in factors.items() for column in factor.columns(name)]
    conditions = [Constraint(text, names, f"constraints.{k}") for k, text in enumerate(constraints)]
    if not conditions:
        yield from combinations
        return
    for combination in combinations:
        labels = _labels(combination)
        if all(condition.holds(labels) for condition in conditions):
            yield combination


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


def _known(
    cases: Cases, combinations: Sequence[Combination], numeric: Collection[str], named: Named
) -> list[DesignPoint]:
    """The points with the names that they were given before; none if these are others'."""
    if len(named.names) != len(combinations):
        return []
    for place in named.told:
        if cases.noted(_settings(combinations[place])) != tuple(named.names[place]):
            return []
    return [
        _with_name(cases, levels, numeric, name)
        for levels, name in zip(combinations, named.names, strict=True)
    ]


def _point(cases: Cases, levels: Mapping[str, Setting], numeric: Collection[str]) -> DesignPoint:
    try:
        return _with_name(cases, levels, numeric, cases.named(_settings(levels)))
    except InputError as error:
        raise InputError(_blamed(cases.base, levels, _uniform(levels, numeric), error)) from None


def _with_name(
    cases: Cases, levels: Mapping[str, Setting], numeric: Collection[str], name: tuple[str, str]
) -> DesignPoint:
    digest, world = name
    return DesignPoint(digest[:SHORT], _uniform(levels, numeric), _settings(levels), cases, digest, world)


def _settings(levels: Mapping[str, Setting]) -> PathValues:
    return {path: value for level in levels.values() for path, value in level.settings.items()}


def _uniform(levels: Mapping[str, Setting], numeric: Collection[str]) -> dict[str, Label]:
    uniform = (level if name in numeric else _as_text(level) for name, level in levels.items())
    return _labels(dict(zip(levels, uniform, strict=True)))


def _labels(combination: Mapping[str, Setting]) -> dict[str, Label]:
    return {key: label for name, level in combination.items() for key, label in level.labels(name).items()}


def _as_text(level: Setting) -> Setting:
    """Numbers stay numbers only where all levels are: a column of a table has one type."""
    return level._replace(label=text_of(level.label))


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
        if level.settings:
            changed(base, level.settings)
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
