"""How much of what is at risk has each team seen?

A team *sees* a task from the instant at which one of its people first works on it. What it has seen is a
share of the value at risk in all tasks of the whole run, so three tasks of three are not everything, if three
hundred come. Leaks lose by it, and so does a provider that becomes a rival.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.engine.journal import Act, Journal
from sim.outcome.reading import Floats
from sim.outcome.window import Observation, Window
from sim.rules.assignment import INHOUSE
from sim.scenario.scenario import Scenario


@dataclass(frozen=True, slots=True, eq=False)
class ValueSeen:
    """Who has seen what: M tasks at risk, S working teams, E episodes of work on such tasks."""

    at_risk: float
    """What a leak of everything there is to know in the run would lose, in the scenario's currency."""
    worth: Floats
    """(M,) the share of it in each task; they add up to 1, unless nothing is at risk."""
    known: Floats
    """(S, M) when each team first worked on each; inf if it never did."""
    team: NDArray[np.int32]
    """(E,) whose people worked."""
    started: Floats
    """(E,) when they took the seat."""
    ended: Floats
    """(E,) when they left it, at the latest at the run's end."""
    exposed: Floats
    """(E,) hours worked, weighted by the sensitivity of the work."""

    def shares_at(self, team: int, instants: Floats) -> Floats:
        """What a team has seen by each of some instants, (n,), from 0 to 1."""
        order = np.argsort(self.known[team])
        seen = np.concatenate([[0.0], np.cumsum(self.worth[order])])
        shares = seen[np.searchsorted(self.known[team][order], instants, side="right")]
        return np.asarray(np.minimum(shares, 1.0))

    def mean(self, known: Floats, window: Window) -> float:
        """What somebody who knew the tasks since `known` (M,) had seen, on average over a window."""
        hours = window.end - np.clip(known, window.start, window.end)
        return float(self.worth @ hours) / window.hours if window.hours else math.nan


def value_seen(journal: Journal) -> ValueSeen:
    """What each working team has seen of the value at risk in a run."""
    at_risk = value_at_risk(journal.scenario)
    number = np.bincount(journal.tasks["work_type"], minlength=len(at_risk))
    whole = float(at_risk[number > 0].sum())
    each = at_risk / np.maximum(number, 1) / (whole or 1.0)
    worth = each[journal.tasks["work_type"]]
    rows = np.flatnonzero(worth)
    place = np.full(len(worth), -1)
    place[rows] = np.arange(len(rows))
    sensitivity = np.array([work.sensitivity for work in journal.scenario.work.values()])

    episodes = journal.episodes
    work = np.flatnonzero((episodes["act"] == Act.WORK) & (worth[episodes["task"]] > 0.0))
    task, team, started = (episodes[name][work] for name in ("task", "team", "started"))
    known = np.full((journal.plan.liaisons, len(rows)), np.inf)
    known[team[::-1], place[task][::-1]] = started[::-1]  # of two values the one written last stays
    return ValueSeen(
        at_risk=whole,
        worth=worth[rows],
        known=known,
        team=team,
        started=started,
        ended=np.fmin(episodes["ended"][work], journal.plan.end),  # of nan and a number the number
        exposed=episodes["hours"][work] * sensitivity[journal.tasks["work_type"][task]],
    )


def value_at_risk(scenario: Scenario) -> Floats:
    """What a leak of everything there is to know would lose, by work type, (work types,)."""
    return np.array([work.sensitivity * work.ip_value for work in scenario.work.values()])


def exposures(seen: Observation, value: ValueSeen) -> dict[str, float]:
    """Averages over the window; nan where nothing is at risk, and 0 where no provider has seen of it."""
    if not value.at_risk:
        return {"ip_exposure": math.nan, "ip_largest_exposure": math.nan}
    outside = value.known[INHOUSE + 1 :]
    parts = seen.journal.strategy.protection.split_into
    largest = max((value.mean(own, seen.window) for own in outside), default=0.0)
    return {
        "ip_exposure": value.mean(outside.min(axis=0, initial=np.inf), seen.window),
        "ip_largest_exposure": largest / parts,
    }
