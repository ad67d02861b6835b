"""Who gets this task? Assignment rules (routing), and the disciplines of a queue."""

from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.rules.rule import rule

INHOUSE = 0


class Rule(IntEnum):
    """The strategy's assignment rules, by the names in its file."""

    MIX = 0
    SENSITIVE_AT_HOME = 1
    OVERFLOW = 2
    LEAST_BACKLOG = 3
    PRIMARY_BACKUP = 4


class Discipline(IntEnum):
    """Who leaves a line first, by the names in the strategy's file."""

    FIRST_COME = 0
    PRIORITY = 1
    DUE_DATE = 2


class Situation(NamedTuple):
    """What is known when a task arrives: all that an assignment rule may look at, and nothing of the future.

    Arrays have one entry for each of the S working teams, the house first, then the providers in the order of
    the scenario; they can be read and not written. Times in hours since the start.
    """

    now: float
    work_type: int
    """Index, in the order of the scenario."""
    mean_effort: float
    """Standard hours that such a task asks for on average; what this one will ask for nobody knows."""
    due: float
    """When it is due; inf if it is never late."""
    stays_home: bool
    """Whether the strategy keeps such work at home, because it is core or sensitive."""
    luck: float
    """The task's own number, uniform on [0, 1), or less than 0 while it may not leave yet."""
    shares: NDArray[np.float64]
    """(S,) cumulative shares of the mix for such work."""
    seats: NDArray[np.int64]
    """(S,) people who can work at once."""
    in_line: NDArray[np.int64]
    """(S,) tasks that wait for a seat."""
    at_seats: NDArray[np.int64]
    """(S,) tasks that have one."""
    ahead: NDArray[np.int64]
    """(S,) seconds of work ahead of the team."""
    is_down: NDArray[np.bool_]
    """(S,) whether an outage lasts."""
    is_gone: NDArray[np.bool_]
    """(S,) whether the provider has ended for good."""
    opens_at: NDArray[np.float64]
    """(S,) now if the team is open, else when its calendar opens next; inf if it never does."""
    line_limit: int
    primary: int
    backup: int
    """What the strategy says for the rules `overflow` and `primary_backup`; teams by index."""


@rule
def looks_around(chosen: int) -> bool:
    """Whether the rule asks for more than the mix; else those arrays of a situation are not kept."""
    return chosen != Rule.MIX and chosen != Rule.SENSITIVE_AT_HOME


@rule
def team_for(chosen: int, situation: Situation) -> int:
    """Index of the working team that gets the task under the strategy's rule; in-house is 0."""
    if situation.stays_home or situation.luck < 0.0:
        return INHOUSE
    if chosen == Rule.OVERFLOW:
        in_hand = situation.in_line[INHOUSE] + situation.at_seats[INHOUSE]
        home = situation.shares[INHOUSE]
        if in_hand < situation.seats[INHOUSE] + situation.line_limit or home >= 1.0:
            return INHOUSE  # also where no provider has a share of such work
        return by_share(home + situation.luck * (1.0 - home), situation.shares)
    if chosen == Rule.LEAST_BACKLOG:
        return least_backlog(situation.shares, situation.ahead, situation.seats)
    if chosen == Rule.PRIMARY_BACKUP:
        return situation.backup if situation.is_down[situation.primary] else situation.primary
    return by_share(situation.luck, situation.shares)


@rule
def by_mix(stays_home: bool, luck: float, shares: NDArray[np.float64], work_type: int) -> int:
    """Index of the team that gets a task by the mix, all there is to rules that look at nothing else.

    `shares` are (W, S), cumulative over the working teams.
    """
    return INHOUSE if stays_home or luck < 0.0 else by_share(luck, shares[work_type])


@rule
def by_share(luck: float, shares: NDArray[np.float64]) -> int:
    """The first team whose cumulative share (S,) exceeds the task's own number."""
    team = 0
    while team < len(shares) - 1 and luck >= shares[team]:
        team += 1
    return team


@rule
def least_backlog(shares: NDArray[np.float64], ahead: NDArray[np.int64], seats: NDArray[np.int64]) -> int:
    """The team of the mix with the least work ahead per seat, all (S,); the first of equals."""
    best, least = INHOUSE, np.inf
    before = 0.0
    for team in range(len(shares)):
        if shares[team] > before and seats[team] > 0:
            load = ahead[team] / seats[team]
            if load < least:
                best, least = team, load
        before = shares[team]
    return best


@rule
def line_key(discipline: int, priority: int, due: float) -> float:
    """What a line sorts by, before the order of joining: nothing, the type's priority, or the due date."""
    if discipline == Discipline.PRIORITY:
        return float(priority)
    return due if discipline == Discipline.DUE_DATE else 0.0


@rule
def outgoing(now: float, signing: float, ramp_hours: float, share: float) -> float:
    """The part of the outsourced share that leaves: none before signing, `share` at the end of the ramp."""
    if now < signing:
        return 0.0
    return share if now >= signing + ramp_hours else share * ((now - signing) / ramp_hours)


@rule
def share_now(before: float, share: float, since: float, ramp_hours: float, now: float) -> float:
    """The part that leaves while it moves evenly from what it was `before` to what was decided."""
    if now >= since + ramp_hours:
        return share
    return before + (share - before) * ((now - since) / ramp_hours)


@rule
def luck_to_leave(luck: float, part: float) -> float:
    """The luck of a task while only a part of the outsourced share leaves; -1 if it stays.

    The least lucky stay; the luck of the others is stretched over [0, 1), so that a task which leaves at some
    part leaves at any greater one.
    """
    if part >= 1.0:
        return luck
    return -1.0 if 1.0 - luck > part or part <= 0.0 else max(1.0 - (1.0 - luck) / part, 0.0)
