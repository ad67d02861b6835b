"""From which risk on does a second source pay?

It costs a fixed sum a year to govern, whether anything happens or not, and makes the loss smaller when the
first one fails. So it pays above a hazard that can be computed, and not below.
"""

from __future__ import annotations

import math


def waiting_loss(tasks_per_day: float, days: float, cost_per_day: float) -> float:
    """Return what it costs when tasks wait so many days for somebody else: λ D²/2 × cost.

    They arrive evenly, each waits until the end of those days, and then all are done at once.

    Parameters
    ----------
    tasks_per_day : float
        Those that wait: what the one that failed had been given.
    days : float
        Until somebody is there who does them.
    cost_per_day : float
        Money for a task that is late by a day.
    """
    return tasks_per_day * days**2 / 2.0 * cost_per_day


def threshold_hazard(
    governance_per_year: float,
    loss_alone: float,
    loss_shared: float,
    loss_of_second: float = 0.0,
    years: float = 1.0,
) -> float:
    """Return the hazard a year above which a second source pays.

    A source that ends for good does so within T years with probability 1 − e^(−pT), and once at most. What is
    saved then is a = L₁ − L₂ − L₂'; it is worth the governance from

        p* = −ln(1 − gT/a)/T        and nearly g/a where gT is small beside a.

    Parameters
    ----------
    governance_per_year : float
        Fixed cost g of the second source.
    loss_alone, loss_shared : float
        L₁ and L₂: lost at the failure of the first source if it has all the work, and if it shares it.
    loss_of_second : float
        L₂': lost at a failure of the second source, which is then as likely; 0 if it never fails. Where
        losses are in proportion to the share, two that fail alike save nothing: half is lost twice as often.
        The two losses add up, which is so while failures are rare.
    years : float
        T, over which both are compared; a failure's loss must be short beside it.

    Returns
    -------
    float
        Infinite if the second source never pays, be it that nothing is saved or that it is too dear.

    Raises
    ------
    ValueError
        The governance is negative, or the time is not above 0.

    References
    ----------
    Arithmetic of expected values. That there is a critical value between single and dual sourcing under
    disruption, and which: Yu, Zeng & Zhao (2009), "Single or dual sourcing: decision-making in the presence
    of supply chain disruption risks", Omega 37 (abstract seen).
    """
    if governance_per_year < 0.0 or years <= 0.0:
        raise ValueError("governance may not be negative, and the years must be above 0")
    saved = loss_alone - loss_shared - loss_of_second
    if governance_per_year * years >= saved:
        return math.inf
    return -math.log1p(-governance_per_year * years / saved) / years
