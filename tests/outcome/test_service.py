"""The bank by hand, and the laws of queues."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.outcome.scorecard import settle
from sim.outcome.service import curve
from sim.outcome.window import Window, observe

DAY = 24.0


def test_the_bank_empties_as_it_does_by_hand(bank):
    """Departures 7, 15, 19, 22, 24, 28, 31, 33."""
    assert (bank(40.0).tasks["delivered"] / DAY).tolist() == [7, 15, 19, 22, 24, 28, 31, 33]


def test_the_bank_waits_as_it_does_by_hand(bank):
    """On [0, 31): W = 24/7, L_q = 28/31, L = 52/31, utilisation 24/31."""
    card = settle(bank(31.0))

    assert card["wait_mean_hours"] == pytest.approx(DAY * 24 / 7)
    assert card["backlog_mean"] == pytest.approx(28 / 31)
    assert card["wip_mean"] == pytest.approx(52 / 31)
    assert card["utilisation_inhouse"] == pytest.approx(24 / 31)


def test_the_bank_is_the_same_through_a_window_of_a_longer_run(bank):
    """A window that ends at 31 sees no more of a run until 40 than of one until 31."""
    short, cut = settle(bank(31.0)), settle(bank(40.0), Window(0.0, 31.0 * DAY))
    moved = {"time_to_recover_days"}

    assert {k: v for k, v in cut.items() if k not in moved and v == v} == pytest.approx(
        {k: v for k, v in short.items() if k not in moved and v == v}
    )


def test_lead_times_are_those_of_the_tasks_delivered_in_the_window(bank):
    """Delivered in [20, 30): 22, 24 and 28, which came at 14, 17 and 19."""
    found = settle(bank(40.0), Window(20.0 * DAY, 30.0 * DAY))

    assert found["tasks_delivered"] == 3
    assert found["lead_time_mean_days"] == pytest.approx((8 + 7 + 9) / 3)
    assert found["lead_time_median_days"] == pytest.approx(8.0)
    assert found["lead_time_p90_days"] == pytest.approx(8.8)
    assert found["throughput_per_week"] == pytest.approx(2.1)


def test_on_time_counts_what_was_due_and_not_what_was_delivered(bank):
    """Due after six days: at 9, 17, 19, 20, 23, 25, 27, 33; kept by those delivered at 7, 15, 19 and 33."""
    journal = bank(40.0, due_days=6.0)

    assert settle(journal)["on_time_share"] == pytest.approx(4 / 8)
    assert settle(journal, Window(0.0, 19.0 * DAY))["on_time_share"] == 1.0
    assert settle(journal, Window(19.0 * DAY, 30.0 * DAY))["on_time_share"] == pytest.approx(1 / 5)


def test_a_promise_still_open_at_the_horizon_was_not_due(bank):
    """At 31 seven promises have fallen due; three of them were kept."""
    assert settle(bank(31.0, due_days=6.0))["on_time_share"] == pytest.approx(3 / 7)


def test_service_is_the_share_of_the_work_in_hand_that_is_on_schedule(bank):
    """At 24: three in hand, of 17, 19 and 21, due at 23, 25 and 27."""
    line = curve(observe(bank(40.0, due_days=6.0)))

    assert line.wip[[0, 3, 7, 8, 22, 24]].tolist() == [0, 1, 0, 0, 3, 2]
    assert line.service[[0, 3, 23, 24, 25]].tolist() == pytest.approx([1, 1, 1 - 1 / 3, 1, 0.5])
    assert line.backlog[[13, 14, 15, 22]].tolist() == [1, 2, 1, 2]


def test_nothing_delivered_leaves_dashes_and_no_warning(run, tasks):
    """One task that takes longer than the run, nothing due, no seats for anybody else."""
    journal = run({"horizon_days": 5.0, "work": {"a": tasks([1.0], [50.0])}, "inhouse": {"seats": 1}})
    card = settle(journal)

    assert card["tasks_delivered"] == 0
    assert card["utilisation_inhouse"] == pytest.approx(0.8)
    assert {name for name, value in card.items() if np.isnan(value)} == {
        "cost_per_task",
        "outsourced_share",
        "ip_exposure",
        "ip_largest_exposure",
        "ip_loss_per_leak",
        "rights_lapsed_share",
        "contests_won_share",
        "on_time_share",
        "worst_quarter_on_time_share",
        "begun_in_time_share",
        "service_delivered",
        "least_service_delivered",
        "days_outside_tolerance",
        "outside_tolerance",
        "lead_time_mean_days",
        "lead_time_median_days",
        "lead_time_p90_days",
        "utilisation_providers",
        "utilisation_liaisons",
        "utilisation_reviewers",
        "first_pass_yield",
        "escaped_defect_share",
        "misunderstanding_share",
        "knowledge_at_home",
        "experience_providers",
        "questions_per_task",
        "questions_per_task_inhouse",
        "points_missed_per_task",
        "answer_wait_hours",
        "answer_wait_days_per_task",
        "time_to_recover_days",
    }


@pytest.mark.parametrize("seats", [0, 3])
def test_a_run_without_tasks_is_settled_too(run, seats):
    """No arrivals, no episodes; seats or none."""
    nothing = {
        "arrivals": {"kind": "poisson", "per_week": 0.0},
        "effort_hours": {"kind": "constant", "mean": 1.0},
    }
    card = settle(run({"horizon_days": 5.0, "work": {"a": nothing}, "inhouse": {"seats": seats}}))

    assert card["tasks_arrived"] == card["wip_mean"] == card["tasks_in_house_at_end"] == 0.0
    assert card["seats_inhouse"] == seats


def test_a_house_without_seats_only_gathers_work(run, tasks):
    """Both tasks wait until the end, and none of them ever starts."""
    card = settle(run({"horizon_days": 10.0, "work": {"a": tasks([0.0, 5.0], [1.0, 1.0], due_days=1.0)}}))

    assert card["tasks_in_house_at_end"] == 2
    assert card["backlog_mean"] == card["wip_mean"] == pytest.approx(1.5)
    assert card["on_time_share"] == 0.0
    assert np.isnan(card["utilisation_inhouse"])


WINDOWS = st.tuples(st.floats(0.0, 1_200.0), st.floats(1.0, 1_400.0)).map(lambda w: Window(w[0], w[0] + w[1]))


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 1_000), WINDOWS)
def test_littles_law_holds_on_every_window(busy_world, seed, window):
    """The area under the steps of WIP is the sum of the sojourns within the window."""
    journal = busy_world(seed)
    arrived, left = journal.tasks["arrived"], np.nan_to_num(journal.tasks["delivered"], nan=np.inf)
    steps = np.unique(np.concatenate([[*window], arrived, left]).clip(*window))
    middles = (steps[1:] + steps[:-1]) / 2.0
    wip = ((arrived <= middles[:, None]) & (middles[:, None] < left)).sum(axis=1)
    sojourns = np.maximum(np.minimum(left, window.end) - np.maximum(arrived, window.start), 0.0)

    assert wip @ np.diff(steps) == pytest.approx(sojourns.sum(), abs=1e-6)
    assert settle(journal, window)["wip_mean"] * window.hours == pytest.approx(sojourns.sum())


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 1_000), WINDOWS)
def test_what_came_in_went_out_or_is_in_the_house(busy_world, seed, window):
    """In hand at the start + arrived = delivered + in hand at the end."""
    found = settle(busy_world(seed), window)

    came = found["tasks_in_house_at_start"] + found["tasks_arrived"]

    assert came == found["tasks_delivered"] + found["tasks_in_house_at_end"]


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 1_000))
def test_the_curve_counts_what_is_in_hand_at_each_midnight(busy_world, seed):
    """Counted task by task, service, WIP and backlog are the same."""
    journal = busy_world(seed)
    line = curve(observe(journal))
    for day in range(0, 91, 10):
        now = 24.0 * line.days[day]
        in_hand = [t for t in journal.tasks if t["arrived"] <= now and not t["delivered"] <= now]
        late = [t for t in in_hand if t["due"] <= now]

        assert line.wip[day] == len(in_hand)
        assert line.backlog[day] == sum(not t["started"] <= now for t in in_hand)
        assert line.service[day] == pytest.approx(1.0 - len(late) / max(len(in_hand), 1))
