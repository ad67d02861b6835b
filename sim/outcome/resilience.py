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
from numpy.typing import NDArray

from sim.engine.journal import Cause, Journal, Rows
from sim.outcome.once import once
from sim.outcome.promised import due_after
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
from sim.outcome.service import ServiceCurve, curve
from sim.outcome.window import Observation, observe, ratio
from sim.rules.rule import kernel

Days = NDArray[np.int64]
"""Indices of days on the curve."""

BAND = 0.05
"""Service this close below its usual level is back."""
ENOUGH_DAYS = 20
"""Fewer quiet days than this do not tell the usual level."""
ROUNDING = 1e-12
NEVER_LEFT = -1
"""Instead of a day of recovery: service stayed near its usual level."""

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
    line, baseline, _, drops = _found(seen)
    return Resilience(line, baseline, drops, shocks(seen))


@once
def _found(seen: Observation) -> tuple[ServiceCurve, float, Floats, Rows]:
    """The curve, its usual level, the loss until each of its days, and what each disruption did."""
    line, disruptions = curve(seen), felt(seen)
    reach = influence(seen.journal, disruptions)
    baseline = usual_level(line, disruptions, reach)
    begins = seen.window.holds(disruptions["started"])
    drops = _drops(seen, line, baseline - BAND, baseline, disruptions[begins], reach[begins])
    lost = lost_until(line, baseline)
    drops["loss_area_days"] = _between(line, lost, drops["onset_day"], drops["recovered_day"])
    return line, baseline, lost, drops


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
    if not seen.window.holds(felt(seen)["started"]).any():
        return UNDISTURBED
    line, _, lost, drops = _found(seen)
    days = drops["time_to_recover_days"]
    return {
        "disruptions": float(len(drops)),
        "time_to_recover_days": ratio(days.sum(), len(days)),
        "longest_recovery_days": float(days.max(initial=0.0)),
        "unrecovered_disruptions": float(drops["censored"].sum()),
        "recovery_days": _union(drops["onset_day"], drops["recovered_day"]),
        "worst_drop": float(drops["depth"].max(initial=0.0)),
        "loss_area_days": _over_union(line, lost, drops["onset_day"], drops["recovered_day"]),
    }


# -- the usual level -------------------------------------------------------------------------------------


