"""Does a design name its points by content, and refuse what makes no sense?"""

from __future__ import annotations

import gc

import pytest

from sim.case import case_from, preset
from sim.digest import case_digest, scenario_digest, strategy_digest
from sim.errors import InputError, UnknownName
from sim.experiment.design.digest import run_digest
from sim.experiment.design.experiment import experiment_from
from sim.experiment.design.factor import Factor
from sim.experiment.design.points import find


def digest(case):
    return case_digest(scenario_digest(case.scenario), strategy_digest(case.strategy))


def test_levels_of_a_span_have_no_crumbs():
    """0.1 × 3 is 0.3, not 0.30000000000000004, in levels and in what they set."""
    factor = Factor(levels={"from": 0, "to": 1, "step": 0.1}, sets={"strategy.mix.patents.bangalore": 0.7})

    labels = [setting.label for setting in factor.settings()]
    values = [value for setting in factor.settings() for value in setting.settings.values()]

    assert labels == [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]
    assert values == [0, 0.07, 0.14, 0.21, 0.28, 0.35, 0.42, 0.49, 0.56, 0.63, 0.7]


def test_the_first_factor_changes_slowest_and_strategies_come_first(small):
    """The order of points is the order of a table that people read."""
    experiment = small(strategies={"slow": {}, "quick": {"discipline": "priority"}})

    told = [str(point) for point in experiment.points]

    assert told[:3] == [
        "strategy=slow, share=0, clarity=0",
        "strategy=slow, share=0, clarity=0.4",
        "strategy=slow, share=0.5, clarity=0",
    ]
    assert experiment.points[-1].case.strategy.discipline == "priority"
    assert experiment.points[-1].case.strategy.name == "quick"


def test_a_point_keeps_its_name_when_the_design_grows(small):
    """More levels, another order, another factor's name: the same case has the same id."""
    before = {str(point): point.id for point in small().points}
    grown = small(
        factors={
            "clarity": {"path": "strategy.clarity", "levels": [0.8, 0.4, 0]},
            "share": small().factors["share"].resolved(),
        }
    )

    for point in grown.points:
        text = f"share={point.labels['share']:g}, clarity={point.labels['clarity']:g}"
        assert before.get(text, point.id) == point.id


def test_words_do_not_name_a_case_but_order_of_teams_does():
    """A new title recomputes nothing; providers in another order break ties otherwise: another world."""
    case = preset("pfizer_patents")
    renamed = case.with_(scenario=case.scenario.model_copy(update={"name": "x", "about": "y"}))
    providers = dict(reversed(case.scenario.providers.items()))
    turned = case.with_(scenario=case.scenario.model_copy(update={"providers": providers}))

    assert digest(renamed) == digest(case)
    assert digest(turned) != digest(case)


def test_whole_numbers_and_decimals_are_one_case():
    """`30` and `30.0` in a file mean the same, so they are named the same."""
    one = case_from({"scenario": {"preset": "one_queue", "horizon_days": 30}})
    other = case_from({"scenario": {"preset": "one_queue", "horizon_days": 30.0}})

    assert digest(one) == digest(other)


def test_case_seed_and_replication_all_name_a_run():
    """No two of them give one name."""
    names = {run_digest(case, seed, k) for case in ("a", "b") for seed in (1, 11) for k in (1, 11, 111)}

    assert len(names) == 12


def test_twins_are_refused(small):
    """Two points that are one case would be counted twice; the message names both."""
    with pytest.raises(InputError, match=r"share=0\.5\) are the same case") as caught:
        experiment_from(
            {
                "scenario": "pfizer_patents",
                "strategies": {"a": {"clarity": 0.1}, "b": {"clarity": 0.1}},
                "factors": {"share": {"path": "strategy.mix.patents.krakow", "levels": [0.5]}},
            }
        )

    assert "strategy=a" in str(caught.value)


def test_two_factors_cannot_set_one_path(small):
    """The second would undo the first, in silence."""
    with pytest.raises(InputError, match="set by the factors one and two"):
        small(factors={name: {"path": "strategy.clarity", "levels": [0, 0.1]} for name in ("one", "two")})


def test_levels_that_fit_only_apart_name_the_combination(small):
    """Each share may be half on its own; both together leave nothing to add up."""
    with pytest.raises(InputError, match="shares must not add up to more than one") as caught:
        small(
            strategy={"mix": {"patents": {"bangalore": 0, "krakow": 0}}},
            factors={
                name: {"path": f"strategy.mix.patents.{name}", "levels": [0, 0.6]}
                for name in ("bangalore", "krakow")
            },
        )

    assert "bangalore=0.6, krakow=0.6" in str(caught.value)


def test_a_design_too_large_is_refused_at_once(small):
    """A slip of the pen does not buy an hour of building points."""
    levels = {"from": 0, "to": 0.9, "step": 0.0005}
    with pytest.raises(InputError, match="at most 100,000 points"):
        small(
            factors={
                "a": {"path": "strategy.clarity", "levels": levels},
                "b": {"path": "strategy.inspection.inhouse_rate", "levels": levels},
            }
        )


def test_a_point_is_found_by_labels_or_id(small):
    """As many labels as tell it from the others; fewer are refused, and so is a level that does not exist."""
    points = small().points

    assert find(points, {"share": 0.5, "clarity": 0.4}) is points[3]
    assert find(points, points[2].id) is points[2]
    with pytest.raises(UnknownName, match="2 design points match"):
        find(points, {"share": 0.5})
    with pytest.raises(UnknownName, match="no such design point"):
        find(points, {"share": 0.7})


def test_a_baseline_of_one_factor_keeps_the_others(small):
    """Each point is compared with the one that differs in the baseline's factor only."""
    experiment = small(baseline={"share": 0})

    assert experiment.baseline_of(experiment.points[3]) is experiment.points[1]


def test_the_collector_is_on_again_whatever_came_of_the_points() -> None:
    """Points are made without it; who had it off keeps it off."""
    good = {"case": "one_queue", "factors": {"a": {"path": "strategy.clarity", "levels": [0.1, 0.2]}}}
    bad = {"case": "one_queue", "factors": {"a": {"path": "strategy.clarity", "levels": [0.1, 2.0]}}}
    assert gc.isenabled()
    experiment_from(good)
    with pytest.raises(InputError):
        experiment_from(bad)
    assert gc.isenabled()
    gc.disable()
    try:
        experiment_from(good)
        assert not gc.isenabled()
    finally:
        gc.enable()
