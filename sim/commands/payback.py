"""When does the money come back? A strategy against everything at home, month by month, on the same luck."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.commands import given, out
from sim.errors import InputError, Problem

if TYPE_CHECKING:
    from sim.ask.payback import Payback
    from sim.case import Case
    from sim.strategy.strategy import Strategy

FORMS = (".png", ".svg")


def payback(
    case: Annotated[str, typer.Argument(metavar="PRESET_OR_FILE", help="The case whose strategy is to pay.")],
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="PATH=VALUE", help="A setting to change first; may be given again."),
    ] = None,
    against: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PATH=VALUE",
            help="Settings of the strategy to compare with; may be given again. Left out, all work in-house.",
        ),
    ] = None,
    replications: Annotated[int, typer.Option(min=1, help="Worlds that both live through.")] = 30,
    seed: Annotated[
        int | None, typer.Option(min=0, help="Seed of all luck; left out, a fresh one is drawn and told.")
    ] = None,
    workers: Annotated[int, typer.Option(min=1, help="Processes that share the work.")] = 1,
    figure: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Draw it, as PNG and SVG, under this name.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Answer in JSON, month by month.")] = False,
) -> None:
    """Say from which month on a strategy has paid for itself, and what it saves by year."""
    if figure is not None and figure.suffix not in ("", *FORMS):
        rule = "a figure is written as PNG and SVG"
        raise InputError([Problem("--figure", str(figure), rule, f"name it {figure.stem}.png")])
    base = given.case_of(case)

    from sim.ask.payback import payback as ask
    from sim.case import changed

    chosen = changed(base, given.settings_of(settings or []))
    answer = ask(chosen, _baseline(chosen, against or []), replications, seed, workers)
    if json:
        out.as_json(_as_json(answer))
    else:
        out.say(f"{answer.case.strategy.name}, against {answer.baseline.strategy.name}:")
        out.say(str(answer))
    if figure is not None:
        _draw(answer, figure, quiet=json)


def _baseline(case: Case, against: list[str]) -> Strategy | None:
    """The strategy with other settings; None for all work in-house."""
    if not against:
        return None
    from sim.case import changed

    settings = given.settings_of(against, "--against")
    for path in settings:
        if not path.startswith("strategy."):
            rule = "both strategies live in the same world, so only settings of the strategy may differ"
            raise InputError([Problem("--against", path, rule, "give settings of the world with --set")])
    return changed(case, settings).strategy.model_copy(update={"name": ", ".join(against)})


def _as_json(answer: Payback) -> dict[str, Any]:
    return {
        "seed": answer.seed,
        "replications": len(answer.saved),
        "verdict": answer.verdict,
        "sure_month": answer.sure_month,
        "month": answer.month,
        "share_paid_back": answer.share_paid_back,
        "baseline": {"name": answer.baseline.strategy.name, **_people(answer.baseline)},
        "strategy": {"name": answer.case.strategy.name, **_people(answer.case)},
        "by_year": {year: out.interval_as_json(each) for year, each in answer.by_year.items()},
        "present": out.interval_as_json(answer.present),
        "cumulative": {
            month: out.interval_as_json(each)
            for month, each in zip(answer.months, answer.intervals, strict=True)
        },
    }


def _people(case: Case) -> dict[str, Any]:
    from sim.ask.payback import at_home

    found = at_home(case)
    return {
        "seats_inhouse": found.seats,
        "seats_inhouse_before": found.seats_before,
        "load_inhouse": found.load,
        "is_overloaded": found.is_overloaded,
    }


def _draw(answer: Payback, figure: Path, quiet: bool) -> None:
    from sim.plots.savings import savings
    from sim.plots.style import Words, headline, house_style, new_figure, save

    chosen, other = answer.case.strategy.name, answer.baseline.strategy.name
    words = Words("When is it paid back?", f"Saving of {chosen} against {other}.", str(answer))
    with house_style():
        drawn, ax = new_figure()
        savings(ax, answer.frame(), payback_month=answer.sure_month, currency=answer.case.scenario.currency)
        headline(ax, words.title, words.caption)
        files = save(drawn, figure.parent, figure.stem, words)
    if not quiet:
        out.say(f"Figures: {', '.join(map(str, files))}")


def register(app: typer.Typer) -> None:
    """Put this command on the command line."""
    app.command("payback")(payback)
