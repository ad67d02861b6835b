"""More directions from the literature, each in a small world made for its claim.

Common random numbers; a direction holds if the 99 % interval of the paired difference, over the stated
worlds, lies on its side of zero. All parameters are assumptions.
"""

import numpy as np
import pytest

import sim
from sim.analysis.interval import mean_interval
from sim.case import case_from, changed, preset
from sim.engine.making import make_plan

SEED = 1
NEW_YORK = {"zone": "America/New_York", "opens": "09:00", "closes": "17:00", "weekdays": "mon-fri"}
PAY = {"salary_per_year": 100_000.0, "office_per_year": 8_000.0, "tools_per_year": 5_000.0}
BANGALORE = "scenario.providers.bangalore"
CALM = {
    "scenario.inhouse.outages": None,
    "scenario.providers.*.outages": None,
    "scenario.providers.*.insolvency": None,
    "scenario.inhouse.attrition_per_year": 0.0,
    "scenario.providers.*.attrition_per_year": 0.0,
}


def measured(case, *measures, worlds=24, assign=None):
    """A row for each measure, a column for each world."""
    plan = make_plan(case.scenario, case.strategy)
    cards = [
        sim.settle(sim.simulate(case, seed=SEED, replication=world, plan=plan, assign=assign))
        for world in range(worlds)
    ]
    return np.array([[card[measure] for card in cards] for measure in measures])


def interval(values):
    return mean_interval(values, 0.99)


def patents(**settings):
    """The patent work, where nothing fails and nobody leaves."""
    return changed(preset("pfizer_patents"), {**CALM, **settings})


def mixed(bangalore, krakow=0.0):
    """All of the firm's work by these shares, trademarks too."""
    shares = {"bangalore": bangalore, "krakow": krakow}
    return {"strategy.mix": {"patents": shares, "trademarks": shares}}


def calls(per_week=20.0, effort=6.0, **settings):
    """Plain work, sometimes late."""
    arrivals = settings.pop("arrivals", {"kind": "poisson"})
    return {
        "arrivals": {"per_week": per_week, **arrivals},
        "effort_hours": {"kind": "lognormal", "mean": effort, "cv": 0.6},
        "due_days": 7.0,
        **settings,
    }


# -- contract management and capability ------------------------------------------------------------------


def test_weak_monitoring_means_dearer_contract_management():
    """Bezerra, Bullock & Moura (2014): what no checkpoint prevents is billed, governed and done again; where
    much is tacit, few dare to ask, and a look takes nobody long to find in again."""
    tacit = {
        f"{BANGALORE}.asks": 0.3,
        f"{BANGALORE}.distance": 0.5,
        "scenario.work.*.ambiguity": 0.9,
        "scenario.work.*.setup_hours": 0.0,
    }
    cases = (
        patents(
            **mixed(0.6, 0.12),
            **tacit,
            **{"strategy.monitoring.checkpoints": n, "scenario.work.*.checkpoint_hours": 0.5},
        )
        for n in (1, 0)
    )
    watched, unwatched = (measured(case, "cost_governance", "rework_share", worlds=20) for case in cases)

    governance, rework = unwatched - watched
    assert interval(governance).low > 0.0
    assert interval(rework).low > 0.0


def test_weak_monitoring_means_longer_completion_where_a_look_does_not_wait_for_the_morning():
    """The same authors' other half, under conditions.

    Checkpoints catch most misunderstandings, there are many, and both sides work the same hours. In the
    case that ships they do not: there a checkpoint makes the work wait for New York, and costs more time
    than it saves.
    """
    close = {
        f"{BANGALORE}.calendar": {**NEW_YORK, "holidays": "US"},
        f"{BANGALORE}.message_hours": 0.0,
        f"{BANGALORE}.distance": 0.6,
        f"{BANGALORE}.asks": 0.3,
        "scenario.work.*.ambiguity": 0.9,
        "scenario.work.*.checkpoint_hours": 0.5,
        "scenario.work.*.rework_fraction": 1.0,
        "scenario.liaisons.checkpoint_catch": 0.6,
        "scenario.reviewers.detection_probability": 0.8,
        "strategy.inspection.outsourced_rate": 1.0,
    }
    cases = (patents(**mixed(0.6, 0.12), **close, **{"strategy.monitoring.checkpoints": n}) for n in (1, 0))
    watched, unwatched = (measured(case, "lead_time_mean_days", worlds=20)[0] for case in cases)

    assert interval(unwatched - watched).low > 0.0


