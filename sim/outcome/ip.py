"""What did others get to know, and what leaked? Intellectual property at risk, leaks, and what they lose.

A team *knows* a task from the instant at which one of its people first works on it. Its *exposure* is the
share of the sensitive work so far that it knows, work types weighted by what is at risk in them, which is
`sensitivity` x `ip_value`. Leaks come at a rate in proportion to the exposure, and each loses, on average,
what the team knows by then: so the expected number of leaks grows with the exposure, and the expected loss
with its square. Two teams that know half each leak as often, together, as one that knows all, but half as
much at a time.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engine.journal import Act, Journal
from sim.outcome.reading import Floats
from sim.outcome.window import HOURS_PER_YEAR, Observation, Window, mean, ratio
from sim.rules.assignment import INHOUSE
from sim.scenario.scenario import Scenario
from sim.scenario.team import WorkingTeam
from sim.strategy.strategy import Strategy
from sim.tape.stream import stream


class Leaks(NamedTuple):
    """All leaks of a run, one entry each, by team and then by time."""

    team: NDArray[np.int64]
    began: Floats
    """When something leaked, in hours since the scenario's start."""
    found: Floats
    """When it came to light, in hours since the scenario's start; perhaps after the run."""
    loss: Floats
    """What it loses, in the scenario's currency."""


class Steps(NamedTuple):
    """A share that changes at instants only."""

    since: Floats
    """(steps,) hours since the scenario's start, rising from 0."""
    share: Floats
    """(steps,) its value from then on."""
    end: float
    """When the last step ends."""

    def mean(self, window: Window) -> float:
        """Time average over a window."""
        hours = window.overlap(self.since, np.append(self.since[1:], self.end))
        return ratio(float(hours @ self.share), window.hours)


class IntellectualProperty(NamedTuple):
    """What others got to know in the window, and what leaked in the run."""

    measures: dict[str, float]
    leaks: Leaks
    booked: float
    """Loss of the leaks that came to light in the window, in the scenario's currency."""


def intellectual_property(seen: Observation) -> IntellectualProperty:
    """Leaks of the run, and measures of the window; exposures are nan where nothing is at risk, and 0 where
    no provider knows of it.

    A leak is counted in the window in which it happens, and its loss is booked in the one in which it comes
    to light, even if it happened before.
    """
    at_risk = value_at_risk(seen.journal.scenario)
    known = _known_by(seen) if at_risk.any() else np.empty((0, 0))
    exposed = [exposure(seen.journal, at_risk, own) for own in known]
    leaks = _all_leaks(seen.journal, at_risk, exposed)
    fresh, found = seen.window.holds(leaks.began), seen.window.holds(leaks.found)
    measures = {
        "ip_exposure": math.nan,
        "ip_largest_exposure": math.nan,
        "ip_leaks": float(fresh.sum()),
        "ip_leaks_found": float(found.sum()),
        "ip_loss_per_leak": mean(leaks.loss[fresh]),
        "ip_loss_incurred": float(leaks.loss[fresh].sum()),
    }
    if exposed:
        parts = seen.journal.strategy.protection.split_into
        to_any = exposure(seen.journal, at_risk, known[1:].min(axis=0, initial=np.inf))
        largest = max((own.mean(seen.window) for own in exposed[1:]), default=0.0)
        measures["ip_exposure"] = to_any.mean(seen.window)
        measures["ip_largest_exposure"] = largest / parts
    return IntellectualProperty(measures, leaks, float(leaks.loss[found].sum()))


def value_at_risk(scenario: Scenario) -> Floats:
    """What a leak of everything there is to know would lose, by work type, (work types,)."""
    return np.array([work.sensitivity * work.ip_value for work in scenario.work.values()])


# -- exposure --------------------------------------------------------------------------------------------


def _known_by(seen: Observation) -> Floats:
    """When somebody of each working team first worked on each task, (S, tasks); inf if nobody did."""
    known = np.full((seen.journal.plan.liaisons, len(seen.journal.tasks)), np.inf)
    episodes = seen.journal.episodes
    work = episodes[episodes["act"] == Act.WORK][::-1]  # of two values the one written last stays
    known[work["team"], work["task"]] = work["started"]
    return known


