"""Every question has its case first, in whatever form; and the pair of old works for one release more."""

from __future__ import annotations

import inspect
import pickle
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import sim
from sim.case import plain
from sim.errors import InputError

CASE = sim.preset("one_queue").changed({"scenario.horizon_days": 3.0, "scenario.warm_up_days": 1.0})
QUESTIONS = ("simulate", "what_if", "counterfactual", "waterfall", "payback", "live")


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_case_comes_first(name: str) -> None:
    """And the seed is drawn where it is left out."""
    parameters = inspect.signature(getattr(sim, name)).parameters

    assert next(iter(parameters)) == "case"
    assert parameters["seed"].default is None


@pytest.mark.parametrize("name", QUESTIONS)
def test_no_docstring_has_a_place_left_open(name: str) -> None:
    """What all questions have in common is put in by one hand."""
    assert "{" not in (getattr(sim, name).__doc__ or "").replace('{"', "").replace("``{", "")


def test_a_name_and_a_file_are_as_good_as_a_case(tmp_path: Path) -> None:
    """The same journal, to the last byte."""
    (tmp_path / "mine.yaml").write_text("scenario: one_queue\n")
    file = tmp_path / "mine.yaml"
    given = (sim.preset("one_queue"), "one_queue", str(file), file)

    assert len({sim.simulate(each, seed=1).to_bytes() for each in given}) == 1


@pytest.mark.parametrize(
    "old",
    [
        lambda s, c: sim.simulate(s, c, 1),
        lambda s, c: sim.simulate(s, c, seed=1),
        lambda s, c: sim.simulate(s, strategy=c, seed=1),
        lambda s, c: sim.simulate(scenario=s, strategy=c, seed=1),
    ],
)
def test_scenario_and_strategy_still_work_and_a_warning_says_the_new_way(old: Any) -> None:
    """For one release."""
    with pytest.warns(DeprecationWarning, match=r"simulate\(case, ...\)"):
        journal = old(CASE.scenario, CASE.strategy)

    assert journal.to_bytes() == sim.simulate(CASE, seed=1).to_bytes()


def test_a_case_can_still_be_unpacked_with_a_warning() -> None:
    """It will hold more than two parts."""
    with pytest.warns(DeprecationWarning, match="no pair any more"):
        scenario, strategy = CASE

    assert (scenario, strategy) == (CASE.scenario, CASE.strategy)


def test_a_case_is_changed_by_path_or_part_by_part() -> None:
    """The case itself stays as it was."""
    more = CASE.changed({"scenario.inhouse.seats": 12})

    assert more.scenario.inhouse.seats == 12 != CASE.scenario.inhouse.seats
    assert CASE.with_(scenario=more.scenario) == more
    patents = sim.preset("pfizer_patents")
    with pytest.raises(InputError):
        CASE.with_(strategy=patents.strategy)


def test_a_digest_names_what_a_case_says() -> None:
    """Not what it is called; and cases of one scenario share the name of their luck."""
    renamed = replace(CASE, scenario=CASE.scenario.model_copy(update={"name": "Another"}))
    patents = sim.preset("pfizer_patents")
    other = patents.changed({"strategy.clarity": 0.9})

    assert renamed.digest == CASE.digest
    assert other.digest != patents.digest
    assert other.scenario_digest == patents.scenario_digest
    assert pickle.loads(pickle.dumps(CASE)) == CASE


def test_a_case_shows_itself_in_a_line() -> None:
    """Ten pages of settings are for `plain`, and for `kposim show`."""
    assert repr(sim.preset("pfizer_patents")).startswith("<Case 'Patent")
    assert len(repr(CASE)) < 160
    assert plain(CASE)["scenario"]["horizon_days"] == 3.0
