"""What lies beside a resolved experiment? The files that it names, and lists too long to be written there."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from sim.files.input_file import InputFile
from sim.scenario.trace import listed_as_file

FOLDER: Final = "inputs"
SHORT: Final = 16
"""Hexadecimal digits of a file's name, which is that of its content."""

SINGLE: Final = frozenset((str, int, float, bool, type(None)))
"""Nearly all that there is, and no file."""

Files = dict[str, bytes]
"""Contents by the names, relative to the experiment, under which they are kept."""


def enclosed(plain: Any) -> tuple[Any, Files]:
    """Plain values in which every file has the name that it is kept by, and those files.

    Equal contents have equal names, so what is written does not depend on where a file lay before.
    """
    files: Files = {}
    return _enclosed(plain, files), files


def _enclosed(plain: Any, files: Files) -> Any:
    if type(plain) in SINGLE:
        return plain
    if isinstance(plain, InputFile):
        name = f"{FOLDER}/{plain.sha256[:SHORT]}{Path(plain.name).suffix or '.csv'}"
        files[name] = plain.content
        return name
    if isinstance(plain, dict | Mapping):
        return {name: _enclosed(value, files) for name, value in listed_as_file(plain).items()}
    if isinstance(plain, list | tuple):
        return [_enclosed(value, files) for value in plain]
    return plain
