"""How is a thing named by its content?"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sim.version import MODEL_VERSION

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario
    from sim.strategy.strategy import Strategy

SHORT: Final = 12
"""Hexadecimal digits of a design point's id: among a million points two share one with a chance of 0.2 %."""

RUN: Final = 32


def canonical(value: Any, *, sort: bool = False) -> bytes:
    """Plain values as the one JSON text that stands for them: no spaces, shortest decimals, no infinities."""
    text = json.dumps(value, sort_keys=sort, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode()


def digest_of(*parts: bytes) -> str:
    """SHA-256 of parts, each closed by a zero byte, so that no two splittings of a text are the same."""
    return hashlib.sha256(b"".join(part + b"\0" for part in parts)).hexdigest()


def scenario_digest(scenario: Scenario) -> str:
    """Name of a world. What it is called and said to be about changes no run, so it does not count.

    The order of work types and providers does: ties are broken by it.
    """
    return digest_of(canonical(scenario.model_dump(mode="json", exclude={"name", "about"})))


def strategy_digest(strategy: Strategy) -> str:
    """Name of a choice. Its own name does not count, nor does the order in which shares are stated."""
    return digest_of(canonical(strategy.model_dump(mode="json", exclude={"name"}), sort=True))


def case_digest(scenario: str, strategy: str) -> str:
    """Name of a case, from its parts' digests."""
    return digest_of(scenario.encode(), strategy.encode())


def run_digest(case: str, seed: int, replication: int) -> str:
    """Name of a run: the case's digest, the seed, the replication and the model's version."""
    return digest_of(f"{case} {seed} {replication} {MODEL_VERSION}".encode())[:RUN]


@cache
def code_digest() -> str:
    """SHA-256 over the package's own Python files, names and contents."""
    root = Path(__file__).parents[2]
    files = sorted((path.relative_to(root).as_posix(), path) for path in root.rglob("*.py"))
    return digest_of(*(part for name, path in files for part in (name.encode(), path.read_bytes())))
