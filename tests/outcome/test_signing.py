"""What depends on a contract counts from its signing, and what is stated holds in the first year observed."""

from datetime import date

import numpy as np
import pytest

from sim.case import Case
from sim.engine.journal import Cause
from sim.engine.simulate import simulate
from sim.outcome.fees import fees_by_month
from sim.outcome.ledger import keep_ledger
from sim.outcome.monthly import monthly_ledger
from sim.outcome.window import Window, observe
from sim.scenario.scenario import Scenario
from sim.strategy.strategy import Strategy

PRICE = {"kind": "fixed_price", "price_per_task": 100.0}
VOLUME = {**PRICE, "kind": "volume", "minimum_per_month": 10.0}
HOURLY = {"kind": "time_and_materials", "rate_per_hour": 50.0}
DEAR = {"cost": 1e6}
"""Dearer to leave than any rise."""
LOOK = {"inspection": {"outsourced_rate": 0.0}}
JULY = (date(2025, 7, 1) - date(2025, 1, 1)).days
"""Half of the year is over, and 184 days are left."""


@pytest.fixture(scope="module")
def year(run, tasks):
    """A contract, days of arrival -> 2025, in which p signs in July and does what arrives from then on."""

    def live(contract, arrived=(1.0,), events=(), strategy=None, signing_day=float(JULY), **provider):
        scenario = {
            "start": "2025-01-01",
            "horizon_days": 365.0,
            "work": {"a": tasks(arrived, [1.0] * len(arrived))},
            "inhouse": {"seats": 1},
            "providers": {"p": {"seats": 1, "contract": contract, **provider}},
            "events": list(events),
        }
        signed = {"transition": {"signing_day": signing_day}}
        return run(scenario, {"mix": {"a": {"p": 1.0}}, **LOOK, **signed, **(strategy or {})})

    return live


def lines_of(journal, window=None):
    return keep_ledger(observe(journal, window)).lines


# -- from signing on -------------------------------------------------------------------------------------


def test_no_minimum_is_owed_before_signing(year):
    """Ten deliveries a month are promised from July to December, and none is made."""
    journal = year(VOLUME)

    assert lines_of(journal)["provider_fees"] == 6_000_00
    assert fees_by_month(observe(journal), 1).tolist() == [0.0] * 6 + [1_000.0] * 6


def test_the_month_of_signing_has_its_part_of_the_minimum_and_of_the_tier(year):
    """Signed on the 16th of June, whose second half is fifteen of thirty days: five deliveries are promised,
    and of two that are made one and a half are below a tier of three."""
    half = JULY - 15.0
    tier = {"tier_per_month": 3.0, "tier_discount": 0.5, "minimum_per_month": 0.0}

    assert fees_by_month(observe(year(VOLUME, signing_day=half)), 1)[:7].tolist() == [0.0] * 5 + [500.0, 1e3]
    journal = year({**VOLUME, **tier}, [half + 1.0, half + 3.0], signing_day=half)
    assert lines_of(journal)["provider_fees"] == 100_00 + 75_00


def test_a_secure_facility_is_paid_from_signing_on(year):
    """184 days at 100 a day, not 365."""
    asked = {"protection": {"secure_facility": True}}
    journal = year(PRICE, strategy=asked, secure_facility_cost_per_year=36_525.0)

    assert lines_of(journal)["protection"] == 18_400_00
    assert lines_of(journal, Window(0.0, 24.0 * JULY))["protection"] == 0


def test_what_was_prepaid_is_lost_at_the_average_since_signing(year):
    """1,200 billed in the ten days before the end: 120 a day, for twelve days."""
    end = {"team": "p", "kind": "insolvency", "at_day": JULY + 10.0}
    journal = year(HOURLY, [JULY + 1.0], [end], exit={"prepaid_days": 12.0})

    assert lines_of(journal)["exit_stressed"] == 1_440_00


def test_selection_costs_its_share_of_a_years_fees(year):
    """1,200 in 184 days, or, where the provider ends, in 92 of them: so much in a year of 365.25 days."""
    end = {"team": "p", "kind": "insolvency", "at_day": JULY + 92.0}
    for events, days in (((), 184.0), ((end,), 92.0)):
        lines = lines_of(year(HOURLY, [JULY + 1.0], events, selection_share=0.1))

        assert lines["provider_fees"] == 1_200_00
        assert lines["selection"] == round(0.1 * 1_200_00 * 365.25 / days)


