"""One stream of chance for each named purpose."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import cast

import numpy as np


def stream(seed: int, replication: int, name: str) -> np.random.Generator:
    """The generator of the purpose called `name` in one replication.

    Streams of different names, replications or seeds are independent, and none depends on which others exist:
    a new provider, work type or lever moves no draw of anything else.

    Source: NumPy's SeedSequence (spawn keys) and PCG64.
    """
    key = (replication, *_words(name))
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(entropy=seed, spawn_key=key)))


PERIOD = 1 << 128
STRIDE = 0x9E3779B97F4A7C15F39CC0605CEDC835
"""The golden ratio's share of the generator's period."""


class Purpose:
    """A stream in places: what is dealt for a task's second attempt does not depend on how many tasks there
    are.

    Each place begins `STRIDE` draws after the one before, as NumPy's `PCG64.jumped` does it. A power of two
    would not do: it leaves half of the generator's state as it was, and then a task whose first attempt is
    unlucky is unlucky in the second (our own self-check found that).
    """

    def __init__(self, seed: int, replication: int, name: str) -> None:
        self._generator = stream(seed, replication, name)
        self._bits = cast(np.random.PCG64, self._generator.bit_generator)
        self._beginning = self._bits.state

    def place(self, k: int) -> np.random.Generator:
        """The generator, put at the beginning of place `k`."""
        self._bits.state = self._beginning
        self._bits.advance(k * STRIDE % PERIOD)
        return self._generator


@lru_cache(maxsize=4096)
def _words(name: str) -> tuple[int, int]:
    digest = hashlib.blake2b(name.encode(), digest_size=8).digest()
    return int.from_bytes(digest[:4], "little"), int.from_bytes(digest[4:], "little")


def fresh_seed() -> int:
    """A seed nobody has chosen, of 15 digits at most; whoever asks for it must write it down."""
    return int(np.random.SeedSequence().generate_state(1, np.uint64)[0] >> np.uint64(15))
