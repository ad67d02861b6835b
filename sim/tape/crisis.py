"""When are times bad for all providers, and what does that do to a hazard? It spends its luck faster.

A provider has so many hours to live on a clock of its own, dealt once. In calm years this clock runs slower,
in a crisis it runs faster, and the same crises move the clocks of all providers: so their ends are
correlated, and no draw is moved (time rescaling, as for arrivals).
"""

from __future__ import annotations

from typing import NamedTuple

from sim.rules import quantile
from sim.scenario.arrivals import DAYS_PER_YEAR
from sim.scenario.hazard import Crises
from sim.tape.span import Span
from sim.tape.stream import stream

HOURS_PER_YEAR = 24.0 * DAYS_PER_YEAR


class HazardClock(NamedTuple):
    """A clock that hazards go by: it runs at the rate `calm`, and at the rate `bad` within the crises."""

    crises: tuple[Span, ...] = ()
    calm: float = 1.0
    bad: float = 1.0

    def after(self, start: float, hours: float) -> float:
        """The instant at which the clock has advanced by so many hours since `start`; exact without
        crises."""
        left, now = hours, start
        for begin, end in self.crises:
            if end <= now:
                continue
            calmly = self.calm * max(begin - now, 0.0)
            if left <= calmly:
                break
            left, now = left - calmly, max(begin, now)
            badly = self.bad * (end - now)
            if left <= badly:
                return now + left / self.bad
            left, now = left - badly, end
        return now + left / self.calm


def deal_clock(crises: Crises | None, seed: int, replication: int, hours: float) -> HazardClock:
    """The clock of one replication, with the crises that begin before `hours`."""
    if crises is None or crises.factor == 1.0:
        return HazardClock()
    return HazardClock(tuple(_deal_crises(crises, seed, replication, hours)), *crises.rates)


def _deal_crises(crises: Crises, seed: int, replication: int, hours: float) -> list[Span]:
    """Calm and bad times in turn; the world is as likely to begin in a crisis as to be in one later."""
    if crises.per_year == 0.0:
        return []
    first, calm, bad = (stream(seed, replication, f"crises/{name}") for name in ("first", "calm", "bad"))
    calm_hours, share = HOURS_PER_YEAR / crises.per_year, crises.share_of_time
    luck, now = first.uniform(), 0.0
    if luck >= share:  # one number says when the first begins
        now = calm_hours * float(quantile.exponential((luck - share) / (1.0 - share)))
    spans: list[Span] = []
    while now < hours:
        end = now + 24.0 * crises.days * bad.exponential()
        spans.append((now, end))
        now = end + calm_hours * calm.exponential()
    return spans
