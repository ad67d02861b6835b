"""The same luck: what is not used, or has no strength, or comes later, changes nothing that it should not."""

from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from sim.case import Case, case_from
from sim.engine.journal import Journal, Rows
from sim.engine.simulate import simulate
from sim.scenario.experience import Saturating
from sim.scenario.hazard import Distress, HazardInsolvency, Outages, Slowdowns
from sim.scenario.scenario import Scenario
from sim.scenario.team import Provider
from sim.scenario.work import WorkType
from sim.strategy.sound import remember_sound
from sim.strategy.strategy import Inspection, Strategy
from sim.tape.tape import deal
from sim.testing.cases import RandomCase, cases, manned, updated

Data = dict[str, Any]
Floats = NDArray[np.float64]
CLOSE = 1e-6
"""Hours: more than any sum of rounding errors here, less than four thousandths of a second."""

law = settings(derandomize=True, deadline=None, max_examples=100)


def told(case: RandomCase) -> Journal:
    """The journal of a case, altered perhaps as no file may be: laws hold there, too."""
    case = manned(case)
    remember_sound(case.scenario, case.strategy)
    return case.played(engine="compiled")


# -- What is not used moves nothing --------------------------------------------------------------------------


def facts(journal: Journal, without: str = "") -> list[str]:
    """All rows of the journal, with names for numbers; those about one team left out."""
    teams, work = journal.scenario.teams, list(journal.scenario.work)
    named = {"team": teams, "assigned": teams, "provider": teams, "hired_by": teams, "work_type": work}
    rows = []
    for table in (journal.tasks, journal.episodes, journal.disruptions, journal.changes):
        for row in table:
            told_row = {
                name: named[name][row[name]] if name in named else row[name].item()
                for name in table.dtype.names
            }
            if told_row.get("team") != without:
                rows.append(repr(told_row))
    return rows


def inserted(group: dict[str, Any], name: str, part: Any, first: bool) -> dict[str, Any]:
    """A group of settings with one more, in front or at the end."""
    return {name: part, **group} if first else {**group, name: part}


@law
@given(cases(), st.booleans())
def test_a_provider_that_gets_no_work_moves_nothing(case: RandomCase, first: bool) -> None:
    """Neither the draws nor the journal of anybody else change, whatever happens to it."""
    unused = Provider(
        seats=3,
        defects_per_task=0.5,
        outages=Outages(mttf_days=1.0, mttr_days=1.0, interruption="resample"),
        slowdowns=Slowdowns(mttf_days=1.0, mttr_days=1.0, share=0.5),
        insolvency=HazardInsolvency(per_year=50.0),
        distress=Distress(per_year=50.0),
        attrition_per_year=50.0,
        experience=Saturating(newcomer_speed=0.5, start_level=0.5, half_life_days=9.0),
    )
    providers = inserted(case.scenario.providers, "unused", unused, first)
    journal = told(case)
    other = told(replace(case, scenario=case.scenario.model_copy(update={"providers": providers})))

    assert_same_draws(journal, other)
    assert facts(journal) == facts(other, without="unused")


@law
@given(cases(), st.booleans())
def test_a_work_type_without_arrivals_moves_nothing(case: RandomCase, first: bool) -> None:
    """Neither the draws nor the journal of other work change."""
    given_none = {"arrivals": {"kind": "poisson", "per_week": 0.0}, "effort_hours": {"kind": "exponential"}}
    unused = WorkType.model_validate({**given_none, "most_attempts": 9, "ambiguity": 0.5})
    work = inserted(case.scenario.work, "unused", unused, first)
    journal = told(case)
    other = told(replace(case, scenario=case.scenario.model_copy(update={"work": work})))

    assert_same_draws(journal, other)
    assert facts(journal) == facts(other)


def assert_same_draws(journal: Journal, other: Journal) -> None:
    """The tapes hold the same luck: the same numbers, and the same addresses of all others."""
    assert journal.tape.root == other.tape.root
    for name in ("arrived", "number", "effort"):
        assert np.array_equal(getattr(journal.tape, name), getattr(other.tape, name))
    mine, others = (each.names[each.work_type] for each in (journal.tape, other.tape))
    assert np.array_equal(mine, others)


@law
@given(cases())
def test_a_lever_that_the_rule_does_not_read_moves_nothing(case: RandomCase) -> None:
    """Levers of other rules may stand anywhere."""
    assignment = case.strategy.assignment
    read = {
        "sensitive_at_home": ["sensitive_above"],
        "overflow": ["line_limit"],
        "primary_backup": ["primary", "backup"],
    }.get(assignment.rule, [])
    moved = {"sensitive_above": 0.123, "line_limit": 77, "primary": None, "backup": None}
    others = {name: value for name, value in moved.items() if name not in read}
    strategy = case.strategy.model_copy(update={"assignment": assignment.model_copy(update=others)})

    assert told(replace(case, strategy=strategy)).to_bytes() == told(case).to_bytes()


# -- A mechanism at zero strength is switched off ------------------------------------------------------------


