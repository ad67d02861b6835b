"""When money is spent, and what it is worth then."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sim
from sim.outcome import seat_time, severance
from sim.outcome import window as windows
from sim.outcome.ledger import keep_ledger
from sim.outcome.measure import LINES
from sim.outcome.monthly import OWN, monthly_ledger
from sim.outcome.months import cents_by_month, months_of
from sim.outcome.scorecard import settle
from sim.outcome.window import Window, observe
from sim.testing.lively import lively

ADDITIVE = (
    "inhouse_salaries",
    "office_and_tools",
    "hiring",
    "coordination",
    "inspection",
    "provider_fees",
    "governance",
    "delay",
    "external_failure",
    "exit_planned",
    "exit_stressed",
)
"""Lines of which every month has its own, whatever is observed around it."""


def test_months_are_those_of_the_calendar():
    """A scenario that starts on the 6th of December, seen from its tenth day to its sixtieth."""
    months = months_of(date(2023, 12, 6), Window(240.0, 24.0 * 60.0))

    assert months.names == ("2023-12", "2024-01", "2024-02")
    assert months.edges.tolist() == [240.0, 24.0 * 26.0, 24.0 * 57.0, 24.0 * 60.0]
    assert months.number.tolist() == [0, 1, 2]
    assert months.years.tolist() == [0, 1, 1]
    assert months.share.tolist() == pytest.approx([16.0 / 31.0, 1.0, 3.0 / 29.0])


def test_a_window_that_ends_with_a_month_does_not_touch_the_next():
    """31 days of January are one month."""
    assert months_of(date(2025, 1, 1), Window(0.0, 744.0)).names == ("2025-01",)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=40))
def test_cents_of_months_add_up_to_the_whole(amounts):
    """However they are rounded."""
    total = round(100.0 * float(np.sum(amounts)))
    cents = cents_by_month(np.array(amounts), total)

    assert int(cents.sum()) == total
    assert np.abs(cents - 100.0 * np.array(amounts)).max() <= 1.51


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 1_000), st.floats(0.0, 1_500.0), st.floats(24.0, 1_100.0))
def test_the_months_of_every_line_add_up_to_the_window(busy_world, seed, start, hours):
    """To the cent, for any window, in the order of the ledger's lines."""
    journal, window = busy_world(seed), Window(start, start + hours)
    frame = monthly_ledger(journal, window)

    assert frame.sum().to_dict() == keep_ledger(observe(journal, window)).lines
    assert list(frame.columns) == list(LINES)


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 1_000))
def test_each_month_is_what_the_ledger_says_of_that_month_alone(busy_world, seed):
    """Seen through a window of its own, but for the cents of rounding; exit asks for the same average."""
    journal = busy_world(seed)
    frame = monthly_ledger(journal)
    months = months_of(journal.scenario.start, observe(journal).window)
    for window, (_, row) in zip(months.windows, frame.iterrows(), strict=True):
        alone = keep_ledger(observe(journal, window)).lines
        for line in ADDITIVE:
            if line != "exit_stressed":
                assert row[line] == pytest.approx(alone[line], abs=4), line


def test_every_line_of_the_house_has_dates_of_its_own():
    """Nothing is spread by time for want of a better rule."""
    from sim.outcome.ledger import PROVIDER_LINES

    assert set(LINES) - set(OWN) - set(PROVIDER_LINES) <= {"ip_loss", "protection"}


