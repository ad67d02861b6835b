"""How is an answer put on the screen? On stdout in words or JSON, what went wrong on stderr.

Everything that a command says goes through here (`tests/commands` sees to it): no text from a file may move
the cursor or colour the terminal of who reads it, and a stream that knows few characters gets near ones.
"""

from __future__ import annotations

import codecs
import json
import math
import sys
import unicodedata
from collections.abc import Iterable
from typing import IO, TYPE_CHECKING, Any, Final

from sim.errors import printable

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from sim.analysis.interval import Interval

PIPE_WIDTH: Final = 132

NEAREST: Final = "kposim.nearest"
"""Python's name for our way of dealing with characters that a stream's encoding has not."""

_NEAR: Final = {
    **{"±": "+/-", "×": "x", "÷": "/", "−": "-", "–": "-", "—": "-", "…": "...", "→": "->", "·": "-"},
    **{"‘": "'", "’": "'", "“": '"', "”": '"', "•": "*", "─": "-", "│": "|", "≤": "<=", "≥": ">="},
    **{"ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "€": "EUR", "\N{NO-BREAK SPACE}": " "},
}


def fit_streams() -> None:
    """Let stdout and stderr say what they can: where an encoding has no ±, it is +/-."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=NEAREST)


def _nearest(error: UnicodeError) -> tuple[str, int]:
    """What is said for characters that an encoding has not: the nearest plain ones, or a question mark."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(_near, error.object[error.start : error.end])), error.end


def _near(character: str) -> str:
    plain = unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode("ascii")
    return _NEAR.get(character) or plain or "?"


codecs.register_error(NEAREST, _nearest)


def console(file: IO[str] | None = None) -> Console:
    """Where words go. In a pipe nothing is coloured, and a line may be as long as a wide table needs."""
    from rich.console import Console

    stream = file or sys.stdout
    width = None if stream.isatty() else PIPE_WIDTH
    return Console(file=stream, width=width, highlight=False, markup=False)


def say(text: str = "") -> None:
    """Print prose, broken between words; a number and its per cent sign stay together."""
    console().print(printable(text, lines=True).replace(" %", "\u00a0%"))


def line(text: str = "", end: str = "\n") -> None:
    """Print a text as it is, however long its lines."""
    print(printable(text, lines=True), end=end)


def warn(text: str) -> None:
    """Say on stderr what went wrong: an answer may go to a file, and nobody would see it there."""
    print(printable(text, lines=True), file=sys.stderr)


def note(text: str) -> None:
    """Say on stderr what should be known of a case, though nothing in it is wrong."""
    warn(f"Note: {text}.")


def table(title: str, columns: list[str], left: int = 1) -> Table:
    """An empty table whose first `left` columns are names and whose others are numbers."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    title = printable(title, lines=True)
    made = Table(title=title, title_justify="left", title_style="bold", box=SIMPLE_HEAD, pad_edge=False)
    for number, name in enumerate(columns):
        made.add_column(printable(name, lines=True), justify="left" if number < left else "right")
    return made


def row(table: Table, cells: Iterable[str]) -> None:
    """Add a line to a table."""
    table.add_row(*(printable(cell, lines=True) for cell in cells))


def show(table: Table) -> None:
    """Print a table, its title above it: as part of it, a title would be broken at the table's width."""
    title, table.title = table.title, None
    if title:
        console().print(title, style="bold")
    console().print(table)


def as_json(value: Any) -> None:
    """Print a value as JSON; a number that JSON cannot say (nan, inf) is null."""
    is_plain = (sys.stdout.encoding or "").lower().replace("-", "") not in ("utf8", "utf16", "utf32")
    text = json.dumps(_sayable(value), indent=2, allow_nan=False, ensure_ascii=is_plain)
    if printable(text, lines=True) != text:
        text = "".join(c if printable(c, lines=True) == c else _escaped(c) for c in text)
    print(text)


def _escaped(character: str) -> str:
    return json.dumps(character)[1:-1]


def as_yaml(value: Any) -> None:
    """Print plain values as YAML; characters that might do harm, or that the stream has not, as escapes."""
    from ruamel.yaml import YAML

    from sim.files.input_file import InputFile

    yaml = YAML()
    yaml.width = 100
    yaml.representer.add_representer(InputFile, lambda to, file: to.represent_str(file.name))
    texts = "".join(_texts(value))
    yaml.allow_unicode = texts == printable(texts, lines=True) and _can_say(texts)
    yaml.dump(value, sys.stdout)


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, dict):
        for name, each in value.items():
            yield str(name)
            yield from _texts(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, str):
        yield value


def _can_say(text: str) -> bool:
    try:
        text.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True


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
