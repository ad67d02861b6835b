"""A rule of the user's own sees what is known on arrival, answers with a team, and runs on both engines."""

import os
import re
from typing import Any, get_args

import numba
import numpy as np
import pytest

import sim
from sim.case import case_from
from sim.engine.making import make_plan
from sim.engine.own_rule import rule_identity
from sim.engine.simulate import simulate
from sim.errors import InputError
from sim.rules.assignment import Discipline, Rule, Situation, team_for
from sim.rules.disruption import Fate
from sim.scenario.hazard import Interruption
from sim.strategy import strategy
from sim.testing.twins import first_difference, numbered

JIT = os.environ.get("NUMBA_DISABLE_JIT", "0") == "0"

CASE = case_from(
    {
        "scenario": {
            "horizon_days": 10,
            "work": {
                "patents": {
                    "arrivals": {"kind": "regular", "per_week": 70},
                    "effort_hours": {"kind": "exponential", "mean": 4},
                }
            },
            "inhouse": {"seats": 3},
            "providers": {"krakow": {"seats": 2}, "pune": {"seats": 1}},
            "liaisons": {"seats": 1},
            "reviewers": {"seats": 1},
            "events": [
                {"team": "krakow", "kind": "outage", "at_day": 2, "days": 3},
                {"team": "pune", "kind": "insolvency", "at_day": 6},
            ],
        },
        "strategy": {"mix": {"patents": {"krakow": 0.5}}},
    }
)


def played(rule: Any, engine: Any = "reference") -> sim.engine.journal.Journal:
    """The case under a rule."""
    return simulate(CASE, seed=1, engine=engine, assign=rule)


def test_a_rule_is_told_how_the_teams_are_now() -> None:
    """Seats, lines, outages and ends as the journal has them at each arrival, and nothing of the future."""
    seen: list[Situation] = []
    journal = played(lambda situation: seen.append(snapshot(situation)) or "krakow")
    tasks, day = journal.tasks, 24.0

    assert [each.now for each in seen] == tasks["arrived"].tolist()
    assert {each.mean_effort for each in seen} == {4.0}
    for each in seen:
        assert each.seats.tolist() == [3, 2, 1]
        assert each.is_down.tolist() == [False, 2 * day <= each.now < 5 * day, False]
        assert each.is_gone.tolist() == [False, False, each.now >= 6 * day]
        waits = (tasks["arrived"] < each.now) & ~(tasks["started"] <= each.now)
        assert each.in_line[1] <= waits.sum()
        assert (each.at_seats <= each.seats).all()


def snapshot(situation: Situation) -> Situation:
    """The arrays as they are now."""
    return Situation(*(np.copy(value) if isinstance(value, np.ndarray) else value for value in situation))


def test_a_rule_cannot_write_what_it_sees() -> None:
    """The arrays are read-only."""

    def greedy(situation: Situation) -> int:
        situation.seats[0] = 99
        return 0

    with pytest.raises(ValueError, match="read-only"):
        played(greedy)


def test_no_field_of_a_situation_is_dealt() -> None:
    """Of chance it holds the task's own number for rules, and nothing that is dealt for later."""
    assert set(Situation._fields).isdisjoint({"effort", "tape", "house", "misfortunes", "question", "defect"})


@pytest.mark.parametrize("answer", [1, np.int64(1), "krakow"])
def test_a_team_is_named_or_numbered(answer: Any) -> None:
    """Both mean the same team."""
    assert (played(lambda situation: answer).tasks["assigned"] == 1).all()


@pytest.mark.parametrize("answer", [99, -1, 3, None, "nowhere", "liaisons", 1.0, True, [1]])
def test_an_answer_that_is_no_working_team_is_refused_in_words(answer: Any) -> None:
    """With the task, the answer, and the teams there are."""
    with pytest.raises(InputError) as refused:
        played(lambda situation: answer)

    assert "task 0" in str(refused.value)
    assert "krakow" in str(refused.value)


