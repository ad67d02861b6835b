"""What is in a results folder? The command that looks and changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.commands import out
from sim.words import counted

if TYPE_CHECKING:
    from sim.experiment.folder.status import Status

FEW = 5
UNITS = ((86_400.0, "day"), (3_600.0, "hour"), (60.0, "minute"), (1.0, "second"))


def status(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The results folder.")],
    json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> None:
    """Say what a results folder holds: runs stored, missing and failed, and who computed them."""
    from sim.experiment.folder.status import status_of

    found = status_of(folder)
    if json:
        out.as_json(found.plain())
        return
    for name, text in _lines(found, folder):
        out.line(f"  {name:<10}{text}" if name else text)


def _lines(found: Status, folder: Path) -> Iterator[tuple[str, str]]:
    experiment = found.experiment
    yield "", f"{folder}: {experiment.name}, seed {experiment.seed}"
    share = 100.0 * found.stored / found.asked
    yield "runs", f"{found.stored:,} of {found.asked:,} stored ({share:.3g} %), {found.missing:,} missing"
    if found.lacking:
        yield "lacking", f"{found.lacking}; the next run computes them again"
    whole = len(experiment.points) - len(found.unfinished)
    times = "" if experiment.stopping else f" {experiment.replications:,}"
    yield "points", f"{whole:,} of {len(experiment.points):,} have all{times} replications asked of them"
    for point, missing in found.unfinished[:FEW] if whole else ():
        yield "", f"            {point.id} ({str(point) or 'the base case'}): {missing:,} missing"
    if whole and len(found.unfinished) > FEW:
        yield "", f"            and {len(found.unfinished) - FEW:,} more"
    written = "" if found.idle_seconds is None else f"; the last was written {_ago(found.idle_seconds)}"
    yield "parts", f"{counted(found.parts, 'file')}, {found.size_bytes / 1e6:,.1f} MB{written}"
    yield from (("damaged", f"{damage}; the next run sets it aside") for damage in found.damages)
    yield "sessions", _sessions(found)
    for failure in found.failures[:FEW]:
        yield "failed", f"{failure['type']}: {failure['message']}"
        yield "", f"            {failure.get('command', '')}"
    if len(found.failures) > FEW:
        yield "", f"            and {len(found.failures) - FEW:,} more in {folder / 'failures'}"
    if not found.is_complete:
        from sim.experiment.folder.again import sweep_again

        yield "next", sweep_again(folder, experiment)


def _sessions(found: Status) -> str:
    ended = sum(1 for session in found.sessions if session.get("ended"))
    seconds = sum(session.get("seconds") or 0.0 for session in found.sessions)
    rest = len(found.sessions) - ended
    unended = f"; {rest} without an end: killed, or still at work" if rest else ""
    return f"{len(found.sessions)}, {ended} of them ended, after {seconds:,.0f} seconds in all{unended}"


def _ago(seconds: float) -> str:
    for length, name in UNITS:
        if seconds >= length:
            return f"{counted(int(seconds // length), name)} ago"
    return "just now"


def register(app: typer.Typer) -> None:
    """Put this command on the command line."""
    app.command()(status)
