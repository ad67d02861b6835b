"""The laws of people: who comes, who leaves, who is replaced, and what they know, in every case."""

from dataclasses import fields, replace
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.case import case_from
from sim.engine.changes import OF_SEATS_ONLY, scripted_changes
from sim.engine.journal import Journal, Rows, Why
from sim.engine.simulate import simulate
from sim.scenario.experience import Experience, Saturating, Wright
from sim.scenario.scenario import Scenario
from sim.strategy.sound import remember_sound
from sim.strategy.strategy import Assignment, Flexibility
from sim.strategy.transition import Transition
from sim.testing.cases import RandomCase, cases, manned, updated
from sim.testing.twins import first_difference

law = settings(derandomize=True, deadline=None, max_examples=100)


OF_OTHERS = (*OF_SEATS_ONLY, Why.LEFT, Why.REPLACED, Why.LENT, Why.TAKEN_BACK)
"""Changes that nobody decides about how many are ours."""


def told(case: RandomCase) -> Journal:
    """The journal of a case."""
    case = manned(case)
    remember_sound(case.scenario, case.strategy)  # altered perhaps as no file may be
    return case.played(engine="compiled")


def because(journal: Journal, *reasons: Why) -> Rows:
    """The changes that were decided for these reasons."""
    return journal.changes[np.isin(journal.changes["why"], reasons)]


def fewest_people(journal: Journal, team: int) -> int:
    """The least number of people that a team ever had."""
    rows = journal.changes[journal.changes["team"] == team]
    rows = rows[~np.isin(rows["why"], OF_SEATS_ONLY)]
    rows = rows[np.argsort(rows["instant"], kind="stable")]
    count: int = (journal.plan.seats_before[team] + np.cumsum([0, *rows["seats"].tolist()])).min()
    return count


def with_teams(scenario: Scenario, **update: Any) -> Scenario:
    """The scenario with the same settings in all teams that do tasks, as far as they have them."""
    providers = {name: provider.model_copy(update=update) for name, provider in scenario.providers.items()}
    return scenario.model_copy(update={"inhouse": updated(scenario.inhouse, update), "providers": providers})


def with_choice(case: RandomCase, **update: Any) -> RandomCase:
    """The case with another choice."""
    return replace(case, strategy=case.strategy.model_copy(update=update))


# -- Head count ----------------------------------------------------------------------------------------------


@law
@given(cases())
def test_nobody_lets_go_more_people_than_there_are_or_will_be(case: RandomCase) -> None:
    """Those at the start and all changes decided since add up to none or more, after every decision; who
    left counts until replaced."""
    journal = told(case)
    rows = journal.changes[~np.isin(journal.changes["why"], OF_OTHERS)]
    for team, before in enumerate(journal.plan.seats_before.tolist()):
        assert (before + np.cumsum(rows["seats"][rows["team"] == team]) >= 0).all()


@law
@given(cases())
def test_every_leaver_is_replaced_by_one_who_comes_after_the_days_to_hire(case: RandomCase) -> None:
    """At the same team, decided on the day; and nobody leaves a team that nobody leaves, or that is gone."""
    journal = told(case)
    left, replaced = because(journal, Why.LEFT), because(journal, Why.REPLACED)
    ended = journal.disruptions[journal.disruptions["cause"] > 0]
    ends = dict(zip(ended["team"].tolist(), ended["started"].tolist(), strict=True))

    assert replaced["team"].tolist() == left["team"].tolist()
    assert replaced["decided"].tolist() == left["instant"].tolist() == left["decided"].tolist()
    assert np.array_equal(replaced["instant"], left["instant"] + journal.plan.hire_hours[left["team"]])
    assert (left["seats"] == -1).all()
    assert (replaced["seats"] == 1).all()
    assert (journal.plan.leaving_per_hour[left["team"]] > 0).all()
    assert all(row["instant"] <= ends.get(int(row["team"]), np.inf) for row in left)


