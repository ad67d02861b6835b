"""All chance is dealt before time starts: by name, whoever else is there, and in the right amount."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from numpy.typing import NDArray
from pydantic import TypeAdapter

from sim.analysis.theory import brownian_ruin
from sim.case import case_from
from sim.scenario.hazard import CashInsolvency
from sim.scenario.scenario import Scenario
from sim.tape.misfortune import DAYS_PER_MONTH, deal_misfortunes, first_passage
from sim.tape.stream import fresh_seed, places, stream
from sim.tape.tape import RESAMPLES, Tape, deal
from sim.testing.cases import RandomCase, cases

Data = dict[str, Any]
CASH: TypeAdapter[CashInsolvency] = TypeAdapter(CashInsolvency)
YEAR = 24.0 * 365.25

law = settings(derandomize=True, deadline=None, max_examples=100)


def world(days: float = 100.0, work: Data | None = None, **more: Any) -> Scenario:
    """A scenario with a task every hour on average, and one seat at home."""
    plain: Data = {
        "arrivals": {"kind": "poisson", "per_week": 168},
        "effort_hours": {"kind": "exponential"},
        **(work or {}),
    }
    inhouse: Data = {"seats": 1, **more.pop("inhouse", {})}
    return case_from(
        {"scenario": {"horizon_days": days, "work": {"patents": plain}, "inhouse": inhouse, **more}}
    ).scenario


# Streams


def test_a_stream_is_known_by_its_seed_its_replication_and_its_name() -> None:
    """The same three give the same numbers; any other of them gives others."""
    names = ((1, 0, "a"), (2, 0, "a"), (1, 1, "a"), (1, 0, "b"), (0, 1, "a"), (1, 0, "a "))
    drawn = [tuple(stream(*name).random(3)) for name in names]

    assert tuple(stream(1, 0, "a").random(3)) == drawn[0]
    assert len(set(drawn)) == len(names)


def test_streams_stay_what_they_are_from_version_to_version() -> None:
    """Results can be made again next year; if this changes, all results do, and the model's version must."""
    assert stream(1, 0, "patents/arrivals").random(2).tolist() == [0.8601776584495576, 0.6994873510923845]


def test_streams_of_two_names_have_nothing_to_do_with_each_other() -> None:
    """The correlation of 10,000 pairs is within three standard errors (of .01) of zero."""
    a, b = stream(1, 0, "krakow/uptime").random(10_000), stream(1, 0, "krakow/downtime").random(10_000)

    assert abs(np.corrcoef(a, b)[0, 1]) < 0.03


def test_a_place_more_moves_no_place() -> None:
    """Each is a stream of its own: neither their number nor what others dealt changes it."""
    few, many = (places(1, 0, "patents/defect", count) for count in (2, 9))
    few[0].random(7)

    assert [generator.random() for generator in many[:2]][1] == few[1].random()
    assert stream(1, 0, "patents/defect").random(8)[7] == few[0].random()
    assert places(1, 0, "patents/defect", 0) == []


@pytest.mark.parametrize("power", range(0, 60, 7))
def test_neighbours_have_nothing_to_do_with_each_other(power: int) -> None:
    """Seeds, replications, places and names that differ in one bit: all correlations within four standard
    errors."""
    bit = 1 << power
    neighbours = [
        stream(1, 1, "a"),
        stream(1 ^ bit, 1, "a"),
        stream(1, 1 ^ bit, "a"),
        stream(1, 1, "a" * (2 + power)),
        *places(1, 1, "a", 8)[1:],
    ]
    luck = np.corrcoef([generator.random(10_000) for generator in neighbours])

    assert np.abs(luck[~np.eye(len(neighbours), dtype=np.bool_)]).max() < 0.04


def test_a_fresh_seed_is_fresh_and_can_be_written_down() -> None:
    """A different one each time, small enough for any reader of numbers to keep exactly."""
    seeds = {fresh_seed() for _ in range(100)}

    assert len(seeds) == 100
    assert all(0 <= seed < 2**53 for seed in seeds)


# What is dealt

LUCK = ("question", "misunderstanding", "defect", "inspection", "detection")
TACIT: Data = {"ambiguity": 0.5, "most_attempts": 3}


def rows(tape: Tape) -> dict[str, int]:
    """How many rows each table of luck has."""
    return {name: len(getattr(tape, name)) for name in (*LUCK, "effort", "effort_again")}


def test_luck_is_dealt_only_for_what_can_happen() -> None:
    """A table that nobody can need is empty: memory is for what is simulated."""
    nothing = dict.fromkeys((*LUCK, "effort_again"), 0)
    resampled = {"outages": {"mttf_days": 9, "mttr_days": 1, "interruption": "resample"}}

    assert rows(deal(world(), 1, 0)) == nothing | {"effort": 1, "inspection": 1}
    assert rows(deal(world(work=TACIT), 1, 0)) == dict.fromkeys(rows(deal(world(), 1, 0)), 3) | {
        "defect": 0,
        "effort_again": 0,
    }
    assert rows(deal(world(inhouse={"defect_probability": 0.1}), 1, 0))["defect"] == 4
    assert rows(deal(world(inhouse=resampled), 1, 0))["effort_again"] == RESAMPLES


