"""Would the tests notice? Small changes of the laws and sums, one at a time, each in a copy of the sources.

::

    python -m sim.testing.mutants 40 --workers 2
    python -m sim.testing.mutants 40 --of outcome --seed 7

A mutant has one sign, comparison, number or choice of the smaller changed to another. Its room's tests are
run on it, uncompiled, until one fails; a mutant that none notices is printed with its line. The sample is
fixed by its seed, so that a score can be compared with that of another day. Some mutants change nothing that
anybody could see (a tolerance, a bound that is never met): a person says which.
"""

from __future__ import annotations

import argparse
import ast
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from random import Random
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).resolve().parents[2]
ROOMS: Final = {"rules": "rules", "tape": "tape", "outcome": "outcome", "analysis": "analysis"}
"""Rooms of `sim`, and the folder of `tests` that is to notice."""
PARTS: Final = ("sim", "kposim", "tests", "experiments", "docs", "pyproject.toml", "README.md")
"""What a copy needs of the sources."""
SECONDS: Final = 400.0
"""After which a mutant counts as noticed: it does not come to an end."""

OPERATORS: Final[dict[type[ast.AST], type[ast.AST]]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.And: ast.Or,
    ast.Or: ast.And,
}
NAMES: Final = {"min": "max", "max": "min", "minimum": "maximum", "maximum": "minimum"}


class Mutant(NamedTuple):
    """One change of one file."""

    room: str
    file: str
    """From the sources' folder."""
    line: int
    was: str
    now: str
    source: str
    """The whole file, changed."""

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.was}  ->  {self.now}"


class Site(NamedTuple):
    """Where a mutant could be made."""

    room: str
    file: str
    number: int
    """Of the changes that the file has room for."""


def sites(room: str) -> list[Site]:
    """All of a room's files, in the order of their names."""
    found: list[Site] = []
    for path in sorted((ROOT / "sim" / room).rglob("*.py")):
        count = sum(1 for _ in _changes(ast.parse(path.read_text(encoding="utf-8"))))
        found += [Site(room, str(path.relative_to(ROOT)), number) for number in range(count)]
    return found


def mutant_at(site: Site) -> Mutant:
    """The change made."""
    tree = ast.parse((ROOT / site.file).read_text(encoding="utf-8"))
    node, change = next(islice(_changes(tree), site.number, None))
    was = ast.unparse(node)
    change()
    return Mutant(site.room, site.file, node.lineno, was, ast.unparse(node), ast.unparse(tree))


class _Change(NamedTuple):
    holder: ast.AST
    name: str
    value: object
    place: int | None = None

    def __call__(self) -> None:
        """Make it."""
        if self.place is None:
            setattr(self.holder, self.name, self.value)
        else:
            getattr(self.holder, self.name)[self.place] = self.value


def _changes(tree: ast.AST) -> Iterator[tuple[ast.expr | ast.AugAssign, _Change]]:
    """Each node that can be changed, and how."""
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp | ast.BoolOp | ast.AugAssign) and type(node.op) in OPERATORS:
            yield node, _Change(node, "op", OPERATORS[type(node.op)]())
        elif isinstance(node, ast.Compare) and type(node.ops[0]) in OPERATORS:
            yield node, _Change(node, "ops", OPERATORS[type(node.ops[0])](), 0)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in NAMES:
            yield node, _Change(node.func, "id", NAMES[node.func.id])
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in NAMES:
            yield node, _Change(node.func, "attr", NAMES[node.func.attr])
        elif isinstance(node, ast.Constant) and isinstance(node.value, int | float):
            yield node, _Change(node, "value", node.value + 1)


def is_noticed(mutant: Mutant, copy: Path) -> bool:
    """Whether a test of its room fails on it; the copy is as it was afterwards."""
    target, tests = copy / mutant.file, copy / "tests" / ROOMS[mutant.room]
    before = target.read_text(encoding="utf-8")
    target.write_text(mutant.source, encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-x",
        "-q",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:randomly",
        str(tests),
    ]
    asked = {"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        return bool(
            subprocess.run(
                command, cwd=copy, env=os.environ | asked, capture_output=True, timeout=SECONDS, check=False
            ).returncode
        )
    except subprocess.TimeoutExpired:
        return True
    finally:
        target.write_text(before, encoding="utf-8")


def main(arguments: list[str] | None = None) -> int:
    """Try a sample of mutants, and say which were not noticed."""
    parser = argparse.ArgumentParser(prog="python -m sim.testing.mutants", description=__doc__)
    parser.add_argument("count", nargs="?", type=int, default=40, help="mutants of each room")
    parser.add_argument("--of", choices=ROOMS, action="append", help="a room; left out, all of them")
    parser.add_argument("--seed", type=int, default=0, help="of the sample")
    parser.add_argument("--workers", type=int, default=1)
    given = parser.parse_args(arguments)
    chosen: list[Mutant] = []
    for room in given.of or ROOMS:
        every = sites(room)
        sample = Random(f"{given.seed}/{room}").sample(every, min(given.count, len(every)))
        chosen += map(mutant_at, sample)
    with tempfile.TemporaryDirectory() as folder:
        copies = [Path(folder) / str(number) for number in range(given.workers)]
        for copy in copies:
            _copy_to(copy)
        with ThreadPoolExecutor(given.workers) as pool:
            told = pool.map(lambda k: _judged(chosen[k :: len(copies)], copies[k]), range(len(copies)))
            noticed = [each for some in told for each in some]
    for room in given.of or ROOMS:
        own = [is_seen for mutant, is_seen in noticed if mutant.room == room]
        print(f"{room}: {sum(own)} of {len(own)} noticed")
    return 0


def _judged(some: list[Mutant], copy: Path) -> list[tuple[Mutant, bool]]:
    told = []
    for mutant in some:
        told.append((mutant, is_noticed(mutant, copy)))
        if not told[-1][1]:
            print(f"not noticed: {mutant}", flush=True)
    return told


def _copy_to(folder: Path) -> None:
    folder.mkdir()
    for name in PARTS:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / name)


if __name__ == "__main__":
    sys.exit(main())
