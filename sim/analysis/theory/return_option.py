"""What is it worth to be free to bring the work home once one knows how much of it there is?"""

from __future__ import annotations

from typing import NamedTuple


class ReturnOption(NamedTuple):
    """A right to bring work home, as seen before one knows how much there will be."""

    value: float
    """What the right saves on average against staying outside; never below 0."""
    exercised: float
    """How likely the work comes home: 0, one half or 1."""


def return_option(
    demand: float,
    swing: float,
    price: float,
    home_fixed: float,
    home_per_task: float = 0.0,
    exercise_cost: float = 0.0,
) -> ReturnOption:
    """Return the value of the right to bring work home after its demand is known: two periods, two states.

    Work is outside in the first period. In the second it is D(1 + u) or D(1 − u), each as likely, and comes
    home where that pays:

        V = ½ Σ max(0, (price − home_per_task) D(1 ± u) − home_fixed − exercise_cost)

    As a mean of maxima it never falls with u (the saving is convex in demand, whose mean stays), never rises
    with the cost of exercising, and is never below 0.

    Parameters
    ----------
    demand, swing : float
        D, tasks of the second period on average, and u, from 0 to 1.
    price : float
        Of a task outside.
    home_fixed, home_per_task : float
        What the house costs in the second period, and each task there.
    exercise_cost : float
        Paid once when the work comes home: exit, hiring, knowledge recovered.

    Raises
    ------
    ValueError
        The swing is not between 0 and 1, or demand or the cost of exercising is negative.

    References
    ----------
    The one-period binomial tree of any textbook of options. The question is that of Benaroch, Webster & Kazaz
    (2012), "Impact of sourcing flexibility on the outsourcing of services under demand uncertainty",
    European Journal of Operational Research 219 (abstract seen), whose models run in continuous time and are
    not rebuilt. Of that paper only directions are shown here: the band of inaction widens with volatility,
    and the right is worth more for skilled work. That the value rises with uncertainty is this tree's; the
    paper finds that for skilled work it can also fall.
    """
    if not 0.0 <= swing <= 1.0 or demand < 0.0 or exercise_cost < 0.0:
        raise ValueError("the swing lies between 0 and 1; neither demand nor the cost may be negative")
    saved = [
        (price - home_per_task) * demand * (1.0 + side * swing) - home_fixed - exercise_cost
        for side in (1.0, -1.0)
    ]
    return ReturnOption(sum(max(0.0, each) for each in saved) / 2.0, sum(each > 0.0 for each in saved) / 2.0)
