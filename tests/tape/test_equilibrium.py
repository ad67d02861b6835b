"""Outages that have gone on for ever: down at any instant as often as in the long run, from the first one on.

Seeds are fixed. Where chance has a part, the docstring says how wrong the code would have to be for the test
to see it.
"""

import math
from typing import Any

import numpy as np
import pytest
from scipy import integrate, stats

from sim.rules.quantile import residual
from sim.scenario.distribution import UnitConstant, UnitExponential, UnitGamma, UnitLognormal, UnitWeibull
from sim.scenario.hazard import UpAndDown
from sim.tape.records import records_of
from sim.tape.span import Span, Turns
from sim.tape.stream import root_of

SHAPES: dict[str, tuple[Any, Any]] = {
    "constant": (UnitConstant(), None),
    "exponential": (UnitExponential(), stats.expon()),
    "steady gamma": (UnitGamma(cv=0.5), stats.gamma(4.0, scale=0.25)),
    "wild gamma": (UnitGamma(cv=2.0), stats.gamma(0.25, scale=4.0)),
    "lognormal": (
        UnitLognormal(cv=1.0),
        stats.lognorm(math.sqrt(math.log(2.0)), scale=1.0 / math.sqrt(2.0)),
    ),
    "weibull": (UnitWeibull(shape=1.5), stats.weibull_min(1.5, scale=1.0 / math.gamma(1.0 + 1.0 / 1.5))),
    "early weibull": (
        UnitWeibull(shape=0.6),
        stats.weibull_min(0.6, scale=1.0 / math.gamma(1.0 + 1.0 / 0.6)),
    ),
}


def down_share(spans: list[Span], since: float, until: float) -> float:
    """Part of a window that lies in the spans."""
    return sum(max(min(end, until) - max(start, since), 0.0) for start, end in spans) / (until - since)


def dealt(turns: UpAndDown, worlds: int, hours: float) -> list[list[Span]]:
    """The bad times of so many worlds."""
    known = Turns(turns, "krakow/uptime", "krakow/downtime")
    return [known.deal(root_of(7, k), hours) for k in range(worlds)]


@pytest.mark.parametrize("name", SHAPES)
def test_what_is_left_of_a_span_has_the_equilibrium_distribution(name: str) -> None:
    """Density 1 - F: what belongs to a number is where the integral of it comes to that number, to the
    integral's own precision; a rest that were a whole span, or a uniform part of one, would be far off for
    all but the exponential."""
    spread, law = SHAPES[name]
    (record,), _ = records_of((spread.unit,))
    luck = (np.arange(2000) + 0.5) / 2000
    rests = np.array([residual(record, each) for each in luck.tolist()])
    grid = np.concatenate([[0.0], np.geomspace(1e-6, 2000.0, 20_000)])
    tail = law.sf(grid) if law is not None else (grid < 1.0).astype(float)
    passed = np.concatenate([[0.0], integrate.cumulative_trapezoid(tail, grid)])

    assert passed[-1] == pytest.approx(1.0, abs=2e-3)  # the mean of every shape is one
    assert np.abs(np.interp(rests, grid, passed) - luck).max() < 2e-3
    assert (np.diff(rests) >= 0.0).all()


@pytest.mark.parametrize("name", SHAPES)
def test_in_equilibrium_a_team_is_down_as_often_at_the_start_as_later(name: str) -> None:
    """An alternating renewal process in equilibrium is down at every instant with probability
    mttr / (mttf + mttr): a quarter of 1,500 worlds, within three and a half standard errors (3.9 %), on the
    first instant, early, and after many turns."""
    spread, _ = SHAPES[name]
    turns = UpAndDown(mttf_days=3.0, mttr_days=1.0, uptime=spread, downtime=spread, begins="equilibrium")
    worlds = dealt(turns, 1500, 240.0)
    error = math.sqrt(0.25 * 0.75 / len(worlds))

    for instant in (0.0, 20.0, 100.0, 239.0):
        share = np.mean([any(start <= instant < end for start, end in spans) for spans in worlds])
        assert share == pytest.approx(0.25, abs=3.5 * error)


def test_a_year_of_rare_outages_is_as_bad_as_the_long_run_only_in_equilibrium() -> None:
    """240 days of mttf 810 and mttr 90 are down for 10 % in equilibrium, and for fewer when all begin well:
    the probability to be down at t is then .1 (1 - exp(-t / 81 days)). Seen in the last 180 of the days, over
    6,000 worlds, to a standard error of .33 %: three of them part the two."""
    turns = UpAndDown(mttf_days=810.0, mttr_days=90.0)
    window = 24.0 * 60.0, 24.0 * 240.0
    shares = {
        begins: np.array(
            [
                down_share(spans, *window)
                for spans in dealt(turns.model_copy(update={"begins": begins}), 6000, window[1])
            ]
        )
        for begins in ("up", "equilibrium")
    }
    error = {begins: share.std() / math.sqrt(len(share)) for begins, share in shares.items()}
    well = 0.1 * (1.0 - 81.0 / 180.0 * (math.exp(-60.0 / 81.0) - math.exp(-240.0 / 81.0)))

    assert shares["equilibrium"].mean() == pytest.approx(0.1, abs=3.0 * error["equilibrium"])
    assert shares["up"].mean() == pytest.approx(well, abs=3.0 * error["up"])
    assert 0.1 - well > 3.0 * (error["up"] + error["equilibrium"])


def test_who_begins_up_meets_the_outages_that_were_always_dealt() -> None:
    """Without the option nothing has moved: the first up-times and down-times of the streams, in turn."""
    plain = UpAndDown(mttf_days=2.0, mttr_days=1.0)
    one, other = (dealt(plain, 1, 400.0)[0], dealt(plain.model_copy(update={"begins": "up"}), 1, 400.0)[0])

    assert one == other
    assert one[0][0] > 0.0


def test_the_luck_of_the_start_moves_with_no_other_luck() -> None:
    """At twice the mttr the same worlds are down at the start, and others too; what was left is stretched."""
    short, long = (
        dealt(UpAndDown(mttf_days=9.0, mttr_days=mttr, begins="equilibrium"), 500, 1000.0)
        for mttr in (1.0, 2.0)
    )
    down = [(a[0][1], b[0][1]) for a, b in zip(short, long, strict=True) if a[0][0] == 0.0]

    assert len(down) > 20
    assert all(b[0][0] == 0.0 for a, b in zip(short, long, strict=True) if a[0][0] == 0.0)
    assert all(later == pytest.approx(2.0 * sooner) for sooner, later in down)
