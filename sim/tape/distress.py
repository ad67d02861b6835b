"""When is a provider in trouble, and how does it end?"""

from __future__ import annotations

import math
from typing import NamedTuple

from sim.scenario.hazard import Distress
from sim.tape.crisis import HOURS_PER_YEAR, HazardClock
from sim.tape.span import Span
from sim.tape.stream import stream


class Chain(NamedTuple):
    """One provider's troubles, in the order of time and in hours; they never overlap."""

    end: float = math.inf
    """That of the provider, inf if it survives."""
    troubles: tuple[Span, ...] = ()
    slowdowns: tuple[Span, ...] = ()
    """One in each trouble: from some time in it until its end."""
    share: float = 0.0
    """Of the seats that a slowdown closes."""

    def until(self, end: float) -> Chain:
        """The same for a provider that ends then at the latest, by something else."""
        last = min(self.end, end)
        return self._replace(
            end=last, troubles=_cut(self.troubles, last), slowdowns=_cut(self.slowdowns, last)
        )


def _cut(spans: tuple[Span, ...], last: float) -> tuple[Span, ...]:
    """Spans up to the last instant; empty ones vanish."""
    return tuple((start, min(end, last)) for start, end in spans if start < min(end, last))


def deal_distress(
    distress: Distress, name: str, seed: int, replication: int, clock: HazardClock, hours: float
) -> Chain:
    """Troubles that begin before `hours`; crises bring them on sooner, and then each takes its time."""
    if distress.per_year == 0.0:
        return Chain()
    purposes = ("trouble", "trouble_slowdown", "trouble_end", "trouble_recovery")
    gap, slow, over, luck = (stream(seed, replication, f"{name}/{purpose}") for purpose in purposes)
    troubles: list[Span] = []
    slowdowns: list[Span] = []
    now, end = 0.0, math.inf
    while math.isinf(end):
        start = clock.after(now, HOURS_PER_YEAR * gap.exponential() / distress.per_year)
        if start >= hours:
            break
        closes = start + 24.0 * distress.days_to_slowdown * slow.exponential()
        now = closes + 24.0 * distress.days_to_insolvency * over.exponential()
        troubles.append((start, now))
        slowdowns.append((closes, now))
        if luck.uniform() >= distress.recovery_probability:
            end = now
    return Chain(end, tuple(troubles), tuple(slowdowns), distress.slowdown_share)
