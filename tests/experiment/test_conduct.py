"""Is every run computed once, stored whole, and the same whoever computes it?"""

from __future__ import annotations

import errno
import json
import os
import re
from pathlib import Path

import pandas as pd
import pytest

from sim.errors import InputError, ResultsError, UnknownName
from sim.experiment.conduct.conduct import missing_runs, run_experiment
from sim.experiment.conduct.repeat import differences, repeat, run_named, stored_row
from sim.experiment.design.experiment import experiment_from
from sim.experiment.execute import run as one_run
from sim.experiment.execute.run import Run
from sim.experiment.folder.results import Results
from sim.replicate.replications import table_of
from sim.version import MODEL_VERSION


def table(results):
    """The rows as the bytes of a file."""
    return results.rows().to_csv(index=False).encode()


def snapshot(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Every file with its content and time of change."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


class Watcher:
    """Progress that remembers what it was told."""

    def __init__(self):
        self.told = []

    def begin(self, experiment, stored):
        self.told.append(("begin", experiment.runs, stored))

    def advance(self, computed, failed):
        self.told.append(("advance", computed, failed))

    def say(self, note):
        self.told.append(("say", note))

    def end(self):
        self.told.append(("end",))

    def total(self, position):
        return sum(each[position] for each in self.told if each[0] == "advance")


def test_one_and_two_workers_give_the_same_bytes(small, tmp_path):
    """Rows, their order and every bit of them depend on the experiment alone."""
    alone = run_experiment(small(), tmp_path / "one", workers=1)
    together = run_experiment(small(), tmp_path / "two", workers=2)

    pd.testing.assert_frame_equal(alone.rows(), together.rows(), check_exact=True)
    assert alone.rows().equals(together.rows())
    assert table(alone) == table(together)
    assert (tmp_path / "one/summary.csv").read_bytes() == (tmp_path / "two/summary.csv").read_bytes()


def test_replications_differ_and_points_share_their_luck(small, tmp_path):
    """A replication is another world; two points of one replication are the same one."""
    measures = ["tasks_arrived", "total_cost"]
    rows = run_experiment(small(measures=measures), tmp_path / "out").frame()

    assert rows.groupby("point")["tasks_arrived"].nunique().min() > 1
    assert (rows.groupby("replication")["tasks_arrived"].nunique() == 1).all()


def test_both_engines_give_the_same_table(small, tmp_path):
    """Which engine computed a row cannot be seen in it."""
    experiment = small(replications=1)

    reference = run_experiment(experiment, tmp_path / "r", engine="reference")
    compiled = run_experiment(experiment, tmp_path / "c", engine="compiled")

    assert table(reference) == table(compiled)


def test_a_second_run_computes_nothing_says_so_and_touches_nothing(small, tmp_path):
    """What is stored is not computed again; not a byte of the folder changes."""
    first = run_experiment(small(), tmp_path / "out")
    before = snapshot(tmp_path / "out")

    second = run_experiment(small(), tmp_path / "out", workers=2)

    assert (first.computed, second.computed) == (12, 0)
    assert second.notes == ("all 12 runs are stored already: nothing to compute",)
    assert snapshot(tmp_path / "out") == before


def test_more_replications_and_levels_compute_only_the_new(small, tmp_path):
    """A folder grows; the grown table equals one computed at once."""
    run_experiment(small(), tmp_path / "out")
    factors = {name: factor.resolved() for name, factor in small().factors.items()}
    factors["clarity"]["levels"] = [0, 0.2, 0.4]
    grown = small(replications=5, factors=factors)

    assert missing_runs(grown, tmp_path / "out") == 30 - 12
    results = run_experiment(grown, tmp_path / "out")

    assert results.computed == 30 - 12
    assert table(results) == table(run_experiment(grown, tmp_path / "new"))


def test_a_drawn_seed_is_recorded_and_continued(small, tmp_path):
    """Without a seed one is drawn and written down; the same command then continues with it."""
    first = run_experiment(small(seed=None), tmp_path / "out")
    again = run_experiment(small(seed=None), tmp_path / "out")

    assert first.experiment.seed is not None
    assert first.manifest["seed"] == first.experiment.seed
    assert again.computed == 0
    assert again.experiment.seed == first.experiment.seed


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"seed": 12}, "seed: 11 there, 12 now"),
        ({"replications": 2}, "replications: 3 there, 2 now"),
        (
            {"strategy": {"clarity": 0.1, "discipline": "priority"}},
            "strategy.discipline: 'due_date' there, 'priority' now",
        ),
        (
            {"scenario": {"preset": "pfizer_patents", "warm_up_days": 10, "horizon_days": 41}},
            "scenario.horizon_days: 40.0 there, 41.0 now",
        ),
        (
            {"factors": {"clarity": {"path": "strategy.clarity", "levels": [0]}}},
            "factors.clarity.levels: [0, 0.4] there, [0] now",
        ),
    ],
)
def test_another_experiment_is_refused_by_dotted_path(small, tmp_path, changes, words):
    """The message says what differs, and nothing in the folder is touched."""
    run_experiment(small(), tmp_path / "out")
    before = snapshot(tmp_path / "out")

    with pytest.raises(ResultsError) as caught:
        run_experiment(small(**changes), tmp_path / "out")

    assert words in str(caught.value)
    assert snapshot(tmp_path / "out") == before


