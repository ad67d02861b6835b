"""Who leaves, when, and how many are needed?

People leave at a rate each, so a team's next leaver is due when its people, added up over time, have spent
the unit of luck that was dealt: more people spend it faster, and nobody's luck is anybody else's.
"""

import math

from sim.rules.rule import rule

MOST_HOURS = 1e6
"""That a task counts for: a century of work."""
MOST_SEATS = 1e9
"""That anybody can want, so that the number of them is an integer."""
LEAST_RATE = 1e-300
"""Leavers an hour: anything rarer is never, and its reciprocal no number."""


@rule
def luck_left(luck: float, people: int, rate: float, hours: float) -> float:
    """What is left of a unit of luck after so many people have spent so many hours."""
    return max(luck - people * rate * hours, 0.0)


@rule
def next_leaving(now: float, luck: float, people: int, rate: float) -> float:
    """When the next one leaves, if nothing changes; inf if nobody does."""
    spent = people * rate
    return now + luck / spent if spent > LEAST_RATE else math.inf


@rule
def who_can_go(seats: int, people: int) -> int:
    """People let go (a negative number): no more than are there, for one of them may have left before."""
    return max(seats, -people)


@rule
def open_seats(people: int, away: int) -> int:
    """Seats of a team of which so many people should be away: those that are left, or none.

    Whatever closes seats closes those of people who are there; where fewer are there, the rest of it waits
    for those who come.
    """
    return max(people - away, 0)


@rule
def seats_to_rehire(seats: int, share: float) -> int:
    """People hired in the place of a team that ended: a share of the seats that it had, rounded up."""
    return math.ceil(seats * share - 1e-9)


@rule
def asked_seconds(effort: float, work_factor: float, speed: float) -> int:
    """Seconds of a seat that a new task will ask for; integers add up to the same sum in any order.

    A task asks for a million hours at most: so many seconds of fifty million tasks are still an integer.
    """
    return int(min(effort * work_factor / speed, MOST_HOURS) * 3600.0 + 0.5)


@rule
def seats_wanted(asked_seconds: int, open_hours: float, target_utilisation: float, seats: int) -> int:
    """Seats for the work asked for since the last review; those there are if the team was never open."""
    if open_hours <= 0.0:
        return seats
    return math.ceil(min(asked_seconds / 3600.0 / (open_hours * target_utilisation), MOST_SEATS) - 1e-9)


@rule
def seats_to_change(seats: int, wanted: int, band: float, at_least: int, at_most: int) -> int:
    """Seats to ask for or to release; none within the band of inaction."""
    wanted = min(max(wanted, at_least), at_most)
    return wanted - seats if abs(wanted - seats) > band * seats else 0


@rule
def share_moved(share: float, in_hand: int, seats: int, step: float, above: float, below: float) -> float:
    """The part of the outsourced share that leaves after a review of the load at home."""
    if in_hand > above * seats:
        return min(share + step, 1.0)
    if in_hand < below * seats:
        return max(share - step, 0.0)
    return share


@rule
def is_worth_staying(earned: float, cost: float, least_margin: float) -> bool:
    """Whether a provider stays for another term."""
    return earned - cost >= least_margin * cost


@rule
def cost_of_term(people: int, per_seat_hour: float, hours: float) -> float:
    """Money for so many seats over a term."""
    return people * per_seat_hour * hours


@rule
def pay(hours: float, per_hour: float) -> float:
    """Money for hours worked."""
    return hours * per_hour
