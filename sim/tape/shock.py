"""When is a whole region down?"""

from __future__ import annotations

from sim.scenario.hazard import Region
from sim.tape.span import Span, deal_spans


def deal_shocks(region: Region, name: str, seed: int, replication: int, hours: float) -> list[Span]:
    """A region's shocks, in hours, from two streams of its own; none for one that is calm."""
    if region.shocks is None:
        return []
    up, down = f"{name}/shock_uptime", f"{name}/shock_downtime"
    return deal_spans(region.shocks, seed, replication, up, down, hours)
