"""Scenario x strategy -> the plan, which is all that an engine reads of them.

Names become indices, levers become probabilities, and staffing rules become seats.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.engine.choosing import with_ways
from sim.engine.governance import accounts_of, relay_of, reviews_of, signing_of, switching_of
from sim.engine.knowledge import learning_of, lessons_of
from sim.engine.leaving import Leaving, leaving_of, nobody_leaves
from sim.engine.lending import lending_of
from sim.engine.offering import no_offers
from sim.engine.office import office_until
from sim.engine.plan import Plan, is_given_work
from sim.engine.staffing import resolve_seats, rework_share
from sim.engine.teaching import teaching_of
from sim.rules import communication, understanding
from sim.rules.assignment import Discipline, Rule
from sim.rules.disruption import Fate
from sim.scenario.arrivals import DAYS_PER_YEAR
from sim.scenario.calendar import AnyCalendar, CalendarTable, compile_calendar, stack
from sim.scenario.digest import digest_of
from sim.scenario.distribution import mean_hours
from sim.scenario.experience import Saturating
from sim.scenario.familiarity import Familiarity
from sim.scenario.scenario import Scenario
from sim.scenario.team import Provider, Reviewers, Team, ThirdParty, WorkingTeam
from sim.strategy.fit import TOLERANCE
from sim.strategy.strategy import Strategy

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
HOURS_PER_YEAR = 24.0 * DAYS_PER_YEAR


def make_plan(scenario: Scenario, strategy: Strategy) -> Plan:
    """Settle everything that is settled before time starts."""
    names = scenario.teams
    teams = [acting(scenario, strategy, name) for name in names]
    calendars = calendar_tables(scenario, strategy)
    shares = mix_shares(scenario, strategy)
    skills = _skills(scenario)
    work = list(scenario.work.values())
    providers = [scenario.providers.get(name, _NOBODY) for name in names]
    workers: list[WorkingTeam] = [scenario.inhouse, *scenario.providers.values(), _NOBODY, _NOBODY]
    inspects = inspector(scenario, strategy)
    assignment = strategy.assignment
    draft = Plan(
        case=case_number(scenario, strategy),
        end=scenario.window_hours[1],
        opens=calendars.opens,
        closes=calendars.closes,
        worked=calendars.worked,
        seats=np.array([team.seats for team in teams], dtype=np.int64),
        seats_before=np.zeros(len(names), dtype=np.int64),
        speed=skills[0],
        defects=skills[1],
        misreading=_misreading(scenario, strategy),
        shares=_cumulative(shares),
        arrives=np.array([w.arrives_before(scenario.window_hours[1], scenario.start) for w in work]),
        stays_home=np.array([assignment.keeps_home(w) for w in work]),
        mean_effort=np.array([w.effort_hours.mean for w in work]),
        unclear_points=np.array([w.unclear_points for w in work]),
        ambiguity=np.array([w.ambiguity for w in work]),
        setup_hours=np.array([w.setup_hours for w in work]),
        brief_hours=np.array(
            [communication.brief_hours(mean_hours(w.brief_hours), strategy.clarity) for w in work]
        ),
        answer_hours=np.array([mean_hours(w.answer_hours) for w in work]),
        checkpoint_hours=np.array([mean_hours(w.checkpoint_hours) for w in work]),
        inspection_hours=np.array([mean_hours(w.inspection_hours) for w in work]),
        rework_fraction=np.array([w.rework_fraction for w in work]),
        most_attempts=np.array([w.most_attempts for w in work], dtype=np.int64),
        due_hours=np.array([w.due_hours for w in work]),
        due_is_worked=np.array([w.due_working_hours is not None for w in work]),
        priority=np.array([w.priority for w in work], dtype=np.int64),
        distance=np.array([p.distance for p in workers]),
        asks=np.array([p.asks for p in workers]),
        clarity=np.array([strategy.clarity if name in scenario.providers else 0.0 for name in names]),
        familiar_after=np.array([(p.familiarity or _STRANGERS).after_tasks for p in providers]),
        vanishes=np.array([(p.familiarity or _STRANGERS).closes for p in providers]),
        familiar_start=np.array([(p.familiarity or _STRANGERS).start for p in providers]),
        handover_hours=np.array([p.handover_hours for p in providers]),
        message_hours=np.array([p.message_hours for p in providers]),
        work_lost=np.array([p.work_lost for p in providers]),
        fate=np.array([_fate(scenario, name) for name in names], dtype=np.int64),
        destination=np.array([_destination(scenario, strategy, name) for name in names], dtype=np.int64),
        hire_hours=np.array([24.0 * scenario.named_teams[name].days_to_hire for name in names]),
        notice_hours=np.array([24.0 * scenario.named_teams[name].notice_days for name in names]),
        leaving_per_hour=np.array(
            [scenario.named_teams[name].attrition_per_year / HOURS_PER_YEAR for name in names]
        ),
        trouble_factor=np.array([p.distress.attrition_factor if p.distress else 1.0 for p in providers]),
        teachers=np.zeros(len(names), dtype=np.int64),
        taught_at=np.zeros(len(names)),
        rehire=np.zeros(len(names)),
        patience_hours=np.array([_patience(scenario, strategy, name) for name in names]),
        inspection_rate=np.array(
            [strategy.inspection.inhouse_rate]
            + [strategy.inspection.outsourced_rate] * len(scenario.providers)
        ),
        detection=inspects.detection_probability,
        false_alarm=inspects.false_alarm_probability,
        inspector_learns=strategy.inspection.by == "reviewers"
        and isinstance(scenario.inhouse.experience, Saturating),
        assignment=int(Rule[assignment.rule.upper()]),  # a member would be typed anew at every call
        line_limit=assignment.line_limit,
        primary=names.index(assignment.primary) if assignment.primary else 0,
        backup=names.index(assignment.backup) if assignment.backup else 0,
        discipline=int(Discipline[strategy.discipline.upper()]),
        checkpoints=strategy.monitoring.checkpoints,
        learning=learning_of(scenario),
        lessons=lessons_of(strategy.transition),
        relay=relay_of(scenario, strategy),
        reviews=reviews_of(scenario, strategy, np.ones_like(skills[1])),
        signing=signing_of(strategy),
        switching=switching_of(strategy),
        accounts=accounts_of(scenario, strategy),
        lending=lending_of(scenario),
        leaving=leaving_of(scenario, strategy),
        offers=no_offers(np.zeros(len(names), dtype=np.int64), len(work)),
        office=office_of(scenario, strategy),
    )
    draft = draft._replace(leaving=_leaving(draft))
    factor = 1.0 + draft.rework_fraction * rework_share(draft)
    draft = with_ways(scenario, draft, shares, resolve_seats(scenario, strategy, draft, shares))
    seats = draft.seats
    before = _seats_before_signing(scenario, strategy, draft, seats)
    taught = float(seats[1 : draft.liaisons][is_given_work(draft)[1:]].sum())

    def table(team: int, hours: float) -> CalendarTable:
        return compile_calendar(shifts_of(scenario, strategy, names[team]), scenario.start, hours)

    there = np.maximum(before, seats)
    teachers, taught_at = teaching_of(strategy.transition, there, taught, draft.end, table)
    return draft._replace(
        seats_before=before,
        teachers=teachers,
        taught_at=taught_at,
        rehire=_rehire(draft, strategy),
        reviews=draft.reviews._replace(work_factor=factor),
    )


def case_number(scenario: Scenario, strategy: Strategy) -> int:
    """A number that stands for a case: another case has the same one with a chance of one in 10^18."""
    return int(digest_of(scenario.digest.encode(), strategy.digest.encode())[:15], 16)


_NOBODY = Provider(work_lost=0.0)
"""Stands for the client's own teams, which are at no distance."""
_STRANGERS = Familiarity(closes=0.0)
"""Who stay as strange to each other as they are."""


