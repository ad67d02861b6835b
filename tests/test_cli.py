"""What the command line answers, in words, in JSON, and in exit codes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

import sim
from sim.case import load, preset
from sim.cli import main

TINY = """\
name: tiny
scenario: {preset: pfizer_patents, warm_up_days: 30, horizon_days: 120}
factors:
  share:
    says: Outsourced share
    sets: {strategy.mix.patents.bangalore: 1.0}
    levels: [0, 0.5]
replications: 3
seed: 4
"""


class Answer(NamedTuple):
    """What a command said, and the code it left with."""

    code: int
    out: str
    err: str


Ask = Callable[..., Answer]


@pytest.fixture
def kposim(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """The command line, standing in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def ask(*words: str) -> Answer:
        with pytest.raises(SystemExit) as leaving:
            main(list(words))
        said = capsys.readouterr()
        return Answer(int(leaving.value.code or 0), said.out, said.err)

    return ask


@pytest.fixture
def tiny(tmp_path: Path) -> str:
    """A file with an experiment of six runs."""
    (tmp_path / "tiny.yaml").write_text(TINY)
    return "tiny.yaml"


# -- Looking -------------------------------------------------------------------------------------------------


def test_help_names_every_command(kposim: Ask) -> None:
    """Who types --help learns what can be asked."""
    answer = kposim("--help")

    assert answer.code == 0
    looks = ("presets", "show", "check", "schema", "new")
    for command in ("run", "advise", "what-if", "waterfall", "payback", "trace", *looks):
        assert f"\n  {command} " in answer.out


def test_the_version_is_told(kposim: Ask) -> None:
    """A report of a fault needs it."""
    assert kposim("--version").out.startswith("kposim ")


def test_presets_are_listed_with_what_they_are_about(kposim: Ask) -> None:
    """Names alone say too little."""
    answer = kposim("presets")

    assert answer.code == 0
    assert "one_queue" in answer.out
    assert "M/M/10" in answer.out


def test_what_show_prints_is_the_case(kposim: Ask, tmp_path: Path) -> None:
    """Its YAML, read back, is the same case."""
    Path("shown.yaml").write_text(kposim("show", "pfizer_patents").out)

    assert load("shown.yaml") == preset("pfizer_patents")


def test_show_resolved_tells_seats(kposim: Ask) -> None:
    """Staffing rules are settled before time starts, and can be seen."""
    answer = kposim("show", "pfizer_patents", "--resolved")

    assert answer.code == 0
    assert "seats" in answer.out
    assert "bangalore" in answer.out


def test_show_of_an_experiment_says_what_to_ask_instead(kposim: Ask, tiny: str) -> None:
    """An experiment is many cases."""
    answer = kposim("show", tiny)

    assert answer.code == 2
    assert "--dry-run" in answer.err


@pytest.mark.parametrize("kind", ["scenario", "strategy", "experiment"])
def test_the_schema_is_json(kposim: Ask, kind: str) -> None:
    """Editors read it."""
    schema = json.loads(kposim("schema", kind).out)

    assert schema["type"] == "object"
    assert schema["additionalProperties"] is False


# -- Files ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("options", [(), ("--case",)])
def test_a_new_file_passes_the_check(kposim: Ask, options: tuple[str, ...]) -> None:
    """What the program writes, it accepts."""
    assert kposim("new", "mine.yaml", *options).code == 0

    answer = kposim("check", "mine.yaml")

    assert answer.code == 0
    assert "sound" in answer.out


def test_new_never_writes_over_a_file(kposim: Ask, tiny: str) -> None:
    """Somebody's work is in it."""
    answer = kposim("new", tiny)

    assert answer.code == 2
    assert "there is a file of this name already" in answer.err
    assert Path(tiny).read_text() == TINY


def test_new_in_a_folder_that_is_not_there_says_so(kposim: Ask) -> None:
    """No traceback for a slip."""
    answer = kposim("new", "nowhere/mine.yaml")

    assert answer.code == 2
    assert "mkdir" in answer.err


def test_a_misspelt_key_is_told_with_its_line_and_the_nearest_name(kposim: Ask) -> None:
    """File, line, path, rule, remedy."""
    Path("typo.yaml").write_text("scenario:\n  preset: pfizer_patents\n  horizon_day: 90\n")

    answer = kposim("check", "typo.yaml")

    assert answer.code == 2
    assert "typo.yaml, line 3: scenario.horizon_day" in answer.err
    assert "did you mean horizon_days?" in answer.err
    assert "Traceback" not in answer.err


def test_a_file_that_is_not_there_is_bad_input(kposim: Ask) -> None:
    """And says so."""
    answer = kposim("check", "nothing.yaml")

    assert answer.code == 2
    assert "there is no such file" in answer.err


def test_a_wrong_option_is_bad_input(kposim: Ask) -> None:
    """The same code as for any other input that cannot be used."""
    assert kposim("presets", "--all").code == 2