def exposure(journal: Journal, at_risk: Floats, known: Floats) -> Steps:
    """The share of the sensitive work so far that somebody knows.

    It is the sum over work types of at_risk / (sum of at_risk) x tasks known / tasks arrived.

    Parameters
    ----------
    at_risk : ndarray of float, shape (work types,)
        Money at risk in each work type; not all zero.
    known : ndarray of float, shape (tasks,)
        When each task became known, in hours since the scenario's start; inf if it never did.
    """
    kinds, weights = journal.tasks["work_type"], at_risk / at_risk.sum()
    is_known = (weights[kinds] > 0.0) & np.isfinite(known)
    arrived = np.ascontiguousarray(journal.tasks["arrived"])
    since = np.unique(np.concatenate([[0.0], arrived[weights[kinds] > 0.0], known[is_known]]))
    share = np.zeros(len(since))
    for kind in np.flatnonzero(weights):
        came = np.searchsorted(arrived[kinds == kind], since, side="right")
        knew = np.searchsorted(np.sort(known[is_known & (kinds == kind)]), since, side="right")
        share += weights[kind] * knew / np.maximum(came, 1)
    return Steps(since, share, journal.plan.end)


# -- leaks -----------------------------------------------------------------------------------------------


def hazard_per_year(scenario: Scenario, strategy: Strategy, name: str) -> float:
    """Expected leaks a year of a working team that knows all of the sensitive work."""
    if name == "inhouse":
        return scenario.inhouse.leaks_per_year * (1.0 - scenario.inhouse.security)
    team = scenario.providers[name]
    kept = 1.0 - team.secure_facility_effect if strategy.protection.secures(name) else 1.0
    return team.leaks_per_year * (1.0 - team.security) * kept


def _all_leaks(journal: Journal, at_risk: Floats, exposed: list[Steps]) -> Leaks:
    scenario, strategy = journal.scenario, journal.strategy
    teams: dict[str, WorkingTeam] = {"inhouse": scenario.inhouse, **scenario.providers}
    told = [Leaks(np.empty(0, np.int64), np.empty(0), np.empty(0), np.empty(0))]
    for index, (own, (name, team)) in enumerate(zip(exposed, teams.items(), strict=False)):
        hazard = hazard_per_year(scenario, strategy, name) / HOURS_PER_YEAR
        if hazard > 0.0:
            began, share = instants(journal, name, hazard, own)
            parts = 1 if index == INHOUSE else strategy.protection.split_into
            told.append(_told(journal, index, name, team, began, at_risk.sum() * share / parts))
    return Leaks(*(np.concatenate(column) for column in zip(*told, strict=True)))


def instants(journal: Journal, name: str, hazard: float, exposed: Steps) -> tuple[Floats, Floats]:
    """When a team leaks, and its exposure then: a Poisson process at the rate hazard x exposure.

    Leak k comes when the integral of the rate reaches the sum of k unit exponentials, which are dealt by the
    team's name. So whoever is exposed more leaks what he would have leaked anyway, earlier, and then more.

    Parameters
    ----------
    hazard : float
        Leaks per hour at exposure 1, above 0.
    """
    hours = np.diff(exposed.since, append=exposed.end)
    integral = np.concatenate([[0.0], np.cumsum(hazard * exposed.share * hours)])
    points = _points(journal, name, float(integral[-1]))
    step = np.searchsorted(integral, points, side="left") - 1
    began = exposed.since[step] + (points - integral[step]) / (hazard * exposed.share[step])
    return began, exposed.share[step]


def _points(journal: Journal, name: str, until: float) -> Floats:
    """Sums of unit exponentials up to `until`; how many are drawn at once changes none of them."""
    size = 16
    while True:
        tape = journal.tape
        gaps = stream(tape.seed, tape.replication, f"{name}/leak").exponentials(size)
        points = np.cumsum(gaps)
        if points[-1] > until:
            return np.asarray(points[(points < until) & (points > 0.0)])
        size *= 4


def _told(journal: Journal, index: int, name: str, team: WorkingTeam, began: Floats, worth: Floats) -> Leaks:
    """Leaks with what is dealt to each: how long it stays unknown, and how bad it is."""
    tape, size = journal.tape, len(began)
    lag = stream(tape.seed, tape.replication, f"{name}/leak_detection").exponentials(size)
    luck = stream(tape.seed, tape.replication, f"{name}/leak_loss").amounts(team.leak_loss.unit, size)
    return Leaks(np.full(size, index), began, began + 24.0 * team.detection_days * lag, worth * luck)
