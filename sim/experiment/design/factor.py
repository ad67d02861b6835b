"""What does an experiment vary, over which levels?"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar, Final, Literal, NamedTuple

from pydantic import Discriminator, Field, JsonValue, Tag, ValidationInfo, model_validator

from sim.errors import blamed
from sim.files.path import unboxed
from sim.scenario.base import Part
from sim.scenario.refusal import refusal
from sim.scenario.trace import with_files

Level = bool | int | float | str
Label = str | float
PathValues = dict[str, Any]
SettingPath = Annotated[str, Field(pattern=r"^(scenario|strategy)(\.[A-Za-z0-9_*-]+)+$", max_length=300)]

MOST_LEVELS: Final = 10_000

SPAN: Final = frozenset({"from", "to", "step"})

DECIMALS: Final = 12
"""0.1 × 3 is 0.30000000000000004; nobody's level has thirteen decimals."""

DIGITS: Final = 9
"""Significant digits of a sampled level: enough to tell points apart, and few, so that machines agree."""


class Setting(NamedTuple):
    """One level of a factor: its label, what it sets by dotted path, and the labels of linked shares."""

    label: Label
    settings: PathValues
    parts: dict[str, float] | None = None

    def labels(self, factor: str) -> dict[str, Label]:
        """What a point says of it: one label, or one for each of the shares that are linked."""
        return {factor: self.label} if self.parts is None else dict(self.parts)


class LevelRange(Part):
    """Levels at equal steps, both ends included; without a step every number between the ends."""

    from_: float = Field(alias="from")
    """First level."""
    to: float
    """Last level."""
    step: Annotated[float, Field(gt=0.0)] | None = None
    """Distance between two levels; left out, the factor is continuous, for designs that sample."""
    scale: Literal["linear", "log"] = "linear"
    """Whether a sampled level is drawn evenly, or evenly in its logarithm."""

    @model_validator(mode="after")
    def _reached(self) -> LevelRange:
        if self.from_ > self.to:
            raise refusal("from must not be above to", "exchange the two")
        if self.scale == "log" and (self.step is not None or self.from_ <= 0.0):
            raise refusal("a log scale needs ends above zero and no step", "leave scale out")
        if self.step is None:
            if self.from_ == self.to:
                raise refusal("from and to are the same", f"levels: [{self.to:g}]")
            return self
        steps = (self.to - self.from_) / self.step
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
        """The levels, free of rounding's crumbs; of a continuous span its ends."""
        if self.step is None:
            return [self.from_, self.to]
        steps = round((self.to - self.from_) / self.step)
        return [round(self.from_ + k * self.step, DECIMALS) for k in range(steps + 1)]

    def at(self, u: float) -> float:
        """The value at a share `u` of the way from one end to the other."""
        if self.scale == "log":
            value = self.from_ * (self.to / self.from_) ** u
        else:
            value = self.from_ + u * (self.to - self.from_)
        return min(max(float(f"{value:.{DIGITS}g}"), self.from_), self.to)

    def resolved(self) -> dict[str, Any] | list[float]:
        """Every level written out; of a continuous span what a file would say."""
        if self.step is not None:
            return self.levels()
        plain = {"from": self.from_, "to": self.to}
        return plain if self.scale == "linear" else {**plain, "scale": self.scale}


def _form(levels: object) -> str:
    if isinstance(levels, LevelRange) or _is_span(levels):
        return "LevelRange"
    return "dict" if isinstance(levels, Mapping) else "list"


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
    Annotated[LevelRange, Tag("LevelRange")]
    | Annotated[_List, Tag("list")]
    | Annotated[_Bundles, Tag("dict")],
    Discriminator(_form),
]