def test_one_attempt_more_moves_no_luck() -> None:
    """Each attempt has a stream of its own."""
    three, four = (deal(world(work=TACIT | {"most_attempts": most}), 1, 0) for most in (3, 4))

    for name in (*LUCK, "effort"):
        assert np.array_equal(getattr(three, name), getattr(four, name)[: len(getattr(three, name))])


def test_luck_is_uniform_and_each_purpose_has_its_own() -> None:
    """16,800 numbers for each purpose and attempt: mean and spread within 1.5 % (3 standard errors), none the
    same."""
    tape = deal(world(700.0, TACIT, inhouse={"defect_probability": 0.1}), 1, 0)
    tables = [tape.assignment, *(row for name in LUCK for row in getattr(tape, name))]

    for row in tables:
        assert row.mean() == pytest.approx(0.5, rel=0.015)
        assert row.var() == pytest.approx(1 / 12, rel=0.03)
        assert 0.0 <= row.min() <= row.max() < 1.0
    assert len(np.unique(np.concatenate(tables))) == len(tables) * tape.tasks


def test_a_recorded_effort_is_the_effort_of_every_attempt() -> None:
    """Records say how long a task takes, not how long it would take again."""
    trace = {"kind": "trace", "arrived_hours": [1, 2, 9999], "effort_hours": [5, 6, 7]}
    tape = deal(world(work=TACIT | {"arrivals": trace}), 1, 0)

    assert tape.effort.tolist() == [[5, 6]] * 3


def test_tasks_are_numbered_by_arrival_and_at_one_instant_by_work_type() -> None:
    """So the order of equals is stated, not an accident."""
    trace: Data = {
        "arrivals": {"kind": "trace", "arrived_hours": [1, 2, 2]},
        "effort_hours": {"kind": "constant"},
    }
    scenario = Scenario.model_validate({"work": {"b": trace, "a": trace}, "horizon_days": 1})
    tape = deal(scenario, 1, 0)

    assert tape.arrived.tolist() == [1, 1, 2, 2, 2, 2]
    assert tape.work_type.tolist() == [0, 1, 0, 0, 1, 1]


# Insolvency


@pytest.mark.parametrize("drift", [0.5, 0.0, -0.3])
@pytest.mark.parametrize("months", [12, 36, 60])
def test_cash_runs_out_as_often_as_theory_says_in_continuous_time(drift: float, months: int) -> None:
    """4,000 firms: within three standard errors (.8 % each); monthly checking would miss by seven of them."""
    firm = CASH.validate_python({"cash": 10.0, "drift_per_month": drift, "sd_per_month": 3.0})
    generator = np.random.default_rng(7)
    ended = np.array([first_passage(firm, generator) for _ in range(4000)])
    expected = brownian_ruin(10.0, drift, 3.0, months)

    assert (ended <= months).mean() == pytest.approx(
        expected, abs=3 * math.sqrt(expected * (1 - expected) / 4000)
    )


def test_a_firm_that_gains_may_live_for_ever() -> None:
    """With drift m and spread s the cash x is never used up with probability 1 - exp(-2mx/s^2)."""
    firm = CASH.validate_python({"cash": 10.0, "drift_per_month": 0.5, "sd_per_month": 3.0})
    generator = np.random.default_rng(7)
    ended = np.array([first_passage(firm, generator) for _ in range(4000)])

    assert np.isinf(ended).mean() == pytest.approx(1 - math.exp(-10 / 9), abs=0.024)


def ends(insolvency: Data, events: Any = (), replications: int = 3000) -> NDArray[np.float64]:
    """When the provider ends, in hours, in many worlds."""
    provider = {"seats": 1, "insolvency": insolvency}
    scenario = world(providers={"krakow": provider}, events=events)
    return np.array(
        [deal_misfortunes(scenario, 3, replication).ends[1] for replication in range(replications)]
    )


@pytest.mark.parametrize(
    ("insolvency", "per_year"),
    [
        ({"kind": "hazard", "per_year": 2.0}, 2.0),
        ({"kind": "size", "size": "boutique"}, 0.14),
        ({"kind": "size", "size": "mid_size"}, 0.02),
        ({"kind": "size", "size": "large"}, 0.0075),
    ],
)
def test_a_constant_rate_gives_exponential_lives(insolvency: Data, per_year: float) -> None:
    """Mean and deviation of 3,000 lives are both one over the rate (standard errors 1.8 and 2.6 %)."""
    years = ends(insolvency) / YEAR

    assert years.mean() == pytest.approx(1 / per_year, rel=0.055)
    assert years.std() == pytest.approx(1 / per_year, rel=0.08)


