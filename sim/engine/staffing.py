"""How many seats does a team need for the work that the mix gives it?"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sim.engine.plan import Plan
from sim.scenario.scenario import Scenario
from sim.strategy.strategy import Staffing, Strategy

Floats = NDArray[np.float64]

MOST_SEATS = 1_000_000
"""As many as a team may state; a team that opens for seconds only would ask for more."""


def resolve_seats(scenario: Scenario, strategy: Strategy, plan: Plan, shares: Floats) -> NDArray[np.int64]:
    """Seats of all teams, (T,): as stated, or by the strategy's staffing rule for the team."""
    load = offered_load(scenario, plan, shares)
    seats = plan.seats.copy()
    for team, name in enumerate(scenario.teams):
        staffing = strategy.staffing.get(name, Staffing())
        if staffing.rule != "stated":
            seats[team] = seats_for(staffing, load[team])
        if staffing.rule != "stated" and team == plan.liaisons and _is_asked(plan, shares):
            seats[team] = max(seats[team], 1)  # a question that takes no time to answer waits for somebody
    return seats


def seats_for(staffing: Staffing, load: float) -> int:
    """Seats for an offered load (people working at once in open hours)."""
    if staffing.rule == "load":
        needed = load / staffing.target_utilisation
    else:
        needed = load + staffing.safety * math.sqrt(load)
    return min(max(math.ceil(needed - 1e-9), staffing.at_least), MOST_SEATS)


def offered_load(scenario: Scenario, plan: Plan, shares: Floats) -> Floats:
    """People at work at once, on average over open hours, that each team's share of the work asks for, (T,).

    Expected values: efforts and questions at their means, rework by the share of attempts found wrong.
    """
    hours = plan.end
    work = list(scenario.work.values())
    per_hour = np.array([w.arrivals.mean_per_hour(hours, scenario.start) for w in work])
    effort = np.array([w.effort_hours.mean for w in work])
    flow = (
        np.where(plan.stays_home[:, None], np.eye(1, shares.shape[1]), shares).T * per_hour
    )  # (S, W) tasks an hour
    rework = rework_share(plan)
    load = np.zeros(len(plan.seats))
    working = slice(plan.liaisons)
    hours_asked = flow * effort * (1.0 + plan.rework_fraction * rework) / plan.speed[working]
    load[working] = hours_asked.sum(axis=1)
    outsourced = flow[1:]
    answers = plan.question_mean[1:] * (1.0 + rework[1:]) * plan.answer_hours
    checks = plan.checkpoints * (1.0 + rework[1:]) * plan.checkpoint_hours
    load[plan.liaisons] = (outsourced * (plan.brief_hours + answers + checks)).sum()
    load[plan.reviewers] = (
        flow * plan.inspection_rate[:, None] * (1.0 + rework) * plan.inspection_hours
    ).sum()
    open_share = np.array([_open_hours(plan, team) / hours for team in range(len(plan.seats))])
    # Nobody can be of use to a team that never opens.
    people: Floats = np.where(open_share > 0.0, load / np.maximum(open_share, 1e-12), 0.0)
    return people


def _is_asked(plan: Plan, shares: Floats) -> bool:
    """Whether anybody comes to the liaisons at all."""
    leaves = shares[:, 1:].T * ~plan.stays_home
    comes = (plan.question_mean[1:] > 0.0) | (plan.brief_hours > 0.0) | (plan.checkpoints > 0)
    return bool((leaves * comes > 0.0).any())


def rework_share(plan: Plan) -> Floats:
    """Mean number of attempts after the first, (S, W)."""
    wrong = 1.0 - (1.0 - plan.defect) * (1.0 - plan.misunderstanding)
    again = wrong * plan.inspection_rate[:, None] * plan.detection
    rework: Floats = (
        again * (1.0 - again ** (plan.most_attempts - 1)) / (1.0 - np.minimum(again, 1.0 - 1e-12))
    )
    return rework


def _open_hours(plan: Plan, team: int) -> float:
    opens, closes = plan.opens[team], np.minimum(plan.closes[team], plan.end)
    return float(np.maximum(closes - np.minimum(opens, plan.end), 0.0).sum())
