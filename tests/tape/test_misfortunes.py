"""Regions, crises, slowdowns, distress: dealt as stated, correlated as stated, and in nobody else's way.

Seeds are fixed. Where chance has a part, the docstring says how wrong the code would have to be for the test
to see it.
"""

import math
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.linalg import expm

from sim.case import case_from
from sim.scenario.hazard import Crises, UpAndDown
from sim.scenario.scenario import Scenario
from sim.tape.crisis import HazardClock, deal_clock
from sim.tape.misfortune import Misfortunes, deal_misfortunes
from sim.tape.slowdown import Slowdown, largest

Data = dict[str, Any]
Floats = NDArray[np.float64]
YEAR = 24.0 * 365.25
QUIET: Data = {"arrivals": {"kind": "poisson", "per_week": 0}, "effort_hours": {"kind": "constant"}}
OFTEN = UpAndDown(mttf_days=2.0, mttr_days=1.0)

law = settings(derandomize=True, deadline=None, max_examples=100)


def world(days: float = 365.25, **more: Any) -> Scenario:
    """A scenario in which nobody works."""
    plain = {"horizon_days": days, "work": {"patents": QUIET}, "inhouse": {"seats": 1}}
    return case_from({"scenario": plain | more}).scenario


def row(dealt: Misfortunes, what: str, team: int) -> list[tuple[float, ...]]:
    """One team's rows of a part of the timetable: `slow` or `trouble`, or `` for the outages."""
    prefix, last = (f"{what}_" if what else "", {"slow": "share", "trouble": "factor"}.get(what))
    columns = [getattr(dealt, prefix + name) for name in ("start", "end", *((last,) if last else ()))]
    own = getattr(dealt, prefix + "team") == team
    return list(zip(*(column[own].tolist() for column in columns), strict=True))


# Regions


def region(**teams: Data) -> Scenario:
    """Providers, some of whom are in a delta that is often struck."""
    shocks = {"delta": {"shocks": {"mttf_days": 20.0, "mttr_days": 3.0}}}
    return world(regions=shocks, providers=teams)


def test_a_shock_strikes_all_teams_of_the_region_and_nobody_else() -> None:
    """The same outages, to the last bit, for two of three; a region that is not described is calm."""
    dealt = deal_misfortunes(region(a={"region": "delta"}, b={"region": "delta"}, c={"region": "hill"}), 1, 0)

    assert len(row(dealt, "", 1)) > 5
    assert row(dealt, "", 1) == row(dealt, "", 2)
    assert row(dealt, "", 3) == []


def test_a_shock_and_a_teams_own_outages_become_one_where_they_overlap() -> None:
    """A team is down when itself or its region is: as when the outages were added up by hand."""
    own = {"outages": {"mttf_days": 10.0, "mttr_days": 5.0}}
    dealt = deal_misfortunes(
        region(struck={"region": "delta"}, frail=own, both={"region": "delta"} | own, a=own), 1, 0
    )
    hours = np.arange(0.0, YEAR, 0.5)

    def down(team: int) -> NDArray[np.bool_]:
        return np.array([any(s <= h < e for s, e in row(dealt, "", team)) for h in hours])

    alone = deal_misfortunes(world(providers={"both": own}), 1, 0)
    frail = np.array([any(s <= h < e for s, e in row(alone, "", 1)) for h in hours])
    assert np.array_equal(down(3), down(1) | frail)
    assert down(3).sum() < down(1).sum() + frail.sum()


@pytest.mark.parametrize(
    ("named", "complains"), [("south_indai", True), ("delta", False), ("north_india", False)]
)
def test_a_region_where_nobody_is_may_be_a_slip(named: str, complains: bool) -> None:
    """It is refused if it is all but called as one where somebody is, and is no other region's name."""
    teams = {"krakow": {"region": "south_india"}}
    if complains:
        with pytest.raises(ValueError, match="did you mean south_india"):
            world(regions={named: {}}, providers=teams)
    else:
        assert world(regions={named: {}}, providers=teams).regions[named].shocks is None