def test_a_near_miss_is_corrected() -> None:
    """The nearest name is proposed."""
    with pytest.raises(InputError, match="did you mean krakow"):
        played(lambda situation: "cracow")


@pytest.mark.parametrize("rule", [lambda task, house: 0, lambda: 0, 3, "mix"])
def test_what_is_no_function_of_one_situation_is_refused_before_anything_begins(rule: Any) -> None:
    """An older rule of task and house, too."""
    with pytest.raises(InputError, match="assign"):
        played(rule)


def test_a_rule_of_ones_own_can_repeat_the_strategys() -> None:
    """What the strategy's rules see is what any rule sees: overflow by hand is overflow to the byte."""
    case = sim.case.changed(CASE, {"strategy.assignment.rule": "overflow"})
    plan = make_plan(case.scenario, case.strategy)
    own = simulate(case, seed=1, engine="reference", assign=lambda s: team_for(Rule.OVERFLOW, s))

    assert plan.assignment == Rule.OVERFLOW
    assert own.to_bytes() == simulate(case, seed=1).to_bytes()


@numba.njit
def emptiest(situation):  # type: ignore[no-untyped-def]
    """The team with the fewest tasks for each seat that is not gone; the first of equals."""
    best, least = 0, np.inf
    for team in range(len(situation.seats)):
        if situation.seats[team] > 0 and not situation.is_gone[team]:
            load = (situation.in_line[team] + situation.at_seats[team]) / situation.seats[team]
            if load < least or (load == least and situation.opens_at[team] < situation.opens_at[best]):
                best, least = team, load
    return best


@pytest.mark.skipif(not JIT, reason="nothing is compiled")
def test_a_rule_that_numba_compiles_runs_on_the_compiled_engine_to_the_byte() -> None:
    """Over random cases the journal is that of the reference engine with the same rule."""
    for number in range(40):
        case = numbered(number, seed=11)
        one, other = (case.played(engine, assign=emptiest) for engine in ("reference", "compiled"))

        assert first_difference(one, other) is None
    assert case.played(assign=emptiest).engine == "compiled"


@numba.njit
def astray(situation):  # type: ignore[no-untyped-def]
    """To nobody, from the third day on."""
    return 99 if situation.now >= 72.0 else 0


@numba.njit
def silent(situation):  # type: ignore[no-untyped-def]
    """Nothing."""


@pytest.mark.skipif(not JIT, reason="nothing is compiled")
def test_compiled_rules_are_refused_in_the_same_words() -> None:
    """A team that is none, by both engines alike; what cannot be compiled as a rule, by name."""
    words = []
    for engine in ("reference", "compiled"):
        with pytest.raises(InputError) as refused:
            played(astray, engine)
        words.append(str(refused.value))

    assert words[0] == words[1]
    with pytest.raises(InputError, match="silent"):
        played(silent, "compiled")


def test_a_rule_is_known_again_by_name_and_source() -> None:
    """The same source, wherever it is indented, has the same digest; another has another."""
    name, digest = rule_identity(emptiest)

    assert name.endswith("emptiest")
    assert re.fullmatch("[0-9a-f]{16}", digest)
    assert rule_identity(emptiest) == rule_identity(emptiest)
    assert rule_identity(astray).digest != digest
    spaces: dict[str, Any] = {}
    exec("def typed(situation):\n    return 1", spaces)
    exec("def other(situation):\n    return 2", spaces)
    assert rule_identity(spaces["typed"]).digest != rule_identity(spaces["other"]).digest


@pytest.mark.parametrize(
    ("names", "enumeration"),
    [(strategy.AssignmentRule, Rule), (strategy.Discipline, Discipline), (Interruption, Fate)],
)
def test_what_a_file_may_say_and_what_the_laws_know_meet_by_name(names: Any, enumeration: Any) -> None:
    """Every name has its member, and every member its name; their order means nothing."""
    assert set(get_args(names)) == {member.name.lower() for member in enumeration}
