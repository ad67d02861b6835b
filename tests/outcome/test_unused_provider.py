"""A provider that gets no work and has no contract moves no number: no measure, no month, no day, no cent."""

from random import Random
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.experiment.execute.run import timeline_of
from sim.outcome.monthly import monthly_ledger
from sim.outcome.resilience import resilience
from sim.outcome.scorecard import settle
from sim.outcome.window import Window, observe
from sim.scenario.scenario import Scenario
from sim.strategy.strategy import Strategy
from sim.testing.cases import RandomCase
from sim.testing.dice import Dice
from sim.testing.money import priced_cases, terms
from sim.testing.names import REGIONS
from sim.testing.teams import provider

UNUSED = {
    "seats": 5,
    "outages": {"mttf_days": 3.0, "mttr_days": 2.0},
    "slowdowns": {"mttf_days": 3.0, "mttr_days": 2.0, "share": 0.5},
    "insolvency": {"kind": "hazard", "per_year": 5.0},
    "distress": {"per_year": 5.0, "slowdown_share": 0.5},
    "attrition_per_year": 20.0,
    "leaks_per_year": 100.0,
    "leaks_per_leaver": 1.0,
    "rivalry": {"per_year": 50.0, "margin_lost_per_year": 9e5, "loss_exponent": 0.0},
    "viability": {"cost_per_seat_per_month": 5_000.0, "least_margin": 1.0, "term_months": 0.1},
    "experience": {"kind": "saturating", "newcomer_speed": 0.5, "start_level": 0.9, "half_life_days": 5.0},
    "exit": {"cost": 9_000.0, "notice_days": 30.0},
    "transition_cost_per_seat": 900.0,
    "secure_facility_cost_per_year": 900.0,
}
"""All that can happen to a provider, and all that it could cost."""


def numbers_of(journal, without=()):
    """Every number that a run is ever told by, in bytes, so that nan equals nan; teams by name."""
    card, teams = settle(journal), journal.scenario.teams
    shocks = card.resilience
    named = [
        (teams[row["team"]], *(row[name].item() for name in row.dtype.names[1:])) for row in shocks.drops
    ]
    months = monthly_ledger(journal)
    timeline = timeline_of(SimpleNamespace(point=SimpleNamespace(id=0), digest=""), journal)
    return {
        "timeline": [repr(np.asarray(column).tolist()) for column in timeline.values()],
        "measures": {name: np.float64(value).tobytes() for name, value in card.items()},
        "usual level": shocks.baseline,
        "days": [part.tobytes() for part in shocks.curve],
        "drops": named,
        "lines": card.ledger.lines,
        "memo": card.ledger.memo,
        "providers": {name: own for name, own in card.ledger.providers.items() if name not in without},
        "months": {line: months[line].tolist() for line in months},
    }


def with_unused(case, random):
    """The same case with one unused provider, or many, in front or at the end, whatever they are like."""
    dice = Dice(random)
    scenario, strategy = case.scenario.model_dump(mode="json"), case.strategy.model_dump(mode="json")
    end, known = case.scenario.window_hours[1], list(scenario["work"])
    names = [f"unused_{number}" for number in range(dice.one_of(1, 1, 2, 9))]
    more = {}
    for name in names:
        drawn = {**provider(dice, end, known), **terms(dice, known), "region": dice.one_of(None, *REGIONS)}
        more[name] = {**drawn, **{key: UNUSED[key] for key in dice.some_of(list(UNUSED))}}
        if dice.chance(30):
            strategy["staffing"][name] = {"rule": "load", "at_least": dice.whole(0, 3)}
        if dice.chance(30):
            scenario["events"] = [
                *scenario["events"],
                {"team": name, "kind": "insolvency", "at_day": dice.number(0.0, end / 24.0)},
            ]
        if strategy["flexibility"]["review_days"]:
            strategy["flexibility"]["teams"] = [*strategy["flexibility"]["teams"], name]
    theirs = scenario["providers"]
    scenario["providers"] = {**more, **theirs} if dice.chance(50) else {**theirs, **more}
    return RandomCase(Scenario.model_validate(scenario), Strategy.model_validate(strategy), case.seed), names


@settings(derandomize=True, deadline=None, max_examples=60)
@given(priced_cases(), st.integers(0, 2**32 - 1))
def test_a_provider_without_work_and_contract_moves_no_number(case, seed):
    """Whatever happens to it, and however many there are: to the byte, in every case that can be stated."""
    other, names = with_unused(case, Random(seed))
    alone, beside = case.played("compiled"), other.played("compiled")

    assert numbers_of(beside, without=names) == numbers_of(alone)
    ledger = settle(beside).ledger
    assert all(not any(ledger.providers[name].values()) for name in names)


