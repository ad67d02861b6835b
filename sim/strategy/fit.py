"""Does the strategy fit the world? Names that must exist, shares that must add up, people that must be
there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from difflib import get_close_matches
from typing import Final

from sim.errors import Problem, advice
from sim.scenario.calendar import compile_calendar
from sim.scenario.distribution import mean_hours
from sim.scenario.scenario import Scenario
from sim.scenario.team import Team, ThirdParty, WorkingTeam
from sim.strategy.size import oversize, teams_by_path
from sim.strategy.strategy import Strategy

MISSPELT = 0.85
"""So alike are two names of which one is a slip; north_india and south_india are less so."""

MOST_YEARS = 10.0
"""That a promise in working hours may take."""
HOURS_PER_YEAR = 52.0 * 168.0

TOLERANCE = 1e-9
"""Shares such as 0.1 + 0.2 + 0.7 may miss one by rounding."""


def misfits(scenario: Scenario, strategy: Strategy) -> list[Problem]:
    """Everything that is wrong between a scenario and a strategy; paths start at `scenario` or `strategy`."""
    return [problem for rule in RULES for problem in rule(scenario, strategy)]


def _unknown(path: str, name: str, known: list[str], what: str) -> Problem:
    many = what.replace("type or family", "types or families").replace("team that does", "teams that do")
    remedy = advice(name, known, many if many != what else f"{what}s")
    return Problem(path, name, f"there is no {what} of this name in the scenario", remedy)


def _mix(scenario: Scenario, strategy: Strategy) -> Iterator[Problem]:
    rows, columns = [*scenario.work, *scenario.families], ["inhouse", *scenario.providers]
    for row, shares in strategy.mix.items():
        path = f"strategy.mix.{row}"
        if row not in rows:
            yield _unknown(path, row, rows, "work type or family")
        for name in shares:
            if name not in columns:
                yield _unknown(f"{path}.{name}", name, columns, "team")
        total = sum(shares.values())
        if total > 1.0 + TOLERANCE:
            rule = "shares must not add up to more than one; what is not given out stays in-house"
            yield Problem(path, round(total, 9), rule, "lower a share")
        elif "inhouse" in shares and total < 1.0 - TOLERANCE:
            rule = "shares must add up to one where inhouse has one of its own"
            yield Problem(path, round(total, 9), rule, "raise a share, or leave inhouse out")


def _assignment(scenario: Scenario, strategy: Strategy) -> Iterator[Problem]:
    assignment, providers = strategy.assignment, list(scenario.providers)
    for role, name in (("primary", assignment.primary), ("backup", assignment.backup)):
        path = f"strategy.assignment.{role}"
        if name is None:
            if assignment.rule == "primary_backup":
                yield Problem(
                    path, None, f"the rule primary_backup needs a {role}", advice("", providers, "providers")
                )
        elif name not in providers and not (role == "backup" and name == "inhouse"):
            yield _unknown(path, name, providers, "provider")
    if assignment.rule == "overflow" and not _gives_out(scenario, strategy):
        yield Problem(
            "strategy.mix",
            {name: dict(row) for name, row in strategy.mix.items()},
            "the rule overflow sends work out by the mix, and the mix gives no provider a share",
            f"state at least one provider's share of {next(iter(scenario.work))}",
        )


def _gives_out(scenario: Scenario, strategy: Strategy) -> bool:
    """Whether any work that may leave has a provider's share, or none may leave."""
    leaving = {n: w for n, w in scenario.work.items() if not strategy.assignment.keeps_home(w)}
    rows = [strategy.mix.get(name, strategy.mix.get(work.family or "", {})) for name, work in leaving.items()]
    return not rows or any(share > 0 for row in rows for team, share in row.items() if team != "inhouse")


def _named_teams(scenario: Scenario, strategy: Strategy) -> Iterator[Problem]:
    teams, providers = list(scenario.teams), list(scenario.providers)
    for name in strategy.staffing:
        if name not in teams:
            yield _unknown(f"strategy.staffing.{name}", name, teams, "team")
    for name in strategy.shift_hours:
        if name not in teams:
            yield _unknown(f"strategy.shift_hours.{name}", name, teams, "team")
    for index, name in enumerate(strategy.flexibility.teams):
        if name not in ("inhouse", *providers):
            path = f"strategy.flexibility.teams.{index}"
            yield _unknown(path, name, ["inhouse", *providers], "team that does tasks")
    for index, name in enumerate(strategy.relay.teams if strategy.relay is not None else ()):
        if name not in ("inhouse", *providers):
            path = f"strategy.relay.teams.{index}"
            yield _unknown(path, name, ["inhouse", *providers], "team that does tasks")
    plan = strategy.contingency.plan
    if plan not in ("wait", "inhouse") and plan not in providers:
        yield _unknown("strategy.contingency.plan", plan, ["wait", "inhouse", *providers], "contingency plan")
    secured = strategy.protection.secure_facility
    for index, name in enumerate(() if isinstance(secured, bool) else secured):
        if name not in providers:
            yield _unknown(f"strategy.protection.secure_facility.{index}", name, providers, "provider")
    for index, event in enumerate(scenario.events):
        path = f"scenario.events.{index}.team"
        if event.team not in teams:
            yield _unknown(path, event.team, teams, "team")
        elif event.kind == "insolvency" and event.team not in providers:
            yield Problem(path, event.team, "only a provider can become insolvent", "state an outage instead")


