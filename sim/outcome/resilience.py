"""How deep did service fall when something went wrong, and how long until it was back?

Service at an instant is the share of the work in hand that is on schedule. A disruption opens a triangle
below the curve's usual level: its depth, its length (time to recover) and its area (loss).

References
----------
Bruneau et al. (2003), "A framework to quantitatively assess and enhance the seismic resilience of
communities", Earthquake Spectra 19(4), for the resilience triangle.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.engine.journal import DISRUPTION, Journal, Rows
from sim.outcome.falls import (
    AT_SEATS,
    CAUSE,
    ENDED_BY_CLIENT,
    IN_LINE,
    MOVED,
    OF_TEAM,
    Falls,
    losses_of,
    read_falls,
)
from sim.outcome.once import once
from sim.outcome.reading import (
    ACT,
    ARRIVED,
    ASSIGNED,
    DELIVERED,
    ENDED,
    JOINED,
    OWNER,
    PROVIDER,
    TEAM,
    WORK,
    Floats,
    Ints,
    Marks,
)
from sim.outcome.service import ServiceCurve, curve, curve_days
from sim.outcome.window import Observation, observe, ratio
from sim.rules.rule import kernel

DROP = np.dtype(
    [
        ("team", "i4"),
        ("cause", "i4"),  # `Cause`
        ("onset_day", "f8"),  # days since the scenario's start
        ("recovered_day", "f8"),  # the onset if service never left the band; the horizon if it is not back
        ("depth", "f8"),  # usual level less the lowest service
        ("time_to_recover_days", "f8"),  # from onset to recovery
        ("loss_area_days", "f8"),  # days of full service lost from onset to recovery
        ("censored", "i4"),  # 1 if service was not back at the horizon
    ]
)


@dataclass(frozen=True, slots=True)
class Resilience:
    """The service curve, its usual level, and what each disruption did to it."""

    curve: ServiceCurve
    baseline: float
    """Service's usual level: its median on quiet days."""
    drops: Rows
    """A row a disruption that was felt and began in the window, in order of time (dtype DROP)."""
    measures: dict[str, float]


def service_curve(journal: Journal) -> ServiceCurve:
    """Service, work in progress and backlog at each midnight of the journal's window, counted from its start.

    Returns
    -------
    days, service, wip, backlog : ndarray of float, shape (days,)
        Days since the scenario's start · share of the tasks in hand that are on schedule (1 when none is in
        hand) · tasks arrived and not delivered · those of them not started.
    """
    return curve(observe(journal))


@once
def resilience(seen: Observation) -> Resilience:
    """What the disruptions of the window did to service.

    The same misfortunes happen under every strategy. One that strikes a team while it has no work concerns
    nobody: it is no disruption, enters no mean, and adds nothing to a sum.
    """
    line, (baseline, falls) = curve(seen), _fell(seen)
    rows = felt(seen)
    rows = rows[seen.window.holds(rows["started"])]
    drops = np.empty(len(rows), dtype=DROP)
    drops["team"], drops["cause"] = rows["team"], rows["cause"]
    for name in ("onset_day", "recovered_day", "depth", "time_to_recover_days", "loss_area_days", "censored"):
        drops[name] = getattr(falls, name)
    return Resilience(line, baseline, drops, shocks(seen))


@once
def _fell(seen: Observation) -> tuple[float, Falls]:
    """Service's usual level, and what each disruption that was felt and began in the window did to it."""
    rows, plan = felt(seen), seen.lens.plan
    baseline, table = read_falls(
        rows["started"].copy(),
        rows["ended"].copy(),
        rows["hired_at"].copy(),
        _marks(rows),
        *seen.window,
        plan.hire_hours[0],
        *plan.office,
        plan.due_hours,
        plan.due_is_worked,
        curve_days(seen.lens),
        seen.daily.wip,
        seen.daily.overdue,
    )
    return baseline, Falls(*table)


UNDISTURBED = {
    "disruptions": 0.0,
    "time_to_recover_days": math.nan,
    "longest_recovery_days": 0.0,
    "unrecovered_disruptions": 0.0,
    "recovery_days": 0.0,
    "worst_drop": 0.0,
    "loss_area_days": 0.0,
}
"""What is measured of a run in whose window nothing was felt."""


def shocks(seen: Observation) -> dict[str, float]:
    """Measures of what the disruptions of the window did to service; the curve is drawn only if there are
    any."""
    start, end = seen.window
    rows = felt(seen)
    if not any(start <= instant < end for instant in rows["started"].tolist()):
        return UNDISTURBED
    _, falls = _fell(seen)
    days = falls.time_to_recover_days
    return {
        "disruptions": float(len(days)),
        "time_to_recover_days": ratio(np.add.reduce(days), len(days)),
        "longest_recovery_days": max(0.0, *days.tolist()),
        "unrecovered_disruptions": sum(falls.censored.tolist()),
        "recovery_days": float(np.add.reduce(falls.fresh_days)),
        "worst_drop": max(0.0, *falls.depth.tolist()),
        "loss_area_days": float(np.add.reduce(falls.fresh_loss)),
    }


