"""Our random numbers, for a battery of statistical tests: endless words of 32 bits on standard output.

``python -m sim.testing.battery names | ./crush`` puts the numbers of many names side by side, as a run asks
for them; `benchmarks/crush.c` hands them to a battery of TestU01's. A good generator is not enough: a run
lives on *our* roots, names and places, and neighbours in any of them must have nothing to do with each other.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from itertools import count, product

import numpy as np
from numpy.typing import NDArray

from sim.rules import chance
from sim.tape.stream import name_of, root_of

Floats = NDArray[np.float64]

NAMES = tuple(
    f"{work}/{purpose.name.lower()}"
    for work in ("patents", "patentt", "searches")
    for purpose in chance.Purpose
)
BLOCK = 2**16


def of_tasks() -> Iterator[Floats]:
    """One name of one replication, place by place."""
    for first in count(0, BLOCK):
        yield numbers([0], NAMES[:1], BLOCK, 1, first)


def of_attempts() -> Iterator[Floats]:
    """The attempts of a task, then those of the next."""
    for first in count(0, BLOCK // 8):
        yield np.moveaxis(numbers([0], NAMES[:1], BLOCK // 8, 8, first), -1, 0)


def of_names() -> Iterator[Floats]:
    """All names of a task, then those of the next."""
    for first in count(0, BLOCK // 16):
        yield np.moveaxis(numbers([0], NAMES[:16], BLOCK // 16, 1, first), -1, 0)


def of_replications() -> Iterator[Floats]:
    """The first number of each of a thousand replications, then the second: and so for ever more of them."""
    for first in count(0, 1024):
        yield np.moveaxis(numbers(range(first, first + 1024), NAMES[:1], 64, 1, 0), -1, 0)


def of_worlds() -> Iterator[Floats]:
    """The same of worlds."""
    for first in count(0, 1024):
        yield np.moveaxis(numbers(range(first, first + 1024), NAMES[:1], 64, 1, 0, is_world=True), -1, 0)


def of_runs() -> Iterator[Floats]:
    """Replication by replication, task by task, all names, two attempts: as a run comes to them."""
    for replication in count():
        yield np.moveaxis(numbers([replication], NAMES, 64, 2, 0), -1, 0)


ORDERS = {
    "tasks": of_tasks,
    "attempts": of_attempts,
    "names": of_names,
    "replications": of_replications,
    "worlds": of_worlds,
    "runs": of_runs,
}


def numbers(
    replications: list[int] | range,
    names: tuple[str, ...],
    tasks: int,
    attempts: int,
    first: int,
    *,
    is_world: bool = False,
) -> Floats:
    """Uniform numbers, (replications, names, attempts, tasks); or of worlds in the replications' place."""
    made = np.empty((len(replications), len(names), attempts, tasks))
    keys = [name_of(name) for name in names]
    for row, own in enumerate(replications):
        root = root_of(1, 0, own) if is_world else root_of(1, own)
        for (column, key), attempt in product(enumerate(keys), range(attempts)):
            chance.fill_uniform(root, key, chance.place_at(first, attempt), made[row, column, attempt])
    return made


def words(numbers: Floats, *, is_low: bool) -> NDArray[np.uint32]:
    """The upper or the lower 32 of each number's 52 bits."""
    bits = (numbers.ravel() / chance.STEP).astype(np.uint64)
    return (bits if is_low else bits >> np.uint64(20)).astype(np.uint32)


def main() -> None:
    """Write until nobody reads any more."""
    parser = argparse.ArgumentParser(prog="python -m sim.testing.battery", description=main.__doc__)
    parser.add_argument("order", choices=list(ORDERS), help="which numbers are neighbours")
    parser.add_argument("--low", action="store_true", help="the lower 32 of 52 bits, not the upper")
    asked = parser.parse_args()
    try:
        for each in ORDERS[asked.order]():
            sys.stdout.buffer.write(words(each, is_low=asked.low).tobytes())
    except BrokenPipeError:
        sys.stderr.close()


if __name__ == "__main__":
    main()
