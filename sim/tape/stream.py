"""The numbers of one name, one after the other; and what seeds and names are to the generator.

A seed, a world and a replication become a *root*, a purpose's name becomes a number: both are 64 bits of a
cryptographic hash, so that no two of them have anything to do with each other. Among a thousand million
replications two have the same root with a chance of one in forty; among a thousand names two are one with a
chance of one in 10^13. `sim.rules.chance` makes a uniform number of a root, a name and a place.

References
----------
Claessen & Pałka (2013), "Splittable pseudorandom number generators using cryptographic hashing", Haskell
Symposium, for streams by hashed names.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from sim.rules import chance, quantile
from sim.scenario.law import Law
from sim.tape.records import record_of
from sim.tape.seed import named

Floats = NDArray[np.float64]


class Stream:
    """The numbers of one purpose in one replication.

    Streams of different names, replications or seeds are independent, and none depends on which others exist:
    a new provider, work type or lever moves no number of anything else. Asking for one goes on to the next;
    asking for several takes the first so many, whatever has been asked before.
    """

    __slots__ = ("name", "place", "root")

    def __init__(self, root: int, name: int) -> None:
        self.root, self.name, self.place = root, name, 0

    def uniform(self) -> float:
        """The next number between 0 and 1."""
        self.place += 1
        return float(chance.uniform(self.root, self.name, self.place - 1))

    def whole(self) -> int:
        """The next whole number of 52 bits, to seed something else with."""
        return int(self.uniform() / chance.STEP)

    def exponential(self) -> float:
        """The next number of mean one, without memory."""
        return float(quantile.exponential(self.uniform()))

    def amount(self, law: Law) -> float:
        """The next amount of a distribution."""
        return float(quantile.amount(*record_of(law), self.uniform()))

    def uniforms(self, count: int) -> Floats:
        """The first numbers, (count,)."""
        numbers = np.empty(count)
        chance.fill_uniform(self.root, self.name, 0, numbers)
        return numbers

    def exponentials(self, count: int) -> Floats:
        """The same as amounts of mean one, without memory, (count,)."""
        return self.amounts(Law("exponential", 1.0), count)

    def normals(self, count: int) -> Floats:
        """The same as normal numbers of mean nought and deviation one, (count,)."""
        numbers = np.empty(count)
        quantile.fill_normal(self.uniforms(count), numbers)
        return numbers

    def amounts(self, law: Law, count: int) -> Floats:
        """The same as amounts of a distribution, (count,)."""
        amounts = np.empty(count)
        quantile.fill_amounts(*record_of(law), self.uniforms(count), amounts)
        return amounts


def stream(seed: int, replication: int, name: str) -> Stream:
    """The numbers of the purpose called `name` in one replication.

    Raises
    ------
    InputError
        Seed or replication is no whole number from 0 on.
    """
    return Stream(root_of(seed, replication), name_of(name))


@lru_cache(maxsize=256, typed=True)
def root_of(seed: int, replication: int, world: int = 0) -> int:
    """64 bits that stand for one replication in one world, as a signed number."""
    numbers = [named("seed", seed), named("replication", replication), named("world", world)]
    return _digest("/".join(map(str, numbers)))


@lru_cache(maxsize=4096)
def name_of(name: str) -> int:
    """64 bits that stand for a purpose, as a signed number."""
    return _digest(f"name {name}")


def _digest(words: str) -> int:
    digest = hashlib.blake2b(words.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little", signed=True)
