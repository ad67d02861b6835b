"""Days on which more happened than can be borne."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.outcome.scorecard import settle
from sim.outcome.service import delivered_of_due
from sim.outcome.tolerance import days_outside, in_a_row, is_without_service, outside
from sim.outcome.window import Window, days_in, observe
from sim.scenario.tolerance import Tolerances


@given(st.lists(st.booleans(), max_size=40))
def test_days_in_a_row_are_counted_as_one_counts_them(days):
    """One by one, from the last day that was not so."""
    told, row = [], 0
    for day in days:
        row = row + 1 if day else 0
        told.append(row)

    assert in_a_row(np.array(days, dtype=np.bool_)).tolist() == told


def test_deliveries_and_what_is_owed_by_hand(bank):
    """Due after six days, at 9, 17, 19, 20, 23, 25, 27 and 33; delivered at 7, 15, 19, 22, 24, 28, 31 and 33;
    of the four days up to 24 two are delivered and none is owed, of those up to 21 one and one."""
    seen = observe(bank(40.0, due_days=6.0))
    service = delivered_of_due(seen.daily, 28)

    assert seen.daily.delivered_by[28 + np.array([6, 7, 15, 21, 24, 33])].tolist() == [0, 1, 2, 3, 5, 8]
    assert service[[7, 15, 21, 24, 26]].tolist() == pytest.approx([1, 1, 3 / 4, 1, 5 / 6])
    assert np.isnan(service[:7]).all()


def test_a_short_look_back_forgets_sooner(run, tasks):
    """Two deliveries on day 2 and one owed since day 9: by four weeks two of three, by three days none."""
    works = {"a": tasks([1.0, 1.0, 8.0], [1.0, 1.0, 90.0], due_days=1.0)}
    worlds = {"horizon_days": 20.0, "work": works, "inhouse": {"seats": 2}}
    long, short = (settle(run({**worlds, "service_over_days": days})) for days in (28, 3))

    assert long["least_service_delivered"] == pytest.approx(2 / 3)
    assert short["least_service_delivered"] == 0.0


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 1_000))
def test_the_days_are_those_that_one_finds_task_by_task(busy_world, seed):
    """Counted for one work type at each midnight that ends a day: owed, delivered since, and waiting."""
    journal = busy_world(seed, horizon_days=60.0)
    seen = observe(journal)
    own = journal.tasks[journal.tasks["work_type"] == 0]
    tasks = days_in(seen.lens, own)
    out = np.nan_to_num(own["delivered"], nan=np.inf)
    begun = np.fmin(own["started"], out)
    ends = seen.days[1:]
    owed = [int(((own["due"] <= t) & (out > t)).sum()) for t in ends]
    shipped = [int(((out > t - 24.0) & (out <= t)).sum()) for t in ends]
    lately = [int(((out > t - 28 * 24.0) & (out <= t)).sum()) for t in ends]
    waiting = [int(((own["arrived"] <= t) & (begun > t)).sum()) for t in ends]

    assert is_without_service(tasks).tolist() == [
        s == 0 and o > 0 for s, o in zip(shipped, owed, strict=True)
    ]
    served = [n / (n + o) if n + o else 1.0 for n, o in zip(lately, owed, strict=True)]
    for limit in (0.5, 0.9):
        assert days_outside(tasks, Tolerances(least_service=limit), 28).tolist() == [
            each < limit for each in served
        ]
    for most in (0, 3):
        assert days_outside(tasks, Tolerances(largest_backlog=most), 28).tolist() == [
            each > most for each in waiting
        ]


def test_a_day_on_which_two_kinds_of_work_are_outside_is_one_day(run, tasks):
    """Nobody works: both wait from day 1 on, one may."""
    borne = {"tolerances": {"largest_backlog": 0}}
    works = {"a": tasks([1.5], [1.0], **borne), "b": tasks([2.5], [1.0], **borne), "c": tasks([0.5], [1.0])}
    journal = run({"horizon_days": 6.0, "work": works})

    assert outside(observe(journal)).tolist() == [False, True, True, True, True, True]
    assert settle(journal)["days_outside_tolerance"] == 5.0


def test_only_whole_days_of_the_window_are_looked_at(run, tasks):
    """From noon of day 0 to the evening of day 2 there are two; within half a day none."""
    works = {"a": tasks([0.1], [1.0], tolerances={"largest_backlog": 0})}
    journal = run({"horizon_days": 6.0, "work": works})

    assert settle(journal, Window(12.0, 66.0))["days_outside_tolerance"] == 2.0
    assert settle(journal, Window(12.0, 24.0))["days_outside_tolerance"] == 0.0


def test_where_nothing_is_stated_there_is_no_verdict(run, tasks):
    """A dash, and not 0: nobody has said what can be borne."""
    card = settle(run({"horizon_days": 6.0, "work": {"a": tasks([0.1], [1.0])}}))

    assert np.isnan([card["days_outside_tolerance"], card["outside_tolerance"]]).all()


def test_a_family_or_another_kind_of_work_breaks_no_tolerance(run, tasks):
    """Work without tolerances piles up beside one that has some."""
    works = {
        "a": tasks([], []) | {"arrivals": {"kind": "poisson", "per_week": 0.0}},
        "b": tasks([0.1, 0.2, 0.3], [1.0] * 3),
    }
    works["a"]["tolerances"] = {"largest_backlog": 0}
    card = settle(run({"horizon_days": 6.0, "work": works}))

    assert (card["days_outside_tolerance"], card["outside_tolerance"]) == (0.0, 0.0)