def inspector(scenario: Scenario, strategy: Strategy) -> Reviewers | ThirdParty:
    """Who stands at the reviewers' place: they, or a third party."""
    return scenario.third_party if strategy.inspection.by == "third_party" else scenario.reviewers


def acting(scenario: Scenario, strategy: Strategy, name: str) -> Team | ThirdParty:
    """Whose seats and calendar count at the team's place: its own but where somebody stands in for it."""
    return inspector(scenario, strategy) if name == "reviewers" else scenario.named_teams[name]


def calendar_tables(scenario: Scenario, strategy: Strategy) -> CalendarTable:
    """Calendars of all teams, one row each, with the shifts where the strategy moves them."""
    hours = scenario.window_hours[1]
    own = [shifts_of(scenario, strategy, name) for name in scenario.teams]
    return stack([compile_calendar(shifts, scenario.start, hours) for shifts in own])


def shifts_of(scenario: Scenario, strategy: Strategy, name: str) -> AnyCalendar:
    """When a team works, as its calendar and the strategy say."""
    own, moved = acting(scenario, strategy, name).calendar, strategy.shift_hours.get(name)
    if own == "always" or moved is None:
        return own
    return own.model_copy(update={"shift_hours": own.shift_hours + moved})


def office_of(scenario: Scenario, strategy: Strategy) -> CalendarTable:
    """When the client's house is open, as far as promises in working hours look."""
    asked = max(work.longest_working_hours for work in scenario.work.values())
    shifts = shifts_of(scenario, strategy, "inhouse")
    return office_until(shifts, scenario.start, scenario.window_hours[1], asked)


