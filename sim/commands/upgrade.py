"""How does a file of an earlier model become one of this one? It is rewritten, and keeps its comments."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Annotated

import typer

from sim.commands import out
from sim.words import counted


def upgrade(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A case or an experiment.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")
    ] = False,
) -> None:
    """Rewrite a file of an earlier model in place, with what its numbers were as comments."""
    from ruamel.yaml import YAML

    from sim.files.former import upgraded
    from sim.files.reader import parse

    parse(file)  # whatever is wrong with it as a file is said in our words
    yaml = YAML()
    yaml.preserve_quotes, yaml.width = True, 160
    text = file.read_text(encoding="utf-8-sig")
    document = yaml.load(text)
    told = upgraded(document)
    if not told:
        out.line(f"{file} has no setting of an earlier model.")
        return
    for each in told:
        out.line(each)
    if dry_run:
        out.line(f"{counted(len(told), 'setting')} would change; nothing was written.")
        return
    written = io.StringIO()
    yaml.dump(document, written)
    beside = file.with_name(f".{file.name}.new")
    beside.write_text(written.getvalue(), encoding="utf-8")
    os.replace(beside, file)
    out.line(
        f"{counted(len(told), 'setting')} changed; the laws are others now, so look at each: docs/model.md."
    )


def register(app: typer.Typer) -> None:
    """Put this command on the command line."""
    app.command()(upgrade)
