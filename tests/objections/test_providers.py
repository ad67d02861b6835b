"""The expert's objections to providers: *a provider has no other clients. It can neither lend us people in
days nor leave us in bad times when all its clients want more at once; so flexibility, the third benefit that
is claimed for outsourcing, can be neither true nor false.*"""

from random import Random
from typing import Any

import numpy as np
import pytest

import sim
from sim.case import Case, changed
from sim.engine.journal import Journal, Why
from sim.engine.simulate import simulate
from sim.errors import InputError
from sim.outcome.fees import fees_by_month, fees_by_team
from sim.outcome.surge import lent_hours
from sim.outcome.window import observe
from sim.strategy.silent import silent
from sim.testing.by_hand import ALL_OUT, insolvency, outage, told_alike, trace
from sim.testing.cases import RandomCase
from sim.testing.twins import told_twice

Data = dict[str, Any]
PUNE = "scenario.providers.pune"
SURGE = {"kind": "poisson", "per_week": 15, "shocks": [{"from_week": 20, "to_week": 26, "factor": 3.0}]}
BENCH = {"bench": 8, "surge_days": 2, "busy_share": 0.0}
RIGID: Data = {f"{PUNE}.seats": 6, "scenario.work.reports.arrivals": SURGE}
"""Six weeks of three times the work for six people, who can do twice the usual."""


def lent(journal: Journal) -> list[tuple[float, int]]:
    """Instants and numbers of seats lent, or taken back."""
    rows = journal.changes
    rows = rows[np.isin(rows["why"], [Why.LENT, Why.TAKEN_BACK])]
    assert ((rows["seats"] > 0) == (rows["why"] == Why.LENT)).all()
    return list(zip(rows["instant"].tolist(), rows["seats"].tolist(), strict=True))


# -- flexibility, true or false by its parameters --------------------------------------------------------


def test_a_surge_of_ours_is_met_in_days_by_a_bench_and_not_by_hiring(house) -> None:
    """*Flexibility is claimed for outsourcing, and nothing in the model can give it.* Who hires for a surge
    (42 days) comes too late for most of it; a bench that is looked at every other day takes it on at once."""
    hires = {**RIGID, "strategy.flexibility": {"review_days": 14, "teams": ["pune"], "at_least": 6}}
    measures = ("lead_time_p90_days", "worst_quarter_on_time_share")
    rigid, hired, pooled, away = (
        house.means(settings, *measures, worlds=4)
        for settings in (
            RIGID,
            hires,
            {**RIGID, f"{PUNE}.pool": BENCH},
            {**RIGID, f"{PUNE}.pool": {**BENCH, "busy_share": 1.0}},
        )
    )

    assert pooled[0] < 0.5 * min(hired[0], rigid[0])
    assert pooled[1] > 0.95 > 0.7 > max(hired[1], rigid[1])
    assert away == rigid


def test_where_all_want_more_at_once_the_bench_is_away_when_it_is_needed(house) -> None:
    """*In bad times all of a provider's clients want more at once.* The same bench, busy in as many weeks:
    where these are our own full weeks tasks wait half as long again as where they are our lean ones. A
    promise mends it."""
    uncertain = {
        f"{PUNE}.seats": 6,
        "scenario.work.reports.arrivals": {"kind": "poisson", "per_week": 18, "weekly_cv": 0.6},
    }
    pools = {
        "with ours": {"correlation": 1.0},
        "against ours": {"correlation": -1.0},
        "promised": {"correlation": 1.0, "promised_share": 1.0},
    }
    waits, seats = {}, {}
    for name, more in pools.items():
        pool = {"bench": 8, "surge_days": 2, "busy_share": 0.4, **more}
        waits[name], seats[name] = house.means(
            {**uncertain, f"{PUNE}.pool": pool}, "wait_mean_hours", "seats_lent", worlds=8
        )

    assert waits["with ours"] > 1.5 * waits["against ours"] > 0.0
    assert waits["promised"] <= waits["against ours"] * 1.1
    assert seats["with ours"] < seats["promised"]


def test_what_other_clients_cost_is_told_by_the_world_without_them(house) -> None:
    """Without their busy weeks tasks wait less; where all is promised they cost nothing."""
    case = house.with_({**RIGID, f"{PUNE}.pool": {**BENCH, "busy_share": 0.5}})
    promised = changed(case, {f"{PUNE}.pool.promised_share": 1.0})
    cost, none = (
        sim.counterfactual(each, "other_clients", 4, 2, "lead_time_mean_days")["lead_time_mean_days"]
        for each in (case, promised)
    )

    assert cost.comparison.difference.mean > 0.1
    assert none.comparison.difference.mean == 0.0


