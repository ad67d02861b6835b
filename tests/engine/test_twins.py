"""Two engines, one story: the journals are equal to the last byte, whatever the case."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any, get_args

import numpy as np
import pytest
from hypothesis import given, settings
from pydantic import BaseModel

import sim.case
from sim.case import Case, case_from
from sim.engine.compiled import loop as compiled
from sim.engine.journal import Act, Cause, Why
from sim.engine.simulate import simulate
from sim.scenario.scenario import Scenario
from sim.strategy.strategy import Strategy
from sim.testing import twins
from sim.testing.cases import CHANGES_NO_TIME, RandomCase, cases, random_case
from sim.testing.twins import first_difference, numbered, told_twice

JIT = os.environ.get("NUMBA_DISABLE_JIT", "0") == "0"
EXAMPLES = 150 if JIT else 75
"""Half of them reach nearly the same lines; plain Python (`make coverage`) is slow."""


@settings(derandomize=True, deadline=None, max_examples=EXAMPLES)
@given(cases())
def test_both_engines_write_the_same_journal_whatever_the_case(case: RandomCase) -> None:
    """Over every field of the model, no byte differs."""
    assert told_twice(case) is None


def test_the_vocabulary_draws_every_field_that_can_change_when_things_happen() -> None:
    """A new field of the model must be drawn by `sim.testing.cases`, or listed there as changing no time."""
    drawn: set[str] = set()
    for number in range(400):
        case = numbered(number, seed=0)
        drawn |= set(_unusual("scenario", case.scenario)) | set(_unusual("strategy", case.strategy))
    known = set(_fields("scenario", Scenario)) | set(_fields("strategy", Strategy))

    assert known - drawn == CHANGES_NO_TIME


def _unusual(path: str, part: BaseModel) -> Iterator[str]:
    """Paths of fields that were set to something."""
    for name in part.model_fields_set:
        value = getattr(part, name)
        if value != type(part).model_fields[name].default or name == "kind":
            yield f"{path}.{name}"
            for inner in (
                value.values() if isinstance(value, dict) else value if isinstance(value, tuple) else (value,)
            ):
                if isinstance(inner, BaseModel):
                    yield from _unusual(f"{path}.{name}", inner)


def _fields(path: str, model: type[BaseModel]) -> Iterator[str]:
    """Paths of all fields; below what is listed as changing no time, nothing is asked."""
    for name, field in model.model_fields.items():
        here = f"{path}.{name}"
        yield here
        if here not in CHANGES_NO_TIME:
            for inner in _models(field.annotation):
                yield from _fields(here, inner)


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models(argument)


@pytest.mark.skipif(not JIT, reason="what is drawn is the same, and slow to play, when nothing is compiled")
def test_the_vocabulary_reaches_the_corners() -> None:
    """Among many cases are enough with moves, questions, rework, outages of people at work, insolvencies,
    ties, overload."""
    journals = [numbered(number, seed=0).played(engine="compiled") for number in range(600)]

    def share(happens: Any) -> float:
        return float(np.mean([bool(np.any(happens(j))) for j in journals]))

    assert share(lambda j: j.tasks["moves"] > 0) > 0.1
    assert share(lambda j: j.tasks["questions"] > 0) > 0.15
    assert share(lambda j: j.tasks["attempts"] > 1) > 0.12
    assert share(lambda j: (j.disruptions["at_seats"] > 0) & (j.disruptions["cause"] == Cause.OUTAGE)) > 0.2
    assert share(lambda j: (j.disruptions["moved"] > 0) & (j.disruptions["cause"] == Cause.INSOLVENCY)) > 0.03
    assert share(lambda j: np.diff(np.sort(j.episodes["ended"])) == 0) > 0.3
    assert share(lambda j: j.episodes["started"] > j.episodes["joined"] + 24) > 0.3
    whys = np.concatenate([np.unique(j.changes["why"]) for j in journals])
    assert (np.bincount(whys, minlength=len(Why)) > 2).all()
    assert share(lambda j: j.episodes["act"] == Act.CHECK) > 0.1
    assert share(lambda j: j.disruptions["cause"] == Cause.WALKED_AWAY) > 0.01
    assert share(lambda j: len(j.levels)) > 0.005
    assert share(lambda j: len(j.tasks) == 0) < 0.05
    assert max(len(j.tasks) for j in journals) < 700


def test_a_difference_is_told_with_names_and_both_values() -> None:
    """The first row and column that differ, in the words of the case; a missing row is told as well."""
    arrivals = {"kind": "trace", "arrived_hours": [0, 1]}
    case = case_from(
        {
            "scenario": {
                "horizon_days": 1,
                "work": {
                    "patents": {"arrivals": arrivals, "effort_hours": {"kind": "constant"}, "brief_hours": 1}
                },
                "liaisons": {"seats": 1},
                "providers": {"krakow": {"seats": 1}},
                "events": [{"team": "krakow", "kind": "outage", "at_day": 0.5, "days": 0.1}],
            },
            "strategy": {"mix": {"patents": {"krakow": 1}}, "inspection": {"outsourced_rate": 0}},
        }
    )
    told = simulate(case, seed=0, engine="compiled")
    tasks, episodes, disruptions = told.tasks.copy(), told.episodes.copy(), told.disruptions.copy()
    tasks["provider"][1] = 0
    episodes["started"][3] = 2.5
    disruptions["moved"][0] = 3

    assert first_difference(told, told) is None
    assert first_difference(told, replace(told, tasks=tasks, engine="other")) == (
        "tasks, row 1 (patents): provider is krakow (compiled) and inhouse (other)"
    )
    assert first_difference(told, replace(told, episodes=episodes, engine="other")) == (
        "episodes, row 3 (task 1, attempt 0, work at krakow): started is 2.0 (compiled) and 2.5 (other)"
    )
    assert first_difference(told, replace(told, disruptions=disruptions, engine="other")) == (
        "disruptions, row 0 (outage of krakow): moved is 0 (compiled) and 3 (other)"
    )
    assert first_difference(told, replace(told, episodes=episodes[:3], engine="other")) == (
        "episodes: 4 rows (compiled) and 3 rows (other)"
    )


def test_the_command_says_that_no_case_differs(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 0, and the number of cases told."""
    assert twins.main(["5", "--seed", "3"]) == 0
    assert capsys.readouterr().out.startswith("5 cases, no difference (seed 3, ")


