"""What of a provider's bench can change nothing?"""

from __future__ import annotations

from collections.abc import Iterator

from sim.rules.pool import promised_seats
from sim.scenario.arrivals import Demand
from sim.scenario.pool import Pool
from sim.scenario.work import WorkType
from sim.strategy.facts import Facts


def silent_pools(facts: Facts) -> Iterator[tuple[str, str]]:
    """Paths of settings of pools without effect, each with the reason."""
    transition = facts.strategy.transition
    signing = transition.signing_day if transition is not None else 0.0
    for name, provider in facts.scenario.providers.items():
        if provider.pool is None:
            continue
        path = f"scenario.providers.{name}.pool"
        if not facts.gets_work(name):
            yield path, "no work ever comes to it"
        if signing + provider.pool.surge_days >= facts.days:
            yield path, "the run ends before the first look at our line"
        for setting, reason in _silent(facts, provider.pool):
            yield f"{path}.{setting}", reason


def _silent(facts: Facts, pool: Pool) -> Iterator[tuple[str, str]]:
    promised = promised_seats(pool.bench, pool.promised_share)
    if pool.bench == 0:
        for setting in ("surge_days", "premium", "promised_share", "busy_share", "correlation"):
            yield setting, "bench is 0: it lends nothing"
    if pool.busy_share == 0.0:
        for setting in ("promised_share", "correlation"):
            yield setting, "busy_share is 0: the whole bench is always to be had"
    elif pool.busy_share == 1.0:
        yield "correlation", "busy_share is 1: every week is busy"
        if promised == 0:
            yield "premium", "every week is busy, and nothing is promised: it lends nothing"
            yield "surge_days", "every week is busy, and nothing is promised: it lends nothing"
    if promised == pool.bench:
        for setting in ("busy_share", "correlation"):
            yield setting, "the whole bench is promised"
    elif promised == 0 and pool.promised_share > 0.0:
        yield "promised_share", f"of a bench of {pool.bench} it is less than one seat"
    if not any(map(_is_uncertain, facts.scenario.work.values())):
        yield "correlation", "no work has a weekly_cv: nobody's demand can go along with ours"


def _is_uncertain(work: WorkType) -> bool:
    demand = work.arrivals
    return isinstance(demand, Demand) and demand.weekly_cv > 0.0 and demand.per_week > 0.0
