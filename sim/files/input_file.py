"""What did a file say that another file names? Its name and its content, as one value.

A case that names a file holds both. So nothing is ever read twice, and a name that is replaced by another
cannot keep the first one's content.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final, NoReturn

from sim.errors import ABSENT, FEW, InputError, Problem, advice

SOME: Final = 5
"""So many files of a full folder are named."""


@dataclass(frozen=True)
class InputFile:
    """A file that was read: what it was called by who named it, and every byte of it."""

    name: str
    content: bytes = field(repr=False)

    def __str__(self) -> str:
        return self.name

    def __deepcopy__(self, memo: object) -> InputFile:
        return self  # it cannot change

    @cached_property
    def sha256(self) -> str:
        """Name of its content."""
        return hashlib.sha256(self.content).hexdigest()

    def text(self) -> str:
        """What it says.

        Raises
        ------
        InputError
            It is no text in UTF-8.
        """
        try:
            return self.content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = self.content.count(b"\n", 0, error.start) + 1
            _refuse(
                f"the file {self.name} is not a CSV text: line {line} is not UTF-8", "save it as CSV in UTF-8"
            )


def opened(name: object, folder: str | Path | None, what: str, most_bytes: int) -> InputFile:
    """The file of this name; a relative one lies beside the file that names it, in `folder`.

    Parameters
    ----------
    folder
        None where no file may be named: what asks is a stranger.
    what
        What messages call it: "trace".

    Raises
    ------
    InputError
        It is not there, no regular file, empty or too large.
    """
    if isinstance(name, InputFile):
        return name
    if isinstance(name, Mapping):
        return _as_before(name, folder, what, most_bytes)
    if not isinstance(name, str) or not name:
        _refuse("must be the name of a file", f"file: {what}.csv", value=name)
    if folder is None:
        _refuse(f"the {what} cannot be read here: what comes from others names no file", "list its values")
    path = Path(folder) / name
    return InputFile(name, content_of(path, f"the {what} {path}", most_bytes))


def _as_before(dumped: Mapping[str, object], folder: str | Path | None, what: str, most: int) -> InputFile:
    """The file that a model's dump speaks of, if it says now what it said then."""
    file = opened(dumped.get("name"), folder, what, most)
    if file.sha256 != dumped.get("sha256"):
        _refuse(f"the {what} {file.name} says something else than when it was read", "load the case anew")
    return file


def content_of(path: Path, called: str, most_bytes: int) -> bytes:
    """Every byte of a regular file: no device, no pipe, nothing that never ends.

    Raises
    ------
    InputError
        It cannot be read, or is larger than `most_bytes`.
    """
    try:
        # A pipe that nobody writes to would otherwise be waited for before it can be told from a file.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with open(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                _refuse(f"{called} is no regular file", "name a file")
            content = file.read(most_bytes + 1)
    except (OSError, ValueError) as error:  # ValueError: a name with a zero byte in it
        reason = getattr(error, "strerror", None) or "no such name can be"
        if isinstance(error, InputError):
            raise
        _refuse(f"{called} cannot be read: {reason}", beside(path))
    if len(content) > most_bytes:
        _refuse(
            f"{called} must not be larger than {most_bytes // 1_000_000} MB",
            "divide it, or leave columns out",
        )
    return content


def beside(path: Path) -> str:
    """The remedy for a file that is not there: the nearest name, and the files of its kind that are."""
    kinds = {".yaml", ".yml"} if path.suffix in (".yaml", ".yml") else {path.suffix}
    try:
        names = sorted(each.name for each in path.parent.iterdir() if each.suffix in kinds)
    except (OSError, ValueError):
        return f"there is no folder {path.parent}"
    if not names:
        return f"no file there ends with {path.suffix}; check the path" if path.suffix else "check the path"
    few = [] if len(names) <= FEW else [f"{len(names)} files there, such as {', '.join(names[:SOME])}"]
    return " ".join(part for part in (advice(path.name, names, "files there"), *few) if part)


def _refuse(rule: str, remedy: str, value: object = ABSENT) -> NoReturn:
    raise InputError([Problem("", value, rule, remedy)]) from None
