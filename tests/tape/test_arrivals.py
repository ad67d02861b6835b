"""When work arrives: means, variability, growth, seasons, shocks, and what your own records say.

Seeds are fixed. Where chance has a part, the docstring or a comment says how wrong the code would have to be
for the test to see it.
"""

import math
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from pydantic import TypeAdapter

import sim.case
from sim.errors import InputError
from sim.scenario.arrivals import Arrivals, Demand
from sim.scenario.distribution import Constant
from sim.scenario.work import WorkType
from sim.tape.tape import deal

Floats = NDArray[np.float64]
ANY: TypeAdapter[Demand] = TypeAdapter(Arrivals)
WEEK = 168.0
YEAR = 24.0 * 365.25
START = date(2025, 1, 6)
"""A Monday."""

deterministic = settings(derandomize=True, deadline=None, max_examples=150)


def arrivals(kind: str, per_week: float = WEEK, **more: Any) -> Demand:
    """A process with one arrival an hour, unless stated otherwise."""
    return ANY.validate_python({"kind": kind, "per_week": per_week, **more})


def instants(process: Demand, hours: float, seed: int = 1) -> Floats:
    """Its arrivals."""
    work = {"patents": WorkType(arrivals=process, effort_hours=Constant(mean=1.0))}
    scenario = sim.case.preset("pfizer_patents").scenario
    return deal(
        scenario.model_copy(update={"work": work, "warm_up_days": 0.0, "horizon_days": hours / 24.0}), seed, 0
    ).arrived


def counts(process: Demand, hours: float, window: float) -> NDArray[np.int64]:
    """Arrivals in each window of so many hours."""
    return np.histogram(instants(process, hours), bins=np.arange(0.0, hours + 1e-9, window))[0]


# Means and variability
# -- - -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "settings", "cv"),
    [
        ("poisson", {}, 1.0),
        ("gamma", {"cv": 0.5}, 0.5),
        ("gamma", {"cv": 1.0}, 1.0),
        ("gamma", {"cv": 2.0}, 2.0),
        ("regular", {}, 0.0),
    ],
)
def test_gaps_have_the_mean_and_the_variability_that_were_stated(kind: str, settings: Any, cv: float) -> None:
    """200,000 gaps: standard errors are at most .5 % of the mean and .6 % of the cv, so 3 % off would be
    seen."""
    gaps = np.diff(instants(arrivals(kind, **settings), 200_000.0))

    assert gaps.mean() == pytest.approx(1.0, rel=0.02)
    assert gaps.std() / gaps.mean() == pytest.approx(cv, rel=0.03, abs=1e-9)


def test_batches_come_as_a_poisson_process_of_whole_batches() -> None:
    """Five at one instant; the gaps between batches are five hours on average, with a cv of one (40,000 of
    them)."""
    arrived, size = np.unique(instants(arrivals("batch", size=5), 200_000.0), return_counts=True)
    gaps = np.diff(arrived)

    assert (size == 5).all()
    assert gaps.mean() == pytest.approx(5.0, rel=0.025)
    assert gaps.std() / gaps.mean() == pytest.approx(1.0, rel=0.025)


@pytest.mark.parametrize(
    ("kind", "settings", "dispersion"),
    [("poisson", {}, 1.0), ("batch", {"size": 5}, 5.0), ("gamma", {"cv": 2.0}, 4.0), ("regular", {}, 0.0)],
)
def test_counts_are_as_dispersed_as_theory_says(kind: str, settings: Any, dispersion: float) -> None:
    """Variance over mean of 2,000 counts of a hundred hours; the standard error is 3 %, and a wrong law is
    off by 100 %."""
    per_window = counts(arrivals(kind, **settings), 200_000.0, 100.0)

    assert per_window.var() / per_window.mean() == pytest.approx(dispersion, rel=0.1, abs=1e-4)


def test_another_rate_brings_the_same_luck_earlier_or_later() -> None:
    """Twice the rate halves every instant: no draw is moved."""
    once, twice = (
        instants(arrivals("poisson", rate), hours) for rate, hours in ((70.0, 2000.0), (140.0, 1000.0))
    )

    np.testing.assert_allclose(2.0 * twice, once, rtol=1e-12)


# Growth, season, shocks: with regular arrivals they can be counted
# -- - -------------------------------------------------------------------------------------------------------


def test_growth_compounds() -> None:
    """At 50 % a year each year has 1.5 times as many as the one before, and the first more than it would have
    had flat."""
    by_year = counts(arrivals("regular", growth_per_year=0.5), 4.0 * YEAR, YEAR)

    np.testing.assert_allclose(by_year[1:] / by_year[:-1], 1.5, rtol=2e-4)
    assert by_year[0] == pytest.approx(YEAR * 0.5 / math.log(1.5), rel=2e-4)


def test_a_shrinking_demand_shrinks() -> None:
    """Minus 50 % a year halves it."""
    by_year = counts(arrivals("regular", growth_per_year=-0.5), 3.0 * YEAR, YEAR)

    np.testing.assert_allclose(by_year[1:] / by_year[:-1], 0.5, rtol=1e-3)