def test_later_money_weighs_less(run, tasks):
    """A price paid in the middle of a half year is worth 1.1^(-1/4) of it with 10 % a year, hour by hour."""
    world = {
        "start": "2025-01-01",
        "horizon_days": 59.0,
        "work": {"a": tasks([1.0, 40.0], [1.0, 1.0])},
        "providers": {
            "p": {
                "seats": 1,
                "contract": {"kind": "fixed_price", "price_per_task": 1e6},
                "governance_share": 0.0,
                "selection_share": 0.0,
            }
        },
    }
    choice = {"mix": {"a": {"p": 1.0}}, "inspection": {"outsourced_rate": 0.0}}
    plain = settle(run(world, choice))
    card = settle(run({**world, "discount_rate_per_year": 0.1}, choice))
    middles = np.array([31.0 / 2.0, 31.0 + 28.0 / 2.0]) / 365.25

    assert plain["net_present_cost"] == plain["total_cost"] == card["total_cost"] == 2e6
    assert card["net_present_cost"] == pytest.approx(1e6 * (1.1**-middles).sum(), rel=1e-12)


def test_a_discount_rate_reads_the_episodes_no_more_often(monkeypatch):
    """Where seats close, for somebody leaves, who sat in them is read for the window, not for each month."""
    case = sim.changed(lively(), {"scenario.horizon_days": 300, "scenario.discount_rate_per_year": 0.08})
    journal, asked = sim.simulate(case, seed=1), []
    hours = windows.hours_beyond
    monkeypatch.setattr(windows, "hours_beyond", lambda *each: asked.append(each[1]) or hours(*each))
    settle(journal)

    assert 0 < len(asked) == len(set(asked)) <= 4


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 1_000), st.floats(0.0, 1_500.0), st.floats(24.0, 1_100.0))
def test_seats_of_all_months_at_once_are_those_of_each(busy_world, seed, start, hours):
    """Whoever comes, goes or ends in between."""
    journal = busy_world(seed)
    months = months_of(journal.scenario.start, Window(start, start + hours))
    ends = windows.instants_of_end(journal)
    each = [seat_time.seat_time(journal, span, ends).there for span in months.windows]

    assert windows.seats_between(journal, months.edges, ends) == pytest.approx(np.array(each))


def test_what_is_paid_once_is_paid_at_the_beginning(busy_world):
    """Transition and selection stand in the first month."""
    frame = monthly_ledger(busy_world(3))

    assert (frame[["transition", "selection"]].iloc[1:] == 0).all(axis=None)
    assert (frame[["transition", "selection"]].iloc[0] > 0).all()


def test_two_people_who_are_hired_on_one_day_cost_twice_as_much_in_its_month(run, tasks):
    """p ends in January with two seats; their successors begin in February, and March hires nobody."""
    world = {
        "start": "2025-01-01",
        "horizon_days": 90.0,
        "work": {"a": tasks([1.0], [1.0])},
        "inhouse": {"seats": 1, "days_to_hire": 30.0, "pay": {"hiring_cost": 4_100.0}},
        "providers": {"p": {"seats": 2}},
        "events": [{"team": "p", "kind": "insolvency", "at_day": 10.0}],
    }
    journal = run(world, {"mix": {"a": {"p": 1.0}}, "inspection": {"outsourced_rate": 0.0}})

    assert monthly_ledger(journal)["hiring"].tolist() == [0, 8_200_00, 0]


def test_people_who_are_let_go_are_paid_for_their_weeks(run, tasks, monkeypatch):
    """Nobody is today; two seats released in February would cost four weeks of a higher salary each."""
    pay = {
        "salary_per_year": 365.25 / 7.0 * 1_000.0,
        "severance_weeks": 4.0,
        "salary_growth_per_year": 0.1,
    }
    world = {
        "start": "2025-12-01",
        "horizon_days": 62.0,
        "work": {"a": tasks([1.0], [1.0])},
        "inhouse": {"seats": 1, "pay": pay},
    }
    journal = run(world)
    assert keep_ledger(observe(journal)).lines["severance"] == 0

    monkeypatch.setattr(severance, "released_at_home", lambda seen: (np.array([960.0]), np.array([2.0])))
    assert keep_ledger(observe(journal)).lines["severance"] == 8_800_00
    assert monthly_ledger(journal)["severance"].tolist() == [0, 8_800_00]
