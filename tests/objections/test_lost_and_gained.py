"""The expert's objections to what is lost and gained: *the loss is a square by algebra, and three tasks of
three are everything; leaks ignore people, leavers and remote access; a provider that becomes a rival is no
thief; at 100 % outside there is not one idea; protection of rights and better work outside cannot be
measured; late analytics are worth as much as those in time*."""

import math
from typing import Any

import numpy as np
import pytest

import sim
from sim.analysis.interval import mean_interval
from sim.case import Case, case_from, changed
from sim.engine.journal import Journal
from sim.engine.simulate import simulate
from sim.errors import InputError
from sim.outcome.innovation import peak_shares
from sim.outcome.leaks import leaks_of
from sim.outcome.monthly import monthly_ledger
from sim.outcome.scorecard import settle
from sim.outcome.value_seen import value_seen
from sim.outcome.window import HOURS_PER_YEAR, Window, observe
from sim.scenario.team import FULL_TIME_HOURS
from sim.tape.stream import stream

Data = dict[str, Any]
YEAR = 365.25
SECRET: Data = {"sensitivity": 0.5, "ip_value": 2_000_000}
AT_RISK = 1_000_000.0


def work(days: list[float], effort_days: float = 0.5, **more: Any) -> Data:
    """Tasks that arrive at stated days, all of one effort."""
    arrivals = {"kind": "trace", "arrived_hours": [24.0 * day for day in days]}
    return {"arrivals": arrivals, "effort_hours": {"kind": "constant", "mean": 24.0 * effort_days}, **more}


def daily(effort_days: float = 0.5, **more: Any) -> Data:
    """A task each day of the year."""
    return work([float(day) for day in range(365)], effort_days, **more)


def case(works: Data, mix: Data, strategy: Data | None = None, **world: Any) -> Case:
    """A year of work by people who are always there; nobody inspects."""
    scenario = {"start": "2025-01-01", "horizon_days": YEAR, "inhouse": {"seats": 9}, "work": works, **world}
    choice = {"mix": mix, "inspection": {"outsourced_rate": 0.0, "inhouse_rate": 0.0}, **(strategy or {})}
    return case_from({"scenario": scenario, "strategy": choice})


def at_pune(pune: Data, task: Data | None = None, share: float = 1.0, **more: Any) -> Case:
    """The daily task, or another, at a provider with nine seats."""
    providers = {"pune": {"seats": 9, **pune}}
    return case({"a": task or daily(**SECRET)}, {"a": {"pune": share}}, providers=providers, **more)


def card(case: Case, world: int = 0) -> dict[str, float]:
    """What a run of it comes to."""
    return settle(simulate(case, seed=5, replication=world)).as_row()


def values(case: Case, measure: str, worlds: int) -> Any:
    """A measure over worlds with the same luck for all cases."""
    return np.array([card(case, world)[measure] for world in range(worlds)])


def holds(rows: Any, target: float, within: float) -> None:
    """A 99 % interval of the mean holds the target, and is not wide."""
    found = mean_interval(rows, 0.99)

    assert found.low <= target <= found.high
    assert found.half_width < within * target


# -- wrong hands -----------------------------------------------------------------------------------------


def test_three_tasks_of_three_are_not_everything() -> None:
    """A provider has had the first three of three hundred tasks: by the end it has seen one in a hundred, and
    that was what it had seen when no other had come."""
    days = [0.0, 1.0, 2.0]
    late = [float(day) for day in range(60, 357)]
    providers = {"pune": {"seats": 3}}
    kinds = {"early": work(days, **SECRET, family="all"), "late": work(late, **SECRET, family="all")}
    one = case({"a": work(days + late, **SECRET)}, {"a": {"pune": 1.0}}, providers=providers)
    value = value_seen(simulate(one, seed=1))
    apart = case(kinds, {"early": {"pune": 1.0}}, providers=providers)

    assert value.shares_at(1, np.array([24.0 * 10.0])).tolist() == pytest.approx([0.01])
    assert card(apart)["ip_exposure"] == pytest.approx(0.5, abs=0.01)  # two kinds, equally at risk
    assert settle(simulate(one, seed=1), Window(72.0, 24.0 * 60.0))["ip_exposure"] == pytest.approx(0.01)


