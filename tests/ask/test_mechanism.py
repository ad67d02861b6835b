"""The world without a mechanism: only that is gone, and nobody else's luck moves."""

from __future__ import annotations

import re
from dataclasses import fields

import numpy as np
import pytest

import sim
from sim.ask.mechanism import MECHANISMS, STEPS, mechanisms, subject, switched_off
from sim.ask.switch import switched
from sim.ask.worlds import all_at_home, seated_as
from sim.case import Case, changed
from sim.engine.making import make_plan
from sim.errors import InputError, UnknownName
from sim.scenario.calendar import Calendar
from sim.strategy.fit import misfits
from sim.strategy.sound import ensure_sound
from sim.tape.tape import Tape, deal


@pytest.fixture(scope="module")
def case() -> Case:
    """A short patents case in which every mechanism is there."""
    settings = {
        "scenario.warm_up_days": 30,
        "scenario.horizon_days": 200,
        "scenario.inhouse.skill": {"opinions": {"defects_per_task": 0.02, "speed": 1.2}},
        "scenario.providers.krakow.skill": {"patents": {"defects_per_task": 0.11}},
        "scenario.events": [
            {"team": "krakow", "kind": "insolvency", "at_day": 90},
            {"team": "bangalore", "kind": "outage", "at_day": 60, "days": 9},
            {"team": "inhouse", "kind": "outage", "at_day": 80, "days": 2},
        ],
    }
    return sim.changed(sim.preset("pfizer_patents"), settings)


def other_luck(one: Tape, other: Tape) -> list[str]:
    """The tables of the tasks' luck that are not the same, as far as both tapes have them."""
    found = []
    for field in fields(one):
        mine, theirs = getattr(one, field.name), getattr(other, field.name)
        if isinstance(mine, np.ndarray) and field.name not in ("laws", "values"):  # settings, no luck
            rows = min(len(mine), len(theirs)) if mine.ndim == 2 else len(mine)
            is_number = mine.dtype.kind == "f"
            if not np.array_equal(mine[:rows], theirs[:rows], equal_nan=is_number):
                found.append(field.name)
    return found


@pytest.mark.parametrize("name", MECHANISMS)
def test_a_mechanism_removed_moves_no_draw_of_a_task(name: str, case: Case) -> None:
    """The tape of the other world has the same arrivals, efforts and luck."""
    other = switched_off(case, name)

    assert other_luck(deal(case.scenario, 3, 1), deal(other.scenario, 3, 1)) == []


@pytest.mark.parametrize("name", [name for name in MECHANISMS if "failures" not in name])
def test_disasters_stay_unless_they_are_what_is_switched_off(name: str, case: Case) -> None:
    """Outages and insolvencies strike at the same instants in the other world."""
    if name in ("outages", "insolvencies"):
        return
    one, other = (deal(c.scenario, 3, 1).misfortunes for c in (case, switched_off(case, name)))

    assert all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("name", MECHANISMS)
def test_a_world_without_a_mechanism_is_a_world_that_a_file_could_state(name: str, case: Case) -> None:
    """Copies are not validated on the way, so they are here."""
    other = switched_off(case, name)
    scenario, strategy = other.scenario, other.strategy

    assert type(scenario).model_validate(scenario.model_dump(mode="json")) == scenario
    assert type(strategy).model_validate(strategy.model_dump(mode="json")) == strategy
    assert not misfits(scenario, strategy)


EVERYTHING = {
    "scenario.regions": {"south_india": {"shocks": {"mttf_days": 900, "mttr_days": 4}}},
    "scenario.providers.bangalore.slowdowns": {"mttf_days": 200, "mttr_days": 9, "share": 0.5},
    "scenario.providers.bangalore.distress": {"per_year": 0.2},
    "scenario.providers.bangalore.viability": {
        "cost_per_seat_per_month": 3000,
        "choices": {"usual": {}, "slow": {"speed": 0.9}},
    },
    "scenario.providers.bangalore.leaks_per_year": 0.02,
    "scenario.providers.bangalore.rivalry": {"margin_lost_per_year": 50_000},
    "scenario.work.searches.lapse_days": 20,
    "scenario.work.searches.value_half_life_days": 30,
    "scenario.providers.bangalore.pool": {"bench": 3},
    "scenario.providers.bangalore.attrition_per_year": 0.25,
    "scenario.providers.bangalore.experience": {"kind": "saturating", "start_level": 0.5},
    "scenario.inhouse.experience": {"kind": "saturating", "half_life_days": 400},
    "strategy.transition": {"signing_day": 182, "ramp_days": 180},
    "strategy.termination": {"of": "bangalore", "to": "krakow", "at_day": 400},
}
"""What the patent work leaves out."""


@pytest.mark.parametrize("name", MECHANISMS)
def test_switching_off_twice_is_switching_off_once_and_the_case_stays_as_it_was(
    name: str, case: Case
) -> None:
    """Frozen parts are copied, never changed; each takes something of a world that has everything."""
    case = changed(case, EVERYTHING)
    before = case.scenario.model_dump_json(), case.strategy.model_dump_json()
    once = switched_off(case, name)

    assert switched_off(once, name) == once
    assert once != case
    assert (case.scenario.model_dump_json(), case.strategy.model_dump_json()) == before


def test_without_failures_nothing_is_dealt_or_scripted(case: Case) -> None:
    """No outage is left, and every team lives for ever."""
    misfortunes = deal(switched_off(case, "failures").scenario, 3, 1).misfortunes

    assert len(misfortunes.team) == 0
    assert np.isinf(misfortunes.ends).all()


