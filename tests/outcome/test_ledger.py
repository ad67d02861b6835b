"""Money, to the cent."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine.journal import Act
from sim.engine.plan import is_given_work
from sim.outcome.credits import credit_share
from sim.outcome.ledger import PROVIDER_LINES, keep_ledger
from sim.outcome.measure import LINES
from sim.outcome.window import HOURS_PER_YEAR, Window, observe
from sim.scenario.contract import ServiceLevel
from tests.outcome.conftest import ONE_DEFECT

DAYS = 36.525
"""A tenth of a year."""
PAY = {
    "salary_per_year": 100_000.0,
    "load_factor": 1.5,
    "office_per_year": 8_000.0,
    "tools_per_year": 2_000.0,
}


def cents_of(journal, window=None):
    return keep_ledger(observe(journal, window)).lines


@pytest.fixture(scope="module")
def outsource(run, tasks):
    """Contract, provider's and strategy's settings -> a tenth of a year with three tasks of two days at p."""

    def live(contract, events=(), strategy=None, work=None, inhouse=None, more=None, **provider):
        return run(
            {
                "horizon_days": DAYS,
                "work": {"a": tasks([1.0, 3.0, 35.0], [2.0, 2.0, 2.0], family="f", **(work or {}))},
                "inhouse": {"seats": 1, **(inhouse or {})},
                "reviewers": {"seats": 1, "detection_probability": 1.0},
                "providers": {"p": {"seats": 2, "contract": contract, **provider}, **(more or {})},
                "events": list(events),
            },
            {"mix": {"a": {"p": 1.0}}, "inspection": {"outsourced_rate": 0.0}, **(strategy or {})},
            luck=ONE_DEFECT,
        )

    return live


HOURLY = {"kind": "time_and_materials", "rate_per_hour": 50.0}
SEATS = {"kind": "reserved_capacity", "fee_per_seat_per_month": 3_000.0}


def test_people_are_paid_whether_busy_or_not(run, tasks):
    """Three seats for a tenth of a year: 45,000 of salaries with load, 3,000 of office and tools."""
    world = {"horizon_days": DAYS, "work": {"a": tasks([1.0], [1.0])}}
    team = {"seats": 3, "pay": PAY}
    lines = cents_of(run({**world, "inhouse": team, "liaisons": {**team, "seats": 1}, "reviewers": team}))

    assert lines["inhouse_salaries"] == 45_000_00
    assert lines["office_and_tools"] == 3_000_00
    assert lines["coordination"] == 16_000_00
    assert lines["inspection"] == 48_000_00
    assert sum(lines.values()) == 112_000_00


def test_people_hired_after_an_insolvency_are_paid_from_their_first_day(outsource):
    """p ends with two seats; home has two more for the second half of the window."""
    end = {"team": "p", "kind": "insolvency", "at_day": 10.0}
    team = {"pay": PAY, "days_to_hire": DAYS / 2.0 - 10.0}
    lines = cents_of(outsource(HOURLY, [end], {"contingency": {"rehire": 1.0}}, inhouse=team))

    assert lines["inhouse_salaries"] == 15_000_00 + 2 * 7_500_00
    assert lines["office_and_tools"] == 1_000_00 + 2 * 500_00


def test_time_and_materials_bill_the_hours_of_work_that_ended(outsource):
    """Two tasks of 48 hours at 50; the third is not finished and not billed yet."""
    lines = cents_of(outsource(HOURLY, governance_share=0.1, selection_share=0.02))

    assert lines["provider_fees"] == 4_800_00
    assert lines["governance"] == 480_00
    assert lines["selection"] == 960_00  # two per cent of 48,000 a year


def test_a_fixed_price_is_paid_for_each_delivery(outsource):
    """Two deliveries, at the price of the type before that of the family before the usual one."""
    price = {"kind": "fixed_price", "price_per_task": 700.0}

    assert cents_of(outsource(price))["provider_fees"] == 1_400_00
    assert cents_of(outsource({**price, "prices": {"f": 800.0}}))["provider_fees"] == 1_600_00
    assert cents_of(outsource({**price, "prices": {"f": 800.0, "a": 900.0}}))["provider_fees"] == 1_800_00


def test_reserved_seats_are_paid_until_the_provider_ends(outsource):
    """1.2 months of two seats at 3,000; or the ten days until the insolvency."""
    end = {"team": "p", "kind": "insolvency", "at_day": 10.0}

    assert cents_of(outsource(SEATS))["provider_fees"] == 7_200_00
    assert cents_of(outsource(SEATS, calendar={"zone": "UTC"}))["provider_fees"] == 7_200_00
    assert cents_of(outsource(SEATS, [end]))["provider_fees"] == round(6_000_00 * 10.0 / (365.25 / 12))


def test_nobody_pays_for_seats_at_a_provider_without_a_contract(outsource):
    """q is in the world and not in the strategy: no fees, no transition, no exit."""
    other = {"seats": 5, "contract": SEATS, "transition_cost_per_seat": 100.0, "exit": {"cost": 1e6}}
    events = [{"team": "q", "kind": "insolvency", "at_day": 5.0}]

    assert cents_of(outsource(HOURLY, events, more={"q": other})) == cents_of(outsource(HOURLY))


def test_a_backup_that_stands_by_is_paid_for_its_reserved_seats(outsource):
    """The contingency plan names q: its two seats are paid for, and no knowledge was transferred to them."""
    other = {"seats": 2, "contract": SEATS, "transition_cost_per_seat": 100.0}
    journal = outsource(HOURLY, strategy={"contingency": {"plan": "q"}}, more={"q": other})
    own = keep_ledger(observe(journal)).providers["q"]

    assert own["provider_fees"] == 7_200_00
    assert own["transition"] == 0
    assert observe(journal).contracted.tolist() == [False, True, True, False, False]
    assert is_given_work(journal.plan).tolist() == [False, True, False]


def test_the_primary_and_its_backup_are_given_work_whatever_the_mix_says(outsource):
    """Under primary_backup the mix is not read."""
    rule = {"rule": "primary_backup", "primary": "q", "backup": "inhouse"}
    journal = outsource(HOURLY, strategy={"assignment": rule}, more={"q": {"seats": 1}})

    assert is_given_work(journal.plan).tolist() == [True, False, True]


def test_core_work_that_stays_home_calls_for_no_transition(outsource):
    """The mix gives p a share of work that is barred from leaving."""
    lines = cents_of(outsource(SEATS, work={"core": True}, transition_cost_per_seat=500.0))

    assert lines["transition"] == lines["provider_fees"] == 0


def test_transition_is_paid_once_for_each_seat(outsource):
    """Two seats at 500, however long the window."""
    assert cents_of(outsource(HOURLY, transition_cost_per_seat=500.0))["transition"] == 1_000_00


def test_lateness_costs_only_the_days_that_lie_in_the_window(outsource):
    """Due after one day, each delivery is a day late; the third accrues .525 days until the run ends."""
    journal = outsource(HOURLY, work={"due_days": 1.0, "delay_cost_per_day": 100.0})

    assert cents_of(journal)["delay"] == 252_50
    assert cents_of(journal, Window(24.0 * 2.5, 24.0 * 4.25))["delay"] == 75_00


@pytest.mark.parametrize(
    ("promised", "achieved", "expected"),
    [(0.9, 0.95, 0.0), (0.9, 0.9, 0.0), (0.9, 0.85, 0.05), (0.9, 0.5, 0.12), (0.9, math.nan, 0.0)],
)
def test_credits_follow_the_points_missed_up_to_the_cap(promised, achieved, expected):
    """One per cent of the fee a point, twelve at most."""
    assert credit_share(ServiceLevel(on_time_share=promised), achieved) == pytest.approx(expected)


def test_credits_are_a_negative_line(outsource):
    """All late: 12 per cent of 4,800 comes back."""
    contract = {**HOURLY, "service_level": {"on_time_share": 0.9}}

    assert cents_of(outsource(contract, work={"due_days": 1.0}))["service_credits"] == -576_00


def test_defects_that_customers_find_cost_their_escape(outsource):
    """Both deliveries are wrong, and nobody looks."""
    assert (
        cents_of(outsource(HOURLY, work={"escape_cost": 250.0}, defects_per_task=1.0))["external_failure"]
        == 500_00
    )


def test_a_stressed_end_costs_the_exit_and_what_was_prepaid_at_average_fees(outsource):
    """4,800 in twenty days are 240 a day: thirty days prepaid and 1,000 for lawyers; no notice."""
    end = {"team": "p", "kind": "insolvency", "at_day": 20.0}
    journal = outsource(HOURLY, [end], exit={"prepaid_days": 30.0, "notice_days": 50.0, "cost": 1_000.0})

    assert cents_of(journal)["exit_stressed"] == 8_200_00
    assert cents_of(journal, Window(0.0, 480.0))["exit_stressed"] == 0
    assert cents_of(journal, Window(480.0, 800.0))["exit_stressed"] == 8_200_00
    assert cents_of(journal)["exit_planned"] == 0


def test_a_contract_of_each_kind_may_end_on_the_first_day(outsource):
    """An end at the very start has no life to average over, and asks for the exit only."""
    end = {"team": "p", "kind": "insolvency", "at_day": 0.0}
    for contract in (HOURLY, SEATS, {"kind": "fixed_price", "price_per_task": 1.0}):
        journal = outsource(contract, [end], exit={"prepaid_days": 30.0, "cost": 10.0})

        assert cents_of(journal)["exit_stressed"] == 10_00


def test_a_scenario_without_providers_has_no_line_for_them(bank):
    """All lines are there, and zero."""
    ledger = keep_ledger(observe(bank()))

    assert list(ledger.lines) == list(LINES)
    assert ledger.providers == {}
    assert ledger.total_cents == 0


def test_groups_add_up_to_the_total(busy_world):
    """Every line has a group, in the order of the chart."""
    ledger = keep_ledger(observe(busy_world(3)))

    assert sum(ledger.groups.values()) == ledger.total_cents
    assert list(ledger.groups) == ["own people", "providers", "contracting", "consequences"]


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 1_000), st.floats(0.0, 1_500.0), st.floats(24.0, 1_100.0))
def test_lines_add_up_to_the_cent(busy_world, seed, start, hours):
    """Whole cents; providers add up to lines, and lines to the total; nothing but credits is negative."""
    ledger = keep_ledger(observe(busy_world(seed), Window(start, start + hours)))

    assert all(type(cents) is int for cents in ledger.lines.values())
    assert sum(ledger.lines.values()) == ledger.total_cents == round(ledger.total * 100)
    for line in PROVIDER_LINES:
        assert sum(own[line] for own in ledger.providers.values()) == ledger.lines[line]
    assert [line for line, cents in ledger.lines.items() if cents < 0] in ([], ["service_credits"])


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 1_000), st.floats(100.0, 2_500.0))
def test_what_accrues_or_is_delivered_adds_up_over_adjoining_windows(busy_world, seed, cut):
    """Two windows cost what both together cost, but for the cents of rounding."""
    journal = busy_world(seed)
    end = journal.plan.end
    early, late, both = (cents_of(journal, Window(*w)) for w in ((0.0, cut), (cut, end), (0.0, end)))
    lines = ("inhouse_salaries", "coordination", "provider_fees", "delay", "external_failure")
    for line in (*lines, "exit_planned", "exit_stressed"):
        assert early[line] + late[line] == pytest.approx(both[line], abs=3)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 1_000))
def test_the_ledger_is_the_one_a_clerk_would_keep(busy_world, seed):
    """Task by task and episode by episode, in plain Python."""
    journal = busy_world(seed)
    start, end = observe(journal).window
    lines = cents_of(journal)
    work = list(journal.scenario.work.values())
    delivered = [t for t in journal.tasks if start <= t["delivered"] < end]
    hours = sum(
        e["hours"]
        for e in journal.episodes
        if e["team"] == 1 and e["act"] == Act.WORK and start <= e["ended"] < end
    )
    prices = sum((321.09, 99.5)[t["work_type"]] for t in delivered if t["provider"] == 2)
    manila = next((d["started"] for d in journal.disruptions if d["team"] == 3 and d["cause"]), end)
    rent = 4_321.0 * max(manila - start, 0.0) / (HOURS_PER_YEAR / 12.0)
    late = sum(
        max(min(np.nan_to_num(t["delivered"], nan=end), end) - max(t["due"], start), 0.0)
        / 24.0
        * work[t["work_type"]].delay_cost_per_day
        for t in journal.tasks
    )

    assert lines["provider_fees"] == pytest.approx(100.0 * (33.33 * hours + prices + rent), abs=2)
    assert lines["delay"] == pytest.approx(100.0 * late, abs=1)
    assert lines["external_failure"] == pytest.approx(
        100.0 * sum(work[t["work_type"]].escape_cost * t["escaped"] for t in delivered), abs=1
    )


def test_rework_at_a_provider_costs_what_its_contract_bills(outsource):
    """48 hours and 24 of rework a task: a third of the hourly fee, none of a price, some reserved seats."""
    faulty = {"defects_per_task": 1.0, "strategy": {"inspection": {"outsourced_rate": 1.0}}}
    work = {"most_attempts": 2, "rework_fraction": 0.5}
    hourly, priced, reserved = (
        keep_ledger(observe(outsource(contract, work=work, **faulty)))
        for contract in (HOURLY, {"kind": "fixed_price", "price_per_task": 9.0}, SEATS)
    )

    assert hourly.lines["provider_fees"] == 7_200_00
    assert hourly.memo == {"rework_inhouse": 0, "rework_outsourced": 2_400_00, "idle_inhouse": 0}
    assert priced.memo["rework_outsourced"] == 0
    assert reserved.memo["rework_outsourced"] == round(7_200_00 * 48.0 / (2 * 24.0 * DAYS))
