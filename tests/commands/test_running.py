"""What the command line says of an experiment that it runs."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import sim
from sim.testing.asked import TINY, Ask


def test_a_run_ends_with_a_table_a_sentence_and_where_things_lie(kposim: Ask, tiny: str) -> None:
    """And the same command again computes nothing and says so."""
    first = kposim("run", tiny)
    again = kposim("run", tiny)

    assert first.code == again.code == 0
    assert "cost per task" in first.out
    assert "heapest is share" in first.out
    assert "6 runs computed. Results: results/tiny" in first.out
    assert "frontier.png" in first.out
    assert "nothing to compute" in again.err
    assert "Nothing new was computed" in again.out


def test_a_run_in_json_is_parsed(kposim: Ask, tiny: str) -> None:
    """Points, advice, figures; stderr is silent."""
    answer = kposim("run", tiny, "--out", "here", "--json", "--replications", "2", "--seed", "11")
    told = json.loads(answer.out)

    assert answer.err == ""
    assert (told["seed"], told["replications"], told["computed"], told["failed"]) == (11, 2, 4, 0)
    assert [point["levels"]["share"] for point in told["points"]] == [0.0, 0.5]
    assert told["points"][0]["measures"]["cost_per_task"]["replications"] == 2
    assert told["advice"][0]["sentence"].startswith("Cheapest is share ")


def test_a_dry_run_computes_and_writes_nothing(kposim: Ask, tiny: str) -> None:
    """It lists the design, counts the runs, and a pilot says how long they take."""
    answer = kposim("run", tiny, "--dry-run")

    assert answer.code == 0
    assert "2 design points x 3 replications = 6 runs, 6 of them not yet in results/tiny" in answer.out
    assert "A pilot says about a second on 1 worker." in answer.out
    assert "A grid grows by more levels." in answer.out
    assert [path.name for path in Path().iterdir()] == [tiny]


DRAWN = """\
name: drawn
scenario: {preset: pfizer_patents, warm_up_days: 30, horizon_days: 120}
factors:
  clarity: {path: strategy.clarity, levels: {from: 0, to: 0.9}}
  split: {shares: {home: null, ban: strategy.mix.patents.bangalore, kra: strategy.mix.patents.krakow}}
design: {kind: sobol, points: 4}
constraints: [home > 0.25]
replications: {until: {cost_per_task: 6%}, at_least: 3, at_most: 9, in_batches_of: 3}
seed: 4
"""


@pytest.fixture
def drawn(tmp_path: Path) -> str:
    """A file with a Sobol' design, linked shares, a condition and a stopping rule."""
    (tmp_path / "drawn.yaml").write_text(DRAWN)
    return "drawn.yaml"


def test_a_dry_run_of_a_rule_says_how_many_runs_it_may_take(kposim: Ask, drawn: str) -> None:
    """From the least to the most, and what the pilot expects."""
    answer = kposim("run", drawn, "--dry-run")
    told = json.loads(kposim("run", drawn, "--dry-run", "--json").out)

    assert "design points x 3 to 9 replications, until cost_per_task ± 6 %" in answer.out
    assert "left out: forbidden by a condition" in answer.out
    assert "A Sobol' design grows to any larger number of points." in answer.out
    assert told["kind"] == "sobol"
    assert told["missing"] == 3 * len(told["design"]) <= told["expected_runs"] <= told["runs"]
    assert not Path("results").exists()


def test_a_run_with_a_rule_tells_which_point_stopped_why(kposim: Ask, drawn: str) -> None:
    """In words, in JSON, and in a table beside the rows."""
    answer = kposim("run", drawn)
    told = json.loads(kposim("run", drawn, "--json").out)

    assert answer.code == 0
    assert "as precise as asked" in answer.err
    assert {stop["stopped"] for stop in told["stops"]} <= {"precise", "at_most"}
    assert (
        Path("results/drawn/precision.csv").read_text().startswith("point,clarity,home,ban,kra,replications")
    )
    assert "clarity: " in kposim("check", drawn).out


def test_advise_says_warm_up_replications_and_time(kposim: Ask, drawn: str, tiny: str) -> None:
    """And draws Welch's figure; the precision is the file's, or five per cent."""
    asked = kposim("advise", drawn, "--replications", "5")
    plain = kposim("advise", tiny, "--replications", "5", "--workers", "2")
    told = json.loads(kposim("advise", tiny, "--replications", "5", "--json").out)

    assert asked.code == plain.code == 0
    assert "Warm-up: the file says 30 days." in asked.out
    assert "asked in the file" in asked.out
    assert "5% of the mean; the file asks for none" in plain.out
    assert "ms a run on this machine; 6 runs on 2 workers take about" in plain.out
    assert Path("results/tiny-advice/welch.png").stat().st_size > 10_000
    assert next(need["measure"] for need in told["needs"]) == "cost_per_task"
    assert told["runs"] == 6