def test_leaks_follow_people_times_time_and_not_a_ratio_of_tasks() -> None:
    """Twice the hours at the same tasks are twice the leaks, each of which loses as much; the rate is what
    one person leaks who works on nothing but secrets, wholly sensitive ones."""
    rate, hours = 40.0, 365 * 12.0
    short, long = (at_pune({"leaks_per_year": rate}, daily(days, **SECRET)) for days in (0.5, 1.0))

    holds(values(short, "ip_leaks", 100), rate * 0.5 * hours / FULL_TIME_HOURS, 0.06)
    holds(values(long, "ip_leaks", 100), rate * hours / FULL_TIME_HOURS, 0.05)
    holds(values(short, "ip_loss_per_leak", 100), 0.5 * AT_RISK, 0.06)
    holds(values(long, "ip_loss_per_leak", 100), 0.5 * AT_RISK, 0.05)


@pytest.mark.parametrize(("exponent", "ratio"), [(0.0, 1.0), (1.0, 0.5), (2.0, 0.25)])
def test_whether_two_providers_lose_less_than_one_is_a_stated_exponent_and_no_algebra(
    exponent: float, ratio: float
) -> None:
    """Half the work each: as many leaks together, and each loses 2^-exponent of what it would lose."""
    team = {"seats": 9, "leaks_per_year": 100.0, "loss_exponent": exponent}
    works, both = {"a": daily(**SECRET)}, {"pune": team, "cebu": team}
    one = case(works, {"a": {"pune": 1.0}}, providers=both)
    two = case(works, {"a": {"pune": 0.5, "cebu": 0.5}}, providers=both)
    whole, split = (values(each, "ip_loss_incurred", 60).mean() for each in (one, two))

    assert split / whole == pytest.approx(ratio, rel=0.06)


def test_who_leaves_takes_secrets_along_as_far_as_the_work_was_secret() -> None:
    """A quarter of the hours go into work of sensitivity one half: a leaver leaks an eighth of the rate."""
    team = {"seats": 9, "attrition_per_year": 4.0, "days_to_hire": 0.0, "leaks_per_leaver": 0.8}
    works = {"a": daily(0.25, **SECRET), "plain": daily(0.75)}
    leaving = case(works, {"a": {"pune": 1.0}, "plain": {"pune": 1.0}}, providers={"pune": team})
    rows = [card(leaving, world) for world in range(150)]
    leavers, leaks = (np.array([row[name] for row in rows]) for name in ("leavers", "ip_leaks"))
    gap = mean_interval(leaks - 0.8 / 8.0 * leavers, 0.99)

    assert leavers.mean() > 20.0
    assert gap.low <= 0.0 <= gap.high
    assert gap.half_width < 0.2 * leaks.mean()


def test_remote_people_leak_what_they_would_have_leaked_anyway_and_more() -> None:
    """One and a half times as often, and in no world less."""
    near, remote = (at_pune({"leaks_per_year": 40.0, "remote_access": each}) for each in (1.0, 1.5))
    few, many = (values(each, "ip_leaks", 60) for each in (near, remote))

    assert np.all(many >= few)
    assert many.mean() / few.mean() == pytest.approx(1.5, rel=0.05)


def test_a_leak_happens_while_somebody_works_on_secrets() -> None:
    """Not at night, when nobody is there, and not on work that is no secret."""
    office = {"zone": "UTC", "opens": "09:00", "closes": "17:00"}
    leaky = at_pune({"leaks_per_year": 900.0, "calendar": office}, daily(2.0 / 24.0, **SECRET))
    seen = observe(simulate(leaky, seed=2))
    began = leaks_of(seen, value_seen(seen.journal)).began

    assert len(began) > 50
    assert ((began % 24.0 >= 9.0) & (began % 24.0 <= 17.0)).all()
    assert card(at_pune({"leaks_per_year": 900.0}, daily(sensitivity=0.5)))["ip_leaks"] == 0.0


# -- own benefit -----------------------------------------------------------------------------------------

RIVAL: Data = {"per_year": 0.7, "margin_lost_per_year": 400_000.0}


