"""Whatever the case, one misfortune moves no other: the same luck, with and without."""

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from sim.case import case_from
from sim.scenario.hazard import Crises, Distress, Region, Slowdowns, UpAndDown
from sim.scenario.scenario import Scenario
from sim.tape.misfortune import Fates, Misfortunes, deal_misfortunes
from sim.tape.tape import deal
from sim.testing.cases import RandomCase, cases

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


def changed(scenario: Scenario, **update: Any) -> Scenario:
    """The scenario with something else in all its teams."""
    own = {n: getattr(scenario, n).model_copy(update=update) for n in ("inhouse", "liaisons", "reviewers")}
    providers = {n: provider.model_copy(update=update) for n, provider in scenario.providers.items()}
    return scenario.model_copy(update={**own, "providers": providers})


def same(one: Scenario, other: Scenario, seed: int, *, but: tuple[str, ...] = ()) -> bool:
    """Whether all that is dealt is equal to the last bit, but some parts of the timetable."""
    tapes = [deal(scenario, seed, 0) for scenario in (one, other)]
    luck = ("arrived", "work_type", "number", "effort", "names")
    timetables = [tape.misfortunes for tape in tapes]
    parts = [[getattr(tape, name) for name in luck] for tape in tapes]
    parts = [
        p + [getattr(t, n) for n in t._fields if n not in but] for p, t in zip(parts, timetables, strict=True)
    ]
    return all(np.array_equal(a, b, equal_nan=True) for a, b in zip(*parts, strict=True))


SLOW = ("slow_team", "slow_start", "slow_end", "slow_share")
DOWN = ("team", "start", "end")


@law
@given(cases())
def test_shocks_move_nothing_but_the_outages_of_their_region(case: RandomCase) -> None:
    """No draw and no other team's outages, though the engines may now tell another story; a region where
    nobody is moves nothing at all."""
    calm = case.scenario.model_copy(update={"regions": {}})
    struck = calm.model_copy(
        update={"regions": {"delta": Region(shocks=OFTEN), "hill": Region(shocks=OFTEN)}}
    )
    there = struck.model_copy(update={"reviewers": calm.reviewers.model_copy(update={"region": "delta"})})

    assert same(calm, struck, case.seed)
    assert same(calm, there, case.seed, but=DOWN)
    before, after = (deal_misfortunes(s, case.seed, 0) for s in (calm, there))
    for team in range(len(calm.teams) - 1):
        assert row(before, "", team) == row(after, "", team)


@law
@given(cases())
def test_slowdowns_move_nothing_but_slowdowns(case: RandomCase) -> None:
    """Neither outages nor ends nor troubles; and slowdowns of no share are none."""
    own, none, full = (
        changed(case.scenario, slowdowns=slowdowns)
        for slowdowns in (
            None,
            Slowdowns(mttf_days=2.0, mttr_days=1.0, share=0.0),
            Slowdowns(mttf_days=2.0, mttr_days=1.0, share=1.0),
        )
    )

    assert same(own, none, case.seed)
    assert same(own, full, case.seed, but=SLOW)


@law
@given(cases())
def test_crises_of_no_weight_are_no_crises(case: RandomCase) -> None:
    """Of factor one, or that never come, whether the mean is kept or not: to the last bit."""
    calm = case.scenario.model_copy(update={"crises": None})
    for crises in (Crises(factor=1.0), Crises(per_year=0.0), Crises(factor=1.0, keeps_mean=False)):
        assert same(calm, calm.model_copy(update={"crises": crises}), case.seed)


@law
@given(cases())
def test_distress_that_never_comes_is_none(case: RandomCase) -> None:
    """At no troubles a year nothing is dealt, and nothing else moves."""
    providers = [
        {n: p.model_copy(update={"distress": d}) for n, p in case.scenario.providers.items()}
        for d in (None, Distress(per_year=0.0))
    ]
    none, never = (case.scenario.model_copy(update={"providers": each}) for each in providers)

    assert same(none, never, case.seed)


