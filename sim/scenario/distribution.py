"""How long, how much: the distributions that a scenario may name."""

from __future__ import annotations

import math
from typing import Annotated, Literal

import numpy as np
from pydantic import BaseModel, Discriminator, Field, SerializeAsAny, Tag, WrapValidator, model_validator

from sim.scenario.base import Hours, Part
from sim.scenario.kinds import Kinds
from sim.scenario.law import Law
from sim.scenario.refusal import refusal

LEAST_CV = 0.001
"""A variation of a thousandth or less is none: `constant` says so."""


class UnitConstant(Part):
    """Regular as a clock."""

    kind: Literal["constant"] = "constant"

    @property
    def unit(self) -> Law:
        return Law("constant", 1.0)


class UnitExponential(Part):
    """Memoryless: the textbook's choice."""

    kind: Literal["exponential"] = "exponential"

    @property
    def unit(self) -> Law:
        return Law("exponential", 1.0)


class UnitGamma(Part):
    """Between constant (cv near 0) and exponential (cv 1), or wilder (cv above 1)."""

    kind: Literal["gamma"] = "gamma"
    cv: float = Field(default=1.0, gt=LEAST_CV, le=20.0)
    """Coefficient of variation: standard deviation divided by mean."""

    @property
    def unit(self) -> Law:
        return gamma_of(self.cv)


class UnitLognormal(Part):
    """Many short, a few very long: what efforts of knowledge work look like."""

    kind: Literal["lognormal"] = "lognormal"
    cv: float = Field(default=1.0, gt=LEAST_CV, le=20.0)
    """Coefficient of variation: standard deviation divided by mean."""

    @property
    def unit(self) -> Law:
        variance = math.log1p(self.cv**2)
        return Law("lognormal", 1.0, math.sqrt(variance), variance / 2.0)


class UnitWeibull(Part):
    """Wearing out (shape above 1) or settling in (shape below 1)."""

    kind: Literal["weibull"] = "weibull"
    shape: float = Field(default=1.5, ge=0.2, le=50.0)
    """Weibull shape; 1 is exponential."""

    @property
    def unit(self) -> Law:
        inverse = 1.0 / self.shape
        return Law("weibull", 1.0 / math.gamma(1.0 + inverse), inverse, math.lgamma(inverse))


def gamma_of(cv: float) -> Law:
    """A gamma distribution of mean one."""
    return Law("gamma", cv**2, 1.0 / cv**2, math.lgamma(1.0 / cv**2))


Spread = Annotated[
    UnitConstant | UnitExponential | UnitGamma | UnitLognormal | UnitWeibull, Field(discriminator="kind")
]
"""The shape of a distribution with mean one; another setting says the mean.

The same luck is then stretched, not dealt anew, when an experiment varies the mean.
"""


class _Scaled(Part):
    """A spread with a mean of its own."""

    mean: float = Field(default=1.0, ge=0.0, le=1e9)
    """Mean (not the median), in the unit that the setting's name states."""

    @property
    def unit(self) -> Law:
        raise NotImplementedError  # pragma: no cover - every kind inherits one

    @property
    def law(self) -> Law:
        """The amounts, as numbers of a formula."""
        return self.unit.times(self.mean)


class Constant(UnitConstant, _Scaled):
    """Always the same."""


class Exponential(UnitExponential, _Scaled):
    """Memoryless: the textbook's choice."""


class Gamma(UnitGamma, _Scaled):
    """Between constant (cv near 0) and exponential (cv 1), or wilder (cv above 1)."""


class Lognormal(UnitLognormal, _Scaled):
    """Many short, a few very long: what efforts of knowledge work look like."""


class Weibull(UnitWeibull, _Scaled):
    """Wearing out (shape above 1) or settling in (shape below 1)."""


class Triangular(Part):
    """What an expert can state: lowest, most likely, highest."""

    kind: Literal["triangular"] = "triangular"
    low: float = Field(ge=0.0, le=1e12)
    """Lowest possible value."""
    mode: float = Field(ge=0.0, le=1e12)
    """Most likely value."""
    high: float = Field(gt=0.0, le=1e12)
    """Highest possible value."""

    @model_validator(mode="after")
    def _ordered(self) -> Triangular:
        if not self.low <= self.mode <= self.high or self.low == self.high:
            raise refusal(
                "low, mode and high must rise: low <= mode <= high, low < high", "put them in order"
            )
        return self

    @property
    def mean(self) -> float:
        return (self.low + self.mode + self.high) / 3

    @property
    def law(self) -> Law:
        """The amounts, as numbers of a formula."""
        return Law("triangular", self.low, self.mode, self.high)


class Uniform(Part):
    """Anything between two bounds, equally likely."""

    kind: Literal["uniform"] = "uniform"
    low: float = Field(ge=0.0, le=1e12)
    """Lowest possible value."""
    high: float = Field(gt=0.0, le=1e12)
    """Highest possible value."""

    @model_validator(mode="after")
    def _ordered(self) -> Uniform:
        if self.low >= self.high:
            raise refusal("low must be below high", "put them in order")
        return self

    @property
    def mean(self) -> float:
        return (self.low + self.high) / 2

    @property
    def law(self) -> Law:
        """The amounts, as numbers of a formula."""
        return Law("uniform", self.low, self.high)


class Empirical(Part):
    """Values seen in your own records, drawn with equal chance."""

    kind: Literal["empirical"] = "empirical"
    values: tuple[Annotated[float, Field(ge=0.0, le=1e12)], ...] = Field(min_length=1, max_length=100_000)
    """The observed values."""

    @property
    def mean(self) -> float:
        return float(np.mean(self.values))

    @property
    def law(self) -> Law:
        """The amounts, as numbers of a formula."""
        return Law("empirical", values=tuple(sorted(self.values)))


Shipped = Constant | Exponential | Gamma | Lognormal | Weibull | Triangular | Uniform | Empirical
DISTRIBUTIONS = Kinds("distribution", "kposim.distributions", Shipped, needed=("quantile", "mean"))

Distribution = Annotated[
    SerializeAsAny[Shipped], Field(discriminator="kind"), WrapValidator(DISTRIBUTIONS.validated)
]
"""Any distribution of non-negative amounts; `kind` says which."""


def _number_or_law(value: object) -> str:
    """Chosen first: a union that tries both would call each mistake in one a mistake of the other, too."""
    return "law" if isinstance(value, dict | BaseModel) else "number"


Duration = Annotated[
    Annotated[Hours, Tag("number")] | Annotated[Annotated[Shipped, Field(discriminator="kind")], Tag("law")],
    Discriminator(_number_or_law),
]
"""Hours: always as many, as a number; or a distribution of them."""


def mean_hours(duration: float | Shipped) -> float:
    """The mean of a `Duration`."""
    return duration if isinstance(duration, int | float) else duration.mean


def law_of(duration: float | Shipped) -> Law:
    """The law of a `Duration`."""
    return Law("constant", duration) if isinstance(duration, int | float) else duration.law
