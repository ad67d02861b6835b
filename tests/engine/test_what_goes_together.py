"""A run's scenario, strategy, plan, tape and seed belong together, or nothing is played."""

from collections.abc import Callable
from typing import Any

import pytest

import sim
from sim.case import Case, case_from
from sim.engine.making import make_plan
from sim.engine.simulate import simulate
from sim.errors import InputError
from sim.scenario.scenario import Scenario
from sim.tape.tape import deal

Data = dict[str, Any]


def case(days: float = 10.0, per_week: float = 50.0, **choice: Any) -> Case:
    """Two work types, a provider, and nothing to fear."""
    work = {
        name: {
            "arrivals": {"kind": "poisson", "per_week": per_week},
            "effort_hours": {"kind": "exponential", "mean": 1.0},
        }
        for name in ("patents", "payroll")
    }
    world = {
        "horizon_days": days,
        "work": work,
        "inhouse": {"seats": 2},
        "reviewers": {"seats": 1},
        "providers": {"krakow": {"seats": 2}},
    }
    return case_from({"scenario": world, "strategy": {"mix": {"patents": {"krakow": 0.5}}, **choice}})


def problem(refused: pytest.ExceptionInfo[InputError]) -> tuple[str, str]:
    """Path and rule of the first thing that is wrong."""
    first = refused.value.problems[0]
    return first.path, first.rule


# Tapes


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(lambda: case(days=1.0), id="shorter"),
        pytest.param(lambda: case(days=400.0), id="longer"),
        pytest.param(lambda: case(per_week=5000.0), id="busier"),
        pytest.param(lambda: sim.preset("one_queue"), id="another preset"),
    ],
)
@pytest.mark.parametrize("engine", ["reference", "compiled"])
def test_the_tape_of_another_scenario_is_refused(other: Callable[[], Case], engine: Any) -> None:
    """With other arrivals, other work types or another horizon the engines would read luck that is not
    there."""
    with pytest.raises(InputError) as refused:
        simulate(case(), engine=engine, tape=deal(other().scenario, 1, 0))

    path, rule = problem(refused)
    assert path == "tape"
    assert rule.startswith("this tape was dealt for another scenario")


def test_the_refusal_of_a_tape_tells_the_two_horizons() -> None:
    """Where they differ; hours, as the tape has them."""
    with pytest.raises(InputError, match="it lasts 24 hours, and the run 240"):
        simulate(case(), tape=deal(case(days=1.0).scenario, 1, 0))


def test_a_tape_serves_every_strategy_in_an_equal_scenario() -> None:
    """Made twice, or called otherwise: what it is called changes no run."""
    tape = deal(case().scenario, 3, 2)
    renamed = case().scenario.model_copy(update={"name": "the same"})
    played = [
        simulate(Case(scenario, case(clarity=0.5).strategy), tape=tape)
        for scenario in (case().scenario, renamed)
    ]

    assert played[0].to_bytes() == played[1].to_bytes()
    assert played[0].to_bytes() == simulate(case(clarity=0.5), seed=3, replication=2).to_bytes()


@pytest.mark.parametrize(("name", "asked"), [("seed", 999), ("replication", 5), ("replication", 0)])
def test_a_seed_beside_a_tape_is_the_tapes_own_or_refused(name: str, asked: int) -> None:
    """It would be ignored; said rightly, or not at all, it does no harm."""
    tape = deal(case().scenario, 1, 2)
    with pytest.raises(InputError) as refused:
        simulate(case(), tape=tape, **{name: asked})

    assert problem(refused)[0] == name
    assert (
        simulate(case(), seed=1, replication=2, tape=tape).to_bytes()
        == simulate(case(), tape=tape).to_bytes()
    )


def test_luck_laid_down_by_hand_stays_a_tape_of_its_scenario() -> None:
    """Tests put numbers of their own on a tape."""
    tape = deal(case().scenario, 1, 0)
    fixed = tape.with_luck(assignment=0.0)

    assert not simulate(case(), tape=fixed).tasks["assigned"].any()


# Plans


def test_the_plan_of_another_case_is_refused() -> None:
    """Of another strategy, or of another scenario."""
    for other in (case(clarity=0.5), case(days=11.0)):
        with pytest.raises(InputError) as refused:
            simulate(case(), seed=1, plan=make_plan(other.scenario, other.strategy))
        assert problem(refused) == ("plan", "this plan was made for another case")

    assert (
        simulate(case(), seed=1, plan=make_plan(case().scenario, case().strategy)).to_bytes()
        == simulate(case(), seed=1).to_bytes()
    )


# Scenario and strategy


