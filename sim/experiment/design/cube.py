"""Places in the unit cube, and corners of it: what designs that sample are made of.

Every function is pure: the same arguments give the same places, and a longer sequence begins like a shorter
one wherever that can be.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Signs = NDArray[np.int64]

SOBOL_BITS: Final = 30


def sobol(points: int, dimensions: int, seed: int) -> Floats:
    """The first places of a scrambled Sobol' sequence, (points, dimensions); more places keep these.

    References
    ----------
    Sobol' (1967), USSR Comp. Math. Math. Phys. 7(4); Joe & Kuo (2008) for the directions, Matoušek (1998)
    for the scrambling, both as SciPy has them.
    """
    from scipy.stats import qmc

    # `rng` has been `seed` before SciPy 1.15; both take a Generator.
    sequence = qmc.Sobol(dimensions, scramble=True, bits=SOBOL_BITS, rng=np.random.default_rng(seed))
    power = max(points - 1, 0).bit_length()
    return np.asarray(sequence.random_base2(power)[:points], dtype=np.float64)


def latin_hypercube(points: int, dimensions: int, seed: int) -> Floats:
    """Places of which every axis holds one in each of `points` equal strips; twice as many keep these.

    It grows from its odd part by doubling: halving every strip leaves one half empty, and the new places go
    there in random order.

    References
    ----------
    McKay, Beckman & Conover (1979), Technometrics 21(2); Sallaberry, Helton & Hora (2008), "Extension of
    Latin hypercube samples with correlated variables", Reliab. Eng. Syst. Saf. 93(7), for the doubling.
    """
    odd = points // (points & -points)
    rng = np.random.default_rng([seed, odd])
    places = _strips(rng, np.tile(np.arange(odd), (dimensions, 1)), odd)
    while len(places) < points:
        strips = 2 * len(places)
        taken = np.floor(places * strips).astype(np.int64)
        empty = [np.setdiff1d(np.arange(strips), taken[:, k]) for k in range(dimensions)]
        places = np.concatenate([places, _strips(rng, np.array(empty), strips)])
    return places


def _strips(rng: np.random.Generator, free: NDArray[np.int64], strips: int) -> Floats:
    """One place in each of the free strips of every axis, (strips free, axes), matched at random."""
    matched = rng.permuted(free, axis=1)
    # A place is a whole number of millionths of its strip: doubling finds it in the right half again.
    within = (rng.integers(0, 10**6, matched.shape) + 0.5) / 10**6
    return np.ascontiguousarray(((matched + within) / strips).T)


def corners(factors: int) -> Signs:
    """All corners of the cube, (2 ** factors, factors), -1 and +1; the first factor changes slowest."""
    return _signs([1 << (factors - 1 - k) for k in range(factors)], factors)


def fraction(factors: int, resolution: int) -> Signs:
    """The smallest regular fraction of the corners that this greedy search finds at a resolution.

    A factor is a word: a product of base factors. The resolution is R if no product of fewer than R factors
    is constant; so no new word may be a product of up to R - 2 of those there are.

    References
    ----------
    Box & Hunter (1961), "The 2^(k-p) fractional factorial designs", Technometrics 3(3) and 3(4).
    """
    for base in range(1, factors + 1):
        words = _words(factors, resolution, base)
        if words is not None:
            return _signs(words, base)
    return corners(factors)


def _words(factors: int, resolution: int, base: int) -> list[int] | None:
    words: list[int] = []
    products = [{0}, *(set[int]() for _ in range(resolution - 2))]  # products[k]: of k words
    for word in [*(1 << (base - 1 - k) for k in range(base)), *range(1, 1 << base)]:
        if len(words) == factors:
            break
        if any(word in known for known in products):
            continue
        for k in range(resolution - 2, 0, -1):
            products[k] |= {word ^ other for other in products[k - 1]}
        words.append(word)
    return words if len(words) == factors else None


def _signs(words: list[int], base: int) -> Signs:
    rows = np.arange(1 << base)
    parity = np.array([[bin(row & word).count("1") % 2 for word in words] for row in rows.tolist()])
    # A word of an even number of letters is their product times -1 in this convention, which is as good.
    return np.asarray(2 * parity - 1, dtype=np.int64)
