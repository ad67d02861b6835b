"""Which facts count? Those of the observation window [warm-up, horizon).

A fact belongs to the window in which it ends: a task is counted where it is delivered, a promise where it is
due, a bill where the work it is for ends. What has a length and no bill (hours in a seat, work in progress,
lateness) counts with the part of it that lies in the window. So adjoining windows share out all facts, and
none is counted twice.
"""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sim.engine.journal import Act, Cause, Journal, Rows, Why
from sim.engine.plan import Plan, is_given_work
from sim.outcome.days import Days, read_days
from sim.outcome.incentives import ensure_played_so
from sim.outcome.observed import HOURS_PER_MONTH as HOURS_PER_MONTH
from sim.outcome.observed import HOURS_PER_YEAR as HOURS_PER_YEAR
from sim.outcome.observed import Window as Window
from sim.outcome.occupied import hours_beyond
from sim.outcome.once import kept, once
from sim.outcome.reading import Bools, Episodes, Floats, Marks, Tasks, numbers, read_episodes, read_tasks
from sim.outcome.seat_time import SeatTime, seat_time
from sim.outcome.seat_time import open_hours_until as open_hours_until
from sim.outcome.seat_time import seats_between as seats_between
from sim.scenario.scenario import Scenario
from sim.strategy.strategy import Strategy

Number = float | np.number[Any]


class Lens:
    """What all runs of a case are seen through: the case, and a window.

    What follows from these alone is found out once, however many runs are seen (`sim.outcome.once`).
    """

    __slots__ = ("days", "found", "plan", "quarters", "scenario", "strategy", "window")

    def __init__(
        self, scenario: Scenario, strategy: Strategy, plan: Plan, window: Window | None = None
    ) -> None:
        ensure_played_so(scenario, strategy, plan)
        self.scenario, self.strategy, self.plan = scenario, strategy, plan
        self.window = window = Window(*scenario.window_hours) if window is None else window
        self.days, self.quarters = window.days(), window.quarters()
        self.found: dict[Any, Any] = {}


class Observation:
    """A journal seen through a window, and what several sections of the scorecard ask of it.

    Nothing is read before it is asked for.
    """

    def __init__(self, journal: Journal, lens: Lens) -> None:
        self.journal, self.lens, self.window, self.days = journal, lens, lens.window, lens.days
        self.found: dict[Any, Any] = {}

    @kept
    def task_numbers(self) -> tuple[Floats, Marks]:
        """Its tasks, as compiled code reads them."""
        return numbers(self.journal.tasks)

    @kept
    def episode_numbers(self) -> tuple[Floats, Marks]:
        """Its episodes likewise."""
        return numbers(self.journal.episodes)

    @kept
    def tasks(self) -> Tasks:
        """What its tasks come to."""
        return _read_tasks(self.lens, self.task_numbers)

    @kept
    def daily(self) -> Days:
        """What is in hand from day to day."""
        return _read_days(self.lens, self.task_numbers)

    @kept
    def episodes(self) -> Episodes:
        """What its episodes come to."""
        plan = self.journal.plan
        calendars = plan.opens, plan.closes, plan.worked
        return read_episodes(
            *self.episode_numbers, self.window, plan.end, calendars, *outages_of(self.journal)
        )

    @kept
    def billed_work(self) -> list[list[float]]:
        """(teams, 2) hours of work that ended in the window, in first attempts and in rework."""
        hours: list[list[float]] = self.episodes.billed[:, Act.WORK].tolist()
        return hours

    @kept
    def seat_time(self) -> SeatTime:
        """Seat-hours of its teams, and who came and went."""
        return seat_time(self.journal, self.window, self.ends)

    @kept
    def seats_there(self) -> Floats:
        """(teams,) seat-hours by the clock: people, whether their seats are open or not, until the team's
        end."""
        return self.seat_time.there

    @kept
    def seat_years(self) -> list[float]:
        """(teams,) the same in years."""
        years: list[float] = (self.seats_there / HOURS_PER_YEAR).tolist()
        return years

    @kept
    def seats_open(self) -> Floats:
        """(teams,) seat-hours by the team's calendar, those in seats that have closed and are still taken
        too."""
        return np.array([self.open_seats_of(team) for team in range(len(self.ends))])

    def open_seats_of(self, team: int) -> float:
        """The same of one team."""
        hours = float(self.seat_time.opened[team])
        return hours + float(self._beyond[team]) if self.seat_time.closings[team] else hours

    @kept
    def _beyond(self) -> Floats:
        return hours_beyond(self.journal, self.window, self.ends)

    @kept
    def has_ends(self) -> bool:
        """Whether any team ended for good."""
        return any(self.journal.disruptions["cause"].tolist())  # of outages it is nought

    @kept
    def ends(self) -> Floats:
        """(teams,) when each team ended for good; inf if it never did."""
        return instants_of_end(self.journal) if self.has_ends else _never(self.lens)

    @kept
    def begins(self) -> Floats:
        """(teams,) when each contract was signed; inf if none ever was."""
        return instants_of_signing(self.journal)

    @kept
    def contracted(self) -> Bools:
        """(teams,) which are providers that are given work, stand by for it, or have had some.

        Who ends before the contracts are signed has none. A provider without a contract costs nothing, and
        nothing that happens to it moves a number.
        """
        leaving = self.lens.plan.leaving
        contracted = self.tasks.has_work | meant_for_work(self.lens)
        if leaving.comes_anew:
            contracted[leaving.to] |= self.begins[leaving.to] < self.journal.plan.end
        if self.has_ends:
            contracted[self.ends < self.begins] = False
        contracted[0] = contracted[-2] = contracted[-1] = False
        return contracted

    @kept
    def is_contracted(self) -> list[bool]:
        """(teams,) the same, for Python."""
        contracted: list[bool] = self.contracted.tolist()
        return contracted

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
        if not (self.has_ends or self.lens.plan.leaving.comes_anew):
            return _since_signing(self.lens)
        return _part_of(self.window, float(self.begins[team]), float(self.ends[team]))


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
    return Observation(journal, Lens(journal.scenario, journal.strategy, journal.plan, window))