# Crises

HARSH = Crises(per_year=0.5, days=365.25, factor=10.0)


def lives(crises: Crises | None, per_year: float = 0.2, worlds: int = 4000) -> Floats:
    """Years until each of two providers ends, shape (worlds, 2)."""
    firm = {"insolvency": {"kind": "hazard", "per_year": per_year}}
    plain = world(365.25 * 2, providers={"krakow": firm, "boston": firm})
    scenario = plain.model_copy(update={"crises": crises})
    return np.array([deal_misfortunes(scenario, 4, k).ends[1:3] for k in range(worlds)]) / YEAR


def survival(crises: Crises, per_year: float, years: float) -> float:
    """Probability of living so long: a Poisson process whose rate a chain of two states switches."""
    begins, ends = crises.per_year, 365.25 / crises.days
    moves = np.array([[-begins, begins], [ends, -ends]])
    stationary = np.array([1.0 - crises.share_of_time, crises.share_of_time])
    return float((stationary @ np.asarray(expm((moves - per_year * np.diag(crises.rates)) * years))).sum())


def test_fates_are_as_correlated_as_the_theory_of_switched_rates_says() -> None:
    """4,000 pairs: both survive a year, and each does, as often as a Markov-modulated Poisson process; within
    three standard errors, and without crises they would miss by nine of them."""
    alive = lives(HARSH) > 1.0
    one, both = survival(HARSH, 0.2, 1.0), survival(HARSH, 0.4, 1.0)
    error = math.sqrt(both * (1.0 - both) / len(alive))

    assert alive.mean() == pytest.approx(one, abs=3.0 * math.sqrt(one * (1.0 - one) / len(alive)))
    assert alive.all(axis=1).mean() == pytest.approx(both, abs=3.0 * error)
    correlation = np.corrcoef(alive[:, 0], alive[:, 1])[0, 1]
    assert correlation == pytest.approx((both - one**2) / (one * (1.0 - one)), abs=0.06)
    assert correlation > 3.0 / math.sqrt(len(alive))
    calm = lives(None) > 1.0
    assert abs(np.corrcoef(calm[:, 0], calm[:, 1])[0, 1]) < 3.0 / math.sqrt(len(alive))


def test_where_the_mean_is_kept_a_provider_ends_as_often_as_stated() -> None:
    """At 2 % a year the crises move the risk of a year by a hundredth of itself; without keeping the mean
    they multiply it by four, which is what they do in calm years where the mean is kept."""
    kept, raised = HARSH, HARSH.model_copy(update={"keeps_mean": False})

    assert 1.0 - survival(kept, 0.02, 1.0) == pytest.approx(1.0 - math.exp(-0.02), rel=0.03)
    assert 1.0 - survival(raised, 0.02, 1.0) == pytest.approx(4.0 * 0.02, rel=0.1)
    ended = (lives(kept, 0.05, 6000) < 1.0).mean()
    assert ended == pytest.approx(1.0 - math.exp(-0.05), abs=3.0 * math.sqrt(0.049 * 0.951 / 6000))
    assert (lives(raised, 0.05, 1000) < 1.0).mean() > 2.0 * ended


def test_the_defaults_are_the_years_2009_and_2010() -> None:
    """A mean of 4.2 % a year becomes 13 % in a crisis and 3.2 % in calm years, one year in ten being bad."""
    crises = Crises()
    calm, bad = (4.2 * rate for rate in crises.rates)

    assert crises.share_of_time == pytest.approx(0.1, abs=0.002)
    assert calm == pytest.approx(3.2, abs=0.1)
    assert bad == pytest.approx(13.1, abs=0.2)


def test_a_world_is_as_likely_to_begin_in_a_crisis_as_to_be_in_one_later() -> None:
    """A third of the time (standard error .9 %), at the beginning as after two years."""
    dealt = [deal_clock(HARSH, 1, k, 3 * YEAR).crises for k in range(3000)]

    for hour in (0.0, 2 * YEAR):
        share = np.mean([any(s <= hour < e for s, e in crises) for crises in dealt])
        assert share == pytest.approx(1 / 3, abs=0.027)


