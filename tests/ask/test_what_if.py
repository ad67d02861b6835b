"""What would change, and what the replications can tell of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import sim
from sim.ask.what_if import HEADLINE, unchanged
from sim.case import Case
from sim.errors import InputError, UnknownName
from sim.outcome.scorecard import settle
from sim.words import called

SHORT = {"scenario.warm_up_days": 30, "scenario.horizon_days": 120}


@pytest.fixture(scope="module")
def case() -> Case:
    """A short patents case."""
    return sim.changed(sim.preset("pfizer_patents"), SHORT)


def test_nothing_changed_is_no_difference(case: Case) -> None:
    """Common random numbers: a case against itself differs in no measure and no replication."""
    answer = sim.what_if(case, {}, replications=3, seed=1)

    for difference in answer.differences.values():
        assert difference.verdict == "cannot tell apart"
        assert difference.comparison.difference.mean in (0.0, pytest.approx(np.nan, nan_ok=True))


@pytest.mark.parametrize(
    ("settings", "against"),
    [
        ({"strategy.clarity": 0.2}, None),
        ({"strategy.clarity": 0.2, "scenario.currency": "USD"}, None),
        ({}, {"strategy.clarity": 0.2}),
        ({"strategy.clarity": 0.2}, {"scenario.currency": "USD"}),
    ],
)
def test_values_that_are_there_already_are_refused(case: Case, settings: Any, against: Any) -> None:
    """No world needs to be played to know that nothing changes."""
    with pytest.raises(InputError, match=r"so nothing changes") as refused:
        sim.what_if(case, settings, against, replications=3, seed=1)

    assert [problem.path for problem in refused.value.problems] == [*settings, *(against or {})]


def test_a_value_that_is_there_already_beside_another_that_changes_is_no_fault(case: Case) -> None:
    """It can be told which it is, even where it would not be possible without the other."""
    both = {"strategy.clarity": 0.2, "strategy.discipline": "first_come"}

    assert sim.what_if(case, both, replications=2, seed=1).replications == 2
    assert unchanged(case, both) == ["strategy.clarity"]
    assert unchanged(case, {"strategy.mix.patents.nowhere": 0.5}) == []


def test_what_differs_in_no_world_is_the_same_and_not_undecided(case: Case) -> None:
    """A priority where lines go by due date: no luck can make a difference of it."""
    answer = sim.what_if(case, {"scenario.work.searches.priority": 7}, replications=3, seed=1)

    assert answer["cost_per_task"].said == "the same"
    assert answer["cost_per_task"].verdict == "cannot tell apart"
    assert answer.sentence(["cost_per_task", "seats_inhouse"]) == (
        "Cost per task and number of seats (inhouse) are the same in every one of the 3 worlds."
    )
    assert "told apart" not in str(answer)
    alone = sim.what_if(case, {"scenario.work.searches.priority": 7}, replications=1, seed=1)
    assert alone.sentence(["cost_per_task"]) == "Cost per task is the same in the only world."


def test_what_no_world_has_is_told_as_that(case: Case) -> None:
    """Without an outage nothing recovers: more replications would not tell."""
    from sim.ask.what_if import from_rows

    rows = {"time_to_recover_days": np.full(30, np.nan)}
    answer = from_rows(case, case, 1, rows, rows)

    assert answer["time_to_recover_days"].said == "no data"
    assert answer.sentence(list(rows)) == "No world has a time to recover in both cases."


def test_the_difference_is_paired_by_replication(case: Case) -> None:
    """Each replication's difference is that of two runs with its own number and the same seed."""
    changed = sim.changed(case, {"strategy.clarity": 0.6})
    by_hand = [
        settle(sim.simulate(changed, seed=9, replication=k))["total_cost"]
        - settle(sim.simulate(case, seed=9, replication=k))["total_cost"]
        for k in range(3)
    ]

    answer = sim.what_if(case, {"strategy.clarity": 0.6}, replications=3, seed=9)

    assert answer["total_cost"].comparison.difference.mean == pytest.approx(np.mean(by_hand))


def test_a_change_that_matters_is_called_better_or_worse(case: Case) -> None:
    """Ten times the salaries are worse for the cost of a task, and the sentence says that it rises."""
    answer = sim.what_if(case, {"scenario.inhouse.pay.salary_per_year": 1_250_000}, replications=3, seed=1)

    assert answer["cost_per_task"].verdict == "worse"
    assert answer.sentence(["cost_per_task"]).startswith("Cost per task rises by ")


def test_a_measure_without_direction_is_higher_or_lower(case: Case) -> None:
    """Nobody says which way seats should go."""
    answer = sim.what_if(case, {"strategy.staffing.inhouse.at_least": 40}, replications=3, seed=1)

    assert answer["seats_inhouse"].comparison.mean_a == pytest.approx(40.0, abs=1.5)  # some have left
    assert answer["utilisation_inhouse"].verdict == "lower"


def test_one_replication_tells_nothing_apart(case: Case) -> None:
    """A single world is an anecdote."""
    answer = sim.what_if(case, {"scenario.inhouse.pay.salary_per_year": 1_250_000}, replications=1, seed=1)

    assert answer["cost_per_task"].verdict == "cannot tell apart"
    assert "cannot be told apart after 1 replication." in answer.sentence(["cost_per_task"])


def test_workers_change_no_number(case: Case) -> None:
    """Who computes is no part of the answer."""
    alone, shared = (
        sim.what_if(case, {"strategy.clarity": 0.6}, replications=4, seed=2, workers=workers)
        for workers in (1, 2)
    )

    assert str(alone) == str(shared)


