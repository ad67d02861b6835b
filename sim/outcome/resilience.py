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

from sim.engine.journal import Cause, Journal, Rows
from sim.outcome.falls import Falls, falls_of, influence, losses_of, usual_level
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
    Marks,
    numbers,
)
from sim.outcome.service import ServiceCurve, curve, curve_days, service_of
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
    rows, window, plan = felt(seen), seen.window, seen.lens.plan
    days, service = curve_days(seen.lens), service_of(seen)
    started, is_final = rows["started"].copy(), rows["cause"] != Cause.OUTAGE
    reach = influence(
        started,
        rows["ended"].copy(),
        rows["hired_at"].copy(),
        is_final,
        rows["hired"] > 0,
        plan.hire_hours[0],
        *plan.office,
        plan.due_hours,
        plan.due_is_worked,
    )
    baseline = usual_level(days, service, started, is_final, reach)
    begins = window.holds(started)
    table = falls_of(days, service, window.end / 24.0, baseline, started[begins], reach[begins])
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
    if not any(start <= instant < end for instant in felt(seen)["started"].tolist()):
        return UNDISTURBED
    _, falls = _fell(seen)
    days = falls.time_to_recover_days
    return {
        "disruptions": float(len(days)),
        "time_to_recover_days": ratio(days.sum(), len(days)),
        "longest_recovery_days": max(0.0, *days.tolist()),
        "unrecovered_disruptions": sum(falls.censored.tolist()),
        "recovery_days": float(falls.fresh_days.sum()),
        "worst_drop": max(0.0, *falls.depth.tolist()),
        "loss_area_days": float(falls.fresh_loss.sum()),
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
    known = zip(*(rows[name].tolist() for name in ("cause", "in_line", "at_seats", "moved")), strict=True)
    struck = [
        row
        for row, (cause, *touched) in enumerate(known)
        if cause != Cause.ENDED and (sum(touched) > 0 or _has_work(seen.journal, rows[row]))
    ]
    return rows if len(struck) == len(rows) else rows[struck]


def _has_work(journal: Journal, row: Rows) -> bool:
    """Whether a team had work between the beginning and the end of its disruption."""
    team, since, until = int(row["team"]), float(row["started"]), float(row["ended"])
    episodes = numbers(journal.episodes)
    if team >= journal.plan.liaisons:
        return bool(count_at_desk(*episodes, team, since, until) > 0)
    return bool(count_in_hand(*numbers(journal.tasks), *episodes, team, since, until) > 0)


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