@law
@given(st.floats(0.0, 50.0), st.floats(0.0, 50.0))
def test_the_clock_runs_fast_in_a_crisis_and_slow_in_calm_years(start: float, hours: float) -> None:
    """What it has advanced between the two instants, added up over small steps, is what was asked for."""
    clock = HazardClock(((5.0, 10.0), (20.0, 21.0)), calm=0.5, bad=3.0)
    end = clock.after(start, hours)

    def shown(instant: float) -> float:
        return 0.5 * instant + 2.5 * sum(min(max(instant - s, 0.0), e - s) for s, e in clock.crises)

    assert shown(end) - shown(start) == pytest.approx(hours, abs=1e-9)


# Slowdowns


def test_slowdowns_are_dealt_as_stated() -> None:
    """5,000 of them: up and down for as long as stated (3 standard errors are 4 %), with the stated share."""
    slow = {"slowdowns": {"mttf_days": 8.0, "mttr_days": 2.0, "share": 0.3}}
    dealt = deal_misfortunes(world(39_000, providers={"krakow": slow}), 1, 0)
    down, up = dealt.slow_end - dealt.slow_start, dealt.slow_start[1:] - dealt.slow_end[:-1]

    assert (dealt.slow_team == 1).all()
    assert (dealt.slow_share == 0.3).all()
    assert down.mean() == pytest.approx(48.0, rel=0.05)
    assert up.mean() == pytest.approx(192.0, rel=0.05)
    assert len(dealt.team) == 0


def test_a_scripted_slowdown_comes_by_the_script_and_ends_with_its_team() -> None:
    """Days 10 to 20, and from day 30 until the end on day 35; later ones never come."""
    script = [
        {"team": "krakow", "kind": "slowdown", "at_day": day, "days": 10, "share": 0.5}
        for day in (10, 30, 36)
    ]
    end = {"team": "krakow", "kind": "insolvency", "at_day": 35}
    dealt = deal_misfortunes(world(providers={"krakow": {"seats": 1}}, events=[*script, end]), 1, 0)

    assert row(dealt, "slow", 1) == [(240.0, 480.0, 0.5), (720.0, 840.0, 0.5)]


@pytest.mark.parametrize(
    "event",
    [
        {"kind": "slowdown", "days": 3},
        {"kind": "slowdown", "share": 0.3},
        {"kind": "outage", "days": 3, "share": 0.3},
        {"kind": "insolvency", "share": 0.3},
    ],
)
def test_a_script_states_what_its_kind_needs_and_nothing_else(event: Data) -> None:
    """A slowdown has days and a share, an outage days, an insolvency neither."""
    with pytest.raises(ValueError, match="states"):
        world(events=[{"team": "inhouse", "at_day": 1, **event}])


spans = st.builds(
    lambda start, days, share: Slowdown(start, start + days, share),
    st.integers(0, 20).map(float),
    st.integers(0, 9).map(float),
    st.sampled_from([0.0, 0.25, 0.5, 1.0]),
)


@law
@given(st.lists(spans, max_size=8), st.sampled_from([12.0, 40.0]), st.sampled_from([15.0, math.inf]))
def test_where_slowdowns_overlap_the_largest_share_is_closed(
    slow: list[Slowdown], hours: float, until: float
) -> None:
    """At every instant; and pieces are in order, none is empty, and they touch only where the share
    changes."""
    pieces = largest(slow, hours, until)
    counted = [s for s in slow if s.start < min(hours, until)]

    for instant in np.arange(0.0, min(hours, 32.0), 0.5):
        expected = max((s.share for s in counted if s.start <= instant < min(s.end, until)), default=0.0)
        assert sum(p.share for p in pieces if p.start <= instant < p.end) == expected
    assert all(p.start < min(p.end, hours) for p in pieces)
    for one, other in pairwise(pieces):
        assert one.end < other.start or (one.end == other.start and one.share != other.share)


