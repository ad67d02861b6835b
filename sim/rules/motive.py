"""What does a contract make of a provider? The way to work that should pay best, from expected values.

A provider looks a month ahead. It takes its team for a queue of the textbook (M/M/c in open hours, with the
mean hours of a task, rework included), and its contract for what it says. It knows what it was given in the
last term, or, at signing, what is to be expected; it knows nothing of what is to come.

That a vendor chooses its capacity, and its effort, by what it is paid is what the theory of service contracts
assumes (Hasija, Pinker & Shumsky 2008; Ren & Zhou 2008); the form here is an assumption.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.rules.rule import rule

HOURS_PER_MONTH = 730.5
EQUAL = 1e-9
"""Margins that differ by a smaller share are equal: rounding moves nobody."""
TOGETHER = 1e-9
"""Two rates that differ by a smaller share are one."""


@rule
def probability_to_wait(seats: int, load: float) -> float:
    """Whoever comes finds no free seat (Erlang C); all must wait where more comes than can be done."""
    if load >= seats:
        return 1.0
    blocked = 1.0
    for seat in range(1, seats + 1):
        blocked = load * blocked / (seat + load * blocked)
    return blocked / (1.0 - load / seats * (1.0 - blocked))


@rule
def begun_late(until: float, waits: float, thins: float) -> float:
    """Probability that a task waits for more than so many open hours.

    It `waits` at all with that probability; a wait goes on with the probability e^(-thins x hours).
    """
    if until == math.inf:
        return 0.0
    return waits * math.exp(-thins * until)


@rule
def delivered_late(until: float, hours: float, waits: float, thins: float) -> float:
    """Probability that wait and work, exponential with the mean `hours`, take more open hours than that."""
    if until == math.inf or hours <= 0.0:
        return begun_late(until, waits, thins)
    works_on = math.exp(-until / hours)
    apart = thins * hours - 1.0
    if abs(apart) < TOGETHER:
        return min(works_on + waits * works_on * until / hours, 1.0)
    return min(works_on + waits * (works_on - math.exp(-thins * until)) / apart, 1.0)


@rule
def seats_in(there: int, more: int) -> int:
    """Seats after so many more or fewer are wanted: never none where there are some."""
    return max(there + more, min(there, 1))


@rule
def gained(share: float, target: float, billed: float, cap: float) -> float:
    """What is gained by staying below a target, or borne by exceeding it."""
    return max(min(share * (target - billed), cap * billed), -cap * billed)


@rule
def expected_margin(
    offers: Any,
    accounts: Any,
    given: NDArray[np.float64],
    who: int,
    way: int,
    seats: int,
    months: float,
) -> float:
    """Money that a month should leave team `who`, working in this way with so many seats.

    `given` (S, W) tasks came in so many `months`.
    """
    asked = tasks = 0.0
    for work in range(given.shape[1]):
        asked += given[who, work] / months * offers.hours[who, way, work]
        tasks += given[who, work] / months
    can = seats * offers.open_hours[who]
    load = asked / offers.open_hours[who] if offers.open_hours[who] > 0.0 else float(seats)
    done = can / asked if asked > can else 1.0
    waits, thins = probability_to_wait(seats, load), 0.0
    if load < seats and asked > 0.0:
        thins = (seats - load) * tasks / asked
    delivered = priced = 0.0
    for work in range(given.shape[1]):
        number = given[who, work] / months * done
        hours = offers.hours[who, way, work]
        late = delivered_late(offers.until_due[who, work], hours, waits, thins)
        good = offers.right[who, way, work] * (1.0 - late)
        paid = offers.if_not[who] + good * (offers.if_good[who] - offers.if_not[who])
        delivered += number
        priced += number * accounts.per_task[who, work] * paid
    if delivered > offers.tier[who]:
        priced *= 1.0 - offers.tier_discount[who] * (1.0 - offers.tier[who] / delivered)
    billed = accounts.per_hour[who] * asked * done
    fee = billed + priced + accounts.per_seat_hour[who] * HOURS_PER_MONTH * seats
    fee += gained(offers.gain_share[who], offers.target[who] * delivered, billed, offers.gain_cap[who])
    fee += offers.per_task_short[who] * max(offers.minimum[who] - delivered, 0.0)
    credit = 0.0
    for promise in range(offers.promised.shape[1]):
        due = kept = 0.0
        for work in range(given.shape[1]):
            until, hours = offers.until_due[who, work], offers.hours[who, way, work]
            late = delivered_late(until, hours, waits, thins)
            if offers.is_about_beginning[who, promise]:
                until = offers.until_begun[who, work]
                late = begun_late(until, waits, thins)
            if offers.covers[who, promise, work] and until < math.inf:
                due += given[who, work] / months
                kept += given[who, work] / months * (1.0 - late)
        if due > 0.0:
            missed = 100.0 * max(offers.promised[who, promise] - kept / due, 0.0)
            credit += min(offers.credit_per_point[who, promise] * missed, offers.cap[who, promise])
    cost = seats * accounts.cost_per_seat_hour[who] * HOURS_PER_MONTH * offers.cost[who, way]
    return fee * (1.0 - credit) - cost


@rule
def best_way(
    offers: Any,
    accounts: Any,
    given: NDArray[np.float64],
    who: int,
    present: int,
    there: int,
    months: float,
) -> int:
    """The way with the best expected margin, of equals the first, for a team of so many people who work in
    the `present` way; `given` (S, W) tasks came in so many `months`. Who was given nothing stays as it is."""
    tasks = 0.0
    for work in range(given.shape[1]):
        tasks += given[who, work]
    if tasks == 0.0:
        return present
    best, most = 0, 0.0
    for way in range(offers.ways[who]):
        seats = seats_in(there, offers.seats[who, way] - offers.seats[who, present])
        margin = expected_margin(offers, accounts, given, who, way, seats, months)
        if way == 0 or margin - most > EQUAL * (1.0 + abs(most)):
            best, most = way, margin
    return best
