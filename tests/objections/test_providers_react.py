"""The expert's objections to providers that do the same whatever they are paid."""

from dataclasses import replace

import numpy as np
import pytest

import sim
from sim.ask.mechanism import switched_off
from sim.case import Case, changed
from sim.engine.choosing import expected_work, margins
from sim.engine.journal import Why
from sim.engine.making import make_plan, mix_shares
from sim.errors import InputError
from sim.selfcheck.motives import by_hand
from sim.testing.twins import first_difference

PUNE = "scenario.providers.pune"
WAYS = {
    "usual": {},
    "hasty": {"speed": 1.3, "defects": 2.5, "seats": 0.8},
    "slow": {"speed": 0.85},
    "careful": {"speed": 0.9, "defects": 0.2},
}
SEATS = {"usual": {}, "fewer": {"seats": 0.7}, "more": {"seats": 1.3}}
HOURLY = {"kind": "time_and_materials", "rate_per_hour": 30.0}
PRICED = {"kind": "fixed_price", "price_per_task": 400.0}
BY_OUTCOME = {"kind": "outcome_based", "price_per_task": 400.0, "premium": 1.3, "paid_otherwise": 0.1}
PROMISED = {**PRICED, "service_level": {"on_time_share": 0.95, "credit_per_point": 0.03, "cap": 0.9}}


def world(house, contract: dict, ways: dict = WAYS, **more: object) -> Case:
    """Pune under this contract, with ways to choose from; its own defects matter, and distance does not."""
    books = {"cost_per_seat_per_month": 2_500.0, "least_margin": -10.0, "choices": ways}
    return house.with_(
        {
            f"{PUNE}.contract": contract,
            f"{PUNE}.viability": books,
            f"{PUNE}.defects_per_task": 0.5,
            f"{PUNE}.distance": 0.0,
            f"{PUNE}.seats": 7,
            **more,
        }
    )


def chosen(case: Case) -> str:
    """The way in which Pune works from the start."""
    plan = make_plan(case.scenario, case.strategy)
    books = case.scenario.providers["pune"].viability
    assert books is not None
    return list(books.choices)[int(plan.offers.first[1])]


def measured(case: Case, *measures: str) -> list[float]:
    """Means over a few worlds."""
    cards = [sim.settle(sim.simulate(case, seed=3, replication=k)) for k in range(8)]
    return [float(np.mean([card[name] for card in cards])) for name in measures]


def test_who_is_paid_by_the_hour_does_not_hurry(house) -> None:
    """*Time and materials is as quick as a fixed price: nobody would work slowly for money.*"""
    hourly, priced = world(house, HOURLY), world(house, PRICED)
    hours, others = (measured(case, "seats_providers", "lead_time_mean_days") for case in (hourly, priced))

    assert chosen(hourly) == "slow"
    assert chosen(priced) == "hasty"
    assert others[0] < hours[0]


def test_a_fixed_price_pays_for_hurry_with_defects(house) -> None:
    """*A fixed price costs nothing in quality.* Nobody pays for care here, and more escapes."""
    reacts = world(house, PRICED)
    (hasty,), (plain,) = (
        measured(case, "escaped_defect_share") for case in (reacts, switched_off(reacts, "motives"))
    )

    assert hasty > 1.3 * plain


def test_pay_by_outcome_buys_care(house) -> None:
    """*Outcome contracts change the bill, and not the work.*"""
    by_outcome, priced = world(house, BY_OUTCOME), world(house, PRICED)
    (careful,), (hasty,) = (measured(case, "escaped_defect_share") for case in (by_outcome, priced))

    assert chosen(by_outcome) == "careful"
    assert careful < 0.7 * hasty


def test_credits_move_seats(house) -> None:
    """*A service level moves money from one pocket to the other.* Here it moves people."""
    tight = {"scenario.work.reports.due_days": 5, f"{PUNE}.seats": 5}
    plain, promised = (world(house, contract, SEATS, **tight) for contract in (PRICED, PROMISED))
    both = [measured(case, "on_time_share", "seats_providers") for case in (plain, promised)]
    (late, few), (soon, many) = both

    assert (chosen(plain), chosen(promised)) == ("fewer", "more")
    assert many > 1.5 * few
    assert soon > late + 0.1


