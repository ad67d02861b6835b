"""What would `run` do? The design, the number of runs, and how long a pilot says they take."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sim.commands import out
from sim.words import counted

if TYPE_CHECKING:
    from sim.experiment.design.experiment import Experiment

MOST_LINES: Final = 60
"""Design points that are listed; `--json` lists all."""

PILOT_POINTS: Final = 5
PILOT_REPLICATIONS: Final = 10
PILOT_SECONDS: Final = 2.0


def tell(experiment: Experiment, folder: Path, workers: int, json: bool) -> None:
    """List the design and say what it takes; nothing is stored."""
    from sim.commands.advise import rule_of, runs_for
    from sim.experiment.conduct.conduct import missing_runs
    from sim.experiment.conduct.pilot import expected_seconds, run_pilot

    missing = missing_runs(experiment, folder)
    pilot = run_pilot(experiment, PILOT_POINTS, PILOT_REPLICATIONS, PILOT_SECONDS)
    runs = missing if experiment.stopping is None else runs_for(experiment, pilot, rule_of(experiment))
    seconds = expected_seconds(pilot.seconds_per_run, runs, workers)
    if json:
        out.as_json(_as_json(experiment, missing, runs, pilot.seconds_per_run, seconds))
        return
    _list_points(experiment)
    out.line(f"{_size(experiment, missing, runs, folder)}. {_time(seconds, workers)}")
    out.line(f"{_kind(experiment)} Nothing was stored.")


def _list_points(experiment: Experiment) -> None:
    from sim.report.advice import texts_of

    labels, texts = experiment.labels, texts_of(experiment)
    table = out.table(f"{experiment.name}: the design", ["point", *labels.values()], left=1 + len(labels))
    for point in experiment.points[:MOST_LINES]:
        out.row(table, [point.id, *texts(point).values()])
    out.show(table)
    if len(experiment.points) > MOST_LINES:
        out.line(f"and {len(experiment.points) - MOST_LINES:,} points more (--json lists them all)\n")


def _size(experiment: Experiment, missing: int, runs: int, folder: Path) -> str:
    points, rule = counted(len(experiment.points), "design point"), experiment.stopping
    if rule is None:
        times = counted(experiment.replications, "replication")
        return (
            f"{points} x {times} = {counted(experiment.runs, 'run')}, {missing:,} of them not yet in {folder}"
        )
    return (
        f"{points} x {rule.at_least:,} to {rule.at_most:,} replications, until "
        f"{', '.join(f'{target.measure} ± {target.told(target.half_width)}' for target in rule.targets)}: "
        f"by the pilot about {counted(runs, 'run')}, {experiment.runs:,} at most; "
        f"{missing:,} of the next round not yet in {folder}"
    )


def _time(seconds: float, workers: int) -> str:
    from sim.commands.advise import duration

    return f"A pilot says about {duration(seconds)} on {counted(workers, 'worker')}."


def _kind(experiment: Experiment) -> str:
    layout = experiment.design
    left_out = layout.size(experiment.varied) - len(experiment.points)
    grows = f"{layout.grows[:1].upper()}{layout.grows[1:]}."
    if left_out > 0 and (layout.is_grid or layout.is_drawn):
        told = counted(left_out, "combination")
        grows = f"{told} left out: forbidden by a condition, or met twice. {grows}"
    return grows


def _as_json(
    experiment: Experiment, missing: int, runs: int, seconds_per_run: float, seconds: float
) -> dict[str, Any]:
    return {
        "experiment": experiment.name,
        "kind": experiment.design.kind,
        "grows": experiment.design.grows,
        "design": [{"point": point.id, **point.labels} for point in experiment.points],
        "replications": experiment.replications,
        "runs": experiment.runs,
        "missing": missing,
        "expected_runs": runs,
        "seconds_per_run": seconds_per_run,
        "expected_seconds": seconds,
    }
