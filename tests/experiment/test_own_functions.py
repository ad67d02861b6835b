"""Measures and a rule of one's own, in Python, without a line of the package changed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.engine.journal import Journal
from sim.errors import InputError, ResultsError
from sim.experiment.conduct.conduct import run_experiment
from sim.experiment.conduct.repeat import repeat
from sim.experiment.conduct.verify import verify
from sim.experiment.design.experiment import Experiment, experiment_from
from sim.experiment.execute.run import Run
from sim.rules.assignment import Situation

TEXT = {
    "name": "own",
    "scenario": {"preset": "pfizer_patents", "warm_up_days": 1, "horizon_days": 20},
    "strategy": {"mix": {"patents": {"bangalore": 0.5}}},
    "factors": {"clarity": {"path": "strategy.clarity", "levels": [0.3, 0.6]}},
    "replications": 2,
    "seed": 5,
}


@pytest.fixture
def experiment() -> Experiment:
    """Two points, two replications of twenty days."""
    return experiment_from(TEXT)


def longest_wait_hours(journal: Journal) -> float:
    """Hours from joining a line to taking a seat, at most."""
    return float(np.nanmax(journal.episodes["started"] - journal.episodes["joined"]))


def all_at_home(situation: Situation) -> int:
    """Nothing leaves the house."""
    return 0


def test_a_measure_of_ones_own_is_a_column_like_any_other(experiment: Experiment, tmp_path: Path) -> None:
    """It is stored, summed up, and read again without the function."""
    run_experiment(experiment, tmp_path / "out", measures=[longest_wait_hours])

    results = sim.Results(tmp_path / "out")
    point = results.points[0]
    journal = sim.simulate(point.case, 5, 1)

    assert results.values(point, "longest_wait_hours")[1] == longest_wait_hours(journal)
    assert "longest_wait_hours" in set(results.summary(results.measures)["measure"])


def test_the_manifest_knows_the_functions_by_name_and_digest(experiment: Experiment, tmp_path: Path) -> None:
    """So that nobody takes rows of one source for those of another."""
    run_experiment(experiment, tmp_path / "out", measures=[longest_wait_hours], assign=all_at_home)

    own = json.loads((tmp_path / "out" / "manifest.json").read_text())["resolved"]["own"]

    assert list(own["measures"]) == ["longest_wait_hours"]
    assert [name.rpartition(".")[2] for name in own["assign"]] == ["all_at_home"]
    assert all(len(digest) == 16 for digest in [*own["measures"].values(), *own["assign"].values()])


def test_a_rule_of_ones_own_decides_in_every_run_and_names_other_runs(
    experiment: Experiment, tmp_path: Path
) -> None:
    """All stays at home, whatever the mix says; and no row is taken for one of the strategy's rule."""
    usual = run_experiment(experiment, tmp_path / "usual")
    own = run_experiment(experiment, tmp_path / "own", assign=all_at_home)

    assert (usual.rows()["outsourced_share"] > 0.0).all()
    assert (own.rows()["outsourced_share"] == 0.0).all()
    assert set(usual.rows()["digest"]).isdisjoint(own.rows()["digest"])


def test_a_folder_is_continued_with_the_same_functions_only(experiment: Experiment, tmp_path: Path) -> None:
    """Other functions, or none, are refused in words, and nothing is touched."""
    run_experiment(experiment, tmp_path / "out", measures=[longest_wait_hours])

    again = run_experiment(experiment.repeated(3), tmp_path / "out", measures=[longest_wait_hours])

    assert again.computed == 2
    with pytest.raises(ResultsError, match=r"own: .* there, nothing now"):
        run_experiment(experiment.repeated(3), tmp_path / "out")
    with pytest.raises(InputError, match="needs functions of your own: longest_wait_hours"):
        run_experiment(tmp_path / "out" / "experiment.yaml", tmp_path / "elsewhere")


def test_a_run_is_not_repeated_without_the_functions_that_it_needs(
    experiment: Experiment, tmp_path: Path
) -> None:
    """A folder holds names; with the functions the row comes out as it is stored."""
    results = run_experiment(experiment, tmp_path / "out", assign=all_at_home)
    opened = sim.Results(tmp_path / "out")

    row = repeat(results, Run(results.points[0], 0, 5))

    assert row["cost_per_task"] == results.values(results.points[0], "cost_per_task")[0]
    with pytest.raises(ResultsError, match="needs functions in Python"):
        repeat(opened, Run(opened.points[0], 0, 5))


def cost_per_task(journal: Journal) -> float:
    """Called as a measure of the package."""
    return 0.0


