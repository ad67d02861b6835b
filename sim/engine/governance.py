"""What the client and its providers decide from time to time, in numbers that both engines read."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.rules.relay import NOBODY
from sim.scenario.arrivals import DAYS_PER_MONTH
from sim.scenario.billing import Billing, billing_of
from sim.scenario.scenario import Scenario
from sim.scenario.team import Provider
from sim.strategy.flexibility import Adaptive
from sim.strategy.strategy import History, Strategy

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
HOURS_PER_MONTH = 24.0 * DAYS_PER_MONTH


class Reviews(NamedTuple):
    """When the client looks at seats and shares, and what it does then."""

    every_hours: float
    """inf if never."""
    follows: NDArray[np.bool_]
    """(S,) whether the team's seats follow its work."""
    work_factor: Floats
    """(S, W) hours that a task will ask for, rework included, per hour of its first effort."""
    target_utilisation: float
    band: float
    at_least: int
    at_most: int
    is_adaptive: bool
    share: float
    """Part of the mix's outsourced share that leaves at the start."""
    ramp_hours: float
    """Until a step has taken effect."""
    step: float
    above: float
    below: float


class Signing(NamedTuple):
    """When work begins to leave, and when all of it may."""

    instant: float
    ramp_hours: float


class Relaying(NamedTuple):
    """Who goes on with work in hand at the end of a shift."""

    is_on: bool
    following: Ints
    """(S,) the next team of the ring; `sim.rules.relay.NOBODY` where a team is in none."""
    work_lost: float


class Switching(NamedTuple):
    """How inspection follows its findings."""

    is_on: bool
    clean_needed: int
    skip_factor: float
    tighten_after: int
    tightened_rate: float


class Accounts(NamedTuple):
    """A provider's books: (T,) each, `per_task` (T, W), and the instant from which terms are counted."""

    since: float
    """When the contracts were signed, as their terms count it."""
    hours: Floats
    """Length of a term; inf if nobody looks."""
    per_hour: Floats
    per_task: Floats
    per_seat_hour: Floats
    """What it earns for an hour worked, a task delivered, an hour of a seat."""
    cost_per_seat_hour: Floats
    least_margin: Floats


def reviews_of(scenario: Scenario, strategy: Strategy, work_factor: Floats) -> Reviews:
    """What the strategy says of reviews."""
    flexibility = strategy.flexibility
    adaptive = flexibility.adaptive or Adaptive()
    working = ("inhouse", *scenario.providers)
    return Reviews(
        every_hours=np.inf if flexibility.review_days is None else 24.0 * flexibility.review_days,
        follows=np.array([name in flexibility.teams for name in working]),
        work_factor=work_factor,
        target_utilisation=flexibility.target_utilisation,
        band=flexibility.band,
        at_least=flexibility.at_least,
        at_most=flexibility.at_most,
        is_adaptive=flexibility.adaptive is not None,
        share=adaptive.start if flexibility.adaptive is not None else 1.0,
        ramp_hours=24.0 * adaptive.ramp_days,
        step=adaptive.step,
        above=adaptive.above,
        below=adaptive.below,
    )


def signing_of(strategy: Strategy) -> Signing:
    """What the strategy says of the transition."""
    if strategy.transition is None:
        return Signing(0.0, 0.0)
    return Signing(24.0 * strategy.transition.signing_day, 24.0 * strategy.transition.ramp_days)


def relay_of(scenario: Scenario, strategy: Strategy) -> Relaying:
    """What the strategy says of work in hand at the end of a shift."""
    following = np.full(1 + len(scenario.providers), NOBODY, dtype=np.int64)
    if strategy.relay is None:
        return Relaying(False, following, 0.0)
    ring = [scenario.teams.index(name) for name in strategy.relay.teams]
    following[ring] = [*ring[1:], ring[0]]
    return Relaying(True, following, strategy.relay.work_lost)


def switching_of(strategy: Strategy) -> Switching:
    """What the strategy says of inspection's history."""
    history = strategy.inspection.history or History()
    return Switching(
        strategy.inspection.history is not None,
        history.clean_needed,
        history.skip_factor,
        history.tighten_after,
        history.tightened_rate,
    )


def accounts_of(scenario: Scenario, strategy: Strategy) -> Accounts:
    """What the scenario says of the providers' books."""
    providers = [scenario.providers.get(name) for name in scenario.teams]
    rows = [_term(provider) for provider in providers]
    hours, per_hour, per_seat_hour, cost, margin = (np.array(column) for column in zip(*rows, strict=True))
    billings = [Billing() if provider is None else billing_of(provider.contract) for provider in providers]
    per_task = np.array([billing.task_prices(scenario.work) for billing in billings])
    return Accounts(terms_since(scenario, strategy), hours, per_hour, per_task, per_seat_hour, cost, margin)


def terms_since(scenario: Scenario, strategy: Strategy) -> float:
    """The instant from which the terms of contracts are counted: their signing.

    Contracts that are in force from the start were signed when observation begins: the warm-up only fills the
    house, and takes nothing of a term and none of a year's prices.
    """
    if strategy.transition is None:
        return scenario.window_hours[0]
    return signing_of(strategy).instant


def _term(provider: Provider | None) -> tuple[float, float, float, float, float]:
    """Length, pay by hour, pay by seat-hour, cost of a seat-hour, least margin."""
    if provider is None or provider.viability is None:
        return np.inf, 0.0, 0.0, 0.0, 0.0
    billing, viability = billing_of(provider.contract), provider.viability
    return (
        HOURS_PER_MONTH * viability.term_months,
        billing.per_hour,
        billing.per_seat_per_month / HOURS_PER_MONTH,
        viability.cost_per_seat_per_month / HOURS_PER_MONTH,
        viability.least_margin,
    )