def test_a_season_swings_around_the_mean_and_is_highest_in_its_peak_week() -> None:
    """40 % more around week 13, 40 % fewer half a year later, and the year as a whole as without a season."""
    by_week = counts(arrivals("regular", season=0.4, season_peak_week=13.0), 52.0 * WEEK, WEEK)

    assert abs(by_week[8:13] - by_week[17:12:-1]).max() <= 2  # as much before the peak as after it
    assert by_week[12:14].mean() == pytest.approx(1.4 * WEEK, rel=0.01)
    assert by_week[38:40].mean() == pytest.approx(0.6 * WEEK, rel=0.01)
    assert by_week.mean() == pytest.approx(WEEK, rel=0.005)


def test_a_season_of_all_or_nothing_never_goes_below_nothing() -> None:
    """At amplitude one the trough is empty, and the peak has twice the mean."""
    by_week = counts(arrivals("regular", season=1.0), 52.0 * WEEK, WEEK)

    assert by_week.min() <= 1
    assert by_week.max() == pytest.approx(2.0 * WEEK, rel=0.01)


def test_shocks_multiply_demand_from_one_week_to_another() -> None:
    """Threefold in weeks 2 and 3, half of that in week 3 where another begins, half in week 4, nothing in
    week 6."""
    shocks = [
        {"from_week": 2, "to_week": 4, "factor": 3},
        {"from_week": 3, "to_week": 5, "factor": 0.5},
        {"from_week": 6, "to_week": 7, "factor": 0},
    ]
    by_week = counts(arrivals("regular", per_week=70.0, shocks=shocks), 8 * WEEK, WEEK)

    np.testing.assert_allclose(by_week, [70, 70, 210, 105, 35, 70, 0, 70], atol=1)


@pytest.mark.parametrize("kind", ["poisson", "regular", "gamma", "batch"])
def test_what_the_staffing_rules_expect_is_what_comes(kind: str) -> None:
    """The stated mean of a growing, seasonal, shaken year is met within 3 % (standard error 1 % or less)."""
    more: dict[str, Any] = {"gamma": {"cv": 0.5}, "batch": {"size": 3}}.get(kind, {})
    shocks = [{"from_week": 10, "to_week": 20, "factor": 2}]
    process = arrivals(
        kind, 5 * WEEK, growth_per_year=0.3, season=0.5, season_peak_week=30, shocks=shocks, **more
    )

    assert len(instants(process, YEAR)) / YEAR == pytest.approx(process.mean_per_hour(YEAR, START), rel=0.03)


# The same luck, whatever the horizon
# -- - -------------------------------------------------------------------------------------------------------


@deterministic
@given(
    st.sampled_from(["poisson", "regular", "gamma", "batch"]),
    st.floats(0.0, 2000.0),
    st.floats(1.0, 500.0),
    st.floats(0.0, 500.0),
    st.integers(0, 1000),
)
def test_a_longer_horizon_only_adds_arrivals(
    kind: str, rate: float, hours: float, more: float, seed: int
) -> None:
    """Those of the shorter one are the same to the last bit, rise, and lie within it."""
    settings_: dict[str, Any] = {"gamma": {"cv": 3.0}, "batch": {"size": 40}}.get(kind, {})
    process = arrivals(kind, rate, season=0.3, **settings_)
    short, long = instants(process, hours, seed), instants(process, hours + more, seed)

    assert short.tolist() == long[long < hours].tolist()
    assert (np.diff(long) >= 0.0).all()
    assert not ((long < 0.0) | (long >= hours + more)).any()


def test_a_longer_horizon_adds_up_gaps_in_the_same_order() -> None:
    """A process that needs a second piece of gaps: still the same to the last bit."""
    process = arrivals("gamma", cv=3.0)
    short, long = instants(process, 20.0, seed=3054), instants(process, 500.0, seed=3054)

    assert short.tolist() == long[long < 20.0].tolist()


# Your own records
# -- - -------------------------------------------------------------------------------------------------------

CASE = """\
scenario:
  {start}
  horizon_days: 10
  work:
    patents:
      arrivals: {{kind: trace, file: {file}}}
      effort_hours: {{kind: constant, mean: 2}}
  inhouse: {{seats: 1}}
"""


def loaded(folder: Path, csv: str | bytes, start: str = "start: 2025-01-06") -> Any:
    """The arrivals of a case whose trace is a CSV file with this text."""
    content = csv if isinstance(csv, bytes) else csv.encode()
    (folder / "log.csv").write_bytes(content)
    (folder / "case.yaml").write_text(CASE.format(start=start, file="log.csv"), encoding="utf-8")
    return sim.case.load(folder / "case.yaml").scenario.work["patents"].arrivals


