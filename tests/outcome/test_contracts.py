"""What contracts bill, to the cent, month by month."""

import math

import numpy as np
import pytest
from pydantic import ValidationError

from sim.outcome.credits import credits_by_month
from sim.outcome.dependence import deliveries, dependence, dependence_index
from sim.outcome.fees import fees_by_month
from sim.outcome.ledger import keep_ledger
from sim.outcome.prices import exchange_rates
from sim.outcome.scorecard import settle
from sim.outcome.window import observe
from sim.scenario.contract import Currency, ServiceLevel

PRICE = {"kind": "fixed_price", "price_per_task": 100.0}
HOURLY = {"kind": "time_and_materials", "rate_per_hour": 50.0}
DUE = {"due_days": 1.25}


@pytest.fixture(scope="module")
def deal(run, tasks):
    """A contract, days of arrival, settings -> the journal of a provider p that does all; a task takes a
    day."""

    def live(
        contract, arrived, days=59.0, efforts=None, start="2025-01-01", work=None, world=None, **provider
    ):
        efforts = efforts or [1.0] * len(arrived)
        scenario = {
            "start": start,
            "horizon_days": days,
            "work": {"a": tasks(arrived, efforts, **(work or {}))},
            "providers": {"p": {"seats": 1, "contract": contract, **provider}},
            **(world or {}),
        }
        choice = {"mix": {"a": {"p": 1.0}}, "inspection": {"outsourced_rate": 0.0}}
        return run(scenario, choice)

    return live


def fees_of(journal, line="provider_fees"):
    return keep_ledger(observe(journal)).lines[line]


# -- volume ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("terms", "cents"),
    [
        ({}, 400_00),
        ({"minimum_per_month": 2.0}, 500_00),  # February delivers one of two
        ({"minimum_per_month": 2.0, "shortfall_rate": 0.5}, 450_00),
        ({"minimum_per_month": 3.5}, 400_00 + 50_00 + 250_00),
        ({"tier_per_month": 1.0, "tier_discount": 0.2}, 100_00 + 2 * 80_00 + 100_00),
        ({"tier_per_month": 1.5, "tier_discount": 0.2}, 100_00 + 90_00 + 80_00 + 100_00),
    ],
)
def test_a_volume_contract_is_paid_by_the_calendar_month(deal, terms, cents):
    """Three deliveries in January and one in February, at 100."""
    assert fees_of(deal({**PRICE, "kind": "volume", **terms}, [1.0, 2.0, 3.0, 40.0])) == cents


def test_a_month_that_the_window_cuts_asks_for_its_part_of_the_minimum(deal):
    """Half of February is observed: one delivery of two is enough."""
    contract = {**PRICE, "kind": "volume", "minimum_per_month": 2.0}

    assert fees_of(deal(contract, [1.0, 2.0, 3.0, 40.0], days=45.0)) == 400_00


def test_a_provider_that_has_ended_is_owed_no_minimum(deal):
    """It ends in the middle of February, so one delivery of two is promised in that month."""
    contract = {**PRICE, "kind": "volume", "minimum_per_month": 2.0}
    end = {"events": [{"team": "p", "kind": "insolvency", "at_day": 45.0}]}

    assert fees_of(deal(contract, [1.0, 2.0, 3.0, 40.0], world=end)) == 400_00


def test_a_promised_volume_may_cost_more_than_reserved_seats_or_less(deal):
    """Neither dominates: seats are cheaper where much comes, a price where little does.

    Source of the claim: Aksin, de Vericourt & Karaesmen (2008).
    """
    volume = {**PRICE, "kind": "volume", "minimum_per_month": 2.0}
    seats = {"kind": "reserved_capacity", "fee_per_seat_per_month": 700.0}
    calm, busy = [3.0, 6.0, 40.0, 43.0], [float(day) for day in range(1, 55, 2)]

    assert fees_of(deal(volume, calm)) < fees_of(deal(seats, calm))
    assert fees_of(deal(volume, busy)) > fees_of(deal(seats, busy))


# -- outcome and gain ------------------------------------------------------------------------------------


def test_an_outcome_is_paid_with_a_premium_and_a_failure_in_part(deal):
    """One on time at 120; one late, for it waited, at 50."""
    contract = {**PRICE, "kind": "outcome_based"}

    assert fees_of(deal(contract, [1.0, 1.5], work=DUE)) == 170_00
    assert fees_of(deal({**contract, "premium": 1.5, "paid_otherwise": 0.0}, [1.0, 1.5], work=DUE)) == 150_00


def test_a_defective_outcome_is_no_outcome(deal):
    """In time and wrong: a share of the price."""
    contract = {**PRICE, "kind": "outcome_based"}

    assert fees_of(deal(contract, [1.0, 3.0], work=DUE, defects_per_task=1.0)) == 100_00


