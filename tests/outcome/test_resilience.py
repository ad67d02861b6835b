"""Triangles under the service curve."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.analysis.theory.risk import loss_area_triangle
from sim.engine.journal import Cause
from sim.outcome.falls import influence, next_day_at, usual_level
from sim.outcome.resilience import loss_area, resilience, service_curve
from sim.outcome.scorecard import settle
from sim.outcome.service import ServiceCurve
from sim.outcome.window import observe

LEVELS = st.lists(st.floats(0.0, 1.0), min_size=2, max_size=30)


def test_a_drop_that_heals_at_a_constant_speed_loses_a_triangle():
    """A drop of .6 with linear recovery in 20 days loses 6.0, sampled daily or at its corners."""
    days = np.arange(21.0)

    assert loss_area(days, 0.4 + 0.03 * days) == pytest.approx(6.0)
    assert loss_area([0.0, 0.0, 20.0], [1.0, 0.4, 1.0]) == pytest.approx(6.0)
    assert loss_area_triangle(0.6, 20.0) == pytest.approx(6.0)


def test_what_lies_above_the_baseline_makes_up_for_nothing():
    """From .5 to 1 in a day with baseline .75: a triangle of half a day, .25 high."""
    assert loss_area([0.0, 1.0], [0.5, 1.0], 0.75) == pytest.approx(0.0625)
    assert loss_area([0.0, 1.0], [1.0, 0.5], 0.75) == pytest.approx(0.0625)
    assert loss_area([0.0, 1.0], [0.8, 1.0], 0.75) == 0.0


@given(LEVELS, st.floats(0.0, 1.0))
def test_a_finer_grid_changes_no_loss(levels, baseline):
    """Exact between points: halving the steps of the same straight lines leaves the area alone."""
    days = np.arange(len(levels), dtype=float)
    finer = np.linspace(0.0, days[-1], 2 * len(levels) - 1)

    assert loss_area(finer, np.interp(finer, days, levels), baseline) == pytest.approx(
        loss_area(days, np.array(levels), baseline), abs=1e-9
    )


def test_the_next_good_day_is_today_or_later_or_never():
    """Indices of the first day from each on at .5 or more; five if none is left."""
    assert next_day_at(np.array([0.9, 0.1, 0.2, 0.5, 0.4]), 0.5).tolist() == [0, 3, 3, 3, 5]


OUTAGE = {"team": "p", "kind": "outage", "at_day": 60.0, "days": 10.0}


@pytest.fixture(scope="module")
def steady(run, tasks):
    """Events, shares -> a task a day, of one day's effort, due in two days; enough seats at home and at p."""

    def live(events, share=1.0, speed=1.0, rehire=0.0, due=2.0, **home):
        days = np.arange(0.5, 199.0, 1.0)
        return run(
            {
                "horizon_days": 200.0,
                "work": {"a": tasks(days, np.ones(len(days)), due_days=due)},
                "inhouse": {"seats": 2, "speed": speed, **home},
                "providers": {"p": {"seats": 2, "work_lost": 0.0}, "q": {"seats": 1}},
                "events": events,
            },
            {
                "mix": {"a": {"p": share}},
                "inspection": {"outsourced_rate": 0.0},
                "contingency": {"rehire": rehire},
            },
        )

    return live


def test_without_disruptions_nothing_is_lost(steady):
    """No rows, no time to recover, and zeros for what is a sum or a worst."""
    card = settle(steady([]))

    assert card["disruptions"] == card["loss_area_days"] == card["worst_drop"] == 0.0
    assert card["longest_recovery_days"] == 0.0
    assert np.isnan(card["time_to_recover_days"])


def test_service_is_nought_when_all_that_is_in_hand_is_late(run, tasks):
    """One task of three days, due after one: alone in hand and late on days 2 and 3, and then delivered."""
    world = {"horizon_days": 6.0, "work": {"a": tasks([0.5], [3.0], due_days=1.0)}, "inhouse": {"seats": 1}}
    days, service, wip, _ = service_curve(run(world))

    assert days.tolist() == [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0]
    assert wip.tolist() == [0.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0]
    assert service.tolist() == [1.0, 1.0, 0.0, 0.0, 1.0, 1.0, 1.0]


def test_an_outage_is_a_drop_that_heals(steady):
    """Ten days down at day 60: late from day 61.5; by hand, task by task, from there."""
    shocks = resilience(observe(steady([OUTAGE])))
    (drop,) = shocks.drops
    days, level = shocks.curve.days, shocks.curve.service

    assert shocks.baseline == 1.0
    assert level[:62].tolist() == [1.0] * 62
    # At day 70 eleven are in hand: those of days 59.5 to 69.5, of which 68.5 and 69.5 are not yet due.
    assert shocks.curve.wip[70] == 11.0
    assert level[70] == pytest.approx(2 / 11)
    assert drop["depth"] == pytest.approx(1.0 - level.min())
    back = next(day for day in days if day > 70.0 and level[int(day)] >= 0.95)
    assert drop["recovered_day"] == back
    assert drop["time_to_recover_days"] == back - 60.0
    assert drop["loss_area_days"] == pytest.approx(
        loss_area(days[60 : int(back) + 1], level[60 : int(back) + 1])
    )
    assert not drop["censored"]


