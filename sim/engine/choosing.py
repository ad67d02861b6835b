"""Which way to work does a provider choose at signing? From expected values, before time starts."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sim.engine.offering import Offers, no_offers
from sim.engine.plan import Plan
from sim.engine.staffing import MOST_SEATS, hours_a_task, open_hours_of, right_share, tasks_an_hour
from sim.rules import motive
from sim.rules.assignment import INHOUSE
from sim.scenario.billing import Billing, billing_of
from sim.scenario.scenario import Scenario
from sim.scenario.team import Provider
from sim.scenario.viability import WayToWork

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

TERMS = {
    "if_good": "if_good",
    "if_not": "if_not",
    "minimum": "minimum_per_month",
    "per_task_short": "per_task_short",
    "tier": "tier_per_month",
    "tier_discount": "tier_discount",
    "target": "target_per_task",
    "gain_share": "gain_share",
    "gain_cap": "gain_cap",
}
"""Names in `Offers`, and in `Billing`."""


def choosers(scenario: Scenario) -> dict[int, Provider]:
    """Providers that choose how to work, by the index of their team."""
    return {
        team: provider
        for team, provider in enumerate(scenario.providers.values(), 1)
        if provider.viability is not None and provider.viability.choices
    }


def with_ways(scenario: Scenario, plan: Plan, shares: Floats, seats: Ints) -> Plan:
    """The plan in which each provider works in the way that it chooses at signing.

    `seats` (T,) are those that the mix asks for, `shares` (W, S) the mix's own.
    """
    offers = _offers(scenario, plan, seats)
    given = expected_work(scenario, plan, shares)
    first, speed, defects, taken = offers.first, plan.speed.copy(), plan.defects.copy(), seats.copy()
    for team in choosers(scenario):
        # Seats are those of the first way until another is chosen: the rule asks for differences only.
        present = int(offers.seats[team, 0])
        first[team] = way = motive.best_way(offers, plan.accounts, given, team, 0, present, 1.0)
        taken[team] = offers.seats[team, way]
        speed[team] = offers.speed[team] * offers.pace[team, way]
        defects[team] = offers.defects[team] * offers.flaws[team, way]
    return plan._replace(offers=offers, seats=taken, speed=speed, defects=defects)


def expected_work(scenario: Scenario, plan: Plan, shares: Floats) -> Floats:
    """Tasks that each team should be given in a month, (S, W), by the mix's shares (W, S)."""
    return motive.HOURS_PER_MONTH * tasks_an_hour(scenario, plan, shares)


def margins(plan: Plan, given: Floats, team: int) -> list[float]:
    """What each way of a team should leave it in a month in which so many tasks (S, W) come."""
    offers = plan.offers
    return [
        motive.expected_margin(offers, plan.accounts, given, team, way, int(offers.seats[team, way]), 1.0)
        for way in range(int(offers.ways[team]))
    ]


def _offers(scenario: Scenario, plan: Plan, seats: Ints) -> Offers:
    chosen = choosers(scenario)
    if not chosen:
        return no_offers(seats, len(scenario.work))
    room = max(len(_ways(provider)) for provider in chosen.values())
    promises = max(len(provider.contract.promises) for provider in chosen.values())
    offers = no_offers(seats, len(scenario.work), room, promises)
    offers.speed[:], offers.defects[: plan.liaisons] = plan.speed, plan.defects
    for team, provider in chosen.items():
        offers.ways[team] = len(_ways(provider))
        _put_ways(offers, plan, team, _ways(provider))
        _put_times(offers, plan, team, scenario)
        _put_terms(offers, team, provider, scenario)
    return offers


def _ways(provider: Provider) -> list[WayToWork]:
    return [] if provider.viability is None else list(provider.viability.choices.values())


def _put_ways(offers: Offers, plan: Plan, team: int, ways: list[WayToWork]) -> None:
    """What each way makes of seats, speed, defects and cost, and so of hours a task, and of what escapes."""
    for number, way in enumerate(ways):
        asked = int(offers.asked[team])
        seats = min(int(asked * way.seats + 0.5), MOST_SEATS)
        offers.seats[team, number] = max(seats, min(asked, 1))
        offers.pace[team, number], offers.flaws[team, number] = way.speed, way.defects
        offers.cost[team, number] = way.cost
        so = plan._replace(speed=plan.speed * way.speed, defects=plan.defects * way.defects)
        offers.hours[team, number] = hours_a_task(so)[team]
        offers.right[team, number] = right_share(so)[team]


def _put_times(offers: Offers, plan: Plan, team: int, scenario: Scenario) -> None:
    """Promises in open hours of the team: in as many of them as there are on average until then."""
    open_share, house_open = (open_hours_of(plan, each) / plan.end for each in (team, INHOUSE))
    offers.open_hours[team] = motive.HOURS_PER_MONTH * open_share
    for column, work in enumerate(scenario.work.values()):
        is_worked = work.due_working_hours is not None
        for times, hours, by_office in (
            (offers.until_due, work.due_hours, is_worked),
            (offers.until_begun, work.begin_hours, True),
        ):
            clock = hours
            if by_office and hours < math.inf:
                clock = hours / house_open if house_open > 0.0 else math.inf
            times[team, column] = max(clock - float(plan.handover_hours[team]), 0.0) * max(open_share, 1e-12)


def _put_terms(offers: Offers, team: int, provider: Provider, scenario: Scenario) -> None:
    billing: Billing = billing_of(provider.contract)
    for own, name in TERMS.items():
        getattr(offers, own)[team] = getattr(billing, name)
    for number, promise in enumerate(provider.contract.promises):
        offers.promised[team, number] = promise.promised_share
        offers.credit_per_point[team, number] = promise.credit_per_point
        offers.cap[team, number] = promise.cap
        offers.is_about_beginning[team, number] = promise.is_about_beginning
        offers.covers[team, number] = [
            promise.covers(name, work.family) for name, work in scenario.work.items()
        ]
