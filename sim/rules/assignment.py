"""Who gets this task?"""

import numpy as np
from numpy.typing import NDArray

from sim.rules.rule import rule

MIX, SENSITIVE_AT_HOME, OVERFLOW, LEAST_BACKLOG, PRIMARY_BACKUP = range(5)
INHOUSE = 0


@rule
def team_for(
    assignment: int,
    stays_home: bool,
    luck: float,
    shares: NDArray[np.float64],
    work_type: int,
    inhouse_in_hand: int,
    line_limit: int,
    ahead: NDArray[np.int64],
    seats: NDArray[np.int64],
    primary: int,
    backup: int,
    primary_is_down: bool,
) -> int:
    """Index of the working team that gets the task; in-house is 0.

    `shares` are cumulative over the working teams, in-house first, a row a work type; `ahead` are seconds of
    work ahead by team (read only for least_backlog). `luck` is the task's own number, or less than nought if
    it may not leave yet (see `luck_to_leave`).
    """
    if stays_home or luck < 0.0:
        return INHOUSE
    if assignment == OVERFLOW:
        if inhouse_in_hand < seats[INHOUSE] + line_limit:
            return INHOUSE
        home = shares[work_type, INHOUSE]
        return by_share(home + luck * (1.0 - home), shares, work_type)
    if assignment == LEAST_BACKLOG:
        return least_backlog(shares, work_type, ahead, seats)
    if assignment == PRIMARY_BACKUP:
        return backup if primary_is_down else primary
    return by_share(luck, shares, work_type)


@rule
def by_share(luck: float, shares: NDArray[np.float64], work_type: int) -> int:
    """The first team whose cumulative share exceeds the task's own number."""
    team = 0
    while team < shares.shape[1] - 1 and luck >= shares[work_type, team]:
        team += 1
    return team


@rule
def least_backlog(
    shares: NDArray[np.float64], work_type: int, ahead: NDArray[np.int64], seats: NDArray[np.int64]
) -> int:
    """The team of the mix with the least work ahead per seat; the first of equals."""
    best, least = INHOUSE, np.inf
    before = 0.0
    for team in range(shares.shape[1]):
        if shares[work_type, team] > before and seats[team] > 0:
            load = ahead[team] / seats[team]
            if load < least:
                best, least = team, load
        before = shares[work_type, team]
    return best


@rule
def line_key(discipline: int, priority: int, due: float) -> float:
    """What a line sorts by, before the order of joining: nothing, the type's priority, or the due date."""
    if discipline == 1:
        return float(priority)
    return due if discipline == 2 else 0.0


@rule
def outgoing(now: float, signing: float, ramp_hours: float, share: float) -> float:
    """The part of the outsourced share that leaves: none before signing, `share` at the end of the ramp."""
    if now < signing:
        return 0.0
    return share if now >= signing + ramp_hours else share * ((now - signing) / ramp_hours)


@rule
def luck_to_leave(luck: float, part: float) -> float:
    """The luck of a task while only a part of the outsourced share leaves; -1 if it stays.

    The least lucky stay; the luck of the others is stretched over [0, 1), so that a task which leaves at some
    part leaves at any greater one.
    """
    if part >= 1.0:
        return luck
    return -1.0 if 1.0 - luck > part or part <= 0.0 else max(1.0 - (1.0 - luck) / part, 0.0)