def test_other_words_are_the_same_experiment(small, tmp_path):
    """A new question, other measures shown first: nothing is computed again."""
    run_experiment(small(), tmp_path / "out")

    again = run_experiment(small(question="Why?", measures=["loss_area_days"]), tmp_path / "out")

    assert again.computed == 0
    assert Results(tmp_path / "out").experiment.question == "Why?"


def test_a_folder_with_foreign_files_is_refused_untouched(small, tmp_path):
    """Nobody's thesis is mixed with results, not even one that is called experiment.yaml."""
    for name in ("thesis.docx", "experiment.yaml"):
        folder = tmp_path / name.partition(".")[0]
        folder.mkdir()
        (folder / name).write_text("mine")
        before = snapshot(folder)

        with pytest.raises(ResultsError, match="no results of kposim"):
            run_experiment(small(), folder)

        assert snapshot(folder) == before


def test_a_folder_of_another_model_is_refused(small, tmp_path):
    """One table of results comes from one version of the model."""
    run_experiment(small(replications=1), tmp_path / "out")
    path = tmp_path / "out/experiment.yaml"
    path.write_text(path.read_text().replace(f"model version {MODEL_VERSION}\n", "model version 0\n"))

    with pytest.raises(ResultsError, match="model version 0"):
        run_experiment(small(), tmp_path / "out")


def fragile(batch, *others, **named):
    """Replication 1 of the clear points fails, and with it the batch that it is in."""
    if 1 in batch.replications and batch.case.strategy.clarity == 0.4:
        raise ZeroDivisionError("a law was broken")
    return table_of(batch, *others, **named)


def test_a_failed_run_is_recorded_and_the_others_go_on(small, tmp_path, monkeypatch):
    """One failure ends nothing; it is told with traceback and command, and tried again next time."""
    monkeypatch.setattr(one_run, "table_of", fragile)
    results = run_experiment(small(), tmp_path / "out")

    assert (results.computed, results.missing, len(results.failures)) == (10, 2, 2)
    failure = results.failures[0]
    assert (failure["type"], failure["message"]) == ("ZeroDivisionError", "a law was broken")
    assert "test_conduct.py" in failure["traceback"]
    assert failure["command"] == f"kposim repro {tmp_path / 'out'} {failure['digest'][:12]}"
    assert failure["labels"]["clarity"] == 0.4
    assert "2 runs failed" in results.notes[0]
    assert results.manifest["runs"] == {"asked": 12, "stored": 10, "failed": 2}

    monkeypatch.undo()
    healed = run_experiment(small(), tmp_path / "out")

    assert (healed.computed, healed.missing, healed.failures) == (2, 0, [])
    assert table(healed) == table(run_experiment(small(), tmp_path / "new"))
    assert healed.summary()["n"].tolist() == pd.read_csv(tmp_path / "out/summary.csv")["n"].tolist()[:2] * 4


def test_one_row_can_be_repeated_alone(small, tmp_path):
    """The command of a failure's record gives the stored row to the last bit."""
    results = run_experiment(small(), tmp_path / "out")
    stored = results.rows().iloc[-1]

    run = run_named(results, stored["digest"][:12])
    again = repeat(results, run)

    assert run == run_named(results, f"{stored['point']}/{stored['replication']}")
    assert pd.Series(again)[stored.index].equals(stored.rename(None))
    assert differences(stored_row(results, run), again) == []


def test_a_row_that_no_run_has_is_refused(small, tmp_path):
    """Too short a name, an unknown one, a replication too many: each with its rule."""
    results = run_experiment(small(replications=1), tmp_path / "out")

    for name, words in (("12", "first 6 or more"), ("ffffffffffff", "no run's digest"), ("x/0", "no such")):
        with pytest.raises(UnknownName, match=words):
            run_named(results, name)
    with pytest.raises(UnknownName, match="replications: 0 to 0"):
        run_named(results, f"{results.points[0].id}/1")


def test_a_run_that_is_not_stored_is_named_by_its_digest_too(small, tmp_path):
    """What failed has no row, and is to be repeated all the same."""
    results = run_experiment(small(replications=1), tmp_path / "out")
    grown = Results(results.folder, experiment=small())
    wanted = Run(grown.points[2], 2, 11)

    assert run_named(grown, wanted.digest[:12]) == wanted
    assert stored_row(grown, wanted) is None


