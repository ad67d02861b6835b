"""Which combinations of levels does a design take? One class for each kind; each says how far it can grow."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal, Protocol

from pydantic import BeforeValidator, Field, ValidationInfo, model_validator

from sim.errors import InputError, Problem, advice, blamed
from sim.experiment.design.factor import Factor, Label, Level, Setting, text_of
from sim.experiment.design.listing import plain_lines, rows_of
from sim.experiment.design.shares import Shares
from sim.files.input_file import InputFile, opened
from sim.scenario.base import Name, Part
from sim.scenario.refusal import refusal

Combination = dict[str, Setting]
"""A level for each factor."""

MOST_BYTES = 50_000_000
LONGEST_INLINE = 100_000
SAMPLING = "design: {kind: sobol, points: 64}"


class Varied(Protocol):
    """What a design asks of something that is varied."""

    is_crossed: ClassVar[bool]
    """Whether a design that samples has each of its levels at every place, instead of drawing one."""

    @property
    def dimensions(self) -> int:
        """How many numbers between 0 and 1 settle its level."""

    def settings(self) -> list[Setting]:
        """Every level; of something continuous, its ends."""

    def at(self, shares: Any) -> Setting:
        """The level at a place between 0 and 1."""

    def columns(self, name: str) -> dict[str, str]:
        """The labels that its points have, and what people call them."""

    def stated(self, name: str, labels: Mapping[str, Label]) -> Setting | None:
        """The level that labels state, or None."""


Factors = Mapping[str, Varied]


class Grid(Part):
    """Every combination of levels, the first factor changing slowest."""

    kind: Literal["grid"] = "grid"
    grows: ClassVar[str] = "a grid grows by more levels"
    is_grid: ClassVar[bool] = True
    is_drawn: ClassVar[bool] = False

    def size(self, factors: Factors) -> int:
        """How many combinations there are at most."""
        return math.prod(len(factor.settings()) for factor in factors.values())

    def combinations(self, factors: Factors, baseline: Mapping[str, Level]) -> Iterator[Combination]:
        """The combinations, in the design's order."""
        levels = {name: _levels(name, factor, "a grid") for name, factor in factors.items()}
        return (dict(zip(levels, each, strict=True)) for each in itertools.product(*levels.values()))


class OneAtATime(Part):
    """A base point, and each factor's other levels with all others left at the base.

    It tells nothing about interactions: what two changes do together is never seen.
    """

    kind: Literal["one_at_a_time"]
    base: dict[Name, Level] = Field(default={}, max_length=100)
    """Levels of the base point; left out, the baseline's, or else the first level (of a span: its middle)."""
    grows: ClassVar[str] = "a one-at-a-time design grows by more levels and factors"
    is_grid: ClassVar[bool] = False
    is_drawn: ClassVar[bool] = False

    def size(self, factors: Factors) -> int:
        """How many combinations there are at most."""
        return 1 + sum(len(factor.settings()) for factor in factors.values())

    def combinations(self, factors: Factors, baseline: Mapping[str, Level]) -> Iterator[Combination]:
        """The base first, then factor by factor."""
        for name in self.base:
            if name not in factors:
                rule, remedy = "there is no such factor", advice(name, factors, "factors")
                raise InputError([Problem(f"design.base.{name}", self.base[name], rule, remedy)])
        base = {name: self._base(name, factor, baseline) for name, factor in factors.items()}
        yield base
        for name, factor in factors.items():
            for level in factor.settings():
                if text_of(level.label) != text_of(base[name].label):
                    yield {**base, name: level}

    def _base(self, name: str, factor: Varied, baseline: Mapping[str, Level]) -> Setting:
        _divisible(name, factor, "a one-at-a-time design")
        stated = self.base.get(name, baseline.get(name))
        if stated is None:
            return factor.at([0.5]) if _is_continuous(factor) else factor.settings()[0]
        label = str(stated).lower() if isinstance(stated, bool) else stated
        level = factor.stated(name, {name: label}) if name in factor.columns(name) else None
        if level is None:
            place = f"design.base.{name}" if name in self.base else f"baseline.{name}"
            raise InputError([Problem(place, stated, f"is no level of {name}")])
        return level


class FullFactorial(Part):
    """Every factor at its two ends, in every combination."""

    kind: Literal["full_factorial"]
    centre: bool = False
    """Whether to add the point in the middle, which shows whether straight lines will do."""
    grows: ClassVar[str] = "a two-level design has all its points; a grid takes further levels"
    is_grid: ClassVar[bool] = False
    is_drawn: ClassVar[bool] = False

    def size(self, factors: Factors) -> int:
        """How many combinations there are."""
        return 1 << len(factors)

    def combinations(self, factors: Factors, baseline: Mapping[str, Level]) -> Iterator[Combination]:
        """The corners, the first factor changing slowest; the centre last."""
        from sim.experiment.design.cube import corners

        return _at_corners(corners(len(factors)), factors, self.centre)


