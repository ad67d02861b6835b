"""How much will happen in a run? Foretold from expected values, and bounded before anything is played.

A machine has so much memory, and nobody waits for a month. Each bound holds for all of a kind together:
two hundred work types of a moderate rate are as many tasks as one of a mad one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sim.errors import Problem
from sim.scenario.arrivals import DAYS_PER_YEAR
from sim.scenario.calendar import Calendar
from sim.scenario.hazard import UpAndDown
from sim.scenario.scenario import Scenario
from sim.scenario.team import FULL_TIME_HOURS, Provider, Team, WorkingTeam
from sim.scenario.work import WorkType
from sim.strategy.strategy import Strategy

MOST_DAYS = 100_000.0
MOST_TASKS = 50_000_000
"""More tasks in one run than any machine of this decade holds in memory."""
MOST_NUMBERS = 2_000_000_000
"""Efforts that are dealt beforehand, of a distribution that only Python knows: 16 GB."""
MOST_STEPS = 2_000_000_000
"""In the lives of all tasks: some ten minutes of the compiled engine."""
MOST_TURNS = 5_000_000
"""Of all that comes and goes beside the tasks: each is dealt or listed on its own."""
HOURS_PER_MONTH = 730.5
RESAMPLES = 8
"""Efforts more for a task whose work an outage has drawn anew."""
SHOWN = 3


class Foretold(NamedTuple):
    """Something that happens often: where it is stated, what it is called, how often, and the way out."""

    path: str
    what: str
    number: float
    remedy: str


def oversize(scenario: Scenario, strategy: Strategy) -> Iterator[Problem]:
    """What is too much of a case, with the number that was foretold."""
    hours = scenario.window_hours[1]
    if hours / 24.0 > MOST_DAYS:
        rule = f"a run may last {MOST_DAYS:,.0f} days at most, the warm-up included"
        yield Problem("scenario.horizon_days", hours / 24.0, rule, "shorten the horizon")
        return
    tasks = {
        name: work.arrivals.mean_per_hour(hours, scenario.start) * hours
        for name, work in scenario.work.items()
    }
    yield from _bounded("tasks", MOST_TASKS, list(_arrivals(tasks)))
    yield from _bounded("efforts dealt to its tasks", MOST_NUMBERS, list(_numbers(scenario, tasks)))
    yield from _bounded(
        "steps in the lives of its tasks", MOST_STEPS, list(_steps(scenario, strategy, tasks))
    )
    yield from _bounded(
        "comings and goings beside its tasks", MOST_TURNS, list(_turns(scenario, strategy, tasks))
    )


def _bounded(what: str, most: int, parts: Sequence[Foretold]) -> Iterator[Problem]:
    """The largest part is to blame, if all of them together are too much."""
    total = sum(part.number for part in parts)
    if not total <= most:  # nor if it is no number
        largest = [part for part in sorted(parts, key=lambda part: -part.number)[:SHOWN] if part.number > 0.0]
        named = ", ".join(f"about {part.number:.3g} {part.what}" for part in largest)
        rule = f"a run may have {most:,} {what} at most, and {total:.3g} are to be expected: {named}"
        if len(parts) > SHOWN:
            rule += ", ..."
        value = f"about {largest[0].number:.3g} {largest[0].what}"
        yield Problem(largest[0].path, value, rule, f"{largest[0].remedy}, or shorten the horizon")


# -- Tasks ---------------------------------------------------------------------------------------------------


def _arrivals(tasks: dict[str, float]) -> Iterator[Foretold]:
    for name, number in tasks.items():
        yield Foretold(f"scenario.work.{name}.arrivals", f"tasks of {name}", number, "lower per_week")


def _attempts(scenario: Scenario, work: WorkType) -> int:
    """Attempts that a task may need: one where nothing can be wrong."""
    teams: list[WorkingTeam] = [scenario.inhouse, *scenario.providers.values()]
    skills = [skill for team in teams for skill in team.skill.values()]
    defects = [*(team.defects_per_task for team in teams), *(s.defects_per_task for s in skills)]
    alarms = scenario.reviewers.false_alarm_probability + scenario.third_party.false_alarm_probability
    can_fail = (work.ambiguity > 0.0 and work.unclear_points > 0.0) or any(defects) or alarms > 0.0
    return work.most_attempts if can_fail else 1


def _numbers(scenario: Scenario, tasks: dict[str, float]) -> Iterator[Foretold]:
    """Only where no law gives them, and then for all tasks: a table as high as the most attempts."""
    own = [name for name, work in scenario.work.items() if not hasattr(work.effort_hours, "law")]
    if own:
        name = max(own, key=lambda each: scenario.work[each].most_attempts)
        number = (RESAMPLES + scenario.work[name].most_attempts) * sum(tasks.values())
        yield Foretold(f"scenario.work.{name}.most_attempts", "efforts", number, "lower most_attempts")


def _steps(scenario: Scenario, strategy: Strategy, tasks: dict[str, float]) -> Iterator[Foretold]:
    """Sitting down and getting up, messages and answers; and who is interrupted sits down again."""
    stops = strategy.monitoring.checkpoints if scenario.providers else 0
    for name, work in scenario.work.items():
        number = tasks[name] * _attempts(scenario, work) * (2.0 + work.unclear_points + 4.0 * stops)
        yield Foretold(
            f"scenario.work.{name}", f"steps of {name}", number, "lower per_week, most_attempts or questions"
        )
    hours, all_tasks = scenario.window_hours[1], sum(tasks.values())
    for path, team in teams_by_path(scenario).items():
        if team.outages is not None:
            held = min(float(team.seats), all_tasks)
            number = held * _outages(team.outages, hours)
            yield Foretold(f"{path}.outages.mttf_days", "interruptions", number, "state a longer mttf_days")


# -- Everything else -----------------------------------------------------------------------------------------


def teams_by_path(scenario: Scenario) -> dict[str, Team]:
    """All teams by their paths."""
    return {
        "scenario.inhouse": scenario.inhouse,
        "scenario.liaisons": scenario.liaisons,
        "scenario.reviewers": scenario.reviewers,
        **{f"scenario.providers.{name}": provider for name, provider in scenario.providers.items()},
    }


def _outages(turns: UpAndDown, hours: float) -> float:
    return hours / 24.0 / (turns.mttf_days + turns.mttr_days)


def _turns(scenario: Scenario, strategy: Strategy, tasks: dict[str, float]) -> Iterator[Foretold]:
    hours = scenario.window_hours[1]
    years = hours / 24.0 / DAYS_PER_YEAR
    wanted = _people_wanted(scenario, tasks)
    for path, team in teams_by_path(scenario).items():
        yield from _turns_of(path, team, hours)
        name = path.rpartition(".")[2]
        follows = name in strategy.flexibility.teams or name in strategy.staffing
        people = max(float(team.seats), min(wanted, 1e6) if follows else 0.0)
        factor = team.distress.attrition_factor if isinstance(team, Provider) and team.distress else 1.0
        leavers = people * team.attrition_per_year * factor * years
        yield Foretold(f"{path}.attrition_per_year", "leavers", 2.0 * leavers, "lower attrition_per_year")
        if isinstance(team, WorkingTeam):
            exposed = people * hours / FULL_TIME_HOURS
            leaks = exposed * team.leaks_per_year + 2.0 * leavers * team.leaks_per_leaver
            leaks *= team.remote_access * (1.0 - team.security)
            yield Foretold(f"{path}.leaks_per_year", "leaks", leaks, "lower leaks_per_year")
        if isinstance(team, Provider):
            yield from _turns_of_provider(path, team, scenario, years)
    for name, region in scenario.regions.items():
        if region.shocks is not None:
            struck = 1 + sum(team.region == name for team in teams_by_path(scenario).values())
            path = f"scenario.regions.{name}.shocks.mttf_days"
            number = struck * _outages(region.shocks, hours)
            yield Foretold(path, "outages by shocks", number, "state a longer mttf_days")
    yield Foretold("scenario.events", "scripted events", float(len(scenario.events)), "state fewer events")
    if strategy.flexibility.review_days is not None:
        reviews = hours / 24.0 / strategy.flexibility.review_days * (1 + len(scenario.providers))
        yield Foretold(
            "strategy.flexibility.review_days", "reviews of teams", reviews, "state a longer review_days"
        )
    ends = strategy.termination
    if ends is not None and ends.is_for_cause:
        path, looks = "strategy.termination.every_days", hours / 24.0 / ends.every_days
        yield Foretold(path, "looks at a provider", looks, "state more every_days")
    teams: list[WorkingTeam] = [scenario.inhouse, *scenario.providers.values()]
    if any(team.experience is not None for team in teams):
        levels = hours / HOURS_PER_MONTH * len(teams) * len(scenario.work)
        yield Foretold("scenario.work", "levels of experience written down", levels, "state fewer work types")


def _turns_of(path: str, team: Team, hours: float) -> Iterator[Foretold]:
    """What any team has: shifts, and times in which it is down or slow."""
    if isinstance(team.calendar, Calendar):
        shifts = hours / 24.0 * team.calendar.stretches_per_week / 7.0
        yield Foretold(f"{path}.calendar", "shifts", shifts, "leave out teams")
    for name, turns in (("outages", team.outages), ("slowdowns", team.slowdowns)):
        if turns is not None:
            number = _outages(turns, hours)
            yield Foretold(f"{path}.{name}.mttf_days", name, number, "state a longer mttf_days")


def _turns_of_provider(path: str, team: Provider, scenario: Scenario, years: float) -> Iterator[Foretold]:
    """Terms that end, and troubles."""
    if team.viability is not None:
        terms = 12.0 * years / team.viability.term_months
        yield Foretold(f"{path}.viability.term_months", "terms", terms, "state longer term_months")
    if team.distress is not None and team.distress.per_year > 0.0:
        crises = scenario.crises
        faster = 1.0
        if crises is not None:
            calm, bad = crises.rates
            faster = calm * (1.0 - crises.share_of_time) + bad * crises.share_of_time
        lasts = (team.distress.days_to_slowdown + team.distress.days_to_insolvency) / DAYS_PER_YEAR
        troubles = years / (1.0 / (team.distress.per_year * faster) + lasts)
        yield Foretold(f"{path}.distress.per_year", "troubles", troubles, "lower per_year")


def _people_wanted(scenario: Scenario, tasks: dict[str, float]) -> float:
    """People who would be busy with all of the work, if each worked eight hours of twenty-four."""
    effort = sum(tasks[name] * work.effort_hours.mean for name, work in scenario.work.items())
    slowest = min(team.speed for team in (scenario.inhouse, *scenario.providers.values()))
    return 3.0 * effort / slowest / scenario.window_hours[1]
