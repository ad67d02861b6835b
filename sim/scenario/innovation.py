"""Where do ideas come from? Novel work, and some of it done elsewhere, but not too much."""

from __future__ import annotations

from sim.scenario.base import Money, Part, Probability, Share
from sim.scenario.distribution import Spread, UnitLognormal


class Innovation(Part):
    """Ideas from delivered work: how many, what they are worth, and how much outsourcing suits them best."""

    ideas_per_novel_task: Probability = 0.0
    """Probability that a wholly novel task gives an idea if the outsourced share is at its best (0: off)."""
    peak_share: Share = 0.3
    """Outsourced share of a work type at which it gives most ideas (0.2-0.5: assumption)."""
    idea_value: Money = 0.0
    """What an idea is worth on average."""
    idea_spread: Spread = UnitLognormal(cv=2.0)
    """How much the values of ideas differ: many are worth little, a few very much (assumption)."""
