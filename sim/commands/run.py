"""Run an experiment: progress, a table, the sentence a strategist would want, and where everything lies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.commands import given, out
from sim.errors import InputError
from sim.words import counted

if TYPE_CHECKING:
    from sim.experiment.conduct.progress import Watcher
    from sim.experiment.conduct.shard import Shard
    from sim.experiment.design.experiment import Experiment
    from sim.experiment.execute.rounds import Stop
    from sim.experiment.folder.results import Results
    from sim.report.advice import Advice

FAILED = 1
INTERRUPTED = 130
FEW = 10
LARGEST_SEED = 10**15
MOST_REPLICATIONS = 10_000_000
FIGURES = "figures"
MOST_LINES = 200
"""Design points in the table on the screen."""


class EngineName(StrEnum):
    """Which engine computes; the numbers are the same."""

    AUTO = "auto"
    REFERENCE = "reference"
    COMPILED = "compiled"


class Log(StrEnum):
    """How a sweep tells how far it is."""

    BAR = "bar"
    LINES = "lines"
    JSON = "json"


def run(
    file: Annotated[Path, typer.Argument(help="The experiment's YAML file.")],
    folder: Annotated[
        Path | None,
        typer.Option(
            "--out",
            help="Results folder; left out, results/NAME, by the experiment's name or else the file's.",
        ),
    ] = None,
    workers: Annotated[int, typer.Option(min=1, help="Processes that share the runs.")] = 1,
    threads: Annotated[
        int | None, typer.Option(min=1, help="Threads of one process that share them instead.")
    ] = None,
    cluster: Annotated[
        str | None,
        typer.Option(
            help="A Dask cluster that shares them instead: tcp://HOST:PORT, a scheduler file, or local:N."
        ),
    ] = None,
    shard: Annotated[
        str, typer.Option(metavar="I/N", help="Compute one part of N, as job I of an array.")
    ] = "1/1",
    engine: Annotated[
        EngineName, typer.Option(help="Who computes; the numbers are the same.")
    ] = EngineName.AUTO,
    replications: Annotated[
        int | None,
        typer.Option(min=1, max=MOST_REPLICATIONS, help="Repetitions of each design point, for the file's."),
    ] = None,
    seed: Annotated[
        int | None, typer.Option(min=0, max=LARGEST_SEED, help="Seed of all luck, for the file's.")
    ] = None,
    measures: Annotated[
        list[str] | None,
        typer.Option(help="A measure beside the file's; may be given several times."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="List the design, and how long it takes; store nothing.")
    ] = False,
    resume: Annotated[
        bool, typer.Option("--resume", help="Continue what the folder holds; nothing there is an error.")
    ] = False,
    log: Annotated[
        Log, typer.Option(help="Progress on stderr: a bar for people, lines or JSON lines for a log.")
    ] = Log.BAR,
    quiet: Annotated[bool, typer.Option("--quiet", help="Say nothing but what went wrong.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> None:
    """Run an experiment and show what came out; what is stored already is not computed again."""
    from sim.experiment.conduct.shard import Shard
    from sim.experiment.design.experiment import load_experiment
    from sim.replicate.pool import call_ahead

    given.told_later()
    experiment = _overridden(load_experiment(file), replications, seed, measures or ())
    folder = folder or given.folder_for(file, experiment)
    if not (dry_run or threads or cluster or folder.exists()):
        call_ahead(workers)
    if not quiet:
        for remark in experiment.remarks:
            out.note(remark)
    if dry_run:
        from sim.commands.dry_run import tell

        tell(experiment, folder, workers, json)
        return
    part, crew = Shard.parse(shard), {"workers": workers, "threads": threads, "cluster": cluster}
    if resume:
        _refuse_nothing(folder)
    watcher = _progress(log, is_quiet=quiet or json)
    results = _compute(experiment, folder, engine, watcher, shard=part, **crew)
    if results.missing and not part.is_whole:
        _tell_part(results, part, json, quiet)
        return
    figures = _figures(results, folder / FIGURES)
    if json:
        out.as_json(_as_json(results, figures))
    elif not quiet:
        _tell(results, figures)
    if results.failures:
        _name_failures(results)
        raise typer.Exit(FAILED)


def _overridden(
    experiment: Experiment, replications: int | None, seed: int | None, more: Sequence[str]
) -> Experiment:
    if more:
        from sim.experiment.design.stored import bad_measures

        if problems := bad_measures(dict.fromkeys(more)):
            raise InputError([replace(problem, path="--measures") for problem in problems])
        experiment = experiment.with_measures(more)
    if replications is not None:
        experiment = experiment.repeated(replications)
    return experiment if seed is None else experiment.seeded(seed)


def _compute(
    experiment: Experiment, folder: Path, engine: EngineName, progress: Watcher, **others: Any
) -> Results:
    from sim.experiment.conduct.conduct import run_experiment
    from sim.experiment.execute.interrupt import Interrupted

    try:
        return run_experiment(experiment, folder, engine=engine.value, progress=progress, **others)
    except Interrupted as stop:
        out.warn(f"{str(stop).capitalize()}.")
        raise typer.Exit(INTERRUPTED) from None


def _progress(log: Log, is_quiet: bool) -> Watcher:
    """Who is to be told; a log that was asked for is kept, however quiet the rest."""
    from sim.experiment.conduct.progress import ProgressBar, Silent, json_lines, plain_lines

    if log is Log.BAR:
        return Silent() if is_quiet else ProgressBar()
    return json_lines() if log is Log.JSON else plain_lines()


def _refuse_nothing(folder: Path) -> None:
    """Who asks to resume and misspells the folder should not begin anew."""
    from sim.errors import ResultsError
    from sim.experiment.folder.claim import held_by

    if held_by(folder) is None:
        raise ResultsError(
            f"there is nothing to resume in {folder}\n"
            "  rule    --resume continues a folder that holds results of the same experiment\n"
            "  remedy  name that folder with --out, or leave --resume out to begin"
        )


def _figures(results: Results, folder: Path) -> list[Path]:
    """Drawn when something new was computed, or when they are not there."""
    from sim.plots.figures import draw_figures

    there = sorted(folder.glob("*.png"))
    if there and not results.computed:
        return there
    return [path for path in draw_figures(results, folder) if path.suffix == ".png"]


# -- What it says --------------------------------------------------------------------------------------------


def _tell_part(results: Results, shard: Shard, json: bool, quiet: bool) -> None:
    """One job of many has no table to show."""
    asked = results.experiment.runs
    if json:
        counts = {"runs": asked, "computed": results.computed, "missing": results.missing}
        out.as_json({"experiment": results.experiment.name, "shard": str(shard), **counts})
    elif not quiet:
        out.line(
            f"Shard {shard}: {counted(results.computed, 'run')} computed. {results.folder} holds "
            f"{asked - results.missing:,} of {asked:,}; the last shard adds the summary, and the same "
            "command without --shard shows the results."
        )
    if results.failures:
        _name_failures(results)
        raise typer.Exit(FAILED)


def _tell(results: Results, figures: list[Path]) -> None:
    from sim.report.advice import advise

    out.show(_table(results))
    _tell_nevers(results)
    if len(results.points) > MOST_LINES:
        out.line(f"and {len(results.points) - MOST_LINES:,} points more; summary.csv has them all\n")
    for advice in advise(results):
        out.say(advice.sentence)
    experiment = results.experiment
    out.say(
        f"\n{_times(results)} of each point, seed {experiment.seed}; all points met the same tasks. "
        f"± is a 95 % interval of the mean{_of_breaches(results)}. "
        "(--seed gives another luck, --replications narrower intervals.)"
    )
    done = f"{counted(results.computed, 'run')} computed" if results.computed else "Nothing new was computed"
    out.line(f"{done}. Results: {results.folder}")
    for path in figures:
        out.line(f"  figure  {path}")


def _of_breaches(results: Results) -> str:
    """What the intervals in brackets are, if there are any."""
    told = "; P( ) is the share of the replications that break a threshold, with its exact 95 % interval"
    return told if results.experiment.limits else ""


def _tell_nevers(results: Results) -> None:
    """What there was none of at some point says little about how rare it is."""
    from sim.words import called, each_never_seen

    means = results.summary(results.experiment.measures)
    nevers = means[(means["n"] > 1) & (means["mean"] == 0.0) & (means["half_width"] == 0.0)]
    if len(nevers):
        fewest = nevers.groupby("measure", sort=False)["n"].min()
        worlds = {called(str(name)): int(n) for name, n in fewest.items()}
        out.say(f"Where it says none, {each_never_seen(worlds)}.")


def _times(results: Results) -> str:
    """How often points were repeated; where a rule decided, from where to where."""
    counts = sorted({stop.replications for stop in results.stops})
    if len(counts) > 1:
        return f"{counts[0]:,} to {counts[-1]:,} replications"
    return counted(counts[0] if counts else results.experiment.replications, "replication")


def _table(results: Results) -> Any:
    from sim.analysis.interval import mean_interval
    from sim.outcome.measure import MEASURES
    from sim.report.advice import texts_of
    from sim.words import called, limit_told, told, told_unit

    experiment = results.experiment
    measures, limits = list(experiment.measures), list(experiment.limits.values())
    units = [told_unit(name, MEASURES[name].unit, experiment.scenario.currency) for name in measures]
    heads = [f"{called(name)}\n{unit}" for name, unit in zip(measures, units, strict=True)]
    heads += [f"P({called(each.measure)}\n{limit_told(each)})\n%" for each in limits]
    labels = list(experiment.labels.values()) or ["point"]
    table = out.table(experiment.question or experiment.name, [*labels, *heads], left=len(labels))
    stored = [each for each in experiment.limits if each in results.measures]  # an old folder has not all
    frame = results.table(list(dict.fromkeys([*measures, *stored])))
    groups = dict(list(frame.groupby("point", sort=False)))
    texts = texts_of(experiment)
    for point in experiment.points[:MOST_LINES]:
        names = list(texts(point).values()) or ["the base case"]
        own = groups.get(point.id, frame.iloc[:0])
        intervals = [
            told(mean_interval(own[name].to_numpy(dtype=float)), MEASURES[name].unit) for name in measures
        ]
        intervals += [told(each.share(own.get(each.measure, [])), "share") for each in limits]
        out.row(table, [*names, *(out.told(each) for each in intervals)])
    return table


def _name_failures(results: Results) -> None:
    from sim.experiment.design.factor import tell

    for failure in results.failures[:FEW]:
        where = f"{tell(failure['labels'])}, replication {failure['replication']}"
        out.warn(f"failed: {where}: {failure['type']}: {failure['message']}")
        out.warn(f"  {failure.get('command', '')}")
    out.warn(f"{counted(len(results.failures), 'run')} failed; {results.folder / 'failures'} says why.")


def _as_json(results: Results, figures: list[Path]) -> dict[str, Any]:
    from sim.experiment.folder.summary import BREACH
    from sim.report.advice import advise

    experiment = results.experiment
    measures: dict[str, dict[str, Any]] = {point.id: {} for point in experiment.points}
    for row in results.summary(results.measures).to_dict("records"):
        told = {name: row[name] for name in ("mean", "low", "high")} | {
            "level": 0.95,
            "replications": row["n"],
        }
        if row["breach"]:
            told |= {name: row[name] for name in ("breach", *BREACH)}
        measures[row["point"]][row["measure"]] = told
    points = [
        {"point": point.id, "levels": point.labels, "measures": measures[point.id]}
        for point in experiment.points
    ]
    return {
        "experiment": experiment.name,
        "seed": experiment.seed,
        "replications": experiment.replications,
        "runs": experiment.runs,
        "computed": results.computed,
        "failed": len(results.failures),
        "folder": str(results.folder),
        "figures": [str(path) for path in figures],
        "advice": [_advice_as_json(advice) for advice in advise(results)],
        "points": points,
        **({"stops": [_stop_as_json(stop) for stop in results.stops]} if results.stops else {}),
    }


def _stop_as_json(stop: Stop) -> dict[str, Any]:
    """Where a stopping rule left a point."""
    return {
        "point": stop.point.id,
        "replications": stop.replications,
        "stopped": stop.reason,
        "measure": stop.target.measure,
        "half_width": stop.half_width,
        "asked": stop.target.half_width,
        "is_relative": stop.target.is_relative,
    }


def _advice_as_json(advice: Advice) -> dict[str, Any]:
    claims = {"cheapest": advice.choice.cheapest, "most_resilient": advice.choice.most_resilient}
    told = {
        name: {"winner": each.winner, "cannot_be_told_apart_from": each.rivals}
        for name, each in claims.items()
    }
    return {
        "world": advice.world,
        **told,
        "within_two_per_cent": advice.choice.near,
        "sentence": advice.sentence,
    }


def register(app: typer.Typer) -> None:
    """Put this command on the command line."""
    app.command()(run)
