"""What must a report on this study say? The command that drafts it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.commands import out


def stress(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The results folder.")],
    file: Annotated[
        Path | None, typer.Option("--out", help="Write the draft to this file; left out, it is printed.")
    ] = None,
) -> None:
    """Draft the STRESS-DES report (24 items) of a study, and list what only its author can say."""
    from sim.experiment.folder.files import write_first
    from sim.experiment.folder.results import Results
    from sim.report.stress.stress import stress_report

    report = stress_report(Results(folder))
    if file is None:
        out.line(report.markdown(), end="")
        return
    if not write_first(file, report.markdown().encode()):
        raise _refused(file)
    out.line(f"{file}: {len(report.items)} items drafted. Left to the author:")
    for item, question in report.left_open:
        out.line(f"  {item.number:<7}{question}")


def _refused(file: Path) -> Exception:
    """What an author has added to an earlier draft is not to be overwritten."""
    from sim.errors import InputError, Problem

    return InputError([Problem("--out", str(file), "there is a file of this name", "choose another name")])


def register(app: typer.Typer) -> None:
    """Put this command on the command line."""
    app.command()(stress)
