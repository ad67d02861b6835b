"""A contract comes to numbers, which all that settles reads: fees, months, and a provider's own books."""

from typing import get_args

import pytest

from sim.engine.making import make_plan
from sim.scenario.billing import BILLING, Billing, billing_of
from sim.scenario.contract import Contract, FixedPrice, TimeAndMaterials
from sim.scenario.scenario import Scenario
from sim.strategy.strategy import Strategy

KINDS = get_args(get_args(Contract)[0])


def test_every_kind_of_contract_says_what_it_bills():
    """Each member of the union of contracts, and no other, has its numbers; a plain one of each pays
    nothing."""
    assert set(BILLING) == set(KINDS)
    assert [billing_of(kind()).is_priced for kind in KINDS] == [False] * len(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_each_setting_of_a_price_moves_the_numbers(kind):
    """No price, share or bound of a contract is forgotten on the way."""
    start = kind(price_per_task=1.0) if "price_per_task" in kind.model_fields else kind()
    own = set(kind.model_fields) - set(TimeAndMaterials.model_fields) | {"rate_per_hour"}
    for name in own & set(kind.model_fields):
        other = {"prices": {"a": 2.0}, "premium": 3.0}.get(name, 0.75)
        moved = kind.model_validate({**start.model_dump(), name: other})

        assert billing_of(moved) != billing_of(start), name


def test_a_contract_of_ones_own_is_not_billed_as_its_parent():
    """A class derived from a kind is another kind, of which nobody has said what it bills."""

    class Cheaper(FixedPrice):
        pass

    with pytest.raises(TypeError, match="Cheaper"):
        billing_of(Cheaper(price_per_task=9.0))


def test_a_price_is_that_of_the_work_type_before_that_of_its_family_before_the_usual_one(two_types):
    """As a contract states it."""
    billing = Billing(per_task=7.0, prices={"f": 8.0, "a": 9.0})

    assert billing.task_prices(two_types.work) == [9.0, 8.0, 7.0]


def test_a_providers_own_books_read_the_same_numbers(two_types):
    """By the hour, by the task, by the hour of a seat; nothing for the client's own teams."""
    contracts = {
        "hourly": {"kind": "time_and_materials", "rate_per_hour": 5.0},
        "shared": {"kind": "gain_share", "rate_per_hour": 6.0},
        "priced": {"kind": "volume", "price_per_task": 7.0, "prices": {"f": 8.0}},
        "seated": {"kind": "reserved_capacity", "fee_per_seat_per_month": 730.5},
    }
    viability = {"cost_per_seat_per_month": 1_461.0}
    providers = {name: {"contract": each, "viability": viability} for name, each in contracts.items()}
    world = Scenario.model_validate({**two_types.model_dump(mode="json"), "providers": providers})
    books = make_plan(world, Strategy()).accounts

    assert books.per_hour.tolist() == [0.0, 5.0, 6.0, 0.0, 0.0, 0.0, 0.0]
    assert books.per_seat_hour.tolist() == [0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0]
    assert books.per_task[3].tolist() == [8.0, 8.0, 7.0]
    assert not books.per_task[[0, 1, 2, 4, 5, 6]].any()
    assert books.cost_per_seat_hour.tolist() == [0.0, 2.0, 2.0, 2.0, 2.0, 0.0, 0.0]


@pytest.fixture
def two_types():
    """Three work types, the first two of one family."""
    arrivals = {"kind": "poisson", "per_week": 1.0}
    effort = {"kind": "constant", "mean": 1.0}
    work = {"arrivals": arrivals, "effort_hours": effort}
    return Scenario.model_validate(
        {
            "horizon_days": 10.0,
            "work": {"a": {**work, "family": "f"}, "b": {**work, "family": "f"}, "c": work},
        }
    )