@law
@given(cases())
def test_seats_that_close_for_a_while_open_again(case: RandomCase) -> None:
    """Slow times and teaching ask for as many seats as they give back, and nobody leaves by them; where as
    many people were there all the time as they asked for, they have them."""
    journal = told(case)
    asked = scripted_changes(journal.plan, journal.tape.misfortunes)
    for begin, end in ((Why.SLOWED, Why.RECOVERED), (Why.TEACHING, Why.TAUGHT)):
        for team in range(len(journal.plan.seats)):
            own = asked[asked["team"] == team]
            away, back = own[own["why"] == begin], own[own["why"] == end]
            assert away["seats"].tolist() == (-back["seats"]).tolist()
            assert (away["instant"] <= back["instant"]).all()
            mine = journal.changes[: len(asked)][asked["team"] == team]
            took = mine["seats"][np.isin(mine["why"], [begin, end])]
            short = because(journal, Why.CLOSED)["team"] == team
            lives = not (journal.disruptions["cause"][journal.disruptions["team"] == team] > 0).any()
            if lives and journal.plan.seats_before[team] == journal.plan.seats[team] and not short.any():
                still = np.array_equal(took, own["seats"][np.isin(own["why"], [begin, end])])
                both = own["seats"][np.isin(own["why"], [Why.SLOWED, Why.TEACHING])]
                assert still or fewest_people(journal, team) < -both.sum()


@law
@given(cases())
def test_reviews_stay_between_the_least_and_the_most(case: RandomCase) -> None:
    """No review leaves a team fewer people than the least, or more than the most, where all whom it counts
    are there: nobody else can be let go."""
    flexibility = case.strategy.flexibility
    scenario = with_teams(case.scenario, attrition_per_year=0.0, days_to_hire=0.0)
    journal = told(with_choice(replace(case, scenario=scenario), transition=None))
    rows = journal.changes[~np.isin(journal.changes["why"], OF_OTHERS)]
    for team, before in enumerate(journal.plan.seats_before.tolist()):
        own = rows[rows["team"] == team]
        count = before + np.cumsum(own["seats"])
        reviewed = count[np.isin(own["why"], [Why.ADDED, Why.LET_GO])]
        assert (reviewed >= flexibility.at_least).all()
        assert (reviewed <= flexibility.at_most).all()


# -- Attrition -----------------------------------------------------------------------------------------------


@law
@given(cases(), st.integers(0, 5), st.sampled_from([5.0, 50.0]))
def test_attrition_in_one_team_moves_nobody_elses_luck(case: RandomCase, which: int, rate: float) -> None:
    """The tape is the same, and so is who leaves the other teams, where nothing else decides about people."""
    calm = with_choice(case, flexibility=Flexibility())
    scenario = with_teams(calm.scenario, viability=None, pool=None)
    names = scenario.teams
    name = names[which % len(names)]
    providers = dict(scenario.providers)
    team = providers.get(name) or getattr(scenario, name)
    restless = team.model_copy(update={"attrition_per_year": rate})
    update = {"providers": providers | {name: restless}} if name in providers else {name: restless}
    one, two = (told(replace(calm, scenario=each)) for each in (scenario, scenario.model_copy(update=update)))

    for field in fields(one.tape):
        mine, others = getattr(one.tape, field.name), getattr(two.tape, field.name)
        if isinstance(mine, np.ndarray):
            assert mine.tobytes() == others.tobytes()
    for mine, others in zip(one.tape.misfortunes, two.tape.misfortunes, strict=True):
        assert mine.tobytes() == others.tobytes()
    index = names.index(name)
    assert [row.tobytes() for row in one.changes if row["team"] != index] == [
        row.tobytes() for row in two.changes if row["team"] != index
    ]


@law
@given(cases())
def test_more_attrition_makes_nobody_stay_longer(case: RandomCase) -> None:
    """With the same luck, the first leaver of each team whose number is fixed leaves no later at twice the
    rate."""
    fixed = with_choice(case, flexibility=Flexibility(), transition=None)
    alone = with_teams(fixed.scenario, viability=None, distress=None, pool=None)
    slow, fast = (
        replace(fixed, scenario=with_teams(alone, attrition_per_year=rate)) for rate in (10.0, 20.0)
    )
    one, two = (because(told(each), Why.LEFT) for each in (slow, fast))
    for team in range(1 + len(case.scenario.providers)):
        sooner = two["instant"][two["team"] == team].min(initial=np.inf)
        assert sooner <= one["instant"][one["team"] == team].min(initial=np.inf)


# -- Transition ----------------------------------------------------------------------------------------------