def test_without_provider_failures_those_at_home_strike_as_before(case: Case) -> None:
    """The client's own teams are in both worlds the same."""
    one, other = (deal(c.scenario, 3, 1).misfortunes for c in (case, switched_off(case, "provider_failures")))
    own = ~np.isin(one.team, [1, 2])

    assert np.array_equal(one.start[own], other.start)
    assert np.array_equal(one.end[own], other.end)


def test_providers_as_good_and_as_fast_as_at_home_have_the_plan_of_those_at_home(case: Case) -> None:
    """Work type by work type, exceptions of either side included; the other skill stays its own."""
    ways = (case, switched_off(case, "provider_defects"), switched_off(case, "provider_speed"))
    plan, good, fast = (make_plan(way.scenario, way.strategy) for way in ways)

    assert (good.defects == plan.defects[0]).all()
    assert np.array_equal(good.speed, plan.speed)
    assert (fast.speed[:3] == plan.speed[0]).all()
    assert np.array_equal(fast.defects, plan.defects)


def test_without_time_zones_providers_open_with_the_client_and_work_as_long(case: Case) -> None:
    """Nine hours in Bangalore are nine hours by New York's clock; its holidays stay."""
    calendar = switched_off(case, "time_zones").scenario.providers["bangalore"].calendar
    own = case.scenario.providers["bangalore"].calendar

    assert isinstance(calendar, Calendar)
    assert isinstance(own, Calendar)
    assert (calendar.zone, calendar.opens, calendar.closes) == ("America/New_York", "09:00", "18:00")
    assert (calendar.hours_per_week, calendar.holidays) == (own.hours_per_week, own.holidays)


def test_without_time_zones_hours_that_lie_more_than_a_day_apart_meet_at_the_same_time_of_day(
    case: Case,
) -> None:
    """A client who opens at eleven at night and is shifted by twenty hours opens at seven in the evening."""
    settings = {
        "scenario.liaisons.calendar": {"opens": "23:00", "closes": "24:00", "shift_hours": 20},
        "scenario.providers.bangalore.calendar": {"hours": {"mon-fri": "05:00-09:00, 10:00-14:00"}},
    }
    moved = switched_off(changed(case, settings), "time_zones")
    calendar = moved.scenario.providers["bangalore"].calendar
    ensure_sound(moved.scenario, moved.strategy)

    assert isinstance(calendar, Calendar)
    assert calendar.shift_hours == 14.0


def test_where_someone_is_always_open_there_are_no_time_zones_to_switch_off(case: Case) -> None:
    """A client that never closes has no clock to follow."""
    always = switched(case, {"scenario.liaisons.calendar": "always", "scenario.inhouse.calendar": "always"})

    assert switched_off(always, "time_zones") == always


def test_a_setting_that_a_world_need_not_have_is_marked_and_passed_over(case: Case) -> None:
    """A mechanism may name settings that some worlds do not have, if it says so."""
    paths = (
        "scenario.inhouse.slowdowns?.mttr_days",
        "scenario.inhouse.experience?.half_life_days?",
        "scenario.regions.*?.shocks",
        "scenario.providers.atlantis?.seats",
        "scenario.events.7?.at_day",
    )

    assert switched(case, dict.fromkeys(paths, 0.0)) == case


@pytest.mark.parametrize(
    "path",
    [
        "scenario.dreams",
        "scenario.providers.*.dreams",
        "scenario.inhouse.outages.dreams",
        "scenario.regions.*.shocks",
        "strategy.x.y",
    ],
)
def test_a_path_that_leads_nowhere_is_no_switch(case: Case, path: str) -> None:
    """A slip in a mechanism's path would otherwise leave the mechanism on, without a word."""
    with pytest.raises(InputError, match=re.escape(path)):
        switched(case, {path: 0.0})


def test_kept_seats_are_those_that_the_rules_give_the_original(case: Case) -> None:
    """Without unclear points there is less rework, and the rules alone would need fewer people."""
    other = switched_off(case, ["unclear_points", "briefs"])
    seats = make_plan(case.scenario, case.strategy).seats

    kept = seated_as(other, case)
    assert np.array_equal(make_plan(kept.scenario, kept.strategy).seats, seats)
    assert make_plan(other.scenario, other.strategy).seats.sum() < seats.sum()


def test_all_at_home_hands_nothing_on_at_the_end_of_a_shift(case: Case) -> None:
    """A ring is a way out of the house, too."""
    ring = sim.changed(case, {"strategy.relay": {"teams": ["inhouse", *case.scenario.providers]}})

    assert sim.simulate(all_at_home(ring), seed=1).tasks["moves"].sum() == 0


def test_all_at_home_gives_no_provider_work(case: Case) -> None:
    """Whatever the assignment rule was."""
    journal = sim.simulate(all_at_home(case), seed=1)

    assert (journal.tasks["provider"] == 0).all()


def test_a_misspelt_mechanism_is_refused_with_the_nearest_name() -> None:
    """And all that there are."""
    with pytest.raises(UnknownName, match="did you mean time_zones") as refused:
        mechanisms(["failures", "timezones"])

    assert "misunderstandings" in str(refused.value)


def test_every_mechanism_says_what_its_world_is_like() -> None:
    """In a sentence; the steps of a waterfall and the parts of a mechanism are mechanisms."""
    for mechanism in MECHANISMS.values():
        assert mechanism.says.endswith(".")
        assert set(mechanism.parts) <= set(MECHANISMS)
    assert set(STEPS) <= set(MECHANISMS)


def test_a_subject_agrees_with_its_verb() -> None:
    """Failures cost, inspection costs, both together cost."""
    assert subject(mechanisms("failures")) == ("Failures", True)
    assert subject(mechanisms("inspection")) == ("Inspection", False)
    assert subject(mechanisms(["delay", "inspection"])) == ("Delay and inspection", True)