# -- who was struck --------------------------------------------------------------------------------------


@once
def felt(seen: Observation) -> Rows:
    """Disruptions that struck a team which had work while they lasted, in order of time (dtype DISRUPTION).

    A contract that the client ends is none: it was planned, and others have come before.

    A team has a task from its arrival until it is delivered, or until another team takes over; liaisons and
    reviewers have it from joining their line until it leaves the seat.
    """
    rows = seen.journal.disruptions
    if not len(rows):
        return rows
    since, until, desks = rows["started"].copy(), rows["ended"].copy(), seen.lens.plan.liaisons
    struck = list_felt(since, until, _marks(rows), desks, *seen.task_numbers, *seen.episode_numbers)
    return rows if len(struck) == len(rows) else rows[struck]


def _marks(rows: Rows) -> Marks:
    """Disruptions as numbers of 32 bits."""
    return np.ndarray((len(rows), DISRUPTION.itemsize // 4), np.int32, rows)


@kernel
def list_felt(
    since: Floats,
    until: Floats,
    struck: Marks,
    desks: int,
    instants: Floats,
    marks: Marks,
    seats: Floats,
    seat_marks: Marks,
) -> Ints:
    """Which disruptions struck a team that had work while they lasted, (m,).

    Parameters
    ----------
    since, until, struck
        (n,) of the disruptions, and (n, ...) the same rows as numbers of 32 bits.
    desks
        The first of the teams that sit at desks: liaisons and reviewers.
    instants, marks, seats, seat_marks
        (N, ...) the tasks and (E, ...) the episodes as numbers of 64 and of 32 bits.
    """
    felt_rows, count = np.empty(len(struck), np.int64), 0
    for row in range(len(struck)):
        team, begin, end = struck[row, OF_TEAM], since[row], until[row]
        if struck[row, CAUSE] == ENDED_BY_CLIENT:
            continue
        touched = struck[row, IN_LINE] + struck[row, AT_SEATS] + struck[row, MOVED]
        if touched <= 0 and team >= desks:
            touched = count_at_desk(seats, seat_marks, team, begin, end)
        elif touched <= 0:
            touched = count_in_hand(instants, marks, seats, seat_marks, team, begin, end)
        felt_rows[count] = row
        count += touched > 0
    return felt_rows[:count]


@kernel
def count_at_desk(instants: Floats, marks: Marks, team: int, since: float, until: float) -> int:
    """How many tasks liaisons or reviewers had before `until`, less those that they had no longer at `since`.

    Parameters
    ----------
    instants, marks
        (E, ...) the episodes as numbers of 64 and of 32 bits.
    """
    count = 0
    for row in range(len(instants)):
        if marks[row, TEAM] == team:
            count += int(instants[row, JOINED] < until) - int(instants[row, ENDED] <= since)
    return count


@kernel
def count_in_hand(
    instants: Floats,
    marks: Marks,
    seats: Floats,
    seat_marks: Marks,
    team: int,
    since: float,
    until: float,
) -> int:
    """The same of a working team, which has a task until it is delivered, or first in another team's line.

    Parameters
    ----------
    instants, marks, seats, seat_marks
        (N, ...) the tasks and (E, ...) the episodes as numbers of 64 and of 32 bits.
    """
    count, row = 0, 0
    for task in range(len(instants)):
        if marks[task, PROVIDER] != team and marks[task, ASSIGNED] != team:
            continue
        count += int(instants[task, ARRIVED] < until)
        if marks[task, PROVIDER] == team:
            count -= int(instants[task, DELIVERED] <= since)
            continue
        while row < len(seats) and seat_marks[row, OWNER] < task:
            row += 1
        while row < len(seats) and seat_marks[row, OWNER] == task:
            if seat_marks[row, ACT] == WORK and seat_marks[row, TEAM] != team:
                count -= int(seats[row, JOINED] <= since)
                break
            row += 1
    return count


# -- loss ------------------------------------------------------------------------------------------------


def loss_area(days: Floats, service: Floats, baseline: float = 1.0) -> float:
    """Days of full service lost: the area between a baseline and the service curve where that lies below.

    Exact for a curve of straight lines between the given points; two points of one day are a sudden drop.

    Parameters
    ----------
    days : array_like of float, shape (n,)
        Rising, in days.
    service : array_like of float, shape (n,)
        Service at those days, as a share.
    baseline : float, optional
        The level that service is measured against.

    References
    ----------
    Bruneau et al. (2003); a drop d that heals at a constant speed in T days loses d × T / 2.
    """
    return float(losses_of(np.asarray(days, np.float64), np.asarray(service, np.float64), baseline).sum())
