"""How probable a breach is, as the command line tells it."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from sim.testing.asked import Ask

SHORT = ("--where", "scenario.warm_up_days=5", "--where", "scenario.horizon_days=20", "--seed", "1")
MANY = ("--set", "strategy.clarity=0.9", "--replications", "3")


def test_the_command_line_has_a_column_for_each(kposim: Ask, tmp_path: Path) -> None:
    """With the limit as people read it, and brackets; JSON has the numbers."""
    limits = "{total_cost: 1, on_time_share: 0.001}"
    file = tmp_path / "mine.yaml"
    file.write_text(
        "name: mine\nscenario: {preset: pfizer_patents, warm_up_days: 5, horizon_days: 20}\n"
        f"replications: 3\nseed: 1\nmeasures: [cost_per_task]\nthresholds: {limits}\n",
        encoding="utf-8",
    )
    checked, shown = kposim("check", str(file)), kposim("run", str(file), "--out", "here")
    told = json.loads(kposim("run", str(file), "--out", "here", "--json").out)["points"][0]["measures"]

    assert "P(breach) is told of total_cost > 1, on_time_share < 0.1 %" in checked.out
    words = " ".join(shown.out.split())
    assert "P(total cost" in words
    assert "> 1)" in words
    assert "< 0.1 %)" in words
    assert "100 [29, 100]" in words
    assert "0 [0, 71]" in words
    assert (
        "P( ) is the share of the replications that break a threshold, with its exact 95 % interval" in words
    )
    assert told["total_cost"]["breach"] == "> 1"
    assert told["total_cost"]["p_breach_low"] == pytest.approx(0.025 ** (1 / 3))
    assert "breach" not in told["cost_per_task"]
    assert not math.isnan(told["on_time_share"]["p_breach_high"])


def test_what_if_tells_the_breaches_of_both(kposim: Ask) -> None:
    """Of stated thresholds, and of what is unbearable in the case; in JSON as well."""
    borne = ("--where", "scenario.work.searches.tolerances={largest_backlog: 0}")
    asked = ("what-if", "pfizer_patents", *SHORT, *MANY, *borne, "--threshold", "total_cost=1")
    shown, found = " ".join(kposim(*asked).out.split()), json.loads(kposim(*asked, "--json").out)

    assert "How probable is a breach?" in shown
    assert "P(total cost > 1) % 100 [29, 100] 100 [29, 100]" in shown
    assert "P(time outside tolerance > 0 days) %" in shown
    assert found["breaches"]["total_cost"]["breach"] == "> 1"
    assert found["breaches"]["total_cost"]["without"]["low"] == pytest.approx(0.025 ** (1 / 3))
    assert set(found["breaches"]) == {"total_cost", "days_outside_tolerance"}


def test_what_if_says_nothing_of_breaches_where_nobody_asks(kposim: Ask) -> None:
    """Neither a table nor an entry."""
    asked = ("what-if", "pfizer_patents", *SHORT, *MANY)

    assert "breach" not in kposim(*asked).out
    assert json.loads(kposim(*asked, "--json").out)["breaches"] == {}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--threshold", "total_costs=1"), "did you mean total_cost?"),
        (("--threshold", "on_time_share=95"), "it is a share: 95 % is 0.95"),
        (("--threshold", "total_cost"), "--threshold takes"),
        (("--threshold", "total_cost=1", "--without", "failures"), "leave it out beside --without"),
    ],
)
def test_a_threshold_that_cannot_be_is_refused(kposim: Ask, words: tuple[str, ...], said: str) -> None:
    """With the remedy."""
    answer = kposim("what-if", "pfizer_patents", *SHORT, "--set", "strategy.clarity=0.9", *words)

    assert answer.code == 2
    assert said in " ".join(answer.err.split())
