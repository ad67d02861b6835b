"""The worlds in which contracts, sources and rights are compared are those of their formulas."""

import numpy as np
import pytest

from sim.analysis.theory import paid_deliveries
from sim.outcome.ledger import keep_ledger
from sim.outcome.window import observe
from sim.replicate.replications import journal_of
from sim.selfcheck import commitment, return_option, second_source
from sim.selfcheck.bills import Bills

SEED = 7


def test_both_contracts_meet_the_same_work():
    """What arrives has its name, so another contract moves no task."""
    cases = [
        commitment._a_year(0.6, {"kind": kind}, seats)
        for kind, seats in (("reserved_capacity", 5), ("volume", 1_000))
    ]
    reserved, priced = (journal_of(case, SEED, 0).tasks["arrived"] for case in cases)

    assert np.array_equal(reserved, priced)


def test_the_months_of_the_formula_are_those_of_the_bill():
    """365 days of seven tasks and a bit; the seats are paid for just as long."""
    months = commitment.expected_by_month()
    seats = {"kind": "reserved_capacity", "fee_per_seat_per_month": commitment.FEE}
    (cost,) = Bills(commitment._a_year(0.0, seats, commitment.SEATS)).costs(SEED, 0)

    assert [round(sum(weeks) * 7.0 / commitment.PER_WEEK) for weeks in months] == [
        31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31,
    ]  # fmt: skip
    assert cost == pytest.approx(commitment.MONTHS * commitment.SEATS * commitment.FEE, abs=0.01)


def test_a_promise_costs_a_fourteenth_of_the_price_once_demand_is_uncertain():
    """So a price that is right for Poisson work is too dear for work of which nobody knows the rate."""
    known, unknown = (
        sum(paid_deliveries(weeks, cv, commitment.MINIMUM) for weeks in commitment.expected_by_month())
        for cv in (0.0, 0.6)
    )

    assert unknown / known == pytest.approx(1.07, abs=0.005)


def test_a_second_source_that_nobody_needs_costs_its_governance():
    """To the cent, and one that gets no work costs nothing."""
    one, two = (
        keep_ledger(observe(journal_of(second_source._at_risk(0.0, share), SEED, 0))) for share in (1.0, 0.5)
    )

    assert one.total_cents == 0
    assert two.total == pytest.approx(second_source.GOVERNANCE * second_source.YEARS, abs=0.01)


def test_the_right_never_sends_more_outside_than_the_commitment():
    """It is a right to bring home: the share outside is the commitment's or less."""
    outside = [
        float((journal_of(case, SEED, 0).tasks["assigned"] > 0).mean())
        for case in (return_option.house(0.6), return_option.house(0.6, flexibility=return_option.RIGHT))
    ]

    assert outside[0] == pytest.approx(return_option.OUTSIDE, abs=0.01)
    assert 0.3 < outside[1] < outside[0] - 0.02
