"""How should this experiment be run? A pilot says how much warm-up, how many replications, how long."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from sim.commands import given, out
from sim.words import counted

if TYPE_CHECKING:
    from sim.analysis.warmup import Truncation
    from sim.experiment.conduct.pilot import Pilot
    from sim.experiment.design.experiment import Experiment
    from sim.experiment.design.points import DesignPoint
    from sim.experiment.design.stopping import StoppingRule, Target

DEFAULT: Final = "5%"
"""The precision asked of every measure shown first, where the file asks for none."""

PANELS: Final = 4
MOST: Final = 1_000_000
MINIMUM_DAYS: Final = 50


@dataclass(frozen=True, slots=True)
class Need:
    """What one measure needs: the scatter is that of the point where it is hardest to know."""

    target: Target
    point: str
    mean: float
    sd: float
    replications: float


def advise(
    file: Annotated[Path, typer.Argument(help="The experiment's YAML file.")],
    workers: Annotated[int, typer.Option(min=1, help="Processes that will share the runs.")] = 1,
    replications: Annotated[
        int, typer.Option(min=5, max=10_000, help="Most runs of a point in the pilot.")
    ] = 20,
    points: Annotated[int, typer.Option(min=1, max=1000, help="Most design points in the pilot.")] = 8,
    seconds: Annotated[float, typer.Option(min=0.1, help="The pilot ends after about so long.")] = 30.0,
    folder: Annotated[
        Path | None, typer.Option("--out", help="Folder of Welch's figure; left out, results/NAME-advice.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> None:
    """Run a pilot and say how much warm-up and how many replications are needed, and how long it takes."""
    from sim.experiment.conduct.pilot import run_pilot
    from sim.experiment.design.experiment import load_experiment

    experiment = load_experiment(file)
    rule = rule_of(experiment)
    pilot = run_pilot(experiment, points, replications, seconds)
    settled = [settled_day(level) for level in pilot.levels]
    figures = _draw(experiment, pilot, settled, folder or given.folder_for(file, experiment, "-advice"))
    needs = needs_of(pilot, rule)
    runs = runs_for(experiment, pilot, rule)
    if json:
        out.as_json(_as_json(experiment, pilot, settled, needs, runs, workers, figures))
        return
    _tell_pilot(experiment, pilot)
    _tell_warm_up(experiment, pilot, settled)
    _tell_needs(experiment, needs, rule, pilot)
    _tell_time(experiment, pilot, runs, workers)
    out.line(f"  figure  {figures[0]}")


def rule_of(experiment: Experiment) -> StoppingRule:
    """The file's own precision, or 5 % of what it shows first."""
    from sim.experiment.design.stopping import StoppingRule

    return experiment.stopping or StoppingRule(
        until=dict.fromkeys(experiment.measures, DEFAULT), at_most=MOST
    )


def settled_day(level: Any) -> Truncation | None:
    """Where MSER-5 would begin to observe; None if there are too few days to say."""
    from sim.analysis.warmup import mser5

    return mser5(level) if len(level) >= MINIMUM_DAYS else None


def needs_of(pilot: Pilot, rule: StoppingRule) -> list[Need]:
    """For each target, what the pilot's hardest point needs."""
    from sim.experiment.conduct.pilot import replications_for

    needs = []
    for target in rule.targets:
        own = []
        for k, point in enumerate(pilot.points):
            values = pilot.values(k, target.measure)
            mean = float(values.mean()) if values.size else math.nan
            sd = float(values.std(ddof=1)) if values.size > 1 else math.nan
            own.append(Need(target, str(point), mean, sd, replications_for(values, target, rule.level, MOST)))
        needs.append(max(own, key=lambda need: need.replications))
    return needs


def runs_for(experiment: Experiment, pilot: Pilot, rule: StoppingRule) -> int:
    """Runs that all points will take: as many as the file says, or as the rule will ask for."""
    from sim.experiment.conduct.pilot import replications_for, rounds_for

    if experiment.stopping is None:
        return experiment.runs
    counts = []
    for k in range(len(pilot.points)):
        needed = max(
            replications_for(pilot.values(k, each.measure), each, rule.level, MOST) for each in rule.targets
        )
        counts.append(rounds_for(needed, rule.at_least, rule.in_batches_of, rule.at_most))
    return min(round(sum(counts) / len(counts) * len(experiment.points)), experiment.runs)


# -- What it says --------------------------------------------------------------------------------------------


def _tell_pilot(experiment: Experiment, pilot: Pilot) -> None:
    runs = pilot.replications * len(pilot.points)
    out.line(
        f"Pilot of {experiment.name}: {len(pilot.points)} of "
        f"{counted(len(experiment.points), 'design point')}, "
        f"{counted(pilot.replications, 'replication')} each = {counted(runs, 'run')}. Nothing was stored."
    )


