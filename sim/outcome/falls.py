"""How far did service fall at each disruption, when was it back, and what was lost until then?

Compiled: curves and disruptions are short, and what a step of NumPy costs does not depend on that.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engine.journal import DISRUPTION, Cause
from sim.outcome.promised import due_after
from sim.outcome.reading import Bools, Floats, Ints, Marks, places
from sim.rules.rule import kernel

Days = NDArray[np.int64]
"""Indices of days on the curve."""

OF_TEAM, CAUSE, HIRED = places(DISRUPTION, 4, "team", "cause", "hired")
IN_LINE, AT_SEATS, MOVED = places(DISRUPTION, 4, "in_line", "at_seats", "moved")
OUTAGE, ENDED_BY_CLIENT = int(Cause.OUTAGE), int(Cause.ENDED)

BAND = 0.05
"""Service this close below its usual level is back."""
ENOUGH_DAYS = 20
"""Fewer quiet days than this do not tell the usual level."""
ROUNDING = 1e-12
NEVER_LEFT = -1
"""Instead of a day of recovery: service stayed near its usual level."""


class Falls(NamedTuple):
    """What some disruptions did to service; one entry each, (n,)."""

    onset_day: Floats
    """Days since the scenario's start."""
    recovered_day: Floats
    """The onset if service never left the band; the horizon if it is not back."""
    depth: Floats
    """Usual level less the lowest service."""
    time_to_recover_days: Floats
    loss_area_days: Floats
    """Days of full service lost from onset to recovery,"""
    fresh_loss: Floats
    """and those of them that no earlier disruption has lost already;"""
    fresh_days: Floats
    """days of recovery that no earlier one covers."""
    censored: Floats
    """1 if service was not back at the horizon."""


@kernel
def read_falls(
    started: Floats,
    ended: Floats,
    hired_at: Floats,
    marks: Marks,
    start: float,
    end: float,
    hire_hours: float,
    opens: Floats,
    closes: Floats,
    worked: Floats,
    due_hours: Floats,
    due_is_worked: Bools,
    days: Floats,
    wip: Ints,
    overdue: Ints,
) -> tuple[float, Floats]:
    """Service's usual level, and the table of `Falls` of those disruptions that began in the window, (8, n).

    Parameters
    ----------
    started, ended, hired_at, marks
        (m,) of disruptions that were felt, in order of time; and (m, ...) their rows as numbers of 32 bits.
    start, end
        Of the window.
    hire_hours, opens, closes, worked, due_hours, due_is_worked
        As `influence` asks for them.
    days, wip, overdue
        (D,) of the curve.
    """
    is_final, is_hired = marks[:, CAUSE] != OUTAGE, marks[:, HIRED] > 0
    reach = influence(
        started,
        ended,
        hired_at,
        is_final,
        is_hired,
        hire_hours,
        opens,
        closes,
        worked,
        due_hours,
        due_is_worked,
    )
    service = service_by(wip, overdue)
    baseline = usual_level(days, service, started, is_final, reach)
    begins = (started >= start) & (started < end)
    return baseline, falls_of(days, service, end / 24.0, baseline, started[begins], reach[begins])


@kernel
def service_by(wip: Ints, overdue: Ints) -> Floats:
    """Share of the work in hand that is on schedule, (D,) all; 1 when nothing is in hand."""
    service = np.empty(len(wip))
    for day in range(len(wip)):
        service[day] = 1.0 - overdue[day] / max(wip[day], 1)
    return service


@kernel
def falls_of(
    days: Floats,
    service: Floats,
    horizon_day: float,
    baseline: float,
    started: Floats,
    reach: Floats,
) -> Floats:
    """The table of `Falls`, shape (8, n).

    Parameters
    ----------
    days, service, horizon_day
        (D,) the curve, and the day on which it ends.
    baseline
        Service's usual level; the band below it is back.
    started, reach
        (n,) of the disruptions: when they began, in hours and in order, and the day until which each can be
        felt.
    """
    table = np.empty((8, len(started)))
    back, lost = next_day_at(service, baseline - BAND), lost_until(days, service, baseline)
    covered = -np.inf
    for row in range(len(started)):
        onset = started[row] / 24.0
        first = np.searchsorted(days, onset)
        lowest, recovered, is_back = baseline, onset, True
        if first < len(days):
            last = max(np.searchsorted(days, reach[row] + ROUNDING), first + 1)
            # Recovery is sought after the deepest of the days on which it is felt. Service that goes on
            # falling afterwards (work that came home to too few people) is still this disruption's.
            deepest = first
            for day in range(first, last):
                if service[day] < service[deepest]:
                    deepest = day
            lowest = service[deepest]
            if back[deepest] > deepest:
                is_back = back[deepest] < len(days)
                recovered = days[back[deepest]] if is_back else horizon_day
                for day in range(deepest, back[deepest]):
                    lowest = min(lowest, service[day])
        fresh = max(onset, covered)
        until = max(recovered, fresh)
        covered = max(covered, recovered)
        table[0, row], table[1, row] = onset, recovered
        table[2, row], table[3, row] = max(baseline - lowest, 0.0), recovered - onset
        table[4, row] = lost_by(days, lost, recovered) - lost_by(days, lost, onset)
        table[5, row] = lost_by(days, lost, until) - lost_by(days, lost, fresh)
        table[6, row], table[7, row] = until - fresh, 0.0 if is_back else 1.0
    return table


