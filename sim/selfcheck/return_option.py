"""Is the right to bring work home worth more, the less is known of demand?

The direction alone: the house's seats are paid in any case, part of the work is outside at a price for each
task, and stays there (the commitment), or comes home in slack days and leaves again in busy ones (the right).

A rule of thumb exercises the right, not an optimum. With its band as wide as here, steady demand hardly ever
exercises it; a narrower band, or waiting that is dearer, can turn the direction, as Benaroch, Webster & Kazaz
(2012) find that it can turn for skilled work. This world was picked from some thirty, after looking, as one
where the direction is plain: the rows show that it can hold, not that it holds everywhere. Bringing work
home costs nothing here, so how the value falls
with that cost is held by the formula alone (`sim.analysis.theory.return_option`); a ramp on the way home
belongs here once there is one.
"""

from __future__ import annotations

from itertools import pairwise

from sim.case import Case
from sim.selfcheck.bills import Bills
from sim.selfcheck.check import at_least
from sim.selfcheck.commitment import GROUP, outside
from sim.selfcheck.exam import Exam, Known
from sim.selfcheck.textbook import HOURS_PER_WEEK, MANY, Data, Length, exponential, textbook

WEEKS = 50.0
SEATS, PER_WEEK, HOURS = 10, 600.0, 4.0
"""At home, tasks, and hours that one takes."""
OUTSIDE = 0.6
"""Share of the tasks; what stays at home keeps six seats busy."""
PRICE, LATE = 100.0, 10.0
"""Of a task outside, and for a task late by a day."""
CVS = (0.0, 0.3, 0.6)
"""How little is known of a week's rate."""
RIGHT: Data = {"review_days": 1.0, "adaptive": {"start": 1.0, "step": 1.0, "above": 1.0, "below": 0.2}}


def exams() -> list[Exam]:
    """The value of the right in steady, uncertain and very uncertain demand."""
    pairs = [Bills(house(cv), house(cv, flexibility=RIGHT)) for cv in CVS]
    known = (
        Known(f"never below nothing, weekly cv {CVS[0]:g}", 0.0, at_least),
        *(
            Known(f"worth more at a weekly cv of {more:g} than of {less:g}", 0.0, at_least)
            for less, more in pairwise(CVS)
        ),
    )

    def draw(seed: int, replication: int) -> tuple[float, ...]:
        """What it saves, as a share of the fees that the commitment is expected to pay."""
        costs = [each.costs(seed, replication) for each in pairs]
        values = [(held - free) / (WEEKS * PER_WEEK * OUTSIDE * PRICE) for held, free in costs]
        return tuple(more - less for less, more in pairwise([0.0, *values]))

    return [Exam("the right to bring work home", GROUP, 40, known, draw)]


def house(cv: float, **rights: Data) -> Case:
    """A part of the work is outside, or as much of it as the rule leaves there."""
    arrivals = {"kind": "poisson", "per_week": PER_WEEK, "weekly_cv": cv}
    work = {
        "arrivals": arrivals,
        "effort_hours": exponential(HOURS),
        "due_days": 1.0,
        "delay_cost_per_day": LATE,
    }
    return textbook(
        Length(warm_up=2.0 * HOURS_PER_WEEK, counted=WEEKS * HOURS_PER_WEEK),
        {"tasks": work},
        {"seats": SEATS},
        {"mix": {"tasks": {"partner": OUTSIDE}}, **rights},
        providers={"partner": outside({"kind": "fixed_price", "price_per_task": PRICE}, MANY)},
    )