# -- What if -------------------------------------------------------------------------------------------------

SHORT = ("--set", "scenario.warm_up_days=30", "--set", "scenario.horizon_days=90", "--seed", "1")


def test_what_if_answers_with_a_table_and_a_sentence(kposim: Ask) -> None:
    """Names without underscores, differences with intervals."""
    answer = kposim(
        "what-if", "pfizer_patents", "--set", "strategy.clarity=0.5", "--replications", "3", "--seed", "1"
    )

    assert answer.code == 0
    assert "cost per task" in answer.out
    assert "±" in answer.out
    assert "3 replications, seed 1" in answer.out


def test_what_if_in_json_holds_every_measure(kposim: Ask) -> None:
    """A script need not read tables."""
    answer = json.loads(kposim("what-if", "pfizer_patents", *SHORT, "--replications", "2", "--json").out)

    assert answer["replications"] == 2
    assert answer["measures"]["cost_per_task"]["unit"] == "money"
    assert set(answer["measures"]["cost_per_task"]["difference"]) == {
        "mean",
        "low",
        "high",
        "level",
        "replications",
    }


def test_what_if_without_a_mechanism_tells_what_it_costs(kposim: Ask) -> None:
    """A paired table, a sentence, and what the other world is like."""
    words = ("what-if", "pfizer_patents", "--without", "questions", "--without", "briefs", "--seed", "1")
    short = ("--set", "scenario.horizon_days=60", "--replications", "3")
    answer = kposim(*words, *short)

    assert answer.code == 0
    assert "without questions, briefs" in answer.out
    assert "The other world: Nobody has to ask. Work needs no brief." in answer.out
    found = json.loads(kposim(*words, *short, "--json", "--seats", "by_rule").out)
    assert found["off"] == ["questions", "briefs"]
    assert found["measures"]["seats_liaisons"]["without"]["mean"] == 0.0


def test_what_if_without_refuses_what_it_does_not_know(kposim: Ask) -> None:
    """The nearest name is in the message; another case cannot stand for the other world as well."""
    answer = kposim("what-if", "pfizer_patents", "--without", "failuers")

    assert answer.code == 2
    assert "did you mean failures?" in answer.err
    both = kposim("what-if", "pfizer_patents", "--without", "failures", "--against", "one_queue")
    assert both.code == 2
    assert "leave one of the two out" in both.err


def test_a_waterfall_is_a_table_a_sentence_and_a_figure(kposim: Ask) -> None:
    """Or JSON; the figure is written as PNG and SVG."""
    words = ("waterfall", "pfizer_patents", "--set", "scenario.horizon_days=60", "--seed", "1")
    answer = kposim(*words, "--replications", "3", "--figure", "steps.png")

    assert answer.code == 0
    assert "moving the work (rates, seats)" in answer.out
    assert {path.name for path in Path().glob("steps.*")} == {"steps.png", "steps.svg"}
    found = json.loads(kposim(*words, "--replications", "2", "--by", "lines", "--json").out)
    assert [found["bars"][0]["kind"], found["bars"][-1]["kind"]] == ["start", "end"]
    assert kposim(*words, "--figure", "steps.pdf").code == 2


def test_payback_says_when_and_how_much(kposim: Ask) -> None:
    """In words and figure, or in JSON; a baseline of one's own is told by its settings."""
    words = ("payback", "pfizer_patents", "--set", "scenario.horizon_days=90", "--seed", "1")
    answer = kposim(*words, "--replications", "2", "--figure", "saved.png")

    assert answer.code == 0
    assert "Two fifths outsourced, against all in-house:" in answer.out
    assert "Saving by year:" in answer.out
    assert {path.name for path in Path().glob("saved.*")} == {"saved.png", "saved.svg"}
    same = ("--against", "strategy.mix.patents.bangalore=0.28", "--replications", "2", "--json")
    found = json.loads(kposim(*words, *same).out)
    assert found["month"] is None
    assert {month["mean"] for month in found["cumulative"].values()} == {0.0}


def test_a_baseline_lives_in_the_same_world(kposim: Ask) -> None:
    """Settings of the world are for both, and so belong to --set."""
    answer = kposim("payback", "pfizer_patents", "--against", "scenario.horizon_days=90")

    assert answer.code == 2
    assert "give settings of the world with --set" in answer.err


def test_what_if_where_lays_settings_over_both_cases(kposim: Ask) -> None:
    """The same choice in the same other world differs in nothing."""
    world = ("--where", "scenario.horizon_days=60", "--where", "scenario.warm_up_days=0")
    same = ("--set", "strategy.clarity=0.5", "--against", "strategy.clarity=0.5")
    answer = json.loads(
        kposim("what-if", "pfizer_patents", *same, *world, "--replications", "2", "--json").out
    )

    assert answer["measures"]["tasks_arrived"]["with_the_change"]["mean"] < 500
    assert answer["measures"]["total_cost"]["difference"]["mean"] == 0.0
    other = ("--against", "pfizer_patents", "--set", "strategy.clarity=0.2")
    answer = json.loads(
        kposim("what-if", "pfizer_patents", *other, *world, "--replications", "2", "--json").out
    )
    assert answer["measures"]["total_cost"]["difference"]["mean"] == 0.0