def test_the_command_stops_at_a_difference_and_says_how_to_see_it_again(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit code 1, the complaint, and one line that repeats the case."""
    broken = numbered(2, seed=3)
    monkeypatch.setattr(twins, "told_twice", lambda case: "tasks, row 0 differs" if case == broken else None)

    assert twins.main(["5", "--seed", "3"]) == 1
    told = capsys.readouterr().out
    assert "case 2 of seed 3: tasks, row 0 differs" in told
    assert "python -m sim.testing.twins --case 2 --seed 3" in told


def test_the_repeated_case_is_a_file_that_can_be_loaded(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """What --case prints is the very case, as a YAML file with comments."""
    path = tmp_path / "case.yaml"
    for number in range(5):
        case = numbered(number, seed=3)
        assert twins.main(["--case", str(number), "--seed", "3"]) == 0
        path.write_text(capsys.readouterr().out, encoding="utf-8")

        assert sim.case.load(path) == Case(case.scenario, case.strategy)
        assert f"its own seed is {case.seed}" in path.read_text(encoding="utf-8")


def test_the_same_number_and_seed_are_the_same_case() -> None:
    """A case needs no other case to be drawn first."""
    assert numbered(7, seed=1) == random_case(Random("1/7"))
    assert numbered(7, seed=1) != numbered(8, seed=1)
    assert numbered(7, seed=1) != numbered(7, seed=2)


def digest(numbers: range) -> str:
    """A digest of the journals that the compiled engine writes."""
    journals = (numbered(number, seed=5).played(engine="compiled") for number in numbers)
    return sha256(b"".join(journal.to_bytes() for journal in journals)).hexdigest()


DIGEST = """
from hashlib import sha256
from sim.engine.journal import Act, Why
from sim.engine.simulate import simulate
from sim.testing.twins import numbered
journals = (numbered(number, seed=5).played(engine="compiled") for number in range(12))
print(sha256(b"".join(journal.to_bytes() for journal in journals)).hexdigest())
"""


def test_the_compiled_engine_as_plain_python_writes_the_same_journal() -> None:
    """Without Numba's compiler everything works, slowly, and no byte differs."""
    plain = subprocess.run(
        [sys.executable, "-c", DIGEST],
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert plain.returncode == 0, plain.stderr
    assert plain.stdout.strip() == digest(range(12))


@pytest.mark.skipif(not JIT, reason="nothing is compiled")
def test_the_story_is_compiled_once_whatever_the_case() -> None:
    """All cases have arrays of the same types and layouts: nobody waits ten seconds in the middle of a
    sweep."""
    for number in range(100):
        numbered(number, seed=0).played(engine="compiled")

    assert len(compiled.tell.signatures) == 1
