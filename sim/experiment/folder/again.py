"""How is a run, or a sweep, done again? By a command; with functions of the user's own, in Python."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sim.experiment.design.digest import SHORT
from sim.experiment.folder.files import EXPERIMENT

if TYPE_CHECKING:
    from sim.experiment.design.experiment import Experiment
    from sim.experiment.execute.run import Run


def run_again(folder: Path, experiment: Experiment, run: Run) -> str:
    """What repeats one run alone, with its error in full."""
    own = experiment.own
    if not own:
        return shlex.join(["kposim", "repro", str(folder), run.digest[:SHORT]])
    place = next(k for k, point in enumerate(experiment.points) if point.id == run.point.id)
    case = f"sim.Results({str(folder)!r}).points[{place}].case"
    rule = "".join(f", assign={_called(name)}" for name in own.assign)
    journal = f"sim.simulate({case}, seed={run.seed}, replication={run.replication}{rule})"
    reads = "".join(f"; {name}(journal)" for name in own.measures)
    return f"in Python: journal = {journal}{reads}"


def sweep_again(folder: Path, experiment: Experiment, more: Sequence[str] = ()) -> str:
    """What goes on with a sweep that is not complete, or lacks some measures more."""
    own, file = experiment.own, folder / EXPERIMENT
    if not own:
        added = [word for name in more for word in ("--measures", name)]
        return shlex.join(["kposim", "run", str(file), "--out", str(folder), *(added or ["--resume"])])
    measures = f", measures=[{', '.join(own.measures)}]" if own.measures else ""
    rule = "".join(f", assign={_called(name)}" for name in own.assign)
    return f"in Python: sim.run({str(file)!r}, out={str(folder)!r}{measures}{rule})"


def _called(name: str) -> str:
    """A function's own name, without that of its module."""
    return name.rpartition(".")[2]
