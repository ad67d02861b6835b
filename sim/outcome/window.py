"""Which facts count? Those of the observation window [warm-up, horizon).

A fact belongs to the window in which it ends: a task is counted where it is delivered, a promise where it is
due, a bill where the work it is for ends. What has a length and no bill (hours in a seat, work in progress,
lateness) counts with the part of it that lies in the window. So adjoining windows share out all facts, and
none is counted twice.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engine.journal import Act, Journal, Rows
from sim.engine.plan import Plan
from sim.scenario.arrivals import DAYS_PER_YEAR, HOURS_PER_WEEK

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Number = float | np.number[Any]

HOURS_PER_YEAR = 24.0 * DAYS_PER_YEAR
HOURS_PER_MONTH = HOURS_PER_YEAR / 12.0
ACTS = len(Act)


class Window(NamedTuple):
    """Observed time [start, end), in hours since the scenario's start."""

    start: float
    end: float

    @property
    def hours(self) -> float:
        """Length in hours."""
        return self.end - self.start

    @property
    def weeks(self) -> float:
        """Length in weeks."""
        return self.hours / HOURS_PER_WEEK

    @property
    def years(self) -> float:
        """Length in years of 365.25 days."""
        return self.hours / HOURS_PER_YEAR

    def holds(self, instants: Floats) -> Bools:
        """Which instants fall in the window; what has not happened (nan) does not."""
        return (instants >= self.start) & (instants < self.end)

    def overlap(self, since: Floats, until: Floats) -> Floats:
        """Hours of each span [since, until) that lie in the window."""
        inside = np.minimum(until, self.end) - np.maximum(since, self.start)
        return np.asarray(np.maximum(inside, 0.0))


class Columns(NamedTuple):
    """Columns of the episodes, each in one piece: reading them out of the rows is what takes time."""

    team: NDArray[np.int64]
    act: NDArray[np.int64]
    attempt: NDArray[np.int64]
    started: Floats
    ended: Floats
    hours: Floats


@dataclass(frozen=True, slots=True)
class Observation:
    """A journal seen through a window, and what several sections of the scorecard ask of it."""

    journal: Journal
    window: Window
    left: Floats
    """(tasks,) when each task was delivered; inf if it never was."""
    delivered: Bools
    """(tasks,) delivered in the window."""
    due: Bools
    """(tasks,) due in the window."""
    on_time: Bools
    """(tasks,) due in the window, and delivered by then."""
    episodes: Columns
    """The columns of the episodes that most sections ask for."""
    worked: Floats
    """(teams, acts, 2) hours worked in the window, in first attempts and in rework."""
    billed: Floats
    """(teams, acts, 2) hours of the episodes that ended in the window, whenever they began."""
    seats_there: Floats
    """(teams,) seat-hours by the clock: seats stated or resolved, and hired later, until the team's end."""
    seats_open: Floats
    """(teams,) seat-hours by the team's calendar."""
    ends: Floats
    """(teams,) when each team ended for good; inf if it never did."""

    @property
    def providers(self) -> slice:
        """The providers among the teams."""
        return slice(1, self.journal.plan.liaisons)


def observe(journal: Journal, window: Window | None = None) -> Observation:
    """See a journal through a window.

    Parameters
    ----------
    journal : Journal
        The facts of one run.
    window : Window, optional
        Hours since the scenario's start, within the run; left out, the scenario's own [warm-up, horizon).
    """
    window = Window(*journal.scenario.window_hours) if window is None else window
    tasks, ends = journal.tasks, instants_of_end(journal)
    delivered, due = np.ascontiguousarray(tasks["delivered"]), np.ascontiguousarray(tasks["due"])
    is_due = window.holds(due)
    episodes = columns_of(journal)
    worked, billed = _seat_hours(journal, window, episodes)
    there, opened = seat_time(journal, window, ends)
    return Observation(
        journal=journal,
        window=window,
        left=np.where(np.isnan(delivered), np.inf, delivered),
        delivered=window.holds(delivered),
        due=is_due,
        on_time=is_due & (delivered <= due),
        episodes=episodes,
        worked=worked,
        billed=billed,
        seats_there=there,
        seats_open=opened,
        ends=ends,
    )


def columns_of(journal: Journal) -> Columns:
    """The episodes by column."""
    return Columns(*(np.array(journal.episodes[name], kind) for name, kind in _KINDS.items()))


_KINDS: dict[str, type] = {
    "team": np.int64,
    "act": np.int64,
    "attempt": np.int64,
    "started": np.float64,
    "ended": np.float64,
    "hours": np.float64,
}


def instants_of_end(journal: Journal) -> Floats:
    """When each team ended for good, in hours since the start, (teams,); inf if it never did."""
    ends = np.full(len(journal.plan.seats), np.inf)
    insolvencies = journal.disruptions[journal.disruptions["insolvency"] == 1]
    ends[insolvencies["team"]] = insolvencies["started"]
    return ends


# -- seat time -------------------------------------------------------------------------------------------


