"""The expert's objections to service and recovery: *promises are made in working hours, by kind of work, and
on waiting; late work vanishes from service; resilience can be bought by failures that concern nobody; and a
probability of breach comes without an interval*."""

from random import Random
from typing import Any

import numpy as np
import pytest

from sim.case import Case, case_from, changed
from sim.engine.journal import Journal
from sim.engine.simulate import simulate
from sim.experiment.conduct.conduct import run_experiment
from sim.experiment.design.experiment import experiment_from
from sim.outcome.measure import MEASURES
from sim.outcome.scorecard import settle
from sim.outcome.window import Window
from sim.testing.money import priced_case

Data = dict[str, Any]
MONDAY = "2025-01-06"
OFFICE = {"zone": "UTC", "opens": "09:00", "closes": "17:00", "weekdays": "mon-fri"}
BOTH = pytest.mark.parametrize("engine", ["reference", "compiled"])


def work(hours: list[float], effort: float = 1.0, **more: Any) -> Data:
    """Tasks that arrive at stated hours since Monday's midnight, all of one effort."""
    arrivals = {"kind": "trace", "arrived_hours": hours}
    return {"arrivals": arrivals, "effort_hours": {"kind": "constant", "mean": effort}, **more}


def case(days: float, works: Data, strategy: Data | None = None, **world: Any) -> Case:
    """A house of one seat in office hours, unless stated otherwise; nobody inspects."""
    scenario = {"start": MONDAY, "horizon_days": days, "inhouse": {"seats": 1, "calendar": OFFICE}}
    choice = {"inspection": {"inhouse_rate": 0.0, "outsourced_rate": 0.0}, **(strategy or {})}
    return case_from({"scenario": {**scenario, "work": works, **world}, "strategy": choice})


def card(case: Case) -> dict[str, float]:
    """What a run of it comes to."""
    return settle(simulate(case, seed=1)).as_row()


def bits(journal: Journal, window: Window | None = None) -> dict[str, bytes]:
    """Every measure, so that a dash equals a dash."""
    return {name: np.float64(value).tobytes() for name, value in settle(journal, window).items()}


# -- service levels in working hours ---------------------------------------------------------------------


@BOTH
def test_eight_working_hours_from_friday_afternoon_end_on_monday_afternoon(engine: str) -> None:
    """Friday 16:00, Saturday noon and Monday at three in the morning: due Monday 16:00, 17:00 and 17:00."""
    friday, saturday, monday = 4 * 24 + 16.0, 5 * 24 + 12.0, 7 * 24 + 3.0
    journal = simulate(
        case(14.0, {"a": work([friday, saturday, monday], due_working_hours=8)}), seed=1, engine=engine
    )

    assert journal.tasks["due"].tolist() == [7 * 24 + 16.0, 7 * 24 + 17.0, 7 * 24 + 17.0]


@BOTH
def test_working_hours_are_those_of_the_clients_house_and_move_with_its_shift(engine: str) -> None:
    """Ten hours a day from seven with Wednesday a holiday in all but name, moved two hours later."""
    calendar = {
        "zone": "Europe/Berlin",
        "opens": "07:00",
        "closes": "17:00",
        "weekdays": ["mon", "tue", "thu"],
    }
    house = {"seats": 1, "calendar": calendar}
    own = case(
        14.0,
        {"a": work([30.0], due_working_hours=12)},
        {"shift_hours": {"inhouse": 2.0}},
        inhouse=house,
    )
    journal = simulate(own, seed=1, engine=engine)

    # Tuesday 06:00 UTC is before the house opens at 09:00 in Berlin, 08:00 UTC; ten hours on Tuesday, two on
    # Thursday.
    assert journal.tasks["due"].tolist() == [3 * 24 + 10.0]