@kernel
def usual_level(days: Floats, service: Floats, started: Floats, is_final: Bools, reach: Floats) -> float:
    """Median service on quiet days, which no disruption reaches; 1 if there are fewer than twenty.

    After an insolvency the world is another one: days before any count alone, if they are enough.

    Parameters
    ----------
    days, service
        (D,) the curve.
    started, is_final, reach
        (n,) of the disruptions that were felt: when they began, in hours; whether they are no outages; and
        the day until which each can be felt.
    """
    quiet, levels = np.empty(len(days), np.bool_), np.empty(len(days))
    for final_is_for_good in (True, False):
        quiet[:] = True
        for row in range(len(started)):
            first, last = np.searchsorted(days, started[row] / 24.0), len(days)
            if not (final_is_for_good and is_final[row]):
                last = np.searchsorted(days, reach[row])
            quiet[first:last] = False
        count = 0
        for day in range(len(days)):
            levels[count] = service[day]
            count += quiet[day]
        if count >= ENOUGH_DAYS:
            return float(np.median(levels[:count]))
    return 1.0


@kernel
def influence(
    started: Floats,
    ended: Floats,
    hired_at: Floats,
    is_final: Bools,
    is_hired: Bools,
    hire_hours: float,
    opens: Floats,
    closes: Floats,
    worked: Floats,
    due_hours: Floats,
    due_is_worked: Bools,
) -> Floats:
    """The day until which each disruption can be felt: the last due date of what arrived while it lasted.

    An outage lasts until its end, an insolvency until other people have been hired. If nobody is, it lasts
    until the next disruption, for what happens then has other reasons, but as long as hiring would take.

    Parameters
    ----------
    started, ended, hired_at, is_final, is_hired
        (n,) of disruptions that were felt, in order of time; whether they are no outages, and whether anybody
        was hired.
    hire_hours
        What it takes to hire people at home.
    opens, closes, worked, due_hours, due_is_worked
        As `due_after` asks for them.
    """
    reach = np.empty(len(started))
    for row in range(len(started)):
        over = ended[row]
        if is_final[row]:
            over = hired_at[row] if is_hired[row] else started[row] + hire_hours
        last = due_after(opens, closes, worked, due_hours, due_is_worked, over)
        if is_final[row] and not is_hired[row]:
            following = started[row + 1] if row + 1 < len(started) else np.inf
            last = max(last, following)
        reach[row] = last / 24.0
    return reach


@kernel
def next_day_at(service: Floats, least: float) -> Days:
    """For each day the first from it on with at least so much service, as an index; if none, their number."""
    found = len(service)
    back = np.empty(found, np.int64)
    for day in range(len(service) - 1, -1, -1):
        if service[day] >= least - ROUNDING:
            found = day
        back[day] = found
    return back


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


@kernel
def lost_until(days: Floats, service: Floats, baseline: float) -> Floats:
    """Loss from the first day of a curve (n,) until each of its days, (n,)."""
    losses, lost = losses_of(days, service, baseline), np.zeros(len(days))
    for day in range(len(losses)):
        lost[day + 1] = lost[day] + losses[day]
    return lost


@kernel
def lost_by(days: Floats, lost: Floats, instant: float) -> float:
    """Loss until an instant, in days, on the straight lines between those of the curve; none is beyond it."""
    if instant < days[0]:
        return float(lost[0])
    if instant >= days[-1]:
        return float(lost[-1])
    day = np.searchsorted(days, instant, side="right") - 1
    if days[day] == instant:
        return float(lost[day])
    slope = (lost[day + 1] - lost[day]) / (days[day + 1] - days[day])
    return float(slope * (instant - days[day]) + lost[day])
