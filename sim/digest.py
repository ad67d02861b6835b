"""How is a thing named by its content?"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from sim.scenario.trace import BY_CONTENT

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario
    from sim.strategy.strategy import Strategy


def canonical(value: Any, *, sort: bool = False) -> bytes:
    """Plain values as the one JSON text that stands for them: no spaces, shortest decimals, no infinities."""
    text = json.dumps(value, sort_keys=sort, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode()


def digest_of(*parts: bytes) -> str:
    """SHA-256 of parts, each closed by a zero byte, so that no two splittings of a text are the same."""
    return hashlib.sha256(b"".join(part + b"\0" for part in parts)).hexdigest()


def scenario_digest(scenario: Scenario) -> str:
    """Name of a world. What it is called and said to be about changes no run, so it does not count.

    The order of work types and providers does: ties are broken by it. A trace is its tasks: where they were
    written down does not count.
    """
    plain = scenario.model_dump(mode="json", exclude={"name", "about"}, context=BY_CONTENT)
    return digest_of(canonical(plain))


def strategy_digest(strategy: Strategy) -> str:
    """Name of a choice. Its own name does not count, nor does the order in which shares are stated."""
    return digest_of(canonical(strategy.model_dump(mode="json", exclude={"name"}), sort=True))


def case_digest(scenario: str, strategy: str) -> str:
    """Name of a case, from its parts' digests."""
    return digest_of(scenario.encode(), strategy.encode())
