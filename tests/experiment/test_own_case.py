"""May an experiment start from a case file of one's own, and hold numbers as one has them?"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import sim
from sim.errors import InputError
from sim.experiment.design.experiment import experiment_from, load_experiment
from sim.experiment.design.factor import Factor

MINE = """\
scenario:
  name: Mine
  horizon_days: 21
  work: {w: {arrivals: {kind: trace, file: log.csv}, effort_hours: {kind: constant, mean: 6}, due_days: 5}}
  inhouse: {seats: 1}
strategy: {name: Ours, clarity: 0.4}
"""
FACTORS = "factors: {seats: {path: scenario.inhouse.seats, levels: [1, 2]}}\nreplications: 2\nseed: 1\n"


@pytest.fixture
def folders(tmp_path):
    """A case with its trace in one folder; experiments go to another beside it."""
    for name in ("cases", "experiments"):
        (tmp_path / name).mkdir()
    (tmp_path / "cases/mine.yaml").write_text(MINE)
    (tmp_path / "cases/log.csv").write_text("arrived_hours\n1\n2\n30\n")
    return tmp_path


def loaded(folders, text):
    """An experiment that begins with this."""
    (folders / "experiments/e.yaml").write_text(text + FACTORS)
    return load_experiment(folders / "experiments/e.yaml")


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("case: ../cases/mine.yaml\n", 21.0),
        ("scenario: ../cases/mine.yaml\n", 21.0),
        ("scenario: {preset: ../cases/mine.yaml, horizon_days: 10}\n", 10.0),
        ("case: ../cases/mine.yaml\nscenario: {horizon_days: 10}\n", 10.0),
    ],
)
def test_an_experiment_starts_from_a_case_file(folders, monkeypatch, text, days):
    """From any working folder: each path is taken from the file that names it."""
    monkeypatch.chdir(folders.parent)
    experiment = loaded(folders, text)

    assert (experiment.scenario.name, experiment.scenario.horizon_days) == ("Mine", days)
    assert (experiment.strategy.name, experiment.strategy.clarity) == ("Ours", 0.4)
    assert experiment.scenario.work["w"].arrivals.arrived_hours == (1.0, 2.0, 30.0)
    whole = sim.load(folders / "cases/mine.yaml")
    assert loaded(folders, "case: ../cases/mine.yaml\n").case.digest == whole.digest


def test_a_strategy_may_build_on_a_file_too_and_be_changed(folders):
    """What is stated is laid over it."""
    experiment = loaded(folders, "case: ../cases/mine.yaml\nstrategy: {clarity: 0.7}\n")

    assert (experiment.strategy.name, experiment.strategy.clarity) == ("Ours", 0.7)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("case: ../cases/yours.yaml\n", "files there: mine.yaml"),
        ("case: pfizer\n", "did you mean pfizer_patents"),
        ("case: ../cases/mine.yaml\nscenario: one_queue\n", "both say what to start from"),
        ("case: e.yaml\n", "no such setting here"),
    ],
)
def test_what_cannot_be_started_from_is_told(folders, text, words):
    """A file that is not there, a name that stands for nothing, two beginnings, no case."""
    with pytest.raises(InputError, match=words):
        loaded(folders, text)


def test_a_fault_of_the_case_is_told_by_its_own_line(folders):
    """Not by one of the experiment's, where there is nothing to mend."""
    (folders / "cases/mine.yaml").write_text(MINE.replace("seats: 1", "seat: 1"))

    with pytest.raises(InputError, match=r"mine\.yaml, line 5: scenario\.inhouse\.seat\n"):
        loaded(folders, "case: ../cases/mine.yaml\n")


def test_a_case_cannot_build_on_itself(tmp_path):
    """Not by way of another file either."""
    (tmp_path / "a.yaml").write_text("scenario: {preset: b.yaml}\n")
    (tmp_path / "b.yaml").write_text("scenario: {preset: a.yaml}\n")

    with pytest.raises(InputError, match="cannot build on itself"):
        sim.load(tmp_path / "a.yaml")


BOXED = {
    "an array": np.array([0.1, 0.4]),
    "a list of NumPy's numbers": [np.float64(0.1), np.float64(0.4)],
    "a column of a table": pd.Series([0.1, 0.4]),
    "a tuple": (0.1, 0.4),
}


@pytest.mark.parametrize("levels", BOXED.values(), ids=BOXED)
def test_levels_are_taken_as_one_has_them(small, levels):
    """Arrays, columns and NumPy's own numbers mean what a list means."""
    plain = small(factors={"clarity": {"path": "strategy.clarity", "levels": [0.1, 0.4]}})
    boxed = small(
        factors={"clarity": {"path": "strategy.clarity", "levels": levels}},
        replications=np.int64(3),
        seed=np.int64(11),
        baseline={"clarity": np.float64(0.1)},
    )

    assert [point.id for point in boxed.points] == [point.id for point in plain.points]
    assert (boxed.replications, boxed.seed) == (3, 11)
    assert all(type(value) is float for value in boxed.factors["clarity"].values)
    assert experiment_from(boxed.plain()).digest == boxed.digest


def test_whole_numbers_and_truth_stay_what_they_are():
    """Seats are counted, and a factor of one's own is made of an array as well."""
    assert Factor(path="scenario.inhouse.seats", levels=np.arange(8, 11)).values == [8, 9, 10]
    assert Factor(path="strategy.x", levels=np.array([True, False])).values == [True, False]
    case = sim.changed(sim.preset("one_queue"), {"scenario.inhouse.seats": np.int64(12)})
    assert case.scenario.inhouse.seats == 12
