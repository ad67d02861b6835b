"""The expert's objections to what contracts cost: to govern, to renew, to end."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sim.case import case_from, changed
from sim.engine.journal import CHANGE, Cause, Journal, Why
from sim.engine.simulate import simulate
from sim.outcome.fees import fees_by_month
from sim.outcome.ledger import keep_ledger
from sim.outcome.monthly import monthly_ledger
from sim.outcome.window import observe

Data = dict[str, Any]
HOURLY: Data = {"kind": "time_and_materials", "rate_per_hour": 50.0}
PRICE: Data = {"kind": "fixed_price", "price_per_task": 100.0}
PAY: Data = {"salary_per_year": 60_000.0, "load_factor": 1.0}
OFFICE: Data = {"zone": "Europe/Berlin"}


def played(
    days: list[float], effort_days: float, horizon_days: float, strategy: Data, **world: Any
) -> Journal:
    """One provider `p`, which is always there and does all, task by task as they are stated."""
    trace = {
        "kind": "trace",
        "arrived_hours": [24.0 * day for day in days],
        "effort_hours": [24.0 * effort_days] * len(days),
    }
    effort = {"kind": "constant", "mean": 24.0}
    scenario = {
        "horizon_days": horizon_days,
        "inhouse": {"seats": 1},
        **world,
        "work": {"a": {"arrivals": trace, "effort_hours": effort, **world.get("work", {})}},
    }
    choice = {"mix": {"a": {"p": 1.0}}, "inspection": {"outsourced_rate": 0.0}, **strategy}
    return simulate(case_from({"scenario": scenario, "strategy": choice}), seed=1, engine="reference")


def lines_of(journal: Journal) -> dict[str, int]:
    return keep_ledger(observe(journal)).lines


# -- governance --------------------------------------------------------------------------------------------


def test_two_sources_cost_more_to_govern_and_to_choose_than_one(house) -> None:
    """*A second source costs no governance: two providers at 30 % each are cheaper than one at 60 %.* Each
    has its own contract manager, its own tender, and hours of liaisons at its boundary."""
    fixed = {"governance_per_year": 40_000, "selection_cost": 25_000, "liaison_hours_per_week": 4}
    at_pune = {f"scenario.providers.pune.{name}": value for name, value in fixed.items()}
    world = house.with_({**at_pune, "scenario.liaisons.pay": PAY})
    pune = world.scenario.providers["pune"].model_dump(mode="json")
    two = changed(world, {"scenario.providers.cebu": pune})
    one_mix, two_mix = ({"pune": 0.6}, {"pune": 0.3, "cebu": 0.3})
    one, both = (
        lines_of(simulate(changed(two, {"strategy.mix.reports": mix}), seed=3)) for mix in (one_mix, two_mix)
    )

    assert both["governance"] > one["governance"] + 40_000_00 * 0.9
    assert both["selection"] > one["selection"] + 20_000_00


def test_the_fixed_part_of_governance_is_for_the_time_in_force() -> None:
    """Signed after 100 of 200 days at 36,525 a year: a hundred a day, and two hours a week of a liaison who
    is always there and costs 87,660 a year, ten an hour; to the cent, and by month."""
    governed = {"governance_per_year": 36_525.0, "liaison_hours_per_week": 2.0, "governance_share": 0.0}
    journal = played(
        [110.0],
        1.0,
        200.0,
        {"transition": {"signing_day": 100.0}},
        providers={"p": {"seats": 1, "contract": HOURLY, **governed, "selection_cost": 500.0}},
        liaisons={"seats": 1, "pay": {"salary_per_year": 87_660.0, "load_factor": 1.0}},
        start="2025-01-01",
    )
    months = monthly_ledger(journal)

    assert lines_of(journal)["governance"] == round(100 * 100 * (100.0 + 2.0 * 10.0 / 7.0))
    assert months["governance"].sum() == lines_of(journal)["governance"]
    assert (months["governance"] > 0).tolist() == [False] * 3 + [True] * 4  # the 100th day is in April
    assert months["selection"].iloc[3] == lines_of(journal)["selection"] >= 500_00


# -- ends ----------------------------------------------------------------------------------------------------

EXIT: Data = {
    "cost": 1_000.0,
    "notice_days": 30.0,
    "assistance_cost": 2_000.0,
    "prepaid_days": 10.0,
    "stop_gap_days": 30.0,
    "stop_gap_premium": 0.5,
}


@pytest.fixture(scope="module")
def ended() -> Journal:
    """4,800 billed in twenty days, which is 240 a day; both tasks are late, and 12 % of January's fees are to
    be credited when p ends on the twentieth."""
    promise = {"on_time_share": 0.9, "period": "month"}
    return played(
        [1.0, 3.0],
        2.0,
        60.0,
        {},
        start="2025-01-01",
        providers={
            "p": {"seats": 2, "contract": {**HOURLY, "service_level": promise}, "exit": EXIT},
        },
        events=[{"team": "p", "kind": "insolvency", "at_day": 20.0}],
        work={"due_days": 1.0},
    )


def with_end(journal: Journal, cause: Cause, decided_days: float | None = None) -> Journal:
    """The same facts, but for whose doing the end was, and when the client had decided it."""
    rows = journal.disruptions.copy()
    rows["cause"] = cause
    changes = journal.changes
    if decided_days is not None:
        told = (float(rows["started"][0]), 24.0 * decided_days, 0, 1, Why.SUCCEEDING)
        changes = np.concatenate([changes, np.array([told], dtype=CHANGE)])
    return replace(journal, disruptions=rows, changes=changes)


def test_an_insolvent_provider_is_paid_no_notice_and_takes_what_it_owes_along(ended) -> None:
    """*An insolvent provider is paid its notice.* 1,000 to leave, ten days prepaid and half of thirty of a
    stop-gap at 240 a day, and 576 of credits that nobody will set off: 7,576."""
    lines = lines_of(ended)

    assert lines["provider_fees"] == 4_800_00
    assert lines["service_credits"] == -576_00
    assert lines["exit_stressed"] == 7_576_00
    assert lines["exit_planned"] == 0
    assert monthly_ledger(ended)["exit_stressed"].tolist() == [7_576_00, 0, 0]


def test_who_walks_away_breaks_its_contract_and_is_paid_no_notice(ended) -> None:
    """It costs what an insolvency costs."""
    lines = lines_of(with_end(ended, Cause.WALKED_AWAY))

    assert (lines["exit_planned"], lines["exit_stressed"]) == (0, 7_576_00)


def test_a_planned_end_costs_the_notice_that_was_not_served_and_assistance(ended) -> None:
    """1,000 to leave, 2,000 for help, and 240 for each of the thirty days of notice that p did not work: of
    those, twelve had passed where the client decided on the eighth day. Nothing that p owes is lost."""
    at_once, served = (lines_of(with_end(ended, Cause.ENDED, days)) for days in (None, 8.0))

    assert at_once["exit_planned"] == 3_000_00 + 30 * 240_00
    assert served["exit_planned"] == 3_000_00 + 18 * 240_00
    assert at_once["exit_stressed"] == served["exit_stressed"] == 0


# -- prices --------------------------------------------------------------------------------------------------


def prices(terms: Data, **provider: Any) -> list[float]:
    """Fees of 32 months from July 2026 on, with a delivery on the tenth of each."""
    turns = [(2026 + (6 + n) // 12, (6 + n) % 12 + 1) for n in range(32)]
    since = np.datetime64("2026-07-01")
    days = [float((np.datetime64(f"{y}-{m:02d}-10") - since).astype(int)) for y, m in turns]
    journal = played(
        days,
        1.0,
        float((np.datetime64("2029-03-01") - since).astype(int)),
        {},
        start="2026-07-01",
        inhouse={"seats": 1, "pay": {"hiring_cost": 0.0}},
        providers={"p": {"seats": 1, "contract": {**PRICE, **terms}, "selection_share": 0.0, **provider}},
    )
    return fees_by_month(observe(journal), 1).tolist()


def test_prices_move_on_the_date_that_is_stated() -> None:
    """*Prices move at New Year, whatever the contract says.* By a constant or by a series, whose last rise
    goes on: in January, or in the month of signing."""
    series = {"index_series": [0.1, 0.2]}
    july = [100.0] * 12 + [110.0] * 12 + [132.0] * 8
    january = [100.0] * 6 + [110.0] * 12 + [132.0] * 12 + [158.4] * 2

    assert prices({**series, "prices_move": "anniversary"}) == pytest.approx(july)
    assert prices({**series, "prices_move": "january"}) == pytest.approx(january)
    constant = prices({"indexation_per_year": 0.1, "prices_move": "anniversary"})
    assert constant == pytest.approx([100.0] * 12 + [110.0] * 12 + [121.0] * 8)


def test_lock_in_takes_no_more_than_switching_would_cost() -> None:
    """*The rise of a dependent client's price has no ceiling.* To leave costs 600: where all is asked for, a
    term of 1,200 rises by a half, and the next, of 1,800, by a third; who asks for less has it."""
    terms = {"term_months": 12, "lock_in": 1.0}
    bounded = prices(terms, exit={"cost": 600.0})
    modest = prices({**terms, "lock_in": 0.1}, exit={"cost": 600.0})

    assert bounded == pytest.approx([100.0] * 12 + [150.0] * 12 + [200.0] * 8)
    assert modest == pytest.approx([100.0] * 12 + [110.0] * 12 + [121.0] * 8)
    assert prices(terms) == pytest.approx([100.0] * 32)  # to leave costs nothing: who asks for more is left


# -- unsocial hours ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("shift", "share"), [(0.0, 0.0), (5.0, 0.25), (12.0, 1.0), (-4.0, 0.25)])
def test_to_move_a_shift_into_the_night_costs_a_premium(house, shift, share) -> None:
    """*People get no more for unsocial hours.* Nine to five in Berlin: five hours later, a quarter of it is
    after twenty; four hours earlier, a quarter is before seven."""
    paid = {
        "scenario.inhouse.pay": PAY,
        "scenario.inhouse.unsocial_premium": 0.4,
        "scenario.providers.pune.unsocial_premium": 0.6,
        "scenario.providers.pune.calendar": OFFICE,
        "strategy.shift_hours": {"inhouse": shift, "pune": shift},
    }
    free = {**paid, "scenario.inhouse.unsocial_premium": 0.0, "scenario.providers.pune.unsocial_premium": 0.0}
    dear, plain = (lines_of(simulate(house.with_(each), seed=2)) for each in (paid, free))

    assert dear["inhouse_salaries"] == pytest.approx(plain["inhouse_salaries"] * (1.0 + 0.4 * share), abs=1)
    assert dear["provider_fees"] == pytest.approx(plain["provider_fees"] * (1.0 + 0.6 * share), abs=1)


def test_nights_and_weekends_of_a_team_that_is_always_there_are_unsocial(house) -> None:
    """103 of the week's 168 hours lie outside of five days from seven to twenty."""
    always = {
        "scenario.inhouse.pay": PAY,
        "scenario.inhouse.calendar": "always",
        "scenario.start": "2025-01-06",
    }
    dear = house.with_({**always, "scenario.inhouse.unsocial_premium": 1.0})
    plain, dearer = (lines_of(simulate(each, seed=2)) for each in (house.with_(always), dear))

    assert dearer["inhouse_salaries"] == pytest.approx(
        plain["inhouse_salaries"] * (1.0 + 103.0 / 168.0), rel=1e-6
    )
