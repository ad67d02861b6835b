"""Is what is remembered of parts never more than what is true of them?"""

from __future__ import annotations

import os
import shutil
import time

import numpy as np
import pandas as pd
import pytest

from sim.experiment.conduct.conduct import run_experiment
from sim.experiment.design.digest import run_digest, run_digests
from sim.experiment.folder import known, placed, store
from sim.experiment.folder.results import Results
from sim.experiment.folder.status import status_of
from sim.experiment.folder.store import Store


@pytest.fixture
def eager(monkeypatch):
    """Everything is worth remembering, and no part is too young for it."""
    monkeypatch.setattr(known, "WORTH", 1)
    monkeypatch.setattr(known, "YOUNG_SECONDS", 0.0)


@pytest.fixture
def folder(small, tmp_path, eager, monkeypatch):
    """The small experiment, all of whose runs are in one part, which was looked through once."""
    monkeypatch.setattr(store, "SOONEST_SECONDS", 60.0)  # or a slow start would leave two
    results = run_experiment(small(), tmp_path / "out")
    assert (results.folder / "cache" / "runs.npz").exists()
    return results.folder


def unlooked(monkeypatch):
    """Nobody may look through a part any more."""

    def fail(*_):
        raise AssertionError("a part was looked through again")

    monkeypatch.setattr(placed, "run_digests", fail)
    monkeypatch.setattr("sim.experiment.folder.store.damage_of", fail)


def test_names_of_many_runs_are_the_names_of_each():
    """One head, digested once."""
    assert run_digests("ab", 7, range(12)) == [run_digest("ab", 7, k) for k in range(12)]


def test_a_part_is_looked_through_once_for_all_sessions(folder, monkeypatch):
    """Whoever opens the folder later reads columns, and nothing else; the table is the same."""
    before = Results(folder).rows()
    unlooked(monkeypatch)

    again = Results(folder)

    assert again.missing == 0
    pd.testing.assert_frame_equal(again.rows(), before)


def test_more_replications_need_no_second_look(folder, small, monkeypatch):
    """What a run is called depends on no number of runs."""
    unlooked(monkeypatch)

    assert Store(folder).held(small(replications=5)).sum() == 12


@pytest.mark.parametrize("harm", ["flipped", "cut", "replaced"])
def test_a_part_that_was_touched_is_looked_through_again(folder, harm):
    """Also where it has the size and the time that it had: its runs are missing, and it is told."""
    part = next((folder / "runs").glob("*.parquet"))
    data, fact = bytearray(part.read_bytes()), part.stat()
    time.sleep(0.02)  # longer than a tick of the file system's clock
    if harm == "cut":
        part.write_bytes(data[:-40])
    else:
        data[len(data) // 2] ^= 1
        if harm == "replaced":
            part.unlink()
        part.write_bytes(data)
        os.utime(part, ns=(fact.st_atime_ns, fact.st_mtime_ns))

    assert Results(folder).missing == 12
    assert [damage.path for damage in Results(folder).damages] == [part]
    assert status_of(folder).stored == 0


@pytest.mark.parametrize("harm", ["gone", "empty", "cut", "noise", "of_another_seed", "a_folder"])
def test_what_is_remembered_can_be_lost_without_harm(folder, small, harm):
    """Or be anything at all: then parts are looked through again."""
    file = folder / "cache" / "runs.npz"
    data = file.read_bytes()
    file.unlink()
    if harm == "a_folder":
        file.mkdir()
    elif harm == "of_another_seed":
        known.KnownParts(folder, 3)
        other = run_experiment(small(seed=12), folder.parent / "other")
        shutil.copy(other.folder / "cache" / "runs.npz", file)
    elif harm != "gone":
        file.write_bytes({"empty": b"", "cut": data[: len(data) // 2], "noise": b"\x00" * 900}[harm])

    results = Results(folder)

    assert results.missing == 0
    assert len(results.rows()) == 12


def test_a_folder_that_cannot_be_written_is_read_all_the_same(folder, monkeypatch):
    """Nothing is remembered then."""
    shutil.rmtree(folder / "cache")
    (folder / "cache").write_text("a file is in the way")

    assert Results(folder).missing == 0


def test_a_copy_of_a_folder_is_looked_through_for_itself(folder, tmp_path):
    """What is known of one file is not believed of another."""
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    part = next((copy / "runs").glob("*.parquet"))

    assert known.KnownParts(copy, 11).of(part) is None
    assert Results(copy).missing == 0
    assert known.KnownParts(copy, 11).of(part) is not None


def test_columns_stay_open_until_another_part_is_there(folder, small, monkeypatch):
    """Each is read once; a session elsewhere that adds runs is seen all the same."""
    results, reads = Results(folder), []
    read = placed.read_part
    monkeypatch.setattr(
        placed, "read_part", lambda path, columns: reads.append(columns) or read(path, columns)
    )

    for _ in range(3):
        for point in results.points:
            results.values(point, "cost_per_task")
    assert reads == [["cost_per_task"]] * len(list((folder / "runs").iterdir()))

    results = Results(folder, experiment=small(replications=4))
    assert len(results.values(results.points[0], "cost_per_task")) == 3
    run_experiment(small(replications=4), folder)
    assert len(results.values(results.points[0], "cost_per_task")) == 4


def test_columns_that_are_open_are_as_many_as_fit(folder, monkeypatch):
    """Others are read again, and say the same."""
    whole = Results(folder).columns(Results(folder).measures)
    monkeypatch.setattr("sim.experiment.folder.columns.OPEN_BYTES", 12 * 8 * 3)
    results = Results(folder)

    for name in [*results.measures[:6], *results.measures[:3]]:
        np.testing.assert_array_equal(results.columns([name]).values[name], whole.values[name])
    pair = results.measures[1:3]
    np.testing.assert_array_equal(results.columns(pair).values[pair[0]], whole.values[pair[0]])


def test_nobody_writes_into_an_open_column(folder):
    """A series that is handed out is the caller's own."""
    results = Results(folder)
    point = results.points[0]
    mine = results.values(point, "cost_per_task")
    mine.iloc[0] = -1.0

    assert results.values(point, "cost_per_task").iloc[0] > 0.0
    with pytest.raises(ValueError, match="read-only"):
        results.columns(["cost_per_task"]).values["cost_per_task"][0] = 1.0