@pytest.fixture(scope="module")
def shaken(run, tasks):
    """More providers, their misfortunes -> p has .6 of a task a day, ends on day 30, and nobody is hired."""

    def live(more=None, events=(), **settings):
        days = np.arange(0.5, 199.0, 0.8)
        end = {"team": "p", "kind": "insolvency", "at_day": 30.0}
        return run(
            {
                "horizon_days": 200.0,
                "work": {"a": tasks(days, np.ones(len(days)), due_days=2.0, sensitivity=0.5, ip_value=1e6)},
                "inhouse": {"seats": 1},
                "providers": {"p": {"seats": 2}, **(more or {})},
                "events": [end, *events],
            },
            {
                "mix": {"a": {"p": 0.6}},
                "inspection": {"outsourced_rate": 0.0},
                "contingency": {"rehire": 0.0},
                **settings,
            },
        )

    return live


def test_an_outage_of_an_unused_provider_does_not_hide_the_end_of_another(shaken):
    """It lasts from the day after p's end: the drop, the loss and that nobody recovers stay as they are."""
    outage = {"team": "u", "kind": "outage", "at_day": 31.0, "days": 5.0}
    alone, beside = shaken(), shaken({"u": {"seats": 0}}, [outage])

    assert settle(alone)["worst_drop"] > 0.9
    assert settle(alone)["unrecovered_disruptions"] == 1.0
    assert numbers_of(beside, without="u") == numbers_of(alone)


def test_what_happens_to_an_unused_provider_is_not_the_clients(shaken):
    """Its idle seats, its leavers, its slowdowns, what it knows; before p's end and after it."""
    alone, beside = shaken(), shaken({"u": UNUSED})

    assert {row["why"] for row in beside.changes[beside.changes["team"] == 2]}
    assert numbers_of(beside, without="u") == numbers_of(alone)
    for span in (Window(0.0, 700.0), Window(900.0, 4_000.0)):
        whole, cut = settle(alone, span), settle(beside, span)
        assert [np.float64(cut[name]).tobytes() for name in whole] == [
            np.float64(whole[name]).tobytes() for name in whole
        ]


def test_nobody_outside_knows_anything_where_nobody_outside_works(run, tasks):
    """All in-house, with no provider in the world or with one: an exposure of 0, which is a number."""
    world = {
        "horizon_days": 9.0,
        "work": {"a": tasks([1.0], [1.0], sensitivity=1.0, ip_value=1e6)},
        "inhouse": {"seats": 1},
    }
    for providers in ({}, {"u": {"seats": 3}}):
        card = settle(run({**world, "providers": providers}))

        assert card["ip_exposure"] == card["ip_largest_exposure"] == card["seats_providers"] == 0.0
        assert np.isnan(card["utilisation_providers"])


def test_only_what_is_felt_enters_the_mean_time_to_recover(shaken):
    """An unused provider that fails all the time makes nobody recover sooner; without any disruption that is
    felt there is no mean."""
    shaky = {"u": {"outages": {"mttf_days": 2.0, "mttr_days": 1.0}}}
    felt, unfelt = shaken(shaky), shaken(shaky, mix={})

    assert len(felt.disruptions) > 20
    assert settle(felt)["disruptions"] == 1.0
    assert settle(felt)["time_to_recover_days"] == settle(felt)["longest_recovery_days"] > 100.0
    assert settle(unfelt)["disruptions"] == 0.0
    assert np.isnan(settle(unfelt)["time_to_recover_days"])
    assert len(resilience(observe(unfelt)).drops) == 0


def test_seats_that_the_client_pays_for_are_a_use(run, tasks):
    """A backup that stands by with reserved seats has a contract: its seats count, and its fees do."""
    reserved = {"kind": "reserved_capacity", "fee_per_seat_per_month": 1_000.0}
    world = {
        "horizon_days": 36.525,
        "work": {"a": tasks([1.0], [1.0])},
        "providers": {"p": {"seats": 2}, "q": {"seats": 3, "contract": reserved}},
    }
    choice = {"mix": {"a": {"p": 1.0}}, "inspection": {"outsourced_rate": 0.0}}
    idle, stands_by = (
        settle(run(world, {**choice, **plan})) for plan in ({}, {"contingency": {"plan": "q"}})
    )

    assert (idle["seats_providers"], idle["cost_provider_fees"]) == (2.0, 0.0)
    assert (stands_by["seats_providers"], stands_by["cost_provider_fees"]) == (5.0, 3_600.0)
