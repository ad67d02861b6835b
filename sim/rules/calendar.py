"""When is a team at work, and when will it have worked so many hours?

A calendar reaches the laws as a table: three 1-D float64 arrays of one length, at least one row.

``opens``, ``closes``
    Instants in hours since the scenario's start; sorted, not negative, apart from each other. A team is open
    in [open, close): it is there at nine sharp and gone at five sharp.
``worked``
    Open hours before each row: ``worked[i + 1] = worked[i] + (closes[i] - opens[i])``, in this very order of
    operations, so that the laws cannot fall by a bit where one row meets the next.

Tables may be padded at the end with rows ``opens = closes = inf`` and ``worked`` = the total, so that tables
of different lengths can be rows of one 2-D array; the laws do not mind.
"""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sim.rules.rule import rule

Hours: TypeAlias = NDArray[np.float64]

# Four millionths of a second. A day filled with eighty tasks of 0.1 h ends a rounding error after five, and
# without this slack the last 1e-14 h of work would be done next morning, sixteen hours late. Sums of hours
# are good to about 1e-11 in ten years.
SLACK = 1e-9


@rule
def is_open(opens: Hours, closes: Hours, t: float) -> bool:
    """A team is open from the instant of opening until just before the instant of closing."""
    row = _row(closes, t, 0, len(closes) - 1)
    return bool(opens[row] <= t < closes[row])


@rule
def next_opening(opens: Hours, closes: Hours, t: float) -> float:
    """The first instant from `t` on at which the team is open; inf if it never opens again."""
    row = _row(closes, t, 0, len(closes) - 1)
    if t >= closes[row]:
        return np.inf
    return max(t, opens[row])


@rule
def open_hours_until(opens: Hours, closes: Hours, worked: Hours, t: float) -> float:
    """Open hours in [0, t). Never falls as `t` grows."""
    return _until(opens, closes, worked, 0, len(closes) - 1, t)


@rule
def open_hours_between(opens: Hours, closes: Hours, worked: Hours, t0: float, t1: float) -> float:
    """Open hours in [t0, t1); none if `t1` is not after `t0`."""
    return between(opens, closes, worked, 0, len(closes) - 1, t0, t1)


@rule
def instant_after(opens: Hours, closes: Hours, worked: Hours, t: float, hours: float) -> float:
    """The earliest instant from `t` on by which `hours` open hours have passed; inf if too few are left.

    Work that fits into a shift ends in it, at the closing instant at the latest, and not next morning. No
    hours: `t`, even when closed. Never falls as `t` or `hours` grows. While always open it is exactly
    ``t + hours``.
    """
    return after(opens, closes, worked, 0, len(closes) - 1, t, hours)


# The two laws themselves, on the rows from `low` to `last` of a longer table: the tables of all teams may
# stand one after the other, and whoever knows that no row before `low` closes after `t` may say so and spare
# the search.


@rule
def between(opens: Hours, closes: Hours, worked: Hours, low: int, last: int, t0: float, t1: float) -> float:
    """Open hours in [t0, t1); none if `t1` is not after `t0`."""
    if t1 <= t0:  # also spares us inf - inf
        return 0.0
    return _until(opens, closes, worked, low, last, t1) - _until(opens, closes, worked, low, last, t0)


@rule
def after(opens: Hours, closes: Hours, worked: Hours, low: int, last: int, t: float, hours: float) -> float:
    """The earliest instant from `t` on by which `hours` open hours have passed; see `instant_after`."""
    if hours <= 0.0:
        return t
    row = _row(closes, t, low, last)
    if t >= closes[row] or opens[row] == np.inf:
        return np.inf
    begin = max(t, opens[row])
    # Inside the shift we add to the clock and do not go by way of `worked`, whose sums would cost the last
    # bits.
    end = in_shift(begin + hours, closes[row])
    if end < np.inf:
        return end
    target = worked[row] + (begin - opens[row]) + hours
    row = _row_reaching(worked, target - SLACK, row, last)
    return in_shift(opens[row] + (target - worked[row]), closes[row])


@rule
def _until(opens: Hours, closes: Hours, worked: Hours, low: int, last: int, t: float) -> float:
    row = _row(closes, t, low, last)
    if t <= opens[row]:
        return worked[row]
    return worked[row] + (min(t, closes[row]) - opens[row])


@rule
def _row(closes: Hours, t: float, low: int, last: int) -> int:
    """The first row from `low` on that closes after `t` (open at `t`, or opening next), or `last`.

    The search strides, for what is sought is mostly near, and then halves.
    """
    if closes[low] > t:
        return low
    stride = 1
    while low + stride < last and closes[low + stride] <= t:
        low += stride
        stride += stride
    high = min(low + stride, last)
    while high - low > 1:  # closes[low] <= t, and nothing beyond `high` is the answer
        middle = (low + high) >> 1
        if closes[middle] > t:
            high = middle
        else:
            low = middle
    return high


@rule
def _row_reaching(worked: Hours, target: float, low: int, last: int) -> int:
    """The row, from `low` on, in which the open hours reach `target`: the last that starts with fewer, or
    `low`."""
    stride = 1
    while low + stride <= last and worked[low + stride] < target:
        low += stride
        stride += stride
    high = min(low + stride, last + 1)
    while high - low > 1:  # worked[low] < target, and `high` is beyond or has reached it
        middle = (low + high) >> 1
        if worked[middle] < target:
            low = middle
        else:
            high = middle
    return low


@rule
def in_shift(end: float, close: float) -> float:
    """`end` if the shift lasts so long, its closing if that is a rounding error earlier, else inf."""
    return min(end, close) if end <= close + SLACK else np.inf