def test_what_if_against_another_case(kposim: Ask) -> None:
    """A name and settings over it: here both sides are the same case, so nothing differs."""
    settings = [word.replace("--set", "--against") for word in SHORT[:4]]
    against = ["--against", "pfizer_patents", *settings]

    answer = json.loads(
        kposim("what-if", "pfizer_patents", *SHORT, *against, "--replications", "2", "--json").out
    )

    assert answer["measures"]["total_cost"]["difference"]["mean"] == 0.0


def test_an_unknown_preset_is_told_with_the_nearest(kposim: Ask) -> None:
    """And with all that there are."""
    answer = kposim("what-if", "pfizer_patent", "--set", "strategy.clarity=0.5")

    assert answer.code == 2
    assert "did you mean pfizer_patents?" in answer.err


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("strategy.claritty=0.5", "did you mean clarity?"),
        ("clarity=0.5", "a path starts with scenario or strategy"),
        ("strategy.clarity", "a path, an equals sign and a value"),
        ("strategy.clarity=2", "must be 0.95 or less"),
        ("strategy.clarity=[1", "a bracket is never closed"),
        ("strategy.mix.patents.banglore=0.5", "did you mean bangalore?"),
        ("scenario.providers.banglore.speed=1", "did you mean bangalore?"),
        ("strategy.clarity=.inf", "must be a finite number"),
        ("strategy.clarity=!!python/object:x", "must not carry a tag"),
    ],
)
def test_a_setting_that_leads_nowhere_is_refused(kposim: Ask, setting: str, said: str) -> None:
    """Whatever is wrong with it, it is said in one breath and nothing is computed."""
    answer = kposim("what-if", "pfizer_patents", "--set", setting)

    assert answer.code == 2
    assert said in answer.err
    assert answer.out == ""


def test_a_question_without_a_change_is_refused(kposim: Ask) -> None:
    """There is nothing to compare."""
    assert kposim("what-if", "pfizer_patents").code == 2


def test_an_unknown_measure_is_refused(kposim: Ask) -> None:
    """With the nearest name."""
    answer = kposim("what-if", "pfizer_patents", *SHORT, "--measure", "loss_area")

    assert answer.code == 2
    assert "did you mean loss_area_days?" in answer.err


# -- Running -------------------------------------------------------------------------------------------------


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

    sound = one_run.journal_of

    def fragile(run: one_run.Run, *others: object) -> object:
        if run.replication == 1:
            raise ArithmeticError("lost in a fraction")
        return sound(run, *others)  # type: ignore[arg-type]

    monkeypatch.setattr(one_run, "journal_of", fragile)

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


# -- One world -----------------------------------------------------------------------------------------------

SHORT = ("--set", "scenario.horizon_days=120", "--seed", "1")


def test_trace_tells_one_world_and_one_task(kposim: Ask) -> None:
    """Who was down, what was latest, and why that was."""
    world = kposim("trace", "pfizer_patents", *SHORT)
    worst = kposim("trace", "pfizer_patents", *SHORT, "--worst")
    many = kposim("trace", "pfizer_patents", *SHORT, "--list")

    assert (world.code, worst.code, many.code) == (0, 0, 0)
    assert "seed 1, replication 0" in world.out
    assert "Bangalore was down for 10.5 days" in world.out
    assert "waiting for a free seat" in worst.out
    assert "days late." in worst.out
    assert many.out.count("Task ") > world.out.count("Task ")


def test_trace_in_json_is_the_same_story(kposim: Ask) -> None:
    """Parts that add up to the lead time."""
    told = json.loads(kposim("trace", "pfizer_patents", *SHORT, "--task", "1400", "--json").out)
    case = sim.changed(preset("pfizer_patents"), {"scenario.horizon_days": 120})
    story = sim.trace(sim.simulate(case, seed=1), 1400)

    assert told["why"] == story.why
    assert sum(part["hours"] for part in told["parts"]) == pytest.approx(told["lead_hours"])


def test_trace_of_a_task_that_is_not_there_names_the_nearest(kposim: Ask) -> None:
    """And exits with 2; so do two questions at once."""
    answer = kposim("trace", "pfizer_patents", *SHORT, "--task", "999999")
    both = kposim("trace", "pfizer_patents", *SHORT, "--task", "1", "--list")

    assert (answer.code, both.code) == (2, 2)
    assert "the nearest is" in answer.err
    assert "keep one of them" in both.err
