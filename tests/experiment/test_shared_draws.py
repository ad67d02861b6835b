"""Do named strategies meet the same draws in a design that samples?"""

from __future__ import annotations

import pytest

from sim.experiment.design.experiment import experiment_from

CHOICES = {"careful": {"clarity": 0.8}, "hasty": {"clarity": 0.1}, "plain": {}}
SPAN = {"path": "scenario.providers.bangalore.speed", "levels": {"from": 0.5, "to": 1.0}}
DIVIDED = {
    "shares": {"home": None, "ban": "strategy.mix.patents.bangalore", "kra": "strategy.mix.patents.krakow"}
}


def drawn(kind, points, factors, strategies=CHOICES):
    """An experiment that samples."""
    return experiment_from(
        {
            "scenario": {"preset": "pfizer_patents", "warm_up_days": 10, "horizon_days": 40},
            "strategies": strategies,
            "factors": factors,
            "design": {"kind": kind, "points": points},
            "replications": 2,
            "seed": 1,
        }
    )


@pytest.mark.parametrize("kind", ["sobol", "latin_hypercube"])
def test_each_strategy_meets_the_same_draws(kind):
    """In the same order: so their difference is the strategies', and no world's."""
    factors = {"speed": SPAN, "split": DIVIDED}
    experiment = drawn(kind, 8, factors)
    met = {
        name: [
            (p.labels["speed"], p.labels["ban"]) for p in experiment.points if p.labels["strategy"] == name
        ]
        for name in CHOICES
    }

    assert len(experiment.points) == experiment.design.size(experiment.varied) == 24
    assert met["careful"] == met["hasty"] == met["plain"]
    assert len(set(met["plain"])) == 8
    alone = drawn(kind, 8, factors, strategies={})
    assert [(p.labels["speed"], p.labels["ban"]) for p in alone.points] == met["plain"]
    assert {p.world for p in alone.points} == {p.world for p in experiment.points}


def test_more_points_of_a_sobol_design_keep_the_first():
    """With their strategies; a folder may be continued."""
    few, more = (drawn("sobol", n, {"speed": SPAN}) for n in (4, 8))

    assert [p.id for p in more.points][:12] == [p.id for p in few.points]


def test_strategies_alone_are_each_met_once():
    """There is nothing to draw."""
    experiment = drawn("sobol", 16, {})

    assert [p.labels["strategy"] for p in experiment.points] == list(CHOICES)


def test_levels_that_are_few_are_still_drawn():
    """A factor's own names are its levels; only named strategies are set beside each other."""
    experiment = drawn(
        "sobol", 16, {"discipline": {"path": "strategy.discipline", "levels": ["first_come", "due_date"]}}
    )

    assert len(experiment.points) == 6
