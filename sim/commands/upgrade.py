"""How does a file of an earlier model become one of this one? It is rewritten, and keeps its comments."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from sim.commands import out
from sim.errors import ABSENT, InputError, Problem, ResultsError
from sim.words import counted

MARK = "\N{ZERO WIDTH NO-BREAK SPACE}".encode()
"""What some editors begin a file with."""


def upgrade(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A case or an experiment.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")
    ] = False,
) -> None:
    """Rewrite a file of an earlier model in place, with what its numbers were as comments."""
    from sim.experiment.design.earlier import upgraded
    from sim.files.reader import parse

    parse(file)  # whatever is wrong with it as a file is said in our words
    raw = file.read_bytes()
    found = upgraded(raw.decode("utf-8-sig"), str(file))
    for each in found.told:
        out.line(each)
    if found.told and not dry_run:
        begins = MARK if raw.startswith(MARK) else b""
        _write(file, begins + found.text.encode())
    if found.told:
        number = counted(len(found.told), "setting")
        after = "would change; nothing was written." if dry_run else "changed."
        out.line(f"{number} {after} The laws are others now, so look at each: docs/files.md.")
    if found.left:
        raise InputError(found.left)
    if not found.told:
        out.line(f"{file} has no setting of an earlier model.")


def _write(file: Path, raw: bytes) -> None:
    """All of it or nothing, where the file really lies."""
    from sim.experiment.folder.files import write_whole

    target = file.resolve()
    rule, remedy = "the file cannot be written", f"make it writable, or upgrade a copy of {file.name}"
    refused = InputError([Problem("", ABSENT, rule, remedy, str(file))])
    if not os.access(target, os.W_OK) or not target.stat().st_mode & 0o200:
        raise refused
    try:
        write_whole(target, raw)
    except ResultsError as error:
        raise refused from error


def register(app: typer.Typer) -> None:
    """Put this command on the command line."""
    app.command()(upgrade)
