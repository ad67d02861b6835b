"""Random money: contracts of every kind, pay, stakes, and what the strategy does to protect secrets.

None of it moves a task, so `cases` leaves it out; a law about money asks for `priced_cases`.
"""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from sim.scenario.scenario import Scenario
from sim.strategy.strategy import Strategy
from sim.testing.cases import RandomCase, random_case
from sim.testing.dice import Dice
from sim.testing.names import OWN_TEAMS, Data

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

KINDS = ("time_and_materials", "fixed_price", "reserved_capacity", "volume", "outcome_based", "gain_share")


def priced_cases() -> SearchStrategy[RandomCase]:
    """The Hypothesis strategy that draws random cases with money in them."""
    from hypothesis import strategies as st

    return st.builds(priced_case, st.integers(0, 2**32 - 1).map(Random))


def priced_case(random: Random) -> RandomCase:
    """A random case in which everything costs something; what happens in it is as without money."""
    case, dice = random_case(random), Dice(random)
    scenario = case.scenario.model_dump(mode="json")
    strategy = case.strategy.model_dump(mode="json")
    put_prices(dice, scenario)
    strategy["protection"] = _protection(dice, list(scenario["providers"]))
    return RandomCase(Scenario.model_validate(scenario), Strategy.model_validate(strategy), case.seed)


def put_prices(dice: Dice, scenario: Data) -> None:
    """Money wherever the world can have some."""
    scenario["discount_rate_per_year"] = dice.one_of(0.0, 0.1)
    scenario["service_over_days"] = dice.one_of(28, 1, 7)
    scenario["most_money"] = dice.one_of(None, dice.number(0.0, 9e5))
    for work in scenario["work"].values():
        work |= _stakes(dice) | _borne(dice, work)
    for name in OWN_TEAMS:
        scenario[name] |= {"pay": _pay(dice), "unsocial_premium": dice.one_of(0.0, dice.share())}
    scenario["inhouse"] |= {"usable_idle_share": dice.share(), "core_hour_value": 50.0, **_leaks(dice)}
    scenario["third_party"]["fee_per_inspection"] = 30.01
    scenario["innovation"] = {
        "ideas_per_novel_task": dice.share(),
        "at_all_outside": dice.share(),
        "peak_shift": dice.one_of(0.0, 0.5),
        "idea_value": 1e4,
    }
    known = list(scenario["work"])
    for provider in scenario["providers"].values():
        own = terms(dice, known)
        if (provider["viability"] or {}).get("choices"):
            del own["contract"]  # by which it chooses how to work
        provider |= own


def terms(dice: Dice, known: list[str]) -> Data:
    """What a provider is paid, and all else that it may cost."""
    return {
        "contract": contract(dice, dice.one_of(*KINDS), known),
        "exit": _exit(dice),
        "currency": {"drift_per_year": dice.number(-0.2, 0.2), "volatility_per_year": dice.share()},
        "selection_share": dice.share(),
        "governance_share": dice.share(),
        "selection_cost": dice.one_of(0.0, dice.number(0.0, 9e4)),
        "governance_per_year": dice.one_of(0.0, dice.number(0.0, 9e4)),
        "liaison_hours_per_week": dice.one_of(0.0, dice.number(0.0, 9.0)),
        "unsocial_premium": dice.one_of(0.0, dice.share()),
        "transition_cost_per_seat": dice.number(0.0, 5e3),
        "secure_facility_cost_per_year": dice.number(0.0, 5e4),
        **_leaks(dice),
        "rivalry": dice.one_of(None, _rivalry(dice)),
    }


def _exit(dice: Dice) -> Data:
    """What its ends cost, planned and stressed."""
    return {
        "notice_days": dice.one_of(0.0, 30.0),
        "cost": dice.number(0.0, 9e4),
        "assistance_cost": dice.one_of(0.0, dice.number(0.0, 9e4)),
        "prepaid_days": dice.one_of(0.0, 15.0),
        "stop_gap_days": dice.one_of(0.0, 40.0),
    }


def contract(dice: Dice, kind: str, known: list[str]) -> Data:
    """A contract of a kind, with everything that any contract may agree on."""
    price = {
        "price_per_task": dice.number(0.0, 500.0),
        "prices": {dice.one_of(*known): dice.number(0.0, 500.0)},
    }
    own: dict[str, Data] = {
        "time_and_materials": {"rate_per_hour": dice.number(0.0, 90.0)},
        "fixed_price": price,
        "reserved_capacity": {"fee_per_seat_per_month": dice.number(0.0, 5e3)},
        "volume": {
            **price,
            "minimum_per_month": dice.number(0.0, 60.0),
            "shortfall_rate": dice.share(),
            "tier_per_month": dice.one_of(None, dice.number(0.0, 30.0)),
            "tier_discount": dice.share(),
        },
        "outcome_based": {**price, "paid_otherwise": dice.share()},
        "gain_share": {
            "rate_per_hour": dice.number(0.0, 90.0),
            "target_cost_per_task": dice.number(0.0, 500.0),
            "provider_share": dice.share(),
        },
    }
    return {"kind": kind, **own[kind], **_agreed(dice, known)}