@law
@given(cases(), st.floats(0.0, 20.0), st.floats(0.0, 20.0))
def test_nothing_leaves_before_signing_and_all_that_may_after_the_ramp(
    case: RandomCase, signing_day: float, ramp_days: float
) -> None:
    """Before signing work is at home; in the ramp only such work leaves as would leave anyway; later the mix
    is as it would be without a transition."""
    transition = Transition(signing_day=signing_day, ramp_days=ramp_days)
    off = {"transition": None, "termination": None, "relay": None}  # a ring passes on what came before
    plain = with_choice(case, assignment=Assignment(), flexibility=Flexibility(), **off)
    never, journal = told(plain), told(with_choice(plain, transition=transition))
    arrived, assigned = journal.tasks["arrived"], journal.tasks["assigned"]
    early, late = arrived < journal.plan.signing.instant, arrived >= 24.0 * (signing_day + ramp_days) + 1e-6

    assert not assigned[early].any()
    assert not journal.tasks["provider"][early].any()
    assert not assigned[never.tasks["assigned"] == 0].any()
    assert np.array_equal(assigned[late], never.tasks["assigned"][late])


# -- What people know ----------------------------------------------------------------------------------------

curves = st.builds(
    Saturating,
    kind=st.just("saturating"),
    newcomer_speed=st.floats(0.2, 1.0),
    newcomer_defects=st.floats(1.0, 5.0),
    ramp_hours=st.floats(1.0, 500.0),
    start_level=st.floats(0.0, 1.0),
    half_life_days=st.none() | st.floats(0.5, 100.0),
)


def months(case: RandomCase, experience: Experience) -> Journal:
    """Three months of the case, in which everybody learns in the same way."""
    scenario = with_teams(case.scenario, experience=experience)
    return told(
        replace(case, scenario=scenario.model_copy(update={"warm_up_days": 0.0, "horizon_days": 92.0}))
    )


few = settings(law, max_examples=40)


@few
@given(cases(), curves)
def test_a_level_on_the_saturating_curve_is_between_none_and_all(case: RandomCase, curve: Saturating) -> None:
    """Whoever comes, leaves, practises or forgets."""
    levels = months(case, curve).levels["level"]

    assert len(levels) == 3 * len(case.scenario.work) * (1 + len(case.scenario.providers))
    assert ((levels >= 0.0) & (levels <= 1.0)).all()


@few
@given(cases(), st.floats(0.6, 1.0))
def test_on_wrights_curve_nothing_is_forgotten_where_nobody_joins(case: RandomCase, ratio: float) -> None:
    """The level counts tasks done: it falls only by newcomers, and never exceeds the tasks there were."""
    journal = months(case, Wright(kind="wright", ratio=ratio))
    joined = set(
        because(journal, Why.HIRED, Why.REPLACED, Why.ADDED, Why.SUCCEEDING, Why.CHOSE)["team"].tolist()
    )
    for team in range(1 + len(case.scenario.providers)):
        for work_type in range(len(case.scenario.work)):
            own = journal.levels[
                (journal.levels["team"] == team) & (journal.levels["work_type"] == work_type)
            ]
            tasks = int((journal.tasks["work_type"] == work_type).sum())
            assert ((own["level"] >= 0.0) & (own["level"] <= tasks + 1e-6)).all()
            if team not in joined:
                assert (np.diff(own["level"]) >= 0.0).all()


def test_nobody_is_let_go_who_has_left_already() -> None:
    """A place is let go while its occupant is being replaced: there are never fewer people than none, and
    whoever comes after all knows nothing; no level is infinite, or negative."""
    work = {
        "arrivals": {"kind": "regular", "per_week": 7},
        "effort_hours": {"kind": "constant", "mean": 1.0},
    }
    home = {
        "seats": 1,
        "attrition_per_year": 50.0,
        "days_to_hire": 42.0,
        "experience": {"kind": "saturating"},
    }
    case = case_from(
        {
            "scenario": {
                "horizon_days": 120,
                "work": {"patents": work},
                "inhouse": home,
                "providers": {"krakow": {"seats": 1}},
                "liaisons": {"seats": 1},
                "reviewers": {"seats": 1},
            },
            "strategy": {
                "mix": {"patents": {"krakow": 1}},
                "staffing": {"inhouse": {"rule": "load", "at_least": 0}},
                "transition": {"signing_day": 20},
            },
        }
    )
    journals = [simulate(case, seed=1, engine=engine) for engine in ("reference", "compiled")]
    changes, levels = journals[0].changes, journals[0].levels
    home_rows = changes[changes["team"] == 0]
    in_time = np.argsort(home_rows["instant"], kind="stable")
    count = journals[0].plan.seats_before[0] + np.cumsum(home_rows["seats"][in_time])

    assert count.min() == 0
    assert ((levels["level"] >= 0.0) & (levels["level"] <= 1.0))[levels["team"] == 0].all()
    assert first_difference(*journals) is None
