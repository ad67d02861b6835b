"""How well was the work served? Lead time, promises kept, work in progress, and how busy everybody was."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engine.journal import Act
from sim.outcome.window import Floats, Observation, mean, ratio


def service(seen: Observation) -> dict[str, float]:
    """Measures of service in the window; nan where nothing happened that could be measured."""
    return {
        **_counts(seen),
        **_lead_times(seen),
        "on_time_share": on_time_share(seen),
        "wait_mean_hours": mean(_waits(seen)),
        "wip_mean": _time_average(seen, seen.left),
        "backlog_mean": _time_average(seen, _first_start(seen)),
        **{f"utilisation_{name}": value for name, value in utilisation(seen).items()},
        **{f"seats_{name}": value for name, value in seats(seen).items()},
    }


def _counts(seen: Observation) -> dict[str, float]:
    tasks, window = seen.journal.tasks, seen.window
    arrived = tasks["arrived"]
    delivered = float(np.count_nonzero(seen.delivered))
    outsourced = np.count_nonzero(tasks["provider"][seen.delivered] > 0)
    in_hand = {
        edge: float(np.count_nonzero((arrived < instant) & (seen.left >= instant)))
        for edge, instant in zip(("start", "end"), window, strict=True)
    }
    return {
        "tasks_in_house_at_start": in_hand["start"],
        "tasks_arrived": float(np.count_nonzero(window.holds(arrived))),
        "tasks_delivered": delivered,
        "tasks_in_house_at_end": in_hand["end"],
        "outsourced_share": ratio(outsourced, delivered),
        "throughput_per_week": ratio(delivered, window.weeks),
    }


def _lead_times(seen: Observation) -> dict[str, float]:
    """Days from arrival to delivery, of the tasks delivered in the window."""
    days = (seen.left[seen.delivered] - seen.journal.tasks["arrived"][seen.delivered]) / 24.0
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
    return ratio(np.count_nonzero(seen.on_time), np.count_nonzero(seen.due))


def _waits(seen: Observation) -> Floats:
    """Hours from joining a working team's line to taking a seat, of the waits that ended in the window."""
    rows = np.flatnonzero(seen.window.holds(seen.episodes.started) & (seen.episodes.act == Act.WORK))
    waits: Floats = seen.episodes.started[rows] - seen.journal.episodes["joined"][rows]
    return waits


def _first_start(seen: Observation) -> Floats:
    started = np.ascontiguousarray(seen.journal.tasks["started"])
    return np.where(np.isnan(started), seen.left, started)


def _time_average(seen: Observation, until: Floats) -> float:
    """Number of tasks between arrival and `until`, averaged over the window's time (exact, no sampling)."""
    return ratio(seen.window.overlap(seen.journal.tasks["arrived"], until).sum(), seen.window.hours)


# -- groups of teams -------------------------------------------------------------------------------------

GROUPS = ("inhouse", "providers", "liaisons", "reviewers")
"""Teams as the scorecard shows them: providers together."""


def utilisation(seen: Observation) -> dict[str, float]:
    """Hours worked in seats / hours that seats were open, by group; nan for a group without any.

    Open by the calendar: a team that is down is open and idle; a provider that has ended has no seats.
    """
    worked = _grouped(seen, seen.worked.sum(axis=(1, 2)))
    opened = _grouped(seen, seen.seats_open)
    return {name: ratio(worked[name], opened[name]) for name in GROUPS}


def seats(seen: Observation) -> dict[str, float]:
    """Seats by group, as stated or resolved by the staffing rules; people hired later are not among them."""
    return _grouped(seen, seen.journal.plan.seats)


def _grouped(seen: Observation, by_team: NDArray[np.generic]) -> dict[str, float]:
    parts = (by_team[:1], by_team[seen.providers], by_team[-2:-1], by_team[-1:])
    return {name: float(part.sum()) for name, part in zip(GROUPS, parts, strict=True)}


# -- the service curve -----------------------------------------------------------------------------------


ROUNDING = 1e-9


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
    tasks = seen.journal.tasks
    count = math.floor(seen.window.hours / 24.0 + ROUNDING) + 1
    instants = seen.window.start + 24.0 * np.arange(count, dtype=np.float64)
    due = np.ascontiguousarray(tasks["due"])
    late = (due < np.inf) & (seen.left > due)
    wip = level(instants, tasks["arrived"], seen.left)
    overdue = level(instants, due[late], seen.left[late])
    return ServiceCurve(
        days=instants / 24.0,
        service=1.0 - overdue / np.maximum(wip, 1.0),
        wip=wip,
        backlog=level(instants, tasks["arrived"], _first_start(seen)),
    )


def level(instants: Floats, since: Floats, until: Floats) -> Floats:
    """How many spans [since, until) hold at each instant; `since` never after `until`."""
    begun = np.searchsorted(np.sort(since), instants, side="right")
    over = np.searchsorted(np.sort(until), instants, side="right")
    return (begun - over).astype(np.float64)