@pytest.mark.parametrize(
    ("measure", "rule"),
    [
        (lambda journal: 1.0, "this one has no name"),
        ("cost", "a measure of one's own is a function"),
        (cost_per_task, "a column of this name already"),
    ],
    ids=["nameless", "no function", "a name that is taken"],
)
def test_what_is_no_measure_is_refused_before_anything_runs(
    experiment: Experiment, measure: object, rule: str
) -> None:
    """In the words of whoever wrote it."""
    with pytest.raises(InputError, match=rule):
        run_experiment(experiment, measures=[measure])  # type: ignore[list-item]


def test_worker_processes_have_the_functions_of_a_script(tmp_path: Path) -> None:
    """Two workers give the rows of one, to the byte; the script has the usual guard."""
    (tmp_path / "own.py").write_text(
        f"""
import sim

EXPERIMENT = {TEXT!r}


def tasks(journal):
    return len(journal.tasks)


def home(situation):
    return 0


if __name__ == "__main__":
    one, two = (
        sim.run(sim.experiment_from(EXPERIMENT), workers=n, measures=[tasks], assign=home) for n in (1, 2)
    )
    print(one.rows().equals(two.rows()), one.rows()["tasks"].min() > 0)
"""
    )

    said = subprocess.run([sys.executable, "own.py"], cwd=tmp_path, capture_output=True, text=True)

    assert said.stdout.split() == ["True", "True"], said.stderr


def test_worker_processes_have_the_distributions_of_a_script(tmp_path: Path) -> None:
    """A class that the script registers is found by two workers, who import it."""
    (tmp_path / "own.py").write_text(
        f"""
from typing import Literal

import numpy as np

import sim
from sim.scenario.base import Part

EXPERIMENT = {TEXT!r}


@sim.register
class Two(Part):
    kind: Literal["two"] = "two"
    mean: float = 2.0

    def quantile(self, luck):
        return np.full(luck.shape, 2.0)


if __name__ == "__main__":
    experiment = sim.experiment_from(EXPERIMENT)
    settings = {{"scenario.work.*.effort_hours": {{"kind": "two"}}}}
    scenario = sim.changed(experiment.points[0].case, settings).scenario
    experiment = experiment.model_copy(update={{"scenario": scenario}})
    one, two = (sim.run(experiment, f"out{{n}}", workers=n) for n in (1, 2))
    print(one.rows().equals(two.rows()), len(one.rows()))
"""
    )

    said = subprocess.run([sys.executable, "own.py"], cwd=tmp_path, capture_output=True, text=True)

    assert said.stdout.startswith("True"), said.stderr[-2000:]


def test_what_needs_functions_in_python_is_not_verified_from_its_folder(
    experiment: Experiment, tmp_path: Path
) -> None:
    """That is said, and no run is called another than it was."""
    results = run_experiment(experiment, tmp_path / "out", measures=[longest_wait_hours])

    assert verify(results).is_sound
    with pytest.raises(ResultsError, match="need functions in Python"):
        verify(sim.Results(tmp_path / "out"))


def fails_in_the_second_world(journal: Journal) -> float:
    """A measure with a fault."""
    return 1.0 / (1 - journal.tape.replication)


def test_how_to_repeat_a_run_that_needs_functions_is_told_in_python(
    experiment: Experiment, tmp_path: Path
) -> None:
    """No command knows them; what is told can be typed, and fails where the run failed."""
    own = [longest_wait_hours, fails_in_the_second_world]
    results = run_experiment(experiment, tmp_path / "out", measures=own, assign=all_at_home)

    failure = next(each for each in results.failures if each["point"] == results.points[1].id)
    command = failure["command"]

    assert command.startswith(f"in Python: journal = sim.simulate(sim.Results({str(tmp_path / 'out')!r})")
    assert "points[1].case, seed=5, replication=1, assign=all_at_home)" in command
    with pytest.raises(ZeroDivisionError):
        exec(command.removeprefix("in Python: "), {**globals()})
    with pytest.raises(ResultsError, match=r"remedy  in Python: journal = sim\.simulate"):
        repeat(sim.Results(tmp_path / "out"), Run(sim.Results(tmp_path / "out").points[0], 0, 5))


def test_how_to_go_on_with_a_folder_that_needs_functions_is_told_in_python(
    experiment: Experiment, tmp_path: Path
) -> None:
    """`kposim run --resume` would be refused, and is not advised."""
    from sim.experiment.folder.again import sweep_again

    folder = tmp_path / "out"
    results = run_experiment(experiment, folder, measures=[fails_in_the_second_world])
    told = sweep_again(folder, results.experiment)

    assert told == (
        f"in Python: sim.run({str(folder / 'experiment.yaml')!r}, out={str(folder)!r}, "
        "measures=[fails_in_the_second_world])"
    )
    exec(told.removeprefix("in Python: "), {**globals()})
    assert sweep_again(folder, experiment).startswith("kposim run ")