def _termination(scenario: Scenario, strategy: Strategy) -> Iterator[Problem]:
    """A contract that ends is a provider's, was in force, and is followed by somebody who is there."""
    ends, path, providers = strategy.termination, "strategy.termination", list(scenario.providers)
    if ends is None:
        return
    if ends.of not in providers:
        yield _unknown(f"{path}.of", ends.of, providers, "provider")
    if ends.to not in ("inhouse", *providers):
        yield _unknown(f"{path}.to", ends.to, ["inhouse", *providers], "team that does tasks")
    elif not _is_ever_there(scenario, scenario.named_teams[ends.to]):
        rule = "whoever follows upon a provider must be there for an hour of a year"
        yield Problem(f"{path}.to", ends.to, rule, "look at its weekdays, hours, holidays and closed days")
    if strategy.assignment.rule == "least_backlog":
        rule = "the rule least_backlog would find a provider that has gone idle for ever, and choose it"
        yield Problem("strategy.assignment.rule", "least_backlog", rule, "state another rule, such as mix")
    transition = strategy.transition
    ramped = 0.0 if transition is None else transition.signing_day + transition.ramp_days
    if ends.at_day is not None and ends.at_day < ramped:
        rule = f"no contract ends before its transition is over, on day {ramped:g}"
        yield Problem(f"{path}.at_day", ends.at_day, rule, "state a later day")


def _is_ever_there(scenario: Scenario, team: Team | ThirdParty) -> bool:
    """Whether anybody of this team is at work for an hour of a year."""
    hours = team.calendar
    return hours == "always" or compile_calendar(hours, scenario.start, HOURS_PER_YEAR).total > 0.0


def _skills(scenario: Scenario, _: Strategy) -> Iterator[Problem]:
    known = [*scenario.work, *scenario.families]
    teams: dict[str, WorkingTeam] = {"scenario.inhouse": scenario.inhouse}
    teams |= {f"scenario.providers.{name}": provider for name, provider in scenario.providers.items()}
    for path, team in teams.items():
        for name in team.skill:
            if name not in known:
                yield _unknown(f"{path}.skill.{name}", name, known, "work type or family")
    for name, provider in scenario.providers.items():
        for work in getattr(provider.contract, "prices", {}):
            if work not in known:
                path = f"scenario.providers.{name}.contract.prices.{work}"
                yield _unknown(path, work, known, "work type or family")


def _promises(scenario: Scenario, _: Strategy) -> Iterator[Problem]:
    """Service levels are about work that there is, and working hours are to be had within our lives."""
    known = [*scenario.work, *scenario.families]
    for name, provider in scenario.providers.items():
        path = f"scenario.providers.{name}.contract"
        contract = provider.contract
        places = [f"{path}.service_levels.{k}" for k in range(len(contract.service_levels))]
        places = [*([] if contract.service_level is None else [f"{path}.service_level"]), *places]
        for place, promise in zip(places, contract.promises, strict=True):
            for k, work in enumerate(promise.of_work):
                if work not in known:
                    yield _unknown(f"{place}.of_work.{k}", work, known, "work type or family")
    yield from _far_off(scenario)


def _far_off(scenario: Scenario) -> Iterator[Problem]:
    """Promises in working hours that the house takes too long to be open for."""
    longest = max(work.longest_working_hours for work in scenario.work.values())
    if not longest or scenario.inhouse.calendar == "always":
        return
    a_year = compile_calendar(scenario.inhouse.calendar, scenario.start, HOURS_PER_YEAR).total
    for name, work in scenario.work.items():
        for setting in ("due_working_hours", "begin_within_working_hours"):
            hours = getattr(work, setting) or 0.0
            if hours > MOST_YEARS * a_year:
                rule = (
                    f"takes more than {MOST_YEARS:g} years: the house is open for {a_year:,.0f} hours a year"
                )
                remedy = "state fewer hours; they are those of scenario.inhouse.calendar"
                yield Problem(f"scenario.work.{name}.{setting}", hours, rule, remedy)


