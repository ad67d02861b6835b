"""When does work arrive?

Every process but the trace runs on its own clock with one arrival per tick on average; growth, season and
shocks then stretch and squeeze that clock (time rescaling). So a change of rate moves no draw: the same luck
comes earlier or later.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from sim.scenario.base import Part
from sim.scenario.distribution import LEAST_CV
from sim.scenario.refusal import refusal
from sim.scenario.trace import Trace

Timetable = Callable[[np.random.Generator], NDArray[np.float64]]
"""Draws the arrival instants of one replication; what does not depend on chance is worked out already."""

HOURS_PER_WEEK = 168.0
DAYS_PER_YEAR = 365.25
DAYS_PER_MONTH = DAYS_PER_YEAR / 12.0


class Shock(Part):
    """A surge or a slump: demand is multiplied by `factor` from one week to another."""

    from_week: float = Field(ge=0.0, le=5200.0)
    """First week of the shock, counted from the scenario's start."""
    to_week: float = Field(gt=0.0, le=5200.0)
    """Week at whose start the shock is over."""
    factor: float = Field(ge=0.0, le=100.0)
    """Demand is multiplied by this; 1 changes nothing."""

    @model_validator(mode="after")
    def _ordered(self) -> Shock:
        if self.from_week >= self.to_week:
            raise refusal("from_week must come before to_week", "exchange the two weeks")
        return self


class Demand(Part):
    """How a rate of arrivals changes over the years."""

    per_week: float = Field(ge=0.0, le=1e7)
    """Mean number of tasks per week at the start, day and night, seven days."""
    growth_per_year: float = Field(default=0.0, ge=-0.95, le=10.0)
    """Relative growth a year: 0.1 means ten per cent more every year, compounding."""
    season: float = Field(default=0.0, ge=0.0, le=1.0)
    """Amplitude of the yearly swing as a share of the mean (0.2: from 80 % to 120 %)."""
    season_peak_week: float = Field(default=0.0, ge=0.0, le=53.0)
    """Week, counted from the scenario's start, in which the yearly swing is highest."""
    shocks: tuple[Shock, ...] = ()
    """Surges and slumps."""

    def expected(self, hours: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Expected number of arrivals by each whole day: (instants in hours, cumulative mean count)."""
        edges = 24.0 * np.arange(math.ceil(hours / 24.0) + 1, dtype=np.float64)
        middle_years = (edges[:-1] + 12.0) / 24.0 / DAYS_PER_YEAR
        weeks = (edges[:-1] + 12.0) / HOURS_PER_WEEK
        rate = np.full(len(middle_years), self.per_week / HOURS_PER_WEEK)
        rate *= (1.0 + self.growth_per_year) ** middle_years
        peak_years = self.season_peak_week * 7.0 / DAYS_PER_YEAR
        rate *= 1.0 + self.season * np.cos(2.0 * np.pi * (middle_years - peak_years))
        for shock in self.shocks:
            rate[(weeks >= shock.from_week) & (weeks < shock.to_week)] *= shock.factor
        return edges, np.concatenate([[0.0], np.cumsum(rate * 24.0)])

    def mean_per_hour(self, hours: float) -> float:
        """Mean arrivals per hour over [0, hours)."""
        return float(self.expected(hours)[1][-1] / (math.ceil(hours / 24.0) * 24.0))

    def _gaps(self, generator: np.random.Generator, size: int) -> NDArray[np.float64]:
        """Times between arrivals on the process's own clock, mean one."""
        raise NotImplementedError  # pragma: no cover - each kind has its own

    def timetable(self, hours: float) -> Timetable:
        """Draws arrival instants in [0, hours), in hours, rising."""
        edges, expected = self.expected(hours)

        def instants(generator: np.random.Generator) -> NDArray[np.float64]:
            ticks = _ticks(partial(self._gaps, generator), float(expected[-1]))
            drawn = np.interp(ticks, expected, edges)
            return drawn[: np.searchsorted(drawn, hours)]

        return instants


def _ticks(gaps: Callable[[int], NDArray[np.float64]], total: float) -> NDArray[np.float64]:
    """Instants of a renewal process up to `total`; drawing more never changes those already drawn."""
    pieces: list[NDArray[np.float64]] = []
    last, expected_more = 0.0, total
    while last <= total and expected_more > 0.0:
        more = gaps(int(expected_more + 6.0 * math.sqrt(expected_more) + 16.0))
        more[:1] += last  # one sum, wherever the pieces meet
        piece = more.cumsum()
        pieces.append(piece)
        last = float(piece[-1])
        expected_more = max(total - last, 1.0)
    ticks = pieces[0] if len(pieces) == 1 else np.concatenate([np.empty(0), *pieces])
    return ticks[: np.searchsorted(ticks, total)]


class Poisson(Demand):
    """Tasks come one by one, independently of each other."""

    kind: Literal["poisson"] = "poisson"

    def _gaps(self, generator: np.random.Generator, size: int) -> NDArray[np.float64]:
        return generator.standard_exponential(size)


class Regular(Demand):
    """Tasks come at equal intervals."""

    kind: Literal["regular"] = "regular"

    def _gaps(self, generator: np.random.Generator, size: int) -> NDArray[np.float64]:
        return np.ones(size)


class GammaGaps(Demand):
    """Tasks come with gamma-distributed gaps: steadier (cv below 1) or burstier (above 1) than Poisson."""

    kind: Literal["gamma"] = "gamma"
    cv: float = Field(gt=LEAST_CV, le=20.0)
    """Coefficient of variation of the gaps between tasks."""

    def _gaps(self, generator: np.random.Generator, size: int) -> NDArray[np.float64]:
        return generator.standard_gamma(1.0 / self.cv**2, size) * self.cv**2


class Batch(Demand):
    """Tasks come in batches of equal size; the batches come as a Poisson process."""

    kind: Literal["batch"] = "batch"
    size: int = Field(gt=0, le=100_000)
    """Tasks in one batch."""

    def _gaps(self, generator: np.random.Generator, size: int) -> NDArray[np.float64]:
        batches = -(-size // self.size)
        gaps = np.zeros((batches, self.size))
        gaps[:, 0] = self.size * generator.standard_exponential(batches)
        return gaps.ravel()


Arrivals = Annotated[Poisson | Regular | GammaGaps | Batch | Trace, Field(discriminator="kind")]
"""Any arrival process; `kind` says which."""