def test_cash_is_counted_in_months() -> None:
    """Through the tape: as many firms are ruined after twelve months of 30.4 days as theory says."""
    ended = ends({"kind": "cash", "cash": 10.0, "drift_per_month": 0.5, "sd_per_month": 3.0})

    assert (ended <= 12 * 24 * DAYS_PER_MONTH).mean() == pytest.approx(0.177098, abs=0.021)
    assert DAYS_PER_MONTH == 365.25 / 12


def test_a_provider_without_insolvency_never_ends_and_one_with_a_script_ends_by_it() -> None:
    """The script is the latest end; chance may be earlier."""
    event = [{"team": "krakow", "kind": "insolvency", "at_day": 50}]
    dealt, scripted = (
        ends({"kind": "hazard", "per_year": 5.0}),
        ends({"kind": "hazard", "per_year": 5.0}, event),
    )

    assert np.isinf(deal_misfortunes(world(providers={"krakow": {"seats": 1}}), 1, 0).ends).all()
    assert np.array_equal(scripted, np.minimum(dealt, 1200.0))
    assert np.isinf(ends({"kind": "hazard", "per_year": 0.0}, replications=1)).all()


# Outages


@pytest.mark.parametrize(
    ("spread", "cv"),
    [
        ({"kind": "constant"}, 0.0),
        ({"kind": "exponential"}, 1.0),
        ({"kind": "gamma", "cv": 0.5}, 0.5),
        ({"kind": "lognormal", "cv": 0.7}, 0.7),
        ({"kind": "weibull", "shape": 2.0}, 0.5227),
    ],
)
def test_outages_have_their_lengths_and_the_team_its_availability(spread: Data, cv: float) -> None:
    """20,000 outages: means within 2.5 % (3 standard errors), cv within 5 %, availability 10/(10 + 2) within
    .5 %."""
    outages = {"mttf_days": 10.0, "mttr_days": 2.0, "uptime": spread, "downtime": spread}
    scenario = world(12.0 * 2500, QUIET, inhouse={"outages": outages})
    dealt = [deal_misfortunes(scenario, 5, replication) for replication in range(8)]
    down = np.concatenate([m.end - m.start for m in dealt]) / 24.0
    up = np.concatenate([m.start[1:] - m.end[:-1] for m in dealt]) / 24.0

    for lengths, mean in ((up, 10.0), (down, 2.0)):
        assert lengths.mean() == pytest.approx(mean, rel=0.025)
        assert lengths.std() / lengths.mean() == pytest.approx(cv, rel=0.05, abs=1e-6)
    assert 1.0 - down.sum() / (8 * 12.0 * 2500) == pytest.approx(10 / 12, rel=0.005)


def test_a_longer_horizon_only_adds_outages() -> None:
    """Those that began before are the same to the last bit."""
    wild = {"kind": "weibull", "shape": 0.4}
    outages = {"mttf_days": 1.0, "mttr_days": 1.0, "uptime": wild, "downtime": wild}
    for replication in range(50):
        short, long = (
            deal_misfortunes(world(days, QUIET, inhouse={"outages": outages}), 1, replication).start
            for days in (30, 400)
        )

        assert short.tolist() == long[long < 720.0].tolist()


QUIET: Data = {"arrivals": {"kind": "poisson", "per_week": 0}}


@law
@given(cases())
def test_outages_of_a_team_never_overlap_or_touch_and_none_begins_after_its_end(case: RandomCase) -> None:
    """Dealt or scripted, they are in the order of their starts and lie within the run."""
    timetable, hours = deal_misfortunes(case.scenario, case.seed, 0), case.scenario.window_hours[1]

    assert (np.diff(timetable.start) >= 0.0).all()
    assert (timetable.start < timetable.end).all()
    for team in range(len(case.scenario.teams)):
        own = timetable.team == team
        assert (timetable.end[own][:-1] < timetable.start[own][1:]).all()
        assert (timetable.start[own] < min(hours, timetable.ends[team])).all()


@law
@given(cases())
def test_scripted_outages_lie_within_outages(case: RandomCase) -> None:
    """A script is kept, whatever chance adds, until the team ends or the run does."""
    timetable, hours = deal_misfortunes(case.scenario, case.seed, 0), case.scenario.window_hours[1]
    for event in case.scenario.events:
        team, start = case.scenario.teams.index(event.team), 24.0 * event.at_day
        if event.kind == "outage" and start < min(hours, timetable.ends[team]):
            assert event.days is not None
            own = (timetable.team == team) & (timetable.start <= start)

            assert (timetable.end[own] >= 24.0 * (event.at_day + event.days)).any()
