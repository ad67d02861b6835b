"""How a world looks without a mechanism, where settings alone cannot say it; and with everything at home."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sim.ask.switch import switched
from sim.case import Case
from sim.engine.making import make_plan
from sim.engine.plan import Plan
from sim.errors import InputError, Problem
from sim.scenario.calendar import HOUR, Calendar
from sim.scenario.hazard import ScriptedEvent
from sim.scenario.scenario import Scenario
from sim.scenario.stretch import DAY, clock_time, stretch_of
from sim.scenario.team import Provider, Skill, WorkingTeam
from sim.scenario.work import WorkType
from sim.strategy.at_home import all_at_home as without_providers

Ints = NDArray[np.int64]

PROVIDERS = "scenario.providers.*?"
"""All providers, if there are any."""

WORKING = ("scenario.inhouse", PROVIDERS)
TEAMS = (*WORKING, "scenario.liaisons", "scenario.reviewers")


# -- What goes wrong -----------------------------------------------------------------------------------------


def never_down(case: Case) -> Case:
    """No outage of any team, dealt or scripted."""
    quiet = switched(case, {f"{team}.outages": None for team in TEAMS})
    return _without_events(quiet, lambda event: event.kind == "outage")


def never_slow(case: Case) -> Case:
    """No slowdown of any team, dealt or scripted."""
    quiet = switched(case, {f"{team}.slowdowns": None for team in TEAMS})
    return _without_events(quiet, lambda event: event.kind == "slowdown")


def providers_never_down(case: Case) -> Case:
    """No outage of a provider, dealt or scripted."""
    quiet = switched(case, {f"{PROVIDERS}.outages": None})
    return _without_events(
        quiet, lambda event: event.kind == "outage" and event.team in case.scenario.providers
    )


def never_insolvent(case: Case) -> Case:
    """No insolvency, dealt or scripted."""
    quiet = switched(case, {f"{PROVIDERS}.insolvency": None})
    return _without_events(quiet, lambda event: event.kind == "insolvency")


def _without_events(case: Case, vanishes: Callable[[ScriptedEvent], bool]) -> Case:
    kept = tuple(event for event in case.scenario.events if not vanishes(event))
    return switched(case, {"scenario.events": kept})


# -- Time zones ----------------------------------------------------------------------------------------------


def in_one_zone(case: Case) -> Case:
    """Every provider opens when those whom it asks open, and keeps its length of day, days, holidays."""
    scenario = case.scenario
    clocks = [team.calendar for team in (scenario.liaisons, scenario.inhouse)]
    client = next((clock for clock in clocks if isinstance(clock, Calendar)), None)
    if client is None:
        return case
    settings = {
        f"scenario.providers.{name}.calendar": _opening_with(client, provider.calendar)
        for name, provider in scenario.providers.items()
        if isinstance(provider.calendar, Calendar)
    }
    return switched(case, dict(settings))


def _opening_with(client: Calendar, own: Calendar) -> Calendar:
    """A provider's hours by the client's clock, begun as most of the client's days are."""
    if own.hours or own.hours_on:  # other hours on some days are moved as those of most days are
        moved = client.shift_hours + (client.usual_opening - own.usual_opening) / HOUR
        if abs(moved) > 24.0:
            moved -= math.copysign(24.0, moved)  # the same time of day
        return own.model_copy(update={"zone": client.zone, "shift_hours": moved})
    end = client.usual_opening + stretch_of(own.opens, own.closes).length
    there = {"zone": client.zone, "shift_hours": client.shift_hours}
    # At midnight sharp a day ends; past it, the shift ends on the next.
    hours = {
        "opens": clock_time(client.usual_opening),
        "closes": clock_time(end if end <= DAY else end - DAY),
    }
    return own.model_copy(update={**there, **hours})


# -- Skill ---------------------------------------------------------------------------------------------------


def faultless(case: Case) -> Case:
    """No team makes faults of its own."""
    paths = (f"{team}{skill}.defects_per_task" for team in WORKING for skill in ("", ".skill.*?"))
    return switched(case, dict.fromkeys(paths, 0.0))


def as_good_as_at_home(case: Case) -> Case:
    """Providers' own faults are as frequent as those in-house, work type by work type."""
    return _as_at_home(case, "defects_per_task")


def as_fast_as_at_home(case: Case) -> Case:
    """Providers are as fast as people in-house, work type by work type."""
    return _as_at_home(case, "speed")


def _as_at_home(case: Case, what: Literal["speed", "defects_per_task"]) -> Case:
    scenario = case.scenario
    return switched(
        case,
        {
            f"scenario.providers.{name}.skill": _borrowed(scenario, provider, what)
            for name, provider in scenario.providers.items()
        },
    )


def _borrowed(
    scenario: Scenario, provider: Provider, what: Literal["speed", "defects_per_task"]
) -> dict[str, Skill]:
    """The provider's skills with one of them taken from the people in-house."""
    skills = dict(provider.skill)
    for name, work in scenario.work.items():
        home = getattr(_skill(scenario.inhouse, name, work), what)
        usual: float = getattr(scenario.inhouse, what) if home is None else home
        skills[name] = _skill(provider, name, work).model_copy(update={what: usual})
    return skills


def _skill(team: WorkingTeam, name: str, work: WorkType) -> Skill:
    return team.skill.get(name) or team.skill.get(work.family or "") or Skill()


# -- Understanding -------------------------------------------------------------------------------------------


def as_near_as_at_home(case: Case) -> Case:
    """Providers understand the work as people in-house do, and dare to ask as much."""
    home = case.scenario.inhouse
    near = {f"{PROVIDERS}.distance": home.distance, f"{PROVIDERS}.asks": home.asks}
    return switched(case, {**near, f"{PROVIDERS}.familiarity": None})


# -- Inspection ----------------------------------------------------------------------------------------------


def inspected_as_at_home(case: Case) -> Case:
    """Providers' work is looked at as often as work done in-house."""
    return switched(case, {"strategy.inspection.outsourced_rate": case.strategy.inspection.inhouse_rate})


# -- Seats, and everything at home ---------------------------------------------------------------------------


def seated_as(case: Case, original: Case) -> Case:
    """The case with the seats that the original's staffing rules come to, stated where they differ.

    Raises
    ------
    InputError
        They differ, and a transition moves them: stated seats would be there before signing, too.
    """
    own, kept = make_plan(case.scenario, case.strategy), make_plan(original.scenario, original.strategy)
    if all(map(np.array_equal, _asked_for(own), _asked_for(kept))):
        return case
    if case.strategy.transition is not None:
        rule = "seats that a transition moves cannot be kept where the rules ask for others"
        raise InputError([Problem("seats", "kept", rule, "let them follow the rules: seats by_rule")])
    settings: dict[str, object] = {"strategy.staffing.*?.rule": "stated"}
    for team, number in zip(original.scenario.teams, kept.offers.asked.tolist(), strict=True):
        group = f"providers.{team}" if team in original.scenario.providers else team
        settings[f"scenario.{group}.seats"] = number
    return switched(case, settings)


def _asked_for(plan: Plan) -> tuple[Ints, Ints]:
    """Seats by rule and before signing, whatever providers make of them."""
    asked = plan.offers.asked
    return asked, np.where(plan.seats_before == plan.seats, asked, plan.seats_before)


def all_at_home(case: Case) -> Case:
    """Every task stays in-house, and no provider has a contract."""
    return Case(case.scenario, without_providers(case.strategy))
