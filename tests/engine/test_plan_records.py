"""A number of the plan is registered once: whatever says its axis stands in the records of both engines."""

import numpy as np
import pytest

from sim.engine.compiled import state
from sim.engine.making import make_plan
from sim.engine.plan import OF_SKILL, OF_TEAM, OF_WORK_TYPE, Plan, numbers_of
from sim.engine.reference.house import House
from sim.tape.tape import deal
from sim.testing.twins import numbered

RECORDS = {
    OF_TEAM: state.team_records,
    OF_WORK_TYPE: state.work_type_records,
    OF_SKILL: state.skill_records,
}


@pytest.fixture(scope="module")
def plans() -> list[Plan]:
    """Of ten random cases."""
    return [make_plan(case.scenario, case.strategy) for case in (numbered(n, seed=2) for n in range(10))]


@pytest.mark.parametrize("axis", RECORDS)
def test_the_compiled_engine_has_every_number_under_its_name(axis: str, plans: list[Plan]) -> None:
    """To the last bit; a priority but for the least one, so that no key is negative."""
    for plan in plans:
        records = RECORDS[axis](plan)
        for name in numbers_of(axis):
            given = getattr(plan, name)
            own = given - given.min() if name == "priority" else given

            assert np.array_equal(records[name][: len(given)], own), name


def test_the_reference_engine_has_every_number_under_its_name() -> None:
    """Each team, and each work type, as the plan says."""
    for number in range(10):
        case = numbered(number, seed=2)
        plan = make_plan(case.scenario, case.strategy)
        house = House(plan, deal(case.scenario, case.seed, 0))
        for axis, records in (
            (OF_TEAM, [team.plan for team in house.teams]),
            (OF_WORK_TYPE, house.work_types),
        ):
            for name in numbers_of(axis):
                assert [getattr(record, name) for record in records] == getattr(plan, name).tolist(), name


def test_the_axes_hold_what_their_words_say(plans: list[Plan]) -> None:
    """A number of a team has an entry for each team, one of a work type for each type."""
    for plan in plans:
        teams, work_types = len(plan.seats), len(plan.due_hours)

        assert {getattr(plan, name).shape for name in numbers_of(OF_TEAM)} == {(teams,)}
        assert {getattr(plan, name).shape for name in numbers_of(OF_WORK_TYPE)} == {(work_types,)}
        assert {getattr(plan, name).shape[1] for name in numbers_of(OF_SKILL)} == {work_types}