@BOTH
def test_a_promise_made_on_the_last_day_falls_due_after_the_run_and_is_still_known(engine: str) -> None:
    """A run that ends on Friday at noon knows what is due next Tuesday, or next year: the same instants as a
    longer one, and the line by due date goes by them."""
    works = {
        "slow": work([96.0 + 9.0], effort=2.0, due_working_hours=2000.0),
        "quick": work([96.0 + 9.5], effort=2.0, due_working_hours=12.0),
        "first": work([96.0 + 8.0], effort=2.0, due_working_hours=1.0),
    }
    strategy = {"discipline": "due_date"}
    short, long = (simulate(case(d, works, strategy), seed=1, engine=engine) for d in (4.5, 400.0))

    assert short.tasks["due"].tolist() == long.tasks["due"].tolist()
    assert np.isfinite(short.tasks["due"]).all()
    assert (short.tasks["due"] > 4.5 * 24.0)[1:].all()
    assert short.tasks["started"][2] == 96.0 + 11.0  # the quick one, which came after the slow one
    assert np.isnan(short.tasks["started"][1])


def test_eighty_per_cent_begun_within_eight_working_hours_is_a_target_of_its_own() -> None:
    """Five tasks on Monday at nine, three hours each: begun after 0, 3, 6, 9 and 12 working hours. Each
    counts where its time to begin ends, on Monday at five in the afternoon, begun or not."""
    works = {"a": work([9.0] * 5, effort=3.0, begin_within_working_hours=8.0)}
    found, none = card(case(14.0, works)), card(case(14.0, {"a": work([9.0], effort=3.0)}))

    assert found["begun_in_time_share"] == pytest.approx(3 / 5)
    assert np.isnan(found["on_time_share"])
    assert np.isnan(none["begun_in_time_share"])
    assert card(case(0.75, works))["begun_in_time_share"] == pytest.approx(3 / 5)
    assert np.isnan(card(case(0.6, works))["begun_in_time_share"])  # nothing was to be begun by then


PROVIDER = {
    "seats": 1,
    "calendar": OFFICE,
    "contract": {
        "kind": "fixed_price",
        "price_per_task": 1000.0,
        "service_levels": [
            {"begun_in_time_share": 0.8, "of_work": ["urgent"], "credit_per_point": 0.01, "cap": 0.5},
            {"on_time_share": 1.0, "of_work": ["plain"], "credit_per_point": 0.002, "cap": 0.3},
        ],
    },
}


@pytest.mark.parametrize("period", ["window", "month"])
def test_a_contract_promises_of_each_kind_of_work_what_is_asked_of_it(period: str) -> None:
    """Of four urgent tasks two are begun in time: 30 points below .8, so 30 % of the fee of eight deliveries.
    Of four plain ones three come in time: 25 points, 5 %. In one month it is the same by month."""
    works = {
        "urgent": work([9.0] * 4, effort=2.0, begin_within_working_hours=2.0),
        "plain": work([30.0, 60.0, 200.0, 300.0], effort=1.0, due_days=0.5),
    }
    agreed = [{**each, "period": period} for each in PROVIDER["contract"]["service_levels"]]
    contract = {**PROVIDER["contract"], "service_levels": agreed}
    out = case(
        24.0,
        works,
        {"mix": {"urgent": {"p": 1.0}, "plain": {"p": 1.0}}},
        providers={"p": {**PROVIDER, "contract": contract}},
    )
    tasks = simulate(out, seed=1).tasks
    plain = tasks[tasks["work_type"] == 1]

    assert (plain["delivered"] <= plain["due"]).tolist() == [True, True, True, False]
    assert card(out)["cost_provider_fees"] == 8_000.0
    assert card(out)["cost_service_credits"] == -8_000.0 * (0.30 + 0.05)


def test_an_old_contract_means_what_it_meant() -> None:
    """One promise about all work and its due dates: the new form of it gives back the same, to the cent."""
    promise = {"on_time_share": 0.9, "period": "month", "earn_back": 0.5}
    contract = "scenario.providers.*.contract"
    drawn = [priced_case(Random(f"promise/{number}")) for number in range(20)]
    for each in (Case(one.scenario, one.strategy) for one in drawn if one.scenario.providers):
        old = changed(each, {f"{contract}.service_level": promise, f"{contract}.service_levels": []})
        new = changed(each, {f"{contract}.service_level": None, f"{contract}.service_levels": [promise]})

        assert bits(simulate(old, seed=1)) == bits(simulate(new, seed=1))


