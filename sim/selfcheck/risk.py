"""Is the arithmetic of loss, learning and ruin right?"""

from __future__ import annotations

import numpy as np

from sim.analysis.tail import cvar
from sim.analysis.theory import (
    brownian_ruin,
    cvar_exponential,
    cvar_normal,
    loss_area_triangle,
    wright_total,
    wright_unit,
)
from sim.outcome.resilience import loss_area
from sim.rules.quantile import first_passage
from sim.scenario.hazard import CashInsolvency
from sim.selfcheck.check import Check, arithmetic
from sim.selfcheck.exam import Exam, Known
from sim.tape.stream import stream

GROUP = "risk"
FIRM = CashInsolvency(cash=10.0, drift_per_month=0.5, sd_per_month=3.0)
MONTHS = (12.0, 36.0, 60.0)
FIRMS = 4_000
LOSSES = 10_000
CVAR_AT = 0.95
FEW_LOSSES = [0.0] * 8 + [100.0, 500.0]


def exams() -> list[Exam]:
    """What chance has a part in."""
    ruins = tuple(
        Known(f"ruined within {months:g} months", brownian_ruin(FIRM.cash, 0.5, 3.0, months))
        for months in MONTHS
    )
    tails = (
        Known("exponential losses", cvar_exponential(CVAR_AT)),
        Known("normal losses", cvar_normal(CVAR_AT)),
    )
    return [
        Exam("Brownian cash 10, drift 0.5, sd 3 a month", GROUP, 50, ruins, ruined),
        Exam("CVaR at .95", GROUP, 40, tails, tail_means),
    ]


def ruined(seed: int, replication: int) -> tuple[float, ...]:
    """Share of firms whose cash has touched zero by each of `MONTHS`, as the tape deals first passages."""
    firm = FIRM.cash, FIRM.drift_per_month, FIRM.sd_per_month
    months = np.array(
        [first_passage(luck, *firm) for luck in stream(seed, replication, "cash").uniforms(FIRMS).tolist()]
    )
    return tuple(float((months <= limit).mean()) for limit in MONTHS)


def tail_means(seed: int, replication: int) -> tuple[float, ...]:
    """CVaR of a sample of losses, exponential and normal."""
    one, other = (stream(seed, replication, f"losses/{name}") for name in ("exponential", "normal"))
    return cvar(one.exponentials(LOSSES), CVAR_AT), cvar(other.normals(LOSSES), CVAR_AT)


def by_hand() -> list[Check]:
    """What has no chance in it, to the last digit that was published."""
    days = np.arange(31.0)
    service = 1.0 - 0.6 * np.maximum(1.0 - days / 20.0, 0.0)
    return [
        arithmetic("loss area of a drop of .6 that heals in 20 days", GROUP, 6.0, loss_area(days, service)),
        arithmetic("the same, as a triangle", GROUP, 6.0, loss_area_triangle(0.6, 20.0)),
        arithmetic("CVaR.80 of 0×8, 100, 500", GROUP, 300.0, cvar(FEW_LOSSES, 0.8)),
        arithmetic("CVaR.85 of the same, between atoms", GROUP, 55.0 / 0.15, cvar(FEW_LOSSES, 0.85)),
        arithmetic("CVaR.90 of the same", GROUP, 500.0, cvar(FEW_LOSSES, 0.9)),
        arithmetic("Wright's curve at .9: unit 100", GROUP, 0.496585, wright_unit(100, 0.9), 5e-7),
        arithmetic("Wright's curve at .9: first 100 units", GROUP, 58.1410, wright_total(100, 0.9), 5e-5),
        *(
            arithmetic(
                f"ruin formula within {months:g} months",
                GROUP,
                known,
                brownian_ruin(10.0, 0.5, 3.0, months),
                5e-7,
            )
            for months, known in zip(MONTHS, (0.177098, 0.281006, 0.307691), strict=True)
        ),
    ]
