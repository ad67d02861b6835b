"""One stream of chance for each named purpose.

A replication has a root: NumPy's SeedSequence of the seed, spawned for the replication. Its 256 bits and a
purpose's name go through SHAKE-128, a cryptographic hash of any length; each 256 bits of what comes out seed
one PCG64. So streams are independent as far as that hash tells nothing of what went in, and there is no
arithmetic between their states that could show as a correlation.

SeedSequence could tell the names apart too (as spawn keys, and once it did), but it takes ten times as long,
and a run has some eighty streams: dealing took longer than the whole run.

References
----------
Claessen & Pałka (2013), "Splittable pseudorandom number generators using cryptographic hashing", Haskell
Symposium, for streams by hashed names.
L'Ecuyer, Munger, Oreshkin & Simard (2017), "Random numbers for parallel computers: requirements and methods,
with emphasis on GPUs", Mathematics and Computers in Simulation 135, for streams by random seeds: s streams of
n draws overlap with a probability below s² n / period. Here the period is 2**128, and increments differ too.
NIST FIPS 202 (2015), for SHAKE-128: a longer output begins with the shorter one.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.random import PCG64, Generator
from numpy.random.bit_generator import ISeedSequence
from numpy.typing import NDArray

from sim.errors import InputError, Problem

Words = NDArray[np.uint64]

WORDS = 4
"""Of 64 bits each, that a PCG64 is seeded with: its state and its increment."""
LITTLE = np.dtype("<u8")


def stream(seed: int, replication: int, name: str) -> Generator:
    """The generator of the purpose called `name` in one replication.

    Streams of different names, replications or seeds are independent, and none depends on which others exist:
    a new provider, work type or lever moves no draw of anything else.
    """
    return places(seed, replication, name, 1)[0]


def places(seed: int, replication: int, name: str, count: int) -> list[Generator]:
    """The first `count` generators of the purpose called `name`, each as good as a stream of another name.

    What is dealt for a task's second attempt depends neither on the number of tasks nor on that of attempts.
    """
    digest = hashlib.shake_128(_root(seed, replication) + name.encode()).digest(8 * WORDS * count)
    words = np.frombuffer(digest, LITTLE).reshape(count, WORDS)
    return [Generator(PCG64(_Seed(own))) for own in words]  # type: ignore[arg-type]  # NumPy's stubs forget it


class _Seed(ISeedSequence):
    """Words ready to be used, in the place where NumPy's generators ask for a SeedSequence."""

    __slots__ = ("_words",)

    def __init__(self, words: Words) -> None:
        self._words = words

    def generate_state(self, n_words: int, dtype: Any = np.uint32) -> Words:
        return self._words


@lru_cache(maxsize=256, typed=True)
def _root(seed: int, replication: int) -> bytes:
    """256 bits that stand for a replication; NumPy sees to it that they differ by half of themselves."""
    key = _whole("seed", seed), _whole("replication", replication)
    words = np.random.SeedSequence(entropy=key[0], spawn_key=key[1:]).generate_state(WORDS, np.uint64)
    return words.astype(LITTLE).tobytes()


def _whole(name: str, number: object) -> int:
    """The number, if it can name luck.

    Raises
    ------
    InputError
        It is no whole number, or is below zero.
    """
    if isinstance(number, bool) or not isinstance(number, int | np.integer) or number < 0:
        remedy = "any will do; the same one gives the same numbers"
        raise InputError([Problem(name, number, "must be a whole number from 0 on", remedy)])
    return int(number)


def fresh_seed() -> int:
    """A seed nobody has chosen, of 15 digits at most; whoever asks for it must write it down."""
    return int(np.random.SeedSequence().generate_state(1, np.uint64)[0] >> np.uint64(15))