def _seats_before_signing(scenario: Scenario, strategy: Strategy, draft: Plan, seats: Ints) -> Ints:
    """Seats at the start: all work is at home before a transition, and there is no provider yet; who follows
    upon another has none of our seats either."""
    if strategy.transition is None:
        is_there = np.arange(len(seats)) != draft.leaving.to
        return seats * is_there if draft.leaving.comes_anew else seats
    at_home = np.zeros_like(draft.shares)
    at_home[:, 0] = 1.0
    before = resolve_seats(scenario, strategy, draft, at_home)
    before[1 : draft.liaisons] = 0
    return before


def mix_shares(scenario: Scenario, strategy: Strategy) -> Floats:
    """Share of each work type (rows) by working team (columns, in-house first); rows add up to one."""
    shares = np.zeros((len(scenario.work), 1 + len(scenario.providers)))
    for row, (name, work) in enumerate(scenario.work.items()):
        given = strategy.mix.get(name, strategy.mix.get(work.family or "", {}))
        for column, provider in enumerate(scenario.providers, 1):
            shares[row, column] = given.get(provider, 0.0)
        home = 1.0 - shares[row, 1:].sum()
        shares[row, 0] = home if home > TOLERANCE else 0.0  # 0.7 + 0.2 + 0.1 leaves nothing at home
    return shares


def _cumulative(shares: Floats) -> Floats:
    """Shares added up along each row, exactly 1 from the last positive one on.

    A sum that misses one by rounding would leave a number just below one to a team without a share.
    """
    team = np.arange(shares.shape[1])
    last = np.where(shares > 0.0, team, 0).max(axis=1, keepdims=True)
    return np.where(team >= last, 1.0, np.minimum(np.cumsum(shares, axis=1), 1.0))


def _skills(scenario: Scenario) -> tuple[Floats, Floats]:
    """Speed (T, W) and mean number of defects (S, W)."""
    teams: list[WorkingTeam] = [scenario.inhouse, *scenario.providers.values()]
    speed = np.ones((len(teams) + 2, len(scenario.work)))
    defects = np.zeros((len(teams), len(scenario.work)))
    for row, team in enumerate(teams):
        for column, (name, work) in enumerate(scenario.work.items()):
            skill = team.skill.get(name) or team.skill.get(work.family or "")
            own_speed = skill.speed if skill is not None else None
            own_defects = skill.defects_per_task if skill is not None else None
            speed[row, column] = team.speed if own_speed is None else own_speed
            defects[row, column] = team.defects_per_task if own_defects is None else own_defects
    return speed, defects


def _misreading(scenario: Scenario, strategy: Strategy) -> Floats:
    """Probability that a point which nobody noticed is done wrong, (S, W); only providers have
    checkpoints."""
    catch = scenario.liaisons.checkpoint_catch
    checkpoints = [0, *[strategy.monitoring.checkpoints] * len(scenario.providers)]
    work = scenario.work.values()
    return np.array([[understanding.misreading(w.ambiguity, catch, c) for w in work] for c in checkpoints])


def _fate(scenario: Scenario, name: str) -> int:
    outages = scenario.named_teams[name].outages
    return Fate[outages.interruption.upper()] if outages is not None else Fate.RESUME


def _destination(scenario: Scenario, strategy: Strategy, name: str) -> int:
    """The backup, or home; a backup's own tasks go home."""
    plan = strategy.contingency.plan
    return scenario.teams.index(plan) if plan in scenario.providers and plan != name else 0


def _rehire(plan: Plan, strategy: Strategy) -> Floats:
    """Share of the seats, by team, that are hired elsewhere when it ends: a provider's, if it has work of
    ours."""
    works = np.zeros(len(plan.seats), dtype=np.bool_)
    works[1 : plan.liaisons] = is_given_work(plan)[1:]
    return np.where(works, strategy.contingency.rehire, 0.0)


def _leaving(draft: Plan) -> Leaving:
    """A contract that ends is one of a provider that has work of ours; whoever has some follows with the
    people who are there."""
    leaving, works = draft.leaving, is_given_work(draft)
    if not (leaving.is_on and works[leaving.of]):
        return nobody_leaves(leaving.rehire_ramp_hours)
    return leaving._replace(comes_anew=leaving.comes_anew and not bool(works[leaving.to]))


def _patience(scenario: Scenario, strategy: Strategy, name: str) -> float:
    """Only a provider is given up, and only under a plan that acts."""
    if name not in scenario.providers or strategy.contingency.plan == "wait":
        return float(np.inf)
    return 24.0 * strategy.contingency.patience_days
