"""How long, how much: the distributions that a scenario may name."""

from __future__ import annotations

import math
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, SerializeAsAny, WrapValidator, model_validator

from sim.scenario.base import Part
from sim.scenario.kinds import Kinds
from sim.scenario.refusal import refusal

Draws = NDArray[np.float64]

LEAST_CV = 0.001
"""A variation of a thousandth or less is none: `constant` says so."""


class UnitConstant(Part):
    """Regular as a clock."""

    kind: Literal["constant"] = "constant"

    def unit(self, generator: np.random.Generator, size: int) -> Draws:
        return np.ones(size)

    def residual(self, generator: np.random.Generator) -> float:
        """The rest, at a random instant, of a span of this shape (see `Spread`)."""
        return float(generator.random())


class UnitExponential(Part):
    """Memoryless: the textbook's choice."""

    kind: Literal["exponential"] = "exponential"

    def unit(self, generator: np.random.Generator, size: int) -> Draws:
        return generator.standard_exponential(size)

    def residual(self, generator: np.random.Generator) -> float:
        """The rest, at a random instant, of a span of this shape (see `Spread`)."""
        return float(generator.standard_exponential())


class UnitGamma(Part):
    """Between constant (cv near 0) and exponential (cv 1), or wilder (cv above 1)."""

    kind: Literal["gamma"] = "gamma"
    cv: float = Field(default=1.0, gt=LEAST_CV, le=20.0)
    """Coefficient of variation: standard deviation divided by mean."""

    def unit(self, generator: np.random.Generator, size: int) -> Draws:
        return self.cv**2 * generator.standard_gamma(1.0 / self.cv**2, size)

    def residual(self, generator: np.random.Generator) -> float:
        """The rest, at a random instant, of a span of this shape (see `Spread`)."""
        whole = self.cv**2 * generator.standard_gamma(1.0 / self.cv**2 + 1.0)
        return float(generator.random() * whole)


class UnitLognormal(Part):
    """Many short, a few very long: what efforts of knowledge work look like."""

    kind: Literal["lognormal"] = "lognormal"
    cv: float = Field(default=1.0, gt=LEAST_CV, le=20.0)
    """Coefficient of variation: standard deviation divided by mean."""

    def unit(self, generator: np.random.Generator, size: int) -> Draws:
        variance = math.log1p(self.cv**2)
        return np.exp(math.sqrt(variance) * generator.standard_normal(size) - variance / 2)

    def residual(self, generator: np.random.Generator) -> float:
        """The rest, at a random instant, of a span of this shape (see `Spread`)."""
        variance = math.log1p(self.cv**2)
        whole = math.exp(math.sqrt(variance) * generator.standard_normal() + variance / 2)
        return float(generator.random() * whole)


class UnitWeibull(Part):
    """Wearing out (shape above 1) or settling in (shape below 1)."""

    kind: Literal["weibull"] = "weibull"
    shape: float = Field(default=1.5, ge=0.2, le=50.0)
    """Weibull shape; 1 is exponential."""

    def unit(self, generator: np.random.Generator, size: int) -> Draws:
        return generator.weibull(self.shape, size) / math.gamma(1.0 + 1.0 / self.shape)

    def residual(self, generator: np.random.Generator) -> float:
        """The rest, at a random instant, of a span of this shape (see `Spread`)."""
        whole = generator.standard_gamma(1.0 + 1.0 / self.shape) ** (1.0 / self.shape)
        return float(generator.random() * whole / math.gamma(1.0 + 1.0 / self.shape))


Spread = Annotated[
    UnitConstant | UnitExponential | UnitGamma | UnitLognormal | UnitWeibull, Field(discriminator="kind")
]
"""The shape of a distribution with mean one; another setting says the mean.

The same luck is then stretched, not dealt anew, when an experiment varies the mean.

`residual` draws what is left of such a span at an instant that has nothing to do with it, the equilibrium
distribution of renewal theory with the density 1 - F. It is a uniform part of a span that is met as often as
it is long, whose law each shape has in closed form (Cox, Renewal Theory, 1962, chapter 5).
"""


class _Scaled(Part):
    """A spread with a mean of its own."""

    mean: float = Field(default=1.0, ge=0.0, le=1e9)
    """Mean (not the median), in the unit that the setting's name states."""

    def unit(self, generator: np.random.Generator, size: int) -> Draws:
        raise NotImplementedError  # pragma: no cover - every kind inherits one

    def draw(self, generator: np.random.Generator, size: int) -> Draws:
        return self.mean * self.unit(generator, size)


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

    def draw(self, generator: np.random.Generator, size: int) -> Draws:
        return generator.triangular(self.low, self.mode, self.high, size)


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

    def draw(self, generator: np.random.Generator, size: int) -> Draws:
        return generator.uniform(self.low, self.high, size)


class Empirical(Part):
    """Values seen in your own records, drawn with equal chance."""

    kind: Literal["empirical"] = "empirical"
    values: tuple[Annotated[float, Field(ge=0.0, le=1e12)], ...] = Field(min_length=1, max_length=100_000)
    """The observed values."""

    @property
    def mean(self) -> float:
        return float(np.mean(self.values))

    def draw(self, generator: np.random.Generator, size: int) -> Draws:
        return np.asarray(self.values, dtype=np.float64)[generator.integers(len(self.values), size=size)]


Shipped = Constant | Exponential | Gamma | Lognormal | Weibull | Triangular | Uniform | Empirical
DISTRIBUTIONS = Kinds("distribution", "kposim.distributions", Shipped, needed=("draw", "mean"))

Distribution = Annotated[
    SerializeAsAny[Shipped], Field(discriminator="kind"), WrapValidator(DISTRIBUTIONS.validated)
]
"""Any distribution of non-negative amounts; `kind` says which."""