# -- by hand ---------------------------------------------------------------------------------------------


def world(pool: Data, arrived: list[float], hours: float = 10.0, **more: Any) -> Data:
    """A firm of one seat that is always there, with a bench that is looked at every six hours."""
    terms = {"surge_days": 0.25, "busy_share": 0.0, **pool}
    work = trace(arrived, [hours] * len(arrived))
    return {
        "work": {"patents": work},
        "providers": {"krakow": {"seats": 1, "pool": terms, **more}},
    }


def test_a_line_is_met_at_the_next_look_and_seats_go_back_as_it_is_done() -> None:
    """Five tasks of ten hours come at one o'clock. At six two seats are lent; at 18 two tasks are left, at 24
    one: a seat goes back each time. A task that comes at the very instant of a look is not seen by it."""
    journal = told_alike(world({"bench": 2}, [1.0] * 5 + [42.0] * 2), ALL_OUT)

    assert lent(journal) == [(6.0, 2), (18.0, -1), (24.0, -1), (48.0, 1), (54.0, -1)]
    assert journal.tasks["delivered"][:5].tolist() == [11.0, 16.0, 16.0, 21.0, 26.0]
    assert journal.tasks["started"][5:].tolist() == [42.0, 48.0]


@pytest.mark.parametrize(("share", "promised"), [(0.0, 0), (0.4, 1), (0.7, 2), (1.0, 3)])
def test_in_a_busy_week_there_is_what_was_promised_and_no_more(share: float, promised: int) -> None:
    """Whole seats; with none there is no trace of a bench at all."""
    case = world({"bench": 3, "busy_share": 1.0, "promised_share": share}, [1.0] * 9)
    most = max(np.cumsum([seats for _, seats in lent(told_alike(case, ALL_OUT))]), default=0)

    assert most == promised


def test_nobody_looks_while_the_provider_is_down_or_before_it_has_signed() -> None:
    """Down from 5 to 13: the first look that counts is at 18. Signed at the end of the first day: at 30."""
    down = told_alike(world({"bench": 2}, [1.0] * 5) | {"events": [outage("krakow", 5, 8)]}, ALL_OUT)
    later = told_alike(world({"bench": 2}, [25.0] * 5), ALL_OUT | {"transition": {"signing_day": 1}})

    assert lent(down)[0] == (18.0, 2)
    assert lent(later)[0] == (30.0, 2)


def test_lent_people_are_not_ours_to_let_go_or_to_replace() -> None:
    """A review that wants one seat at most finds one, whoever is lent; and in the place of a firm that ends
    while it lends two, one person is hired."""
    reviews = {"flexibility": {"review_days": 0.4, "teams": ["krakow"], "at_most": 1}}
    reviewed = told_alike(world({"bench": 2}, [1.0] * 5), ALL_OUT | reviews)
    ended = told_alike(
        world({"bench": 2}, [1.0] * 5) | {"events": [insolvency("krakow", 8)]},
        ALL_OUT | {"contingency": {"plan": "inhouse", "rehire": 1.0}},
    )

    assert lent(reviewed)[0] == (6.0, 2)
    assert Why.LET_GO not in reviewed.changes["why"]
    assert lent(ended) == [(6.0, 2)]
    assert ended.disruptions["hired"].tolist() == [1]


def test_lent_people_know_as_much_as_the_team() -> None:
    """They are the provider's own: nobody's level is thinned when they come, as newcomers thin it."""
    learns = {"kind": "saturating", "start_level": 0.6, "ramp_hours": 1e6}
    case = world({"bench": 2}, [1.0] * 5, experience=learns) | {"horizon_days": 40}
    journal = told_alike(case, ALL_OUT)

    assert lent(journal)
    assert journal.levels["level"][journal.levels["team"] == 1] == pytest.approx([0.6], abs=1e-4)


