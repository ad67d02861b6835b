"""Do the two engines tell the same story? Random cases, told by both, compared byte by byte.

::

    python -m sim.testing.twins 5000 --workers 2
    python -m sim.testing.twins --case 1234 --seed 0

The first draws cases 0, 1, 2 ... of a seed and stops at the first that differs; the second tells one of them
again and shows it as a YAML file.
"""

from __future__ import annotations

import argparse
import sys
import time
import traceback
from collections.abc import Iterator
from functools import partial
from random import Random

import numpy as np

from sim.engine.journal import Act, Cause, Journal, Rows, Why
from sim.engine.making import make_plan
from sim.tape.tape import deal
from sim.testing.cases import RandomCase, random_case
from sim.testing.text import TABLES, tellers

FACTS = (*TABLES, "changes", "levels")
"""All tables of a journal."""

TOGETHER = 25
"""Cases that a worker is given at once: a quarter of a second of work."""


def first_difference(one: Journal, other: Journal) -> str | None:
    """The first row and column in which two journals of one case differ, with both values; None if no byte
    does."""
    for table in FACTS:
        difference = _difference(table, one, other)
        if difference is not None:
            return difference
    return None


def told_twice(case: RandomCase) -> str | None:
    """What the engines disagree about in a case, or None."""
    plan = make_plan(case.scenario, case.strategy)
    tape = deal(case.scenario, case.seed, 0)
    journals = [case.played(engine=engine, plan=plan, tape=tape) for engine in ("reference", "compiled")]
    return first_difference(*journals)


def numbered(number: int, seed: int) -> RandomCase:
    """The case of this number; no other numbers are needed to draw it."""
    return random_case(Random(f"{seed}/{number}"))


def _difference(table: str, one: Journal, other: Journal) -> str | None:
    a, b = getattr(one, table), getattr(other, table)
    both = min(len(a), len(b))
    differ = np.flatnonzero((_as_bytes(a[:both]) != _as_bytes(b[:both])).any(axis=1))
    if len(differ):
        row = int(differ[0])
        column = next(c for c in a.dtype.names or () if a[c][row].tobytes() != b[c][row].tobytes())
        told = tellers(one).get(column, repr)
        values = [
            f"{told(journal[column][row].item())} ({engine})" for journal, engine in _sides(one, other, table)
        ]
        return f"{table}, row {row} ({_what(table, row, one)}): {column} is {' and '.join(values)}"
    if len(a) != len(b):
        return f"{table}: " + " and ".join(
            f"{len(rows)} rows ({engine})" for rows, engine in _sides(one, other, table)
        )
    return None


def _as_bytes(rows: Rows) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    return np.frombuffer(rows.tobytes(), dtype=np.uint8).reshape(len(rows), rows.dtype.itemsize)


def _sides(one: Journal, other: Journal, table: str) -> list[tuple[Rows, str]]:
    return [(getattr(journal, table), journal.engine) for journal in (one, other)]


def _what(table: str, row: int, journal: Journal) -> str:
    """What the row is about, in names."""
    fact, told = getattr(journal, table)[row], tellers(journal)
    if table == "tasks":
        return told["work_type"](fact["work_type"])
    team = told["team"](fact["team"])
    if table == "episodes":
        return f"task {fact['task']}, attempt {fact['attempt']}, {Act(fact['act']).name.lower()} at {team}"
    if table == "changes":
        return f"{Why(fact['why']).name.lower()} at {team}"
    if table == "levels":
        return f"{team} at {told['work_type'](fact['work_type'])}"
    return f"{Cause(fact['cause']).name.lower()} of {team}"


# -- The command ---------------------------------------------------------------------------------------------


def main(arguments: list[str] | None = None) -> int:
    """Tell many cases twice; 0 if no byte differs, 1 at the first difference."""
    asked = _parser().parse_args(arguments)
    if asked.case is not None:
        return _tell_one(asked.case, asked.seed)
    begun = time.perf_counter()
    for number, complaint in _complaints(asked.cases, asked.seed, asked.workers):
        if complaint is not None:
            print(f"\ncase {number} of seed {asked.seed}: {complaint}")
            print(f"see it with: python -m sim.testing.twins --case {number} --seed {asked.seed}")
            return 1
        if (number + 1) % 500 == 0 and number + 1 < asked.cases:
            print(f"{number + 1} of {asked.cases} ...", file=sys.stderr, flush=True)
    seconds = time.perf_counter() - begun
    print(
        f"{asked.cases} cases, no difference (seed {asked.seed}, {asked.cases / seconds:.0f} cases a second)"
    )
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sim.testing.twins", description=main.__doc__)
    parser.add_argument(
        "cases", nargs="?", type=int, default=1000, metavar="N", help="how many cases (default 1000)"
    )
    parser.add_argument("--seed", type=int, default=0, help="another seed, other cases (default 0)")
    parser.add_argument("--workers", type=int, default=1, help="processes that share the work (default 1)")
    parser.add_argument(
        "--case", type=int, metavar="NUMBER", help="tell only this one, and show it as a YAML file"
    )
    return parser


def _tell_one(number: int, seed: int) -> int:
    from ruamel.yaml import YAML

    case = numbered(number, seed)
    print(f"# case {number} of seed {seed}; its own seed is {case.seed}")
    yaml = YAML()
    yaml.dump(
        {
            "scenario": case.scenario.model_dump(mode="json", exclude_unset=True),
            "strategy": case.strategy.model_dump(mode="json", exclude_unset=True),
        },
        sys.stdout,
    )
    complaint = _complaint(seed, number)
    print(f"# {complaint or 'no difference'}")
    return 0 if complaint is None else 1


def _complaint(seed: int, number: int) -> str | None:
    try:
        return told_twice(numbered(number, seed))
    except Exception:
        return traceback.format_exc()


def _complaints(cases: int, seed: int, workers: int) -> Iterator[tuple[int, str | None]]:
    """What each case has to complain of, in order of numbers."""
    work = partial(_complaint, seed)
    if workers <= 1:
        yield from enumerate(map(work, range(cases)))
        return
    from sim.replicate.pool import processes

    _complaint(seed, 0)  # compiled here, once, so that workers find it on disk
    with processes(workers) as pool:
        try:
            yield from enumerate(pool.map(work, range(cases), chunksize=TOGETHER))
        finally:
            pool.shutdown(cancel_futures=True)


if __name__ == "__main__":
    from sim.testing import twins  # a worker finds nothing by the name of the program

    sys.exit(twins.main())
