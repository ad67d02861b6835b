"""What a mechanism costs: paired, by name, in a sentence."""

from __future__ import annotations

import numpy as np
import pytest

import sim
from sim.ask.counterfactual import other_world
from sim.case import Case
from sim.errors import InputError, UnknownName

SHORT = {"scenario.warm_up_days": 30, "scenario.horizon_days": 200}


@pytest.fixture(scope="module")
def case() -> Case:
    """A short patents case."""
    return sim.changed(sim.preset("pfizer_patents"), SHORT)


def test_what_failures_cost_is_the_difference_of_two_runs_on_one_tape(case: Case) -> None:
    """Replication by replication, with the seats of the world as it is."""
    other = other_world(case, "failures")
    by_hand = [
        sim.settle(sim.simulate(case, seed=4, replication=k))["total_cost"]
        - sim.settle(sim.simulate(other, seed=4, replication=k))["total_cost"]
        for k in range(4)
    ]

    answer = sim.counterfactual(case, without="failures", replications=4, seed=4)

    assert answer["total_cost"].comparison.difference.mean == pytest.approx(np.mean(by_hand))


def test_only_the_mechanism_differs_so_the_seats_do_not(case: Case) -> None:
    """Unless the rules are asked to follow: without briefs and questions nobody needs a liaison."""
    names = ["briefs", "unclear_points"]
    kept = sim.counterfactual(case, names, replications=3, seed=1)
    followed = sim.counterfactual(case, names, replications=3, seed=1, seats="by_rule")

    assert kept["seats_liaisons"].comparison.difference.mean == 0.0
    assert followed["seats_liaisons"].against.mean == 0.0
    assert followed["cost_per_task"].comparison.mean_b < kept["cost_per_task"].comparison.mean_b


@pytest.mark.parametrize(
    ("name", "measure", "sign"),
    [
        ("questions", "answer_wait_days_per_task", 1),
        ("misunderstandings", "escaped_defect_share", 1),
        ("defects", "cost_external_failure", 1),
        ("inspection", "escaped_defect_share", -1),
        ("inspection", "lead_time_mean_days", 1),
        ("time_zones", "lead_time_mean_days", 1),
        ("distance", "lead_time_mean_days", 1),
        ("handovers", "lead_time_mean_days", 1),
        ("briefs", "coordination_hours", 1),
        ("outages", "disruptions", 1),
        ("strangeness", "points_missed_per_task", 1),
        ("waits", "answer_wait_days_per_task", 1),
        ("unclear_points", "escaped_defect_share", 1),
        ("maturing", "points_missed_per_task", -1),
        ("provider_defects", "escaped_defect_share", 1),
        ("provider_inspection", "inspections", 1),
        ("transition", "cost_transition", 1),
        ("contracting", "cost_governance", 1),
        ("delay", "cost_delay", 1),
    ],
)
def test_each_mechanism_moves_its_measure_the_right_way(
    name: str, measure: str, sign: int, case: Case
) -> None:
    """Told apart from zero over sixty worlds with the same luck, where most work is out and nobody leaves."""
    settings = {
        "scenario.inhouse.attrition_per_year": 0,
        "scenario.providers.*.attrition_per_year": 0,
        "strategy.mix.patents": {"bangalore": 0.5, "krakow": 0.3},
    }
    stays = sim.changed(case, settings)
    interval = sim.counterfactual(stays, name, replications=60, seed=1)[measure].comparison.difference

    assert (interval.low > 0.0) if sign > 0 else (interval.high < 0.0)


def test_a_mechanism_at_zero_strength_costs_exactly_nothing(case: Case) -> None:
    """Switching off what is off changes no measure of any replication."""
    calm = sim.changed(case, {"scenario.work.*.unclear_points": 0.0})
    answer = sim.counterfactual(calm, "questions", replications=3, seed=1)

    for each in answer.answer.differences.values():
        assert each.comparison.difference.mean in (0.0, pytest.approx(np.nan, nan_ok=True))
    assert answer.sentence() == "Questions do nothing to the cost per task."


def test_the_sentence_says_what_it_costs_or_that_nobody_can_tell(case: Case) -> None:
    """With the verb that goes with the name, and the unit that people read."""
    assert sim.counterfactual(case, "defects", replications=10, seed=1).sentence().startswith("Defects cost ")
    inspection = sim.counterfactual(case, "inspection", replications=10, seed=1)
    assert inspection.sentence().startswith("Inspection saves ")
    assert inspection.sentence().endswith(" USD a task.")
    assert inspection.sentence("lead_time_mean_days").startswith("Inspection raises the mean lead time by ")
    assert inspection.sentence("escaped_defect_share").endswith(" percentage points.")
    lone = sim.counterfactual(case, "defects", replications=1, seed=1).sentence()
    assert "cannot be told apart from zero after 1 replication" in lone


def test_the_table_has_a_row_for_each_measure_asked_for(case: Case) -> None:
    """Others can still be had by name."""
    answer = sim.counterfactual(case, "questions", 3, seed=1, measures=["on_time_share", "cost_per_task"])
    frame = answer.frame()

    assert list(frame.index) == ["on_time_share", "cost_per_task"]
    assert (frame["low"] <= frame["difference"]).all()
    assert (frame["difference"] <= frame["high"]).all()
    assert frame["as_it_is"].sub(frame["without"]).to_numpy() == pytest.approx(frame["difference"].to_numpy())
    assert len(answer.frame(["backlog_mean"])) == 1
    assert str(answer).count("\n") == 3


def test_what_cannot_be_is_refused_with_the_way_out(case: Case) -> None:
    """Names and words by their nearest."""
    with pytest.raises(UnknownName, match="did you mean questions"):
        sim.counterfactual(case, "question")
    with pytest.raises(UnknownName, match="did you mean cost_per_task"):
        sim.counterfactual(case, "questions", measures="cost_pertask")
    with pytest.raises(InputError, match="by_rule"):
        sim.counterfactual(case, "questions", seats="by rule")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="names no mechanism"):
        sim.counterfactual(case, [])


def test_seats_before_signing_are_kept_too() -> None:
    """Forgetting asks for no other seats: kept or by rule, the answer is the same, transition or not."""
    settings = {"scenario.warm_up_days": 60, "scenario.horizon_days": 200}
    case = sim.changed(sim.preset("ibm_knowledge_management"), settings)

    kept, by_rule = (
        sim.counterfactual(case, "forgetting", replications=2, seed=1, seats=seats)
        for seats in ("kept", "by_rule")
    )

    assert kept.frame().equals(by_rule.frame())


def test_seats_that_a_transition_moves_cannot_be_kept() -> None:
    """Stated seats would be there before signing, too: that is refused, and not reckoned."""
    case = sim.preset("ibm_knowledge_management")

    with pytest.raises(InputError, match="by_rule"):
        sim.counterfactual(case, "inspection", replications=2, seed=1)
