"""Random providers that work as they are paid: ways to choose from, and contracts of every kind."""

from __future__ import annotations

from sim.testing.dice import Dice
from sim.testing.names import Data


def ways_to_work(dice: Dice) -> Data:
    """Some ways, of which the first may be the usual one."""
    ways: Data = {"usual": {}} if dice.chance(50) else {}
    if dice.chance(60):
        ways |= {"fewer": {"seats": 0.4}, "more": {"seats": dice.one_of(2.0, 5.0)}}
    for number in range(dice.whole(1, 4)):
        ways[f"way_{number}"] = {
            "seats": dice.one_of(1.0, 0.4, 2.0, dice.number(0.1, 3.0)),
            "speed": dice.one_of(1.0, 0.5, 1.5, dice.number(0.3, 3.0)),
            "defects": dice.one_of(1.0, 0.0, dice.number(0.0, 3.0)),
            "cost": dice.one_of(1.0, 1.0, 0.5, dice.number(0.2, 3.0)),
        }
    return ways


def contract_that_moves(dice: Dice, known: list[str]) -> Data:
    """A contract with whatever may move a provider that chooses how to work."""
    price = {
        "price_per_task": dice.number(0.0, 500.0),
        "prices": {dice.one_of(*known): dice.number(0.0, 500.0)},
    }
    return {
        **dice.one_of(
            {"kind": "time_and_materials", "rate_per_hour": dice.one_of(20.0, dice.number(0.0, 90.0))},
            {"kind": "fixed_price", **price},
            {"kind": "reserved_capacity", "fee_per_seat_per_month": dice.number(0.0, 5e3)},
            {
                "kind": "volume",
                **price,
                "minimum_per_month": dice.number(0.0, 60.0),
                "shortfall_rate": dice.share(),
                "tier_per_month": dice.one_of(None, dice.number(0.0, 30.0)),
                "tier_discount": dice.share(),
            },
            {
                "kind": "outcome_based",
                **price,
                "premium": dice.number(1.0, 3.0),
                "paid_otherwise": dice.share(),
            },
            {
                "kind": "gain_share",
                "rate_per_hour": dice.number(0.0, 90.0),
                "target_cost_per_task": dice.number(0.0, 500.0),
                "provider_share": dice.share(),
                "cap": dice.share(),
            },
        ),
        "service_level": dice.one_of(None, _promise(dice, known)),
        "service_levels": [_promise(dice, known) for _ in range(dice.one_of(0, 0, 1, 2))],
    }


def _promise(dice: Dice, known: list[str]) -> Data:
    return {
        dice.one_of("on_time_share", "begun_in_time_share"): dice.share(),
        "of_work": dice.some_of(known),
        "credit_per_point": dice.number(0.0, 0.05),
        "cap": dice.one_of(0.3, dice.number(0.0, 0.3)),
        "period": "month",
        "earn_back": dice.share(),
    }
