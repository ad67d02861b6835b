"""Files that an experiment names: read beside the file that names them, and kept in the results folder."""

import pytest

import sim
from sim.errors import InputError
from sim.experiment.design.experiment import experiment_from, load_experiment
from sim.experiment.folder.claim import claimed, held_by

EXPERIMENT = """
scenario:
  start: 2025-01-06
  horizon_days: 21
  work: {w: {arrivals: ARRIVALS, effort_hours: {kind: constant, mean: 6}}}
  inhouse: {seats: 1}
factors:
  log: FACTOR
measures: all
replications: 1
seed: 1
"""
A = "arrived_at,effort_hours\n2025-01-06T08:15,6\n2025-01-07T09:05,6\n"
B = "arrived_at,effort_hours\n2025-01-06T08:15,6\n2025-01-06T08:20,60\n2025-01-07T09:05,60\n"
FILE = "scenario.work.w.arrivals.file"
GROUP = "scenario.work.w.arrivals"


@pytest.fixture
def beside(tmp_path, monkeypatch):
    """Writes an experiment beside two traces, and works elsewhere."""
    (tmp_path / "study").mkdir()
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    (tmp_path / "study" / "a.csv").write_text(A)
    (tmp_path / "study" / "b.csv").write_text(B)

    def write(factor, arrivals="{kind: trace, file: a.csv}"):
        path = tmp_path / "study" / "mine.yaml"
        path.write_text(EXPERIMENT.replace("FACTOR", factor).replace("ARRIVALS", arrivals))
        return path

    return write


def tasks(experiment):
    """How many tasks each point has, by its label."""
    return {
        point.labels["log"]: len(point.case.scenario.work["w"].arrivals.arrived_hours)
        for point in experiment.points
    }


@pytest.mark.parametrize(
    ("factor", "found"),
    [
        (f"{{path: {FILE}, levels: [a.csv, b.csv]}}", {"a.csv": 2, "b.csv": 3}),
        (f"{{levels: {{a: {{}}, b: {{{GROUP}: {{kind: trace, file: b.csv}}}}}}}}", {"a": 2, "b": 3}),
        (
            f"{{path: {GROUP}, levels: {{a: {{kind: trace, file: a.csv}}, "
            "b: {kind: trace, file: b.csv}}}",
            None,
        ),
    ],
)
def test_a_factor_over_traces_runs_each_of_them(beside, factor, found):
    """From any working folder, and again from the results folder when the files are gone."""
    path = beside(factor)
    experiment = load_experiment(path)
    assert tasks(experiment) == (found or {"a": 2, "b": 3})

    folder = path.parent.parent / "results"
    ours = claimed(folder, experiment)
    for name in ("a.csv", "b.csv"):
        (path.parent / name).unlink()
    again = held_by(folder)

    assert tasks(again) == tasks(experiment)
    assert [point.digest for point in again.points] == [point.digest for point in ours.points]
    assert again.digest == ours.digest
    assert claimed(folder, again).plain() == ours.plain()


def test_a_level_whose_file_is_not_there_is_told(beside):
    """By the name of the file, in the factor that names it."""
    with pytest.raises(InputError, match=r"c\.csv cannot be read") as refused:
        load_experiment(beside(f"{{path: {FILE}, levels: [a.csv, c.csv]}}"))

    assert refused.value.problems[0].path.startswith("factors.log")


def test_demand_by_chance_or_by_the_log(beside):
    """A level may bring a trace with instants into a case that had none: its start is stated."""
    factor = f"{{levels: {{chance: {{}}, log: {{{GROUP}: {{kind: trace, file: b.csv}}}}}}}}"
    experiment = load_experiment(beside(factor, "{kind: poisson, per_week: 5}"))

    assert len(experiment.points[1].case.scenario.work["w"].arrivals.arrived_hours) == 3


def test_what_a_long_trace_leaves_can_be_read_again(tmp_path):
    """A hundred and forty thousand tasks are a file of their own, and no list that no reader takes."""
    count = 141_712
    hours = [24.0 * 365.0 * k / count for k in range(count)]
    work = {
        "w": {
            "arrivals": {
                "kind": "trace",
                "arrived_hours": hours,
                "effort_hours": [0.1 + k / 3e6 for k in range(count)],
            },
            "effort_hours": {"kind": "constant"},
        }
    }
    experiment = experiment_from(
        {
            "scenario": {"start": "2016-01-01", "work": work, "inhouse": {"seats": 110}},
            "factors": {"seats": {"path": "scenario.inhouse.seats", "levels": [110, 120]}},
            "replications": 1,
            "seed": 1,
        }
    )
    claimed(tmp_path / "big", experiment)
    again = held_by(tmp_path / "big")

    assert (tmp_path / "big" / "experiment.yaml").stat().st_size < 20_000
    assert [point.digest for point in again.points] == [point.digest for point in experiment.points]


def test_an_experiment_over_a_trace_is_run_and_read(beside):
    """One engine, one run a level, and the table has both."""
    path = beside(f"{{path: {FILE}, levels: [a.csv, b.csv]}}")
    results = sim.run(load_experiment(path), out=path.parent.parent / "results", engine="reference")

    assert results.missing == 0
    assert sorted(results.frame()["tasks_arrived"]) == [2, 3]


def test_a_folder_that_only_got_its_inputs_is_begun_again(beside):
    """Killed between the files that an experiment names and the experiment itself."""
    experiment = load_experiment(beside(f"{{path: {FILE}, levels: [a.csv, b.csv]}}"))
    folder = beside("{}").parent.parent / "results"
    claimed(folder, experiment)
    (folder / "experiment.yaml").unlink()

    assert held_by(folder) is None
    claimed(folder, experiment)
    assert held_by(folder) is not None