def test_a_provider_that_becomes_a_rival_is_another_thing_than_a_leak() -> None:
    """At a rate of its own, 1 - e^-rate in a year, whatever security, facilities and split work prevent; each
    of the two has its line of the ledger, and its world without it."""
    pune = {"rivalry": RIVAL, "leaks_per_year": 20.0, "detection_days": 0.0}
    locked = at_pune(
        {"rivalry": RIVAL, "security": 1.0, "secure_facility_effect": 1.0, "leaks_per_year": 20.0},
        strategy={"protection": {"secure_facility": True, "split_into": 4}},
    )
    both = at_pune(pune)
    rivals = values(both, "rivals", 300)

    holds(rivals, 1.0 - math.exp(-0.7), 0.15)
    assert rivals.tolist() == values(locked, "rivals", 300).tolist()
    as_it_is = card(both, int(np.argmax(rivals)))
    assert min(as_it_is["cost_ip_loss"], as_it_is["cost_rivalry"]) > 0.0
    for without, gone, stays in (
        ("leaks", "cost_ip_loss", "cost_rivalry"),
        ("rivalry", "cost_rivalry", "cost_ip_loss"),
    ):
        answer = sim.counterfactual(both, without, replications=5, seed=5, measures=[gone, stays])
        assert answer[gone].comparison.mean_b == 0.0
        assert answer[stays].comparison.difference.mean == 0.0


@pytest.mark.parametrize("exponent", [0.0, 1.0, 2.0])
def test_a_rival_takes_a_margin_from_then_on_by_what_it_had_seen_to_the_cent(exponent: float) -> None:
    """It knows one of four tasks from the first hour on; month by month, and to the end of the run."""
    rivalry = {**RIVAL, "per_year": 50.0, "loss_exponent": exponent}
    journal = simulate(at_pune({"rivalry": rivalry}, work([0.0, 300.0, 320.0, 340.0], **SECRET)), seed=3)
    began = stream(3, 0, "pune/rivalry").exponential() * HOURS_PER_YEAR / 50.0
    lost = 400_000.0 * 0.25**exponent * (1.0 - began / HOURS_PER_YEAR)
    months = monthly_ledger(journal)["rivalry"]

    assert settle(journal)["cost_rivalry"] == pytest.approx(lost, abs=0.005)
    assert int(months.sum()) == round(100.0 * lost)
    assert months.iloc[5] == pytest.approx(100.0 * 400_000.0 * 0.25**exponent * 30.0 / YEAR, abs=1.0)


def test_a_rival_is_none_before_it_has_seen_a_secret_nor_after_its_years_or_its_insolvency() -> None:
    """Nothing to know, a tenth of a year, an end at half time: what is lost is lost until then only."""
    soon = {**RIVAL, "per_year": 50.0, "loss_exponent": 0.0}
    ends = [{"team": "pune", "kind": "insolvency", "at_day": YEAR / 2.0}]
    whole = card(at_pune({"rivalry": soon}))["cost_rivalry"]
    short = card(at_pune({"rivalry": {**soon, "lasts_years": 0.1}}))["cost_rivalry"]
    broke = card(at_pune({"rivalry": soon}, events=ends))["cost_rivalry"]

    assert card(at_pune({"rivalry": soon}, daily()))["rivals"] == 0.0
    assert card(at_pune({"rivalry": soon}, share=0.0))["rivals"] == 0.0
    assert short == pytest.approx(40_000.0, abs=0.01)
    assert whole - broke == pytest.approx(200_000.0, abs=0.02)


# -- ideas -----------------------------------------------------------------------------------------------

IDEAS: Data = {"ideas_per_novel_task": 0.8, "idea_value": 1_000}


def test_all_work_outside_has_fewer_ideas_and_not_none() -> None:
    """Most near a third outside, fewer at home, and fewest, the stated half, if everything goes out."""
    novel, shares = daily(0.1, novelty=1.0), (0.0, 0.34, 1.0)
    home, best, outside = (
        values(at_pune({}, novel, share, innovation=IDEAS), "ideas", 80).mean() for share in shares
    )

    assert best > home > outside > 0.0
    assert outside / best == pytest.approx(0.5, rel=0.04)
    assert home / best == pytest.approx(0.87, rel=0.04)


