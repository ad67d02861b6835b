"""How often is a point repeated? A fixed number of times, or until its means are as precise as asked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Final

from pydantic import Discriminator, Field, Tag, model_validator

from sim.errors import InputError, Problem, advice
from sim.scenario.base import Part
from sim.scenario.refusal import refusal

if TYPE_CHECKING:
    from sim.analysis.interval import Interval

MOST_REPLICATIONS: Final = 10_000_000
_WIDTH: Final = re.compile(r"([0-9]+(?:\.[0-9]+)?|\.[0-9]+) ?(%|pp)?")


@dataclass(frozen=True, slots=True)
class Target:
    """How narrow the interval of a mean is to be."""

    measure: str
    half_width: float
    """A share of the mean, or in the measure's own unit."""
    is_relative: bool

    def is_met(self, interval: Interval) -> bool:
        """Whether an interval is narrow enough."""
        return self.width(interval) <= self.half_width

    def width(self, interval: Interval) -> float:
        """What an interval is measured by."""
        return interval.relative_half_width if self.is_relative else interval.half_width

    def told(self, width: float) -> str:
        """A half-width as people write it."""
        return f"{100.0 * width:.3g} %" if self.is_relative else f"{width:.3g}"


class Budget(Part):
    """What the whole experiment may take; it ends between two rounds, never within one."""

    runs: Annotated[int, Field(ge=1, le=10**12)] | None = None
    """Most runs of all points together: a round that would pass it is not begun."""
    minutes: Annotated[float, Field(gt=0.0, le=1e6)] | None = None
    """No round is begun after so many minutes of one call; how many that makes depends on the machine."""


class StoppingRule(Part):
    """Points are repeated in rounds until each of them is as precise as asked.

    References
    ----------
    Chow & Robbins (1965), Ann. Math. Stat. 36(2); Law, *Simulation Modeling and Analysis*, 9.4.1.
    """

    until: Annotated[dict[str, float | str], Field(min_length=1, max_length=50)]
    """Half-widths by measure: ``1%`` of the mean, ``0.5pp`` of a share, or a number in the measure's unit."""
    at_least: int = Field(default=10, ge=2, le=MOST_REPLICATIONS)
    """Replications of every point before the first look."""
    at_most: int = Field(default=2000, ge=2, le=MOST_REPLICATIONS)
    """Replications after which a point is given up."""
    in_batches_of: int = Field(default=10, ge=1, le=MOST_REPLICATIONS)
    """Replications between two looks."""
    level: float = Field(default=0.95, gt=0.0, lt=1.0)
    """Confidence of the intervals."""
    budget: Budget = Budget()
    """What all points together may take."""

    @model_validator(mode="after")
    def _whole(self) -> StoppingRule:
        if self.at_least > self.at_most:
            raise refusal("at_least must not be above at_most", "exchange the two")
        _ = self.targets
        return self

    @property
    def targets(self) -> list[Target]:
        """What every point is to reach, all of it."""
        read = [_target(name, width) for name, width in self.until.items()]
        if problems := [each for each in read if isinstance(each, Problem)]:
            raise InputError(problems)
        return [each for each in read if isinstance(each, Target)]

    def asks_for_all_of(self, before: StoppingRule | int) -> bool:
        """Whether every run asked for before is still asked for: then a folder may be continued."""
        if isinstance(before, int):
            return before <= self.at_least
        mine, theirs = ({each.measure: each for each in rule.targets} for rule in (self, before))
        same = ("at_least", "in_batches_of", "level")
        return (
            all(getattr(self, name) == getattr(before, name) for name in same)
            and before.at_most <= self.at_most
            and _is_no_less(before.budget.runs, self.budget.runs)
            and all(name in mine and _is_stricter(mine[name], each) for name, each in theirs.items())
        )


def _target(name: str, width: float | str) -> Target | Problem:
    from sim.outcome.measure import MEASURES

    place = f"until.{name}"
    if name not in MEASURES:
        return Problem(place, width, "there is no such measure", advice(name, MEASURES, "measures"))
    match = _WIDTH.fullmatch(str(width).strip())
    number, unit = (float(match[1]), match[2]) if match else (0.0, None)
    if number <= 0.0:
        rule = "must be a half-width above zero: 1%, 0.5pp, or a number in the measure's unit"
        return Problem(place, width, rule, "1%")
    if unit == "pp" and MEASURES[name].unit != "share":
        rule = f"percentage points are for shares; {name} is in {MEASURES[name].unit}"
        return Problem(place, width, rule, "write 1%, or a plain number")
    return Target(name, number / (100.0 if unit else 1.0), unit == "%")


def _is_stricter(now: Target, before: Target) -> bool:
    return now.is_relative == before.is_relative and now.half_width <= before.half_width


def _is_no_less(before: int | None, now: int | None) -> bool:
    return now is None or (before is not None and before <= now)


def _form(value: object) -> str:
    return "StoppingRule" if isinstance(value, Mapping | StoppingRule) else "int"


_Times = Annotated[int, Field(ge=1, le=MOST_REPLICATIONS)]
Repeats = Annotated[
    Annotated[_Times, Tag("int")] | Annotated[StoppingRule, Tag("StoppingRule")], Discriminator(_form)
]
"""A number of replications, or a rule for it."""


def plain(repeats: int | StoppingRule) -> Any:
    """What a resolved file says of it."""
    return repeats if isinstance(repeats, int) else repeats.model_dump(mode="json")
