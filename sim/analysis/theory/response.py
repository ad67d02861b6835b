"""How should a provider answer a contract? By trying everything that it could do.

Written apart from the rule that is held against it: nothing here is shared with the simulator, and what the
rule has in closed form is integrated step by step.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

from sim.analysis.theory.quality import inspected
from sim.analysis.theory.queues import erlang_c

STEPS = 2000
"""Of an integral; an even number."""


class Jobs(NamedTuple):
    """What comes in a month to a provider who is always open, and is inspected without exception."""

    tasks: float
    hours: float
    """Mean effort of a task, exponential."""
    due: float
    """Hours from its arrival."""
    defects: float
    """Mean number in a first attempt."""
    detection: float
    rework_fraction: float
    most_attempts: int


class Rates(NamedTuple):
    """What a contract pays."""

    per_hour: float = 0.0
    per_task: float = 0.0
    per_seat: float = 0.0
    if_good: float = 1.0
    """Multiple of the price for a task in time and right,"""
    if_not: float = 1.0
    """and for any other."""
    promised: float = 0.0
    """Share in time."""
    per_point: float = 0.0
    cap: float = 0.0
    """Share of the fee that a point below the promise costs, and that all of them cost."""


class Manner(NamedTuple):
    """What a provider can do: how many seats, how fast, with how many defects, at which cost of a seat."""

    seats: int
    speed: float
    defects: float
    cost: float


def in_time(seats: int, load: float, hours: float, due: float) -> float:
    """Return the probability that wait and work in M/M/c take no longer than `due`: Simpson's rule over the
    work.

    References
    ----------
    Gross, Shortle, Thompson & Harris, *Fundamentals of Queueing Theory*, 4th ed., section 2.3, for the law of
    the wait.
    """
    if load >= seats:
        return 0.0
    waits, rate = erlang_c(seats, load), 1.0 / hours
    width, total = due / STEPS, 0.0
    for step in range(STEPS + 1):
        works = width * step
        begun = 1.0 - waits * math.exp(-(seats - load) * rate * (due - works))
        weight = 1.0 if step in (0, STEPS) else 4.0 if step % 2 else 2.0
        total += weight * rate * math.exp(-rate * works) * begun
    return total * width / 3.0


def margin(work: Jobs, pay: Rates, answer: Manner, month: float = 730.5) -> float:
    """Return the money that a month should leave a provider who answers in this way."""
    fate = inspected(work.defects * answer.defects, work.detection, work.rework_fraction, work.most_attempts)
    effort = work.hours * (1.0 + work.rework_fraction * (fate.attempts - 1.0))
    hours = effort / answer.speed
    load = work.tasks * hours / month
    on_time = in_time(answer.seats, load, hours, work.due)
    done = min(1.0, answer.seats / load)
    good = on_time * (1.0 - fate.escaped_share)
    price = pay.per_task * (good * pay.if_good + (1.0 - good) * pay.if_not)
    fee = pay.per_hour * min(load, answer.seats) * month + price * work.tasks * done
    fee += pay.per_seat * answer.seats
    points = 100.0 * max(pay.promised - on_time, 0.0)
    return fee * (1.0 - min(points * pay.per_point, pay.cap)) - answer.seats * answer.cost


def best_response(work: Jobs, pay: Rates, answers: Mapping[str, Manner]) -> tuple[str, float]:
    """Return the name of the best of these answers, the first of equals, and what it leaves in a month.

    References
    ----------
    That a vendor answers a contract by its capacity and its effort: Hasija, Pinker & Shumsky (2008),
    Management Science 54(4); Ren & Zhou (2008), Management Science 54(2).
    """
    found = {name: margin(work, pay, answer) for name, answer in answers.items()}
    most = max(found.values())
    return next((name, each) for name, each in found.items() if most - each <= 1e-6 * (1.0 + abs(most)))
