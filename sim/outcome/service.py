"""How well was the work served? Lead time, promises kept, work in progress, and how busy everybody was."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.outcome.days import Days
from sim.outcome.falls import service_by
from sim.outcome.once import once
from sim.outcome.promised import to_begin
from sim.outcome.reading import Floats, hours_in_hand
from sim.outcome.window import Lens, Observation, mean, ratio


def counts(seen: Observation) -> dict[str, float]:
    """How many tasks came and went in the window, and how many were in hand at its ends."""
    tasks, delivered = seen.tasks, len(seen.tasks.lead_hours)
    return {
        "tasks_in_house_at_start": float(tasks.in_hand_at_start),
        "tasks_arrived": float(tasks.arrivals),
        "tasks_delivered": float(delivered),
        "tasks_in_house_at_end": float(tasks.in_hand_at_end),
        "outsourced_share": ratio(tasks.outsourced, delivered),
        "throughput_per_week": ratio(delivered, seen.window.weeks),
        "on_time_share": ratio(sum(tasks.on_time_by_quarter), sum(tasks.due_by_quarter)),
        "worst_quarter_on_time_share": _worst_quarter(seen),
    }


def _worst_quarter(seen: Observation) -> float:
    """The lowest on-time share of any quarter; nan if nothing was due."""
    quarters = zip(seen.tasks.on_time_by_quarter, seen.tasks.due_by_quarter, strict=True)
    return min((kept / due for kept, due in quarters if due), default=math.nan)


def waits(seen: Observation) -> dict[str, float]:
    """How long tasks waited for a seat."""
    return {"wait_mean_hours": mean(seen.episodes.waits)}


def in_hand(seen: Observation) -> dict[str, float]:
    """How many tasks were in hand on average, and how many of them had not been begun."""
    hours = hours_in_hand(seen.task_numbers[0], *seen.window)
    return {
        "wip_mean": ratio(hours[0].sum(), seen.window.hours),
        "backlog_mean": ratio(hours[1].sum(), seen.window.hours),
    }


def lead_times(seen: Observation) -> dict[str, float]:
    """Days from arrival to delivery, of the tasks delivered in the window."""
    days = seen.tasks.lead_hours / 24.0
    median, p90 = _quantiles(days, [0.5, 0.9])
    return {"lead_time_mean_days": mean(days), "lead_time_median_days": median, "lead_time_p90_days": p90}


def _quantiles(values: Floats, levels: list[float]) -> list[float]:
    """`np.quantile` by linear interpolation, in a tenth of its time; nan if there are no values."""
    if not values.size:
        return [math.nan] * len(levels)
    ordered = np.sort(values)
    return [_between(ordered, level * (values.size - 1)) for level in levels]


def _between(ordered: Floats, place: float) -> float:
    """What lies at a place between two of some values, on the straight line from the one to the other."""
    row = int(place)
    below = float(ordered[row])
    return below if row == place else (float(ordered[row + 1]) - below) * (place - row) + below


def begun_in_time(seen: Observation) -> dict[str, float]:
    """Share of the tasks to be begun in the window that were, in time; nan if there was none.

    A task belongs where its time to begin ends, in working hours of the client's house from its arrival.
    """
    if not is_begin_promised(seen.lens):
        return {"begun_in_time_share": math.nan}
    promised = to_begin(seen.journal)
    asked = seen.window.holds(promised.until)
    return {"begun_in_time_share": ratio(int((asked & promised.kept).sum()), int(asked.sum()))}


@once
def is_begin_promised(lens: Lens) -> bool:
    """Whether any work is to be begun by some hour."""
    return any(work.begin_hours < np.inf for work in lens.scenario.work.values())


@once
def is_ever_due(lens: Lens) -> bool:
    """Whether anything is ever due."""
    return bool((lens.plan.due_hours < np.inf).any())


def by_delivery(seen: Observation) -> dict[str, float]:
    """Service by what was delivered: over the days of the window, and on the worst of them."""
    if not is_ever_due(seen.lens):
        return {"service_delivered": math.nan, "least_service_delivered": math.nan}
    service = delivered_of_due(seen.daily, seen.journal.scenario.service_over_days)
    known = service[~np.isnan(service)]
    return {
        "service_delivered": mean(known),
        "least_service_delivered": float(known.min()) if known.size else math.nan,
    }


# -- groups of teams -------------------------------------------------------------------------------------

GROUPS = ("inhouse", "providers", "liaisons", "reviewers")
"""Teams as the scorecard shows them: providers with a contract together."""


def utilisation(seen: Observation) -> dict[str, float]:
    """Hours worked in seats / hours that seats were open or taken, by group; nan for a group without any.

    Never above one: nobody is sent away from a seat that closes, and until it is left it counts as open. Open
    by the calendar: a team that is down is open and idle; a provider that has ended has no seats.
    """
    worked = _grouped(seen, seen.episodes.worked.sum(axis=(1, 2)))
    opened = _grouped(seen, seen.seats_open)
    return {f"utilisation_{name}": ratio(worked[name], opened[name]) for name in GROUPS}


def seats(seen: Observation) -> dict[str, float]:
    """People by group, on average over the window; a provider that has ended has none, and those at one
    without a contract do not count."""
    people = _grouped(seen, seen.seats_there / seen.window.hours)
    return {f"seats_{name}": number for name, number in people.items()}


def _grouped(seen: Observation, by_team: NDArray[np.generic]) -> dict[str, float]:
    parts = (by_team[:1], by_team[seen.contracted], by_team[-2:-1], by_team[-1:])
    return {name: float(part.sum()) for name, part in zip(GROUPS, parts, strict=True)}


# -- the service curve -----------------------------------------------------------------------------------


class ServiceCurve(NamedTuple):
    """Service from day to day; all of shape (days,)."""

    days: Floats
    """Days since the scenario's start, from the window's start to its end."""
    service: Floats
    """Share of the work in hand that is on schedule; 1 when nothing is in hand."""
    wip: Floats
    """Tasks arrived and not delivered."""
    backlog: Floats
    """Those of them on which no work has started."""


def curve(seen: Observation) -> ServiceCurve:
    """The state of the work at the window's start and every 24 hours from there, up to its end."""
    return ServiceCurve(
        days=curve_days(seen.lens),
        service=service_of(seen),
        wip=seen.daily.wip.astype(np.float64),
        backlog=seen.daily.backlog.astype(np.float64),
    )