def test_a_strategy_of_another_world_is_refused_as_in_a_file() -> None:
    """Its mix names work and teams that are not there: every one is told."""
    scenario, strategy = sim.preset("one_queue").scenario, sim.preset("pfizer_patents").strategy
    with pytest.raises(InputError) as refused:
        simulate(Case(scenario, strategy), seed=1)

    assert "strategy.mix.patents" in {each.path for each in refused.value.problems}


ALTERED: dict[str, tuple[Callable[[Case], tuple[Any, Any]], str]] = {
    "a horizon below zero": (
        lambda c: (c.scenario.model_copy(update={"horizon_days": -5.0}), c.strategy),
        "scenario.horizon_days",
    ),
    "a team in a provider": (
        lambda c: (
            c.scenario.model_copy(
                update={
                    "providers": {"krakow": c.scenario.providers["krakow"].model_copy(update={"speed": 0.0})}
                }
            ),
            c.strategy,
        ),
        "scenario.providers.krakow.speed",
    ),
    "a share above one": (
        lambda c: (c.scenario, c.strategy.model_copy(update={"mix": {"patents": {"krakow": 5.0}}})),
        "strategy.mix.patents.krakow",
    ),
    "shares that add up to too much": (
        lambda c: (
            c.scenario,
            c.strategy.model_copy(update={"mix": {"patents": {"krakow": 0.7, "inhouse": 0.7}}}),
        ),
        "strategy.mix.patents",
    ),
    "no people": (
        lambda c: (
            c.scenario.model_copy(update={"inhouse": c.scenario.inhouse.model_copy(update={"seats": 0})}),
            c.strategy,
        ),
        "scenario.inhouse.seats",
    ),
    "made without a check": (
        lambda c: (c.scenario, type(c.strategy).model_construct(clarity=2.0)),
        "strategy.clarity",
    ),
    "no scenario at all": (lambda c: (c, c.strategy), "scenario"),
}


@pytest.mark.parametrize("how", ALTERED)
def test_what_was_altered_in_python_is_checked_as_a_file_is(how: str) -> None:
    """Path, value, rule: whatever a file may not say, a copy may not either."""
    alter, path = ALTERED[how]
    with pytest.raises(InputError) as refused:
        simulate(Case(*alter(case())), seed=1)

    assert path in {each.path for each in refused.value.problems}


def test_settings_cannot_be_altered_in_place() -> None:
    """Nobody would check them; the way to do it is in the refusal. Copies and pickles are as frozen."""
    import copy
    import pickle

    strategy = case().strategy
    for each in (
        strategy,
        copy.deepcopy(strategy),
        pickle.loads(pickle.dumps(strategy)),
        strategy.model_copy(update={"mix": {"patents": {"krakow": 0.1}}}),
    ):
        with pytest.raises(TypeError, match=r"sim\.changed\(case"):
            each.mix["patents"]["krakow"] = 5.0
        with pytest.raises(TypeError, match="not altered in place"):
            each.mix.update({"payroll": {"krakow": 1.0}})


def test_a_copy_is_given_no_setting_that_does_not_exist() -> None:
    """It would have no effect, and nobody would hear of it."""
    with pytest.raises(ValueError, match="Strategy has no setting called 'clearness'"):
        case().strategy.model_copy(update={"clearness": 0.5})


def test_a_copy_has_a_digest_of_its_own() -> None:
    """It would be taken for the original otherwise; a copy of what is the same has the same."""
    scenario = case().scenario
    digest = scenario.digest

    assert scenario.model_copy(update={"horizon_days": 11.0}).digest != digest
    assert scenario.model_copy().digest == digest == Scenario.model_validate(scenario.model_dump()).digest


# Seeds


@pytest.mark.parametrize(
    ("name", "number"), [("seed", -1), ("seed", 1.5), ("seed", "seven"), ("seed", True), ("replication", -1)]
)
def test_a_seed_is_a_whole_number_from_zero(name: str, number: Any) -> None:
    """Else it is refused by its name, wherever luck is dealt."""
    for ask in (
        lambda: simulate(case(), **{"seed": 1, name: number}),
        lambda: deal(case().scenario, **{"seed": 1, "replication": 0, name: number}),
    ):
        with pytest.raises(InputError) as refused:
            ask()
        assert problem(refused) == (name, "must be a whole number from 0 on")


def test_a_question_says_what_is_wrong_with_its_seed() -> None:
    """The same words, whoever asks."""
    with pytest.raises(InputError, match="must be a whole number from 0 on"):
        sim.what_if(case(), {"strategy.clarity": 0.5}, replications=2, seed=-1)
