"""Who asks for some measures gets the numbers of the whole scorecard, and nothing else is found out."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sim
from sim.engine.journal import Journal
from sim.errors import InputError
from sim.outcome.asked import Asked
from sim.outcome.measure import MEASURES
from sim.outcome.scorecard import settle
from sim.outcome.sections import SECTIONS
from sim.outcome.window import Observation, observe
from sim.testing.lively import livelier, lively
from sim.testing.money import priced_case


def values(journal: Journal, measures: list[str]) -> list[float]:
    """What somebody gets who asks for these."""
    return Asked(journal.scenario, journal.strategy, journal.plan, measures).of(journal)


def agrees(journal: Journal, dice: Random) -> None:
    """Each measure alone, some of them in any order, and all together: the same numbers, to the last bit."""
    card, names = settle(journal), list(MEASURES)
    some = [dice.sample(names, dice.randint(1, len(names))) for _ in range(5)]
    for measures in [*([name] for name in names), *some, names]:
        np.testing.assert_array_equal(values(journal, measures), [card[name] for name in measures])


def test_each_measure_has_one_section() -> None:
    """All of `MEASURES`, and none twice."""
    told = [name for names in SECTIONS.values() for name in names]

    assert sorted(told) == sorted(MEASURES)


def test_a_section_says_what_it_is_listed_for() -> None:
    """In a run with everything in it, and in one in which nothing happens."""
    calm = sim.changed(lively(), {"scenario.warm_up_days": 0.0, "scenario.horizon_days": 1.0})
    for case in (livelier(), calm):
        seen = observe(sim.simulate(case, seed=1))
        for section, names in SECTIONS.items():
            assert set(section(seen)) == set(names)


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_what_is_asked_for_is_what_the_scorecard_says(seed: int) -> None:
    """In random cases in which everything costs something."""
    dice = Random(seed)

    agrees(priced_case(dice).played(), dice)


@pytest.mark.parametrize("case", [lively(), livelier()], ids=["lively", "livelier"])
def test_so_it_is_in_a_case_with_everything_in_it(case: sim.Case) -> None:
    """Of every mechanism some."""
    agrees(sim.simulate(case, seed=3), Random(3))


@pytest.mark.parametrize("name", sim.presets())
def test_so_it_is_in_every_preset(name: str) -> None:
    """A year of each is enough."""
    case = sim.changed(sim.preset(name), {"scenario.warm_up_days": 30.0, "scenario.horizon_days": 330.0})

    agrees(sim.simulate(case, seed=2), Random(2))


def test_many_runs_of_a_case_are_each_read_for_themselves() -> None:
    """What is known of the case is kept from run to run; what is known of a run is not."""
    case, names = livelier(), list(MEASURES)
    journals = [sim.simulate(case, seed=1, replication=number) for number in range(4)]
    asked = Asked(case.scenario, case.strategy, journals[0].plan, names)
    found = [asked.of(journal) for journal in journals]

    np.testing.assert_array_equal(found, [list(settle(journal).values()) for journal in journals])
    np.testing.assert_array_equal(asked.of(journals[0]), found[0])


def test_what_nobody_asks_for_is_not_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who wants to know of deliveries in time reads no episodes."""
    journal = sim.simulate(lively(), seed=1)

    def never(seen: Observation) -> None:
        raise AssertionError("nobody asked for episodes")

    monkeypatch.setattr(Observation, "episodes", property(never))

    assert len(values(journal, ["on_time_share", "first_pass_yield", "wip_mean", "loss_area_days"])) == 4
    with pytest.raises(AssertionError, match="nobody asked"):
        values(journal, ["wait_mean_hours"])


def test_a_measure_that_there_is_not_is_named() -> None:
    """With the nearest name that there is."""
    journal = sim.simulate(lively(), seed=1)

    with pytest.raises(InputError, match="cost_per_task"):
        values(journal, ["cost_per_taks"])
