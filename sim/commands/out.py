"""How is an answer put on the screen? On stdout, in words for people or in JSON for scripts."""

from __future__ import annotations

import json
import math
import sys
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from sim.analysis.interval import Interval

PIPE_WIDTH = 132


def console(file: IO[str] | None = None) -> Console:
    """Where words go. In a pipe nothing is coloured, and a line may be as long as a wide table needs."""
    from rich.console import Console

    stream = file or sys.stdout
    width = None if stream.isatty() else PIPE_WIDTH
    return Console(file=stream, width=width, highlight=False, markup=False)


def say(text: str) -> None:
    """Print prose, broken between words; a number and its per cent sign stay together."""
    console().print(text.replace(" %", "\u00a0%"))


def table(title: str, columns: list[str], left: int = 1) -> Table:
    """An empty table whose first `left` columns are names and whose others are numbers."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    made = Table(title=title, title_justify="left", title_style="bold", box=SIMPLE_HEAD, pad_edge=False)
    for number, name in enumerate(columns):
        made.add_column(name, justify="left" if number < left else "right")
    return made


def as_json(value: Any) -> None:
    """Print a value as JSON; a number that JSON cannot say (nan, inf) is null."""
    print(json.dumps(_sayable(value), indent=2, allow_nan=False, ensure_ascii=False))


def _sayable(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(name): _sayable(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_sayable(each) for each in value]
    if hasattr(value, "item"):  # a NumPy number
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def interval_as_json(interval: Interval) -> dict[str, Any]:
    """An interval's numbers by name."""
    return {
        "mean": interval.mean,
        "low": interval.low,
        "high": interval.high,
        "level": interval.level,
        "replications": interval.n,
    }


def told(interval: Interval, spec: str = "") -> str:
    """An interval for a table's cell: `12.3 ± 0.4`; a lone value has no interval to tell."""
    if interval.n == 0 or math.isnan(interval.mean):
        return "–"
    if math.isinf(interval.half_width):
        return f"{interval.mean:{spec or ',.4g'}} (one run)" if interval.n == 1 else f"{interval.mean:,.4g}"
    return format(interval, spec)
