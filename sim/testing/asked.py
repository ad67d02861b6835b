"""What a command said, for tests that ask it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

TINY = """\
name: tiny
scenario: {preset: pfizer_patents, warm_up_days: 30, horizon_days: 120}
factors:
  share:
    says: Outsourced share
    sets: {strategy.mix.patents.bangalore: 1.0}
    levels: [0, 0.5]
replications: 3
seed: 4
"""
"""An experiment of six runs."""


class Reply(NamedTuple):
    """What a command said, and the code it left with."""

    code: int
    out: str
    err: str


Ask = Callable[..., Reply]
"""Words of a command line -> what came of them."""
