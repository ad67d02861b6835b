"""When does work arrive?

Every process but the trace runs on its own clock with one arrival per tick on average; growth, season,
shocks, the hours of the week and what nobody knows beforehand then stretch and squeeze that clock (time
rescaling). So a change of rate moves no draw: the same luck
comes earlier or later.
"""

from __future__ import annotations

import math
from datetime import date
from functools import lru_cache
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from sim.scenario.base import Part
from sim.scenario.calendar import AnyCalendar
from sim.scenario.distribution import LEAST_CV, gamma_of
from sim.scenario.law import Law
from sim.scenario.refusal import refusal
from sim.scenario.trace import Trace
from sim.scenario.week import HOURS_PER_WEEK, Profile, Week, pieces

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
    """Mean number of tasks per week at the start, a week without holidays."""
    growth_per_year: float = Field(default=0.0, ge=-0.95, le=10.0)
    """Relative growth a year: 0.1 means ten per cent more every year, compounding."""
    season: float = Field(default=0.0, ge=0.0, le=1.0)
    """Amplitude of the yearly swing as a share of the mean (0.2: from 80 % to 120 %)."""
    season_peak_week: float = Field(default=0.0, ge=0.0, le=53.0)
    """Week, counted from the scenario's start, in which the yearly swing is highest."""
    shocks: tuple[Shock, ...] = ()
    """Surges and slumps."""

    calendar: AnyCalendar = "always"
    """Hours in which tasks come: office hours, evenly, with none on holidays; or always, by day and night."""
    week: Week | None = None
    """How the tasks of a week spread over its hours; instead of a calendar."""
    weekly_cv: float = Field(default=0.0, ge=0.0, le=10.0)
    """Coefficient of variation of a rate that nobody knows beforehand: that of each week, counted from the
    scenario's start, is multiplied by a gamma-distributed number of mean one."""

    @model_validator(mode="after")
    def _one_profile(self) -> Demand:
        if self.week is not None and self.calendar != "always":
            raise refusal("hours are those of a calendar or those of a week, not both", "remove one of them")
        if 0.0 < self.weekly_cv <= LEAST_CV:
            raise refusal(f"weekly_cv must be 0 or above {LEAST_CV}", "write 0 for none")
        return self

    def expected(self, hours: float, start: date) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Expected number of arrivals by each instant at which the rate changes, at least once a day:
        (instants in hours, cumulative mean count)."""
        shocks = tuple((shock.from_week, shock.to_week, shock.factor) for shock in self.shocks)
        peak_years = self.season_peak_week * 7.0 / DAYS_PER_YEAR
        profile = self.calendar if self.week is None else self.week
        day = start if profile != "always" else date.min  # which day is all the same to it
        return _expected(
            *(self.per_week, self.growth_per_year, self.season, peak_years, shocks),
            *(math.ceil(hours / 24.0), profile, day),
        )

    def mean_per_hour(self, hours: float, start: date) -> float:
        """Mean arrivals per hour over [0, hours)."""
        return float(self.expected(hours, start)[1][-1] / (math.ceil(hours / 24.0) * 24.0))

    @property
    def swing(self) -> Law:
        """What the rate of each week is multiplied by, mean one."""
        return gamma_of(self.weekly_cv) if self.weekly_cv > 0.0 else Law("constant", 1.0)

    @property
    def gap(self) -> Law:
        """Time between two of the process's own instants, on its own clock, mean one."""
        raise NotImplementedError  # pragma: no cover - each kind has its own

    @property
    def together(self) -> int:
        """Tasks that come at one instant; the clock goes on by as many times a gap."""
        return 1


Floats = NDArray[np.float64]


@lru_cache(maxsize=256)
def _expected(
    per_week: float,
    growth: float,
    season: float,
    peak_years: float,
    shocks: tuple[tuple[float, float, float], ...],
    days: int,
    profile: Profile,
    start: date,
) -> tuple[Floats, Floats]:
    """`Demand.expected`, each piece with the roundings that it would have alone."""
    rates = np.full(days, per_week / HOURS_PER_WEEK)
    if growth != 0.0:
        rates *= _growth(growth, days)
    if season != 0.0:
        rates *= 1.0 + season * _swing(peak_years, days)
    for from_week, to_week, factor in shocks:
        weeks = (24.0 * np.arange(days) + 12.0) / HOURS_PER_WEEK
        rates[(from_week <= weeks) & (weeks < to_week)] *= factor
    edges, lengths, day = _table(profile, start, days)
    expected = np.concatenate([[0.0], np.cumsum(lengths * rates[day])])
    expected.setflags(write=False)
    return edges, expected


@lru_cache(maxsize=256)
def _table(profile: Profile, start: date, days: int) -> tuple[Floats, Floats, NDArray[np.int64]]:
    """The instants at which the rate changes, how long each piece is by its weight, and its day."""
    table = pieces(profile, start, days)
    edges = np.array([begin for begin, _ in table], dtype=np.float64)
    weights = np.array([weight for _, weight in table[:-1]], dtype=np.float64)
    edges.setflags(write=False)
    return edges, np.diff(edges) * weights, (edges[:-1] // 24.0).astype(np.int64)


def _years(days: int) -> list[float]:
    """The middle of each day, in years."""
    return [(24.0 * day + 12.0) / 24.0 / DAYS_PER_YEAR for day in range(days)]


# By the C library's functions, one day after the other: NumPy's own are others on other processors.


@lru_cache(maxsize=64)
def _growth(growth: float, days: int) -> Floats:
    return np.array([(1.0 + growth) ** years for years in _years(days)], dtype=np.float64)


@lru_cache(maxsize=64)
def _swing(peak_years: float, days: int) -> Floats:
    return np.array(
        [math.cos(2.0 * math.pi * (years - peak_years)) for years in _years(days)], dtype=np.float64
    )


class Poisson(Demand):
    """Tasks come one by one, independently of each other."""

    kind: Literal["poisson"] = "poisson"

    @property
    def gap(self) -> Law:
        return Law("exponential", 1.0)


class Regular(Demand):
    """Tasks come at equal intervals."""

    kind: Literal["regular"] = "regular"

    @property
    def gap(self) -> Law:
        return Law("constant", 1.0)


class GammaGaps(Demand):
    """Tasks come with gamma-distributed gaps: steadier (cv below 1) or burstier (above 1) than Poisson."""

    kind: Literal["gamma"] = "gamma"
    cv: float = Field(gt=LEAST_CV, le=20.0)
    """Coefficient of variation of the gaps between tasks."""

    @property
    def gap(self) -> Law:
        return gamma_of(self.cv)


class Batch(Demand):
    """Tasks come in batches of equal size; the batches come as a Poisson process."""

    kind: Literal["batch"] = "batch"
    size: int = Field(gt=0, le=100_000)
    """Tasks in one batch."""

    @property
    def gap(self) -> Law:
        return Law("exponential", 1.0)

    @property
    def together(self) -> int:
        return self.size


Arrivals = Annotated[Poisson | Regular | GammaGaps | Batch | Trace, Field(discriminator="kind")]
"""Any arrival process; `kind` says which."""
