"""Which facts count? Those of the observation window [warm-up, horizon).

A fact belongs to the window in which it ends: a task is counted where it is delivered, a promise where it is
due, a bill where the work it is for ends. What has a length and no bill (hours in a seat, work in progress,
lateness) counts with the part of it that lies in the window. So adjoining windows share out all facts, and
none is counted twice.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engine.changes import OF_SEATS_ONLY
from sim.engine.journal import Cause, Journal, Rows, Why
from sim.engine.plan import Plan, is_given_work
from sim.outcome.incentives import ensure_played_so
from sim.outcome.occupied import spans_beyond, teams_that_shrink
from sim.outcome.reading import Bools, Episodes, Floats, Tasks, numbers, read_episodes, read_tasks
from sim.scenario.arrivals import DAYS_PER_YEAR
from sim.scenario.week import HOURS_PER_WEEK
from sim.scenario.work import WorkType

Number = float | np.number[Any]

HOURS_PER_YEAR = 24.0 * DAYS_PER_YEAR
HOURS_PER_MONTH = HOURS_PER_YEAR / 12.0
ROUNDING = 1e-9


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

    def days(self) -> Floats:
        """The start and every 24 hours from there, up to the end."""
        count = math.floor(self.hours / 24.0 + ROUNDING) + 1
        return self.start + 24.0 * np.arange(count, dtype=np.float64)

    def quarters(self) -> Floats:
        """Edges of equal parts as near to a quarter of a year as can be."""
        parts = max(round(4.0 * self.hours / (24.0 * DAYS_PER_YEAR)), 1)
        return np.linspace(self.start, self.end, parts + 1)

    def holds(self, instants: Floats) -> Bools:
        """Which instants fall in the window; what has not happened (nan) does not."""
        return (instants >= self.start) & (instants < self.end)

    def overlap(self, since: Floats, until: Floats) -> Floats:
        """Hours of each span [since, until) that lie in the window."""
        inside = np.minimum(until, self.end) - np.maximum(since, self.start)
        return np.asarray(np.maximum(inside, 0.0))


@dataclass(frozen=True, slots=True)
class Observation:
    """A journal seen through a window, and what several sections of the scorecard ask of it."""

    journal: Journal
    window: Window
    tasks: Tasks
    """What its tasks come to."""
    episodes: Episodes
    """What its episodes come to."""
    days: Floats
    """(days,) the window's start and every 24 hours from there, up to its end."""
    seats_there: Floats
    """(teams,) seat-hours by the clock: people, whether their seats are open or not, until the team's end."""
    seats_open: Floats
    """(teams,) seat-hours by the team's calendar, those in seats that have closed and are still taken too."""
    ends: Floats
    """(teams,) when each team ended for good; inf if it never did."""
    begins: Floats
    """(teams,) when each contract was signed; inf if none ever was."""
    contracted: Bools
    """(teams,) which are providers with a contract; others move no number."""

    @property
    def providers(self) -> slice:
        """The providers among the teams."""
        return slice(1, self.journal.plan.liaisons)

    @property
    def ours(self) -> Bools:
        """(teams,) the client's own teams, and the providers with a contract."""
        ours = self.contracted.copy()
        ours[[0, -2, -1]] = True
        return ours

    def in_force(self, team: int) -> Window:
        """The part of the window in which a provider's contract is in force; empty if there is none."""
        since = min(max(self.window.start, float(self.begins[team])), self.window.end)
        until = min(self.window.end, float(self.ends[team]))
        return Window(since, max(since, until))


def observe(journal: Journal, window: Window | None = None) -> Observation:
    """See a journal through a window.

    Parameters
    ----------
    journal : Journal
        The facts of one run.
    window : Window, optional
        Hours since the scenario's start, within the run; left out, the scenario's own [warm-up, horizon).

    Raises
    ------
    InputError
        A provider would have worked otherwise in the case that the journal is said to be of.
    """
    ensure_played_so(journal)
    window = Window(*journal.scenario.window_hours) if window is None else window
    ends, days = instants_of_end(journal), window.days()
    there, opened = seat_time(journal, window, ends)
    tasks = tasks_in(journal, journal.tasks, window, days)
    return Observation(
        journal=journal,
        window=window,
        tasks=tasks,
        episodes=_read_episodes(journal, window),
        days=days,
        seats_there=there,
        seats_open=opened,
        ends=ends,
        begins=instants_of_signing(journal),
        contracted=have_contracts(journal, tasks.has_work, ends),
    )


def have_contracts(journal: Journal, has_work: Bools, ends: Floats) -> Bools:
    """Which teams are providers that are given work, stand by for it, or have had some, (teams,).

    Who ends before the contracts are signed has none. A provider without a contract costs nothing, and
    nothing that happens to it moves a number.
    """
    plan, stand_by = journal.plan, journal.strategy.contingency.plan
    contracted = has_work.copy()
    contracted[: plan.liaisons] |= is_given_work(plan)
    if stand_by in journal.scenario.providers:
        contracted[journal.scenario.teams.index(stand_by)] = True
    begins = instants_of_signing(journal)
    if plan.leaving.comes_anew:
        contracted[plan.leaving.to] |= begins[plan.leaving.to] < plan.end
    contracted[ends < begins] = False
    contracted[[0, -2, -1]] = False
    return contracted


def tasks_in(journal: Journal, rows: Rows, window: Window, days: Floats) -> Tasks:
    """What some of a journal's tasks come to, such as those of one work type."""
    edges, teams = (window.start, window.end), len(journal.plan.seats)
    bearable = bearable_days(journal.scenario.work.values())
    back = journal.scenario.service_over_days
    return read_tasks(*numbers(rows), edges, teams, bearable, days, back, window.quarters())