def test_what_is_paid_once_is_paid_at_signing(year):
    """Selection and transition stand in July; governance follows the fees."""
    journal = year(HOURLY, [JULY + 40.0], selection_share=0.1, transition_cost_per_seat=500.0)
    months = monthly_ledger(journal)

    for line in ("selection", "transition"):
        assert np.flatnonzero(months[line]).tolist() == [6]
    assert np.flatnonzero(months["governance"]).tolist() == [7]
    assert months["transition"].sum() == 500_00


def test_who_ends_before_signing_has_no_contract(year):
    """No fee, no exit, no transition, no seats: as if it were not there; nor is there one signed too late."""
    costs = {"exit": {"cost": 9_000.0, "notice_days": 30.0}, "transition_cost_per_seat": 500.0}
    end = {"team": "p", "kind": "insolvency", "at_day": JULY - 1.0}
    journal = year(VOLUME, events=[end], strategy={"contingency": {"rehire": 0.0}}, **costs)

    assert sum(lines_of(journal).values()) == 0
    assert not observe(journal).contracted.any()
    assert sum(lines_of(year(VOLUME, signing_day=400.0, **costs)).values()) == 0


def test_a_contract_that_is_in_force_from_the_start_is_settled_as_before(run, tasks):
    """Without a transition the minimum of a window holds from its first day, the warm-up's too."""
    world = {
        "start": "2025-01-01",
        "warm_up_days": 59.0,
        "horizon_days": 31.0,
        "work": {"a": tasks([1.0], [1.0])},
        "providers": {"p": {"seats": 1, "contract": VOLUME}},
    }
    journal = run(world, {"mix": {"a": {"p": 1.0}}, **LOOK})

    assert lines_of(journal)["provider_fees"] == 1_000_00
    assert lines_of(journal, Window(0.0, 59.0 * 24.0))["provider_fees"] == 2_000_00