def test_weak_delivery_capability_means_more_rework_and_credits():
    """Bezerra, Bullock & Moura (2014); credits are a negative line."""
    promise = {
        f"{BANGALORE}.contract.service_level": {"on_time_share": 0.95},
        "scenario.work.*.due_days": 9.0,
    }
    cases = (
        patents(**mixed(0.6, 0.12), **promise, **{f"{BANGALORE}.defects_per_task": p}) for p in (0.05, 0.3)
    )
    able, weak = (measured(case, "rework_share", "cost_service_credits", worlds=20) for case in cases)

    rework, credits = weak - able
    assert interval(rework).low > 0.0
    assert interval(credits).high < 0.0


# -- contracts, second sources, options ------------------------------------------------------------------


def test_neither_volume_nor_capacity_contracts_dominate():
    """Akşin, de Véricourt & Karaesmen (2008): a crossover with the variability of demand.

    Reserved seats are cheap while demand is steady, and too few when it swings; a price per call buys the
    provider's other people, too.
    """

    def cost(swing, seats, contract):
        arrivals = {"kind": "poisson", "season": swing, "season_peak_week": 26.0}
        scenario = {
            "warm_up_days": 28,
            "horizon_days": 364,
            "work": {"calls": calls(arrivals=arrivals, delay_cost_per_day=150.0)},
            "providers": {"partner": {"seats": seats, "calendar": NEW_YORK, "contract": contract}},
        }
        strategy = {"mix": {"calls": {"partner": 1.0}}, "inspection": {"outsourced_rate": 0.0}}
        return measured(case_from({"scenario": scenario, "strategy": strategy}), "total_cost")[0]

    volume = 20, {"kind": "volume", "price_per_task": 300.0}
    capacity = 4, {"kind": "reserved_capacity", "fee_per_seat_per_month": 6_000.0}
    steady, swinging = (cost(swing, *volume) - cost(swing, *capacity) for swing in (0.0, 0.6))

    assert interval(steady).low > 0.0
    assert interval(swinging).high < 0.0


def test_for_the_same_uptime_longer_and_rarer_outages_favour_the_reliable_second_source():
    """Tomlin (2006), Management Science 52(5): what it saves in ten years, by outage length."""

    def cost(mttf_days, mttr_days, plan):
        cheap = {"kind": "time_and_materials", "rate_per_hour": 30.0}
        scenario = {
            "warm_up_days": 28,
            "horizon_days": 3_640,
            "work": {"calls": calls(10.0, 12.0, due_days=10.0, delay_cost_per_day=100.0)},
            "providers": {
                "cheap": {
                    "seats": 4,
                    "calendar": NEW_YORK,
                    "outages": {"mttf_days": mttf_days, "mttr_days": mttr_days},
                    "contract": cheap,
                },
                "reliable": {"seats": 4, "calendar": NEW_YORK, "contract": {**cheap, "rate_per_hour": 45.0}},
            },
        }
        strategy = {
            "mix": {"calls": {"cheap": 1.0}},
            "contingency": {"plan": plan, "patience_days": 1.0},
            "inspection": {"outsourced_rate": 0.0},
        }
        return measured(case_from({"scenario": scenario, "strategy": strategy}), "total_cost")[0]

    short, long = (
        cost(*lengths, "wait") - cost(*lengths, "reliable") for lengths in ((31.25, 0.5), (500.0, 8.0))
    )

    assert interval(short).high < 0.0
    assert interval(long - short).low > 0.0