@pytest.mark.parametrize(
    ("target", "cents"),
    [(1_200.0, 2_400_00), (1_500.0, 2_700_00), (1_000.0, 2_200_00), (9_000.0, 2_880_00), (0.0, 1_920_00)],
)
def test_what_a_gain_share_saves_or_exceeds_is_shared_up_to_the_cap(deal, target, cents):
    """Two tasks of 1,200 each: half of the difference, at most a fifth of the bill either way."""
    contract = {**HOURLY, "kind": "gain_share", "target_cost_per_task": target}

    assert fees_of(deal(contract, [1.0, 3.0])) == cents


# -- prices that move ------------------------------------------------------------------------------------


def test_fees_rise_at_the_turn_of_the_calendar_year(deal):
    """A delivery in December at 100 and one in January at 110; reserved seats by their days in each year."""
    seats = {"kind": "reserved_capacity", "fee_per_seat_per_month": 365.25 / 12.0, "indexation_per_year": 0.1}

    assert fees_of(deal({**PRICE, "indexation_per_year": 0.1}, [1.0, 40.0], start="2025-12-01")) == 210_00
    assert fees_of(deal(seats, [1.0], start="2025-12-01", days=62.0)) == 31_00 + 34_10


def test_the_client_carries_its_share_of_the_exchange_rate(deal):
    """With drift .12 and no volatility February's rate is e^.01; half of that rise is ours."""
    far = {"currency": {"drift_per_year": 0.12}}
    price = {**PRICE, "price_per_task": 1e6}

    assert fees_of(deal(price, [1.0, 40.0], **far)) == 2_000_000_00
    for borne in (0.5, 1.0):
        expected = round(1e8 * (2.0 + borne * math.expm1(0.01)))
        assert fees_of(deal({**price, "currency_share_borne": borne}, [1.0, 40.0], **far)) == expected


def test_the_exchange_rate_is_a_geometric_random_walk():
    """Its mean after a year is e^drift, the deviation of its logarithm the volatility; a longer run begins
    alike."""
    currency = Currency(drift_per_year=0.05, volatility_per_year=0.2)
    rates = np.array([exchange_rates(currency, 1, k, "p", 13) for k in range(4_000)])

    assert (rates[:, 0] == 1.0).all()
    assert rates[:, 12].mean() == pytest.approx(math.exp(0.05), abs=4 * 0.22 / math.sqrt(4_000))
    assert np.log(rates[:, 12]).std() == pytest.approx(0.2, rel=0.05)
    assert exchange_rates(currency, 1, 7, "p", 30)[:13].tolist() == rates[7].tolist()


def test_salaries_rise_at_the_turn_of_the_calendar_year_and_offices_do_not(run, tasks):
    """31 days at the old salary and 31 at one that is a tenth higher."""
    pay = {
        "salary_per_year": 365_250.0,
        "load_factor": 1.0,
        "office_per_year": 36_525.0,
        "salary_growth_per_year": 0.1,
    }
    lines = keep_ledger(
        observe(
            run(
                {
                    "start": "2025-12-01",
                    "horizon_days": 62.0,
                    "work": {"a": tasks([1.0], [1.0])},
                    "inhouse": {"seats": 1, "pay": pay},
                    "reviewers": {"seats": 1, "pay": pay},
                }
            )
        )
    ).lines

    assert lines["inhouse_salaries"] == 31_000_00 + 34_100_00
    assert lines["office_and_tools"] == 6_200_00
    assert lines["inspection"] == 71_300_00


# -- renewal ---------------------------------------------------------------------------------------------


def test_the_fee_rises_at_each_renewal_by_lock_in_times_dependence(deal):
    """All is done by p and nothing at home: 100, 110, 121."""
    contract = {**PRICE, "term_months": 1, "lock_in": 0.1}
    journal = deal(contract, [1.0, 40.0, 70.0], days=90.0)

    assert fees_of(journal) == 331_00
    assert fees_by_month(observe(journal), 1).tolist() == pytest.approx([100.0, 110.0, 121.0])
    assert dependence_index(observe(journal)) == 1.0


