"""How much is measured? Enough to be sure, or enough to see that it runs."""

from __future__ import annotations

from typing import NamedTuple


class Size(NamedTuple):
    """Sizes and repeats of all sections."""

    name: str
    rounds: int
    """Turns of A B A B; medians and ranges are over them."""
    timeouts: int
    """Bare SimPy events in a turn."""
    days: float
    """Days of the demo's scenario for the two engines; it has a bit more than six tasks a day."""
    runs: int
    """Compiled runs in a turn, so that a turn is long against the clock's grain."""
    customers: dict[str, int]
    """Customers of the plain queue in a turn, by how quick a contestant is."""
    tasks: tuple[int, ...]
    """Tasks in one run, as it grows."""
    threaded_runs: int
    """Independent runs that threads share in a turn."""
    replications: int
    """Of the demo experiment."""


FULL = Size(
    name="full",
    rounds=7,
    timeouts=300_000,
    days=912.0,
    runs=30,
    customers={"slow": 20_000, "fair": 100_000, "quick": 1_000_000, "limit": 10_000_000},
    tasks=(10_000, 100_000, 1_000_000, 10_000_000),
    threaded_runs=400,
    replications=200,
)
QUICK = Size(
    name="quick",
    rounds=3,
    timeouts=100_000,
    days=365.0,
    runs=10,
    customers={"slow": 5_000, "fair": 30_000, "quick": 300_000, "limit": 3_000_000},
    tasks=(10_000, 100_000, 1_000_000),
    threaded_runs=60,
    replications=5,
)
TINY = Size(
    name="tiny",
    rounds=2,
    timeouts=2_000,
    days=40.0,
    runs=1,
    customers={"slow": 1_000, "fair": 5_000, "quick": 20_000, "limit": 50_000},
    tasks=(1_000, 10_000),
    threaded_runs=4,
    replications=1,
)
"""Measures nothing: for the tests, which ask only whether every row is there and the work was done."""
