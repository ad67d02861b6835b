"""Gaps and services for those that take them from a list, which is quicker than to draw them one by one."""

from __future__ import annotations

import numpy as np

from benchmarks.cases import LOAD


def draws(customers: int, seed: int) -> tuple[list[float], list[float]]:
    """Times between arrivals, and times at the seat."""
    generator = np.random.default_rng(seed)
    gaps = generator.standard_exponential(customers) / LOAD
    return gaps.tolist(), generator.standard_exponential(customers).tolist()