def test_a_disruption_of_a_provider_without_work_drops_nothing(steady):
    """It is in the journal, because it happened; it is no disruption, because nobody noticed."""
    journal = steady([{**OUTAGE, "team": "q"}, {"team": "q", "kind": "insolvency", "at_day": 90.0}])
    card = settle(journal)

    assert len(journal.disruptions) == 2
    assert card["disruptions"] == card["worst_drop"] == card["loss_area_days"] == 0.0
    assert np.isnan(card["time_to_recover_days"])


def test_who_has_no_work_is_not_blamed_for_the_drop_of_another(steady):
    """q goes down in the middle of p's outage: p drops, q does not."""
    drops = resilience(observe(steady([OUTAGE, {**OUTAGE, "team": "q", "at_day": 65.0}]))).drops

    assert drops["team"].tolist() == [1]
    assert drops["depth"][0] > 0.5


def test_the_same_misfortunes_happen_under_every_strategy_and_are_felt_where_there_is_work(steady):
    """All work at p, or none: one outage either way, which is a disruption for those who have work there."""
    for share, felt in ((0.0, 0.0), (1.0, 1.0)):
        journal = steady([OUTAGE], share)

        assert len(journal.disruptions) == 1
        assert settle(journal)["disruptions"] == felt


def test_what_is_not_back_at_the_horizon_is_censored(steady):
    """An outage of a hundred days begins at 150, and the run ends at 200."""
    journal = steady([{**OUTAGE, "at_day": 150.0, "days": 100.0}])
    (drop,) = resilience(observe(journal)).drops

    assert drop["censored"] == 1
    assert drop["time_to_recover_days"] == 50.0
    assert settle(journal)["unrecovered_disruptions"] == 1.0


def test_an_insolvency_that_home_can_absorb_is_soon_forgotten(steady):
    """The work of p comes home to idle seats, and is back on schedule within days."""
    (drop,) = resilience(observe(steady([{"team": "p", "kind": "insolvency", "at_day": 60.0}]))).drops

    assert drop["cause"] == 1
    assert not drop["censored"]
    assert drop["time_to_recover_days"] < 5.0


def test_an_insolvency_is_not_blamed_for_what_happens_much_later(steady):
    """p ends at day 60 and home takes over; that home itself is down at day 120 is another disruption."""
    events = [
        {"team": "p", "kind": "insolvency", "at_day": 60.0},
        {"team": "inhouse", "kind": "outage", "at_day": 120.0, "days": 10.0},
    ]
    drops = resilience(observe(steady(events))).drops

    assert drops["time_to_recover_days"][0] < 5.0
    assert drops["depth"][1] > drops["depth"][0]


@pytest.mark.parametrize(("rehire", "hired_after"), [(1.0, 10.0), (0.0, float("inf"))])
def test_an_insolvency_is_felt_until_others_are_hired_and_kept_their_promises(
    run, tasks, rehire, hired_after
):
    """Ten days until q has more people, and two to the due date; for good, if nobody is hired."""
    journal = run(
        {
            "horizon_days": 200.0,
            "work": {"a": tasks([1.0], [1.0], due_days=2.0)},
            "inhouse": {"seats": 1},
            "providers": {"p": {"seats": 2}, "q": {"seats": 1, "days_to_hire": 10.0}},
            "events": [{"team": "p", "kind": "insolvency", "at_day": 60.0}, OUTAGE | {"at_day": 20.0}],
        },
        {"mix": {"a": {"p": 1.0}}, "contingency": {"plan": "q", "rehire": rehire}},
    )

    rows, plan = journal.disruptions, journal.plan
    reach = influence(
        *(rows[name].copy() for name in ("started", "ended", "hired_at")),
        *(rows["cause"] != Cause.OUTAGE, rows["hired"] > 0, plan.hire_hours[0]),
        *(*plan.office, plan.due_hours, plan.due_is_worked),
    )
    assert reach.tolist() == [20.0 + 10.0 + 2.0, 60.0 + hired_after + 2.0]


def test_after_an_insolvency_service_is_back_when_other_people_are(steady):
    """At a third of the speed home has two seats for the work of three; from day 90 on it has two more."""
    event = {"team": "p", "kind": "insolvency", "at_day": 60.0}
    (drop,) = resilience(observe(steady([event], speed=1 / 3, days_to_hire=30.0, rehire=1.0, due=5.0))).drops

    assert drop["depth"] > 0.5
    assert not drop["censored"]
    assert 90.0 < drop["recovered_day"] < 150.0