def test_against_takes_settings_of_the_same_case(case: Case) -> None:
    """Two changes can be compared with each other; swapping them swaps the sign."""
    high, low = {"strategy.clarity": 0.6}, {"strategy.clarity": 0.1}

    there = sim.what_if(case, high, low, replications=3, seed=1)["total_cost"].comparison.difference.mean
    back = sim.what_if(case, low, high, replications=3, seed=1)["total_cost"].comparison.difference.mean

    assert there == pytest.approx(-back)


def test_a_fresh_seed_is_recorded(case: Case) -> None:
    """Who gives no seed can still repeat the answer."""
    first = sim.what_if(case, {"strategy.clarity": 0.6}, replications=2)
    again = sim.what_if(case, {"strategy.clarity": 0.6}, replications=2, seed=first.seed)

    assert str(first) == str(again)


def test_a_misspelt_provider_is_refused_with_the_nearest_name(case: Case) -> None:
    """It would otherwise be a new provider that nobody gives work."""
    with pytest.raises(UnknownName, match="did you mean bangalore"):
        sim.what_if(case, {"scenario.providers.bangalor.speed": 2.0}, replications=1)


def test_no_replications_are_refused(case: Case) -> None:
    """There is nothing to compare in no world at all."""
    with pytest.raises(InputError, match="replications"):
        sim.what_if(case, {}, replications=0)


def test_it_prints_as_a_table_and_a_sentence(case: Case) -> None:
    """Every headline measure has its line."""
    told = str(sim.what_if(case, {"strategy.clarity": 0.6}, replications=2, seed=5))

    assert "seed 5" in told
    assert told.count("\n") == len(HEADLINE) + 1


def test_only_what_is_asked_for_is_computed(case: Case) -> None:
    """The measures named, and those of the thresholds: the same numbers as among all others."""
    settings, limit = {"strategy.clarity": 0.5}, {"on_time_share": 0.9}
    names = ("cost_per_task", "rework_share")
    few = sim.what_if(case, settings, replications=3, seed=5, thresholds=limit, measures=names)
    every = sim.what_if(case, settings, replications=3, seed=5, thresholds=limit)

    assert list(few.differences) == [*names, "on_time_share"]
    assert all(few[name] == every[name] for name in few.differences)
    assert few.breaches == every.breaches
    assert "cost per task" in str(few)


def test_a_measure_that_there_is_not_is_refused_with_the_nearest_name(case: Case) -> None:
    """Before anything is played."""
    with pytest.raises(InputError, match="cost_per_task"):
        sim.what_if(case, {"strategy.clarity": 0.5}, measures=["cost_per_tsk"])


def test_the_cost_of_quality_is_called_so() -> None:
    """Names that hold an "of" get no second one."""
    names = ["cost_of_quality", "cost_inspection", "cost_per_task"]

    assert [called(name) for name in names] == ["cost of quality", "cost of inspection", "cost per task"]


def test_what_never_happened_is_not_called_the_same(case: Case) -> None:
    """No leak in thirty worlds leaves one world in ten: that is said, and not 0 ± 0, cannot be told apart."""
    from sim.ask.what_if import from_rows

    none, cost = np.zeros(30), np.arange(30.0)
    rows = {"cost_ip_loss": none, "escaped_defect_share": none, "cost_per_task": cost}
    answer = from_rows(case, case, 1, rows, {**rows, "cost_per_task": cost + 1.0})

    assert answer["cost_ip_loss"].said == "none seen"
    assert "none in 30" in answer["cost_ip_loss"].row
    assert "0 ± 0" not in str(answer["cost_ip_loss"].row)
    assert answer["cost_per_task"].said == "better"
    assert answer.sentence(list(rows)).endswith("none in 30 worlds, so in at most 1 world of 10 (95 % sure).")
    few = from_rows(case, case, 1, {"cost_ip_loss": none[:3]}, {"cost_ip_loss": none[:3]})
    assert few.sentence(["cost_ip_loss"]).endswith(
        "none in 3 worlds, so in at most 63 % of worlds (95 % sure)."
    )


def test_what_few_worlds_could_show_is_told_with_those_worlds(case: Case) -> None:
    """Of thirty worlds two had an outage: that nothing took long to recover from says little, and says so."""
    from sim.ask.what_if import from_rows

    none, two = np.zeros(30), np.where(np.arange(30) < 2, 0.0, np.nan)
    rows = {"cost_ip_loss": none, "time_to_recover_days": two}

    said = from_rows(case, case, 1, rows, rows).sentence(list(rows))

    assert (
        "none in 30 worlds, so in at most 1 world of 10 (95 % sure); time to recover: none in 2 worlds"
        in said
    )


def test_a_breach_of_a_threshold_is_told_for_both_cases_with_intervals_of_its_own(case: Case) -> None:
    """Shares of the worlds, also where none or all break it; nothing where nobody asks."""
    borne = sim.changed(case, {"scenario.work.searches.tolerances": {"largest_backlog": 0}})
    change, limits = {"strategy.clarity": 0.6}, {"total_cost": 1.0, "on_time_share": 0.0}
    answer = sim.what_if(borne, change, replications=3, seed=5, thresholds=limits)
    told = answer.breach_frame()

    assert list(told.index) == ["total_cost", "on_time_share", "days_outside_tolerance"]
    assert told["case"].tolist()[:2] == told["against"].tolist()[:2] == [1.0, 0.0]
    assert told["low"].tolist()[:2] == pytest.approx([0.025 ** (1 / 3), 0.0])
    assert told["against_high"].tolist()[:2] == pytest.approx([1.0, 1.0 - 0.025 ** (1 / 3)])
    assert "P(total cost > 1)" in str(answer)
    assert "How probable a breach is" in answer._repr_html_()
    assert sim.what_if(case, change, replications=2, seed=5).breaches == {}
