"""Which measures of a run are stored: those asked for, and those that figures and reports read."""

from __future__ import annotations

import pytest

from sim.errors import InputError
from sim.experiment.design.experiment import Experiment, experiment_from
from sim.outcome.measure import MEASURES
from sim.report.brief.side import wanted


def experiment(**stated: object) -> Experiment:
    return experiment_from({"case": "one_queue", **stated})


def test_what_is_asked_for_is_stored_in_the_order_of_all_measures() -> None:
    """Shown measures, limits, and what a rule looks at."""
    asked = experiment(
        measures=["lead_time_mean_days"],
        thresholds={"rework_share": 0.1},
        replications={"until": {"lead_time_median_days": "1%"}},
    )
    assert {"lead_time_mean_days", "rework_share", "lead_time_median_days"} <= set(asked.stored)
    assert list(asked.stored) == [name for name in MEASURES if name in asked.stored]
    assert len(asked.stored) < len(MEASURES)
    assert asked.measures == ("lead_time_mean_days",)


def test_tolerances_are_limits_and_stored() -> None:
    """A world that limits its money has a measure that says so."""
    assert "outside_tolerance" in experiment(scenario={"most_money": 1e6}).stored
    assert "outside_tolerance" not in experiment().stored


def test_all_stores_every_measure_and_shows_those_named() -> None:
    """The word is no measure."""
    assert experiment(measures="all").stored == tuple(MEASURES)
    assert experiment(measures="all").measures == experiment().measures
    both = experiment(measures=["on_time_share", "all"])
    assert (both.measures, both.stored) == (("on_time_share",), tuple(MEASURES))
    assert experiment_from(both.plain()).stored == both.stored


def test_what_reports_and_figures_read_is_always_stored() -> None:
    """A brief needs no measure that a folder might not have."""
    asked = experiment(measures=["lead_time_mean_days"])
    assert set(wanted("cost_per_task")) <= set(asked.stored)


def test_more_measures_can_be_asked_of_the_same_experiment() -> None:
    """Its points, and so its runs, are the same."""
    before = experiment()
    after = before.with_measures(["lead_time_mean_days", "on_time_share"])
    assert after.measures == (*before.measures, "lead_time_mean_days")
    assert set(before.stored) | {"lead_time_mean_days"} == set(after.stored)
    assert after.points is before.points
    assert before.with_measures(["all"]).stored == tuple(MEASURES)
    with pytest.raises(InputError, match="did you mean on_time_share"):
        before.with_measures(["on_time_shar"])