def seat_hours(journal: Journal, window: Window) -> tuple[Floats, Floats]:
    """Hours in seats by team, act and rework (0 first attempt, 1 rework): worked and billed in the window.

    Of an episode across the edge the hours that its team was open and up on this side are worked here, so
    that utilisation has no bias. It is billed whole where it ends; not at all if the run ended first.

    Returns
    -------
    worked, billed : ndarray of float, shape (teams, acts, 2)
        In open hours.
    """
    return _seat_hours(journal, window, columns_of(journal))


def _seat_hours(journal: Journal, window: Window, rows: Columns) -> tuple[Floats, Floats]:
    shape = (len(journal.plan.seats), ACTS, 2)
    key = (rows.team * ACTS + rows.act) * 2 + (rows.attempt > 0)
    within = _hours_within(journal, window, rows)
    billed = rows.hours * window.holds(rows.ended)
    # Without an episode bincount counts in integers, weights or not.
    sums = [np.bincount(key, hours, math.prod(shape)).astype(np.float64) for hours in (within, billed)]
    return sums[0].reshape(shape), sums[1].reshape(shape)


def _hours_within(journal: Journal, window: Window, rows: Columns) -> Floats:
    """Hours of each episode that were worked in the window."""
    until = np.fmin(rows.ended, journal.plan.end)  # of nan and a number the number
    touches = (until > window.start) & (rows.started < window.end)
    within = rows.hours * touches
    cut = np.flatnonzero(touches & ((rows.started < window.start) | (until > window.end)))
    for team in set(rows.team[cut].tolist()):
        own = cut[rows.team[cut] == team]
        since, until_edge = np.maximum(rows.started[own], window.start), np.minimum(until[own], window.end)
        within[own] = hours_at_work(journal, team, since, until_edge)
    return within


def hours_at_work(journal: Journal, team: int, since: Floats, until: Floats) -> Floats:
    """Hours in each [since, until) that the team was open and not down: its people in seats work then."""
    hours = _open_between(journal.plan, team, since, until)
    outages = _outages(journal.disruptions, team)
    if len(outages):
        down = np.stack([outages["started"], outages["ended"]])[:, None, :]
        down_since, down_until = np.minimum(np.maximum(down, since[:, None]), until[:, None])
        hours -= _open_between(journal.plan, team, down_since, down_until).sum(axis=1)
    return hours


def _outages(disruptions: Rows, team: int) -> Rows:
    outages: Rows = disruptions[(disruptions["team"] == team) & (disruptions["insolvency"] == 0)]
    return outages


def _open_between(plan: Plan, team: int, since: Floats, until: Floats) -> Floats:
    until_since, until_until = open_hours_until(plan, team, np.stack([since, until]))
    return np.asarray(until_until - until_since)


def open_hours_until(plan: Plan, team: int, instants: Floats) -> Floats:
    """The law `sim.rules.calendar.open_hours_until` for one team and many finite instants at once."""
    opens, closes, worked = plan.opens[team], plan.closes[team], plan.worked[team]
    row = np.minimum(np.searchsorted(closes, instants, side="right"), len(closes) - 1)
    in_shift = np.maximum(np.minimum(instants, closes[row]) - opens[row], 0.0)
    hours: Floats = worked[row] + in_shift
    return hours


def seat_time(journal: Journal, window: Window, ends: Floats) -> tuple[Floats, Floats]:
    """Seat-hours in the window by team: by the clock, and by the team's calendar.

    Counted are a team's own seats, and those of people hired for the work of a provider that ended (from
    their first day on); both until the team itself ends.

    Returns
    -------
    there, opened : ndarray of float, shape (teams,)
        In hours times seats.
    """
    hires = journal.disruptions[journal.disruptions["hired"] > 0]
    team = np.concatenate([np.arange(len(ends)), hires["hired_by"]])
    seats = np.concatenate([journal.plan.seats, hires["hired"]])
    since = np.concatenate([np.full(len(ends), window.start), hires["hired_at"]])
    spans = np.stack([since, np.maximum(ends[team], since)], axis=1)
    spans = np.minimum(np.maximum(spans, window.start), window.end)
    hours = spans[:, 1] - spans[:, 0], _open_hours(journal.plan, team, spans)
    there, opened = (np.bincount(team, seats * each, len(ends)).astype(np.float64) for each in hours)
    return there, opened


def _open_hours(plan: Plan, team: NDArray[np.int64], spans: Floats) -> Floats:
    """Open hours in spans (n, 2) of several teams (n,) at once; `open_hours_until` says how."""
    closes = plan.closes[team]
    passed = (closes[:, None, :] <= spans[:, :, None]).sum(axis=2)
    row = team[:, None], np.minimum(passed, closes.shape[1] - 1)
    in_shift = np.maximum(np.minimum(spans, plan.closes[row]) - plan.opens[row], 0.0)
    hours = plan.worked[row] + in_shift
    return np.asarray(hours[:, 1] - hours[:, 0])


# -- arithmetic that may have nothing to work on ---------------------------------------------------------


def ratio(part: Number, whole: Number) -> float:
    """Part of a whole; nan if there is no whole."""
    return float(part) / float(whole) if whole else math.nan


def mean(values: NDArray[Any]) -> float:
    """Mean of values; nan if there are none."""
    return float(values.mean()) if values.size else math.nan