@pytest.mark.parametrize("harm", ["cut", "altered", "foreign"])
def test_a_damaged_part_is_told_set_aside_and_computed_again(small, tmp_path, harm):
    """Truncated, bit-flipped or foreign: its runs are missing, and only they are computed again."""
    folder = tmp_path / "out"
    whole = table(run_experiment(small(replications=1), folder))
    run_experiment(small(replications=2), folder)
    part = next(iter(sorted((folder / "runs").iterdir())))
    data = bytearray(part.read_bytes())
    if harm == "cut":
        part.write_bytes(data[: len(data) // 2])
    elif harm == "altered":
        data[len(data) // 8] ^= 0xFF
        part.write_bytes(data)
    else:
        pd.DataFrame({"x": [1]}).to_parquet(part)

    assert [damage.path for damage in Results(folder).damages] == [part]
    results = run_experiment(small(replications=2), folder)

    assert results.computed in (4, 8)
    assert part.name in results.notes[0]
    assert "set aside" in results.notes[0]
    assert (folder / f"damaged/runs-{part.name}").exists()
    assert len(pd.read_parquet(folder / "runs")) == 8
    assert (results.missing, results.damages) == (0, [])
    assert table(run_experiment(small(replications=1), tmp_path / "new")) == whole


def test_a_full_disk_ends_with_a_clear_word_and_keeps_what_was_stored(small, tmp_path, monkeypatch):
    """Nothing half-written is left, and the same command continues when there is room."""
    run_experiment(small(replications=1), tmp_path / "out")
    rows = table(Results(tmp_path / "out"))
    sync = os.fsync

    def full(handle):
        if list((tmp_path / "out/runs").glob(".*")):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        sync(handle)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ResultsError, match="no space left on device"):
        run_experiment(small(), tmp_path / "out")
    monkeypatch.undo()

    assert not list(tmp_path.rglob("*.partial"))
    assert Results(tmp_path / "out").missing == 8
    assert rows.splitlines()[1] in table(Results(tmp_path / "out"))
    assert run_experiment(small(), tmp_path / "out").computed == 8


def test_a_folder_that_cannot_be_written_is_told(small, tmp_path, monkeypatch):
    """Read-only, or a file where the folder should be: a sentence, not the system's traceback."""
    (tmp_path / "file").write_text("")
    with pytest.raises(ResultsError, match="cannot be used: it is a file"):
        run_experiment(small(), tmp_path / "file")

    def refuse(self, *arguments, **options):
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(ResultsError, match=r"cannot write .*: read-only file system"):
        run_experiment(small(), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_progress_hears_all_that_happens(small, tmp_path):
    """Begin, advances that add up, end; on the second run a sentence instead of advances."""
    first, second = Watcher(), Watcher()

    run_experiment(small(), tmp_path / "out", progress=first)
    run_experiment(small(), tmp_path / "out", progress=second)

    assert first.told[0] == ("begin", 12, 0)
    assert (first.total(1), first.total(2)) == (12, 0)
    assert first.told[-1] == ("end",)
    assert [each[0] for each in second.told] == ["begin", "say", "end"]


def test_the_manifest_names_who_computed_what_but_not_the_machine(small, tmp_path):
    """Versions, digests, seed, timing, command; no host name."""
    results = run_experiment(small(), tmp_path / "out", command="kposim run small.yaml")
    manifest = json.loads((tmp_path / "out/manifest.json").read_text())
    session = manifest["sessions"][0]

    assert manifest["experiment"] == results.experiment.digest
    assert (manifest["seed"], manifest["model_version"]) == (11, MODEL_VERSION)
    assert session["command"] == "kposim run small.yaml"
    assert {"python", "numpy", "numba", "simpy", "pandas", "pyarrow", "kposim"} <= set(session["versions"])
    assert len(session["code"]) == 64
    assert (session["computed"], session["failed"], session["interrupted"]) == (12, 0, False)
    assert not re.search(rf"\b{re.escape(os.uname().nodename)}\b", json.dumps(manifest))
    assert experiment_from(manifest["resolved"]).digest == results.experiment.digest


def test_a_changed_program_is_told(small, tmp_path, monkeypatch):
    """Rows of two programs in a table: allowed while the model's version is the same, but not in silence."""
    from sim.experiment.folder import manifest

    run_experiment(small(replications=1), tmp_path / "out")
    monkeypatch.setattr(manifest, "code_digest", lambda: "another")

    results = run_experiment(small(), tmp_path / "out")

    assert "the program changed" in results.notes[0]
    assert [s["code"] == "another" for s in results.manifest["sessions"]] == [False, True]


def test_without_a_folder_results_live_as_long_as_they_are_read(small):
    """A temporary folder goes with the results."""
    results = run_experiment(small(replications=1))
    folder = results.folder

    assert results.missing == 0
    del results
    assert not folder.exists()


def test_a_call_that_makes_no_sense_is_refused(small, tmp_path):
    """No workers, or an engine that does not exist: told before anything is written."""
    with pytest.raises(InputError, match="workers"):
        run_experiment(small(), tmp_path / "out", workers=0)
    with pytest.raises(InputError, match="did you mean compiled"):
        run_experiment(small(), tmp_path / "out", engine="compild")
    assert not (tmp_path / "out").exists()
