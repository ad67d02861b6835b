"""Do stored rows come out again? The command that repeats some of them."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.commands import out
from sim.words import counted

if TYPE_CHECKING:
    from sim.experiment.conduct.verify import Deviation, Verification

DIFFERS = 1
FEW = 10
LARGEST_SEED = 10**15


class Engines(StrEnum):
    """Who repeats the runs."""

    AUTO = "auto"
    REFERENCE = "reference"
    COMPILED = "compiled"
    BOTH = "both"


def verify(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The results folder.")],
    runs: Annotated[int, typer.Option(min=1, help="How many stored runs, picked at random.")] = 20,
    engine: Annotated[Engines, typer.Option(help="Who repeats them.")] = Engines.AUTO,
    seed: Annotated[
        int | None,
        typer.Option(min=0, max=LARGEST_SEED, help="Which runs are picked; left out, others each time."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> None:
    """Repeat stored runs picked at random and compare their rows byte for byte."""
    from rich.console import Console
    from rich.progress import Progress

    from sim.experiment.conduct.verify import verify as verified
    from sim.experiment.folder.results import Results

    engines: Any = ("reference", "compiled") if engine is Engines.BOTH else (engine.value,)
    results = Results(folder)
    screen = Console(file=sys.stderr)
    with Progress(console=screen, transient=True, disable=json or not screen.is_terminal) as bar:
        task = bar.add_task("runs", total=runs)
        found = verified(results, runs, engines, seed, lambda: bar.advance(task))
    if json:
        out.as_json(_plain(found))
    else:
        _tell(found, folder)
    if not found.is_sound:
        raise typer.Exit(DIFFERS)


def _plain(found: Verification) -> dict[str, Any]:
    deviations = [
        {"digest": each.run.digest, "engine": each.engine, "measures": [d.measure for d in each.differences]}
        for each in found.deviations
    ]
    return {
        "stored": found.stored,
        "repeated": found.repeated,
        "engines": list(found.engines),
        "sound": found.is_sound,
        "changed_since": found.changes,
        "deviations": deviations,
    }


def _tell(found: Verification, folder: Path) -> None:
    engines = (
        "" if found.engines == ("auto",) else f" on the engine{_plural(found)} {' and '.join(found.engines)}"
    )
    times = f"{counted(found.repeated, 'run')} of {found.stored:,} repeated{engines}"
    if found.changes:
        out.say(f"Changed since the rows were computed: {'; '.join(found.changes)}.")
    if found.is_sound:
        out.line(f"{times}: every row is the same, byte for byte.")
        return
    out.line(f"{times}: {len(found.deviations)} came out otherwise.")
    for each in found.deviations[:FEW]:
        _tell_deviation(each, folder)
    if len(found.deviations) > FEW:
        out.warn(f"and {len(found.deviations) - FEW} more")


def _plural(found: Verification) -> str:
    return "s" if len(found.engines) > 1 else ""


def _tell_deviation(each: Deviation, folder: Path) -> None:
    first, rest = each.differences[0], len(each.differences) - 1
    more = f" and {counted(rest, 'other measure')}" if rest else ""
    told = f"{first.measure} is stored as {first.stored!r}, and came out as {first.again!r}{more}"
    out.warn(f"differs: {told}\n  kposim repro {folder} {each.run.digest[:12]} --engine {each.engine}")


def register(app: typer.Typer) -> None:
    """Put this command on the command line."""
    app.command()(verify)
