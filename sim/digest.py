"""How is a thing named by its content?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.scenario.digest import canonical, digest_of

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario
    from sim.strategy.strategy import Strategy

__all__ = ["canonical", "case_digest", "digest_of", "scenario_digest", "strategy_digest"]


def scenario_digest(scenario: Scenario) -> str:
    """Name of a world. What it is called and said to be about changes no run, so it does not count.

    The order of work types and providers does: ties are broken by it. A trace is its tasks: where they were
    written down does not count.
    """
    return scenario.digest


def strategy_digest(strategy: Strategy) -> str:
    """Name of a choice. Its own name does not count, nor does the order in which shares are stated."""
    return strategy.digest


def case_digest(scenario: str, strategy: str) -> str:
    """Name of a case, from its parts' digests."""
    return digest_of(scenario.encode(), strategy.encode())
