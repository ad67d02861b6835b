"""What others get to know, what leaks, and what it loses."""

import math
from itertools import pairwise

import numpy as np
import pytest

from sim.analysis.interval import mean_interval
from sim.analysis.tail import cvar
from sim.case import case_from
from sim.engine.simulate import simulate
from sim.errors import InputError
from sim.outcome.ip import intellectual_property
from sim.outcome.ledger import keep_ledger
from sim.outcome.scorecard import settle
from sim.outcome.value_seen import value_at_risk
from sim.outcome.window import Window, observe
from sim.scenario.team import FULL_TIME_HOURS

YEAR = 365.25
AT_RISK = 600_000.0
"""Sensitivity 0.6, a million at most."""
OWN = ("ip_exposure", "ip_largest_exposure", "ip_leaks", "ip_leaks_found", "ip_loss_per_leak")
EXPOSED = 0.6 * 3.0 * YEAR / FULL_TIME_HOURS
"""People-years of wholly sensitive work in a year of three tasks a day, of an hour each."""


def leaky(leaks, **more):
    """A team that leaks so often a year if it does all of that work."""
    return {"seats": 50, "leaks_per_year": leaks / EXPOSED, **more}


LEAKY = leaky(20.0)


def play(replication, scenario=None, work=None, strategy=None, **providers):
    """A year with three tasks a day, all at p, which leaks twenty times a year if it does everything."""
    task = {
        "arrivals": {"kind": "regular", "per_week": 21.0},
        "effort_hours": {"kind": "constant", "mean": 1.0},
        "sensitivity": 0.6,
        "ip_value": 1_000_000.0,
        **(work or {}),
    }
    case = case_from(
        {
            "scenario": {
                "horizon_days": YEAR,
                "work": {"a": task},
                "inhouse": {"seats": 50},
                "reviewers": {"seats": 1},
                "providers": {"p": LEAKY, **providers},
                **(scenario or {}),
            },
            "strategy": {
                "mix": {"a": {"p": 1.0}},
                "inspection": {"outsourced_rate": 0.0},
                **(strategy or {}),
            },
        }
    )
    return simulate(case, seed=7, replication=replication, engine="compiled")


def cards(replications, **settings):
    return [settle(play(r, **settings)) for r in range(replications)]


def column(rows, name):
    return np.array([row[name] for row in rows])


def mixed(**shares):
    return {"mix": {"a": shares}}


# -- exposure --------------------------------------------------------------------------------------------


def test_exposure_is_the_share_of_the_runs_value_at_risk_that_somebody_there_has_worked_on(run, tasks):
    """Work a (at risk 3, two tasks) goes to p, b (at risk 1) stays; p's one seat gets to its second task at
    day 3."""
    world = {
        "horizon_days": 4.0,
        "work": {
            "a": tasks([0.0, 2.0], [3.0, 1.0], sensitivity=0.3, ip_value=10.0),
            "b": tasks([1.0], [1.0], sensitivity=1.0, ip_value=1.0),
            "plain": tasks([0.0, 1.0], [1.0, 1.0], sensitivity=0.0, ip_value=9.0),
        },
        "inhouse": {"seats": 1},
        "providers": {"p": {"seats": 1}},
    }
    choice = {"mix": {"a": {"p": 1.0}}, "inspection": {"outsourced_rate": 0.0}}
    journal = run(world, choice)

    assert value_at_risk(journal.scenario).tolist() == [3.0, 1.0, 0.0]
    by_day = [settle(journal, Window(24.0 * day, 24.0 * day + 24.0))["ip_exposure"] for day in range(4)]
    assert by_day == pytest.approx([0.375, 0.375, 0.375, 0.75])
    assert settle(journal)["ip_exposure"] == pytest.approx(np.mean(by_day))