# -- what is known of a case, and of its rows --------------------------------------------------------------


def _part_of(window: Window, begins: float, ends: float) -> Window:
    since = min(max(window.start, begins), window.end)
    return Window(since, max(since, min(window.end, ends)))


@once
def _since_signing(lens: Lens) -> Window:
    """The part of the window in which a contract is in force that is signed with all others and not ended."""
    return _part_of(lens.window, lens.plan.signing.instant, math.inf)


@once
def _never(lens: Lens) -> Floats:
    """When teams end that do not, (teams,)."""
    return np.full(len(lens.plan.seats), np.inf)


@once
def given_work(lens: Lens) -> Bools:
    """Which working teams are given work, (S,)."""
    return is_given_work(lens.plan)


@once
def meant_for_work(lens: Lens) -> Bools:
    """Which teams are given work, or stand by for it, as far as is settled before time starts, (teams,)."""
    plan, stand_by = lens.plan, lens.strategy.contingency.plan
    meant = np.zeros(len(plan.seats), dtype=np.bool_)
    meant[: plan.liaisons] = given_work(lens)
    if stand_by in lens.scenario.providers:
        meant[lens.scenario.teams.index(stand_by)] = True
    return meant


def tasks_in(lens: Lens, rows: Rows) -> Tasks:
    """What some of a journal's tasks come to, such as those of one work type."""
    return _read_tasks(lens, numbers(rows))


def _read_tasks(lens: Lens, rows: tuple[Floats, Marks]) -> Tasks:
    return read_tasks(*rows, lens.window, len(lens.plan.seats), bearable(lens), lens.quarters)


def days_in(lens: Lens, rows: Rows) -> Days:
    """What is in hand of them from day to day."""
    return _read_days(lens, numbers(rows))


def _read_days(lens: Lens, rows: tuple[Floats, Marks]) -> Days:
    return read_days(rows[0], lens.days, lens.scenario.service_over_days)


@once
def bearable(lens: Lens) -> Floats:
    """Days after which a late task can cost no more: it has lost all that it was worth, (work types,).

    By delay, as far as its value is stated, or because its right has lapsed; else there is no such bound.
    """
    work = lens.scenario.work.values()
    bounded = [w.value / w.delay_cost_per_day if w.value * w.delay_cost_per_day else np.inf for w in work]
    lapses = [np.inf if w.lapse_days is None else w.lapse_days for w in work]
    return np.asarray(np.minimum(bounded, lapses), dtype=np.float64)


NO_OUTAGE: Final = (np.empty(0, np.int32), np.empty((0, 2)))


def outages_of(journal: Journal) -> tuple[NDArray[np.int32], Floats]:
    """Which team was down, and from when until when, (outages,) and (outages, 2)."""
    rows = journal.disruptions
    if not len(rows):
        return NO_OUTAGE
    if any(rows["cause"].tolist()):  # of outages it is nought
        rows = rows[rows["cause"] == Cause.OUTAGE]
    spans = np.empty((len(rows), 2))
    spans[:, 0], spans[:, 1] = rows["started"], rows["ended"]
    return np.ascontiguousarray(rows["team"]), spans


def instants_of_end(journal: Journal) -> Floats:
    """When each team ended for good, in hours since the start, (teams,); inf if it never did."""
    ends, rows = np.full(len(journal.plan.seats), np.inf), journal.disruptions
    if rows["cause"].any():  # of outages it is nought
        insolvencies = rows[rows["cause"] != Cause.OUTAGE]
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


# -- arithmetic that may have nothing to work on ---------------------------------------------------------


def ratio(part: Number, whole: Number) -> float:
    """Part of a whole; nan if there is no whole."""
    return float(part) / float(whole) if whole else math.nan


def mean(values: NDArray[Any]) -> float:
    """Mean of values; nan if there are none."""
    return float(values.mean()) if values.size else math.nan
