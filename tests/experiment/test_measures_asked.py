"""Is a run complete for the measures that are asked for, and is nothing lost of what was stored before?"""

from __future__ import annotations

import shutil

import pandas as pd
import pyarrow.parquet as pq
import pytest

from sim.errors import UnknownName
from sim.experiment.conduct.conduct import missing_runs, run_experiment
from sim.experiment.conduct.repeat import repeat, run_named, stored_row
from sim.experiment.conduct.verify import verify
from sim.experiment.folder.claim import claimed
from sim.experiment.folder.damage import KEY, part_name
from sim.experiment.folder.results import Results
from sim.experiment.folder.status import status_of

pytestmark = pytest.mark.usefixtures("only_asked")

FEW = ["cost_per_task", "on_time_share"]
MORE = [*FEW, "lead_time_mean_days"]


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The small experiment, run once for this file with three measures."""
    from sim.experiment.design.experiment import experiment_from

    from .conftest import small_data

    return run_experiment(
        experiment_from(small_data(measures=MORE)), tmp_path_factory.mktemp("whole") / "out"
    )


@pytest.fixture
def few(whole, small, tmp_path):
    """A folder in which the same runs are stored with two measures."""
    folder = tmp_path / "few"
    claimed(folder, small(measures=FEW))
    (folder / "runs").mkdir()
    for part in (whole.folder / "runs").glob("*.parquet"):
        pq.write_table(pq.read_table(part, columns=[*KEY, *FEW]), folder / "part")
        name = part_name((folder / "part").read_bytes())
        (folder / "part").rename(folder / "runs" / f"{name}.parquet")
    return folder


def test_a_run_without_a_measure_that_is_asked_for_is_missing(few, small):
    """With those it has it is complete; nothing is computed that is there."""
    assert Results(few).missing == 0
    assert missing_runs(small(measures=FEW[:1]), few) == 0
    assert missing_runs(small(measures=MORE), few) == 12


def test_more_measures_are_computed_into_the_same_folder_and_it_says_so(few, small, whole):
    """The folder then asks for them, too; rows and summary are as if it had been so from the beginning."""
    results = run_experiment(small(measures=MORE), few)

    assert results.computed == 12
    assert "12 runs lack lead_time_mean_days and are computed again" in results.notes
    assert Results(few).experiment.measures == tuple(MORE)
    assert Results(few).missing == 0
    pd.testing.assert_frame_equal(Results(few).rows()[MORE], whole.rows()[MORE], check_exact=True)
    assert run_experiment(small(measures=MORE), few).computed == 0


def test_of_a_run_that_is_stored_twice_everything_is_found(few, whole):
    """Whichever part comes first; of a run that has only some measures the others are unknown."""
    for part in sorted((whole.folder / "runs").glob("*.parquet")):
        table = pq.read_table(part).slice(0, 5)
        pq.write_table(table.select([*KEY, "lead_time_mean_days"]), few / "part")
        name = part_name((few / "part").read_bytes())
        (few / "part").rename(few / "runs" / f"{name}.parquet")
    results = Results(few)

    told = results.summary(MORE)

    assert (told[told["measure"] == "cost_per_task"]["n"] == 3).all()
    assert told[told["measure"] == "lead_time_mean_days"]["n"].sum() == results.frame()[MORE[-1]].count() >= 5
    assert results.frame()["cost_per_task"].tolist() == whole.frame()["cost_per_task"].tolist()
    stored = pq.read_table(whole.folder / "runs", columns=["point", "replication"]).to_pylist()[0]
    run = run_named(results, f"{stored['point']}/{stored['replication']}")
    assert set(MORE) <= set(stored_row(results, run) or {})
    row = stored_row(results, run) or {}
    assert all(value == row[name] for name, value in repeat(results, run).items() if name in MORE)


def test_who_asks_for_a_measure_that_is_not_stored_is_told_how_to_add_it(few, small):
    """What is there, and the command; it is in force for every way to ask."""
    results = Results(few)

    for ask in (
        lambda: results.summary(["lead_time_mean_days"]),
        lambda: results.values(results.points[0], "lead_time_mean_days"),
        lambda: results.compare(results.points[0], results.points[1], "lead_time_mean_days"),
        lambda: results.table(["lead_time_mean_days"]),
    ):
        with pytest.raises(UnknownName) as error:
            ask()
        assert "it stores cost_per_task and on_time_share" in str(error.value)
        command = f"kposim run {few / 'experiment.yaml'} --out {few} --measures lead_time_mean_days"
        assert command in str(error.value)


def test_the_status_says_what_is_lacking(few, small):
    """Runs, and the measures that they are computed again for."""
    assert status_of(few).lacking == ""
    claimed(few, small(measures=MORE))

    found = status_of(few)

    assert found.lacking == "12 runs lack lead_time_mean_days"
    assert found.missing == 12


def test_rows_with_fewer_measures_are_verified_by_those_they_have(few):
    """What was not asked for deviates from nothing."""
    shutil.rmtree(few / "cache", ignore_errors=True)

    assert verify(Results(few), 3).is_sound