class FractionalFactorial(Part):
    """A regular part of the full factorial: fewer points, whose effects are known only together."""

    kind: Literal["fractional_factorial"]
    resolution: Literal[3, 4, 5] = 4
    """3: factors are confounded with pairs of factors; 4: pairs with pairs; 5: neither."""
    centre: bool = False
    """Whether to add the point in the middle."""
    grows: ClassVar[str] = "a fraction grows to the full factorial only"
    is_grid: ClassVar[bool] = False
    is_drawn: ClassVar[bool] = False

    def size(self, factors: Factors) -> int:
        """How many combinations there are."""
        from sim.experiment.design.cube import fraction

        return len(fraction(len(factors), self.resolution))

    def combinations(self, factors: Factors, baseline: Mapping[str, Level]) -> Iterator[Combination]:
        """The chosen corners; the centre last."""
        from sim.experiment.design.cube import fraction

        return _at_corners(fraction(len(factors), self.resolution), factors, self.centre)


Points = Annotated[int, Field(ge=1, le=100_000)]
Draw = Annotated[int, Field(ge=0, le=10**9)]


class LatinHypercube(Part):
    """Points spread so that every factor's range is covered evenly, strip by strip."""

    kind: Literal["latin_hypercube"]
    points: Points
    """How many points are drawn (named strategies meet each); those that constraints forbid are left out."""
    seed: Draw = 1
    """Which of all such designs; it has nothing to do with the luck of the runs."""
    grows: ClassVar[str] = "a Latin hypercube keeps its points only if their number is doubled"
    is_grid: ClassVar[bool] = False
    is_drawn: ClassVar[bool] = True

    def size(self, factors: Factors) -> int:
        """How many points there are at most: every draw, with each named strategy."""
        return self.points * len(_crossed(factors))

    def combinations(self, factors: Factors, baseline: Mapping[str, Level]) -> Iterator[Combination]:
        """The points, in the order in which they are drawn."""
        from sim.experiment.design.cube import latin_hypercube

        return _in_cube(lambda axes: latin_hypercube(self.points, axes, self.seed), factors)


class Sobol(Part):
    """Points of a scrambled Sobol' sequence: they fill the space evenly, and more of them keep the first."""

    kind: Literal["sobol"]
    points: Points
    """How many points are drawn, best a power of two (named strategies meet each); those that constraints
    forbid are left out."""
    seed: Draw = 1
    """Which scrambling; it has nothing to do with the luck of the runs."""
    grows: ClassVar[str] = "a Sobol' design grows to any larger number of points"
    is_grid: ClassVar[bool] = False
    is_drawn: ClassVar[bool] = True

    def size(self, factors: Factors) -> int:
        """How many points there are at most: every draw, with each named strategy."""
        return self.points * len(_crossed(factors))

    def combinations(self, factors: Factors, baseline: Mapping[str, Level]) -> Iterator[Combination]:
        """The points, in the order of the sequence."""
        from sim.experiment.design.cube import sobol

        return _in_cube(lambda axes: sobol(self.points, axes, self.seed), factors)


class ListedPoints(Part):
    """Exactly the points that a CSV file lists, one a line, under the names of the factors."""

    kind: Literal["csv"]
    file: str = ""
    """CSV file, relative to the file that names it."""
    table: str = Field(default="", max_length=MOST_BYTES)
    """What the file says, or would say; a results folder keeps it, and needs the file no more."""
    grows: ClassVar[str] = "a listed design grows by further lines"
    is_grid: ClassVar[bool] = False
    is_drawn: ClassVar[bool] = False

    @model_validator(mode="before")
    @classmethod
    def _read(cls, data: Any, info: ValidationInfo) -> Any:
        if not isinstance(data, dict) or not data.get("file"):
            return data
        if data.get("table"):
            raise refusal("a list of points is a file or a table, not both", "remove one of the two")
        folder = (info.context or {}).get("folder", ".")
        with blamed("file"):
            file = opened(data["file"], folder, "design", MOST_BYTES)
        return {**data, "file": file.name, "table": plain_lines(file.text())}

    def resolved(self) -> dict[str, Any]:
        """What a file would say; a table that is long is a file of its own."""
        if len(self.table) <= LONGEST_INLINE:
            return self.model_dump(mode="json", exclude={"file"})
        return {"kind": self.kind, "file": InputFile(self.file or "design.csv", self.table.encode())}

    def size(self, factors: Factors) -> int:
        """How many points are listed."""
        return max(len(self.table.splitlines()) - 1, 0)

    def combinations(self, factors: Factors, baseline: Mapping[str, Level]) -> Iterator[Combination]:
        """The points, in the order of the lines."""
        columns = [column for name, factor in factors.items() for column in factor.columns(name)]
        for line, cells in rows_of(self.table, columns, self.file or "the table"):
            yield {name: self._stated(name, factor, cells, line) for name, factor in factors.items()}

    def _stated(self, name: str, factor: Varied, cells: Mapping[str, str], line: int) -> Setting:
        level = factor.stated(name, cells)
        if level is None:
            value = ", ".join(cells[column] for column in factor.columns(name))
            known = [text_of(each.label) for each in factor.settings()]
            place = f"design, {self.file or 'the table'}, line {line}: {name}"
            remedy = advice(value, known, "levels") or f"from {known[0]} to {known[-1]}"
            raise InputError([Problem(place, value, f"is no level of {name}", remedy)])
        return level


