"""What a slip on the command line, or in a file, is answered with: the rule, and a remedy that helps."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.testing.asked import Ask


@pytest.mark.parametrize(
    ("setting", "remedy"),
    [
        ("scenario.work.searches.due_hours=30", "it is told in days: write due_days: 1.25"),
        ("scenario.work.searches.due_hour=soon", "did you mean due_days?"),
        ("scenario.work.searches.brief_days=0.5", "it is told in hours: write brief_hours: 12"),
        ("scenario.work.searches.effort_days=3", "did you mean effort_hours?"),
        ("strategy.mix.patents.bangalore=30", "it is a share: 30 % is 0.3"),
        ("strategy.mix.patents.bangalore=30%", "write 0.3"),
        ("strategy.clarity=2.5 %", "write 0.025"),
        ("strategy.clarity=1e300", "write a number that can be meant"),
        ("scenario.inhouse.calendar.weekdays=[monday]", "weekdays: mon, tue, wed, thu, fri, sat, sun"),
    ],
)
def test_a_value_in_other_words_is_told_in_ours(kposim: Ask, setting: str, remedy: str) -> None:
    """Units, percentages, days of the week."""
    answer = kposim("what-if", "pfizer_patents", "--set", setting)

    assert answer.code == 2
    assert remedy in answer.err


def test_a_provider_called_as_the_house_is_told_where_it_stands(kposim: Ask) -> None:
    """With its line; what was meant may be a setting of the house."""
    Path("mine.yaml").write_text(
        "scenario:\n  preset: pfizer_patents\n  providers:\n    inhouse: {seats: 3}\n"
    )

    answer = kposim("check", "mine.yaml")

    assert "mine.yaml, line 4: scenario.providers.inhouse" in answer.err
    assert "settings of the team itself stand in scenario.inhouse" in answer.err


@pytest.mark.parametrize(
    ("words", "option", "rule"),
    [
        (("run", "mine.yaml", "--replications", "0"), "--replications", "must be 1 or more"),
        (("run", "mine.yaml", "--seed", "-1"), "--seed", "must be 0 or more"),
        (("run", "mine.yaml", "--workers", "two"), "--workers", "must be a whole number"),
        (("run", "mine.yaml", "--engine", "fast"), "--engine", "must be one of"),
        (("what-if", "one_queue", "--replications", "0"), "--replications", "must be 1 or more"),
    ],
)
def test_an_option_that_cannot_be_has_a_rule_and_a_remedy(
    kposim: Ask, words: tuple[str, ...], option: str, rule: str
) -> None:
    """And no usage of the command above them."""
    answer = kposim(*words)

    assert answer.code == 2
    assert answer.err.startswith(f"{option}\n  rule    {rule}")
    assert f"`kposim {words[0]} --help` lists all options." in answer.err


def test_words_that_are_no_command_still_get_the_usage(kposim: Ask) -> None:
    """There it is what one needs."""
    answer = kposim("run", "--workrs", "2")

    assert answer.code == 2
    assert "Usage: " in answer.err
    assert "--workers" in answer.err


def test_a_measure_asked_for_twice_is_refused(kposim: Ask) -> None:
    """On the command line and in a file."""
    Path("mine.yaml").write_text("case: one_queue\nmeasures: [cost_per_task, total_cost, cost_per_task]\n")
    twice = ("--measure", "total_cost", "--measure", "total_cost", "--set", "scenario.inhouse.seats=11")

    assert "is given twice" in kposim("what-if", "one_queue", *twice).err
    assert "is given twice" in kposim("what-if", "pfizer_patents", *twice[:4], "--without", "failures").err
    assert "mine.yaml, line 2: measures.2" in kposim("check", "mine.yaml").err


def test_results_in_a_file_are_refused_with_a_folder_beside(kposim: Ask) -> None:
    """A slip of --out."""
    Path("mine.yaml").write_text("case: one_queue\nreplications: 2\n")

    answer = kposim("run", "mine.yaml", "--out", "mine.yaml")

    assert answer.code == 2
    assert "mine.yaml cannot be used: it is a file" in answer.err
    assert "--out results/mine" in answer.err


def test_a_folder_without_results_names_those_that_have_some(kposim: Ask) -> None:
    """Where one stands, above it, and below `results`."""
    Path("mine.yaml").write_text("case: one_queue\nreplications: 2\nseed: 1\n")
    assert kposim("status", "results/mine").err.count("compute some: kposim run FILE") == 1
    kposim("run", "mine.yaml", "--quiet")

    for folder in (".", "results", "results/mien", "nope"):
        answer = kposim("status", folder)

        assert answer.code == 2
        assert "results/mine" in answer.err
