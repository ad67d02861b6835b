"""How well was the work served? Lead time, promises kept, work in progress, and how busy everybody was."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.outcome.promised import begin_hours, to_begin
from sim.outcome.reading import Floats, Tasks
from sim.outcome.window import Observation, mean, ratio


def service(seen: Observation) -> dict[str, float]:
    """Measures of service in the window; nan where nothing happened that could be measured."""
    return {
        **_counts(seen),
        **_lead_times(seen),
        "on_time_share": on_time_share(seen),
        "begun_in_time_share": begun_in_time_share(seen),
        **_deliveries(seen),
        "wait_mean_hours": mean(seen.episodes.waits),
        "wip_mean": ratio(seen.tasks.wip_hours.sum(), seen.window.hours),
        "backlog_mean": ratio(seen.tasks.backlog_hours.sum(), seen.window.hours),
        **{f"utilisation_{name}": value for name, value in utilisation(seen).items()},
        **{f"seats_{name}": value for name, value in seats(seen).items()},
    }


def _counts(seen: Observation) -> dict[str, float]:
    tasks, delivered = seen.tasks, len(seen.tasks.lead_hours)
    return {
        "tasks_in_house_at_start": float(tasks.in_hand_at_start),
        "tasks_arrived": float(tasks.arrivals),
        "tasks_delivered": float(delivered),
        "tasks_in_house_at_end": float(tasks.in_hand_at_end),
        "outsourced_share": ratio(tasks.outsourced, delivered),
        "throughput_per_week": ratio(delivered, seen.window.weeks),
    }


def _lead_times(seen: Observation) -> dict[str, float]:
    """Days from arrival to delivery, of the tasks delivered in the window."""
    days = seen.tasks.lead_hours / 24.0
    median, p90 = _quantiles(days, [0.5, 0.9])
    return {"lead_time_mean_days": mean(days), "lead_time_median_days": median, "lead_time_p90_days": p90}


def _quantiles(values: Floats, levels: list[float]) -> list[float]:
    """`np.quantile` by linear interpolation, in a third of its time; nan if there are no values."""
    if not values.size:
        return [math.nan] * len(levels)
    last = values.size - 1
    found: list[float] = np.interp(np.array(levels) * last, np.arange(last + 1), np.sort(values)).tolist()
    return found


def on_time_share(seen: Observation) -> float:
    """Share of the tasks due in the window that were delivered by their due instant; nan if none was due."""
    return ratio(int(seen.tasks.on_time.sum()), int(seen.tasks.due.sum()))


def begun_in_time_share(seen: Observation) -> float:
    """Share of the tasks to be begun in the window that were, in time; nan if there was none.

    A task belongs where its time to begin ends, in working hours of the client's house from its arrival.
    """
    if not (begin_hours(seen.journal) < np.inf).any():
        return math.nan
    promised = to_begin(seen.journal)
    asked = seen.window.holds(promised.until)
    return ratio(int((asked & promised.kept).sum()), int(asked.sum()))


def _deliveries(seen: Observation) -> dict[str, float]:
    """Service by what was delivered: over the days of the window, and on the worst of them."""
    if not (seen.journal.plan.due_hours < np.inf).any():
        return {"service_delivered": math.nan, "least_service_delivered": math.nan}
    service = delivered_of_due(seen.tasks, seen.journal.scenario.service_over_days)
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
    return {name: ratio(worked[name], opened[name]) for name in GROUPS}


def seats(seen: Observation) -> dict[str, float]:
    """People by group, on average over the window; a provider that has ended has none, and those at one
    without a contract do not count."""
    return _grouped(seen, seen.seats_there / seen.window.hours)


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
    tasks, days = seen.tasks, seen.days
    return ServiceCurve(
        days=days / 24.0,
        service=1.0 - tasks.overdue / np.maximum(tasks.wip, 1),
        wip=tasks.wip.astype(np.float64),
        backlog=tasks.backlog.astype(np.float64),
    )


def delivered_of_due(tasks: Tasks, over_days: int) -> Floats:
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