def test_the_rule_takes_what_trying_everything_would_take() -> None:
    """By enumeration, with formulas written apart: each contract's best response, and what it leaves."""
    checks = by_hand()

    assert {check.verdict for check in checks} == {"agrees"}
    assert len({check.target for check in checks if "margin" not in check.name}) >= 4


def test_a_provider_reacts_to_what_it_has_seen_and_not_to_what_comes(house) -> None:
    """Work trebles in the second quarter: nothing moves before the term in which it came is over, and then
    seats do, as a fact of the journal."""
    shock = {"from_week": 13, "to_week": 60, "factor": 3.0}
    trebled = {"kind": "poisson", "per_week": 20, "shocks": [shock]}
    case = world(
        house,
        PRICED,
        {"usual": {}, "more": {"seats": 3.0}},
        **{
            "scenario.warm_up_days": 0,
            "scenario.horizon_days": 300,
            "scenario.work.reports.arrivals": trebled,
            f"{PUNE}.days_to_hire": 10,
        },
    )
    case = changed(case, {f"{PUNE}.viability.term_months": 3.0})
    one, other = (sim.simulate(case, seed=5, engine=engine) for engine in ("reference", "compiled"))
    rows = one.changes[one.changes["why"] == Why.CHOSE]

    assert first_difference(one, other) is None
    # The first quarter ends a few hours after demand has changed; the next one sees all of it.
    assert rows["decided"].tolist() == [2 * 3 * 730.5]
    assert rows["instant"].tolist() == [2 * 3 * 730.5 + 240.0]
    assert rows["seats"].tolist() == [14]
    late = sim.simulate(changed(case, {f"{PUNE}.viability.term_months": 36.0}), seed=5)
    assert not (late.changes["why"] == Why.CHOSE).any()


def test_a_hundred_contracts_are_not_read_from_one_journal_where_somebody_reacts(house) -> None:
    """*You play one contract and settle another: who would work the same under both?* It is refused, and the
    remedy is to play again. Where nobody chooses, it is allowed as before."""
    reacts, plain = world(house, HOURLY), house.with_({f"{PUNE}.contract": HOURLY})
    for case, is_refused in ((reacts, True), (plain, False)):
        journal = sim.simulate(case, seed=1)
        assert sim.settle(journal)["total_cost"] > 0.0
        dearer = changed(case, {f"{PUNE}.contract.rate_per_hour": 60.0})
        other = replace(journal, scenario=dearer.scenario)
        if is_refused:
            with pytest.raises(InputError, match="play it again"):
                sim.settle(other)
            assert sim.settle(sim.simulate(dearer, seed=1))["total_cost"] > 0.0
        else:
            assert sim.settle(other)["cost_provider_fees"] > sim.settle(journal)["cost_provider_fees"]
    unplayed = replace(sim.simulate(plain, seed=1), scenario=reacts.scenario)
    with pytest.raises(InputError, match="works as it is paid"):
        sim.settle(unplayed)


def test_choices_that_are_not_there_leave_no_trace(house) -> None:
    """One usual way, and nothing else to choose from: not a byte differs from a provider without choices."""
    one, none = (sim.simulate(world(house, PRICED, ways), seed=4) for ways in ({"usual": {}}, {}))

    assert one.to_bytes() == none.to_bytes()


def test_what_a_provider_will_do_is_shown_before_time_starts(house) -> None:
    """The chosen way is the best of the margins that `kposim show --resolved` prints."""
    for contract in (HOURLY, PRICED, BY_OUTCOME):
        case = world(house, contract)
        plan = make_plan(case.scenario, case.strategy)
        found = margins(plan, expected_work(case.scenario, plan, mix_shares(case.scenario, case.strategy)), 1)

        assert found[int(plan.offers.first[1])] == max(found)
