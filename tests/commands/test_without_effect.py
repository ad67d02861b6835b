"""`check` names what a file says in vain: its own settings, those of cases it builds on, whole factors."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.testing.asked import Ask

BASE = """
scenario:
  preset: pfizer_patents
  work: {drafting: {novelty: 0.3}}
strategy:
  assignment: {line_limit: 3}
"""
NOVELTY = "Without effect here: scenario.work.drafting.novelty (innovation.ideas_per_novel_task is 0)."
LIMIT = "Without effect here: strategy.assignment.line_limit (the rule is mix, not overflow)."
VARIED = """
factors:
  clarity: {path: strategy.clarity, levels: [0.3, 0.6]}
"""


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("case: base.yaml" + VARIED, {NOVELTY, LIMIT}),
        ("scenario: {preset: base.yaml, warm_up_days: 30}" + VARIED, {NOVELTY, LIMIT}),
        ("scenario: base.yaml\nstrategy: {preset: pfizer_patents}" + VARIED, {NOVELTY}),
        ("scenario: pfizer_patents\nstrategy: base.yaml" + VARIED, {LIMIT}),
        ("scenario: {preset: base.yaml}", {NOVELTY, LIMIT}),
    ],
)
def test_settings_of_the_case_below_are_named_as_by_a_check_of_it(
    kposim: Ask, text: str, named: set[str]
) -> None:
    """An experiment, or a case, that builds on a file has that file's settings."""
    Path("base.yaml").write_text(BASE)
    Path("mine.yaml").write_text(text)

    answer = kposim("check", "mine.yaml")

    assert answer.code == 0
    assert {line for line in answer.out.splitlines() if line.startswith("Without effect")} == named


@pytest.mark.parametrize("path", ["scenario.work.searches.priority", "scenario.work.*.priority"])
def test_a_factor_that_changes_nothing_is_named_with_the_reason(kposim: Ask, path: str) -> None:
    """Half of the runs would repeat the other half."""
    Path("mine.yaml").write_text(
        f"case: pfizer_patents\nfactors:\n  order: {{path: {path}, levels: [1, 2]}}\n"
    )

    answer = kposim("check", "mine.yaml")

    why = f"{path}: lines go by due_date, not by priority"
    assert f"The factor order has no effect in any point ({why})." in answer.out
    assert "Without effect here" not in answer.out


def test_what_has_an_effect_in_the_last_point_only_is_not_named(kposim: Ask) -> None:
    """Priorities count in the second half of a long design."""
    Path("mine.yaml").write_text(
        "case: pfizer_patents\n"
        "factors:\n"
        "  discipline: {path: strategy.discipline, levels: [due_date, priority]}\n"
        "  priority: {path: scenario.work.searches.priority, levels: {from: 1, to: 201, step: 1}}\n"
    )

    answer = kposim("check", "mine.yaml")

    assert answer.code == 0
    assert "priority has no effect" not in answer.out
    assert "Without effect here: scenario.work.searches.priority" not in answer.out


def test_of_a_factor_with_two_settings_only_the_idle_one_is_named(kposim: Ask) -> None:
    """The factor as a whole does something."""
    Path("mine.yaml").write_text(
        "case: pfizer_patents\n"
        "factors:\n"
        "  both:\n"
        "    levels:\n"
        "      few: {strategy.clarity: 0.3, scenario.work.searches.novelty: 0.1}\n"
        "      many: {strategy.clarity: 0.6, scenario.work.searches.novelty: 0.2}\n"
    )

    answer = kposim("check", "mine.yaml")

    assert "The factor" not in answer.out
    assert "Without effect here: scenario.work.searches.novelty" in answer.out