def _regions(scenario: Scenario, _: Strategy) -> Iterator[Problem]:
    """A region may be empty; but one that is all but called as where a team is was meant to be that one."""
    settled = {team.region for team in teams_by_path(scenario).values() if team.region is not None}
    unstated = sorted(settled - scenario.regions.keys())
    for name in scenario.regions:
        meant = get_close_matches(name, unstated, n=1, cutoff=MISSPELT)
        if meant and name not in settled:
            yield Problem(f"scenario.regions.{name}", name, "no team is there", f"did you mean {meant[0]}?")


def _people(scenario: Scenario, strategy: Strategy) -> Iterator[Problem]:
    """A team without seats that gets work would let it wait for ever."""
    is_third_party = strategy.inspection.by == "third_party"
    for name in _teams_with_work(scenario, strategy):
        team: Team | ThirdParty = {
            "inhouse": scenario.inhouse,
            "liaisons": scenario.liaisons,
            "reviewers": scenario.third_party if is_third_party else scenario.reviewers,
            **scenario.providers,
        }[name]
        staffing = strategy.staffing.get(name)
        group = name if name not in scenario.providers else f"providers.{name}"
        group = "third_party" if name == "reviewers" and is_third_party else group
        if not _is_ever_there(scenario, team):
            rule = "the strategy gives this team work, and it is not there for an hour of a year"
            remedy = "look at weekdays, hours, holidays and closed days"
            zone = getattr(team.calendar, "zone", team.calendar)
            yield Problem(f"scenario.{group}.calendar", zone, rule, remedy)
        if team.seats == 0 and (staffing is None or staffing.rule == "stated"):
            yield Problem(
                f"scenario.{group}.seats",
                0,
                "the strategy gives this team work, and it has no seats",
                f"state its seats, or give it a staffing rule: strategy.staffing.{name}.rule: load",
            )


def _teams_with_work(scenario: Scenario, strategy: Strategy) -> Iterator[str]:
    hours = scenario.window_hours[1]
    rows = {
        name: {
            team: share
            for team, share in strategy.mix.get(name, strategy.mix.get(work.family or "", {})).items()
            if team in scenario.providers and share > 0.0
        }
        for name, work in scenario.work.items()
    }
    used = dict.fromkeys(team for row in rows.values() for team in row)
    work = filter(strategy.assignment.keeps_home, scenario.work.values())
    stays = any(each.arrives_before(hours, scenario.start) for each in work)
    home = any(sum(row.values()) < 1.0 - TOLERANCE for row in rows.values())
    if strategy.assignment.rule == "primary_backup":
        used |= dict.fromkeys(
            t for t in (strategy.assignment.primary, strategy.assignment.backup) if t in scenario.providers
        )
    passing = strategy.relay.teams if strategy.relay is not None else ()
    ring = [team for team in passing if team in scenario.providers]
    passes_on = any(not strategy.assignment.keeps_home(each) for each in scenario.work.values())
    if ring and passes_on and (home or used.keys() & set(ring)):
        used |= dict.fromkeys(ring)
        home = home or "inhouse" in passing
    before = strategy.transition is not None and strategy.transition.signing_day > 0.0
    comes_back = strategy.flexibility.adaptive is not None
    home = home or before or comes_back
    if stays or before or comes_back or (home and strategy.assignment.rule != "primary_backup"):
        yield "inhouse"
    yield from used
    ends = strategy.termination
    follows = ends.to if ends is not None and ends.of in used else ""
    home = home or follows == "inhouse"
    used |= dict.fromkeys({follows} & set(scenario.providers))
    askers = (scenario.providers[name] for name in used)
    asks = any(each.asks > 0.0 and not each.understands_all for each in askers)
    talks = any(
        mean_hours(w.brief_hours) > 0.0 or (w.unclear_points > 0.0 and asks) for w in scenario.work.values()
    )
    if used and talks:
        yield "liaisons"
    looks = ((home or stays) and strategy.inspection.inhouse_rate > 0.0) or (
        used and strategy.inspection.outsourced_rate > 0.0
    )
    if looks:
        yield "reviewers"


Rule = Callable[[Scenario, Strategy], Iterator[Problem]]

RULES: Final[tuple[Rule, ...]] = (
    *(_mix, _assignment, _named_teams, _termination, _skills, _promises, _regions, _people, oversize),
)
"""What is to hold between a world and a choice; each is a function of the settings that it reads."""