def test_what_is_done_at_home_and_by_a_second_source_loosens_the_lock(run, tasks):
    """p does half: with home doing the rest .5 x .5 of full dependence, with a second source none of it."""
    contract = {**PRICE, "term_months": 1, "lock_in": 0.4}
    world = {
        "start": "2025-01-01",
        "horizon_days": 59.0,
        "inhouse": {"seats": 1},
        "work": {name: tasks([1.0, 40.0], [1.0, 1.0], family="f") for name in ("a", "b")},
        "providers": {"p": {"seats": 1, "contract": contract}, "q": {"seats": 1}},
    }
    look = {"inspection": {"outsourced_rate": 0.0}}
    with_home = run(world, {"mix": {"a": {"p": 1.0}}, **look})
    with_second = run(world, {"mix": {"a": {"p": 1.0}, "b": {"q": 1.0}}, **look})

    assert fees_of(with_home) == 100_00 + 110_00
    assert fees_of(with_second) == 200_00
    done = deliveries(with_second, 0.0, 1e4)
    assert dependence(with_second, 1, done, 0.0, 1e4, second_source_share=0.6) == 0.5
    assert dependence(with_second, 1, done, 0.0, 1e4, second_source_share=0.5) == 0.0


def test_what_the_house_still_knows_loosens_the_lock(run, tasks):
    """A house that learns: of two work types of a family it knows .4 of the one that p does, and .7 of the
    one that it does itself, half of the way to 1 after a day's practice. p does half: .5 x (1 - .55)."""
    learns = {"kind": "saturating", "start_level": 0.4, "ramp_hours": 24.0 / math.log(2.0)}
    world = {
        "horizon_days": 59.0,
        "inhouse": {"seats": 1, "speed": 1.0, "experience": {**learns, "newcomer_speed": 1.0}},
        "work": {name: tasks([1.0], [1.0], family="f") for name in ("a", "b")},
        "providers": {"p": {"seats": 1}},
    }
    journal = run(world, {"mix": {"a": {"p": 1.0}}, "inspection": {"outsourced_rate": 0.0}})

    assert dependence_index(observe(journal)) == pytest.approx(0.225, rel=1e-9)


def test_other_work_at_home_does_not_loosen_the_lock(run, tasks):
    """Home is busy in a family of its own; what p does nobody else can."""
    world = {
        "horizon_days": 59.0,
        "inhouse": {"seats": 1},
        "work": {name: tasks([1.0], [1.0], family=name + "s") for name in ("a", "b")},
        "providers": {"p": {"seats": 1}},
    }
    journal = run(world, {"mix": {"a": {"p": 1.0}}, "inspection": {"outsourced_rate": 0.0}})

    assert dependence_index(observe(journal)) == 1.0


# -- service levels --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("terms", "cents"),
    [
        ({}, -432_00),
        ({"period": "month"}, -288_00),
        ({"period": "month", "earn_back": 0.5}, -144_00),
        ({"period": "month", "earn_back": 1.0}, 0),
    ],
)
def test_a_month_above_the_promise_wins_back_the_credit_of_one_below(deal, terms, cents):
    """January is late (fee 2,400), February on time (1,200): twelve per cent of each period that misses."""
    contract = {**HOURLY, "service_level": {"on_time_share": 0.9, **terms}}
    journal = deal(contract, [1.0, 40.0], efforts=[2.0, 1.0], work=DUE)

    assert fees_of(journal, "service_credits") == cents


def test_each_good_month_wins_back_one_bad_month_and_only_an_earlier_one():
    """Good, bad, bad, good, nothing due: the first bad month is won back, the second stays."""
    promise = ServiceLevel(on_time_share=0.9, cap=0.1, period="month", earn_back=0.8)
    on_time = np.array([1.0, 0.5, 0.5, 1.0, math.nan])
    fees = np.array([1.0, 100.0, 200.0, 1.0, 1.0])

    assert credits_by_month(promise, on_time, fees).tolist() == pytest.approx([0.0, 10.0, 20.0, -8.0, 0.0])


def test_earn_back_without_months_is_refused():
    """There is no later month to win anything back."""
    with pytest.raises(ValidationError, match="won back by a later month"):
        ServiceLevel(on_time_share=0.9, earn_back=0.5)


# -- at zero strength ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "terms",
    [
        {"kind": "volume"},
        {"kind": "outcome_based", "premium": 1.0, "paid_otherwise": 1.0},
        {"currency_share_borne": 1.0},
        {"term_months": 1},
        {"lock_in": 1.0},
    ],
)
def test_a_term_at_zero_strength_changes_no_number(busy_world, terms):
    """Every measure stays as it is to the last bit, but for the rounding of sums by month."""
    price = {"kind": "fixed_price", "price_per_task": 321.09, "prices": {"searches": 99.5}}
    cards = []
    for contract in (price, {**price, **terms}):
        world = busy_world(2).scenario.model_dump(include={"providers"})["providers"]
        world["krakow"]["contract"] = contract
        cards.append(dict(settle(busy_world(2, scenario={"providers": world}))))

    assert cards[0] == pytest.approx(cards[1], nan_ok=True, rel=1e-12)
