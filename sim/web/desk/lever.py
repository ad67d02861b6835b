"""Something of a case that a visitor can move: its place, its bounds, and what it is called."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from sim.errors import Problem
from sim.words import listed

Value = bool | int | float | str
LeverKind = Literal["share", "number", "whole", "choice", "switch"]
"""share: 0 to 1, told in per cent · number, whole: with a unit · choice: one of some · switch: yes or no."""


class LeverOption(BaseModel):
    """One of the values of a choice."""

    model_config = ConfigDict(frozen=True)

    value: str
    label: str


class Lever(BaseModel):
    """A setting with bounds. Nothing else of a case can be changed from a page, so no request is large."""

    model_config = ConfigDict(frozen=True)

    path: str
    """The setting's dotted path."""
    label: str
    says: str
    """What moving it does, in a sentence."""
    group: str
    kind: LeverKind
    value: Value
    """As the case has it."""
    low: float = 0.0
    high: float = 1.0
    step: float = 0.05
    unit: str = ""
    options: tuple[LeverOption, ...] = ()
    together: str | None = None
    """Levers with the same word are shares of one whole: they add up to one at most."""

    def refusal(self, value: Value) -> Problem | None:
        """Why a value cannot be had, or None."""
        match self.kind:
            case "switch":
                fits, remedy = isinstance(value, bool), "say true or false"
            case "choice":
                names = [option.value for option in self.options]
                fits, remedy = value in names, f"choose {listed(names, 'or')}"
            case _:
                is_number = isinstance(value, int | float) and not isinstance(value, bool)
                # Compared as it is: a whole number may be beyond all floats.
                fits = is_number and self.low <= value <= self.high  # type: ignore[operator]
                whole = self.kind == "whole"
                fits = fits and (not whole or float(value).is_integer())
                remedy = f"give a {'whole ' if whole else ''}number from {self.low:g} to {self.high:g}"
        return None if fits else Problem(self.path, value, "the value is out of this lever's bounds", remedy)

    def told(self, value: Value) -> str:
        """A value as people say it: `40 %`, `12 days`, `mid-size`."""
        match self.kind:
            case "switch":
                return "yes" if value else "no"
            case "choice":
                return next((each.label for each in self.options if each.value == value), str(value))
            case "share":
                return f"{100.0 * float(value):.3g} %"
        return f"{float(value):,.4g} {self.unit}".rstrip()
