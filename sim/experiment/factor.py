"""What does an experiment vary, over which levels?"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from typing import Annotated, Any, Final, NamedTuple

from pydantic import Discriminator, Field, JsonValue, Tag, model_validator

from sim.scenario.base import Part
from sim.scenario.refusal import refusal

Level = bool | int | float | str
Label = str | float
Settings = dict[str, Any]
Path = Annotated[str, Field(pattern=r"^(scenario|strategy)(\.[A-Za-z0-9_*]+)+$", max_length=300)]

MOST_LEVELS: Final = 10_000

SPAN: Final = frozenset({"from", "to", "step"})

DECIMALS: Final = 12
"""0.1 × 3 is 0.30000000000000004; nobody's level has thirteen decimals."""


class Setting(NamedTuple):
    """One level of a factor: its label, and what it sets by dotted path."""

    label: Label
    settings: Settings


class Span(Part):
    """Levels at equal steps, both ends included."""

    from_: float = Field(alias="from")
    """First level."""
    to: float
    """Last level."""
    step: Annotated[float, Field(gt=0.0)]
    """Distance between two levels."""

    @model_validator(mode="after")
    def _reached(self) -> Span:
        steps = (self.to - self.from_) / self.step
        if self.from_ > self.to:
            raise refusal("from must not be above to", "exchange the two")
        if steps > MOST_LEVELS:
            raise refusal(f"a factor has at most {MOST_LEVELS:,} levels", "take a wider step")
        if abs(steps - round(steps)) > 1e-6:
            last = round(self.from_ + math.floor(steps) * self.step, DECIMALS)
            raise refusal(
                f"the steps must arrive at to; they pass {last:g} and miss it",
                f"to: {last:g}, or another step",
            )
        return self

    def levels(self) -> list[float]:
        """The levels, free of rounding's crumbs."""
        steps = round((self.to - self.from_) / self.step)
        return [round(self.from_ + k * self.step, DECIMALS) for k in range(steps + 1)]


def _form(levels: object) -> str:
    if isinstance(levels, list | tuple):
        return "list"
    return "Span" if isinstance(levels, Span) or _is_span(levels) else "dict"


def _is_span(levels: object) -> bool:
    """A misspelt span is still one: its error then says what was meant."""
    if not isinstance(levels, Mapping) or not SPAN & set(levels):
        return False
    return not any(isinstance(value, Mapping) for value in levels.values())


_List = Annotated[list[Level], Field(min_length=1, max_length=MOST_LEVELS)]
_NOT_A_SPAN: Final[dict[str, JsonValue]] = {"not": {"anyOf": [{"required": [name]} for name in sorted(SPAN)]}}
_Bundles = Annotated[
    dict[str, Any], Field(min_length=1, max_length=MOST_LEVELS, json_schema_extra=_NOT_A_SPAN)
]
Levels = Annotated[
    Annotated[Span, Tag("Span")] | Annotated[_List, Tag("list")] | Annotated[_Bundles, Tag("dict")],
    Discriminator(_form),
]


class Factor(Part):
    """Something that an experiment varies."""

    says: str = Field(default="", max_length=200)
    """Label for tables and figures; left out, the factor's name."""
    path: Path | None = None
    """Dotted path of the setting that gets the level itself."""
    sets: dict[Path, float] = Field(default={}, max_length=1000)
    """Dotted paths of settings that get the level times a number."""
    levels: Levels
    """A list, ``{from: 0, to: 1, step: 0.1}``, or names, each with the settings that it stands for."""

    @model_validator(mode="after")
    def _whole(self) -> Factor:
        _check_form(self)
        often = Counter(text_of(setting.label) for setting in self.settings())
        label, times = often.most_common(1)[0]
        if times > 1:
            raise refusal(f"the level {label} is given twice", "remove one of the two")
        return self

    @property
    def values(self) -> list[Level]:
        """The levels of a factor that has no bundles."""
        return list(self.levels.levels()) if isinstance(self.levels, Span) else list(self.levels)

    def settings(self) -> list[Setting]:
        """Every level with what it sets."""
        if isinstance(self.levels, dict):
            return [Setting(name, self._bundle(bundle)) for name, bundle in self.levels.items()]
        return [Setting(_label(value), self._of(value)) for value in self.values]

    def resolved(self) -> dict[str, Any]:
        """The factor as plain values, a span written out level by level."""
        levels = dict(self.levels) if isinstance(self.levels, dict) else self.values
        return {"says": self.says, "path": self.path, "sets": dict(self.sets), "levels": levels}

    def _bundle(self, bundle: Any) -> Settings:
        return {self.path: bundle} if self.path else dict(bundle or {})

    def _of(self, value: Level) -> Settings:
        if self.path:
            return {self.path: value}
        return {path: round(float(value) * number, DECIMALS) for path, number in self.sets.items()}


def _check_form(factor: Factor) -> None:
    if factor.path and factor.sets:
        raise refusal("a factor has path or sets, not both", "put the path among sets, with the number 1")
    if isinstance(factor.levels, dict):
        _check_bundles(factor, factor.levels)
    elif not factor.path and not factor.sets:
        raise refusal(
            "a factor needs to say what it varies", "add path: strategy.clarity, or sets: {path: number}"
        )
    elif factor.sets and not all(_is_number(value) for value in factor.values):
        raise refusal("levels that are multiplied must be numbers", "use path instead of sets")


def _check_bundles(factor: Factor, bundles: dict[str, Any]) -> None:
    if factor.sets:
        raise refusal("named levels state their settings themselves; sets has no place here", "remove sets")
    for name, bundle in bundles.items():
        if factor.path is None and not (bundle is None or isinstance(bundle, dict)):
            raise refusal(
                f"the level {name} must be a group of settings (dotted path: value)",
                "or state the factor's path",
            )


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _label(value: Level) -> Label:
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, str) else float(value)


def text_of(label: Label) -> str:
    """A label as people write it: 0.3, not 0.30; robust."""
    return label if isinstance(label, str) else f"{label:.12g}"


def tell(labels: Mapping[str, Label]) -> str:
    """Labels in one line: share=0.3, provider=robust."""
    return ", ".join(f"{name}={text_of(label)}" for name, label in labels.items()) or "the base case"
