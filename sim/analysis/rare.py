"""What may be said of something that was seen seldom, or never?

A mean of 0 ± 0 claims to know; thirty worlds without a leak only say that leaks are rare. What they leave
open is the probability of a binomial count.
"""

from __future__ import annotations

import math
from functools import lru_cache

from sim.analysis.interval import Interval, check_share


def most_probable(times: int, worlds: int, level: float = 0.95) -> float:
    """Return the largest probability of an event that its count does not contradict.

    One-sided and exact (Clopper and Pearson): an event that is likelier than that is seen more often than
    `times` with a probability above `level`. For none in n worlds it is about 3 / n, the rule of three.

    Parameters
    ----------
    times : int
        Worlds in which it happened, from 0 to `worlds`.
    worlds : int
        Independent replications, 0 or more; none at all leave everything open.
    level : float
        Confidence, between 0 and 1 (exclusive).

    Raises
    ------
    ValueError
        If `level` is outside (0, 1), or `times` outside 0 to `worlds`.

    References
    ----------
    Clopper & Pearson (1934), "The use of confidence or fiducial limits illustrated in the case of the
    binomial", Biometrika 26(4). Hanley & Lippman-Hand (1983), "If nothing goes wrong, is everything all
    right?", JAMA 249(13), for the rule of three.
    """
    from scipy.special import betaincinv

    check_share("level", level)
    if not 0 <= times <= worlds:
        raise ValueError(f"times is {times!r}: it must lie between 0 and the number of worlds, {worlds!r}")
    return 1.0 if times == worlds else float(betaincinv(times + 1, worlds - times, level))


@lru_cache(maxsize=4096)
def share_interval(times: int, worlds: int, level: float = 0.95) -> Interval:
    """Return the share of the worlds in which it happened, and the probabilities that it does not contradict.

    Exact and two-sided (Clopper and Pearson): whatever the probability is, the interval holds it with at
    least the stated confidence, also where it happened in none of the worlds, or in all.

    Parameters
    ----------
    times : int
        Worlds in which it happened, from 0 to `worlds`.
    worlds : int
        Independent replications; of none at all nothing can be said (NaN).
    level : float
        Confidence, between 0 and 1 (exclusive).

    Raises
    ------
    ValueError
        If `level` is outside (0, 1), or `times` outside 0 to `worlds`.

    Notes
    -----
    Wilson's interval is shorter and holds its level on average over probabilities, not at each: with thirty
    worlds and a probability of .0059 its 95 % intervals hold that in 84 % of experiments (these in 98.6 %).
    What seldom happens is where the promise is wanted.

    References
    ----------
    Clopper & Pearson (1934), as above.
    """
    check_share("level", level)
    one_sided = 0.5 + level / 2.0
    high = most_probable(times, worlds, one_sided)
    low = 1.0 - most_probable(worlds - times, worlds, one_sided)
    if worlds == 0:
        return Interval(math.nan, math.nan, math.nan, math.nan, 0, level)
    return Interval(times / worlds, (high - low) / 2.0, low, high, worlds, level)
