"""Do the tables say what the runs say?"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from sim.analysis.comparison import compare
from sim.analysis.interval import mean_interval
from sim.errors import ResultsError, UnknownName
from sim.experiment.conduct.conduct import run_experiment
from sim.experiment.design.experiment import experiment_from
from sim.experiment.folder.columns import Columns
from sim.experiment.folder.results import Results
from sim.experiment.folder.summary import summary_of
from sim.outcome.measure import MEASURES

from .conftest import small_data


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """The small experiment, run once for this file, with an outage in every replication."""
    events = [{"team": "bangalore", "kind": "outage", "at_day": 20, "days": 4}]
    scenario = {"preset": "pfizer_patents", "warm_up_days": 10, "horizon_days": 40, "events": events}
    asked = small_data(scenario=scenario, measures=["cost_per_task", "on_time_share", "all"])
    return run_experiment(experiment_from(asked), tmp_path_factory.mktemp("r") / "out")


def test_the_frame_has_a_row_a_run_with_labels_beside_measures(results):
    """In the order of the design, then of replications; numbers stay numbers."""
    frame = results.frame()

    assert frame["share"].tolist() == [0.0] * 6 + [0.5] * 6
    assert frame["replication"].tolist() == [0, 1, 2] * 4
    assert list(frame.columns[:3]) == ["point", "share", "clarity"]
    assert list(frame.columns[-len(MEASURES) :]) == list(MEASURES)


def test_a_part_is_read_by_any_tool(results):
    """pandas alone reads the folder: key columns and measures, one row a run."""
    frame = pd.read_parquet(results.folder / "runs")

    assert len(frame) == 12
    assert list(frame.columns) == ["point", "replication", "seed", "digest", *MEASURES]


def test_the_summary_is_the_interval_of_the_rows(results):
    """Mean and interval are Student's over replications, in the measure's unit."""
    summary = results.summary(["cost_per_task"])
    values = results.frame().query("share == 0.5 and clarity == 0.4")["cost_per_task"]
    interval = mean_interval(values)

    row = summary.iloc[3]

    assert (row["share"], row["clarity"], row["unit"], row["n"]) == (0.5, 0.4, "USD", 3)
    assert (row["mean"], row["low"], row["high"]) == (interval.mean, interval.low, interval.high)
    assert row["cvar95"] == row["p95"] == values.max()


def test_the_summary_is_the_same_however_little_is_read_at_a_time(results, monkeypatch):
    """A few measures of all points, or one measure of one point: the same table, in the same order."""
    whole = results.summary(results.measures)

    for most in (12 * 8 * 5, 12 * 8, 7 * 8, 8):
        monkeypatch.setattr("sim.experiment.folder.columns.BUDGET_BYTES", most)
        pd.testing.assert_frame_equal(results.summary(results.measures), whole, check_exact=True)


def test_runs_stored_twice_or_not_at_all_leave_the_columns_in_order(small, tmp_path):
    """Each run once, by point and replication; what is missing leaves no hole."""
    from sim.experiment.execute.run import Run, run_batch
    from sim.experiment.folder.claim import claimed
    from sim.experiment.folder.store import Store

    experiment = claimed(tmp_path / "out", small())
    store, places = Store(tmp_path / "out"), [(2, 1), (0, 2), (2, 0), (0, 0)]
    for chosen in (places, places[:3]):
        store.add(run_batch([Run(experiment.points[k], r, 11) for k, r in chosen], "auto"))
        store.flush()

    found, rows = Results(tmp_path / "out").columns(["cost_per_task"]), Results(tmp_path / "out").rows()

    assert list(zip(found.place.tolist(), found.replication.tolist(), strict=True)) == sorted(places)
    assert found.values["cost_per_task"].tolist() == rows["cost_per_task"].tolist()


def test_missing_values_are_not_counted(results):
    """A measure that does not exist in a run (no disruption, no recovery) lowers n, not the mean."""
    values = {"time_to_recover_days": np.array([np.nan, 2.0, 4.0])}
    columns = Columns(np.zeros(3, np.int32), np.arange(3, dtype=np.int32), values)

    row = summary_of(results.experiment, columns).iloc[0]

    assert (row["n"], row["mean"]) == (2, 3.0)


def test_the_tail_is_the_bad_end(results):
    """The worst twentieth of on-time shares are the low ones."""
    row = results.summary(["on_time_share"]).iloc[3]

    assert row["cvar95"] == results.frame().query("share == 0.5 and clarity == 0.4")["on_time_share"].min()


def test_the_summary_on_disk_holds_every_measure(results):
    """Tidy: labels, measure, unit and numbers; those shown first come first."""
    table = pd.read_csv(results.folder / "summary.csv")

    assert len(table) == 4 * len(MEASURES)
    assert table["measure"].head(2).tolist() == ["cost_per_task", "on_time_share"]
    assert list(table.columns[:5]) == ["point", "share", "clarity", "measure", "unit"]


def test_points_are_compared_pair_by_pair(results):
    """Replication by replication, as the analysis does it."""
    a, b = {"share": 0.5, "clarity": 0.4}, {"share": 0, "clarity": 0.4}

    comparison = results.compare(a, b, "cost_per_task")

    assert comparison == compare(
        results.values(a, "cost_per_task").to_numpy(), results.values(b, "cost_per_task").to_numpy()
    )


def test_a_timeline_is_kept_for_every_point(results):
    """Days, service, work in progress and backlog of replication 0, and what struck whom."""
    line = results.timeline({"share": 0.5, "clarity": 0})

    assert line.days[0] == 10.0
    assert len(line.days) == len(line.service) == len(line.wip) == len(line.backlog)
    assert any((s.team, s.from_day, s.to_day) == ("bangalore", 20.0, 24.0) for s in line.disruptions)
    assert list(line.frame().columns) == ["days", "service", "wip", "backlog"]


def test_a_timeline_that_was_lost_is_run_again(results, tmp_path):
    """Figures can be drawn as long as the experiment is there."""
    import shutil

    copy = tmp_path / "copy"
    shutil.copytree(results.folder, copy)
    shutil.rmtree(copy / "timelines")

    again, stored = Results(copy).timeline(results.points[1]), results.timeline(results.points[1])

    assert again.disruptions == stored.disruptions
    np.testing.assert_array_equal(again.service, stored.service)


def test_unknown_measures_and_missing_folders_are_told(results, tmp_path):
    """With the nearest name; an empty folder is no results."""
    with pytest.raises(UnknownName, match="did you mean cost_per_task"):
        results.summary(["cost_per_tsk"])
    with pytest.raises(ResultsError, match="there are no results"):
        _ = Results(tmp_path / "nowhere").experiment


def test_a_folder_without_runs_has_an_empty_table(small, tmp_path):
    """Interrupted before the first row: the columns are there, n is 0, the mean is unknown."""
    from sim.experiment.folder.claim import claimed

    claimed(tmp_path / "out", small())
    results = Results(tmp_path / "out")

    assert len(results.frame()) == 0
    assert results.summary()["n"].sum() == 0
    assert math.isnan(results.summary()["mean"].iloc[0])
