"""Four classes of cost, defects that sleep, and inspectors from outside."""

import numpy as np
import pytest

from sim.case import Case
from sim.engine.simulate import simulate
from sim.outcome.latent import failed_at
from sim.outcome.ledger import keep_ledger
from sim.outcome.monthly import monthly_ledger
from sim.outcome.scorecard import settle
from sim.outcome.window import observe
from tests.outcome.conftest import ONE_DEFECT

CLASSES = (
    "cost_of_prevention",
    "cost_of_appraisal",
    "cost_of_internal_failure",
    "cost_of_external_failure",
)


@pytest.fixture(scope="module")
def wrong(run, tasks):
    """Settings -> two tasks of a day, delivered wrong on days 2 and 41 by p."""

    def live(days=59.0, work=None, world=None, strategy=None):
        scenario = {
            "start": "2025-01-01",
            "horizon_days": days,
            "work": {"a": tasks([1.0, 40.0], [1.0, 1.0], escape_cost=250.0, **(work or {}))},
            "providers": {"p": {"seats": 1, "defects_per_task": 1.0}},
            **(world or {}),
        }
        choice = {
            "mix": {"a": {"p": 1.0}},
            "inspection": {"outsourced_rate": 0.0},
            **(strategy or {}),
        }
        return run(scenario, choice, luck=ONE_DEFECT)

    return live


def test_a_defect_costs_when_it_fails(wrong):
    """At once, after ten days, or after the window, when nobody counts it any more."""
    late = {"latent_days": 10.0, "latency": {"kind": "constant"}}

    assert monthly_ledger(wrong())["external_failure"].tolist() == [250_00, 250_00]
    assert failed_at(wrong(work=late)).tolist() == [24.0 * 12.0, 24.0 * 51.0]
    assert settle(wrong(days=50.0, work=late))["external_failures"] == 1.0
    assert settle(wrong(days=50.0, work=late))["cost_of_external_failure"] == 250.0
    assert settle(wrong(days=50.0))["cost_of_external_failure"] == 500.0


def test_latent_times_belong_to_tasks_and_stretch_with_their_mean(wrong):
    """Twice the mean, twice every wait: the luck is not dealt anew."""
    waits = []
    for mean in (5.0, 10.0):
        journal = wrong(work={"latent_days": mean})
        waits.append(failed_at(journal) - journal.tasks["delivered"])

    assert (waits[0] > 0.0).all()
    np.testing.assert_allclose(waits[1], 2.0 * waits[0])


def test_a_clearer_brief_is_prevention(run, tasks):
    """Four hours instead of two in a brief, and two of them were for clarity: at 10 an open hour, 20."""
    world = {
        "horizon_days": 36.525,
        "work": {"a": tasks([1.0], [1.0], brief_hours=2.0)},
        "liaisons": {"seats": 1, "pay": {"salary_per_year": 87_660.0, "load_factor": 1.0}},
        "providers": {"p": {"seats": 1}},
    }
    choice = {"mix": {"a": {"p": 1.0}}, "inspection": {"outsourced_rate": 0.0}}

    assert settle(run(world, choice))["cost_of_prevention"] == 0.0
    assert settle(run(world, {**choice, "clarity": 0.5}))["cost_of_prevention"] == 20.0
    world["work"]["a"]["checkpoint_hours"] = 5.0
    watched = settle(run(world, {**choice, "clarity": 0.5, "monitoring": {"checkpoints": 2}}))
    assert watched["monitoring_hours"] == 10.0
    assert watched["cost_of_prevention"] == 20.0  # a look at the draft is no clearer brief


def test_the_cost_of_quality_is_a_view_of_the_ledger(busy_world):
    """The four add up to it; what was inspected, reworked and escaped is in the lines already."""
    journal = busy_world(3)
    card, ledger = settle(journal), keep_ledger(observe(journal))

    assert card["cost_of_quality"] == pytest.approx(sum(card[name] for name in CLASSES))
    rework = [cents for name, cents in ledger.memo.items() if name.startswith("rework")]
    assert card["cost_of_appraisal"] == ledger.lines["inspection"] / 100
    assert card["cost_of_internal_failure"] == sum(rework) / 100
    assert card["cost_of_quality"] < card["total_cost"]
    assert card["total_cost"] == sum(ledger.lines.values()) / 100


def test_a_third_party_is_paid_by_inspection(wrong):
    """Two tasks, found wrong each time until the second attempt: four inspections at 30, and no reviewer's
    pay."""
    world = {
        "reviewers": {"seats": 1, "pay": {"salary_per_year": 50_000.0}},
        "third_party": {"seats": 1, "detection_probability": 1.0, "fee_per_inspection": 30.0},
    }
    strategy = {"inspection": {"outsourced_rate": 1.0, "by": "third_party"}}
    journal = wrong(work={"most_attempts": 2}, world=world, strategy=strategy)

    assert keep_ledger(observe(journal)).lines["inspection"] == 120_00
    assert monthly_ledger(journal)["inspection"].tolist() == [60_00, 60_00]


def test_a_third_party_like_the_reviewers_changes_nothing_but_the_bill(busy_world):
    """The same seats, hours and eyes: the same journal to the last byte."""
    own = busy_world(4)
    reviewers = own.scenario.reviewers.model_dump(include={"seats", "calendar", "detection_probability"})
    world = own.scenario.model_copy(
        update={"third_party": type(own.scenario.third_party).model_validate(reviewers)}
    )
    by_them = own.strategy.model_copy(
        update={"inspection": own.strategy.inspection.model_copy(update={"by": "third_party"})}
    )

    assert simulate(Case(world, by_them), seed=4).to_bytes() == own.to_bytes()
    assert simulate(Case(world, own.strategy), seed=4).to_bytes() == own.to_bytes()


def test_nobody_is_hired_at_the_clients_expense_for_a_third_party(wrong):
    """Inspectors leave and are replaced; only where they are the client's own does that cost anything."""
    team = {"seats": 3, "attrition_per_year": 30.0, "days_to_hire": 1.0}
    world = {"reviewers": {**team, "pay": {"hiring_cost": 4_100.0}}, "third_party": {"seats": 3}}
    costs = {}
    for by in ("reviewers", "third_party"):
        journal = wrong(world=world, strategy={"inspection": {"outsourced_rate": 1.0, "by": by}})
        costs[by] = keep_ledger(observe(journal)).lines["hiring"]

        assert settle(journal)["hires"] > 3.0
        assert monthly_ledger(journal)["hiring"].sum() == costs[by]
    assert (
        costs["reviewers"]
        == 4_100_00 * settle(wrong(world=world, strategy={"inspection": {"outsourced_rate": 1.0}}))["hires"]
    )
    assert costs["third_party"] == 0
