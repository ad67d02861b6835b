"""When does each team go down, and when does a provider end for good? Dealt before time starts."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.scenario.arrivals import DAYS_PER_YEAR
from sim.scenario.hazard import CashInsolvency, Insolvency, Outages
from sim.scenario.scenario import Scenario
from sim.scenario.team import Provider, Team
from sim.tape.stream import stream

Floats = NDArray[np.float64]
DAYS_PER_MONTH = DAYS_PER_YEAR / 12.0


class Misfortunes(NamedTuple):
    """The timetable of what goes wrong.

    `team`, `start`, `end` are the outages, in the order of their starts (one team's never overlap or touch);
    `ends` has one entry a team: the instant of its insolvency, or inf. `slow_...` are slowdowns, in which a
    share of the seats closes; `trouble_...` are times in which people leave more often. Times in hours.
    """

    team: NDArray[np.int64]
    start: Floats
    end: Floats
    ends: Floats
    slow_team: NDArray[np.int64] = np.zeros(0, dtype=np.int64)
    slow_start: Floats = np.zeros(0)
    slow_end: Floats = np.zeros(0)
    slow_share: Floats = np.zeros(0)
    trouble_team: NDArray[np.int64] = np.zeros(0, dtype=np.int64)
    trouble_start: Floats = np.zeros(0)
    trouble_end: Floats = np.zeros(0)
    trouble_factor: Floats = np.zeros(0)


def deal_misfortunes(scenario: Scenario, seed: int, replication: int) -> Misfortunes:
    """Outages and insolvencies of all teams within the scenario's time."""
    hours = scenario.window_hours[1]
    rows: list[tuple[float, int, float]] = []
    ends = np.full(len(scenario.teams), np.inf)
    for index, name in enumerate(scenario.teams):
        team = team_of(scenario, name)
        ends[index] = _end(scenario, name, team, seed, replication)
        for start, end in _outages(scenario, name, team, seed, replication, min(hours, ends[index])):
            rows.append((start, index, end))
    rows.sort()
    table = np.array(rows, dtype=np.float64).reshape(-1, 3)
    return Misfortunes(table[:, 1].astype(np.int64), table[:, 0].copy(), table[:, 2].copy(), ends)


def team_of(scenario: Scenario, name: str) -> Team:
    """The team of that name."""
    own: dict[str, Team] = {
        "inhouse": scenario.inhouse,
        "liaisons": scenario.liaisons,
        "reviewers": scenario.reviewers,
    }
    return own[name] if name in own else scenario.providers[name]


def _outages(
    scenario: Scenario, name: str, team: Team, seed: int, replication: int, hours: float
) -> list[tuple[float, float]]:
    """Outages that start before `hours`, dealt and scripted, as a union of intervals."""
    spans = [
        (24.0 * event.at_day, 24.0 * (event.at_day + event.days))
        for event in scenario.events
        if event.team == name and event.days is not None
    ]
    if team.outages is not None:
        up = stream(seed, replication, f"{name}/uptime")
        down = stream(seed, replication, f"{name}/downtime")
        spans += _alternate(team.outages, up, down, hours)
    return _union([span for span in spans if span[0] < hours])


def _alternate(
    outages: Outages, up: np.random.Generator, down: np.random.Generator, hours: float
) -> list[tuple[float, float]]:
    """Up, down, up, down ... until `hours`."""
    spans: list[tuple[float, float]] = []
    now = 0.0
    size = int(1.5 * hours / (24.0 * (outages.mttf_days + outages.mttr_days))) + 8
    while now < hours:
        steps = np.empty(1 + 2 * size)
        steps[0] = now
        steps[1::2] = 24.0 * outages.mttf_days * outages.uptime.unit(up, size)
        steps[2::2] = 24.0 * outages.mttr_days * outages.downtime.unit(down, size)
        turns = steps.cumsum()  # one sum, wherever the pieces meet
        spans += zip(turns[1::2].tolist(), turns[2::2].tolist(), strict=True)
        now = spans[-1][1]
    return spans


def _union(spans: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Spans that overlap or touch become one; empty ones vanish."""
    merged: list[tuple[float, float]] = []
    for start, end in sorted(spans):
        if end <= start:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _end(scenario: Scenario, name: str, team: Team, seed: int, replication: int) -> float:
    """When the team ends for good, in hours: scripted, dealt, or never."""
    ends = [24.0 * e.at_day for e in scenario.events if e.team == name and e.kind == "insolvency"]
    if isinstance(team, Provider) and team.insolvency is not None:
        ends.append(
            24.0 * _days_to_insolvency(team.insolvency, stream(seed, replication, f"{name}/insolvency"))
        )
    return min(ends, default=math.inf)


def _days_to_insolvency(insolvency: Insolvency, generator: np.random.Generator) -> float:
    if isinstance(insolvency, CashInsolvency):
        return DAYS_PER_MONTH * first_passage(insolvency, generator)
    unit = float(generator.standard_exponential())
    return DAYS_PER_YEAR * unit / insolvency.per_year if insolvency.per_year > 0.0 else math.inf


def first_passage(firm: CashInsolvency, generator: np.random.Generator) -> float:
    """Months until Brownian cash first touches zero, in continuous time; inf if it never does.

    With drift m, deviation s and cash x, the chance of ever touching is exp(-2 m x / s^2) for m > 0 and one
    otherwise; given that it does, the time is inverse Gaussian with mean x / |m| and shape x^2 / s^2 (for m =
    0: Levy).

    Source: Cox & Miller, The Theory of Stochastic Processes (1965), 5.7. Monthly checking would miss a fifth
    of the ruins.
    """
    luck, drift, spread = float(generator.random()), firm.drift_per_month, firm.sd_per_month
    if drift > 0.0 and luck >= math.exp(-2.0 * drift * firm.cash / spread**2):
        return math.inf
    shape = (firm.cash / spread) ** 2
    if drift == 0.0:
        return float(shape / generator.standard_normal() ** 2)
    return float(generator.wald(firm.cash / abs(drift), shape))