def test_work_that_comes_home_to_too_few_people_goes_on_falling(steady):
    """At a third of the speed home needs three seats and has two: the depth is that of the worst day."""
    shocks = resilience(observe(steady([{"team": "p", "kind": "insolvency", "at_day": 60.0}], speed=1 / 3)))
    (drop,) = shocks.drops

    assert drop["censored"]
    assert drop["depth"] == pytest.approx(1.0 - shocks.curve.service[60:].min())
    assert drop["depth"] > 1.0 - shocks.curve.service[60:63].min()


def flat(levels):
    """A service curve with one level a day."""
    zeros = np.zeros(len(levels))
    return ServiceCurve(np.arange(float(len(levels))), np.array(levels), zeros, zeros)


def usual(line, start_day, reach, *, is_final=False):
    """The usual level beside one disruption."""
    start, finals, until = np.array([24.0 * start_day]), np.array([is_final]), np.array([reach])
    return usual_level(line.days, line.service, start, finals, until)


def test_the_usual_level_is_that_of_quiet_days():
    """Forty days at .8, of which ten are an outage and its aftermath at .1."""
    line = flat([0.8] * 15 + [0.1] * 10 + [0.8] * 15)

    assert usual(line, 15.0, 25.0) == 0.8


def test_the_world_after_an_insolvency_tells_nothing_about_the_usual_level():
    """Twenty-five days at .8 before, a hundred at .1 after."""
    line = flat([0.8] * 25 + [0.1] * 100)

    assert usual(line, 25.0, 30.0, is_final=True) == 0.8


def test_an_insolvency_at_the_very_start_leaves_the_days_after_it():
    """Ten days before are too few: the days after its aftermath tell the usual level, not a guess of 1."""
    line = flat([0.8] * 10 + [0.1] * 20 + [0.7] * 50)

    assert usual(line, 10.0, 30.0, is_final=True) == 0.7


def test_too_few_quiet_days_tell_nothing():
    """Nineteen quiet days at .8 are not enough: the usual level is then 1."""
    assert usual(flat([0.8] * 19 + [0.1] * 5), 19.0, 30.0) == 1.0
    assert usual(flat([0.8] * 20 + [0.1] * 5), 20.0, 30.0) == 0.8


def test_overlapping_disruptions_lose_once(steady):
    """An outage at p, and one at home while p has not recovered: the run loses less than their sum."""
    events = [OUTAGE, {"team": "inhouse", "kind": "outage", "at_day": 65.0, "days": 10.0}]
    shocks = resilience(observe(steady(events, share=0.5)))
    line, drops = shocks.curve, shocks.drops
    first, last = drops["onset_day"].min(), drops["recovered_day"].max()
    inside = (line.days >= first) & (line.days <= last)
    whole = loss_area(line.days[inside], line.service[inside], shocks.baseline)

    assert len(drops) == 2
    assert shocks.measures["loss_area_days"] == pytest.approx(whole)
    assert shocks.measures["loss_area_days"] < drops["loss_area_days"].sum()


def test_the_worst_quarter_is_the_one_with_the_outage(steady):
    """Two quarters in 200 days; only the first has late tasks."""
    journal = steady([OUTAGE])
    tasks = journal.tasks[journal.tasks["due"] < 2400.0]
    kept = np.mean(tasks["delivered"] <= tasks["due"])

    assert settle(journal)["worst_quarter_on_time_share"] == pytest.approx(kept)
    assert settle(journal)["on_time_share"] > kept


def test_the_service_curve_is_there_for_plots(steady):
    """Four arrays of one length, service between 0 and 1."""
    days, service, wip, backlog = service_curve(steady([OUTAGE]))

    assert len(days) == len(service) == len(wip) == len(backlog) == 201
    assert ((service >= 0.0) & (service <= 1.0)).all()
    assert (backlog <= wip).all()


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_laws_of_resilience(busy_world, seed):
    """Depths are shares, recoveries follow onsets; the union loses at most the sum, at least the worst."""
    shocks = resilience(observe(busy_world(seed)))
    drops, found = shocks.drops, shocks.measures

    assert ((drops["depth"] >= 0.0) & (drops["depth"] <= 1.0)).all()
    assert (drops["time_to_recover_days"] >= 0.0).all()
    assert ((drops["time_to_recover_days"] == 0.0) == (drops["depth"] <= 0.05 + 1e-9))[
        drops["censored"] == 0
    ].all()
    assert found["loss_area_days"] <= drops["loss_area_days"].sum() + 1e-9
    assert found["loss_area_days"] >= drops["loss_area_days"].max(initial=0.0) - 1e-9
    assert found["worst_drop"] == drops["depth"].max(initial=0.0)
    assert found["recovery_days"] <= min(drops["time_to_recover_days"].sum(), 90.0) + 1e-9
    assert found["recovery_days"] >= found["longest_recovery_days"] - 1e-9
