"""What if? Two cases, the same luck, one table and one sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.commands import given, out
from sim.errors import InputError, Problem, UnknownName

if TYPE_CHECKING:
    from sim.case import Case
    from sim.whatif import Difference, WhatIf

Settings = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="PATH=VALUE",
        help="A setting to change; may be given again. `kposim show` lists them.",
    ),
]
Against = Annotated[
    list[str] | None,
    typer.Option(
        metavar="CASE_OR_PATH=VALUE",
        help="What to compare with: a preset, a file, or settings of the same case; may be given again. "
        "Left out, the case as it is.",
    ),
]


def what_if(
    case: Annotated[str, typer.Argument(metavar="PRESET_OR_FILE", help="The case to change.")],
    settings: Settings = None,
    against: Against = None,
    replications: Annotated[int, typer.Option(min=1, help="Worlds that both live through.")] = 30,
    seed: Annotated[
        int | None, typer.Option(min=0, help="Seed of all luck; left out, a fresh one is drawn and told.")
    ] = None,
    workers: Annotated[int, typer.Option(min=1, help="Processes that share the work.")] = 1,
    measure: Annotated[
        list[str] | None,
        typer.Option(help="Measure to show; may be given again. Left out, the ones that matter most."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Answer in JSON, with every measure.")] = False,
) -> None:
    """Change a case and see what differs.

    Both cases meet the same tasks and the same disasters, so that luck cancels out of the difference.
    """
    if not settings and not against:
        rule = "says nothing about what to change"
        remedy = (
            "add --set strategy.clarity=0.5 (`kposim show` lists all settings), or --against another case"
        )
        raise InputError([Problem("what-if", case, rule, remedy)])
    base = given.case_of(case)
    changes = given.settings_of(settings or [])
    other = _other(base, against or [])
    measures = _measures(measure)

    from sim.whatif import what_if as ask

    answer = ask(base, changes, other, replications, seed, workers)
    if json:
        out.as_json(_as_json(answer))
    else:
        _tell(answer, measures, settings or [])


def _other(base: Case, against: list[str]) -> Case | dict[str, Any]:
    """Another case, with settings over it; or only settings, of the same case."""
    names = [text for text in against if "=" not in text]
    settings = given.settings_of((text for text in against if "=" in text), "--against")
    if len(names) > 1:
        rule = "names more than one case to compare with"
        raise InputError([Problem("--against", ", ".join(names), rule, "keep one of them")])
    if not names:
        return settings
    from sim.case import changed

    return changed(given.case_of(names[0]), settings)


def _measures(names: list[str] | None) -> tuple[str, ...]:
    from sim.errors import advice
    from sim.outcome.measure import MEASURES
    from sim.whatif import HEADLINE

    for name in names or ():
        if name not in MEASURES:
            remedy = advice(name, MEASURES) or "`kposim what-if ... --json` shows all"
            raise UnknownName([Problem("--measure", name, "there is no such measure", remedy)])
    return tuple(names) if names else HEADLINE


def _tell(answer: WhatIf, measures: tuple[str, ...], settings: list[str]) -> None:
    from sim.words import counted

    change = ", ".join(settings) or answer.case.strategy.name
    columns = ["", "unit", "with the change", "without", "difference", "so it is"]
    table = out.table(f"What if {change}?", columns, left=2)
    for difference in answer.of(measures):
        table.add_row(*_cells(difference))
    out.console().print(table)
    out.say(answer.sentence(measures))
    out.say(
        f"\n{counted(answer.replications, 'replication')}, seed {answer.seed}: both cases met the same tasks "
        "and disasters. ± is a 95 % interval, of the paired difference in the fifth column."
    )


def _cells(difference: Difference) -> list[str]:
    from sim.words import called, told

    name, unit = difference.measure.name, difference.measure.unit
    intervals = [difference.case, difference.against, difference.comparison.difference]
    return [
        called(name),
        difference.unit,
        *(out.told(told(each, unit)) for each in intervals),
        difference.verdict,
    ]


def _as_json(answer: WhatIf) -> dict[str, Any]:
    return {
        "case": answer.case.strategy.name,
        "against": answer.against.strategy.name,
        "seed": answer.seed,
        "replications": answer.replications,
        "sentence": answer.sentence(),
        "measures": {name: _difference_as_json(each) for name, each in answer.differences.items()},
    }


def _difference_as_json(difference: Difference) -> dict[str, Any]:
    return {
        "unit": difference.measure.unit,
        "direction": difference.measure.direction,
        "with_the_change": out.interval_as_json(difference.case),
        "without": out.interval_as_json(difference.against),
        "difference": out.interval_as_json(difference.comparison.difference),
        "verdict": difference.verdict,
    }


def register(app: typer.Typer) -> None:
    """Put this command on the command line."""
    app.command("what-if")(what_if)
