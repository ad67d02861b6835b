"""What if? Two cases, the same luck, one table and one sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.commands import given, out
from sim.errors import InputError, Problem, shown

if TYPE_CHECKING:
    from sim.ask.breach import Breach
    from sim.ask.counterfactual import Counterfactual
    from sim.ask.what_if import Difference, WhatIf
    from sim.case import Case

Settings = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="PATH=VALUE",
        help="A setting to change; may be given again. `kposim show` lists them.",
    ),
]
Without = Annotated[
    list[str] | None,
    typer.Option(
        metavar="MECHANISM",
        help="Compare the case with the same world without a mechanism (failures, questions, time_zones ...)"
        "; given again, they are switched off together.",
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
Where = Annotated[
    list[str] | None,
    typer.Option(
        metavar="PATH=VALUE",
        help="A setting of both cases (a world in which to ask); may be given again.",
    ),
]


def what_if(
    case: Annotated[str, typer.Argument(metavar="PRESET_OR_FILE", help="The case to change.")],
    settings: Settings = None,
    against: Against = None,
    where: Where = None,
    without: Without = None,
    seats: Annotated[
        str,
        typer.Option(
            help="With --without: kept (the same people in both worlds), or by_rule (staffing rules follow)."
        ),
    ] = "kept",
    replications: Annotated[int, typer.Option(min=1, help="Worlds that both live through.")] = 30,
    seed: Annotated[
        int | None, typer.Option(min=0, help="Seed of all luck; left out, a fresh one is drawn and told.")
    ] = None,
    workers: Annotated[int, typer.Option(min=1, help="Processes that share the work.")] = 1,
    measure: Annotated[
        list[str] | None,
        typer.Option(help="Measure to show; may be given again. Left out, the ones that matter most."),
    ] = None,
    threshold: Annotated[
        list[str] | None,
        typer.Option(
            metavar="MEASURE=LIMIT",
            help="How probable is a breach of it? May be given again; tolerances of the case are looked at "
            "anyway.",
        ),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Answer in JSON, with every measure.")] = False,
) -> None:
    """Change a case and see what differs.

    Both cases meet the same tasks and the same disasters, so that luck cancels out of the difference.
    """
    if not settings and not against and not without:
        rule = "says nothing about what to change"
        remedy = (
            "add --set strategy.clarity=0.5 (`kposim show` lists all settings), --against another case, "
            "or --without failures"
        )
        raise InputError([Problem("what-if", case, rule, remedy)])
    base, other = _both(case, against or [], where or [])
    changes = given.settings_of(settings or [])
    measures, limits = _measures(measure), given.settings_of(threshold or [], "--threshold")
    if without:
        _refuse_thresholds(limits)
        _other_world(base, changes, against, without, seats, measures, replications, seed, workers, json)
        return

    from sim.ask.what_if import unchanged
    from sim.ask.what_if import what_if as ask

    wanted = None if json else measures
    answer = ask(base, changes, other, replications, seed, workers, thresholds=limits, measures=wanted)
    for path in unchanged(base, changes):
        out.note(f"{path} is {shown(changes[path])} already; setting it changes nothing")
    if json:
        out.as_json(_as_json(answer))
    else:
        _tell(answer, measures, settings or [])


def _refuse_thresholds(limits: dict[str, Any]) -> None:
    if limits:
        rule = "the price of a mechanism is a difference, and a threshold is broken or not"
        raise InputError([Problem("--threshold", ", ".join(limits), rule, "leave it out beside --without")])


def _other_world(
    base: Case,
    changes: dict[str, Any],
    against: list[str] | None,
    without: list[str],
    seats: str,
    measures: tuple[str, ...],
    replications: int,
    seed: int | None,
    workers: int,
    json: bool,
) -> None:
    """What a mechanism costs: the case, with settings over it, compared with the world without it."""
    if against:
        rule = "the other world of --without is what the case is compared with already"
        raise InputError([Problem("--against", ", ".join(against), rule, "leave one of the two out")])
    from sim.ask.counterfactual import counterfactual
    from sim.case import changed

    case = changed(base, changes)
    answer = counterfactual(
        case,
        without,
        replications,
        seed,
        measures,
        seats=seats,  # type: ignore[arg-type] # it says itself what it takes
        workers=workers,
    )
    if json:
        names = [each.name for each in answer.mechanisms]
        out.as_json({"off": names, "sentence": answer.sentence(), **_measures_as_json(answer.answer)})
    else:
        _tell_other_world(answer)


SEATS = {
    "kept": "So are the seats: people who would not be needed are paid all the same (--seats by_rule).",
    "by_rule": "Seats follow the staffing rules in each.",
}


def _tell_other_world(answer: Counterfactual) -> None:
    from sim.words import counted

    names = ", ".join(each.name for each in answer.mechanisms)
    columns = ["", "unit", "as it is", f"without {names}", "difference", "the world as it is"]
    table = out.table(f"What does it change? ({names})", columns, left=2)
    for measure in answer.measures:
        out.row(table, _cells(answer[measure]))
    out.show(table)
    out.say(answer.sentence())
    worlds = " ".join(each.says for each in answer.mechanisms)
    out.say(
        f"\nThe other world: {worlds} Tasks and all other luck are the same in both. {SEATS[answer.seats]} "
        f"{counted(answer.answer.replications, 'replication')}, seed {answer.answer.seed}; ± is a 95 % "
        "interval, of the paired difference in the fifth column."
    )


def _both(case: str, against: list[str], where: list[str]) -> tuple[Case, Case | dict[str, Any]]:
    """The case, and what to compare it with; the settings of both laid over both."""
    from sim.case import changed

    shared = given.settings_of(where, "--where")
    base = changed(given.case_of(case), shared)
    return base, _other(base, against, shared)


def _other(base: Case, against: list[str], shared: dict[str, Any]) -> Case | dict[str, Any]:
    """Another case, with settings over it; or only settings, of the same case."""
    names = [text for text in against if "=" not in text]
    settings = given.settings_of((text for text in against if "=" in text), "--against")
    if len(names) > 1:
        rule = "names more than one case to compare with"
        raise InputError([Problem("--against", ", ".join(names), rule, "keep one of them")])
    if not names:
        return settings
    from sim.case import changed

    return changed(given.case_of(names[0]), shared | settings)


def _measures(names: list[str] | None) -> tuple[str, ...]:
    from sim.ask.counterfactual import check_measures
    from sim.ask.what_if import HEADLINE

    return check_measures(names or HEADLINE, "--measure", "`kposim what-if ... --json` shows all")


def _tell(answer: WhatIf, measures: tuple[str, ...], settings: list[str]) -> None:
    from sim.words import counted

    change = ", ".join(settings) or answer.case.strategy.name
    columns = ["", "unit", "with the change", "without", "difference", "so it is"]
    table = out.table(f"What if {change}?", columns, left=2)
    for difference in answer.of(measures):
        out.row(table, _cells(difference))
    out.show(table)
    out.say(answer.sentence(measures))
    if answer.breaches:
        _tell_breaches(answer)
    out.say(
        f"\n{counted(answer.replications, 'replication')}, seed {answer.seed}: both cases met the same tasks "
        "and disasters. ± is a 95 % interval, of the paired difference in the fifth column."
    )


def _tell_breaches(answer: WhatIf) -> None:
    from sim.words import told

    table = out.table("How probable is a breach?", ["", "unit", "with the change", "without"], left=2)
    for each in answer.breaches.values():
        out.row(table, [each.called, "%", *(out.told(told(p, "share")) for p in (each.case, each.against))])
    out.say()
    out.show(table)
    out.say("[ ] is an exact 95 % interval of the probability.")


def _cells(difference: Difference) -> list[str]:
    from sim.words import called, told

    name, unit = difference.measure.name, difference.measure.unit
    intervals = [difference.case, difference.against, difference.comparison.difference]
    return [
        called(name),
        difference.unit,
        *(out.told(told(each, unit)) for each in intervals),
        difference.said,
    ]


def _as_json(answer: WhatIf) -> dict[str, Any]:
    return {
        "case": answer.case.strategy.name,
        "against": answer.against.strategy.name,
        "seed": answer.seed,
        "replications": answer.replications,
        "sentence": answer.sentence(),
        "measures": {name: _difference_as_json(each) for name, each in answer.differences.items()},
        "breaches": {name: _breach_as_json(each) for name, each in answer.breaches.items()},
    }


def _breach_as_json(breach: Breach) -> dict[str, Any]:
    return {
        "breach": breach.threshold.breach,
        "with_the_change": out.interval_as_json(breach.case),
        "without": out.interval_as_json(breach.against),
    }


def _measures_as_json(answer: WhatIf) -> dict[str, Any]:
    return {
        "seed": answer.seed,
        "replications": answer.replications,
        "measures": {
            name: {
                "unit": each.measure.unit,
                "as_it_is": out.interval_as_json(each.case),
                "without": out.interval_as_json(each.against),
                "difference": out.interval_as_json(each.comparison.difference),
                "verdict": each.verdict,
            }
            for name, each in answer.differences.items()
        },
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
