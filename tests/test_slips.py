"""Slips in Python: what is taken for something else is told with what is wanted, and a remedy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import sim
from sim.ask.what_if import WhatIf
from sim.engine.journal import Journal
from sim.errors import InputError, KposimError, ResultsError, UnknownName

MORE = {"scenario.inhouse.seats": 11}
FILE = "experiments/smoke.yaml"


@pytest.fixture(scope="module")
def journal() -> Journal:
    """A few days of one queue."""
    return sim.simulate(sim.preset("one_queue").changed({"scenario.horizon_days": 3}), seed=1)


@pytest.fixture(scope="module")
def answer() -> WhatIf:
    """One seat more."""
    return sim.what_if("one_queue", MORE, replications=2, seed=1)


def longest(journal: Journal) -> float:
    """A measure of one's own."""
    return 1.0


case = sim.preset("one_queue")
any_sim: Any = sim


@pytest.mark.parametrize(
    ("slip", "place", "remedy"),
    [
        (lambda: any_sim.settle(case), "journal", r"sim\.settle\(sim\.simulate"),
        (lambda: any_sim.settle("one_queue"), "journal", r"sim\.simulate"),
        (lambda: any_sim.run(case), "experiment", r"sim\.simulate\(case\)"),
        (lambda: any_sim.run({"case": "one_queue"}), "experiment", "experiment_from"),
        (lambda: any_sim.run(None), "experiment", "load_experiment"),
        (lambda: any_sim.run("one_queue"), "experiment", "case: one_queue"),
        (lambda: any_sim.run(FILE, measures=longest), "measures", r"measures=\[longest\]"),
        (lambda: any_sim.run(FILE, measures="cost_per_task"), "measures", "list of functions"),
        (lambda: any_sim.run(FILE, out=3), "out", "results/mine"),
        (lambda: any_sim.run(FILE, shard=3), "shard", "3/16"),
        (lambda: any_sim.trace(case), "journal", r"sim\.trace\(sim\.simulate"),
        (lambda: any_sim.what_if("one_queue", "a=b"), "settings", "--set"),
        (lambda: any_sim.what_if("one_queue", ["a=b"]), "settings", "strategy.clarity"),
        (lambda: any_sim.what_if("one_queue", {3: 4}), "settings", "strategy.clarity"),
        (lambda: any_sim.what_if("one_queue", MORE, "one_queue"), "against", r"sim\.preset"),
        (lambda: any_sim.what_if(3, MORE), "case", r"sim\.preset"),
        (lambda: any_sim.simulate(sim.load_experiment(FILE)), "case", r"ask its \.case"),
        (lambda: any_sim.changed("one_queue", MORE), "case", r"sim\.preset"),
        (lambda: any_sim.changed(case, None), "settings", "strategy.clarity"),
        (lambda: case.with_(strategi=3), "case", "did you mean strategy"),
        (lambda: case.with_(strategy=3), "strategy", "Strategy"),
        (lambda: any_sim.payback("one_queue", 3), "baseline", "strategy"),
        (lambda: any_sim.counterfactual("one_queue", 3), "without", "failures"),
        (lambda: any_sim.load(3), "file", "mine.yaml"),
        (lambda: any_sim.load_experiment(3), "experiment", "mine.yaml"),
        (lambda: any_sim.experiment_from("mine.yaml"), "experiment", "load_experiment"),
        (lambda: any_sim.Results(None), "folder", "results/mine"),
    ],
)
def test_what_is_taken_for_something_else_is_refused_in_words(
    slip: Callable[[], object], place: str, remedy: str
) -> None:
    """By the first thing that it reaches, before anything is played."""
    with pytest.raises(InputError, match=rf"^{place}\n") as refused:
        slip()

    assert refused.match(remedy)


@pytest.mark.parametrize("task", ["x", 1.5, True])
def test_a_task_is_a_whole_number(journal: Journal, task: Any) -> None:
    """A row of the journal."""
    with pytest.raises(InputError, match="a task is its row in the journal"):
        sim.trace(journal, task)


def test_a_measure_that_is_misspelt_is_a_key_error_with_the_nearest_name(
    journal: Journal, answer: WhatIf
) -> None:
    """Both for those who catch ours and for Python, to whom a scorecard is a mapping."""
    card = sim.settle(journal)
    for slip in (
        lambda: card["cost_per_tsk"],
        lambda: card.unit("cost_per_tsk"),
        lambda: answer["cost_per_tsk"],
        lambda: answer.sentence(["cost_per_tsk"]),
    ):
        with pytest.raises(UnknownName, match=r"did you mean cost_per_task\?") as refused:
            slip()
        assert isinstance(refused.value, KeyError)

    assert card.get("cost_per_tsk") is None
    assert "cost_per_tsk" not in card


def test_one_measure_may_be_named_without_a_list(answer: WhatIf) -> None:
    """A text is one name, not its letters."""
    assert answer.sentence("cost_per_task") == answer.sentence(["cost_per_task"])
    assert list(answer.frame("cost_per_task").index) == ["cost_per_task"]


def test_a_confidence_of_95_is_refused_before_anything_is_played() -> None:
    """It is 0.95."""
    with pytest.raises(ValueError, match=r"0\.95, not 95"):
        sim.what_if("one_queue", MORE, replications=100_000, level=95)


def test_results_that_are_none_name_those_that_are_there(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The nearest, wherever they are looked for."""
    monkeypatch.chdir(tmp_path)
    experiment = sim.experiment_from({"case": "one_queue", "replications": 2, "seed": 1})
    with pytest.raises(ResultsError, match="remedy  compute some"):
        _ = sim.Results("nope").experiment
    sim.run(experiment.repeated(1), out="results/mine")

    for slip in ("results/mien", "mine", "results"):
        with pytest.raises(ResultsError, match="results/mine"):
            _ = sim.Results(slip).experiment


def test_a_name_that_the_package_lacks_is_told_with_the_nearest() -> None:
    """By Python itself, which is told where to look."""
    with pytest.raises(AttributeError) as refused:
        _ = any_sim.setle

    assert refused.value.name == "setle"
    assert refused.value.obj is sim
    assert not isinstance(refused.value, KposimError)
