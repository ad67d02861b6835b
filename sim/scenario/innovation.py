"""Where do ideas come from? Novel work, and some of it done elsewhere, but not too much."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sim.scenario.base import Money, Part, Probability, Share
from sim.scenario.distribution import Spread, UnitLognormal


class Innovation(Part):
    """Ideas from delivered work: how many, what they are worth, and how much outsourcing suits them best."""

    ideas_per_novel_task: Probability = 0.0
    """Probability that a wholly novel task gives an idea if the outsourced share is at its best (0: off)."""
    peak_share: Share = 0.34
    """Outsourced share of a work type at which it gives most ideas (one study's average firm: 0.34)."""
    at_none_outside: Share = 0.87
    """Ideas where no such work goes out, as a share of those at the peak (assumption)."""
    at_all_outside: Share = 0.5
    """Ideas where all of it goes out, as a share of those at the peak (assumption)."""
    peak_shift: Annotated[float, Field(ge=0.0, le=10.0)] = 0.0
    """How far to the right the peak moves for each unit of experience that the house has gained since the
    start, and to the left for what it has lost (0: it stays)."""
    idea_value: Money = 0.0
    """What an idea is worth on average."""
    idea_spread: Spread = UnitLognormal(cv=2.0)
    """How much the values of ideas differ: many are worth little, a few very much (assumption)."""
