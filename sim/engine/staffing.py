"""How many seats does a team need for the work that the mix gives it?"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sim.engine.plan import Plan
from sim.rules import understanding
from sim.rules.assignment import INHOUSE
from sim.rules.knowledge import Curve
from sim.rules.relay import NOBODY, is_end_of_shift
from sim.scenario.scenario import Scenario
from sim.strategy.strategy import Staffing, Strategy

Floats = NDArray[np.float64]

MOST_SEATS = 1_000_000
"""As many as a team may state; a team that opens for seconds only would ask for more."""
MOST_LOST = 0.9
"""Of a shift at a hand-over: where it is more, no seats would be enough."""


def resolve_seats(scenario: Scenario, strategy: Strategy, plan: Plan, shares: Floats) -> NDArray[np.int64]:
    """Seats of all teams, (T,): as stated, or by the strategy's staffing rule for the team."""
    seats, rules = plan.seats.copy(), strategy.staffing
    ruled = {team: rules[name] for team, name in enumerate(scenario.teams) if name in rules}
    ruled = {team: staffing for team, staffing in ruled.items() if staffing.rule != "stated"}
    if not ruled:
        return seats
    load = offered_load(scenario, plan, shares)
    for team, staffing in ruled.items():
        seats[team] = seats_for(staffing, load[team])
        if team == plan.liaisons and _is_asked(plan, shares):
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
    flow = tasks_an_hour(scenario, plan, shares)
    rework = rework_share(plan)
    questions, looks = _stops(plan, rework)
    load = np.zeros(len(plan.seats))
    load[: plan.liaisons] = (flow * hours_a_task(plan)).sum(axis=1)
    talks = plan.brief_hours + questions * plan.answer_hours + looks * plan.checkpoint_hours
    load[plan.liaisons] = (flow * talks * _strange(plan)[:, None])[INHOUSE + 1 :].sum()
    load[plan.reviewers] = (
        flow * plan.inspection_rate[:, None] * (1.0 + rework) * plan.inspection_hours
    ).sum()
    open_share = np.array([open_hours_of(plan, team) / plan.end for team in range(len(plan.seats))])
    # Nobody can be of use to a team that never opens.
    people: Floats = np.where(open_share > 0.0, load / np.maximum(open_share, 1e-12), 0.0)
    return people


def tasks_an_hour(scenario: Scenario, plan: Plan, shares: Floats) -> Floats:
    """Tasks an hour that each working team should be given, (S, W), by the mix's shares (W, S)."""
    work = scenario.work.values()
    per_hour = np.array([w.arrivals.mean_per_hour(plan.end, scenario.start) for w in work])
    leaves = np.where(plan.stays_home[:, None], np.eye(1, shares.shape[1]), shares)
    return np.asarray(leaves.T * per_hour)


def hours_a_task(plan: Plan) -> Floats:
    """Hours of a working team's seat that a task should take, rework included, (S, W)."""
    effort, rework = plan.mean_effort, rework_share(plan)
    questions, looks = _stops(plan, rework)
    hours: Floats = effort * (1.0 + plan.rework_fraction * rework) + plan.setup_hours * (questions + looks)
    hours = hours * _passed_on(plan, effort)
    hours[INHOUSE] += questions[INHOUSE] * plan.answer_hours  # at home a colleague answers
    return hours / plan.speed[: plan.liaisons]


def _stops(plan: Plan, rework: Floats) -> tuple[Floats, Floats]:
    """Questions and checkpoints of a task, (S, W) each, in all its attempts."""
    questions = mean_questions(plan) * (1.0 + plan.rework_fraction * rework)
    return questions, _checkpoints(plan)[:, None] * (1.0 + rework)


def _passed_on(plan: Plan, effort: Floats) -> Floats:
    """How many times its hours a task takes that is passed on at the end of each shift, (S, W).

    It passes one end in as many hours as a shift is long, and loses a share of what was done in it, and the
    hours to find in.
    """
    factor = np.ones_like(plan.defects)
    for team in np.flatnonzero(plan.relay.following != NOBODY):
        rows = zip(plan.closes[team], [*plan.opens[team][1:], np.inf], strict=True)
        ends = sum(1 for closes, again in rows if closes < np.inf and is_end_of_shift(closes, again))
        shift = open_hours_of(plan, int(team)) / max(ends, 1)
        if shift > 0.0:
            worked = np.minimum(effort / plan.speed[team], shift)
            lost = (plan.relay.work_lost * worked + plan.setup_hours / plan.speed[team]) / shift
            factor[team] = 1.0 / (1.0 - np.minimum(lost, MOST_LOST))
    return factor


