"""When does each hazard first strike, and does it in this time? One number of each decides.

More luck is never sooner. So a hazard strikes within the scenario's time just when its number is below its
*reach*, the probability that it does: what is not struck need not be dealt, and where one wants it to be, a
cut of that number is a stratum whose weight is known.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from sim.rules import quantile
from sim.scenario.arrivals import DAYS_PER_MONTH, DAYS_PER_YEAR
from sim.scenario.hazard import CashInsolvency, Crises, Insolvency, UpAndDown
from sim.scenario.law import Law
from sim.scenario.scenario import Scenario
from sim.scenario.team import Provider
from sim.tape.crisis import HOURS_PER_YEAR
from sim.tape.records import record_of
from sim.tape.stream import name_of

What = tuple[str, str]
"""Whom, and what: ``("krakow", "outages")``, ``("delta", "shocks")``, ``("", "crises")``."""

MARGIN: Final = 1e-9
"""A reach is stated by so much too high: then what is not reached certainly does not strike, and what is
reached is told to the last bit."""
HALVINGS: Final = 40


class Strike(NamedTuple):
    """A hazard's first strike."""

    what: What
    name: int
    """Of the luck whose first number decides, to the generator."""
    reach: float


def first_strikes(scenario: Scenario) -> list[Strike]:
    """All that could strike in the scenario's time, and the probability that it does."""
    return [each for each in _strikes(scenario) if each.reach > 0.0]


def _strikes(scenario: Scenario) -> Iterator[Strike]:
    hours, crises, haste = scenario.window_hours[1], scenario.crises, 1.0
    for name, region in scenario.regions.items():
        if region.shocks is not None:
            yield _of_turns((name, "shocks"), region.shocks, f"{name}/shock_uptime", hours)
    if crises is not None:
        haste = max(crises.rates)  # at most so fast goes the clock of ends and troubles
        yield Strike(("", "crises"), name_of("crises/first"), _of_crises(crises, hours))
    for name, team in scenario.named_teams.items():
        if team.outages is not None:
            yield _of_turns((name, "outages"), team.outages, f"{name}/uptime", hours)
        if team.slowdowns is not None:
            yield _of_turns((name, "slowdowns"), team.slowdowns, f"{name}/slowdown_uptime", hours)
        if isinstance(team, Provider) and team.insolvency is not None:
            yield Strike(
                (name, "insolvency"), name_of(f"{name}/insolvency"), _of_end(team.insolvency, hours, haste)
            )
        if isinstance(team, Provider) and team.distress is not None:
            years = hours * haste / HOURS_PER_YEAR
            yield Strike(
                (name, "distress"), name_of(f"{name}/trouble"), _within(team.distress.per_year * years)
            )


def _of_turns(what: What, turns: UpAndDown, up: str, hours: float) -> Strike:
    """Good and bad times in turn: when the first bad one begins (`sim.rules.turns.take_turns`)."""
    law, span = turns.uptime.unit, hours / (24.0 * turns.mttf_days)
    if turns.begins == "up":
        return Strike(what, name_of(up), _reach(law, span, is_residual=False))
    down = turns.mttr_days / (turns.mttf_days + turns.mttr_days)
    return Strike(what, name_of(f"{up}/first"), down + (1.0 - down) * _reach(law, span, is_residual=True))


def _of_crises(crises: Crises, hours: float) -> float:
    """The first may be there from the beginning."""
    if crises.per_year == 0.0:
        return 0.0
    share = crises.share_of_time
    return share + (1.0 - share) * _within(crises.per_year * hours / HOURS_PER_YEAR)


def _of_end(insolvency: Insolvency, hours: float, haste: float) -> float:
    if not isinstance(insolvency, CashInsolvency):
        return _within(insolvency.per_year * hours * haste / HOURS_PER_YEAR)
    return _first_at(lambda luck: 24.0 * days_to_insolvency(insolvency, luck) < hours)


def days_to_insolvency(insolvency: Insolvency, luck: float) -> float:
    """From one number: more luck is never sooner. Without crises, for those that feel them."""
    if isinstance(insolvency, CashInsolvency):
        firm = insolvency
        months = quantile.first_passage(luck, firm.cash, firm.drift_per_month, firm.sd_per_month)
        return DAYS_PER_MONTH * float(months)
    unit = float(quantile.exponential(luck))
    return DAYS_PER_YEAR * unit / insolvency.per_year if insolvency.per_year > 0.0 else math.inf


def _within(expected: float) -> float:
    """The probability of what comes at random, so often within the time."""
    return -math.expm1(-expected) + MARGIN if expected > 0.0 else 0.0


@lru_cache(maxsize=1024)
def _reach(law: Law, span: float, *, is_residual: bool) -> float:
    """The probability that an amount of a law, or what is left of it at a random instant, is less than
    `span`."""
    if law.kind == "exponential":
        return _within(span / law.a)
    record, values = record_of(law)
    if is_residual:
        return _first_at(lambda luck: quantile.residual(record, luck) < span)
    return _first_at(lambda luck: quantile.amount(record, values, luck) < span)


def _first_at(is_in_time: Callable[[float], bool]) -> float:
    """The least luck that is not in time, by halving."""
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if is_in_time(middle) else (low, middle)
    return high + MARGIN