# -- service by what is delivered ------------------------------------------------------------------------


def test_work_that_is_delivered_late_does_not_vanish_from_service() -> None:
    """One task a day of which each is two days late: as soon as it is delivered the old service forgets it,
    and it is 1 on most midnights; by deliveries it is 28 / 30 on every day, for as long as that goes on."""
    days = [24.0 * day + 1.0 for day in range(100)]
    house = {"seats": 5, "calendar": "always"}
    late = {"a": work(days, effort=72.0, due_days=1.0)}
    found = card(case(60.0, late, inhouse=house, warm_up_days=35.0))

    assert found["on_time_share"] == 0.0
    assert found["service_delivered"] == pytest.approx(28 / 30)
    assert found["least_service_delivered"] == pytest.approx(28 / 30)


def test_whoever_delivers_before_it_is_due_has_a_service_of_one_whatever_demand_does() -> None:
    """Demand falls from four tasks a day to one: more falls due in a month then than is delivered in it, and
    nothing was ever late."""
    falling = [24.0 * d + h for d in range(60) for h in range(4)] + [24.0 * d for d in range(60, 120)]
    house = {"seats": 9, "calendar": "always"}
    found = card(case(120.0, {"a": work(falling, effort=20.0, due_days=30.0)}, inhouse=house))

    assert found["on_time_share"] == found["service_delivered"] == found["least_service_delivered"] == 1.0


def test_a_dead_provider_has_no_service_once_its_promises_are_due() -> None:
    """p does one task a day within a day of the twenty that are allowed, and is down from day 60 on. From day
    88 on nothing of the last 28 days was delivered, and eight tasks are overdue: no service at all."""
    days = [24.0 * day for day in range(100)]
    out = case(
        100.0,
        {"a": work(days, effort=20.0, due_days=20.0)},
        {"mix": {"a": {"p": 1.0}}, "contingency": {"plan": "wait"}},
        providers={"p": {"seats": 2}},
        events=[{"team": "p", "kind": "outage", "at_day": 60.0, "days": 100.0}],
    )
    end = simulate(out, seed=1)

    assert settle(end)["least_service_delivered"] == 0.0
    assert settle(end, Window(0.0, 75.0 * 24.0))["least_service_delivered"] == 1.0


def test_a_small_house_does_not_jump_by_thirds() -> None:
    """A task every other day, one of them half a day late: the old service drops to 0 on that midnight, by
    deliveries 14 of 15 are served."""
    days = [48.0 * k for k in range(40)]
    efforts = [24.0] * 40
    efforts[30] = 42.0
    arrivals = {"kind": "trace", "arrived_hours": days, "effort_hours": efforts}
    odd = {"arrivals": arrivals, "effort_hours": {"kind": "constant", "mean": 24.0}, "due_days": 1.25}
    journal = simulate(case(80.0, {"a": odd}, inhouse={"seats": 2, "calendar": "always"}), seed=1)

    assert settle(journal).resilience.curve.service.min() == 1.0  # it was late between two midnights
    assert settle(journal)["least_service_delivered"] == 1.0
    assert settle(journal, Window(12.0, 79.5 * 24.0)).resilience.curve.service.min() == 0.0
    assert settle(journal, Window(12.0, 79.5 * 24.0))["least_service_delivered"] == pytest.approx(13 / 14)


# -- tolerances ------------------------------------------------------------------------------------------