def bearable_days(work: Collection[WorkType]) -> Floats:
    """Days after which a late task can cost no more: it has lost all that it was worth, (work types,).

    By delay, as far as its value is stated, or because its right has lapsed; else there is no such bound.
    """
    bounded = [w.value / w.delay_cost_per_day if w.value * w.delay_cost_per_day else np.inf for w in work]
    lapses = [np.inf if w.lapse_days is None else w.lapse_days for w in work]
    return np.asarray(np.minimum(bounded, lapses), dtype=np.float64)


def _read_episodes(journal: Journal, window: Window) -> Episodes:
    edges, plan = (window.start, window.end), journal.plan
    calendars = plan.opens, plan.closes, plan.worked
    return read_episodes(*numbers(journal.episodes), edges, plan.end, calendars, *outages_of(journal))


def outages_of(journal: Journal) -> tuple[NDArray[np.int32], Floats]:
    """Which team was down, and from when until when, (outages,) and (outages, 2)."""
    rows = journal.disruptions[journal.disruptions["cause"] == Cause.OUTAGE]
    return np.ascontiguousarray(rows["team"]), np.stack([rows["started"], rows["ended"]], axis=1)


def instants_of_end(journal: Journal) -> Floats:
    """When each team ended for good, in hours since the start, (teams,); inf if it never did."""
    ends = np.full(len(journal.plan.seats), np.inf)
    insolvencies = journal.disruptions[journal.disruptions["cause"] != Cause.OUTAGE]
    ends[insolvencies["team"]] = insolvencies["started"]
    return ends


def instants_of_signing(journal: Journal) -> Floats:
    """When each contract was signed, in hours since the start, (teams,): all at once, but that of who follows
    upon another only when its first work may come; inf if it never does."""
    leaving, rows = journal.plan.leaving, journal.changes
    begins = np.full(len(journal.plan.seats), journal.plan.signing.instant)
    if leaving.comes_anew:
        decided = rows["decided"][rows["why"] == Why.SUCCEEDING]
        begins[leaving.to] = decided.min(initial=np.inf) + leaving.tender_hours
    return begins


# -- seat time -------------------------------------------------------------------------------------------


def open_hours_until(plan: Plan, team: int, instants: Floats) -> Floats:
    """The law `sim.rules.calendar.open_hours_until` for one team and many finite instants at once."""
    opens, closes, worked = plan.opens[team], plan.closes[team], plan.worked[team]
    row = np.minimum(np.searchsorted(closes, instants, side="right"), len(closes) - 1)
    in_shift = np.maximum(np.minimum(instants, closes[row]) - opens[row], 0.0)
    hours: Floats = worked[row] + in_shift
    return hours


def seat_time(journal: Journal, window: Window, ends: Floats) -> tuple[Floats, Floats]:
    """Seat-hours in the window by team: by the clock, and by the team's calendar.

    A team's people are there from the start, or from the day they came, until they left or the team ended.
    Seats that are closed for a while (a slowdown, teaching) are not open, though the people are there; a seat
    that has closed counts as open for as long as somebody goes on working in it.

    Returns
    -------
    there, opened : ndarray of float, shape (teams,)
        In hours times seats.
    """
    changes = journal.changes
    team = np.concatenate([np.arange(len(ends)), changes["team"]])
    seats = np.concatenate([journal.plan.seats_before, changes["seats"]])
    since = np.concatenate([np.full(len(ends), window.start), changes["instant"]])
    spans = np.stack([since, np.maximum(ends[team], since)], axis=1)
    spans = np.minimum(np.maximum(spans, window.start), window.end)
    stay = np.concatenate([np.zeros(len(ends), dtype=np.bool_), np.isin(changes["why"], OF_SEATS_ONLY)])
    there = np.bincount(team, np.where(stay, 0, seats) * (spans[:, 1] - spans[:, 0]), len(ends))
    opened = np.bincount(team, seats * _open_hours(journal.plan, team, spans), len(ends)).astype(np.float64)
    for shrinking in teams_that_shrink(journal):
        until = min(journal.plan.end, float(ends[shrinking]))
        edges, beyond = spans_beyond(journal, shrinking, until)
        hours = open_hours_until(journal.plan, shrinking, np.clip(edges, window.start, window.end))
        opened[shrinking] += float((beyond * np.diff(hours)).sum())
    return there.astype(np.float64), opened


def seats_between(journal: Journal, edges: Floats, ends: Floats) -> Floats:
    """Seat-hours by the clock between some instants in order, (n,), and by team, (n - 1, teams).

    The first of `seat_time`, for many windows that adjoin, in one pass: who is there does not depend on who
    is at work.
    """
    changes = journal.changes[~np.isin(journal.changes["why"], OF_SEATS_ONLY)]
    team = np.concatenate([np.arange(len(ends)), changes["team"]])
    seats = np.concatenate([journal.plan.seats_before, changes["seats"]])
    since = np.concatenate([np.full(len(ends), edges[0]), changes["instant"]])
    until = np.maximum(ends[team], since)
    hours = np.diff(np.clip(edges[:, None], since, until), axis=0) * seats
    place = np.arange(len(hours))[:, None] * len(ends) + team
    table = np.bincount(place.ravel(), hours.ravel(), len(hours) * len(ends))
    return np.asarray(table.reshape(len(hours), len(ends)), dtype=np.float64)


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
