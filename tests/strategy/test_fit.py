"""A strategy that does not fit its world is refused before anything runs."""

from typing import Any

import pytest

from sim.case import Case, case_from
from sim.errors import InputError

Data = dict[str, Any]
WORK_OF_AN_HOUR: Data = {
    "arrivals": {"kind": "poisson", "per_week": 5},
    "effort_hours": {"kind": "constant", "mean": 1},
}


def case(choice: Data, per_week: float = 5.0, **work: Any) -> Case:
    """Everything goes to Krakow by the mix, and nobody sits at home."""
    arrivals = {"kind": "poisson", "per_week": per_week}
    patents = {"arrivals": arrivals, "effort_hours": {"kind": "constant", "mean": 1}, **work}
    world: Data = {
        "work": {"patents": patents},
        "inhouse": {"seats": 0},
        "reviewers": {"seats": 1},
        "providers": {"krakow": {"seats": 2}, "boston": {"seats": 2}},
    }
    return case_from({"scenario": world, "strategy": {"mix": {"patents": {"krakow": 1}}, **choice}})


CORE_AND_MIX: Any = ({"core": True}, {})
CORE_AND_OVERFLOW: Any = ({"core": True}, {"rule": "overflow"})
CORE_AND_BACKUP: Any = ({"core": True}, {"rule": "primary_backup", "primary": "krakow", "backup": "boston"})
SENSITIVE: Any = ({"sensitivity": 0.9}, {"rule": "sensitive_at_home"})

stays_home = pytest.mark.parametrize(
    ("work", "assignment"), [CORE_AND_MIX, CORE_AND_OVERFLOW, CORE_AND_BACKUP, SENSITIVE]
)


@stays_home
def test_work_that_stays_home_asks_for_people_at_home(work: Data, assignment: Data) -> None:
    """Whatever the mix says; else it would wait for ever."""
    with pytest.raises(InputError, match="gives this team work, and it has no seats") as refused:
        case({"assignment": assignment}, **work)

    assert refused.value.problems[0].path == "scenario.inhouse.seats"


@stays_home
def test_a_staffing_rule_brings_the_people(work: Data, assignment: Data) -> None:
    """The seats need not be stated."""
    staffed = case({"assignment": assignment, "staffing": {"inhouse": {"rule": "load"}}}, **work)

    assert staffed.scenario.inhouse.seats == 0


@stays_home
def test_work_that_would_stay_home_but_never_comes_asks_for_nobody(work: Data, assignment: Data) -> None:
    """Nothing arrives, nothing waits."""
    assert case({"assignment": assignment}, per_week=0.0, **work)


def test_core_work_that_may_leave_asks_for_nobody_at_home() -> None:
    """The strategy does not bar it from leaving."""
    assert case({"assignment": {"core_stays_home": False}}, core=True)


def test_what_stays_home_is_inspected_at_home() -> None:
    """So reviewers are needed, though the mix leaves nothing at home."""
    choice = {"inspection": {"inhouse_rate": 0.5, "outsourced_rate": 0}}
    staffed = {"staffing": {"inhouse": {"rule": "load"}}}
    core = case({**choice, **staffed}, core=True)
    without = core.scenario.reviewers.model_copy(update={"seats": 0})
    world = core.scenario.model_copy(update={"reviewers": without})

    with pytest.raises(InputError, match=r"scenario\.reviewers\.seats"):
        case_from({"scenario": world.model_dump(), "strategy": core.strategy.model_dump()})


def test_a_team_that_is_never_there_is_given_no_work() -> None:
    """Closed all year is as bad as nobody there."""
    shut = {"calendar": {"closed": ["01-01..12-31"]}, "seats": 3}
    with pytest.raises(InputError, match="not there for an hour") as refused:
        case_from({"scenario": {"work": {"a": WORK_OF_AN_HOUR}, "inhouse": shut}, "strategy": {}})

    assert refused.value.problems[0].path == "scenario.inhouse.calendar"


def test_a_ring_asks_for_people_in_all_its_teams() -> None:
    """And for whoever answers and inspects what they do."""
    ring: Data = {"relay": {"teams": ["inhouse", "krakow"]}, "mix": {}, "inspection": {"outsourced_rate": 1}}
    world: Data = {
        "work": {"a": {**WORK_OF_AN_HOUR, "unclear_points": 1}},
        "inhouse": {"seats": 2},
        "providers": {"krakow": {"distance": 0.2}},
    }
    with pytest.raises(InputError) as refused:
        case_from({"scenario": world, "strategy": ring})

    assert {each.path for each in refused.value.problems} == {
        f"scenario.{team}.seats" for team in ("providers.krakow", "liaisons", "reviewers")
    }