def test_days_outside_a_stated_tolerance_are_counted_by_kind_of_work() -> None:
    """A task a day, due a day later; the house is down from day 10.25 to 20.25. Days 11 to 19 end with
    something overdue and see no delivery; three in a row are borne, so days 14 to 19 are outside."""
    days = [24.0 * day for day in range(60)]
    borne = {"a": work(days, effort=6.0, due_days=1.0, tolerances={"days_without_service": 3})}
    house = {"seats": 1, "calendar": "always"}
    down = {"team": "inhouse", "kind": "outage", "at_day": 10.25, "days": 10.0}
    found = card(case(60.0, borne, inhouse=house, events=[down]))

    assert found["days_outside_tolerance"] == 6.0
    assert found["outside_tolerance"] == 1.0
    assert card(case(60.0, borne, inhouse=house))["days_outside_tolerance"] == 0.0
    assert card(case(60.0, borne, inhouse=house))["outside_tolerance"] == 0.0


def test_a_backlog_a_service_and_a_sum_of_money_can_be_tolerances_too() -> None:
    """The same outage: when its last whole day ends ten tasks wait, and of the eleven that were delivered so
    far and the nine that are overdue 11 / 20 are served; late days cost something. What nobody states is a
    dash."""
    days = [24.0 * day for day in range(60)]
    house = {"seats": 1, "calendar": "always"}
    down = {"team": "inhouse", "kind": "outage", "at_day": 10.25, "days": 10.0}

    def told(most: float | None = None, **tolerances: Any) -> tuple[float, float]:
        stated = {"tolerances": tolerances} if tolerances else {}
        works = {"a": work(days, effort=6.0, due_days=1.0, delay_cost_per_day=100.0, **stated)}
        found = card(case(60.0, works, inhouse=house, events=[down], most_money=most))
        return found["days_outside_tolerance"], found["outside_tolerance"]

    assert told(largest_backlog=9) == (1.0, 1.0)
    assert told(largest_backlog=10) == (0.0, 0.0)
    assert told(least_service=0.551) == (1.0, 1.0)
    assert told(least_service=0.55) == (0.0, 0.0)
    assert told(most=1.0) == (0.0, 1.0)
    assert told(most=1e6) == (0.0, 0.0)
    assert np.isnan(told()).all()


# -- recovery over the same list of disruptions ----------------------------------------------------------


def shaken(more: Data | None = None, events: list[Data] | None = None, more_work: Data | None = None) -> Case:
    """Three years of a task a day at home and at p; home is down for ten days in the second year. `q` does
    nothing but what is stated."""
    days = [24.0 * day for day in range(1095)]
    works = {"a": work(days, effort=20.0, due_days=2.0), **(more_work or {})}
    down = {"team": "inhouse", "kind": "outage", "at_day": 500.0, "days": 10.0}
    return case(
        1095.0,
        works,
        {"mix": {"a": {"p": 0.3}, **{name: {"q": 1.0} for name in more_work or {}}}},
        inhouse={"seats": 2, "calendar": "always"},
        providers={"p": {"seats": 1}, **(more or {})},
        events=[down, *(events or [])],
    )


def test_a_failure_that_concerns_nobody_changes_no_measure_at_all() -> None:
    """An unused provider, or one that fails ten times as often, or that ends: every measure, to the bit."""
    alone = bits(simulate(shaken(), seed=1))
    for days in (700.0, 60.0, 6.0):
        failing = {"seats": 3, "outages": {"mttf_days": days, "mttr_days": 3.0}}
        ending = {**failing, "insolvency": {"kind": "hazard", "per_year": 2.0}}
        for unused in (failing, ending):
            beside = simulate(shaken({"q": unused}), seed=1)

            assert len(beside.disruptions) > 1
            assert bits(beside) == alone
    assert set(alone) == set(MEASURES)


