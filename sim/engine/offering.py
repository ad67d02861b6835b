"""In which ways can a provider work, and what would its contract pay for each? Numbers for both engines."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Offers(NamedTuple):
    """Ways to work, and terms of the contract that `Accounts` does not count.

    Axes: T teams, O ways, W work types, K promises. A team that has no choice has no way."""

    ways: Ints
    """(T,) how many there are to choose from,"""
    first: Ints
    """(T,) and which is chosen at the start."""
    asked: Ints
    """(T,) seats that the mix asks for, or as stated,"""
    seats: Ints
    """(T, O) and what each way makes of them."""
    pace: Floats
    """(T, O) of the usual speed,"""
    flaws: Floats
    """(T, O) of the usual defects,"""
    cost: Floats
    """(T, O) and of what a seat costs the provider."""
    speed: Floats
    """(T, W) the usual speed,"""
    defects: Floats
    """(T, W) and the usual defects."""
    hours: Floats
    """(T, O, W) hours of a seat that a task should take, rework included,"""
    right: Floats
    """(T, O, W) and probability that no defect of it escapes."""
    open_hours: Floats
    """(T,) of a month, on average."""
    until_due: Floats
    """(T, W) of these hours until a task is due, and"""
    until_begun: Floats
    """(T, W) until it is to be begun; inf: never."""
    if_good: Floats
    """(T,) like all until `gain_cap`: as in `sim.scenario.billing.Billing`."""
    if_not: Floats
    minimum: Floats
    per_task_short: Floats
    tier: Floats
    tier_discount: Floats
    target: Floats
    gain_share: Floats
    gain_cap: Floats
    promised: Floats
    """(T, K) share of the work that is promised to be in time,"""
    credit_per_point: Floats
    """(T, K) share of the fee that a percentage point below it costs,"""
    cap: Floats
    """(T, K) and that all together cost."""
    is_about_beginning: Flags
    """(T, K) whether what is begun in time counts,"""
    covers: Flags
    """(T, K, W) and which work it is about."""


def no_offers(seats: Ints, work_types: int, ways: int = 1, promises: int = 0) -> Offers:
    """Nobody chooses: all work as is stated. The room is for so many ways and promises."""
    teams = len(seats)
    neutral, blank = np.ones((teams, ways)), np.zeros(teams)
    return Offers(
        ways=np.zeros(teams, dtype=np.int64),
        first=np.zeros(teams, dtype=np.int64),
        asked=seats,
        seats=np.repeat(seats[:, None], ways, axis=1),
        pace=neutral,
        flaws=neutral.copy(),
        cost=neutral.copy(),
        speed=np.ones((teams, work_types)),
        defects=np.zeros((teams, work_types)),
        hours=np.zeros((teams, ways, work_types)),
        right=np.ones((teams, ways, work_types)),
        open_hours=blank,
        until_due=np.full((teams, work_types), np.inf),
        until_begun=np.full((teams, work_types), np.inf),
        if_good=np.ones(teams),
        if_not=np.ones(teams),
        minimum=blank.copy(),
        per_task_short=blank.copy(),
        tier=np.full(teams, np.inf),
        tier_discount=blank.copy(),
        target=blank.copy(),
        gain_share=blank.copy(),
        gain_cap=blank.copy(),
        promised=np.zeros((teams, promises)),
        credit_per_point=np.zeros((teams, promises)),
        cap=np.zeros((teams, promises)),
        is_about_beginning=np.zeros((teams, promises), dtype=np.bool_),
        covers=np.zeros((teams, promises, work_types), dtype=np.bool_),
    )
