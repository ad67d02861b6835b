"""What fell into wrong hands? Leaks by people who work on secrets, or leave with them, and what they lose.

A team leaks as often as its people work on sensitive things, by people and time, and as often as such people
leave. What a leak loses follows what the team has seen by then, to a stated power. Rate and loss are two
things: an hour more of the same work raises the one and not the other.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engine.journal import Act, Journal, Why
from sim.outcome.people import took_effect
from sim.outcome.reading import Floats
from sim.outcome.value_seen import ValueSeen
from sim.outcome.window import Observation
from sim.rules.assignment import INHOUSE
from sim.scenario.scenario import Scenario
from sim.scenario.team import FULL_TIME_HOURS, WorkingTeam
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


class Sources(NamedTuple):
    """Where a team's leaks come from, one entry each: hours of work on secrets, or a leaver."""

    since: Floats
    until: Floats
    """Hours since the scenario's start; who leaves does so at once."""
    leaks: Floats
    """Leaks to be expected of it, evenly over the stretch."""


def leaks_of(seen: Observation, value: ValueSeen) -> Leaks:
    """All leaks of a run."""
    journal = seen.journal
    scenario, strategy = journal.scenario, journal.strategy
    teams: dict[str, WorkingTeam] = {"inhouse": scenario.inhouse, **scenario.providers}
    told = [Leaks(np.empty(0, np.int64), np.empty(0), np.empty(0), np.empty(0))]
    for index, (name, team) in enumerate(teams.items()):
        let_through = share_let_through(scenario, strategy, name)
        if value.at_risk and let_through and (team.leaks_per_year or team.leaks_per_leaver):
            began = instants(journal, name, _sources(seen, value, index, team, let_through))
            if began.size:
                parts = 1 if index == INHOUSE else strategy.protection.split_into
                share = value.shares_at(index, began) ** team.loss_exponent
                told.append(_told(journal, index, name, team, began, value.at_risk * share / parts))
    return Leaks(*(np.concatenate(column) for column in zip(*told, strict=True)))


def share_let_through(scenario: Scenario, strategy: Strategy, name: str) -> float:
    """What is left of a working team's leaks by its security and its facility, times what remote access
    adds."""
    if name == "inhouse":
        return (1.0 - scenario.inhouse.security) * scenario.inhouse.remote_access
    team = scenario.providers[name]
    kept = 1.0 - team.secure_facility_effect if strategy.protection.secures(name) else 1.0
    return (1.0 - team.security) * team.remote_access * kept


def _sources(seen: Observation, value: ValueSeen, index: int, team: WorkingTeam, factor: float) -> Sources:
    """What makes a team leak: hours of its people on sensitive work, and people who leave."""
    own = np.flatnonzero(value.team == index)
    since, until, exposed = value.started[own], value.ended[own], value.exposed[own]
    leaks = exposed * (factor * team.leaks_per_year / FULL_TIME_HOURS)
    if team.leaks_per_leaver == 0.0:
        return Sources(since, until, leaks)
    left, secret = _leavers(seen, index, until, exposed)
    by_leaving = secret * (factor * team.leaks_per_leaver)
    return Sources(*map(np.concatenate, ((since, left), (until, left), (leaks, by_leaving))))


def _leavers(seen: Observation, index: int, ended: Floats, exposed: Floats) -> tuple[Floats, Floats]:
    """When people of a team left of their own accord, (L,), and how secret their work had been, (L,).

    They take along what the team's people have in their heads: the share of its working hours by then, of
    episodes that had `ended`, that were `exposed` to sensitive work.
    """
    rows = took_effect(seen.journal, seen.ends, Why.LEFT)
    left = np.sort(rows["instant"][rows["team"] == index])
    episodes = seen.journal.episodes
    work = (episodes["act"] == Act.WORK) & (episodes["team"] == index)
    hours = _sums_until(left, episodes["ended"][work], episodes["hours"][work])
    secret = _sums_until(left, ended, exposed)
    return left, np.minimum(secret / np.where(hours > 0.0, hours, 1.0), 1.0)


def _sums_until(instants: Floats, ended: Floats, amounts: Floats) -> Floats:
    """Sums of the amounts that had come by each instant; what has not (nan) comes last."""
    order = np.argsort(ended)
    sums = np.concatenate([[0.0], np.cumsum(amounts[order])])
    return np.asarray(sums[np.searchsorted(ended[order], instants, side="right")])


def instants(journal: Journal, name: str, sources: Sources) -> Floats:
    """When a team leaks: a Poisson process with what is to be expected of its sources.

    Leak k comes when the expected leaks so far reach the sum of k unit exponentials, which are dealt by the
    team's name. So whoever is exposed more leaks what he would have leaked anyway, earlier, and then more.
    """
    points = _points(journal, name, float(sources.leaks.sum()))
    return np.interp(points, *_expected(sources)) if points.size else points


def _expected(sources: Sources) -> tuple[Floats, Floats]:
    """Expected leaks so far, (K,), and the instants at which they are that many, (K,); neither falls.

    They rise evenly from knot to knot, and at once where two are at one instant.
    """
    at_once = sources.until <= sources.since
    slope = np.where(at_once, 0.0, sources.leaks / np.where(at_once, 1.0, sources.until - sources.since))
    nothing = np.zeros(len(slope))
    turns = np.concatenate([slope, -slope])
    jumps = np.concatenate([nothing, np.where(at_once, sources.leaks, 0.0)])
    knots = np.concatenate([sources.since, sources.until])
    order = np.argsort(knots, kind="stable")
    knots, jumps = knots[order], jumps[order]
    slopes = np.maximum(np.cumsum(turns[order]), 0.0)  # rounding may leave less than nothing
    risen = np.concatenate([[0.0], np.cumsum(slopes[:-1] * np.diff(knots))])
    after = risen + np.cumsum(jumps)
    return np.stack([after - jumps, after], axis=1).ravel(), np.repeat(knots, 2)


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
