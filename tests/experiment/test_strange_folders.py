"""Is one thing told of a folder, whatever somebody else has put into it, or taken out of it?"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pandas as pd
import pytest

from sim.errors import ResultsError, RunsFailed
from sim.experiment.conduct.conduct import run_experiment
from sim.experiment.conduct.progress import Silent
from sim.experiment.conduct.repeat import run_named, stored_row
from sim.experiment.conduct.verify import verify
from sim.experiment.execute import run as one_run
from sim.experiment.folder.damage import FAILURES, RUNS, TIMELINES, part_name
from sim.experiment.folder.results import Results
from sim.experiment.folder.status import status_of
from sim.experiment.folder.store import Store, encoded


def put(folder: Path, data: bytes, kind: str = RUNS) -> Path:
    """A file that bears the name of its content, as a part does."""
    path = folder / kind / f"{part_name(data)}.parquet"
    path.write_bytes(data)
    return path


def stored(results: Results) -> list[dict]:
    """All rows, as they are stored."""
    return [row for table in Store(results.folder).parts() for row in table.to_pylist()]


@pytest.mark.parametrize("stray", ["another_session", "an_older_model", "a_second_account"])
def test_a_stray_part_changes_nothing_that_is_told(small, tmp_path, stray):
    """Rows, table, summary, status, missing runs, verification: none of them counts a run that is none."""
    results = run_experiment(small(), tmp_path / "out")
    before = results.rows()
    row = dict(stored(results)[5])
    if stray == "another_session":  # our point, our seed, and a name that no run of ours has
        row["digest"] = "0" * 32
    elif stray == "an_older_model":
        row = {**row, "digest": "f" * 32, "replication": 1, "cost_per_task": -1.0}
    else:  # the right name over other numbers: the first of the two counts, everywhere
        row["cost_per_task"] = -1.0
    put(results.folder, encoded([row]))

    found = Results(results.folder)

    assert len(found.rows()) == len(found.frame()) == 12
    assert found.missing == 0
    assert (found.summary()["n"] == 3).all()
    assert status_of(results.folder).stored == verify(found, 1).stored == 12
    means = found.rows().groupby("point", sort=False)["cost_per_task"].mean().to_numpy()
    told = found.summary(["cost_per_task"])["mean"].to_numpy()
    assert told == pytest.approx(means)
    if stray != "a_second_account":
        pd.testing.assert_frame_equal(found.rows(), before)
        assert stored_row(found, run_named(found, f"{found.points[0].id}/0"))["cost_per_task"] > 0.0


NOT_PARTS = {
    "no Parquet file": lambda row: b"not a table at all",
    "an empty file": lambda row: b"",
    "half a file": lambda row: encoded([row])[:-40],
    "no key": lambda row: encoded([{k: v for k, v in row.items() if k != "digest"}]),
    "a key of another kind": lambda row: encoded([{**row, "point": 7}]),
    "a gap in a key": lambda row: encoded([row, {**row, "digest": None}]),
    "text for a number": lambda row: encoded([{**row, "cost_per_task": "=cmd"}]),
}


@pytest.mark.parametrize("harm", NOT_PARTS)
def test_a_part_that_is_named_well_and_is_none_is_told_and_set_aside(small, tmp_path, harm):
    """By every reader in words; the next run goes on without it."""
    results = run_experiment(small(), tmp_path / "out")
    part = put(results.folder, NOT_PARTS[harm](stored(results)[0]))

    found = Results(results.folder)
    assert [damage.path for damage in found.damages] == [part]
    assert (len(found.rows()), found.missing, len(found.summary())) == (12, 0, 8)
    again = run_experiment(small(), tmp_path / "out")

    assert again.computed == 0
    assert part.name in again.notes[0]
    assert (tmp_path / "out/damaged" / f"runs-{part.name}").exists()


def test_a_part_of_timelines_that_is_none_is_told_too(small, tmp_path):
    """And the timeline is computed again."""
    results = run_experiment(small(), tmp_path / "out")
    whole = results.timeline(results.points[0]).frame()
    for path in (tmp_path / "out" / TIMELINES).iterdir():
        path.unlink()
    part = put(results.folder, encoded([{"point": "p", "digest": "d"}]), TIMELINES)

    assert [damage.path for damage in Results(results.folder).damages] == [part]
    pd.testing.assert_frame_equal(Results(results.folder).timeline(results.points[0]).frame(), whole)


NOT_FAILURES = {
    "cut": '{"digest": "abc',
    "no JSON": "\x1b[31mred",
    "a list": "[1, 2]",
    "too deep": "[" * 100_000,
    "too little": '{"digest": "abc"}',
    "strange labels": json.dumps(
        {
            **{"point": "p", "digest": "d", "type": "T", "message": "m", "traceback": ""},
            **{"replication": 0, "seed": 1, "labels": {"share": {"deep": 1}}},
        }
    ),
}


@pytest.mark.parametrize("harm", NOT_FAILURES)
def test_a_damaged_record_of_a_failure_is_told_in_words(small, tmp_path, harm):
    """It hides no other, breaks no command, and is set aside by the next run."""
    results = run_experiment(small(), tmp_path / "out")
    (tmp_path / "out" / FAILURES).mkdir()
    path = tmp_path / "out" / FAILURES / "abc.json"
    path.write_bytes(NOT_FAILURES[harm].encode())

    assert (results.failures, [damage.path for damage in results.damages]) == ([], [path])
    assert status_of(tmp_path / "out").plain()["damaged"][0].startswith("failures/abc.json is ")
    again = run_experiment(small(), tmp_path / "out")

    assert "abc.json" in again.notes[0]
    assert again.damages == []


@pytest.mark.parametrize(
    "text",
    ["", "[]", '{"sessions": 3}', '{"sessions": [1, {"id": [2], "versions": [], "seconds": "x"}]}', "\xff"],
)
def test_a_damaged_manifest_is_no_obstacle(small, tmp_path, text):
    """It is a log, and nothing that is there is decided by it."""
    results = run_experiment(small(), tmp_path / "out")
    (tmp_path / "out/manifest.json").write_bytes(text.encode("latin-1"))
    (tmp_path / "out/sessions/strange.json").write_bytes(text.encode("latin-1"))

    assert status_of(tmp_path / "out").is_complete
    assert verify(Results(tmp_path / "out"), 1).is_sound
    assert run_experiment(small(replications=4), tmp_path / "out").computed == 4
    assert results.manifest["runs"]["stored"] == 16


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"point\n" + b"x" * 200_000, b""])
def test_a_damaged_table_of_points_is_written_anew(small, tmp_path, data):
    """It follows from the experiment."""
    run_experiment(small(), tmp_path / "out")
    before = (tmp_path / "out/design.csv").read_bytes()
    (tmp_path / "out/design.csv").write_bytes(data)

    run_experiment(small(), tmp_path / "out")

    assert (tmp_path / "out/design.csv").read_bytes() == before


def test_an_experiment_that_is_no_text_is_refused_in_words(small, tmp_path):
    """Whatever stands behind the mark."""
    run_experiment(small(), tmp_path / "out")
    path = tmp_path / "out/experiment.yaml"
    path.write_bytes(path.read_bytes()[:20] + b"\xff\xfe" + path.read_bytes()[20:])

    with pytest.raises(ResultsError):
        Results(tmp_path / "out").rows()


class Mover(Silent):
    """Does something to the folder when the first runs are in."""

    def __init__(self, act):
        self.act = act

    def advance(self, computed, failed):
        """Once."""
        self.act, act = (lambda: None), self.act
        act()


@pytest.mark.parametrize("how", ["moved", "moved_and_replaced", "removed"])
def test_a_folder_that_is_moved_meanwhile_is_told(small, tmp_path, monkeypatch, how):
    """Nothing goes on under the old name, and what was stored before stays valid."""
    monkeypatch.setattr("sim.experiment.execute.executor.MOST_IN_BATCH", 1)
    out, there = tmp_path / "out", tmp_path / "there"

    def act():
        if how == "removed":
            shutil.rmtree(out)
        else:
            out.rename(there)
        if how == "moved_and_replaced":
            shutil.copytree(there, out)

    with pytest.raises(ResultsError, match="moved or removed while runs were computed"):
        run_experiment(small(), out, progress=Mover(act))

    assert out.exists() == (how == "moved_and_replaced")
    if how != "removed":
        assert run_experiment(small(), there).missing == 0


def test_parts_that_are_taken_out_meanwhile_are_missed(small, tmp_path, monkeypatch):
    """A sweep does not say that it computed twelve runs where nine are."""
    monkeypatch.setattr("sim.experiment.execute.executor.MOST_IN_BATCH", 1)
    monkeypatch.setattr("sim.experiment.folder.store.SOONEST_SECONDS", 0.0)
    out, taken = tmp_path / "out", []

    def act():
        taken.extend((out / RUNS).glob("*.parquet"))
        for path in taken:
            path.unlink()

    with pytest.raises(ResultsError, match=r"1 run that were computed are not in|runs that were computed"):
        run_experiment(small(), out, progress=Mover(act))

    assert taken
    assert run_experiment(small(), out).missing == 0


def test_an_experiment_of_which_no_run_succeeds_is_an_error(small, tmp_path, monkeypatch):
    """From Python and from the command: what went wrong, how often, and how to see it in full."""

    def fail(*_, **named):
        raise ZeroDivisionError("a law was broken")

    monkeypatch.setattr(one_run, "journal_of", fail)
    monkeypatch.setattr(one_run, "table_of", fail)
    for out in (tmp_path / "out", None):
        with pytest.raises(
            RunsFailed, match=r"all 12 runs failed:\n  ZeroDivisionError: a law was broken \(12"
        ):
            run_experiment(small(), out)

    assert len(Results(tmp_path / "out").failures) == 12
    assert Results(tmp_path / "out").manifest["runs"] == {"asked": 12, "stored": 0, "failed": 12}
    assert not list((tmp_path / "out").glob(".*")), os.listdir(tmp_path / "out")
