"""Does the simulator agree with what others have proved? The command that asks."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.commands import out

if TYPE_CHECKING:
    from sim.selfcheck.check import Check

MISSED = 1


def selfcheck(
    workers: Annotated[int, typer.Option(min=1, help="Processes that share the replications.")] = 2,
    seed: Annotated[int | None, typer.Option(min=0, help="Seed of all luck; one is shipped.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> None:
    """Compare with theory (queues, breakdowns, contracts, risk, statistics): target, estimate, verdict."""
    from rich.console import Console
    from rich.progress import Progress

    from sim.engine.simulate import prepare
    from sim.selfcheck.exam import SEED
    from sim.selfcheck.runner import run_checks
    from sim.selfcheck.table import table

    prepare()
    screen = Console(file=sys.stderr)
    with Progress(console=screen, transient=True, disable=json or not screen.is_terminal) as bar:
        task = bar.add_task("replications", total=None)
        checks = run_checks(
            lambda done, total: bar.update(task, completed=done, total=total),
            workers,
            SEED if seed is None else seed,
        )
    if json:
        out.as_json([_row(check) for check in checks])
    else:
        out.show(table(checks))
    if any(check.verdict != "agrees" for check in checks):
        raise typer.Exit(MISSED)


def _row(check: Check) -> dict[str, Any]:
    return {
        "group": check.group,
        "name": check.name,
        "target": check.target,
        "estimate": check.estimate,
        "low99": check.interval99.low,
        "high99": check.interval99.high,
        "verdict": check.verdict,
    }


def register(app: typer.Typer) -> None:
    """Put this command on the command line."""
    app.command()(selfcheck)
