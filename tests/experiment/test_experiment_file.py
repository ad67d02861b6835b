"""Does an experiment file mean what it says, and is a wrong one told in plain words, in the right line?"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from sim.case import preset
from sim.errors import InputError
from sim.experiment.design.experiment import Experiment, experiment_from, load_experiment
from sim.experiment.design.factor import Factor
from sim.experiment.folder.claim import document_of

SHIPPED = sorted((Path(__file__).parents[2] / "experiments").rglob("*.yaml"))

TEXT = """\
name: mine
scenario: pfizer_patents
strategy: {clarity: 0.1}
factors:
  share:
    levels: {from: 0, to: 1, step: 0.1}
    sets:
      strategy.mix.patents.bangalore: 0.7
      strategy.mix.patents.krakow: 0.3
  provider:
    levels:
      typical: {}
      fragile:
        scenario.providers.*.outages.mttf_days: 200
replications: 2
"""


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_experiment_loads(path):
    """Every file in experiments/ can be run, and its name is its file's."""
    experiment = load_experiment(path)

    assert experiment.name == path.stem


def test_a_file_means_its_grid(written):
    """Eleven shares times two providers; the file's own strategy is laid over the preset's."""
    experiment = load_experiment(written(TEXT))

    assert len(experiment.points) == 22
    assert experiment.runs == 44
    assert experiment.strategy.clarity == 0.1
    assert experiment.strategy.discipline == "due_date"


@pytest.mark.parametrize(
    ("wrong", "right", "line", "words"),
    [
        ("clarity: 0.1", "clarty: 0.1", 3, ["strategy.clarty", "did you mean clarity?"]),
        ("pfizer_patents", "pfizr_patents", 2, ["pfizr_patents", "did you mean pfizer_patents?"]),
        ("replications: 2", "replication: 2", 15, ["replication", "did you mean replications?"]),
        ("replications: 2", "replications: 0", 15, ["must be 1 or more"]),
        ("patents.bangalore: 0.7", "patents.bangalor: 0.7", 5, ["factors.share", "did you mean bangalore?"]),
        ("krakow: 0.3", "krakow: 0.4", 5, ["factors.share", "shares must not add up to more than one"]),
        ("mttf_days: 200", "mttf_day: 200", 13, ["levels.fragile", "mttf_day", "did you mean mttf_days?"]),
        ("mttf_days: 200", "mttf_days: -1", 13, ["levels.fragile", "must be greater than 0"]),
        ("providers.*.outages", "providers.bangalor.outages", 13, ["fragile", "did you mean bangalore?"]),
        ("levels: {from: 0, to: 1, step: 0.1}", "levels: [0, 0.5, 0.5]", 5, ["level 0.5 is given twice"]),
        ("to: 1, step: 0.1", "to: 1, step: 0.3", 6, ["pass 0.9 and miss it", "to: 0.9"]),
        ("to: 1, step: 0.1", "to: 1, step: 0", 6, ["must be greater than 0"]),
        ("from: 0, to: 1", "from: 0, too: 1", 6, ["levels.too", "did you mean to?"]),
        ("replications: 2", "measures: [cost_per_tsk]", 15, ["did you mean cost_per_task?"]),
        ("replications: 2", "baseline: {share: 0.25}", 15, ["baseline.share", "is no level of share"]),
        ("replications: 2", "baseline: {shar: 0}", 15, ["did you mean share?"]),
        ("replications: 2", "seed: -1", 15, ["must be 0 or more"]),
        ("  share:", "  on_time_share:", 5, ["a column of this name", "rename the factor"]),
    ],
)
def test_what_is_wrong_is_told_with_its_place_and_remedy(written, wrong, right, line, words):
    """File, line, path, rule and remedy; a level that cannot be set names its factor."""
    assert wrong in TEXT
    path = written(TEXT.replace(wrong, right))

    with pytest.raises(InputError) as caught:
        load_experiment(path)

    told = str(caught.value)
    assert f"{path}, line {line}" in told
    for word in words:
        assert word in told


def test_a_factor_says_what_it_varies():
    """Without path, sets or bundles there is nothing to vary; with two of them nobody knows which."""
    base = {"scenario": "pfizer_patents"}
    for factor, words in [
        ({"levels": [0, 1]}, "needs to say what it varies"),
        ({"levels": [0, 1], "path": "strategy.clarity", "sets": {"strategy.clarity": 1}}, "not both"),
        ({"levels": ["a", "b"], "sets": {"strategy.clarity": 1}}, "must be numbers"),
        ({"levels": {"a": {}, "b": {}}, "sets": {"strategy.clarity": 1}}, "remove sets"),
        ({"levels": {"a": 3}}, "must be a group of settings"),
    ]:
        with pytest.raises(InputError, match=words):
            experiment_from({**base, "factors": {"f": factor}})


def test_a_scenario_is_needed():
    """An experiment without a world is refused with the way out."""
    with pytest.raises(InputError, match="name a preset"):
        experiment_from({"name": "nothing"})


def test_the_resolved_file_is_the_same_experiment(small, written):
    """What a results folder writes down can be loaded again: the same digest, the same points."""
    first = small(
        strategies={"house": {"mix": {}}, "lucid": {"inspection": {"inhouse_rate": 1}}}, baseline={"share": 0}
    )

    again = load_experiment(written(document_of(first)))

    assert again.digest == first.digest
    assert [p.id for p in again.points] == [p.id for p in first.points]
    assert document_of(again) == document_of(first)


def test_an_experiment_is_made_in_python_too():
    """Models in, models kept: no file needed."""
    case = preset("one_queue")
    factor = Factor(path="scenario.inhouse.seats", levels=[9, 10])

    experiment = Experiment(scenario=case.scenario, strategy=case.strategy, factors={"seats": factor})

    assert [point.case.scenario.inhouse.seats for point in experiment.points] == [9, 10]


def test_loading_an_experiment_needs_no_heavy_library():
    """Dry runs and error messages come at once: pandas, Arrow and Numba are loaded only to compute."""
    code = (
        "import sys, sim.experiment.conduct.conduct; from sim.experiment.design.experiment import "
        f"load_experiment; load_experiment({str(SHIPPED[-1])!r}); "
        "print([m for m in ('pandas', 'pyarrow', 'numba', 'scipy') if m in sys.modules])"
    )

    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert out.stdout.strip() == "[]"