def _tell_warm_up(experiment: Experiment, pilot: Pilot, settled: list[Truncation | None]) -> None:
    stated, known = experiment.scenario.warm_up_days, [each for each in settled if each is not None]
    if not known:
        out.say(f"\nWarm-up: the run is shorter than {MINIMUM_DAYS} days, too short to say anything.")
        return
    restless = [
        str(point) for point, each in zip(pilot.points, settled, strict=True) if not _is_settled(each)
    ]
    longest = max((each.drop for each in known if each.is_settled), default=0)
    calm = len(known) - len(restless)
    told = f"\nWarm-up: the file says {stated:g} days."
    if calm:
        told += f" By MSER-5, {counted(calm, 'point')} of the pilot settled within {longest} days."
        told += " That is covered." if longest <= stated else f" Take {longest} days or more."
    if restless:
        told += (
            f" {counted(len(restless), 'point')} did not settle ({restless[0]}"
            + (" and others" if len(restless) > 1 else "")
            + "): what is measured there depends on how long it is observed, and no warm-up changes that. "
            "Choose the horizon for the question."
        )
    out.say(f"{told} MSER-5 looks for a beginning, not for a drift later on: look at the figure.")


def _is_settled(found: Truncation | None) -> bool:
    return found is not None and found.is_settled


def _tell_needs(experiment: Experiment, needs: list[Need], rule: StoppingRule, pilot: Pilot) -> None:
    source = "asked in the file" if experiment.stopping else f"{DEFAULT} of the mean; the file asks for none"
    columns = ["measure", "half-width", "mean", "sd of a run", "replications", "hardest point"]
    table = out.table(f"Replications for the precision {source}", columns)
    for need in needs:
        width = need.target.told(need.target.half_width)
        cells = [f"{need.mean:,.4g}", f"{need.sd:,.3g}", _number(need.replications), need.point]
        out.row(table, [need.target.measure, f"± {width}", *cells])
    out.show(table)
    most = max(need.replications for need in needs)
    if math.isinf(most):
        hopeless = [need.target.measure for need in needs if math.isinf(need.replications)]
        out.say(
            f"For {', '.join(hopeless)} the pilot cannot say, or {MOST:,} are not enough: a relative "
            "half-width means nothing where the mean is near zero or the measure seldom exists. "
            "Ask for an absolute one."
        )
    elif experiment.stopping is None:
        verdict = "enough" if most <= experiment.replications else "too few"
        out.say(f"The file's {experiment.replications:,} are {verdict}; the hardest point needs {most:,.0f}.")
    if pilot.replications < 10:
        out.say("A pilot this small knows the scatter badly: give it more --seconds.")


def _number(replications: float) -> str:
    return "no number" if math.isinf(replications) else f"{replications:,.0f}"


def _tell_time(experiment: Experiment, pilot: Pilot, runs: int, workers: int) -> None:
    from sim.experiment.conduct.pilot import expected_seconds

    total = expected_seconds(pilot.seconds_per_run, runs, workers)
    about = "about " if experiment.stopping else ""
    out.line(
        f"Time: {1000.0 * pilot.seconds_per_run:.3g} ms a run on this machine; {about}"
        f"{counted(runs, 'run')} on {counted(workers, 'worker')} take about {duration(total)}."
    )


def duration(seconds: float) -> str:
    """A time as people say it: `40 seconds`, `12 minutes`, `5.5 hours`, `3 days`."""
    for unit, size in (("day", 86_400.0), ("hour", 3_600.0), ("minute", 60.0)):
        if seconds >= 2.0 * size:
            return f"{seconds / size:.2g} {unit}s"
    return "a second" if seconds < 1.5 else f"{seconds:.0f} seconds"


def _draw(experiment: Experiment, pilot: Pilot, settled: list[Truncation | None], folder: Path) -> list[Path]:
    from sim.plots.welch import Panel, draw_welch

    panels = [
        Panel(_name(experiment, point), level, found.drop if found and found.is_settled else None)
        for point, level, found in zip(pilot.points, pilot.levels, settled, strict=True)
    ]
    chosen = [panels[k] for k in _few(len(panels))]
    return draw_welch(chosen, experiment.scenario.warm_up_days, pilot.replications, folder)


def _name(experiment: Experiment, point: DesignPoint) -> str:
    from sim.report.advice import level_texts

    texts = level_texts(experiment, point)
    return ", ".join(f"{name} {text}" for name, text in texts.items()) or "the base case"


def _few(count: int) -> list[int]:
    return sorted({round(k * (count - 1) / (PANELS - 1)) for k in range(PANELS)})


def _as_json(
    experiment: Experiment,
    pilot: Pilot,
    settled: list[Truncation | None],
    needs: list[Need],
    runs: int,
    workers: int,
    figures: list[Path],
) -> dict[str, Any]:
    from sim.experiment.conduct.pilot import expected_seconds

    return {
        "experiment": experiment.name,
        "pilot": {"points": len(pilot.points), "replications": pilot.replications},
        "warm_up_days": experiment.scenario.warm_up_days,
        "settled": [
            {"point": str(point), "days": each and each.drop, "is_settled": each and each.is_settled}
            for point, each in zip(pilot.points, settled, strict=True)
        ],
        "needs": [
            {
                "measure": need.target.measure,
                "half_width": need.target.half_width,
                "is_relative": need.target.is_relative,
                "mean": need.mean,
                "sd": need.sd,
                "replications": need.replications,
                "point": need.point,
            }
            for need in needs
        ],
        "seconds_per_run": pilot.seconds_per_run,
        "runs": runs,
        "workers": workers,
        "expected_seconds": expected_seconds(pilot.seconds_per_run, runs, workers),
        "figures": [str(path) for path in figures],
    }


def register(app: typer.Typer) -> None:
    """Put this command on the command line."""
    app.command()(advise)