def _is_asked(plan: Plan, shares: Floats) -> bool:
    """Whether anybody comes to the liaisons at all."""
    leaves = shares[:, 1:].T * ~plan.stays_home
    asks = can_ask(plan)[1 : plan.liaisons, None] & (plan.unclear_points > 0.0)
    comes = asks | (plan.brief_hours > 0.0) | (plan.checkpoints > 0)
    return bool((leaves * comes > 0.0).any())


def can_ask(plan: Plan) -> NDArray[np.bool_]:
    """Which working teams may ever have something to ask, (S,): who is not near, or learns."""
    working = slice(plan.liaisons)
    learns = (plan.learning.curve == Curve.SATURATING) & (plan.learning.newcomer_speed < 1.0)
    return np.asarray((plan.asks[working] > 0.0) & ((plan.distance[working] > 0.0) | learns))


def mean_questions(plan: Plan) -> Floats:
    """Mean questions in a first attempt, (S, W), of experts who begin to work together."""
    return _points(plan) * _share_noticed(plan)[:, None]


def rework_share(plan: Plan) -> Floats:
    """Mean number of attempts after the first, (S, W)."""
    return _attempts(plan)[0]


def right_share(plan: Plan) -> Floats:
    """Probability that a task is delivered without a defect, (S, W)."""
    return _attempts(plan)[1]


def _attempts(plan: Plan) -> tuple[Floats, Floats]:
    """Mean number of attempts after the first, and the probability that nothing is wrong in the end.

    Whatever an inspection leaves in the work is Poisson, and knows nothing of what it found (thinning).
    """
    missed = _points(plan) * (1.0 - _share_noticed(plan)[:, None])
    fresh = plan.defects + missed * plan.misreading
    there, reached, looked = fresh, np.ones_like(fresh), plan.inspection_rate[:, None]
    rework, right = np.zeros_like(fresh), np.zeros_like(fresh)
    for attempt in range(1, int(plan.most_attempts.max(initial=1)) + 1):
        goes_on = plan.most_attempts > attempt
        passes = (1.0 - plan.false_alarm) * np.exp(-plan.detection * there)
        right = right + reached * np.exp(-there) * (1.0 - looked * plan.false_alarm * goes_on)
        reached = reached * looked * (1.0 - passes) * goes_on
        rework = rework + reached
        there = (1.0 - plan.detection) * there + plan.rework_fraction * fresh
    return rework, right


def _points(plan: Plan) -> Floats:
    """Unclear points of experts who begin to work together, (S, W)."""
    return _gaps(plan)[:, None] * plan.unclear_points


def _gaps(plan: Plan) -> Floats:
    working = slice(plan.liaisons)
    rows = zip(plan.distance[working], _strange(plan), plan.clarity[working], strict=True)
    return np.array([understanding.gap(distance, strange, 1.0, clear) for distance, strange, clear in rows])


def _strange(plan: Plan) -> Floats:
    """What is left of their distance at the start, (S,)."""
    columns = plan.familiar_after, plan.vanishes, plan.familiar_start
    rows = zip(*(column[: plan.liaisons] for column in columns), strict=True)
    return np.array([understanding.strangeness(0.0, *row) for row in rows])


def _share_noticed(plan: Plan) -> Floats:
    rows = zip(_gaps(plan), plan.asks[: plan.liaisons], strict=True)
    return np.array([understanding.share_noticed(gap, asks) for gap, asks in rows])


def _checkpoints(plan: Plan) -> Floats:
    """Looks at each attempt, (S,): none at home."""
    return np.where(np.arange(plan.liaisons) > INHOUSE, float(plan.checkpoints), 0.0)


def open_hours_of(plan: Plan, team: int) -> float:
    """In which the team is there during the run."""
    opens, closes = plan.opens[team], np.minimum(plan.closes[team], plan.end)
    return float(np.maximum(closes - np.minimum(opens, plan.end), 0.0).sum())