def usual_level(line: ServiceCurve, disruptions: Rows, reach: Floats) -> float:
    """Median service on quiet days, which no disruption reaches; 1 if there are fewer than twenty.

    After an insolvency the world is another one: days before any count alone, if they are enough.

    Parameters
    ----------
    line : ServiceCurve
    disruptions : structured ndarray
        Disruptions that were felt (dtype DISRUPTION).
    reach : ndarray of float
        The day until which each can be felt.
    """
    since = np.searchsorted(line.days, disruptions["started"] / 24.0).tolist()
    is_final = disruptions["cause"] != Cause.OUTAGE
    for until in (np.where(is_final, np.inf, reach), reach):
        quiet = np.ones(len(line.days), dtype=np.bool_)
        for first, last in zip(since, np.searchsorted(line.days, until).tolist(), strict=True):
            quiet[first:last] = False
        service = np.sort(line.service[quiet])
        if len(service) >= ENOUGH_DAYS:  # half of the time of np.median
            return float(service[(len(service) - 1) // 2] + service[len(service) // 2]) / 2.0
    return 1.0


def influence(journal: Journal, rows: Rows) -> Floats:
    """The day until which each disruption can be felt: the last due date of what arrived while it lasted.

    An outage lasts until its end, an insolvency until other people have been hired. If nobody is, it lasts
    until the next disruption, for what happens then has other reasons, but as long as hiring would take.

    Parameters
    ----------
    rows : structured ndarray
        Disruptions that were felt, in order of time (dtype DISRUPTION).
    """
    is_final, hired = rows["cause"] != Cause.OUTAGE, rows["hired"] > 0
    absorbed = rows["started"] + float(journal.plan.hire_hours[0])
    over = np.where(is_final, np.where(hired, rows["hired_at"], absorbed), rows["ended"])
    following = np.append(rows["started"][1:], np.inf)
    reach = due_after(journal, over)
    return np.asarray(np.where(is_final & ~hired, np.maximum(reach, following), reach) / 24.0)


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
    rows = rows[rows["cause"] != Cause.ENDED]
    is_felt = rows["in_line"] + rows["at_seats"] + rows["moved"] > 0
    for row in np.flatnonzero(~is_felt).tolist():
        is_felt[row] = _has_work(seen.journal, rows[row])
    struck: Rows = rows[is_felt]
    return struck


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


# -- one disruption --------------------------------------------------------------------------------------


def _drops(
    seen: Observation,
    line: ServiceCurve,
    least: float,
    baseline: float,
    rows: Rows,
    reach: Floats,
) -> Rows:
    """A row for each of some disruptions; service of at least `least` is back."""
    drops = np.zeros(len(rows), dtype=DROP)
    drops["team"], drops["cause"] = rows["team"], rows["cause"]
    onset = drops["onset_day"] = rows["started"] / 24.0
    first = np.searchsorted(line.days, onset)
    last = np.maximum(np.searchsorted(line.days, reach + ROUNDING), first + 1)
    back = next_day_at(line.service, least)
    lowest, recovery = np.full(len(rows), baseline), np.full(len(rows), NEVER_LEFT)
    for row in np.flatnonzero(first < len(line.days)):
        lowest[row], recovery[row] = _fall(line.service, back, first[row], last[row])
    days = np.append(line.days, seen.window.end / 24.0)
    drops["depth"] = np.maximum(baseline - lowest, 0.0)
    drops["censored"] = recovery == len(line.days)
    drops["recovered_day"] = np.where(recovery == NEVER_LEFT, onset, days[recovery])
    drops["time_to_recover_days"] = drops["recovered_day"] - onset
    return drops


def _fall(service: Floats, back: Days, first: int, last: int) -> tuple[float, int]:
    """Lowest service, and the day of recovery, of a disruption that is felt on the days [first, last).

    Recovery is sought after the deepest of these days. Service that goes on falling afterwards (work that
    came home to too few people) is still this disruption's.
    """
    deepest = first + int(service[first:last].argmin())
    recovery = int(back[deepest])
    if recovery == deepest:
        return float(service[deepest]), NEVER_LEFT
    return float(service[deepest:recovery].min()), recovery


def next_day_at(service: Floats, least: float) -> Days:
    """For each day the first from it on with at least so much service, as an index; if none, their number."""
    days = len(service)
    there = np.where(service >= least - ROUNDING, np.arange(days), days)
    return np.minimum.accumulate(there[::-1])[::-1]


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


@kernel
def losses_of(days: Floats, service: Floats, baseline: float) -> Floats:
    """Loss from each day to the next, shape (n - 1,), of a curve (n,)."""
    losses = np.empty(len(days) - 1)
    for day in range(len(losses)):
        before, after = baseline - service[day], baseline - service[day + 1]
        height = (max(before, 0.0) + max(after, 0.0)) / 2.0
        # Where the curve crosses the baseline only a triangle lies below, shorter than the step.
        share = 2.0 * height / (abs(before) + abs(after)) if before * after < 0.0 else 1.0
        losses[day] = height * share * (days[day + 1] - days[day])
    return losses


def lost_until(line: ServiceCurve, baseline: float) -> Floats:
    """Loss from the first day of the curve until each of its days, (days,)."""
    return np.concatenate([[0.0], np.cumsum(losses_of(line.days, line.service, baseline))])


def _between(line: ServiceCurve, lost: Floats, since: Floats, until: Floats) -> Floats:
    """Loss in each span of days."""
    loss: Floats = np.interp(until, line.days, lost) - np.interp(since, line.days, lost)
    return loss


def _over_union(line: ServiceCurve, lost: Floats, since: Floats, until: Floats) -> float:
    """Loss in the union of spans of days, `since` rising: where they overlap it counts once."""
    fresh = _not_covered(since, until)
    return float(_between(line, lost, fresh, np.maximum(until, fresh)).sum())


def _union(since: Floats, until: Floats) -> float:
    """Days in the union of spans of days, `since` rising."""
    fresh = _not_covered(since, until)
    return float((np.maximum(until, fresh) - fresh).sum())


def _not_covered(since: Floats, until: Floats) -> Floats:
    """Where each span begins that no earlier one has covered."""
    covered = np.concatenate([[-np.inf], np.maximum.accumulate(until)])[:-1]
    return np.asarray(np.maximum(since, covered))