def test_the_option_to_bring_work_back_is_worth_more_for_skilled_work():
    """Benaroch, Webster & Kazaz (2012), in a demand that swings.

    The model does not optimise: the option's value is what a share that follows the load gains over a fixed
    one. Skilled work is tacit, worth more, and dearer when it fails.
    """
    skilled = {"ambiguity": 0.8, "value": 9_000.0, "escape_cost": 6_000.0}
    codified = {"ambiguity": 0.1, "value": 1_500.0, "escape_cost": 500.0}

    def value(kind):
        follows = {"start": 1.0, "step": 0.25, "above": 1.3, "below": 0.8}
        fixed, free = (measured(_swinging(kind, each), "net_benefit")[0] for each in (None, follows))
        return free - fixed

    low, high = value(codified), value(skilled)
    assert interval(low).low > 0.0
    assert interval(high - low).low > 0.0


def _swinging(kind, adaptive):
    arrivals = {"kind": "poisson", "season": 0.6, "season_peak_week": 13.0}
    work = {
        "unclear_points": 4.0,
        "brief_hours": 0.5,
        "answer_hours": 0.3,
        "inspection_hours": 0.5,
        **kind,
    }
    scenario = {
        "warm_up_days": 28,
        "horizon_days": 728,
        "work": {"tasks": calls(20.0, 12.0, arrivals=arrivals, delay_cost_per_day=60.0, **work)},
        "inhouse": {"seats": 4, "calendar": NEW_YORK, "pay": PAY, "defects_per_task": 0.05},
        "liaisons": {"seats": 2, "calendar": NEW_YORK, "pay": PAY},
        "reviewers": {"seats": 1, "calendar": NEW_YORK, "pay": PAY},
        "providers": {
            "bangalore": {
                "seats": 6,
                "calendar": {"zone": "Asia/Kolkata"},
                "distance": 0.35,
                "defects_per_task": 0.08,
                "speed": 0.9,
                "contract": {"kind": "time_and_materials", "rate_per_hour": 40.0},
            }
        },
    }
    flexibility = {"review_days": 14.0, "adaptive": adaptive}
    strategy = {
        "mix": {"tasks": {"bangalore": 0.6}},
        "flexibility": flexibility,
        "inspection": {"inhouse_rate": 0.5, "outsourced_rate": 0.5},
    }
    return case_from({"scenario": scenario, "strategy": strategy})


def test_the_best_band_of_inaction_widens_with_volatility():
    """Benaroch, Webster & Kazaz (2012): demand falls, steadily or in fits; changing seats costs money."""

    def cost(cv, band):
        arrivals = {"kind": "gamma", "cv": cv, "growth_per_year": -0.4}
        pay = {**PAY, "severance_weeks": 8.0, "hiring_cost": 8_000.0}
        scenario = {
            "warm_up_days": 56,
            "horizon_days": 728,
            "work": {"calls": calls(40.0, arrivals=arrivals, delay_cost_per_day=30.0)},
            "inhouse": {
                "seats": 8,
                "calendar": NEW_YORK,
                "pay": pay,
                "days_to_hire": 14.0,
                "notice_days": 14.0,
            },
        }
        reviews = {"review_days": 28.0, "teams": ["inhouse"], "band": band, "target_utilisation": 0.8}
        case = case_from({"scenario": scenario, "strategy": {"flexibility": reviews}})
        return measured(case, "total_cost", worlds=30)[0]

    bands = (0.05, 0.3, 0.5)
    calm, wild = ([cost(cv, band) for band in bands] for cv in (0.3, 4.0))

    assert np.argmin([each.mean() for each in calm]) < np.argmin([each.mean() for each in wild])
    assert interval(calm[2] - calm[0]).low > 0.0
    assert interval((wild[2] - wild[0]) - (calm[2] - calm[0])).high < 0.0


