"""Busy weeks of a provider's other clients: dealt as stated, beside our own demand, and in nobody's way."""

from dataclasses import fields
from typing import Any

import numpy as np
import pytest
from scipy.stats import multivariate_normal, norm

from sim.case import case_from
from sim.rules import chance
from sim.scenario.scenario import Scenario
from sim.tape.stream import name_of
from sim.tape.tape import deal

Data = dict[str, Any]
WEEKS = 1500


def world(bench: Data | None, cv: float = 0.5, weeks: int = WEEKS, **more: Any) -> Scenario:
    """Two kinds of work, of which one is uncertain, and a provider with a bench."""
    work = {
        name: {
            "arrivals": {"kind": "poisson", "per_week": 1, "weekly_cv": own},
            "effort_hours": {"kind": "constant", "mean": 5},
        }
        for name, own in (("reports", cv), ("audits", 0.0))
    }
    providers = {"pune": {"seats": 1, "pool": bench}, "cebu": {"seats": 1, **more}}
    made = {"horizon_days": 7 * weeks, "work": work, "inhouse": {"seats": 1}, "providers": providers}
    return case_from({"scenario": made}).scenario


def busy(scenario: Scenario, replication: int = 0) -> Any:
    """Which weeks are busy at Pune."""
    return deal(scenario, 3, replication).busy[1]


def test_a_pool_moves_no_other_number_of_the_tape() -> None:
    """Arrivals, efforts, misfortunes and names are those of the world without; so are the weeks of
    another's pool."""
    pool = {"bench": 3, "busy_share": 0.4}
    hazards = {"outages": {"mttf_days": 20, "mttr_days": 2}, "attrition_per_year": 0.4}
    none, one, both = (
        deal(world(own, weeks=40, **hazards, pool=other), 3, 0)
        for own, other in ((None, None), (pool, None), (pool, pool))
    )

    for field in fields(none):
        mine, theirs = getattr(none, field.name), getattr(one, field.name)
        if isinstance(mine, np.ndarray) and field.name != "busy":
            assert mine.tobytes() == theirs.tobytes(), field.name
    assert all(a.tobytes() == b.tobytes() for a, b in zip(none.misfortunes, one.misfortunes, strict=True))
    assert none.busy.size == 0
    assert one.busy.shape == (5, 40)
    assert (one.busy[1] == both.busy[1]).all()
    assert one.busy[1].any()
    assert not one.busy[[0, 2, 3, 4]].any()
    assert (both.busy[1] != both.busy[2]).any()


@pytest.mark.parametrize("rho", [-0.7, 0.0, 0.8])
def test_busy_weeks_go_along_with_our_own_demand(rho: float) -> None:
    """Weeks that are busy and among our fullest fifth, as often as two normal numbers so correlated say; of
    6,000 weeks, four deviations."""
    scenario = world({"bench": 1, "busy_share": 0.2, "correlation": rho})
    both = []
    for replication in range(4):
        tape, luck = deal(scenario, 3, replication), np.empty(WEEKS)
        chance.fill_uniform(tape.root, name_of("reports/demand"), 0, luck)
        both.append((tape.busy[1] == 1) & (luck > 0.8))
    share = float(np.mean(both))
    known = multivariate_normal(cov=[[1.0, rho], [rho, 1.0]]).cdf([norm.ppf(0.2)] * 2)

    assert share == pytest.approx(known, abs=4.0 * np.sqrt(known * (1.0 - known) / (4 * WEEKS)))


def test_where_our_demand_is_certain_no_correlation_shows() -> None:
    """Nor where it is none; and with one of 1, the busy weeks are our fullest ones."""
    certain = [busy(world({"bench": 1, "correlation": rho}, cv=0.0)) for rho in (0.0, 0.9)]
    free = busy(world({"bench": 1, "correlation": 0.0}))
    bound, luck = world({"bench": 1, "correlation": 1.0}), np.empty(WEEKS)
    chance.fill_uniform(deal(bound, 3, 0).root, name_of("reports/demand"), 0, luck)

    assert (certain[0] == free).all()
    assert certain[1].mean() == pytest.approx(0.2, abs=0.05)
    assert (busy(bound) == (luck > 0.8)).all()


def test_no_bench_deals_nothing() -> None:
    """At strength zero there is no table."""
    assert deal(world({"bench": 0}), 3, 0).busy.shape == (5, 0)