class Factor(Part):
    """Something that an experiment varies."""

    is_crossed: ClassVar[bool] = False

    says: str = Field(default="", max_length=200)
    """Label for tables and figures; left out, the factor's name."""
    path: SettingPath | None = None
    """Dotted path of the setting that gets the level itself."""
    sets: dict[SettingPath, float] = Field(default={}, max_length=1000)
    """Dotted paths of settings that get the level times a number."""
    levels: Levels
    """A list, ``{from: 0, to: 1, step: 0.1}``, ``{from: 0, to: 1}`` for any number between the two, or names,
    each with the settings that it stands for."""

    @model_validator(mode="before")
    @classmethod
    def _with_files(cls, data: Any, info: ValidationInfo) -> Any:
        """Files that levels name are read beside the file that names them, and travel with the levels."""
        if not isinstance(data, dict) or "levels" not in data:
            return data
        data = {**data, "levels": unboxed(data["levels"])}
        folder = (info.context or {}).get("folder", ".")
        return {**data, "levels": _read(data.get("path"), data["levels"], folder)}

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
        return list(self.levels.levels()) if isinstance(self.levels, LevelRange) else list(self.levels)

    @property
    def continuous(self) -> LevelRange | None:
        """The span of a factor that may take any number between two ends; None if it has levels."""
        return self.levels if isinstance(self.levels, LevelRange) and self.levels.step is None else None

    @property
    def dimensions(self) -> int:
        """How many numbers between 0 and 1 settle its level."""
        return 1

    def at(self, shares: Sequence[float]) -> Setting:
        """The level at a place between 0 and 1: every level has an equal part of the way."""
        (u,) = shares
        if self.continuous:
            return self.of(self.continuous.at(u))
        levels = self.settings()
        return levels[min(int(u * len(levels)), len(levels) - 1)]

    def columns(self, name: str) -> dict[str, str]:
        """The labels that its points have, and what people call them."""
        return {name: self.says or name}

    def stated(self, name: str, labels: Mapping[str, Label]) -> Setting | None:
        """The level that a table or a base states; None if the factor has no such level."""
        text = text_of(labels[name])
        if span := self.continuous:
            value = number_of(text)
            inside = value is not None and span.from_ <= value <= span.to
            return self.of(value) if inside and value is not None else None
        return next((level for level in self.settings() if text_of(level.label) == text), None)

    def settings(self) -> list[Setting]:
        """Every level with what it sets; of a continuous factor, its two ends."""
        if isinstance(self.levels, dict):
            return [Setting(name, self._bundle(bundle)) for name, bundle in self.levels.items()]
        return [self.of(value) for value in self.values]

    def of(self, value: Level) -> Setting:
        """The level of this value, whether it is among the levels or not."""
        return Setting(_label(value), self._sets(value))

    def resolved(self) -> dict[str, Any]:
        """The factor as plain values, a span written out level by level."""
        levels = self.levels.resolved() if isinstance(self.levels, LevelRange) else self.levels
        levels = dict(levels) if isinstance(levels, dict) else list(levels)
        return {"says": self.says, "path": self.path, "sets": dict(self.sets), "levels": levels}

    def _bundle(self, bundle: Any) -> PathValues:
        return {self.path: bundle} if self.path else dict(bundle or {})

    def _sets(self, value: Level) -> PathValues:
        if self.path:
            return {self.path: value}
        return {path: round(float(value) * number, DECIMALS) for path, number in self.sets.items()}


def _read(path: object, levels: object, folder: str) -> object:
    """The levels, in which every file has its content; a list of files becomes levels of their names."""
    places: dict[object, object] = {}
    is_file = isinstance(path, str) and path.endswith(".arrivals.file")
    if is_file and isinstance(levels, list) and all(isinstance(name, str) for name in levels):
        places = {name: place for place, name in enumerate(levels)}
        levels = {name: name for name in levels}
    if not isinstance(levels, dict):
        return levels
    read: dict[object, object] = {}
    for name, value in levels.items():
        with blamed(f"levels.{places.get(name, name)}"):
            read[name] = _with_content(path, value, folder)
    return read


def _with_content(path: object, value: Any, folder: str) -> Any:
    if isinstance(path, str):
        return with_files(path, value, folder)
    return (
        {at: with_files(at, each, folder) for at, each in value.items()} if isinstance(value, dict) else value
    )


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


def number_of(text: str) -> float | None:
    """The number that a text means; None if it means none that is finite."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def tell(labels: Mapping[str, Label]) -> str:
    """Labels in one line: share=0.3, provider=robust."""
    return ", ".join(f"{name}={text_of(label)}" for name, label in labels.items()) or "the base case"
