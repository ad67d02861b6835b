"""The expert's objection: *work arrives at three in the morning like at ten*, and nobody is ever surprised.

Seeds are fixed. Where chance has a part, the docstring says how wrong the code would have to be for the test
to see it.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from sim.case import case_from
from sim.errors import InputError
from sim.scenario.scenario import Scenario
from sim.tape.tape import deal

Data = dict[str, Any]
START = date(2025, 1, 6)
KOLKATA = {"zone": "Asia/Kolkata", "opens": "09:00", "closes": "17:00", "weekdays": "mon-fri"}
BUSY_MORNINGS = ([0.0] * 8 + [4.0, 5.0, 3.0, 2.0, 1.0, 2.0, 2.0, 1.0, 1.0, 0.0] + [0.0] * 6) * 5 + [0.5] * 48


def world(days: float, **arrivals: Any) -> Scenario:
    """One work type, seven tasks a day unless stated otherwise."""
    demand = {"kind": "poisson", "per_week": 49.0, **arrivals}
    work = {"patents": {"arrivals": demand, "effort_hours": {"kind": "gamma", "mean": 3.0, "cv": 0.5}}}
    return case_from(
        {"scenario": {"start": START, "horizon_days": days, "work": work, "inhouse": {"seats": 1}}}
    ).scenario


def arrived(days: float, **arrivals: Any) -> NDArray[np.float64]:
    """When its tasks come, in hours."""
    return deal(world(days, **arrivals), 5, 0).arrived


def local(hours: NDArray[np.float64], zone: str) -> list[datetime]:
    """What a wall clock shows then."""
    first = datetime(START.year, START.month, START.day, tzinfo=UTC)
    return [(first + timedelta(hours=each)).astimezone(ZoneInfo(zone)) for each in hours.tolist()]


def test_work_comes_in_the_office_hours_of_a_zone_and_no_less_of_it() -> None:
    """All of 17,000 tasks come between nine and five in Kolkata, evenly over the eight hours; a week still
    has 49 (standard error .4)."""
    hours = arrived(7.0 * 350, calendar=KOLKATA)
    times = local(hours, "Asia/Kolkata")
    since_nine = np.array([each.hour - 9 + each.minute / 60 + each.second / 3600 for each in times])

    assert all(each.weekday() < 5 and 9 <= each.hour < 17 for each in times)
    assert stats.kstest(since_nine / 8.0, "uniform", method="asymp").pvalue > 1e-4
    assert len(hours) / 350 == pytest.approx(49.0, abs=1.8)


def test_nobody_asks_for_anything_on_a_public_holiday() -> None:
    """The fourth of July has no task, and the third as many as any Thursday."""
    times = local(
        arrived(365.0, per_week=2000.0, calendar={"zone": "America/New_York", "holidays": "US"}),
        "America/New_York",
    )
    days = [each.date() for each in times]

    assert days.count(date(2025, 7, 4)) == 0
    assert days.count(date(2025, 7, 3)) == pytest.approx(400, abs=90)


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Kathmandu"])
def test_a_profile_of_the_week_is_met_hour_by_hour(zone: str) -> None:
    """40,000 tasks over its 168 hours, by a chi-square test at one in ten thousand; the same profile an hour
    later would be refused at once. Summer time is followed."""
    times = local(arrived(7.0 * 200, per_week=200.0, week={"zone": zone, "weights": BUSY_MORNINGS}), zone)
    counts = np.bincount([24 * each.weekday() + each.hour for each in times], minlength=168)
    weights = np.array(BUSY_MORNINGS)

    assert counts[weights == 0.0].sum() == 0
    seen, expected = counts[weights > 0.0], weights[weights > 0.0] / weights.sum() * counts.sum()
    assert stats.chisquare(seen, expected).pvalue > 1e-4
    assert stats.chisquare(np.roll(seen, 1), expected).pvalue < 1e-9


def test_hours_of_the_week_move_no_luck() -> None:
    """The k-th task has the effort that it has where work comes by day and night."""
    even, office = deal(world(700.0), 5, 0), deal(world(700.0, calendar=KOLKATA), 5, 0)
    both = min(even.tasks, office.tasks)

    assert both > 4500
    assert np.array_equal(even.effort[:, :both], office.effort[:, :both])
    assert not np.array_equal(even.arrived[:both], office.arrived[:both])


def test_demand_that_nobody_knows_varies_from_week_to_week_as_stated() -> None:
    """Weekly counts of a mean m have a variance of m + m² cv² and know nothing of each other: 4,000 weeks,
    within 4.5 standard errors (a cv that is a tenth off would be seen)."""
    mean, cv, weeks = 49.0, 0.5, 4000
    hours = arrived(7.0 * weeks, weekly_cv=cv)
    counts = np.histogram(hours, bins=168.0 * np.arange(weeks + 1))[0].astype(float)
    squares = (counts - counts.mean()) ** 2

    assert counts.mean() == pytest.approx(mean, abs=4.5 * counts.std() / np.sqrt(weeks))
    assert squares.mean() == pytest.approx(mean + (mean * cv) ** 2, abs=4.5 * squares.std() / np.sqrt(weeks))
    assert abs(np.corrcoef(counts[1:], counts[:-1])[0, 1]) < 4.5 / np.sqrt(weeks)


def test_uncertain_demand_moves_no_effort_and_is_each_work_types_own() -> None:
    """Two types' weeks are unrelated (1,000 weeks, 4.5 standard errors)."""
    demand = {"kind": "regular", "per_week": 100.0, "weekly_cv": 0.4}
    work = {
        name: {"arrivals": demand, "effort_hours": {"kind": "constant", "mean": 0.1}} for name in ("a", "b")
    }
    case = case_from(
        {"scenario": {"start": START, "horizon_days": 7000.0, "work": work, "inhouse": {"seats": 1}}}
    )
    tape = deal(case.scenario, 5, 0)
    weeks = 168.0 * np.arange(1001)
    one, other = (np.histogram(tape.arrived[tape.work_type == k], bins=weeks)[0] for k in (0, 1))

    assert one.std() / one.mean() == pytest.approx(0.4, abs=0.06)
    assert abs(np.corrcoef(one, other)[0, 1]) < 4.5 / np.sqrt(1000)


@pytest.mark.parametrize(
    ("arrivals", "rule"),
    [
        ({"calendar": KOLKATA, "week": {"weights": [1.0] * 168}}, "not both"),
        ({"week": {"weights": [0.0] * 168}}, "all weights are 0"),
        ({"week": {"weights": [1.0] * 167}}, "at least 168"),
        ({"weekly_cv": 0.0005}, "weekly_cv must be 0 or above"),
    ],
)
def test_hours_that_say_nothing_are_refused(arrivals: Data, rule: str) -> None:
    """With the rule that they break."""
    with pytest.raises(InputError, match=rule):
        world(10.0, **arrivals)
