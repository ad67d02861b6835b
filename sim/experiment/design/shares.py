"""Shares that are linked: whatever one gains, the others lose, for they add up to one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations, pairwise
from math import comb
from typing import Annotated, Any, ClassVar, Final

from pydantic import Field, model_validator

from sim.experiment.design.factor import (
    DECIMALS,
    MOST_LEVELS,
    Label,
    Setting,
    SettingPath,
    number_of,
    text_of,
)
from sim.scenario.base import Name, Part
from sim.scenario.refusal import refusal

SLACK: Final = 1e-9
"""Shares in a table are decimals: three times 0.333333333 is one."""

SHARE_DECIMALS: Final = 9


class Shares(Part):
    """A factor whose levels are ways to divide one whole.

    References
    ----------
    Scheffé (1958), "Experiments with mixtures", JRSS B 20(2), for the lattice of equal steps.
    """

    says: str = Field(default="", max_length=200)
    """What is divided."""
    is_crossed: ClassVar[bool] = False
    shares: Annotated[dict[Name, SettingPath | None], Field(min_length=2, max_length=20)]
    """Names of the parts, each with the dotted path of its setting; null for one that takes what is left."""
    step: Annotated[float, Field(gt=0.0, le=1.0)] | None = None
    """Distance between two levels of a share; left out, shares are continuous, for designs that sample."""

    @model_validator(mode="after")
    def _whole(self) -> Shares:
        paths = [path for path in self.shares.values() if path is not None]
        if not paths or len(set(paths)) < len(paths):
            raise refusal("every share needs a path of its own; only what is left may have none")
        if len(self.shares) - len(paths) > 1:
            raise refusal("only one share can take what is left", "give the others their paths")
        if self.step is not None and abs(1.0 / self.step - round(1.0 / self.step)) > 1e-6:
            raise refusal("steps of this width miss one", "take 0.5, 0.25, 0.2, 0.1 ...")
        if self._levels > MOST_LEVELS:
            raise refusal(f"a factor has at most {MOST_LEVELS:,} levels", "take a wider step")
        return self

    @property
    def _levels(self) -> int:
        steps = round(1.0 / self.step) if self.step else 1
        return comb(steps + len(self.shares) - 1, len(self.shares) - 1)

    @property
    def is_continuous(self) -> bool:
        """Whether any division may be drawn."""
        return self.step is None

    @property
    def dimensions(self) -> int:
        """How many numbers between 0 and 1 settle its level: the last share follows from the others."""
        return len(self.shares) - 1 if self.step is None else 1

    def settings(self) -> list[Setting]:
        """Every division on the lattice; without a step, all to one part."""
        steps, parts = round(1.0 / self.step) if self.step else 1, len(self.shares)
        # Stars and bars: where the bars stand says how many steps each part gets.
        bars = combinations(range(steps + parts - 1), parts - 1)
        edges = [(-1, *stand, steps + parts - 1) for stand in bars]
        return [self._setting([(b - a - 1) / steps for a, b in pairwise(edge)]) for edge in edges]

    def at(self, shares: Sequence[float]) -> Setting:
        """The division at a place in the unit cube; an even cloud there is an even cloud of divisions."""
        if self.step is not None:
            levels = self.settings()
            return levels[min(int(shares[0] * len(levels)), len(levels) - 1)]
        left, parts = 1.0, []
        for k, u in enumerate(shares):  # break the stick: each piece is Beta(1, pieces still to come)
            parts.append(round(left * (1.0 - (1.0 - u) ** (1.0 / (len(shares) - k))), SHARE_DECIMALS))
            left = max(left - parts[-1], 0.0)
        return self._setting([*parts, left])

    def columns(self, name: str) -> dict[str, str]:
        """The labels that its points have: one for each share."""
        return {part: part for part in self.shares}

    def stated(self, name: str, labels: Mapping[str, Label]) -> Setting | None:
        """The division that a table states; None if it is none."""
        parts = [number_of(text_of(labels[part])) for part in self.shares]
        known = [part for part in parts if part is not None and part >= 0.0]
        if len(known) < len(parts) or abs(sum(known) - 1.0) > SLACK:
            return None
        return self._setting(known)

    def resolved(self) -> dict[str, Any]:
        """The factor as plain values."""
        return {"says": self.says, "shares": dict(self.shares), "step": self.step}

    def _setting(self, values: Sequence[float]) -> Setting:
        parts = {name: round(value, DECIMALS) for name, value in zip(self.shares, values, strict=True)}
        label = " ".join(f"{name}={text_of(part)}" for name, part in parts.items())
        return Setting(
            label, {path: parts[name] for name, path in self.shares.items() if path is not None}, parts
        )
