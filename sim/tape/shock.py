"""When is a whole region down?"""

from __future__ import annotations

from sim.scenario.scenario import Scenario
from sim.tape.span import Span, deal_spans


def deal_shocks(scenario: Scenario, seed: int, replication: int) -> dict[str, list[Span]]:
    """Spans by region, in hours, from two streams of each region's own; none for a region that is calm."""
    hours = scenario.window_hours[1]
    return {
        name: deal_spans(
            region.shocks, seed, replication, f"{name}/shock_uptime", f"{name}/shock_downtime", hours
        )
        for name, region in scenario.regions.items()
        if region.shocks is not None
    }
