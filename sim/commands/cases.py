"""What is in a case? The commands that look and write, and run nothing."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.commands import given, out
from sim.errors import InputError, Problem

if TYPE_CHECKING:
    from pydantic import BaseModel

    from sim.case import Case
    from sim.engine.plan import Floats, Plan
    from sim.experiment.design.experiment import Experiment

GivenCase = Annotated[
    str, typer.Argument(metavar="FILE_OR_PRESET", help="A case's YAML file, or a preset's name.")
]


MOST_LEVELS = 24
"""Levels of a factor that are listed."""


class SchemaKind(StrEnum):
    """What a schema can be asked for."""

    SCENARIO = "scenario"
    STRATEGY = "strategy"
    EXPERIMENT = "experiment"


def presets() -> None:
    """List the cases that ship."""
    from sim.case import preset, preset_names

    table = out.table("Cases that ship", ["name", "about"], left=2)
    for name in preset_names():
        out.row(table, [name, preset(name).scenario.about])
    out.show(table)
    out.say(
        "Look at one with `kposim show NAME`, ask it something with `kposim what-if NAME --set PATH=VALUE`."
    )


def show(
    given_case: GivenCase,
    resolved: Annotated[
        bool,
        typer.Option(
            "--resolved", help="Show what follows from the settings: seats, shares and offered load."
        ),
    ] = False,
) -> None:
    """Show a case with every setting, those left out included, as YAML."""
    if given.is_file_name(given_case) and given.is_experiment(given_case):
        rule = "this is an experiment; `show` shows a case"
        remedy = f"`kposim run {given_case} --dry-run` lists its design"
        raise InputError([Problem("", given_case, rule, remedy)])
    case = given.case_of(given_case)
    if resolved:
        _show_resolved(case)
    else:
        _write_yaml(case)


def check(file: Annotated[Path, typer.Argument(help="A case's or an experiment's YAML file.")]) -> None:
    """Say what is in a file and what of it has no effect, or list everything that is wrong with it."""
    from sim.case import load
    from sim.experiment.design.experiment import load_experiment

    given.told_later()
    if given.is_experiment(str(file)):
        experiment = load_experiment(file)
        out.line(f"{file} is a sound experiment.\n{_experiment_in_words(experiment)}")
        cases = [point.case for point in experiment.points]
        varied = [path for point in experiment.points for path in point.settings]
        said, silences = given.remarks_of(*cases), given.silences_of(file, cases, varied)
        idle = given.idle_factors(experiment, silences)
    else:
        case = load(file)
        out.line(f"{file} is a sound case.\n{_case_in_words(case)}")
        said, silences, idle = given.remarks_of(case), given.silences_of(file, [case]), {}
    for remark in said:
        out.line(f"Note: {remark}.")
    for factor, reasons in idle.items():
        told = "; ".join(f"{path}: {reason}" for path, reason in reasons.items())
        out.line(f"The factor {factor} has no effect in any point ({told}).")
    varied_in_vain = {path for reasons in idle.values() for path in reasons}
    for path, reason in silences.items():
        if path not in varied_in_vain:
            out.line(f"Without effect here: {path} ({reason}).")


def schema(
    kind: Annotated[SchemaKind, typer.Argument(help="What the schema describes.")] = SchemaKind.EXPERIMENT,
) -> None:
    """Print the JSON Schema, with which an editor completes and checks a file as you type."""
    from sim.experiment.design.experiment import Experiment
    from sim.scenario.scenario import Scenario
    from sim.strategy.strategy import Strategy

    models: dict[SchemaKind, type[BaseModel]] = {
        SchemaKind.SCENARIO: Scenario,
        SchemaKind.STRATEGY: Strategy,
        SchemaKind.EXPERIMENT: Experiment,
    }
    described = models[kind].model_json_schema()
    if kind is SchemaKind.EXPERIMENT:
        _allow_presets(described["properties"])
    out.as_json(described)


def _allow_presets(properties: dict[str, Any]) -> None:
    """A file may name a preset, or build on one, where the model has it whole."""
    from sim.case import preset_names

    ships = {"enum": preset_names(), "description": "A case that ships."}
    name = {"anyOf": [ships, {"type": "string", "pattern": r"\.ya?ml$", "description": "A case file."}]}
    built_on = {"type": "object", "required": ["preset"], "properties": {"preset": name}}
    for part in ("scenario", "strategy"):
        properties[part] = {"anyOf": [name, built_on, properties[part]]}
    properties["case"] = {"type": "string", "description": "A case that ships, or a case file to start from."}


def new(
    file: Annotated[Path, typer.Argument(help="The file to write, such as experiments/mine.yaml.")],
    case: Annotated[bool, typer.Option("--case", help="Write a case instead of an experiment.")] = False,
) -> None:
    """Write a commented file to start from. It never writes over another file."""
    from importlib import resources

    starter = resources.files("sim.commands").joinpath("starters", "case.yaml" if case else "experiment.yaml")
    text = starter.read_text(encoding="utf-8").replace("FILE", str(file))
    try:
        with file.open("x", encoding="utf-8") as stream:
            stream.write(text)
    except FileExistsError:
        raise InputError(
            [Problem("", str(file), "there is a file of this name already", "choose another")]
        ) from None
    except FileNotFoundError:
        rule = "there is no such folder"
        raise InputError([Problem("", str(file.parent), rule, f"make it: mkdir -p {file.parent}")]) from None
    ask = f"kposim what-if {file} --set strategy.clarity=0.4" if case else f"kposim run {file}"
    out.line(f"Wrote {file}. Next:\n  kposim check {file}\n  {ask}")


def _write_yaml(case: Case) -> None:
    from sim.case import plain

    out.as_yaml(plain(case))


def _show_resolved(case: Case) -> None:
    import numpy as np

    from sim.engine.choosing import expected_work
    from sim.engine.making import make_plan, mix_shares
    from sim.outcome.window import HOURS_PER_YEAR, open_hours_until

    scenario, strategy = case.scenario, case.strategy
    plan, shares = make_plan(scenario, strategy), mix_shares(scenario, strategy)
    columns = [
        "team",
        "region",
        "seats",
        "open hours a year",
        *(f"share of {name}" for name in scenario.work),
    ]
    table = out.table(f"{scenario.name}: {strategy.name}", columns, left=2)
    for row, name in enumerate(scenario.teams):
        open_hours = open_hours_until(plan, row, np.array([plan.end]))[0] / plan.end * HOURS_PER_YEAR
        given_out = [f"{share:.0%}" for share in shares[:, row]] if row < shares.shape[1] else []
        cells = [str(plan.seats[row]), f"{open_hours:,.0f}", *given_out]
        out.row(table, [name, scenario.named_teams[name].region or "", *cells])
    out.show(table)
    _show_ways(case, plan, expected_work(scenario, plan, shares))
    rules = {name: staffing.rule for name, staffing in strategy.staffing.items() if staffing.rule != "stated"}
    if rules:
        out.line("Seats by rule: " + ", ".join(f"{name} ({rule})" for name, rule in rules.items()) + ".")


def _show_ways(case: Case, plan: Plan, given: Floats) -> None:
    """How each provider that may choose works from signing on, and what else it could have chosen."""
    from sim.engine.choosing import choosers, margins

    scenario = case.scenario
    for team, provider in choosers(scenario).items():
        name, first = scenario.teams[team], int(plan.offers.first[team])
        ways = provider.viability.choices if provider.viability is not None else {}
        columns = ["way", "seats", "speed", "defects", "cost of a seat", f"{scenario.currency} a month"]
        table, found = (
            out.table(f"Ways to work of {name}, and expected margins", columns),
            margins(plan, given, team),
        )
        for number, (way, its) in enumerate(ways.items()):
            factors = [f"{each:g}" for each in (its.speed, its.defects, its.cost)]
            out.row(table, [way, str(plan.offers.seats[team, number]), *factors, f"{found[number]:,.0f}"])
        out.show(table)
        chosen = f"expected margin {found[first]:,.0f} {scenario.currency} a month"
        out.line(f"{name} works by way {list(ways)[first]!r} from signing on: {chosen}.")


def _case_in_words(case: Case) -> str:
    scenario, strategy = case.scenario, case.strategy
    providers = _names("provider", list(scenario.providers))
    return (
        f"Scenario {scenario.name!r}: {_names('work type', list(scenario.work))}; {providers};\n"
        f"  {scenario.warm_up_days:g} days of warm-up, then {scenario.horizon_days:g} days observed; "
        f"money in {scenario.currency}.\n"
        f"Strategy {strategy.name!r}: assignment by {strategy.assignment.rule}, "
        f"contingency {strategy.contingency.plan}."
    )


def _names(what: str, names: list[str]) -> str:
    plural = what if len(names) == 1 else f"{what}s"
    return f"{len(names)} {plural}" + (f" ({', '.join(names)})" if names else "")


def _experiment_in_words(experiment: Experiment) -> str:
    from sim.report.advice import texts_of
    from sim.words import counted

    levels: dict[str, dict[str, None]] = {}
    told = texts_of(experiment)
    for point in experiment.points:
        for name, text in told(point).items():
            levels.setdefault(name, {})[text] = None
    factors = [f"  {name}: {_levels(list(texts))}" for name, texts in levels.items()]
    points = counted(len(experiment.points), "design point")
    rule = experiment.stopping
    times = counted(experiment.replications, "replication")
    runs = counted(experiment.runs, "run")
    if rule is not None:
        times, runs = f"{rule.at_least:,} to {times}", f"at most {runs}"
    seed = "a fresh seed" if experiment.seed is None else f"seed {experiment.seed}"
    return "\n".join(
        [
            f"Experiment {experiment.name!r}: {points} x {times} = {runs}, {seed}.",
            *factors,
            *_limits_in_words(experiment),
            _case_in_words(experiment.case),
        ]
    )


def _limits_in_words(experiment: Experiment) -> list[str]:
    """The breaches that will be told, and how probable they are."""
    from sim.words import limit_told

    limits = [f"{each.measure} {limit_told(each)}" for each in experiment.limits.values()]
    return [f"  P(breach) is told of {', '.join(limits)}"] if limits else []


def _levels(texts: list[str]) -> str:
    if len(texts) <= MOST_LEVELS:
        return ", ".join(texts)
    return f"{', '.join(texts[:MOST_LEVELS])} and {len(texts) - MOST_LEVELS:,} more"


def register(app: typer.Typer) -> None:
    """Put these commands on the command line."""
    commands: list[Any] = [presets, show, check, schema, new]
    for command in commands:
        app.command()(command)