def test_work_that_two_providers_have_had_is_known_to_both(run, tasks):
    """p ends on day 1 and q goes on: each knows all of it then, and together they know no more than all."""
    world = {
        "horizon_days": 3.0,
        "work": {"a": tasks([0.0], [10.0], sensitivity=1.0, ip_value=1.0)},
        "providers": {"p": {"seats": 1}, "q": {"seats": 1}},
        "events": [{"team": "p", "kind": "insolvency", "at_day": 1.0}],
    }
    choice = {
        "mix": {"a": {"p": 1.0}},
        "contingency": {"plan": "q"},
        "inspection": {"outsourced_rate": 0.0},
    }
    card = settle(run(world, choice), Window(24.0, 72.0))

    assert card["ip_exposure"] == card["ip_largest_exposure"] == 1.0


def test_the_expected_exposure_rises_evenly_to_the_share_of_the_mix():
    """At .3 half of it on average over the run, over thirty runs, to within .01 with 99 % confidence."""
    found = mean_interval(column(cards(30, strategy=mixed(p=0.3)), "ip_exposure"), 0.99)

    assert found.low <= 0.15 <= found.high
    assert found.half_width < 0.01


# -- leaks against closed forms --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def all_at_p():
    """200 years in which p does everything, with a security of one half."""
    return cards(200, p=leaky(200.0, security=0.5))


def test_leaks_come_as_often_as_hours_of_people_and_security_say(all_at_p):
    """200 a year x (1 - .5); a Poisson number, so its variance is its mean."""
    leaks = column(all_at_p, "ip_leaks")
    found = mean_interval(leaks, 0.99)

    assert found.low <= 100.0 <= found.high
    assert found.half_width < 0.03 * 100.0
    assert 0.7 < leaks.var(ddof=1) / leaks.mean() < 1.35


def test_a_leak_loses_on_average_what_the_provider_had_seen(all_at_p):
    """100 leaks x 600,000 x one half, for what it has seen rises evenly; whenever they
    come to light; the lognormal multiplier has mean one."""
    found = mean_interval(column(all_at_p, "ip_loss_incurred"), 0.99)

    assert found.low <= 50.0 * AT_RISK <= found.high
    assert found.half_width < 0.05 * 50.0 * AT_RISK


def test_a_loss_is_booked_when_it_comes_to_light(all_at_p):
    """With exponential lags of mean m, a window T from the start finds the share 1 - m (1 - e^(-T/m)) / T of
    the leaks, and less of the loss, for the late leaks lose most: 1 - 2 x + 2 x^2 (1 - e^(-1/x)), x = m/T."""
    x = 267.0 / YEAR
    of_leaks = 1.0 - x * (1.0 - math.exp(-1.0 / x))
    of_loss = 1.0 - 2.0 * x + 2.0 * x * x * (1.0 - math.exp(-1.0 / x))
    for name, target in (
        ("ip_leaks_found", 100.0 * of_leaks),
        ("cost_ip_loss", 50.0 * AT_RISK * of_loss),
    ):
        found = mean_interval(column(all_at_p, name), 0.99)

        assert found.low <= target <= found.high
        assert found.half_width < 0.08 * target


@pytest.mark.parametrize(("exponent", "mean_loss"), [(0.0, 1.0), (1.0, 1 / 4), (2.0, 1 / 12)])
def test_half_the_work_means_half_the_leaks_and_a_loss_by_the_stated_exponent(exponent, mean_loss):
    """Leaks go with the hours; what each loses goes with the share seen, t / 2 at t, to the stated power."""
    rows = cards(150, strategy=mixed(p=0.5), p=leaky(200.0, loss_exponent=exponent))
    for name, target in (("ip_leaks", 100.0), ("ip_loss_incurred", 100.0 * mean_loss * AT_RISK)):
        found = mean_interval(column(rows, name), 0.99)

        assert found.low <= target <= found.high
        assert found.half_width < 0.06 * target


def test_a_leak_is_counted_once_over_adjoining_windows():
    """The windows share out what happened and what came to light; the ledger books what was found."""
    journal = play(3, p=leaky(100.0))
    parts = [Window(0.0, 3000.0), Window(3000.0, journal.plan.end)]
    early, late, both = (settle(journal, window) for window in (*parts, None))

    for name in ("ip_leaks", "ip_leaks_found", "ip_loss_incurred", "cost_ip_loss"):
        assert early[name] + late[name] == pytest.approx(both[name], abs=0.03)
    assert both["ip_leaks"] > 50


