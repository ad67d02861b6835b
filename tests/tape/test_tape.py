"""All chance is dealt before time starts: by name, whoever else is there, and in the right amount."""

import math
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from numpy.typing import NDArray
from scipy import stats

from sim.analysis.theory import brownian_ruin
from sim.case import case_from
from sim.errors import InputError
from sim.rules.chance import Purpose
from sim.rules.quantile import first_passage
from sim.scenario.arrivals import DAYS_PER_MONTH
from sim.scenario.scenario import Scenario
from sim.tape.misfortune import Fates, deal_misfortunes
from sim.tape.own_effort import RESAMPLES
from sim.tape.seed import fresh_seed
from sim.tape.stream import root_of, stream
from sim.tape.tape import Tape, deal
from sim.testing.cases import RandomCase, cases

Data = dict[str, Any]
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
    drawn = [tuple(stream(*name).uniforms(3)) for name in names]

    assert tuple(stream(1, 0, "a").uniforms(3)) == drawn[0]
    assert len(set(drawn)) == len(names)


def test_streams_stay_what_they_are_from_version_to_version() -> None:
    """Results can be made again next year; if this changes, all results do, and the model's version must."""
    assert stream(1, 0, "patents/arrivals").uniforms(2).tolist() == [0.5593933350343078, 0.8415335761095283]


def test_one_by_one_or_all_at_once_the_numbers_are_the_same() -> None:
    """A place has its number, however one comes there."""
    one = stream(1, 0, "krakow/leak")

    assert [one.uniform() for _ in range(9)] == stream(1, 0, "krakow/leak").uniforms(9).tolist()
    assert one.uniforms(9).tolist() == stream(1, 0, "krakow/leak").uniforms(9).tolist()


def test_seed_replication_and_world_are_told_apart_and_checked() -> None:
    """No two roots are one; and what is no whole number from 0 on is refused, by its name."""
    roots = [root_of(*numbers) for numbers in product(range(9), range(9), range(2))]

    assert len(set(roots)) == len(roots)
    assert root_of(1, 0) == root_of(1, 0, 0) == root_of(np.int64(1), 0)
    for wrong in ((-1, 0), (0, 1.5), (True, 0)):
        with pytest.raises(InputError, match="must be a whole number from 0 on"):
            root_of(*wrong)  # type: ignore[arg-type]


def test_a_fresh_seed_is_fresh_and_can_be_written_down() -> None:
    """A different one each time, small enough for any reader of numbers to keep exactly."""
    seeds = {fresh_seed() for _ in range(100)}

    assert len(seeds) == 100
    assert all(0 <= seed < 2**53 for seed in seeds)


# What is dealt

LUCK = [each for each in Purpose if each not in (Purpose.EFFORT, Purpose.EFFORT_AGAIN)]
"""Of a task's attempt."""
TACIT: Data = {"ambiguity": 0.5, "most_attempts": 3}


def luck(tape: Tape, purpose: Purpose, attempt: int) -> NDArray[np.float64]:
    """All tasks' luck of an attempt."""
    return np.array([tape.luck(purpose, task, attempt) for task in range(tape.tasks)])


def test_no_luck_depends_on_what_else_there_is() -> None:
    """More attempts, more work types, more providers, more hours: the first tasks of a type have what they
    had."""
    more: Data = {"arrivals": {"kind": "poisson", "per_week": 50}, "effort_hours": {"kind": "constant"}}
    plain = deal(world(work=TACIT), 1, 0)
    stubborn = TACIT | {"most_attempts": 9}
    rich = world(200.0, stubborn, providers={"krakow": {"seats": 1}}).model_dump(mode="json")
    rich["work"] = {"answers": more, **rich["work"]}
    other = deal(Scenario.model_validate(rich), 1, 0)
    own = np.flatnonzero(other.work_type == 1)[: plain.tasks]

    assert np.array_equal(other.arrived[own], plain.arrived)
    assert np.array_equal(other.effort[0, own], plain.effort[0])
    for purpose in LUCK:
        for attempt in range(3):
            assert luck(plain, purpose, attempt).tolist() == [
                other.luck(purpose, task, attempt) for task in own.tolist()
            ]


def test_luck_is_uniform_and_each_purpose_has_its_own() -> None:
    """2,400 numbers for each purpose and attempt, by Kolmogorov and Smirnov at one in ten thousand, and none
    of them twice."""
    tape = deal(world(100.0, TACIT), 1, 0)
    tables = [luck(tape, purpose, attempt) for purpose in LUCK for attempt in range(3)]

    for row in tables:
        assert stats.kstest(row, "uniform").pvalue > 1e-4
    assert len(np.unique(np.concatenate(tables))) == len(tables) * tape.tasks


