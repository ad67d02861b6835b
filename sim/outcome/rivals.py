"""Which providers became rivals, and what does that lose?

Wrong hands steal; a rival does for itself what it has learnt by working for us. So neither security nor split
work keeps a provider from it: the firm sees all parts. What it takes away is a margin, year after year, that
follows what it had seen when it began.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.engine.journal import Cause, Journal
from sim.outcome.months import Months
from sim.outcome.reading import Floats
from sim.outcome.value_seen import ValueSeen
from sim.outcome.window import HOURS_PER_YEAR, Window
from sim.tape.stream import stream


class Rivals(NamedTuple):
    """The providers that became rivals in a run, one entry each."""

    began: Floats
    """When they began, in hours since the scenario's start."""
    until: Floats
    """When nothing more is lost by them; inf: never."""
    per_hour: Floats
    """What is lost by each while it lasts, in the scenario's currency."""

    def lost(self, window: Window) -> float:
        """What all of them take in a window, in the scenario's currency."""
        return float(window.overlap(self.began, self.until) @ self.per_hour)

    def lost_by_month(self, months: Months) -> Floats:
        """The same by month, (months,)."""
        return months.accrued(self.began, self.until, self.per_hour)


def rivals_of(journal: Journal, value: ValueSeen) -> Rivals:
    """All rivals of a run; a provider that can pay its people no longer is none, from then on.

    Luck is dealt by the provider's name: a unit exponential, spent at a steady rate since it first worked on
    something sensitive.
    """
    tape, told = journal.tape, []
    for index, (name, provider) in enumerate(journal.scenario.providers.items(), 1):
        rivalry = provider.rivalry
        if rivalry is None or rivalry.per_year == 0.0 or not value.at_risk:
            continue
        patience = stream(tape.seed, tape.replication, f"{name}/rivalry").exponential()
        began = value.known[index].min() + HOURS_PER_YEAR * patience / rivalry.per_year
        broke = _broke(journal, index)
        if began < min(broke, journal.plan.end):
            lasts = np.inf if rivalry.lasts_years is None else HOURS_PER_YEAR * rivalry.lasts_years
            share = float(value.shares_at(index, np.array([began]))[0]) ** rivalry.loss_exponent
            per_hour = rivalry.margin_lost_per_year * share / HOURS_PER_YEAR
            told.append((began, min(began + lasts, broke), per_hour))
    return Rivals(*np.array(told, dtype=np.float64).reshape(-1, 3).T)


def _broke(journal: Journal, team: int) -> float:
    """When a provider became insolvent; inf if it never did."""
    rows = journal.disruptions
    own = rows[(rows["team"] == team) & (rows["cause"] == Cause.INSOLVENCY)]
    return float(own["started"][0]) if len(own) else np.inf