def test_an_unknown_leak_is_no_loss_yet():
    """Found a thousand years later on average: nothing is booked, all is incurred."""
    card = settle(play(1, p={**LEAKY, "detection_days": 100_000.0}))

    assert card["ip_loss_incurred"] > 0.0
    assert card["ip_leaks_found"] < card["ip_leaks"]


# -- levers ----------------------------------------------------------------------------------------------


def test_sensitive_work_at_home_leaks_nowhere():
    """The rule keeps what is sensitive; what leaves is not. Every run that lost something loses nothing."""
    away = cards(40)
    rule = {"assignment": {"rule": "sensitive_at_home", "sensitive_above": 0.5}}
    home = cards(40, strategy={**mixed(p=1.0), **rule})

    assert column(away, "ip_loss_incurred").mean() > 5.0 * AT_RISK
    assert not column(home, "ip_leaks").any()
    assert not column(home, "cost_ip_loss").any()
    assert not column(home, "ip_exposure").any()


def test_the_own_people_may_leak_as_well():
    """In-house 100 leaks a year, none at p, who has half of the work."""
    inhouse = leaky(100.0)
    rows = cards(60, strategy=mixed(p=0.5), scenario={"inhouse": inhouse}, p={"seats": 50})
    found = mean_interval(column(rows, "ip_leaks"), 0.99)

    assert found.low <= 50.0 <= found.high
    assert column(rows, "ip_exposure").mean() == pytest.approx(0.25, abs=0.01)


@pytest.mark.parametrize("parts", [2, 4])
def test_splitting_leaves_the_leaks_and_divides_the_loss_of_each(parts):
    """The same leaks at the same time: so the tail is divided too."""
    whole = cards(60)
    split = cards(60, strategy={**mixed(p=1.0), "protection": {"split_into": parts}})

    assert column(split, "ip_leaks").tolist() == column(whole, "ip_leaks").tolist()
    assert column(split, "ip_largest_exposure") == pytest.approx(column(whole, "ip_largest_exposure") / parts)
    losses = [column(rows, "ip_loss_incurred") for rows in (whole, split)]
    assert losses[1] == pytest.approx(losses[0] / parts)
    assert cvar(losses[1], 0.95) == pytest.approx(cvar(losses[0], 0.95) / parts)


def test_two_providers_with_half_each_leak_as_often_and_lose_less_in_bad_years():
    """Paired over 300 years with two leaks a year where one does everything: as many, of half the loss."""
    rare = leaky(2.0)
    one = cards(300, p=rare, q=rare)
    two = cards(300, strategy=mixed(p=0.5, q=0.5), p=rare, q=rare)
    more = mean_interval(column(two, "ip_leaks") - column(one, "ip_leaks"), 0.99)
    less = mean_interval(column(two, "ip_loss_incurred") - 0.5 * column(one, "ip_loss_incurred"), 0.99)

    assert more.low <= 0.0 <= more.high
    assert more.half_width < 0.15 * 2.0
    assert less.low <= 0.0 <= less.high
    assert cvar(column(two, "ip_loss_incurred"), 0.95) < 0.7 * cvar(column(one, "ip_loss_incurred"), 0.95)


def test_a_secure_facility_lowers_leaks_in_no_run_raises_them_and_is_paid_for():
    """It prevents .8 of them at 50,000 a year; the same luck, so that every run has fewer or as many."""
    team = leaky(20.0, secure_facility_effect=0.8, secure_facility_cost_per_year=50_000.0)
    open_door = cards(60, p=team, q=team)
    for asked in (True, ["p"]):
        rows = cards(60, p=team, q=team, strategy={**mixed(p=1.0), "protection": {"secure_facility": asked}})

        assert np.all(column(rows, "ip_leaks") <= column(open_door, "ip_leaks"))
        found = mean_interval(column(rows, "ip_leaks"), 0.99)
        assert found.low <= 4.0 <= found.high
        assert set(column(rows, "cost_protection")) == {50_000.0}  # q has no contract


