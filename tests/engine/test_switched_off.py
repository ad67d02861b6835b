"""A mechanism at zero strength is switched off: the same tasks and episodes, to the last byte."""

from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine.journal import Journal, Why
from sim.scenario.experience import Experience, Saturating, Wright
from sim.scenario.hazard import Distress, Slowdowns
from sim.scenario.scenario import Scenario
from sim.scenario.viability import Viability
from sim.strategy.flexibility import Adaptive, Flexibility
from sim.strategy.sound import remember_sound
from sim.strategy.strategy import History, Monitoring
from sim.strategy.transition import Transition
from sim.testing.cases import RandomCase, cases, manned, updated

law = settings(derandomize=True, deadline=None, max_examples=60)


def told(case: RandomCase) -> Journal:
    """The journal of a case."""
    case = manned(case)
    remember_sound(case.scenario, case.strategy)  # altered perhaps as no file may be
    return case.played(engine="compiled")


def same_story(one: RandomCase, other: RandomCase) -> bool:
    """Whether tasks and episodes are equal to the last byte."""
    a, b = told(one), told(other)
    return a.tasks.tobytes() == b.tasks.tobytes() and a.episodes.tobytes() == b.episodes.tobytes()


def world(case: RandomCase, **update: Any) -> RandomCase:
    """The case with other settings in all teams, as far as they have such."""
    scenario = case.scenario
    own = {name: updated(getattr(scenario, name), update) for name in ("inhouse", "liaisons", "reviewers")}
    providers = {name: updated(provider, update) for name, provider in scenario.providers.items()}
    return replace(case, scenario=scenario.model_copy(update={**own, "providers": providers}))


def choice(case: RandomCase, **update: Any) -> RandomCase:
    """The case with another choice."""
    return replace(case, strategy=case.strategy.model_copy(update=update))


@law
@given(cases())
def test_where_nobody_leaves_trouble_makes_nobody_leave(case: RandomCase) -> None:
    """Attrition of none, times anything, is none; and so rare that it does not come, it changes nothing."""
    calm, wild = (
        world(case, attrition_per_year=0.0, distress=Distress(per_year=50.0, attrition_factor=factor))
        for factor in (1.0, 9.0)
    )

    assert same_story(calm, wild)
    assert Why.LEFT not in told(wild).changes["why"]
    assert same_story(world(case, attrition_per_year=1e-12), world(case, attrition_per_year=0.0))


@law
@given(
    cases(),
    st.builds(Saturating, start_level=st.floats(0.0, 1.0), half_life_days=st.none() | st.floats(0.1, 9.0))
    | st.builds(Wright, ratio=st.just(1.0), units_before=st.floats(0.0, 99.0)),
)
def test_experience_that_changes_neither_speed_nor_defects_is_none(
    case: RandomCase, flat: Experience
) -> None:
    """Newcomers as quick and as good as experts, or a progress ratio of one: who knows what does not show."""
    assert same_story(world(case, experience=flat), world(case, experience=None))


@law
@given(cases(), st.floats(0.0, 1.0), st.floats(0.0, 9.0))
def test_without_checkpoints_it_does_not_matter_what_they_could_do(
    case: RandomCase, catch: float, hours: float
) -> None:
    """How long one takes, and what it catches."""
    work = {
        name: each.model_copy(update={"checkpoint_hours": hours}) for name, each in case.scenario.work.items()
    }
    plain = choice(case, monitoring=Monitoring(checkpoints=0))
    scenario: Scenario = world(plain, checkpoint_catch=catch).scenario

    assert same_story(plain, replace(plain, scenario=scenario.model_copy(update={"work": work})))


@law
@given(cases(), st.integers(1, 5), st.integers(1, 5))
def test_a_history_that_neither_skips_nor_tightens_is_none(case: RandomCase, clean: int, bad: int) -> None:
    """All of the usual rate after a good history, and no higher a rate after a bad one."""
    history = History(clean_needed=clean, skip_factor=1.0, tighten_after=bad, tightened_rate=0.0)
    with_it, without = (
        choice(case, inspection=case.strategy.inspection.model_copy(update={"history": each}))
        for each in (history, None)
    )

    assert told(with_it).to_bytes() == told(without).to_bytes()


@law
@given(cases())
def test_a_transition_that_takes_no_time_is_none(case: RandomCase) -> None:
    """Signed at the start, without a ramp: providers' seats are there before the first task, and stated seats
    at home stay. There is no warm-up: contracts of which nothing is said are signed at its end, and a
    provider looks at its books so much later."""
    case = replace(case, scenario=case.scenario.model_copy(update={"warm_up_days": 0.0}))
    stated = choice(case, staffing={})
    at_once, none = (choice(stated, transition=transition) for transition in (Transition(), None))
    one, other = told(at_once), told(none)

    assert same_story(at_once, none)
    assert one.disruptions.tobytes() == other.disruptions.tobytes()
    assert one.levels.tobytes() == other.levels.tobytes()
    assert (one.plan.seats == other.plan.seats).all()


@law
@given(cases(), st.floats(0.1, 9.0))
def test_reviews_that_nothing_follows_are_none(case: RandomCase, days: float) -> None:
    """No team follows them; and a share that always leaves as a whole, does so whatever the load at home."""
    steady = Adaptive(start=1.0, step=1.0, below=0.0, above=1000.0)
    adaptive = choice(case, flexibility=Flexibility(review_days=days, adaptive=steady))
    case = replace(case, scenario=manned(adaptive).scenario)  # somebody is at home to whom work might come
    never, idle, still = (
        told(choice(case, flexibility=flexibility)).to_bytes()
        for flexibility in (
            Flexibility(),
            Flexibility(review_days=days),
            Flexibility(review_days=days, adaptive=steady),
        )
    )

    assert never == idle == still


@law
@given(cases())
def test_a_calendar_moved_by_no_hours_stays_where_it_is(case: RandomCase) -> None:
    """For every team, named or not."""
    still = choice(case, shift_hours=dict.fromkeys(case.scenario.teams, 0.0))

    assert told(still).to_bytes() == told(choice(case, shift_hours={})).to_bytes()


@law
@given(cases())
def test_a_provider_content_with_any_loss_never_walks_away(case: RandomCase) -> None:
    """It looks at its books and stays."""
    content = Viability(cost_per_seat_per_month=900.0, least_margin=-10.0, term_months=0.1)

    assert told(world(case, viability=content)).to_bytes() == told(world(case, viability=None)).to_bytes()


@law
@given(cases())
def test_a_slowdown_that_closes_no_seat_is_none(case: RandomCase) -> None:
    """However often it comes."""
    events = tuple(event for event in case.scenario.events if event.kind != "slowdown")
    plain = replace(case, scenario=case.scenario.model_copy(update={"events": events}))
    none = Slowdowns(mttf_days=1.0, mttr_days=1.0, share=0.0)

    assert same_story(world(plain, slowdowns=none), world(plain, slowdowns=None))
