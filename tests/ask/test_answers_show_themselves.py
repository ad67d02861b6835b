"""Every answer is a table when asked, and shows itself in a notebook."""

from __future__ import annotations

from typing import Any

import pytest

import sim

CASE = sim.preset("pfizer_patents").changed({"scenario.horizon_days": 30.0, "scenario.warm_up_days": 5.0})

KINDS = ["what_if", "counterfactual", "waterfall", "trace", "payback", "settle", "simulate", "run"]


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """One of each kind, about a case whose name is markup."""
    case = CASE.changed({"strategy.name": "<script>x</script>"})
    experiment = sim.experiment_from(
        {
            "name": "script",
            "scenario": case.scenario,
            "strategy": case.strategy,
            "replications": 2,
            "seed": 1,
            "factors": {"clarity": {"path": "strategy.clarity", "levels": [0.4, 0.9]}},
        }
    )
    folder = tmp_path_factory.mktemp("run") / "out"
    return {
        "what_if": sim.what_if(case, {"strategy.clarity": 0.9}, replications=2, seed=1),
        "counterfactual": sim.counterfactual(case, "questions", 2, 1),
        "waterfall": sim.waterfall(case, 2, 1),
        "trace": sim.trace(sim.simulate(case, seed=1), 3),
        "payback": sim.payback(case, replications=2, seed=1),
        "settle": sim.settle(sim.simulate(case, seed=1)),
        "simulate": sim.simulate(case, seed=1),
        "run": sim.run(experiment, folder),
    }


@pytest.mark.parametrize("name", KINDS)
def test_an_answer_is_a_table_and_shows_it(answers: dict[str, Any], name: str) -> None:
    """What a file says becomes no markup."""
    frame, page = answers[name].frame(), answers[name]._repr_html_()

    assert len(frame) >= 2
    assert "<table" in page
    assert "<script" not in page


def test_a_payback_shows_its_months(answers: dict[str, Any]) -> None:
    """And says when the money is back."""
    page = sim.payback(CASE, replications=2, seed=1)._repr_html_()

    assert "2025-0" in page
    assert "paid back" in page.lower()


def test_the_frame_of_a_what_if_has_what_it_says(answers: dict[str, Any]) -> None:
    """Every measure, in the units that people read; the change, the case, their paired difference."""
    answer = answers["what_if"]
    row = answer.frame().loc["on_time_share"]
    told = answer["on_time_share"]

    assert row["case"] == pytest.approx(100.0 * told.case.mean)
    assert row["difference"] == pytest.approx(row["case"] - row["against"])
    assert (row["unit"], row["verdict"], row["replications"]) == ("%", told.verdict, 2)
    assert list(answer.frame(["cost_per_task"]).index) == ["cost_per_task"]