def test_a_trace_is_read_from_a_file_beside_the_case(tmp_path: Path) -> None:
    """Hours since the start, and efforts; spaces around names do not matter, nor do other columns."""
    trace = loaded(tmp_path, "id, arrived_hours ,effort_hours\na,0.5,3\nb,0.5,0\nc,30,1.25\n")

    assert trace.arrived_hours == (0.5, 0.5, 30.0)
    assert trace.effort_hours == (3.0, 0.0, 1.25)


def test_instants_in_a_trace_are_utc_where_they_do_not_say(tmp_path: Path) -> None:
    """Nine o'clock in Bangalore is half past three; the scenario starts at midnight UTC."""
    trace = loaded(tmp_path, "arrived_at\n2025-01-06T09:00+05:30\n2025-01-06 04:00\n2025-01-07\n")

    assert trace.arrived_hours == (3.5, 4.0, 24.0)
    assert trace.effort_hours is None


def test_a_trace_ends_with_the_horizon(tmp_path: Path) -> None:
    """What arrived later is not dealt, and counts for no mean."""
    trace = loaded(tmp_path, "arrived_hours\n1\n2\n240\n300\n")

    assert instants(trace, 240.0).tolist() == [1.0, 2.0]
    assert trace.mean_per_hour(240.0, START) == 2 / 240


@pytest.mark.parametrize(
    ("csv", "complaint"),
    [
        ("arrived_hours\n1\n  \n", "has a gap: line 3 has no arrived_hours"),
        ("arrived_hours,effort_hours\n1,2\n2,\n", "has a gap: line 3 has no effort_hours"),
        ("arrived_hours,effort_hours\n1,2\n2\n", "has a gap: line 3 has no effort_hours"),
        ("arrived_hours\n1\n\n\nsoon\n", "line 5: arrived_hours is 'soon', not a number of hours"),
        ("arrived_hours,effort_hours\n\n1,2\n\n2,\n", "has a gap: line 5 has no effort_hours"),
        ('what,arrived_hours\n"a\nb",1\nc,soon\n', "line 4: arrived_hours is 'soon', not a number of hours"),
        ("arrived_at\n2025-01-06\n\n6 January\n", "line 4: '6 January' is no ISO 8601 instant"),
        ("arrived_hours\n5\n3\n", "line 3: arrivals must not go back in time (3 comes after 5)"),
        ("arrived_hours\nsoon\n", "line 2: arrived_hours is 'soon', not a number of hours"),
        ("arrived_hours\n-1\n", "line 2: arrived_hours is '-1', not a number of hours"),
        ("arrived_hours\nnan\n", "line 2: arrived_hours is 'nan', not a number of hours"),
        ("arrived_hours\ninf\n", "line 2: arrived_hours is 'inf', not a number of hours"),
        ("arrived_hours\n", "needs at least one arrival"),
        ("when,what\n1,2\n", "no column arrived_hours or arrived_at"),
        ("", "no column arrived_hours or arrived_at"),
        ("arrived_at\n6 January 2025\n", "line 2: '6 January 2025' is no ISO 8601 instant"),
        ("arrived_at\n2025-01-05T23:59\n", "line 2: 2025-01-05T23:59 is before the scenario's start"),
        ("arrived_at\n2025-01-06T05:00+05:30\n", "before the scenario's start"),
        ("arrived_at\n2025-01-07\n2025-01-06\n", "line 3: arrivals must not go back in time"),
        (b"arrived_hours\n\xff\xfe\n", "is not a CSV text"),
        (b"PK\x03\x04\x00\x00", "no column arrived_hours or arrived_at"),
    ],
)
def test_a_trace_that_cannot_be_played_is_refused_with_its_line(
    tmp_path: Path, csv: str, complaint: str
) -> None:
    """The message names the case's file, the setting, what is wrong where, and what to do."""
    with pytest.raises(InputError) as refused:
        loaded(tmp_path, csv)

    message = str(refused.value)
    assert complaint in message
    assert "scenario.work.patents.arrivals" in message
    assert "case.yaml" in message
    assert refused.value.problems[0].line == 6
    assert refused.value.problems[0].remedy


def test_instants_need_a_start_date_to_count_from(tmp_path: Path) -> None:
    """A default start would silently move every arrival."""
    with pytest.raises(InputError, match="need the scenario's start date"):
        loaded(tmp_path, "arrived_at\n2025-01-06\n", start="name: no start")


def test_a_trace_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """The path is told as it was looked for."""
    (tmp_path / "case.yaml").write_text(CASE.format(start="name: x", file="nowhere.csv"), encoding="utf-8")

    with pytest.raises(InputError, match=r"nowhere\.csv cannot be read: No such file"):
        sim.case.load(tmp_path / "case.yaml")


def test_a_resolved_case_needs_its_trace_no_more(tmp_path: Path) -> None:
    """The values were read into the scenario."""
    loaded(tmp_path, "arrived_hours\n1\n2\n")
    case = sim.case.load(tmp_path / "case.yaml")
    (tmp_path / "log.csv").unlink()

    assert sim.case.case_from(sim.case.plain(case)) == case