def test_more_work_away_means_no_fewer_leaks_in_any_run():
    """Whoever is exposed more leaks what he would have leaked anyway."""
    leaks = [column(cards(20, strategy=mixed(p=share)), "ip_leaks") for share in (0.0, 0.25, 0.5, 1.0)]

    assert not leaks[0].any()
    assert all(np.all(more >= less) for less, more in pairwise(leaks))
    assert leaks[-1].sum() > 2 * leaks[1].sum()


def test_putting_together_what_was_split_costs_liaison_hours(run, tasks):
    """Two deliveries x 2 extra parts x 3 hours, at 100,000 a year over 40 open hours a week."""
    pay = {"salary_per_year": 100_000.0, "load_factor": 1.0}
    world = {
        "horizon_days": 28.0,
        "work": {
            "a": tasks([1.0, 8.0], [1.0, 1.0], sensitivity=0.5, split_hours=3.0),
            "b": tasks([1.0, 8.0], [1.0, 1.0], split_hours=3.0),
        },
        "liaisons": {"seats": 1, "calendar": {"zone": "UTC"}, "pay": pay},
        "providers": {"p": {"seats": 9}},
    }
    choice = {
        "mix": {"a": {"p": 1.0}, "b": {"p": 1.0}},
        "inspection": {"outsourced_rate": 0.0},
        "protection": {"split_into": 3},
    }
    lines = keep_ledger(observe(run(world, choice))).lines
    hour = 100_000.0 * (7.0 / YEAR) / 40.0

    assert lines["protection"] == round(100.0 * 2 * 2 * 3.0 * hour)
    assert keep_ledger(observe(run(world, choice | {"protection": {}}))).lines["protection"] == 0


def test_a_facility_is_paid_for_until_its_provider_ends():
    """A tenth of the year."""
    end = {"team": "p", "kind": "insolvency", "at_day": YEAR / 10.0}
    team = {"seats": 50, "secure_facility_cost_per_year": 50_000.0}
    asked = {**mixed(p=1.0), "protection": {"secure_facility": True}}

    assert settle(play(0, {"events": [end]}, strategy=asked, p=team))["cost_protection"] == 5_000.0


# -- off, and by name ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "settings",
    [
        {"p": {"seats": 50}},
        {"p": {**LEAKY, "security": 1.0}},
        {"work": {"ip_value": 0.0}},
        {"work": {"sensitivity": 0.0}},
        {
            "strategy": mixed(p=1.0) | {"protection": {"secure_facility": True}},
            "p": {**LEAKY, "secure_facility_effect": 1.0},
        },
    ],
)
def test_at_no_strength_it_is_switched_off(settings):
    """No leaks, and every other measure is what it is without the mechanism."""
    off, idle = (
        settle(play(2, **each)) for each in ({"work": {"ip_value": 0.0}, "p": {"seats": 50}}, settings)
    )

    assert idle["ip_leaks"] == idle["cost_ip_loss"] == idle["cost_protection"] == 0.0
    for name in set(off) - set(OWN):
        assert idle[name] == off[name] or (math.isnan(idle[name]) and math.isnan(off[name])), name


def test_leaks_move_no_fact_and_no_other_draw():
    """The journal is the same, byte for byte."""
    assert play(2).to_bytes() == play(2, work={"ip_value": 0.0}, p={"seats": 50}).to_bytes()


def test_another_provider_moves_no_leak_of_the_first():
    """Each leaks by streams of its own name."""
    alone, beside = (
        intellectual_property(observe(play(5, **more))).leaks for more in ({}, {"b": {**LEAKY, "seats": 1}})
    )

    assert alone.began.size > 5
    assert alone.began.tolist() == beside.began.tolist()
    assert alone.loss.tolist() == beside.loss.tolist()


def test_a_secure_facility_at_a_provider_that_is_not_there_is_refused():
    """With the nearest name."""
    with pytest.raises(InputError, match="secure_facility") as refused:
        play(0, strategy={**mixed(p=1.0), "protection": {"secure_facility": ["pp"]}})

    assert "p" in str(refused.value)
