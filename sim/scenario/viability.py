"""When is a client not worth a provider's while, and how does it work for one that is?"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sim.scenario.base import Name, Part, Positive

Factor = Annotated[float, Field(ge=0.1, le=10.0)]


class WayToWork(Part):
    """One of the ways in which a provider can work, as multiples of what is stated of it elsewhere."""

    seats: Factor = 1.0
    """Of the seats that it is asked for, rounded; never none of some."""
    speed: Factor = 1.0
    """Of its speed in all work: below 1 with care, or by juniors."""
    defects: Annotated[float, Field(ge=0.0, le=10.0)] = 1.0
    """Of the defects of its own in a task."""
    cost: Factor = 1.0
    """Of what a seat costs it: below 1 with juniors."""


class Viability(Part):
    """A provider looks at its books at the end of each term, and leaves if it loses too much."""

    cost_per_seat_per_month: Positive
    """What a seat costs the provider, busy or not."""
    least_margin: float = Field(default=-0.1, ge=-10.0, le=1.0)
    """Smallest (earned - cost) / cost over a term with which it stays."""
    term_months: Annotated[float, Field(ge=0.01, le=1e6)] = 12.0
    """Months from one look to the next, counted from signing."""
    choices: dict[Name, WayToWork] = Field(default={}, max_length=12)
    """Ways to work, of which it takes the one with the best expected margin at signing and at each look at
    its books; of equals the first. Left out, it works as is stated, whatever it is paid."""
