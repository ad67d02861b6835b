"""The commands that look at a results folder: what they say, and the codes they leave with."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from sim.cli import main
from sim.experiment.conduct import repeat

TINY = """\
name: tiny
scenario: {preset: pfizer_patents, warm_up_days: 10, horizon_days: 40}
factors:
  clarity: {path: strategy.clarity, levels: [0, 0.4]}
replications: 2
seed: 4
"""


@pytest.fixture
def ask(capsys, tmp_path, monkeypatch):
    """The command line in a folder with an experiment of four runs, computed."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tiny.yaml").write_text(TINY)

    def ask(*words):
        with pytest.raises(SystemExit) as leaving:
            main(list(words))
        said = capsys.readouterr()
        return int(leaving.value.code or 0), said.out, said.err

    assert ask("run", "tiny.yaml", "--out", "out", "--quiet")[0] == 0
    return ask


def test_repro_shows_the_row_and_says_whether_it_is_the_stored_one(ask):
    """In words and in JSON."""
    digest = pd.read_parquet("out/runs")["digest"].iloc[2]

    code, said, _ = ask("repro", "out", digest[:10])
    json_code, told, _ = ask("repro", "out", digest[:10], "--json", "--engine", "reference")

    assert (code, json_code) == (0, 0)
    assert f"Run {digest}" in said
    assert "the same, byte for byte" in said
    assert json.loads(told)["differs"] == []


def test_repro_of_a_run_that_fails_shows_where(ask, monkeypatch):
    """The traceback is what the command is for; the exit code says that it failed."""

    def fail(*_):
        raise ZeroDivisionError("a law was broken")

    monkeypatch.setattr(repeat, "journal_of", fail)
    code, _, error = ask("repro", "out", pd.read_parquet("out/runs")["digest"].iloc[0])

    assert code == 1
    assert "Traceback" in error
    assert "a law was broken" in error


def test_verify_names_the_row_that_came_out_otherwise(ask, monkeypatch):
    """With the command that repeats it, and exit code 1."""
    from sim.experiment.conduct import verify

    sound = repeat.repeat
    monkeypatch.setattr(verify, "repeat", lambda *words: {**sound(*words), "cost_per_task": 1.0})

    code, said, error = ask("verify", "out", "--runs", "1")

    assert code == 1
    assert "1 came out otherwise" in said
    assert "cost_per_task is stored as" in error
    assert "kposim repro out " in error


def test_resume_of_nothing_is_refused_and_nothing_is_made(ask, tmp_path):
    """A misspelt folder is no new beginning."""
    code, _, error = ask("run", "tiny.yaml", "--out", "uot", "--resume")

    assert code == 2
    assert "there is nothing to resume in uot" in error
    assert not (tmp_path / "uot").exists()


def test_a_quiet_run_may_still_keep_a_log(ask):
    """A batch system wants lines, and nobody looks at the table."""
    code, said, error = ask("run", "tiny.yaml", "--out", "out", "--resume", "--quiet", "--log", "json")

    assert (code, said) == (0, "")
    assert [json.loads(line)["event"] for line in error.splitlines()] == ["begin", "note", "end"]


def test_status_in_json_counts(ask):
    """For scripts that wait for a sweep."""
    code, said, _ = ask("status", "out", "--json")

    assert code == 0
    assert {"stored": 4, "missing": 0, "complete": True}.items() <= json.loads(said).items()


def test_a_draft_that_an_author_has_worked_on_is_not_overwritten(ask, tmp_path):
    """The second draft is refused; the first stays."""
    first, _, _ = ask("stress", "out", "--out", "mine.md")
    (tmp_path / "mine.md").write_text("my words")
    second, _, error = ask("stress", "out", "--out", "mine.md")

    assert (first, second) == (0, 2)
    assert "choose another name" in error
    assert (tmp_path / "mine.md").read_text() == "my words"


@pytest.mark.parametrize("command", ["status", "verify", "stress"])
def test_a_folder_without_results_is_told(ask, command):
    """Exit code 2 and a sentence."""
    code, _, error = ask(command, "nowhere")

    assert code == 2
    assert "there are no results in nowhere" in error
