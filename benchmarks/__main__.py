"""Measure, and print one table."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path

from rich.console import Console

from benchmarks import (
    dealing,
    demo,
    end_to_end,
    growth,
    lever,
    machine,
    queue,
    reference,
    run,
    scale,
    start,
    store,
    study,
    table,
    threads,
    twins,
)
from benchmarks.row import Row
from benchmarks.size import FULL, QUICK, Size

SECTIONS: dict[str, Callable[[Size], list[Row]]] = {
    "reference": reference.rows,
    "twins": twins.rows,
    "dealing": dealing.rows,
    "end_to_end": end_to_end.rows,
    "run": run.rows,
    "queue": queue.rows,
    "growth": growth.rows,
    "threads": threads.rows,
    "store": store.rows,
    "scale": scale.rows,
    "study": study.rows,
    "lever": lever.rows,
    "start": start.rows,
    "demo": demo.rows,
}
"""What is measured, in the order of the table."""

WIDE = 180


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure what was asked for; a target that is missed is said, and is no error."""
    asked = _parser().parse_args(arguments)
    names = asked.only or [name for name in SECTIONS if name != "demo" or asked.demo]
    size = QUICK if asked.quick else FULL
    screen, before = _screen(), machine.describe()
    rows: list[Row] = []
    for name in names:
        with screen.status(f"measuring {name} ..."):
            rows += SECTIONS[name](size)
    after = machine.load()
    screen.print(table.drawn(rows))
    screen.print(table.footing(rows, before, after, size), highlight=False)
    if asked.json:
        document = {"machine": {**before, "load_after": after}, "size": size.name}
        text = json.dumps({**document, "rows": [row.plain() for row in rows]}, indent=1)
        asked.json.write_text(text + "\n", encoding="utf-8")


def _screen() -> Console:
    """The terminal; where there is none, wide enough for a table."""
    screen = Console()
    return screen if screen.is_terminal else Console(width=WIDE)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure kposim's speed.")
    parser.add_argument("--quick", action="store_true", help="smaller sizes, fewer repeats: a first look")
    parser.add_argument("--demo", action="store_true", help="the whole demo experiment, too")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure to this file")
    parser.add_argument(
        "--only", nargs="+", choices=list(SECTIONS), metavar="NAME", help=f"only these: {', '.join(SECTIONS)}"
    )
    return parser


if __name__ == "__main__":
    main()
