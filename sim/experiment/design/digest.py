"""How are a run and the program named by their content?"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

from sim.digest import digest_of
from sim.version import MODEL_VERSION

SHORT: Final = 12
"""Hexadecimal digits of a design point's id: among a million points two share one with a chance of 0.2 %."""

RUN: Final = 32


def run_digest(case: str, seed: int, replication: int) -> str:
    """Name of a run: the case's digest, the seed, the replication and the model's version."""
    return digest_of(f"{case} {seed} {replication} {MODEL_VERSION}".encode())[:RUN]


def run_digests(case: str, seed: int, replications: Iterable[int]) -> list[str]:
    """Names of many runs of one case, as `run_digest` has them: what they begin with is digested once."""
    head, tail = hashlib.sha256(f"{case} {seed} ".encode()), f" {MODEL_VERSION}".encode() + b"\0"
    names = []
    for replication in replications:
        run = head.copy()
        run.update(b"%d%b" % (replication, tail))
        names.append(run.hexdigest()[:RUN])
    return names


@cache
def code_digest() -> str:
    """SHA-256 over the package's own Python files, names and contents."""
    root = Path(__file__).parents[2]
    files = sorted((path.relative_to(root).as_posix(), path) for path in root.rglob("*.py"))
    return digest_of(*(part for name, path in files for part in (name.encode(), path.read_bytes())))