def _named(data: Any) -> Any:
    """`design: one_at_a_time` is short for `design: {kind: one_at_a_time}`."""
    return {"kind": data} if isinstance(data, str) else data


Layout = Annotated[
    Annotated[
        Grid | OneAtATime | FullFactorial | FractionalFactorial | LatinHypercube | Sobol | ListedPoints,
        Field(discriminator="kind"),
    ],
    BeforeValidator(_named, json_schema_input_type=str | dict[str, Any]),
]
"""Any design; `kind` says which."""


# -- What they share -----------------------------------------------------------------------------------------


def _is_continuous(factor: Varied) -> bool:
    return bool(factor.continuous) if isinstance(factor, Factor) else _is_free_division(factor)


def _is_free_division(factor: Varied) -> bool:
    return isinstance(factor, Shares) and factor.is_continuous


def _levels(name: str, factor: Varied, who: str) -> list[Setting]:
    if _is_continuous(factor):
        rule = f"{who} needs levels, and {name} may take any value"
        raise InputError([Problem(f"factors.{name}", name, rule, f"give it a step, or choose {SAMPLING}")])
    return factor.settings()


def _divisible(name: str, factor: Varied, who: str) -> None:
    if _is_free_division(factor):
        _levels(name, factor, who)


def _ends(name: str, factor: Varied) -> tuple[Setting, Setting]:
    """The lowest and the highest of numbers; the first and the second of two names."""
    levels = factor.settings()
    if isinstance(factor, Shares) or len(levels) < 2:
        levels = []
    elif all(isinstance(level.label, float) for level in levels):
        levels = sorted(levels, key=lambda level: float(level.label))
        levels = [levels[0], levels[-1]]
    if len(levels) != 2:
        rule = f"a two-level design needs two ends of every factor, and {name} has none"
        remedy = "give it two levels, or numbers; design: grid takes every level"
        raise InputError([Problem(f"factors.{name}", name, rule, remedy)])
    return levels[0], levels[1]


def _at_corners(signs: Any, factors: Factors, with_centre: bool) -> Iterator[Combination]:
    ends = {name: _ends(name, factor) for name, factor in factors.items()}
    for row in signs.tolist():
        yield {name: ends[name][sign > 0] for name, sign in zip(ends, row, strict=True)}
    if with_centre:
        yield {name: _middle(name, factor, ends[name]) for name, factor in factors.items()}


def _middle(name: str, factor: Varied, ends: tuple[Setting, Setting]) -> Setting:
    if isinstance(factor, Factor) and isinstance(ends[0].label, float) and isinstance(ends[1].label, float):
        return factor.at([0.5]) if factor.continuous else factor.of((ends[0].label + ends[1].label) / 2.0)
    rule = f"{name} has no middle: its levels are names"
    raise InputError([Problem("design.centre", True, rule, "centre: false")])


def _crossed(factors: Factors) -> list[Combination]:
    """Every combination of what is not drawn but set beside each other; one that is empty if nothing is."""
    levels = {name: factor.settings() for name, factor in factors.items() if factor.is_crossed}
    return [dict(zip(levels, each, strict=True)) for each in itertools.product(*levels.values())]


def _in_cube(draw: Callable[[int], Iterable[Any]], factors: Factors) -> Iterator[Combination]:
    """The levels at places of the unit cube; where levels are few, places that mean the same count once.

    `draw` gives the places for a number of axes. Named strategies meet each place: whoever compares them
    compares them in the same worlds.
    """
    drawn = {name: factor for name, factor in factors.items() if not factor.is_crossed}
    axes, crossed = sum(factor.dimensions for factor in drawn.values()), _crossed(factors)
    seen: set[tuple[Label, ...]] = set()
    for place in draw(axes) if axes else [()]:
        coordinates = iter(map(float, place))
        levels = {
            name: factor.at(list(itertools.islice(coordinates, factor.dimensions)))
            for name, factor in drawn.items()
        }
        key = tuple(level.label for level in levels.values())
        if key not in seen:
            seen.add(key)
            for each in crossed:
                yield {name: each.get(name) or levels[name] for name in factors}
