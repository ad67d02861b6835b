"""Which settings about what is lost and gained can change nothing in a case, and why?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sim.scenario.experience import Saturating
from sim.scenario.team import Provider, WorkingTeam
from sim.scenario.work import WorkType
from sim.strategy.facts import Facts

Silence = tuple[str, str]

_HOW_LEAKS: Final = ("remote_access", "security", "detection_days", "leak_loss", "loss_exponent")
_LEAKS: Final = ("leaks_per_year", "leaks_per_leaver", *_HOW_LEAKS)


def silent_losses(facts: Facts) -> Iterator[Silence]:
    """Settings of secrets, rivals, rights, contests and ideas that have nothing to act on."""
    for name, work in facts.scenario.work.items():
        if name in facts.arrives:
            yield from _work(facts, name, work)
    for path, team in facts.teams.items():
        if isinstance(team, WorkingTeam):
            yield from _secrets(facts, path, team)
            yield from _contests(facts, path, team)
    yield from _ideas(facts)


def _work(facts: Facts, name: str, work: WorkType) -> Iterator[Silence]:
    path, strategy = f"scenario.work.{name}", facts.strategy
    is_asked = strategy.assignment.rule == "sensitive_at_home" or strategy.protection.split_into > 1
    if work.ip_value == 0.0 and not is_asked:
        yield f"{path}.sensitivity", "ip_value is 0, and no rule asks for it"
    if work.sensitivity == 0.0:
        yield f"{path}.ip_value", "sensitivity is 0: it exposes nothing"
    if facts.scenario.innovation.ideas_per_novel_task == 0.0:
        yield f"{path}.novelty", "innovation.ideas_per_novel_task is 0"
    if work.value == 0.0:
        yield f"{path}.value_half_life_days", "value is 0: there is nothing to lose"
    if work.lapse_days is None:
        yield f"{path}.lapse_cost", "lapse_days is left out: no right lapses"
    if not work.win_probability:
        yield f"{path}.win_if_flawed", "nothing is won: win_probability is 0 or left out"
    elif not facts.errs(name):
        yield f"{path}.win_if_flawed", "nobody does it wrong"


def _secrets(facts: Facts, path: str, team: WorkingTeam) -> Iterator[Silence]:
    works = facts.scenario.work.values()
    if not any(work.sensitivity > 0.0 and work.ip_value > 0.0 for work in works):
        for setting in (*_LEAKS, "rivalry"):
            yield f"{path}.{setting}", "no work has both sensitivity and ip_value"
    if not facts.gets_work(path.rpartition(".")[2]):
        for setting in (*_LEAKS, "rivalry"):
            yield f"{path}.{setting}", "no work ever comes to it"
    if team.leaks_per_year == team.leaks_per_leaver == 0.0:
        for setting in (*_HOW_LEAKS, "secure_facility_effect"):
            yield f"{path}.{setting}", "leaks_per_year and leaks_per_leaver are 0: nothing leaks there"
    if team.attrition_per_year == 0.0:
        yield f"{path}.leaks_per_leaver", "attrition_per_year is 0: nobody leaves"
    rivalry = team.rivalry if isinstance(team, Provider) else None
    if rivalry is not None and rivalry.per_year == 0.0:
        for setting in ("margin_lost_per_year", "loss_exponent", "lasts_years"):
            yield f"{path}.rivalry.{setting}", "per_year is 0: it never becomes a rival"
    elif rivalry is not None and rivalry.margin_lost_per_year == 0.0:
        for setting in ("loss_exponent", "lasts_years"):
            yield f"{path}.rivalry.{setting}", "margin_lost_per_year is 0: there is nothing to lose"


def _contests(facts: Facts, path: str, team: WorkingTeam) -> Iterator[Silence]:
    contested = {
        name
        for key, work in facts.scenario.work.items()
        if work.win_probability and key in facts.arrives
        for name in (key, work.family)
    }
    for name in team.skill:
        if name not in contested:
            yield f"{path}.skill.{name}.win_factor", "nothing is won by it: no win_probability is stated"


def _ideas(facts: Facts) -> Iterator[Silence]:
    scenario, path = facts.scenario, "scenario.innovation"
    innovation, experience = scenario.innovation, scenario.inhouse.experience
    novel = [name for name in facts.arrives if scenario.work[name].novelty > 0.0]
    if innovation.ideas_per_novel_task == 0.0:
        for setting in _OF_IDEAS:
            yield f"{path}.{setting}", "ideas_per_novel_task is 0"
    if innovation.idea_value == 0.0:
        yield f"{path}.idea_spread", "idea_value is 0"
    if not novel:
        yield path, "no work is novel"
    if not any(facts.out[name] for name in novel):
        for setting in ("peak_share", "at_all_outside", "peak_shift"):
            yield f"{path}.{setting}", "no novel work leaves the house"
    if not isinstance(experience, Saturating):
        yield f"{path}.peak_shift", "what the house knows stays as it is"


_OF_IDEAS: Final = (
    "peak_share",
    "at_none_outside",
    "at_all_outside",
    "peak_shift",
    "idea_value",
    "idea_spread",
)