@once
def curve_days(lens: Lens) -> Floats:
    """The curve's days since the scenario's start, (days,)."""
    return lens.days / 24.0


@once
def service_of(seen: Observation) -> Floats:
    """Share of the work in hand that is on schedule on each of the curve's days, (days,)."""
    return service_by(seen.daily.wip, seen.daily.overdue)


def delivered_of_due(tasks: Days, over_days: int) -> Floats:
    """Delivered / (delivered + overdue) at each day of the curve, (days,); nan where that is none of none.

    Delivered are the tasks of the last `over_days` days up to that instant, early or late; overdue those that
    are due by it and not delivered. So what is delivered late counts against service until it comes, and for
    it from then on; and whoever delivers everything before it is due has a service of one.
    """
    delivered = tasks.delivered_by[over_days:] - tasks.delivered_by[: len(tasks.wip)]
    asked = delivered + tasks.overdue
    share: Floats = np.divide(delivered, asked, out=np.full(len(asked), np.nan), where=asked > 0)
    return share


def level(instants: Floats, since: Floats, until: Floats) -> Floats:
    """How many spans [since, until) hold at each instant; `since` never after `until`."""
    begun = np.searchsorted(np.sort(since), instants, side="right")
    over = np.searchsorted(np.sort(until), instants, side="right")
    return (begun - over).astype(np.float64)