# -- distance --------------------------------------------------------------------------------------------

NEXT_DOOR = {
    **{f"scenario.work.*.{name}": 0.0 for name in ("unclear_points", "brief_hours")},
    **{f"{BANGALORE}.{name}": 0.0 for name in ("distance", "handover_hours", "message_hours")},
    f"{BANGALORE}.calendar": {**NEW_YORK, "holidays": "US"},
    f"{BANGALORE}.experience": None,
    f"{BANGALORE}.defects_per_task": 0.06,
    "strategy.inspection.outsourced_rate": 0.2,
    "strategy.staffing.bangalore": {"rule": "square_root", "safety": 1.2, "at_least": 2},
}


def test_distributed_work_takes_about_twice_as_long_and_next_door_exactly_as_long():
    """Herbsleb & Mockus (2003) found 2.5; a result of calendars, questions and briefs, not an input."""
    clear = {"scenario.work.*.unclear_points": 0.0}
    cases = (
        patents(**mixed(0.0)),
        patents(**mixed(1.0)),
        patents(**mixed(0.0), **clear),
        patents(**mixed(1.0), **NEXT_DOOR),
    )
    home, away, home_and_clear, near = (measured(case, "lead_time_mean_days", worlds=20)[0] for case in cases)

    ratio = interval(away / home)
    assert ratio.low > 1.5
    assert ratio.high < 3.5
    assert near == pytest.approx(home_and_clear)


SITES = {"home": "Etc/GMT", "west": "Etc/GMT+8", "east": "Etc/GMT-8"}
"""Nine to five in three places: somebody is always at work."""


def sites(**distance):
    """Three sites of five people with a shift each; liaisons are at home."""
    shifts = {name: {"zone": zone, "weekdays": "every day"} for name, zone in SITES.items()}
    away = {name: {"seats": 5, "calendar": shifts[name], **distance} for name in ("west", "east")}
    work = calls(60.0, 4.0, ambiguity=0.6, unclear_points=6.0, brief_hours=0.5, answer_hours=0.3)
    scenario = {
        "warm_up_days": 7,
        "horizon_days": 56,
        "work": {"calls": work},
        "inhouse": {"seats": 5, "calendar": shifts["home"]},
        "liaisons": {"seats": 2, "calendar": shifts["home"]},
        "reviewers": {"seats": 2, "calendar": shifts["home"]},
        "providers": away,
    }
    return case_from({"scenario": scenario, "strategy": {"inspection": {"outsourced_rate": 0.0}}})


def whoever_is_at_work(situation):
    """The site that is open, or opens first."""
    return int(situation.opens_at.argmin())


def test_follow_the_sun_is_fastest_under_ideal_hand_overs_and_slowest_under_realistic_ones():
    """Setamanit, Wakeland & Raffo (2007). Here a task goes where people are at work, and stays there."""
    ideal = changed(sites(), {"scenario.work.calls.brief_hours": 0.0})
    real = sites(distance=0.5, handover_hours=2.0, message_hours=0.5)
    one_site = changed(sites(), {"scenario.inhouse.seats": 15})

    fastest, slowest = (
        measured(case, "lead_time_mean_days", worlds=15, assign=whoever_is_at_work)[0]
        for case in (ideal, real)
    )
    between = measured(one_site, "lead_time_mean_days", worlds=15)[0]

    assert interval(between - fastest).low > 0.0
    assert interval(slowest - between).low > 0.0


def test_ideas_follow_an_inverted_u():
    """Grimpe & Kaiser (2010); Berchicci (2013): some work outside gives more ideas than none or all."""
    fertile = {"scenario.innovation": {"ideas_per_novel_task": 0.5, "peak_share": 0.3}}
    none, some, all_of_it = (
        measured(patents(**mixed(share), **fertile), "ideas", worlds=20)[0] for share in (0.0, 0.3, 1.0)
    )

    assert interval(some - none).low > 0.0
    assert interval(some - all_of_it).low > 0.0