# Distress

TROUBLE: Data = {
    "per_year": 1.0,
    "attrition_factor": 2.0,
    "days_to_slowdown": 30.0,
    "slowdown_share": 0.4,
    "days_to_insolvency": 60.0,
    "recovery_probability": 0.75,
}


def chain(worlds: int = 600, years: float = 20.0, **changed: Any) -> list[Misfortunes]:
    """What is dealt to a provider in distress from time to time."""
    scenario = world(365.25 * years, providers={"krakow": {"distress": TROUBLE | changed}})
    return [deal_misfortunes(scenario, 2, k) for k in range(worlds)]


def test_the_chain_of_distress_takes_the_time_and_has_the_ends_that_were_stated() -> None:
    """2,000 troubles: mean times within 7 % (three standard errors), a quarter end the provider (3 %)."""
    dealt = chain()
    lengths = np.concatenate([m.trouble_end - m.trouble_start for m in dealt]) / 24.0
    waits = np.concatenate([m.slow_start - m.trouble_start[: len(m.slow_start)] for m in dealt]) / 24.0
    first = np.array([m.trouble_start[0] for m in dealt if len(m.trouble_start)]) / YEAR
    ended = sum(math.isfinite(m.ends[1]) for m in dealt)

    assert lengths.mean() == pytest.approx(90.0, rel=0.07)
    assert waits.mean() == pytest.approx(30.0, rel=0.07)
    assert first.mean() == pytest.approx(1.0, rel=0.13)
    assert ended / len(lengths) == pytest.approx(0.25, abs=0.03)
    assert {share for m in dealt for share in m.slow_share} == {0.4}


def test_a_trouble_ends_in_recovery_or_in_the_end_of_the_provider() -> None:
    """Seats are back and people stay again at that instant; the end is that of the last trouble."""
    for dealt in chain(60):
        assert np.array_equal(dealt.slow_end, dealt.trouble_end[: len(dealt.slow_end)])
        assert (dealt.trouble_end[:-1] <= dealt.trouble_start[1:]).all()
        if math.isfinite(dealt.ends[1]):
            assert dealt.ends[1] == dealt.trouble_end[-1]


def test_who_surely_recovers_never_ends_and_who_never_recovers_ends_with_the_first_trouble() -> None:
    """The two edges; and the more probable a recovery, the later the end, in every world."""
    sure, likely, never = (chain(40, recovery_probability=probability) for probability in (1.0, 0.75, 0.0))

    assert all(math.isinf(m.ends[1]) for m in sure)
    assert all(len(m.trouble_start) <= 1 for m in never)
    assert all(a.ends[1] >= b.ends[1] for a, b in zip(likely, never, strict=True))


def test_trouble_ends_with_a_provider_that_something_else_ends() -> None:
    """An insolvency by script cuts it short, and nothing begins later."""
    script = [{"team": "krakow", "kind": "insolvency", "at_day": 200}]
    provider = {"distress": TROUBLE | {"per_year": 10.0, "recovery_probability": 1.0}}
    for replication in range(40):
        dealt = deal_misfortunes(world(providers={"krakow": provider}, events=script), 1, replication)

        assert dealt.ends[1] == 4800.0
        assert dealt.trouble_end.max() <= 4800.0
        assert (dealt.slow_end <= 4800.0).all()


def test_troubles_begin_more_often_in_a_crisis() -> None:
    """A third of the time they begin at ten times the rate; what they last is as before."""
    provider = {"distress": TROUBLE | {"recovery_probability": 1.0}}
    calm = world(365.25 * 20, providers={"krakow": provider})
    bad = calm.model_copy(update={"crises": HARSH.model_copy(update={"keeps_mean": False})})
    troubles = [sum(len(deal_misfortunes(s, 1, k).trouble_start) for k in range(20)) for s in (calm, bad)]

    assert troubles[1] > 1.3 * troubles[0]