def test_a_quiet_run_says_nothing(kposim: Ask, tiny: str) -> None:
    """Unless something went wrong."""
    answer = kposim("run", tiny, "--quiet", "--replications", "1")

    assert answer == (0, "", "")


def test_a_folder_with_other_things_in_it_is_left_alone(kposim: Ask, tiny: str) -> None:
    """Nobody's files are mixed with results."""
    Path("mine").mkdir()
    Path("mine/thesis.txt").write_text("years of work")

    answer = kposim("run", tiny, "--out", "mine")

    assert answer.code == 2
    assert "thesis.txt" in answer.err
    assert [path.name for path in Path("mine").iterdir()] == ["thesis.txt"]


def test_failed_runs_are_named_and_change_the_exit_code(
    kposim: Ask, tiny: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One failed run does not stop the others, and is not hidden by them."""
    from sim.experiment.execute import run as one_run
    from sim.replicate.replications import Replications

    sound = one_run.table_of

    def fragile(batch: Replications, *others: object, **named: object) -> object:
        if 1 in batch.replications:
            raise ArithmeticError("lost in a fraction")
        return sound(batch, *others, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(one_run, "table_of", fragile)

    answer = kposim("run", tiny)

    assert answer.code == 1
    assert "share=0.5, replication 1: ArithmeticError: lost in a fraction" in answer.err
    assert "2 runs failed" in answer.err
    assert "4 runs computed" in answer.out


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGINT to a child")
def test_ctrl_c_leaves_with_130_and_what_was_computed(tmp_path: Path) -> None:
    """The same command continues."""
    (tmp_path / "tiny.yaml").write_text(TINY)
    command = [
        sys.executable,
        "-m",
        "sim.cli",
        "run",
        "tiny.yaml",
        "--replications",
        "100000",
        "--out",
        "here",
    ]
    home = {**os.environ, "PYTHONPATH": str(Path(sim.__file__).parents[1])}
    with subprocess.Popen(command, cwd=tmp_path, env=home, stderr=subprocess.PIPE, text=True) as process:
        deadline = time.monotonic() + 30.0
        while not list(tmp_path.glob("here/runs/*.parquet")) and time.monotonic() < deadline:
            time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=30)

    assert process.returncode == 130
    assert "the same command continues" in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("file", "text", "folder"),
    [
        ("first.yaml", "case: one_queue\nreplications: 2\n", "results/first"),
        ("My case 2.yaml", "scenario: one_queue\n", "results/My case 2"),
        ("first.yaml", "name: mine\ncase: one_queue\nreplications: 2\n", "results/mine"),
        ("first.yaml", "name: experiment\ncase: one_queue\nreplications: 2\n", "results/experiment"),
    ],
)
def test_results_of_what_has_no_name_are_called_after_its_file(
    kposim: Ask, file: str, text: str, folder: str
) -> None:
    """Two cases run after one another do not ask for one folder; a name that is stated counts."""
    Path(file).write_text(text)

    assert f"not yet in {folder}." in " ".join(kposim("run", file, "--dry-run").out.split())


def test_two_files_of_one_name_never_share_a_folder(kposim: Ask) -> None:
    """The second is refused; the first goes on where it was."""
    for place, seed in (("a", 1), ("b", 2)):
        Path(place).mkdir()
        text = f"case: {{}}\nreplications: 2\nseed: {seed}\n".replace("{}", "one_queue")
        Path(place, "mine.yaml").write_text(text)

    assert kposim("run", "a/mine.yaml", "--quiet").code == 0
    refused = kposim("run", "b/mine.yaml", "--quiet")
    again = kposim("run", "a/mine.yaml", "--resume")

    assert refused.code == 2
    assert "results/mine holds another experiment" in refused.err
    assert "Nothing new was computed. Results: results/mine" in again.out


def test_a_measure_more_is_asked_for_with_a_word(kposim: Ask, tiny: str) -> None:
    """Beside the file's; what is no measure is refused with the nearest name."""
    kposim("run", tiny, "--out", "here", "--quiet")
    kposim("run", tiny, "--out", "here", "--quiet", "--measures", "lead_time_p90_days")

    assert "lead_time_p90_days" in Path("here/experiment.yaml").read_text()
    refused = kposim("run", tiny, "--out", "here", "--measures", "cost_per_tsk")
    assert (refused.code, "did you mean cost_per_task" in refused.err) == (2, True)
    assert "--measures" in refused.err
    assert "measures.0" not in refused.err