def test_luck_that_is_fixed_is_one_number_for_all() -> None:
    """For cases that are worked out by hand; all other luck is as it was."""
    tape = deal(world(work=TACIT), 1, 0)
    fixed = tape.with_luck(question=0.5)

    assert set(luck(fixed, Purpose.QUESTION, 2).tolist()) == {0.5}
    assert np.array_equal(luck(fixed, Purpose.DEFECT, 2), luck(tape, Purpose.DEFECT, 2))


def test_efforts_cannot_be_fixed_for_they_are_dealt() -> None:
    """Whoever fixes them is told so, and what does it."""
    with pytest.raises(InputError, match=r"efforts are dealt(.|\n)*kind constant"):
        deal(world(), 1, 0).with_luck(effort=0.5)


def test_a_recorded_effort_is_the_effort_of_every_attempt() -> None:
    """Records say how long a task takes, not how long it would take again."""
    trace = {"kind": "trace", "arrived_hours": [1, 2, 9999], "effort_hours": [5, 6, 7]}
    tape = deal(world(work=TACIT | {"arrivals": trace}), 1, 0)

    assert [[tape.fresh_effort(task, attempt) for task in (0, 1)] for attempt in range(3)] == [[5, 6]] * 3


def test_what_is_drawn_anew_at_an_outage_begins_again_after_the_eighth_time() -> None:
    """Each time it is another effort, of no attempt."""
    tape = deal(world(), 1, 0)
    again = [tape.effort_again(3, times) for times in range(RESAMPLES)]

    assert len({*again, *(tape.fresh_effort(3, attempt) for attempt in range(4))}) == RESAMPLES + 4
    assert tape.effort_again(3, RESAMPLES + 2) == again[2]


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
@pytest.mark.parametrize("months", [0.5, 12, 36, 60, 400])
def test_cash_runs_out_as_often_as_theory_says_in_continuous_time(drift: float, months: float) -> None:
    """The number that is ruined just then is the formula's probability of being ruined by then."""
    expected = brownian_ruin(10.0, drift, 3.0, months)

    assert first_passage(expected, 10.0, drift, 3.0) == pytest.approx(months, rel=1e-9)


def test_more_luck_is_never_ruin_sooner() -> None:
    """Over the whole range of luck, for firms that gain, stagnate and lose; none for ever but the first."""
    grid = (np.arange(2000) + 0.5) / 2000
    for drift in (0.5, 0.0, -0.3):
        months = np.array([first_passage(luck, 10.0, drift, 3.0) for luck in grid.tolist()])

        assert (months[1:] >= months[:-1]).all()
        assert np.isinf(months).mean() == pytest.approx(
            max(1.0 - math.exp(-2.0 * drift * 10.0 / 9.0), 0.0), abs=1e-3
        )


def test_a_firm_that_is_lost_is_lost_at_once() -> None:
    """Formulae whose parts are no numbers still make one: a fortune that falls like a stone."""
    assert first_passage(0.5, 1000.0, -50.0, 0.5) == pytest.approx(20.0, rel=1e-3)


def ends(
    insolvency: Data, events: Any = (), replications: int = 3000, years: float = 10.0
) -> NDArray[np.float64]:
    """When the provider ends, in hours, in many worlds; inf if not in so many years."""
    provider = {"seats": 1, "insolvency": insolvency}
    scenario = world(365.25 * years, providers={"krakow": provider}, events=events)
    fates = Fates(scenario)
    return np.array([fates.deal(3, replication).ends[1] for replication in range(replications)])


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
    """Of 3,000 lives so many end within a hundred years, or two mean lives, as theory says (within 4.5
    standard errors), and those are exponential by Kolmogorov and Smirnov at one in ten thousand: a rate that
    is a tenth off would be seen."""
    time = min(100.0, 2.0 / per_year)
    years = ends(insolvency, years=time) / YEAR
    ended, chance = years[np.isfinite(years)], -np.expm1(-per_year * time)

    assert len(ended) / 3000 == pytest.approx(chance, abs=4.5 * np.sqrt(chance * (1.0 - chance) / 3000))
    assert stats.kstest(ended, lambda t: -np.expm1(-per_year * t) / chance).pvalue > 1e-4
    assert ended.max() < time


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
