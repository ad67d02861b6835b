"""What does one run do, alone and in full view? The command that repeats a row."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.commands import out
from sim.commands.run import EngineName
from sim.errors import ResultsError

if TYPE_CHECKING:
    from sim.experiment.conduct.repeat import Mismatch
    from sim.experiment.execute.run import Run, RunRow

DIFFERS = 1
FEW = 10


def repro(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The results folder.")],
    row: Annotated[
        str, typer.Argument(metavar="ROW", help="First digits of the run's digest, or POINT/REPLICATION.")
    ],
    engine: Annotated[EngineName, typer.Option(help="Who computes.")] = EngineName.AUTO,
    json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> None:
    """Repeat one run of a results folder alone; if it fails, it fails here, with its traceback."""
    from sim.experiment.conduct.repeat import differences, repeat, run_named, stored_row
    from sim.experiment.folder.results import Results

    results = Results(folder)
    run = run_named(results, row)
    stored = stored_row(results, run)
    again = _computed(lambda: repeat(results, run, engine.value))
    apart = differences(stored, again) if stored else []
    if json:
        out.as_json({"row": again, "stored": stored is not None, "differs": [each.measure for each in apart]})
    else:
        _tell(run, again, stored is not None, apart)
    if apart:
        raise typer.Exit(DIFFERS)


def _computed(work: Any) -> RunRow:
    """A run that fails shows where: this is what the command is for."""
    import traceback

    try:
        row: RunRow = work()
    except ResultsError:  # it is not the run that fails
        raise
    except Exception:
        out.warn(traceback.format_exc().rstrip("\n"))
        raise typer.Exit(DIFFERS) from None
    return row


def _tell(run: Run, again: RunRow, is_stored: bool, apart: list[Mismatch]) -> None:
    point = str(run.point) or "the base case"
    out.line(f"Run {run.digest}: {point}, replication {run.replication}, seed {run.seed}")
    for name, value in again.items():
        out.line(f"  {name:<36} {value}")
    if not is_stored:
        out.line("This run is not stored; computed now, it succeeds.")
    elif not apart:
        out.line("The stored row is the same, byte for byte.")
    for each in apart[:FEW]:
        out.warn(f"differs: {each.measure}: {each.stored!r} is stored, {each.again!r} now")
    if len(apart) > FEW:
        out.warn(f"and {len(apart) - FEW} more")


def register(app: typer.Typer) -> None:
    """Put this command on the command line."""
    app.command()(repro)
