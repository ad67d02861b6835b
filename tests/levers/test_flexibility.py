"""Demand grows, falls and swings: each lever of flexibility moves its measure."""

import numpy as np
import pytest

HOME, BANGALORE = "scenario.inhouse", "scenario.providers.bangalore"
FLEXIBILITY = "strategy.flexibility"
MIX = "strategy.mix"


def demand(**arrivals):
    """Both kinds of work change alike."""
    per_week = {"research": 6.0, "reports": 10.0}
    return {
        f"scenario.work.{name}.arrivals": {"kind": "poisson", "per_week": rate, **arrivals}
        for name, rate in per_week.items()
    }


REVIEWED = {f"{FLEXIBILITY}": {"review_days": 28.0, "teams": ["inhouse", "bangalore"]}}
FIXED = {f"{FLEXIBILITY}": {"review_days": 28.0, "teams": []}}
GROWTH = {**demand(growth_per_year=1.0), "scenario.horizon_days": 546}
DECLINE = {**demand(growth_per_year=-0.5), "scenario.horizon_days": 546}
SWING = demand(season=0.7, season_peak_week=20.0)
BAND = f"{FLEXIBILITY}.band"
MINIMUM = f"{BANGALORE}.contract.minimum_per_month"
VOLUME = {f"{BANGALORE}.contract": {"kind": "volume", "price_per_task": 800.0, "minimum_per_month": 0.0}}

ROWS = [
    ("backlog_mean", "lower", None, FIXED, REVIEWED, GROWTH),
    ("seats_inhouse", "higher", None, FIXED, REVIEWED, GROWTH),
    ("idle_seat_cost", "lower", None, FIXED, REVIEWED, DECLINE),
    ("seats_let_go", "higher", None, FIXED, REVIEWED, DECLINE),
    ("backlog_mean", "higher", f"{HOME}.days_to_hire", 0.0, 90.0, {**REVIEWED, **GROWTH}),
    ("idle_seat_cost", "higher", f"{HOME}.notice_days", 0.0, 120.0, {**REVIEWED, **DECLINE}),
    ("hires", "lower", BAND, 0.0, 0.6, {**REVIEWED, **SWING}),
    ("seats_let_go", "lower", BAND, 0.0, 0.6, {**REVIEWED, **SWING}),
    ("seats_inhouse", "lower", f"{FLEXIBILITY}.at_most", 20, 4, {**REVIEWED, **GROWTH}),
    ("seats_inhouse", "higher", f"{FLEXIBILITY}.at_least", 1, 3, {**REVIEWED, **DECLINE}),
    ("idle_seat_cost", "higher", f"{HOME}.seats", 3, 5),
    ("cost_severance", "higher", f"{HOME}.pay.severance_weeks", 0.0, 12.0, {**REVIEWED, **DECLINE}),
    ("cost_provider_fees", "higher", MINIMUM, 0.0, 30.0, {**VOLUME, **DECLINE}),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]} by {row[2] or 'reviews'}")
def test_the_lever_moves_its_measure(moved, row):
    """The 99 % interval of the paired difference lies on the claimed side of zero."""
    interval = moved(*row)

    assert interval.low > 0.0 if row[1] == "higher" else interval.high < 0.0, interval


# -- the share that follows the load ---------------------------------------------------------------------

SHARED = {
    **SWING,
    f"{MIX}.research": {"bangalore": 1.0, "krakow": 0.0},
    f"{MIX}.reports": {"bangalore": 1.0},
    f"{BANGALORE}.seats": 6,
}


def adaptive(**settings):
    """All work is at home or all of it leaves, as the load at home says."""
    rule = {"start": 0.0, "step": 1.0, **settings}
    return {**SHARED, FLEXIBILITY: {"review_days": 14.0, "adaptive": rule}}


def switches(journal):
    """How often the work turned from home to the provider or back."""
    return (np.diff(journal.tasks["assigned"]) != 0).sum()


def test_a_wider_band_of_inaction_means_fewer_switches(read, told_apart):
    """Hysteresis: the share rests while the load is neither high nor low."""
    narrow, wide = (
        read(adaptive(above=above, below=below), switches) for above, below in ((1.5, 1.5), (4.0, 0.5))
    )

    assert told_apart(narrow, wide).high < 0.0


def test_work_that_may_leave_under_load_waits_less(moved):
    """Against all of it at home."""
    home = adaptive(above=1_000.0, below=0.0)

    assert moved("backlog_mean", "lower", None, home, adaptive(above=2.0, below=0.5)).high < 0.0
