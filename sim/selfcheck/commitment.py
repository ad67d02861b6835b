"""Does the cheaper of two contracts turn over at the price that theory computes?

Reserved seats against a price for each task, under the same luck: at the computed price they cost the same, a
tenth below it the price is cheaper, a tenth above it the seats. Providers do not react here, as the bill of
the formula does not. Work of the first three exams takes no time, so that a month's deliveries are its
arrivals and their law is known exactly; in the last one the reserved seats have a line.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any, Final

from sim.analysis.theory import cheapest_reserved, crossover_price, paid_deliveries, reserved_cost
from sim.case import Case
from sim.scenario.arrivals import DAYS_PER_MONTH
from sim.selfcheck.bills import Bills
from sim.selfcheck.check import at_least, at_most, by_interval
from sim.selfcheck.exam import Exam, Known
from sim.selfcheck.textbook import HOURS_PER_WEEK, MANY, Data, Length, constant, exponential, textbook

GROUP = "contracts"
SEATS, FEE = 5, 4_000.0
"""Reserved, and money for each of them a month."""
PER_WEEK, MINIMUM = 50.0, 200.0
"""Tasks, and deliveries promised a month."""
FIRST_DAY, DAYS = date(2025, 1, 1), 365
"""Twelve whole calendar months; the weeks of uncertain demand are counted from the first of January."""
MONTHS: Final = DAYS / DAYS_PER_MONTH
HOURS_PER_MONTH = 24.0 * DAYS_PER_MONTH
STEP = 0.1
"""How far from the computed price the bills must differ, as a share of it."""


def exams() -> list[Exam]:
    """A price without a promise, with one, with one in uncertain demand, and seats that are too few."""
    return [
        bills("a price for each task", 72, 0.3, 0.0),
        bills(f"{MINIMUM:g} a month promised", 20, 0.0, MINIMUM),
        bills(f"{MINIMUM:g} a month promised", 96, 0.6, MINIMUM),
        capacity(per_hour=4.0, fee_per_hour=1.0, waiting_per_hour=0.5),
    ]


def turning(
    name: str, replications: int, seats: Case, by_task: Callable[[float], Case], price: float, bill: float
) -> Exam:
    """Hold both contracts against each other at the computed price, and on either side of it.

    Parameters
    ----------
    price, bill : float
        The crossover, and what either contract costs there over the window.
    """
    rivals = Bills(seats, *(by_task(price * (1.0 + side * STEP)) for side in (0, -1, 1)))
    known = (
        Known("difference at the computed price", 0.0, partial(by_interval, scale=1.0)),
        Known("by the task is cheaper below it", 0.0, at_most),
        Known("the seats are cheaper above it", 0.0, at_least),
    )

    def draw(seed: int, replication: int) -> tuple[float, ...]:
        """What the price for each task costs more, as a share of the bill."""
        reserved, *priced = rivals.costs(seed, replication)
        return tuple((each - reserved) / bill for each in priced)

    return Exam(f"{name}, crossover {price:.2f}", GROUP, replications, known, draw)


def outside(contract: Data, seats: int, **more: Any) -> Data:
    """A provider that gets all the work, and costs its fees alone."""
    return {"seats": seats, "contract": contract, "governance_share": 0.0, "selection_share": 0.0, **more}


# -- the bill --------------------------------------------------------------------------------------------


def bills(name: str, replications: int, cv: float, minimum: float) -> Exam:
    """A price, with a promised minimum or none, against seats whose bill nothing moves."""
    paid = sum(paid_deliveries(weeks, cv, minimum) for weeks in expected_by_month())
    bill = MONTHS * reserved_cost(SEATS, FEE)
    price = crossover_price(bill, paid)
    reserved = {"kind": "reserved_capacity", "fee_per_seat_per_month": FEE}

    def by_task(price: float) -> Case:
        contract = {"kind": "volume", "price_per_task": price, "minimum_per_month": minimum}
        return _a_year(cv, contract, MANY)

    demand = f"weekly cv {cv:g}" if cv else "Poisson"
    full_name = f"{name} or {SEATS} seats, {demand}"
    return turning(full_name, replications, _a_year(cv, reserved, SEATS), by_task, price, bill)


def expected_by_month() -> list[list[float]]:
    """Tasks to be expected in each week of each calendar month, or in the part of the week that lies in
    it."""
    days: dict[int, dict[int, int]] = {}
    for day in range(DAYS):
        month = days.setdefault((FIRST_DAY + timedelta(days=day)).month, {})
        month[day // 7] = month.get(day // 7, 0) + 1
    return [[PER_WEEK * count / 7.0 for count in weeks.values()] for weeks in days.values()]


def _a_year(cv: float, contract: Data, seats: int) -> Case:
    arrivals = {"kind": "poisson", "per_week": PER_WEEK, "weekly_cv": cv}
    return textbook(
        Length(warm_up=0.0, counted=24.0 * DAYS),
        {"tasks": {"arrivals": arrivals, "effort_hours": constant(0.0)}},
        {},
        {"mix": {"tasks": {"partner": 1.0}}},
        start=FIRST_DAY.isoformat(),
        providers={"partner": outside(contract, seats)},
    )


# -- seats that are too few --------------------------------------------------------------------------------


def capacity(per_hour: float, fee_per_hour: float, waiting_per_hour: float) -> Exam:
    """The cheapest number of seats, and what waits for them, against a provider that has a seat for every
    task."""
    month, length = HOURS_PER_MONTH, Length(warm_up=500.0, counted=4_500.0)
    seats, cost = cheapest_reserved(per_hour * month, month, fee_per_hour * month, waiting_per_hour * month)
    price = crossover_price(cost, paid_deliveries([per_hour * month]))
    reserved = {"kind": "reserved_capacity", "fee_per_seat_per_month": fee_per_hour * month}

    def served(contract: Data, seats: int) -> Case:
        work = {
            "arrivals": {"kind": "poisson", "per_week": per_hour * HOURS_PER_WEEK},
            "effort_hours": exponential(1.0),
            "due_days": 0.0,
            "delay_cost_per_day": 24.0 * waiting_per_hour,
        }
        return textbook(
            length,
            {"tasks": work},
            {},
            {"mix": {"tasks": {"partner": 1.0}}},
            providers={"partner": outside(contract, seats)},
        )

    def by_task(price: float) -> Case:
        return served({"kind": "fixed_price", "price_per_task": price}, MANY)

    name = f"a price for each task or {seats} seats that are queued for, λ {per_hour:g}, μ 1"
    bill = cost * length.counted / month
    return turning(name, 24, served(reserved, seats), by_task, price, bill)
