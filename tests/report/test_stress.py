"""Does the draft of the STRESS-DES report say what the files know, and ask for the rest?"""

from __future__ import annotations

from pathlib import Path

import pytest

import sim
from sim.experiment.conduct.conduct import run_experiment
from sim.experiment.design.experiment import experiment_from, load_experiment
from sim.experiment.folder.claim import claimed
from sim.experiment.folder.results import Results
from sim.experiment.folder.status import status_of
from sim.report.markdown import flat, table, text_of
from sim.report.stress.stress import stress_report

NUMBERS = [
    *("1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "2.4", "2.5.1", "2.5.2", "2.5.3", "2.5.4", "2.5.5"),
    *("3.1", "3.2", "3.3", "3.4", "4.1", "4.2", "4.3", "5.1", "5.2", "5.3", "5.4", "6.1"),
]
SHIPPED = sorted((Path(sim.__file__).parents[1] / "experiments").glob("*.yaml"))


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_no_item_is_empty_for_a_shipped_experiment(file, tmp_path):
    """Twenty-four items, each with something known, even before the first run."""
    experiment = load_experiment(file).repeated(1).seeded(1)
    claimed(tmp_path / "out", experiment)

    report = stress_report(Results(tmp_path / "out"))

    assert [item.number for item in report.items] == NUMBERS
    assert [item.number for item in report.items if not any(item.known)] == []


def test_the_draft_holds_what_was_run(tmp_path):
    """Seed, versions, seats, factors, half-widths and run time come from the folder."""
    file = next(file for file in SHIPPED if file.stem == "smoke")
    results = run_experiment(load_experiment(file), tmp_path / "out")

    text = stress_report(results).markdown()

    assert "seed 7" in text
    assert "| numpy | " in text
    assert "`strategy.clarity` | 0, 0.4" in text
    assert "4 points x 3 replications = 12 runs" in text
    assert "12 of 12 runs are stored" in text
    assert results.manifest["sessions"][0]["code"] in text
    assert "/tmp" not in text


def test_what_only_an_author_can_say_is_asked_where_it_belongs_and_listed(tmp_path):
    """Nothing is made up, and nothing asked for is forgotten."""
    experiment = load_experiment(SHIPPED[0]).repeated(1).seeded(1).model_copy(update={"question": ""})
    claimed(tmp_path / "out", experiment)

    report = stress_report(Results(tmp_path / "out"))
    text = report.markdown()

    assert {"1.1", "3.1", "4.1", "4.2", "4.3", "6.1"} <= {item.number for item, _ in report.left_open}
    for item, question in report.left_open:
        assert f"*To be written by the author:* {question}" in text
        assert f"- **{item.number} {item.title}**: {question}" in text


def test_a_sampled_design_and_a_stopping_rule_are_told(tmp_path):
    """Not every study is a grid with a fixed number of replications."""
    data = {
        "scenario": {"preset": "pfizer_patents", "warm_up_days": 10, "horizon_days": 40},
        "factors": {"clarity": {"path": "strategy.clarity", "levels": {"from": 0, "to": 0.9}}},
        "design": {"kind": "sobol", "points": 16},
        "replications": {"until": {"cost_per_task": "50%"}, "at_least": 2, "at_most": 4},
        "seed": 1,
    }
    results = run_experiment(experiment_from(data), tmp_path / "out")

    text = stress_report(results).markdown()

    assert "Sobol: 16 points, repeated until they are precise" in text
    assert "16 levels from 0" in text
    assert "in rounds, until `cost_per_task` ± 50%" in text
    assert status_of(tmp_path / "out").is_complete


def test_a_table_cannot_be_broken_by_what_is_in_it():
    """A bar or a line break in a text stays inside its cell."""
    assert table(["a"], [["x|y\nz"]]) == "| a |\n| --- |\n| x\\|y z |"


def test_values_are_told_in_words():
    """Nothing, truth, numbers, long lists."""
    assert text_of(None) == text_of({}) == "none"
    assert (text_of(True), text_of(0.5), text_of(12_000.0)) == ("yes", "0.5", "12,000")
    assert text_of(list(range(14))).endswith("11 and 2 more")
    assert list(flat({"a": [{"b": 1}]}, "s")) == [("s.a.0.b", "1")]


def test_promises_in_working_hours_and_thresholds_are_told(tmp_path):
    """When work is due and to be begun; and which breaches have a probability, by which interval."""
    promised = {"due_days": None, "due_working_hours": 16, "begin_within_working_hours": 8}
    asked = {
        "name": "promised",
        "scenario": {"preset": "pfizer_patents", "horizon_days": 20, "work": {"searches": promised}},
        "replications": 2,
        "seed": 1,
        "thresholds": {"on_time_share": 0.9},
    }
    text = stress_report(run_experiment(experiment_from(asked), tmp_path / "out")).markdown()

    assert "16 working hours; begun within 8 working hours" in text
    assert "| 30 days |" in text
    assert "Breaches whose probability is told: `on_time_share` < 0.9" in text
    assert "Clopper and Pearson" in text