# -- terms count from signing ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def warmed_up(run, tasks):
    """A contract -> four years from January 2026 on with a delivery each month, after 184 days of warm-up."""

    def live(contract, transition=None, pay=None, **provider):
        start, first = date(2025, 7, 1), date(2026, 1, 1)
        days = [(date(2025 + (6 + n) // 12, (6 + n) % 12 + 1, 10) - start).days for n in range(54)]
        scenario = {
            "start": start.isoformat(),
            "warm_up_days": float((first - start).days),
            "horizon_days": 4 * 365.0 + 1.0,
            "work": {"a": tasks([float(day) for day in days], [1.0] * len(days))},
            "inhouse": {"seats": 1, **({"pay": pay} if pay else {})},
            "providers": {"p": {"seats": 1, "contract": contract, **provider}},
        }
        return run(scenario, {"mix": {"a": {"p": 1.0}}, **LOOK, "transition": transition})

    return live


def test_an_index_counts_the_turns_of_the_year_since_signing(warmed_up):
    """Prices are as stated in the first year observed, and a tenth higher in each that follows."""
    fees = fees_by_month(observe(warmed_up({**PRICE, "indexation_per_year": 0.1})), 1)

    assert fees.reshape(4, 12) == pytest.approx(np.outer(100.0 * 1.1 ** np.arange(4), np.ones(12)))


def test_a_term_of_three_years_that_is_signed_in_january_is_renewed_three_years_later(warmed_up):
    """In January 2029, not in July 2028, which is three years after the warm-up began."""
    fees = fees_by_month(observe(warmed_up({**PRICE, "term_months": 36, "lock_in": 0.5}, exit=DEAR)), 1)

    assert fees.tolist() == pytest.approx([100.0] * 36 + [150.0] * 12)


def test_a_stated_day_of_signing_is_the_day_of_signing(warmed_up):
    """In the warm-up or after it: the terms count from there, and so does the index."""
    for day, months in ((0.0, 6), (184.0, 0), (184.0 + 365.0, -12)):
        contract = {**PRICE, "term_months": 24, "lock_in": 0.5}
        journal = warmed_up(contract, transition={"signing_day": day}, exit=DEAR)
        fees, renewed = fees_by_month(observe(journal), 1), 24 - months

        assert fees[max(-months, 0) : renewed].tolist() == pytest.approx(
            [100.0] * (renewed - max(-months, 0))
        )
        assert fees[renewed : renewed + 12].tolist() == pytest.approx([150.0] * 12)
        index = warmed_up({**PRICE, "indexation_per_year": 0.1}, transition={"signing_day": day})
        turns = np.maximum(np.arange(4) + (day < 184.0) - (day > 184.0), 0)
        expected = 100.0 * 1.1**turns * (np.arange(4) >= (day > 184.0))
        assert fees_by_month(observe(index), 1)[::12] == pytest.approx(expected)


def test_dependence_at_a_renewal_is_that_of_the_term(run, tasks):
    """All was done at home in the warm-up's months and all at p since signing: it depends on p wholly."""
    arrived = [5.0, 36.0, 70.0, 100.0, 130.0]
    world = {
        "start": "2025-01-01",
        "horizon_days": 151.0,
        "work": {"a": tasks(arrived, [1.0] * 5)},
        "inhouse": {"seats": 1},
        "providers": {
            "p": {"seats": 1, "contract": {**PRICE, "term_months": 2, "lock_in": 0.5}, "exit": DEAR},
        },
    }
    journal = run(world, {"mix": {"a": {"p": 1.0}}, **LOOK, "transition": {"signing_day": 59.0}})

    assert fees_by_month(observe(journal), 1).tolist() == pytest.approx([0.0, 0.0, 100.0, 100.0, 150.0])


def test_the_exchange_rate_moves_a_fee_from_signing_on(warmed_up):
    """The fee is as stated in the month of signing; a year later it has moved by a year's drift."""
    far = {"currency": {"drift_per_year": 0.12}}
    fees = fees_by_month(observe(warmed_up({**PRICE, "currency_share_borne": 1.0}, **far)), 1)

    assert fees[[0, 12]] == pytest.approx([100.0, 100.0 * np.exp(0.12)])


def test_salaries_are_as_stated_in_the_first_year_observed(warmed_up):
    """Like fees: the warm-up does not raise them, each turn of the year after it does."""
    pay = {"salary_per_year": 365_250.0, "load_factor": 1.0, "salary_growth_per_year": 0.1}
    months = monthly_ledger(warmed_up(PRICE, pay=pay))["inhouse_salaries"]

    assert months.iloc[0] == 31_000_00
    assert months.iloc[12] == pytest.approx(34_100_00, abs=1)


def test_a_provider_looks_at_its_books_a_term_after_signing(tasks):
    """It loses money from the first day. Its books are opened when observation begins or, with a transition,
    on the day of signing, and it walks away at the end of the first term: in both engines."""
    cheap = {**HOURLY, "rate_per_hour": 1.0}
    viability = {"cost_per_seat_per_month": 1_000.0, "term_months": 2.0}
    for transition, signed in ((None, 100.0), ({"signing_day": 40.0}, 40.0), ({"signing_day": 130.0}, 130.0)):
        scenario = {
            "warm_up_days": 100.0,
            "horizon_days": 200.0,
            "work": {"a": tasks(np.arange(1.0, 290.0, 2.0).tolist(), [1.0] * 145)},
            "inhouse": {"seats": 1},
            "providers": {"p": {"seats": 1, "contract": cheap, "viability": viability}},
        }
        choice = {"mix": {"a": {"p": 0.1}}, **LOOK, "transition": transition}
        world, choice = Scenario.model_validate(scenario), Strategy.model_validate(choice)
        told = [simulate(Case(world, choice), seed=1, engine=engine) for engine in ("reference", "compiled")]

        assert told[0].to_bytes() == told[1].to_bytes()
        (end,) = told[0].disruptions
        assert end["cause"] == Cause.WALKED_AWAY
        assert end["started"] == 24.0 * signed + 2.0 * 730.5


def test_what_was_earned_before_signing_is_in_no_term(run, tasks):
    """Much work in the warm-up, little in the first term: what the warm-up paid does not keep it."""
    arrived = [float(day) for day in range(90)] + [100.0]
    world = {
        "warm_up_days": 95.0,
        "horizon_days": 60.0,
        "work": {"a": tasks(arrived, [0.5] * 91)},
        "inhouse": {"seats": 1},
        "providers": {
            "p": {
                "seats": 1,
                "contract": PRICE,
                "viability": {"cost_per_seat_per_month": 1_000.0, "term_months": 1.0},
            }
        },
    }
    journal = run(world, {"mix": {"a": {"p": 1.0}}, **LOOK})

    assert journal.disruptions["started"].tolist() == [24.0 * 95.0 + 730.5]
