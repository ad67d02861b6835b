"""Where does the gain go? From all in-house to the strategy, step by step."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.commands import given, out
from sim.errors import InputError, Problem

if TYPE_CHECKING:
    from sim.ask.waterfall import Waterfall

FORMS = (".png", ".svg")


def waterfall(
    case: Annotated[str, typer.Argument(metavar="PRESET_OR_FILE", help="The case to break down.")],
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="PATH=VALUE", help="A setting to change first; may be given again."),
    ] = None,
    by: Annotated[
        str, typer.Option(help="mechanisms (why it costs more or less), or lines (of the ledger).")
    ] = "mechanisms",
    measure: Annotated[str, typer.Option(help="Measure to break down.")] = "cost_per_task",
    replications: Annotated[int, typer.Option(min=1, help="Worlds that all steps live through.")] = 30,
    seed: Annotated[
        int | None, typer.Option(min=0, help="Seed of all luck; left out, a fresh one is drawn and told.")
    ] = None,
    workers: Annotated[int, typer.Option(min=1, help="Processes that share the work.")] = 1,
    figure: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Draw it, as PNG and SVG, under this name.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> None:
    """Break the way from all in-house to the strategy into steps that add up.

    First the work moves to providers who lack nothing; then one shortcoming after the other is added.
    """
    if figure is not None and figure.suffix not in ("", *FORMS):
        rule = "a figure is written as PNG and SVG"
        raise InputError([Problem("--figure", str(figure), rule, f"name it {figure.stem}.png")])
    base, changes = given.case_of(case), given.settings_of(settings or [])

    from sim.ask.waterfall import waterfall as ask
    from sim.case import changed

    answer = ask(changed(base, changes), replications, seed, measure, by=by, workers=workers)  # type: ignore[arg-type] # it says itself what it takes
    if json:
        out.as_json(_as_json(answer))
    else:
        _tell(answer)
    if figure is not None:
        _draw(answer, figure, quiet=json)


def _tell(answer: Waterfall) -> None:
    table = out.table(answer.head, ["", answer.unit, "so far"])
    so_far = 0.0
    for bar in answer.bars:
        so_far = bar.interval.mean if bar.kind == "end" else so_far + bar.interval.mean
        out.row(
            table, [bar.label, out.told(bar.interval), f"{so_far:,.4g}" if so_far < 1e4 else f"{so_far:,.0f}"]
        )
    out.show(table)
    out.say(answer.sentence())


def _as_json(answer: Waterfall) -> dict[str, Any]:
    return {
        "measure": answer.measure.name,
        "unit": answer.unit,
        "by": answer.by,
        "seed": answer.seed,
        "sentence": answer.sentence(),
        "bars": [
            {"step": bar.name, "label": bar.label, "kind": bar.kind, **out.interval_as_json(bar.interval)}
            for bar in answer.bars
        ],
    }


def _draw(answer: Waterfall, figure: Path, quiet: bool) -> None:
    from sim.plots.style import house_style, save

    drawn = answer.plot().figure
    with house_style():
        files = save(drawn, figure.parent, figure.stem, answer.words)  # type: ignore[arg-type]
    if not quiet:
        out.say(f"Figures: {', '.join(map(str, files))}")


def register(app: typer.Typer) -> None:
    """Put this command on the command line."""
    app.command("waterfall")(waterfall)