def test_knowledge_at_home_moves_the_best_share_to_the_right_and_lost_knowledge_to_the_left() -> None:
    """A house that learns, one that forgets, and one that does neither, where nothing moves."""
    novel = daily(0.5, novelty=1.0)
    learns = {"kind": "saturating", "newcomer_speed": 0.9, "start_level": 0.2, "ramp_hours": 50}
    forgets = {"kind": "saturating", "newcomer_speed": 0.9, "start_level": 0.9, "half_life_days": 60}

    def peak(share: float, experience: Data | None) -> float:
        house = {"seats": 9, "experience": experience}
        moved = at_pune({}, novel, share, inhouse=house, innovation=IDEAS | {"peak_shift": 0.4})
        return float(peak_shares(observe(simulate(moved, seed=1)))[0])

    assert peak(0.7, learns) > 0.5
    assert peak(1.0, forgets) < 0.1
    assert peak(0.7, None) == 0.34
    assert peak(0.7, learns) == pytest.approx(0.34 + 0.4 * gained(novel, learns), abs=1e-12)


def gained(novel: Data, experience: Data) -> float:
    """What the house has learnt by the year's end."""
    learning = at_pune({}, novel, 0.7, inhouse={"seats": 9, "experience": experience})
    return settle(simulate(learning, seed=1))["knowledge_at_home"] - float(experience["start_level"])


# -- protection, and what lateness takes -----------------------------------------------------------------

FOUR = [0.0, 10.0, 20.0, 30.0]
"""Days on which four tasks arrive, at a house that is away from the fifteenth to the twenty-eighth day."""
AWAY = {"inhouse": {"seats": 1}, "events": [{"team": "inhouse", "kind": "outage", "at_day": 15, "days": 13}]}


def house(**terms: Any) -> Case:
    """Due two days after arrival, done in one, but for the third task: delivered on day 29, a week late."""
    stakes = {"due_days": 2.0, "value": 1_000.0, **terms}
    return case({"marks": work(FOUR, 1.0, **stakes)}, {}, **AWAY)


def test_a_deadline_missed_by_too_much_is_a_right_lost_and_paid_for_once() -> None:
    """Three days after the due date, on day 25: one of four rights, its cost in January, its value gone, and
    from then on no delay costs any more."""
    terms = {"lapse_cost": 7_000.0, "delay_cost_per_day": 10.0}
    found, kept = card(house(lapse_days=3.0, **terms)), card(house(lapse_days=8.0, **terms))
    months = monthly_ledger(simulate(house(lapse_days=3.0, **terms), seed=5))

    assert (found["rights_lapsed"], found["rights_lapsed_share"]) == (1.0, 0.25)
    assert (found["cost_lapses"], found["cost_delay"]) == (7_000.0, 30.0)
    assert (found["value_delivered"], found["value_lost_to_lateness"]) == (3_000.0, 1_000.0)
    assert months["lapses"].tolist() == [700_000] + [0] * 12
    assert (kept["rights_lapsed"], kept["cost_lapses"], kept["cost_delay"]) == (0.0, 0.0, 70.0)
    assert kept["value_delivered"] == 4_000.0
    assert card(house(lapse_cost=9.0))["cost_lapses"] == 0.0
    assert math.isnan(card(house())["rights_lapsed_share"])


def test_late_analytics_are_worth_less_by_half_for_each_half_life() -> None:
    """The third task is a week late, one half-life: 500 of its 1,000 are left; in time nothing is lost."""
    late = card(house(value_half_life_days=7.0))

    assert (late["value_delivered"], late["value_lost_to_lateness"]) == (3_500.0, 500.0)
    assert card(house())["value_delivered"] == 4_000.0
    assert late["net_benefit"] == card(house())["net_benefit"] - 500.0


@pytest.mark.parametrize("setting", ["lapse_days", "value_half_life_days"])
def test_what_is_never_due_is_never_late(setting: str) -> None:
    """Said, and not silently ignored."""
    with pytest.raises(InputError, match="due_days"):
        house(due_days=None, **{setting: 5.0})