@law
@given(cases(), st.sampled_from([1.0, 30.0]))
def test_a_longer_horizon_only_adds_misfortunes(case: RandomCase, days: float) -> None:
    """What began before is the same, and so are the ends before."""
    longer = case.scenario.model_copy(update={"horizon_days": case.scenario.horizon_days + days})
    hours = case.scenario.window_hours[1]
    short, long = (deal_misfortunes(s, case.seed, 0) for s in (case.scenario, longer))

    assert np.array_equal(np.minimum(short.ends, hours), np.minimum(long.ends, hours))
    for prefix in ("", "slow_", "trouble_"):
        starts = getattr(long, f"{prefix}start") < hours
        for name in ("team", "start"):
            assert np.array_equal(getattr(short, prefix + name), getattr(long, prefix + name)[starts])


@law
@given(cases())
def test_the_timetable_is_in_order_whatever_the_case(case: RandomCase) -> None:
    """By start; one team's rows never overlap, none is empty, and none outlives the team; arrays of one
    layout, for the engine is compiled once."""
    dealt, hours = deal_misfortunes(case.scenario, case.seed, 0), case.scenario.window_hours[1]

    for prefix in ("slow_", "trouble_"):
        start, end = getattr(dealt, f"{prefix}start"), getattr(dealt, f"{prefix}end")
        team = getattr(dealt, f"{prefix}team")
        assert (np.diff(start) >= 0.0).all()
        assert (start < end).all()
        assert (start < hours).all()
        assert (end <= dealt.ends[team]).all()
        for each in range(len(case.scenario.teams)):
            assert (end[team == each][:-1] <= start[team == each][1:]).all()
    for name, column in dealt._asdict().items():
        assert column.dtype == (np.int64 if name.endswith("team") else np.float64)
        assert column.flags.c_contiguous


def test_cash_does_not_feel_a_crisis() -> None:
    """Only hazards do."""
    firm = {"insolvency": {"kind": "cash", "cash": 1.0, "drift_per_month": 0.0, "sd_per_month": 1.0}}
    calm = world(providers={"krakow": firm})
    bad = calm.model_copy(update={"crises": Crises(per_year=0.5, days=365.25, factor=10.0)})

    assert np.isfinite(deal_misfortunes(calm, 1, 0).ends[1])
    assert same(calm, bad, seed=1)


# -- What need not be dealt ----------------------------------------------------------------------------------


@law
@given(cases(), st.sampled_from([0.02, 0.3, 1.0]))
def test_who_is_not_struck_in_this_time_would_have_no_misfortune(case: RandomCase, part: float) -> None:
    """Dealt to all, or only to those whose first number says that something strikes them: to the last bit
    the same, in short times as in long ones."""
    times = {name: part * getattr(case.scenario, name) for name in ("warm_up_days", "horizon_days")}
    scenario = case.scenario.model_copy(update=times)
    some, everyone = Fates(scenario), Fates(scenario)
    everyone._reach = np.ones_like(everyone._reach)
    for replication in range(5):
        dealt, all_dealt = (each.deal(case.seed, replication) for each in (some, everyone))

        assert all(np.array_equal(one, other) for one, other in zip(dealt, all_dealt, strict=True))


@given(st.floats(0.01, 30.0), st.sampled_from([0.3, 1.0]), st.sampled_from(["up", "equilibrium"]))
@settings(derandomize=True, deadline=None, max_examples=12)
def test_a_reach_is_the_probability_that_something_strikes(days: float, shape: float, begins: Any) -> None:
    """In 4,000 replications, within 4.5 standard errors: a reach that is 4 points off would be seen."""
    failing = {
        "mttf_days": 9.0,
        "mttr_days": 1.0,
        "begins": begins,
        "uptime": {"kind": "weibull", "shape": shape},
    }
    scenario = world(days, inhouse={"seats": 1, "outages": failing})
    fates, worlds = Fates(scenario), 4000
    struck = sum(len(fates.deal(8, k).team) > 0 for k in range(worlds)) / worlds
    (reach,) = fates._reach

    assert abs(struck - reach) < 4.5 * np.sqrt(reach * (1.0 - reach) / worlds) + 1e-9