@pytest.mark.parametrize("number", range(6))
def test_both_engines_lend_alike_whatever_else_befalls_the_provider(house, number: int) -> None:
    """Leavers, slow times, outages, distress, reviews, a transition: no byte differs, and nobody's people are
    fewer than none."""
    dice = Random(number)
    turns = {"mttf_days": 12, "mttr_days": 3}
    befalls = {
        f"{PUNE}.attrition_per_year": 30.0,
        f"{PUNE}.days_to_hire": 4.0,
        f"{PUNE}.slowdowns": {**turns, "share": 0.8},
        f"{PUNE}.outages": turns,
        f"{PUNE}.distress": {"per_year": 6},
        "strategy.flexibility": {"review_days": 9, "teams": ["pune"], "at_least": 0},
        "strategy.transition": {"signing_day": 10, "ramp_days": 20},
        "strategy.contingency": {"plan": "inhouse", "patience_days": 2},
    }
    chosen = {path: value for path, value in befalls.items() if dice.random() < 0.6}
    pool = {"bench": 5, "surge_days": 0.5, "busy_share": 0.3, "promised_share": 0.4}
    settings = {
        **chosen,
        f"{PUNE}.seats": dice.choice([1, 2]),
        f"{PUNE}.pool": pool,
        "scenario.warm_up_days": 0,
        "scenario.horizon_days": 60,
        "scenario.work.reports.arrivals.weekly_cv": 0.5,
    }
    case = house.with_(settings)
    played = RandomCase(case.scenario, case.strategy, seed=number)
    rows = played.played("compiled").changes
    people = rows[(rows["team"] == 1) & np.isin(rows["why"], [Why.LENT, Why.TAKEN_BACK])]["seats"].cumsum()

    assert told_twice(played) is None
    assert 0 <= people.min() <= people.max() <= 5


# -- what it costs ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "contract",
    [
        {"kind": "time_and_materials", "rate_per_hour": 30},
        {"kind": "reserved_capacity", "fee_per_seat_per_month": 3000},
        {"kind": "fixed_price", "price_per_task": 200},
    ],
)
def test_lent_time_costs_a_premium_in_the_window_as_in_its_months(house, contract: Data) -> None:
    """Whatever is paid for, the part that lent seats have of the seat time costs so much more; months add
    up."""
    settings = {**RIGID, f"{PUNE}.pool": {**BENCH, "premium": 0.0}, f"{PUNE}.contract": contract}
    plain = observe(simulate(house.with_(settings), seed=3))
    dear = observe(simulate(house.with_({**settings, f"{PUNE}.pool.premium": 0.5}), seed=3))
    before, after = fees_by_team(plain)[1], fees_by_team(dear)[1]
    hours = lent_hours(dear.journal, dear.window, dear.ends)[1]

    assert plain.journal.to_bytes() == dear.journal.to_bytes()
    assert after > before
    assert after == pytest.approx(fees_by_month(dear, 1).sum())
    if contract["kind"] == "reserved_capacity":
        assert after - before == pytest.approx(0.5 * 3000 * hours / (24.0 * 365.25 / 12.0))


# -- zero strength leaves no trace -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "pool", [{"bench": 0}, {"bench": 5, "busy_share": 1.0}, {"bench": 5, "surge_days": 1000.0}]
)
def test_a_bench_that_never_helps_leaves_no_trace(house, pool: Data) -> None:
    """None there, always away, or never looked at: the journal without, to the byte, and its measures."""
    without, with_it = (
        simulate(house.with_({**RIGID, f"{PUNE}.pool": each}), seed=5) for each in (None, pool)
    )

    assert without.to_bytes() == with_it.to_bytes()
    assert house.score(without) == pytest.approx(house.score(with_it), nan_ok=True, rel=0.0, abs=0.0)


@pytest.mark.parametrize(
    ("pool", "path", "reason"),
    [
        ({"bench": 0}, "surge_days", "bench is 0"),
        ({"bench": 4}, "correlation", "no work has a weekly_cv"),
        ({"bench": 4, "promised_share": 0.1}, "promised_share", "less than one seat"),
        ({"bench": 4, "promised_share": 1.0}, "busy_share", "the whole bench is promised"),
        ({"bench": 4, "busy_share": 0.0}, "promised_share", "busy_share is 0"),
    ],
)
def test_what_can_change_nothing_is_said(house, pool: Data, path: str, reason: str) -> None:
    """Each setting of a bench with the reason why it is without effect."""
    case: Case = house.with_({f"{PUNE}.pool": pool})

    assert reason in silent(case.scenario, case.strategy)[f"{PUNE}.pool.{path}"]


def test_a_bench_of_a_firm_without_work_is_said_to_be_idle(house) -> None:
    """All of it at once."""
    case = house.with_({f"{PUNE}.pool": BENCH, "strategy.mix": {}})

    assert silent(case.scenario, case.strategy)[f"{PUNE}.pool"] == "no work ever comes to it"


def test_a_pool_out_of_bounds_is_refused(house) -> None:
    """With the path."""
    with pytest.raises(InputError, match="surge_days"):
        house.with_({f"{PUNE}.pool": {"bench": 2, "surge_days": 0.1}})