def with_all(scenario: Scenario, group: str, **update: Any) -> Scenario:
    """The scenario with the same settings in all its work types, or in all its teams."""
    if group == "work":
        work = {name: work.model_copy(update=update) for name, work in scenario.work.items()}
        return scenario.model_copy(update={"work": work})
    own = {name: updated(getattr(scenario, name), update) for name in ("inhouse", "liaisons", "reviewers")}
    changed = scenario if group == "providers" else scenario.model_copy(update=own)
    providers = {name: provider.model_copy(update=update) for name, provider in scenario.providers.items()}
    return changed.model_copy(update={"providers": providers})


@law
@given(cases(), st.sampled_from(["resume", "restart", "resample"]))
def test_outages_that_never_come_are_no_outages(case: RandomCase, fate: Any) -> None:
    """Whatever fate they would have for work in progress."""
    never = Outages(mttf_days=1e6, mttr_days=1.0, uptime={"kind": "constant"}, interruption=fate)
    # Scripted outages and those of a region have their fate from the same setting.
    unscripted = case.scenario.model_copy(update={"events": (), "regions": {}})
    rare, none = (replace(case, scenario=with_all(unscripted, "teams", outages=o)) for o in (never, None))

    assert told(rare).to_bytes() == told(none).to_bytes()


@law
@given(cases())
def test_an_insolvency_of_no_probability_is_none(case: RandomCase) -> None:
    """Nor does it matter then what would be lost, or who would be the backup."""
    zero, none = (
        replace(
            case,
            scenario=with_all(
                case.scenario.model_copy(update={"events": (), "regions": {}}),
                "providers",
                insolvency=insolvency,
                distress=None,
                viability=None,
                outages=None,
                work_lost=lost,
            ),
            strategy=case.strategy.model_copy(
                update={
                    "contingency": case.strategy.contingency.model_copy(update={"plan": plan}),
                    "termination": None,
                }
            ),
        )
        for insolvency, lost, plan in ((HazardInsolvency(per_year=0.0), 1.0, "inhouse"), (None, 0.0, "wait"))
    )

    assert told(zero).to_bytes() == told(none).to_bytes()


@law
@given(cases())
def test_work_that_is_clear_is_work_for_experts_next_door(case: RandomCase) -> None:
    """Nothing is asked and nothing misunderstood, be it that nothing is unclear or that everybody is near and
    has learned all."""
    home = case.scenario.inhouse.model_copy(update={"experience": None})
    scenario = with_all(case.scenario, "providers", experience=None).model_copy(update={"inhouse": home})
    case = replace(case, scenario=scenario)
    clear = replace(case, scenario=with_all(case.scenario, "work", unclear_points=0.0))
    next_door = home.model_copy(update={"distance": 0.0})
    near = with_all(case.scenario, "providers", distance=0.0).model_copy(update={"inhouse": next_door})
    near = replace(case, scenario=near)
    journal = told(clear)

    assert journal.to_bytes() == told(near).to_bytes()
    assert not journal.tasks["questions"].any()
    assert not journal.tasks["misunderstandings"].any()


@law
@given(cases())
def test_without_inspection_it_does_not_matter_what_reviewers_could_do(case: RandomCase) -> None:
    """Nobody looks, nothing is found, nothing is worked on again."""
    strategy = case.strategy.model_copy(
        update={"inspection": Inspection(inhouse_rate=0.0, outsourced_rate=0.0)}
    )
    blind, sharp = (
        replace(
            case,
            strategy=strategy,
            scenario=with_all(
                case.scenario, "work", inspection_hours=hours, most_attempts=most, rework_fraction=fraction
            ).model_copy(
                update={
                    "reviewers": case.scenario.reviewers.model_copy(update={"detection_probability": seen})
                }
            ),
        )
        for hours, most, fraction, seen in ((0.0, 1, 0.0, 0.0), (5.0, 7, 2.0, 1.0))
    )
    journal = told(blind)

    assert journal.to_bytes() == told(sharp).to_bytes()
    assert not journal.tasks["found"].any()


@law
@given(cases())
def test_growth_season_and_shocks_of_no_size_change_no_arrival(case: RandomCase) -> None:
    """A factor of one and an amplitude of zero, wherever its peak, are nothing."""
    flat: Data = {"growth_per_year": 0.0, "season": 0.0, "shocks": ()}
    still = {**flat, "season_peak_week": 17.0, "shocks": [{"from_week": 0.1, "to_week": 9.0, "factor": 1.0}]}
    for work in case.scenario.work.values():
        if work.arrivals.kind != "trace":
            plain, shaken = (
                type(work.arrivals).model_validate(work.arrivals.model_dump() | settings)
                for settings in (flat, still)
            )
            one, other = (each.expected(400.0, case.scenario.start)[1] for each in (plain, shaken))

            assert np.array_equal(one, other)


# -- Common random numbers -----------------------------------------------------------------------------------


@law
@given(cases())
def test_the_same_seed_gives_the_same_bytes(case: RandomCase) -> None:
    """A run made again is the same run."""
    assert told(case).to_bytes() == told(case).to_bytes()


