"""Luck by address: each uniform number is a pure function of where it is needed.

An address is a *root*, which stands for a seed, a world and a replication; a *name*, which stands for a
purpose (``patents/question``, ``krakow/attrition``); and a *place* among the numbers of that name. A
counter-based generator turns it into a number: nothing is drawn in an order, so nothing that is drawn can
move anything else, and what nobody needs is never computed.

The generator is Philox4x32-10: the root is its key, the name and the place are its counter. Two addresses
that differ in one bit give unrelated numbers, whatever the roots and names are; it asks nothing of its keys,
which here are digests of words.

Whole numbers are signed and of 64 bits, as NumPy and Numba have them, and all arithmetic on them is on 32
bits, masked: so Python, which knows no overflow, and compiled code come to the same bits.

References
----------
Salmon, Moraes, Dror & Shaw (2011), "Parallel random numbers: as easy as 1, 2, 3", SC '11.
"""

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from sim.rules.rule import rule

ROUNDS = 10
MASK = 0xFFFFFFFF
MULTIPLIERS = (0xD2511F53, 0xCD9E8D57)
WEYL = (0x9E3779B9, 0xBB67AE85)
"""What is added to the halves of the key after each round: those of Salmon et al."""

STEP = 2.0**-52
"""Between two uniform numbers: half of it is the smallest, and one less half of it, exactly, the largest."""

LATER = 40
"""Bits of a task's number: its attempts are so far apart that no tasks of the first ever meet the second."""
FURTHER = 48
"""Bits of both: so far apart are the stops of an attempt."""


class Purpose(IntEnum):
    """What a task needs luck for, in the order of a tape's names."""

    EFFORT = 0
    EFFORT_AGAIN = 1
    """The effort that is left when an outage has it drawn anew."""
    ASSIGNMENT = 2
    QUESTION = 3
    MISUNDERSTANDING = 4
    DEFECT = 5
    INSPECTION = 6
    DETECTION = 7
    UNCLEAR = 8
    """How unclear a task is, as a multiple of its kind's mean: it stays for all attempts."""
    MISSED = 9
    """Unclear points that nobody noticed."""
    MISLEADING = 10
    """Answers that leave a point as wrong as before."""
    FALSE_ALARM = 11
    GRADE = 12
    """Whether a junior or a senior does it."""
    BRIEF_HOURS = 13
    ANSWER_HOURS = 14
    CHECKPOINT_HOURS = 15
    INSPECTION_HOURS = 16
    DELAY = 17
    """Of an answer, for reasons that nobody models."""
    SUCCESSION = 18
    """Whether it still goes to a provider whose contract is ending."""


@rule
def words(root: int, name: int, pair: int) -> tuple[int, int, int, int]:
    """Four words of 32 bits: Philox4x32-10 of the key `root` and the counter (`pair`, `name`)."""
    key, other_key = int(root) & MASK, (int(root) >> 32) & MASK
    a, b = int(pair) & MASK, (int(pair) >> 32) & MASK
    c, d = int(name) & MASK, (int(name) >> 32) & MASK
    for _ in range(ROUNDS):
        left, right = MULTIPLIERS[0] * a, MULTIPLIERS[1] * c
        a, b, c, d = (
            ((right >> 32) & MASK) ^ b ^ key,
            right & MASK,
            ((left >> 32) & MASK) ^ d ^ other_key,
            left & MASK,
        )
        key, other_key = (key + WEYL[0]) & MASK, (other_key + WEYL[1]) & MASK
    return a, b, c, d


@rule
def two(root: int, name: int, pair: int) -> tuple[float, float]:
    """The numbers at two places of a name, 2 `pair` and the next: they cost no more than one."""
    a, b, c, d = words(root, name, pair)
    return ((a << 20 | b >> 12) + 0.5) * STEP, ((c << 20 | d >> 12) + 0.5) * STEP


@rule
def uniform(root: int, name: int, place: int) -> float:
    """The number at an address: uniform between 0 and 1, never one of them."""
    even, odd = two(root, name, place >> 1)
    return odd if place & 1 else even


@rule
def place_at(number: int, attempt: int) -> int:
    """Where the luck of a task's attempt is, under a purpose's name: neighbours are tasks, not attempts, for
    most tasks have one."""
    return int(attempt) << LATER | int(number)


@rule
def place_of(number: int, attempt: int, stop: int) -> int:
    """Where the luck of a stop (1, 2, ...) in a task's attempt is, under a purpose's name."""
    return int(stop) << FURTHER | place_at(number, attempt)


@rule
def dealt(
    root: int,
    names: NDArray[np.int64],
    cuts: NDArray[np.float64],
    work_type: int,
    purpose: int,
    place: int,
) -> float:
    """The luck of a task: the number at its address, laid into the piece that is cut for its purpose.

    `names` are (work types, purposes), `cuts` (purposes, 2): where the piece begins, and how wide it is. All
    of [0, 1] is the usual piece, and a piece without width is one number for all.
    """
    luck = uniform(root, names[work_type, purpose], place)
    return cuts[purpose, 0] + cuts[purpose, 1] * luck


@rule
def fill_uniform(root: int, name: int, first: int, numbers: NDArray[np.float64]) -> None:
    """The numbers at a name's places from `first` on, into `numbers`, any shape (n,)."""
    even, odd = two(root, name, first >> 1)
    for k in range(len(numbers)):
        place = first + k
        if not place & 1:
            even, odd = two(root, name, place >> 1)
        numbers[k] = odd if place & 1 else even


@rule
def find_below(
    root: int, names: NDArray[np.int64], bounds: NDArray[np.float64], found: NDArray[np.int64]
) -> int:
    """Which of `names` have a first number below their bound, into `found`, all (n,); returns how many."""
    count = 0
    for k in range(len(names)):
        if uniform(root, names[k], 0) < bounds[k]:
            found[count] = k
            count += 1
    return count