def test_one_task_in_three_years_and_a_failure_every_month_improve_no_recovery() -> None:
    """q does a single task in its first week, and is down for two days in each month from the second on: the
    mean time to recover is that of the one outage that stopped anybody's work, and so is everything else."""
    own = {"b": work([30.0], effort=10.0, due_days=30.0)}
    monthly = [{"team": "q", "kind": "outage", "at_day": 30.0 * k, "days": 2.0} for k in range(1, 36)]
    calm, failing = (simulate(shaken({"q": {"seats": 1}}, each, own), seed=1) for each in ([], monthly))

    assert len(failing.disruptions) == 1 + len(monthly)
    assert settle(calm)["time_to_recover_days"] > 9.0
    assert bits(failing) == bits(calm)


def test_a_failure_is_felt_by_the_task_that_is_there_comes_or_has_to_go_elsewhere() -> None:
    """q's one task is at a seat, arrives, or would have come after q's end: each is a disruption."""
    own = {"b": work([30.0 * 24.0], effort=48.0, due_days=1.0)}
    for event in (
        {"kind": "outage", "at_day": 31.0, "days": 2.0},
        {"kind": "outage", "at_day": 29.0, "days": 2.0},
        {"kind": "insolvency", "at_day": 10.0},
    ):
        found = card(shaken({"q": {"seats": 1}}, [{"team": "q", **event}], own))

        assert found["disruptions"] == 2.0


def test_recovery_is_a_sum_to_which_a_failure_adds_what_it_costs_and_others_nothing() -> None:
    """Days in recovery from any of the tape's misfortunes, each once: of one they are its time to recover;
    another inside it adds nothing (and lowers the mean), a later one its own, one at an idle team none."""
    single = card(shaken())
    inside = {"team": "p", "kind": "outage", "at_day": 505.0, "days": 3.0}
    later = {"team": "inhouse", "kind": "outage", "at_day": 800.0, "days": 10.0}
    idle = {"team": "q", "kind": "outage", "at_day": 900.0, "days": 10.0}
    at = {"q": {"seats": 1}}

    assert single["recovery_days"] == single["time_to_recover_days"] > 9.0
    assert card(shaken(at, [inside]))["recovery_days"] == single["recovery_days"]
    assert card(shaken(at, [inside]))["time_to_recover_days"] < single["recovery_days"]
    assert card(shaken(at, [later]))["recovery_days"] > single["recovery_days"] + 9.0
    assert card(shaken(at, [idle]))["recovery_days"] == single["recovery_days"]


# -- the probability of a breach -------------------------------------------------------------------------

QUESTION: Data = {
    "name": "borne",
    "scenario": {
        "preset": "pfizer_patents",
        "horizon_days": 60,
        "warm_up_days": 10,
        "work": {"searches": {"tolerances": {"largest_backlog": 100_000}}},
    },
    "replications": 6,
    "seed": 4,
    "measures": ["cost_per_task"],
    "thresholds": {"total_cost": 1.0, "on_time_share": 0.001, "lead_time_mean_days": 5.0},
}


def test_a_stated_threshold_is_told_with_the_probability_of_a_breach_and_its_own_interval(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Money above 1 in all of six worlds, service below .001 in none: neither is certain, and the intervals
    say so. The days outside a tolerance that somebody states are among them."""
    results = run_experiment(experiment_from(QUESTION), tmp_path_factory.mktemp("q") / "out")
    told = results.summary().set_index("measure")
    days = results.frame()["lead_time_mean_days"]

    assert list(told.index) == ["cost_per_task", *QUESTION["thresholds"], "days_outside_tolerance"]
    assert told["breach"].tolist() == ["", "> 1", "< 0.001", "> 5", "> 0"]
    assert told["p_breach"].tolist()[1:] == [1.0, 0.0, (days > 5.0).mean(), 0.0]
    assert (told["p_breach_low"] < 1.0)[1:].all()
    assert (told["p_breach_high"] > 0.0)[1:].all()
    assert told.loc["total_cost", "p_breach_low"] == pytest.approx(0.025 ** (1 / 6))
    assert told.loc["on_time_share", "p_breach_high"] == pytest.approx(1.0 - 0.025 ** (1 / 6))
    assert np.isnan(told.loc["cost_per_task", "p_breach"])
