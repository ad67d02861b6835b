"""Cases in which next to nothing is left: no time, no seats, no work, no share."""

import numpy as np
import pytest

from sim.testing.by_hand import ALL_OUT, insolvency, one_seat, told_alike, trace


def test_what_would_end_at_the_horizon_is_not_told() -> None:
    """The run ends just before its last instant, and counts the hours until then."""
    journal = told_alike({"work": {"patents": trace([117, 118], [3, 3])}})

    assert np.isnan(journal.tasks["delivered"]).all()
    assert journal.episodes[["started", "hours"]].tolist() == [(117, 3)]


@pytest.mark.parametrize(("days", "seats"), [(5, 0), (5 + 10 / 24 + 1e-9, 1_000_000)])
def test_a_staffing_rule_for_a_team_that_hardly_opens_does_not_hire_mankind(days: float, seats: int) -> None:
    """A team that opens on Saturday at ten: never in the run, or for its last tenth of a millisecond."""
    saturday = {"opens": "10:00", "weekdays": ["sat"]}
    world = {
        "horizon_days": days,
        "work": {"patents": trace([0, 1], [4, 4])},
        "providers": {"krakow": {"seats": 1, "calendar": saturday}},
        "events": [insolvency("krakow", 3)],
    }
    journal = told_alike(world, ALL_OUT | {"staffing": {"krakow": {"rule": "load", "at_least": 0}}})

    assert journal.plan.seats[1] == seats
    assert journal.disruptions["hired"].tolist() == [seats]


def test_nobody_is_hired_for_work_that_never_comes() -> None:
    """The core work stays home, the rest has a primary and never arrives: the primary's end takes nothing
    away."""
    none = {"arrivals": {"kind": "poisson", "per_week": 0}, "effort_hours": {"kind": "constant"}}
    world = {
        "work": {"patents": trace([0, 1, 2], core=True), "payroll": none},
        "providers": {"krakow": one_seat(), "boston": one_seat()},
        "events": [insolvency("krakow", 3)],
    }
    choice = {"assignment": {"rule": "primary_backup", "primary": "krakow", "backup": "boston"}}
    journal = told_alike(world, choice)

    assert journal.disruptions["hired"].tolist() == [0]


def test_the_last_number_below_one_goes_to_no_team_without_a_share() -> None:
    """0.7 + 0.2 + 0.1 misses one by rounding, and Boston has no share of what is missing."""
    world = {
        "work": {"patents": trace([0, 1, 2])},
        "providers": {name: one_seat() for name in ("krakow", "bangalore", "boston")},
    }
    choice = {"mix": {"patents": {"krakow": 0.2, "bangalore": 0.1, "boston": 0}}}
    journal = told_alike(world, choice, assignment=np.nextafter(1.0, 0.0))

    assert (journal.tasks["assigned"] == 2).all()
    assert journal.plan.shares[0].tolist() == [0.7, 0.7 + 0.2, 1.0, 1.0]


def test_what_rounding_leaves_at_home_is_no_share() -> None:
    """0.7 + 0.2 + 0.1 leaves 1e-16 at home: the least backlog is sought among the three only."""
    shares = {"krakow": 0.7, "bangalore": 0.2, "boston": 0.1}
    world = {
        "work": {"patents": trace([0, 1, 2, 2.5, 2.75])},
        "providers": {name: one_seat() for name in shares},
    }
    choice = {"mix": {"patents": shares}, "assignment": {"rule": "least_backlog"}}
    journal = told_alike(world, choice)

    assert (journal.tasks["assigned"] > 0).all()


def test_nothing_to_do_and_nobody_to_do_it() -> None:
    """No arrivals and no seats are a case, too."""
    none = {"arrivals": {"kind": "poisson", "per_week": 0}, "effort_hours": {"kind": "constant"}}
    journal = told_alike({"work": {"patents": none}, "liaisons": {}, "reviewers": {}})

    assert journal.to_bytes() == b""
