"""What a provider lends, and when its other clients want it: the laws of a bench."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.rules import pool
from sim.tape.stream import stream

law = settings(derandomize=True, deadline=None, max_examples=300)

SEATS = st.integers(0, 50)
SHARES = st.floats(0.0, 1.0)
LUCK = st.floats(0.0, 1.0, exclude_min=True, exclude_max=True)
NORMAL = st.floats(-8.0, 8.0)
RHO = st.floats(-1.0, 1.0)


@law
@given(SEATS, SEATS, SEATS, SHARES, st.booleans())
def test_what_is_lent_is_needed_and_is_there(in_hand, ours, bench, share, busy) -> None:
    """Never fewer seats than none, than what is to be had, than what the tasks in hand could use."""
    promised = pool.promised_seats(bench, share)
    lent = pool.seats_to_lend(in_hand, ours, bench, promised, busy)

    assert 0 <= lent <= max(in_hand - ours, 0)
    assert lent <= (promised if busy else bench)
    assert lent == max(in_hand - ours, 0) or lent == (promised if busy else bench)


@law
@given(SEATS, SEATS, SEATS, SHARES)
def test_a_task_more_lends_no_fewer_and_a_busy_week_no_more(in_hand, ours, bench, share) -> None:
    """More work is more help; a seat of ours more is never more help; a busy week is never better."""
    promised = pool.promised_seats(bench, share)
    calm, more, richer = (
        pool.seats_to_lend(n, c, bench, promised, False)
        for n, c in ((in_hand, ours), (in_hand + 1, ours), (in_hand, ours + 1))
    )

    assert richer <= calm <= more <= calm + 1
    assert pool.seats_to_lend(in_hand, ours, bench, promised, True) <= calm


@law
@given(SEATS, SHARES)
def test_promised_are_whole_seats_of_the_bench(bench, share) -> None:
    """None of none, all of all, and never more than the share; rounding takes nothing from .1 x 30."""
    assert 0 <= pool.promised_seats(bench, share) <= bench * share + 1e-9
    assert pool.promised_seats(bench, 0.0) == 0
    assert pool.promised_seats(bench, 1.0) == bench
    assert pool.promised_seats(30, 0.1) == 3


@law
@given(LUCK, LUCK, NORMAL, NORMAL, RHO, SHARES)
def test_more_luck_is_no_calmer_week(luck, other, ours, theirs, rho, share) -> None:
    """In their own luck, in the share of busy weeks, and in ours as the correlation says."""
    low, high = sorted((luck, other))
    less, more = sorted((ours, theirs))

    assert pool.is_busy(low, ours, rho, share) <= pool.is_busy(high, ours, rho, share)
    assert pool.is_busy(luck, less, abs(rho), share) <= pool.is_busy(luck, more, abs(rho), share)
    assert pool.is_busy(luck, more, -abs(rho), share) <= pool.is_busy(luck, less, -abs(rho), share)
    assert pool.is_busy(luck, ours, 0.0, share) == pool.is_busy(luck, theirs, 0.0, share)
    assert not pool.is_busy(luck, ours, rho, 0.0)
    assert pool.is_busy(luck, ours, rho, 1.0)


@pytest.mark.parametrize("share", [0.05, 0.3, 0.9])
@pytest.mark.parametrize("rho", [-0.9, 0.0, 0.6, 1.0])
def test_the_share_of_busy_weeks_is_as_stated_whatever_the_correlation(share: float, rho: float) -> None:
    """Of 20,000 weeks: four deviations are .013."""
    ours, busy = stream(1, 0, "ours").normals(20_000), np.zeros(20_000, dtype=np.int8)
    own = stream(1, 0, "theirs")
    pool.fill_busy(own.root, own.name, ours, rho, share, busy)

    assert busy.mean() == pytest.approx(share, abs=4.0 * np.sqrt(share * (1.0 - share) / 20_000))