def _promise(dice: Dice, known: list[str]) -> Data:
    """One service level, about some of the work that is known, or all."""
    target = dice.one_of("on_time_share", "begun_in_time_share")
    promise: Data = {target: dice.share(), "period": dice.one_of("window", "month")}
    if promise["period"] == "month":
        promise["earn_back"] = dice.share()
    return promise | {"of_work": dice.some_of(known), "cap": 0.3}


def _agreed(dice: Dice, known: list[str]) -> Data:
    """Half of the contracts agree on nothing beside the price."""
    if dice.chance(50):
        return {}
    return {
        "service_level": dice.one_of(None, _promise(dice, [])),
        "service_levels": [_promise(dice, known) for _ in range(dice.one_of(0, 0, 1, 2))],
        **_index(dice),
        "currency_share_borne": dice.share(),
        "term_months": dice.one_of(None, 1, 3),
        "lock_in": dice.share(),
        "second_source_share": dice.share(),
    }


def _index(dice: Dice) -> Data:
    """How its prices move, and when."""
    rates: Data = {"indexation_per_year": dice.number(-0.2, 0.2)}
    if dice.chance(50):
        rates = {"index_series": [dice.number(-0.2, 0.2), dice.number(-0.2, 0.2)]}
    return {**rates, "prices_move": dice.one_of("january", "anniversary")}


def _stakes(dice: Dice) -> Data:
    return {
        "value": dice.one_of(0.0, dice.number(0.0, 5e3)),
        "delay_cost_per_day": dice.number(0.0, 300.0),
        "ip_value": dice.one_of(0.0, 1e6),
        "novelty": dice.share(),
        "split_hours": dice.number(0.0, 3.0),
        "escape_cost": dice.number(0.0, 900.0),
        "latent_days": dice.one_of(0.0, dice.number(0.0, 20.0)),
    }


def _borne(dice: Dice, work: Data) -> Data:
    """When it is to be begun, and what can be borne of it."""
    is_due = work["due_days"] is not None or work["due_working_hours"] is not None
    tolerances = {
        "days_without_service": dice.one_of(None, 0, 2) if is_due else None,
        "least_service": dice.one_of(None, dice.share()) if is_due else None,
        "largest_backlog": dice.whole(0, 20),
    }
    rights = _rights(dice) if is_due else {}
    return rights | {
        "win_probability": dice.one_of(None, dice.share()),
        "begin_within_working_hours": dice.one_of(None, None, dice.hours(0.0, 40.0)),
        "tolerances": dice.one_of(None, tolerances),
    }


def _pay(dice: Dice) -> Data:
    return {
        "salary_per_year": dice.number(2e4, 2e5),
        "office_per_year": dice.number(0.0, 2e4),
        "hiring_cost": dice.number(0.0, 9e3),
        "salary_growth_per_year": dice.one_of(0.0, dice.number(-0.2, 0.2)),
        "severance_weeks": dice.one_of(0.0, 8.0),
    }


def _leaks(dice: Dice) -> Data:
    return {
        "leaks_per_year": dice.one_of(0.0, 200.0),
        "leaks_per_leaver": dice.one_of(0.0, 1.0),
        "loss_exponent": dice.one_of(1.0, 0.0, 2.0),
        "detection_days": dice.number(0.0, 90.0),
    }


def _rivalry(dice: Dice) -> Data:
    return {
        "per_year": dice.number(0.0, 20.0),
        "margin_lost_per_year": dice.number(0.0, 1e6),
        "lasts_years": dice.one_of(None, 0.1),
    }


def _rights(dice: Dice) -> Data:
    """What is lost by being late, where anything is ever due."""
    return {
        "value_half_life_days": dice.one_of(None, dice.number(0.1, 30.0)),
        "lapse_days": dice.one_of(None, 0.0, dice.number(0.0, 20.0)),
        "lapse_cost": dice.number(0.0, 5e3),
    }


def _protection(dice: Dice, providers: list[str]) -> Data:
    return {
        "secure_facility": dice.one_of(True, False, dice.some_of(providers)),
        "split_into": dice.one_of(1, 1, 3),
    }