def test_who_does_an_opposition_better_wins_what_the_other_wins_and_more() -> None:
    """Half are won by the house; one and a half times that by a specialist, and six tenths of it by whoever
    delivers a defect. Its value a contest has only if it is won; one that lapses is lost."""
    marks = daily(value=100.0, win_probability=0.5, win_if_flawed=0.6, due_days=0.0)
    specialist = {"skill": {"a": {"win_factor": 1.5}}}
    home, outside = at_pune(specialist, marks, 0.0), at_pune(specialist, marks)
    sloppy = at_pune({**specialist, "defects_per_task": 20.0}, marks)
    shares = {
        name: values(each, "contests_won_share", 20)
        for name, each in {"home": home, "outside": outside, "sloppy": sloppy}.items()
    }

    for name, target in (("home", 0.5), ("outside", 0.75), ("sloppy", 0.45)):
        holds(shares[name], target, 0.05)
    assert np.all(shares["outside"] > shares["home"])
    row = card(home)
    assert row["value_delivered"] == pytest.approx(100.0 * 365 * row["contests_won_share"])
    assert card(at_pune({}, marks | {"lapse_days": 0.0}))["contests_won_share"] == 0.0


def test_a_specialist_outside_can_be_better_than_home() -> None:
    """Faster, with fewer defects, and better in contests: every measure of the work is better outside, in
    the mean over worlds, and so is what is left after all costs, at equal prices of an hour."""
    stakes = {
        "due_days": 1.0,
        "lapse_days": 6.0,
        "lapse_cost": 5_000.0,
        "win_probability": 0.5,
        "value": 900.0,
    }
    task = {
        "arrivals": {"kind": "poisson", "per_week": 14.0},
        "effort_hours": {"kind": "lognormal", "mean": 20.0, "cv": 0.8},
        **stakes,
    }
    skill = {"a": {"speed": 1.4, "defects_per_task": 0.02, "win_factor": 1.2}}
    own = {"seats": 2, "defects_per_task": 0.2}
    providers = {"bureau": {"seats": 2, "defects_per_task": 0.2, "skill": skill}}
    home, outside = (
        case({"a": task}, {"a": {"bureau": share}}, inhouse=own, providers=providers) for share in (0.0, 1.0)
    )
    for measure, sign in (
        ("lead_time_mean_days", -1),
        ("escaped_defect_share", -1),
        ("rights_lapsed", -1),
        ("contests_won_share", 1),
        ("net_benefit", 1),
    ):
        gap = mean_interval(sign * (values(outside, measure, 30) - values(home, measure, 30)), 0.99)
        assert gap.low > 0.0, measure


# -- without a trace -------------------------------------------------------------------------------------


def test_none_of_it_moves_a_fact_and_windows_share_all_of_it_out() -> None:
    """Journals are the same, byte for byte; two windows add up to one, and months to the ledger's lines."""
    plain = changed(sim.preset("pfizer_patents"), {"scenario.warm_up_days": 0, "scenario.horizon_days": 300})
    settings = {
        "scenario.work.*.sensitivity": 0.5,
        "scenario.work.*.ip_value": 1e6,
        "scenario.work.*.value": 700.0,
        "scenario.work.*.value_half_life_days": 9.0,
        "scenario.work.*.lapse_days": 1.0,
        "scenario.work.*.lapse_cost": 80.01,
        "scenario.work.*.win_probability": 0.5,
        "scenario.providers.*.leaks_per_year": 5.0,
        "scenario.providers.*.leaks_per_leaver": 0.3,
        "scenario.providers.*.rivalry": {"per_year": 3.0, "margin_lost_per_year": 90_000.0},
    }
    every = changed(plain, settings)
    journals: list[Journal] = [simulate(each, seed=1) for each in (plain, every)]
    start, end = every.scenario.window_hours
    middle = start + 2_000.3
    parts = [settle(journals[1], window) for window in (Window(start, middle), Window(middle, end))]
    both = settle(journals[1])

    assert journals[0].to_bytes() == journals[1].to_bytes()
    for name in ("rivals", "rights_lapsed", "cost_lapses", "cost_rivalry", "ip_leaks", "value_delivered"):
        assert both[name] > 0.0, name
        assert sum(part[name] for part in parts) == pytest.approx(both[name], abs=0.02), name
    assert monthly_ledger(journals[1]).sum().to_dict() == both.ledger.lines