def test_replications_and_seeds_differ() -> None:
    """Any two of them have other arrivals, other efforts and other misfortunes."""
    plain = {
        "arrivals": {"kind": "poisson", "per_week": 20},
        "effort_hours": {"kind": "exponential", "mean": 3},
    }
    inhouse = {"seats": 1, "outages": {"mttf_days": 3, "mttr_days": 1}}
    case = case_from({"scenario": {"horizon_days": 30, "work": {"patents": plain}, "inhouse": inhouse}})
    tapes = [deal(case.scenario, seed, replication) for seed in (1, 2) for replication in range(3)]

    for one, other in combinations(tapes, 2):
        assert not np.intersect1d(one.arrived, other.arrived).size
        assert not np.intersect1d(one.effort, other.effort).size
        assert not np.intersect1d(one.misfortunes.start, other.misfortunes.start).size


def without_choices(scenario: Scenario) -> Scenario:
    """The same world in which nobody chooses how to work."""
    providers = {
        name: each.model_copy(update={"viability": each.viability.model_copy(update={"choices": {}})})
        if each.viability is not None
        else each
        for name, each in scenario.providers.items()
    }
    return scenario.model_copy(update={"providers": providers})


@law
@given(cases(), st.sampled_from([1.0, 3.0, 24.5]))
def test_a_longer_horizon_leaves_earlier_facts_as_they_were(case: RandomCase, days: float) -> None:
    """All that happened before the shorter run was cut off happens in the longer one, to the last bit."""
    # More is expected of a longer time: a rule may want other seats, a provider another way to work.
    strategy, shorter = case.strategy.model_copy(update={"staffing": {}}), without_choices(case.scenario)
    longer = shorter.model_copy(update={"horizon_days": shorter.horizon_days + days})
    short, long = (told(RandomCase(scenario, strategy, case.seed)) for scenario in (shorter, longer))
    end = short.plan.end

    tasks = long.tasks[long.tasks["arrived"] < end]
    for column in ("arrived", "due", "work_type", "assigned"):
        assert np.array_equal(short.tasks[column], tasks[column])
    for column in ("started", "delivered"):
        assert np.array_equal(
            short.tasks[column], np.where(tasks[column] < end, tasks[column], np.nan), equal_nan=True
        )
    over = short.episodes[~np.isnan(short.episodes["ended"])]
    assert over.tobytes() == long.episodes[long.episodes["ended"] < end].tobytes()
    before, after = short.disruptions.copy(), long.disruptions[long.disruptions["started"] < end]
    for rows in (before, after):  # how they go on is another matter
        rows["ended"], rows["moved"] = np.minimum(rows["ended"], end), 0
    assert before.tobytes() == after.tobytes()


@st.composite
def lines(draw: st.DrawFn) -> Data:
    """One team, one kind of work, one line, first come first served, and outages after which work goes on."""
    hours = st.integers(0, 100).map(float) | st.floats(0.0, 100.0)
    arrived = sorted(draw(st.lists(hours, min_size=1, max_size=40)))
    efforts = draw(st.lists(st.integers(0, 9).map(float) | st.floats(0.0, 9.0), min_size=40, max_size=40))
    calendar = st.sampled_from(["always", {}, {"weekdays": "every day", "opens": "22:00", "closes": "06:00"}])
    starts = draw(st.lists(st.integers(0, 150), max_size=3))
    return {
        "horizon_days": 20,
        "work": {
            "patents": {
                "arrivals": {
                    "kind": "trace",
                    "arrived_hours": arrived,
                    "effort_hours": efforts[: len(arrived)],
                },
                "effort_hours": {"kind": "constant"},
            }
        },
        "inhouse": {"seats": draw(st.integers(1, 3)), "calendar": draw(calendar)},
        "events": [{"team": "inhouse", "kind": "outage", "at_day": h / 24, "days": 0.25} for h in starts],
    }


def served(world: Data) -> Rows:
    """Tasks of a line; what was not reached is reached later than everything."""
    tasks = simulate(Case(Scenario.model_validate(world), Strategy()), seed=0, engine="compiled").tasks
    for column in ("started", "delivered"):
        tasks[column] = np.where(np.isnan(tasks[column]), np.inf, tasks[column])
    return tasks


@law
@given(lines())
def test_one_seat_more_never_makes_anybody_wait_longer(world: Data) -> None:
    """Neither on average nor any single task, in a line of one kind of work."""
    more = world | {"inhouse": world["inhouse"] | {"seats": world["inhouse"]["seats"] + 1}}

    assert (served(more)["started"] <= served(world)["started"] + CLOSE).all()


@law
@given(lines(), st.integers(0, 150), st.sampled_from([0.125, 1.0, 3.0]))
def test_an_outage_never_shortens_a_task(world: Data, hour: int, days: float) -> None:
    """With one seat, first come first served, work that goes on where it stopped: nothing is ready
    earlier."""
    one = world | {"inhouse": world["inhouse"] | {"seats": 1}}
    event = {"team": "inhouse", "kind": "outage", "at_day": hour / 24, "days": days}
    worse = one | {"events": [*one["events"], event]}

    assert (served(worse)["delivered"] >= served(one)["delivered"] - CLOSE).all()
