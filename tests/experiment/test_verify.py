"""Are stored rows computed again to the last bit, and is a row that is not told?"""

from __future__ import annotations

import hashlib

import pytest

from sim.errors import ResultsError
from sim.experiment.conduct.conduct import run_experiment
from sim.experiment.conduct.repeat import differences
from sim.experiment.conduct.verify import verify
from sim.experiment.folder.claim import claimed
from sim.experiment.folder.results import Results
from sim.experiment.folder.store import Store, encoded


def test_rows_come_out_again_on_either_engine(small, tmp_path):
    """The sample is drawn without putting back; the whole folder is as many as there are."""
    results = run_experiment(small(), tmp_path / "out")

    found = verify(results, runs=100, engines=("reference", "compiled"))

    assert (found.stored, found.repeated, found.is_sound, found.changes) == (12, 12, True, [])


def test_a_row_that_was_tampered_with_is_found(small, tmp_path):
    """A forger who gives the part a good name is found by computing, not by looking."""
    results = run_experiment(small(), tmp_path / "out")
    rows = [row for table in Store(results.folder).parts() for row in table.to_pylist()]
    rows[5]["on_time_share"] += 1e-16 + 1e-12
    for part in (tmp_path / "out/runs").iterdir():
        part.unlink()
    data = encoded(rows)
    (tmp_path / f"out/runs/{hashlib.sha256(data).hexdigest()[:24]}.parquet").write_bytes(data)

    found = verify(Results(tmp_path / "out"), runs=12)

    assert [each.run.digest for each in found.deviations] == [rows[5]["digest"]]
    assert [each.measure for each in found.deviations[0].differences] == ["on_time_share"]


def test_a_seed_picks_the_same_runs(small, tmp_path):
    """And none picks others each time."""
    from sim.experiment.conduct import verify as module

    results = run_experiment(small(), tmp_path / "out")

    def keys(seed):
        return module._sample(results.experiment.runs, 3, seed)

    assert keys(1) == keys(1)
    assert len({tuple(keys(None)) for _ in range(20)}) > 1


def test_what_changed_since_is_told(small, tmp_path, monkeypatch):
    """A deviation is no riddle where a library is another."""
    from sim.experiment.folder import manifest

    results = run_experiment(small(replications=1), tmp_path / "out")
    monkeypatch.setattr(manifest, "versions", lambda: {"numpy": "0.1"})

    assert [each.startswith("numpy (") for each in verify(results, 1).changes] == [True]


def test_a_run_that_fails_now_deviates(small, tmp_path, monkeypatch):
    """It is told with its error, and the others are still repeated."""
    from sim.experiment.conduct import verify as module

    results = run_experiment(small(replications=1), tmp_path / "out")

    def fail(*_):
        raise ZeroDivisionError("a law was broken")

    monkeypatch.setattr(module, "repeat", fail)
    found = verify(results, 4)

    assert found.repeated == len(found.deviations) == 4
    assert "a law was broken" in found.deviations[0].differences[0].again


def test_an_empty_folder_cannot_be_verified(small, tmp_path):
    """Nothing is stored, so nothing can be wrong: that is not soundness."""
    claimed(tmp_path / "out", small())

    with pytest.raises(ResultsError, match="nothing to verify"):
        verify(Results(tmp_path / "out"))


def test_bytes_are_compared_and_not_about_equal():
    """A zero has a sign; nan is nan; the last bit counts."""
    key = {"point": "p", "replication": 0, "seed": 1, "digest": "d"}
    stored = {**key, "a": 0.0, "b": float("nan"), "c": 0.3}

    found = differences(stored, {**key, "a": -0.0, "b": float("nan"), "c": 0.1 + 0.2})

    assert [each.measure for each in found] == ["a", "c"]
    with pytest.raises(ResultsError, match="two different runs"):
        differences(stored, {**stored, "replication": 1})
