"""From an experiment to its results: what is missing is computed, and stored as it comes."""

from __future__ import annotations

import shlex
import shutil
import tempfile
import time
import weakref
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from sim.errors import InputError, Problem, advice
from sim.experiment import manifest
from sim.experiment.digest import SHORT
from sim.experiment.executor import Courier, local_courier
from sim.experiment.experiment import Experiment, load_experiment
from sim.experiment.files import remove, write_whole
from sim.experiment.folder import claimed, settled
from sim.experiment.interrupt import Interrupted, Listener
from sim.experiment.progress import Progress, usual
from sim.experiment.results import SUMMARY, Results
from sim.experiment.run import Run
from sim.experiment.store import Store

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from sim.engine.simulate import Engine

MOST_WORKERS = 1024


def run_experiment(
    experiment: Experiment | str | Path,
    out: str | Path | None = None,
    workers: int = 1,
    engine: Engine = "auto",
    progress: Progress | None = None,
    command: str | None = None,
) -> Results:
    """Compute what is missing of an experiment, and return all of its results.

    Parameters
    ----------
    experiment
        An experiment, or the file that holds one.
    out
        Results folder: new, empty, or one that holds the same experiment with at most as many levels and
        replications. Left out, a temporary folder that goes with the `Results`.
    workers
        1 computes in this process; more are processes of their own. A script that asks for more needs the
        usual ``if __name__ == "__main__":``, since each worker reads it once.
    engine
        "auto", "reference" or "compiled": the numbers are the same.
    progress
        Is told how far it is; left out, a notebook shows a bar. See `sim.experiment.progress`.
    command
        What the manifest calls the command; left out, the one that started this process.

    Raises
    ------
    InputError
        The experiment, the engine or the number of workers cannot be used.
    ResultsError
        The folder holds something else or cannot be written. What was stored before stays valid.
    Interrupted
        Ctrl-C or SIGTERM; what was computed is stored. A KeyboardInterrupt.
    """
    _check_call(workers, engine)
    asked = experiment if isinstance(experiment, Experiment) else load_experiment(experiment)
    if out is not None:
        return _conducted(asked, Path(out), workers, engine, progress or usual(), command)
    with ExitStack() as cleaning:
        folder = tempfile.mkdtemp(prefix="kposim-")
        cleaning.callback(shutil.rmtree, folder, ignore_errors=True)
        results = _conducted(asked, Path(folder), workers, engine, progress or usual(), command)
        weakref.finalize(results, cleaning.pop_all().close)
        return results


def missing_runs(experiment: Experiment, out: str | Path | None = None) -> int:
    """How many runs `run_experiment` would compute: for `--dry-run`, which writes nothing.

    Raises
    ------
    ResultsError
        The folder holds something else.
    """
    if out is None:
        return experiment.runs
    return experiment.runs - int(Store(Path(out)).held(settled(Path(out), experiment)).sum())


def _conducted(
    asked: Experiment, folder: Path, workers: int, engine: Engine, progress: Progress, command: str | None
) -> Results:
    conduct = _Conduct(folder, claimed(folder, asked), progress)
    conduct.run(manifest.opened(command, workers, engine), workers, engine)
    return Results(folder, experiment=conduct.experiment, computed=conduct.computed, notes=conduct.notes)


def prepare_engine() -> None:
    """Have the machine code on disk before workers look for it there."""
    from sim.engine.simulate import prepare

    prepare()


def _check_call(workers: int, engine: str) -> None:
    from sim.engine.simulate import Engine

    if not 1 <= workers <= MOST_WORKERS:
        raise InputError(
            [Problem("workers", workers, f"must be from 1 to {MOST_WORKERS}", "one for each core")]
        )
    if engine not in get_args(Engine):
        remedy = advice(engine, get_args(Engine), "engines")
        raise InputError([Problem("engine", engine, "there is no such engine", remedy)])


class _Conduct:
    """One call: the folder, the experiment, and what was done so far."""

    def __init__(self, folder: Path, experiment: Experiment, progress: Progress) -> None:
        self.folder, self.experiment, self.progress = folder, experiment, progress
        self.store = Store(folder)
        self.notes: list[str] = []
        self.computed = self.failed = 0

    def run(self, session: manifest.Session, workers: int, engine: Engine) -> None:
        """Compute what is missing; leave summary and manifest behind."""
        for damage in self.store.clean():
            self._say(f"{damage}; it was set aside, and its runs are computed again")
        held = self.store.held(self.experiment)
        stored = int(held.sum())
        self.progress.begin(self.experiment, stored)
        try:
            if stored == self.experiment.runs:
                self._say(f"all {stored:,} runs are stored already: nothing to compute")
            else:
                if manifest.is_other_code(self.folder, session):
                    self._say(
                        "the program changed since this folder was last written; the manifest tells by which"
                    )
                if engine != "reference":
                    prepare_engine()  # here, once, and not in each worker
                self._compute(session, held, workers, engine)
            self._conclude()
        finally:
            self.progress.end()

    def _compute(
        self, session: manifest.Session, held: NDArray[np.bool_], workers: int, engine: Engine
    ) -> None:
        stored, begun = int(held.sum()), time.monotonic()
        remove(self.folder / SUMMARY)  # it would speak of fewer runs than there are
        self._record(session, stored)
        with Listener() as listener:
            courier = local_courier(min(workers, self.experiment.runs - stored), engine, listener.is_over)
            try:
                self._gather(courier, _in_order(self.experiment, held))
            except KeyboardInterrupt:  # asked a second time: leave the run in hand
                raise Interrupted(stored + self.computed, self.experiment.runs) from None
            finally:
                self.store.flush()
            session |= {"ended": manifest.now(), "seconds": round(time.monotonic() - begun, 3)}
            session |= {"computed": self.computed, "failed": self.failed, "interrupted": listener.is_over()}
            self._record(session, stored + self.computed)
            if self.computed + self.failed < self.experiment.runs - stored:
                raise Interrupted(stored + self.computed, self.experiment.runs)

    def _gather(self, courier: Courier, runs: Iterator[Run]) -> None:
        for harvest in courier.carry(runs):
            self.computed += len(harvest.rows)
            self.failed += len(harvest.failures)
            for failure in harvest.failures:
                failure["command"] = repeating(self.folder, failure["digest"])
            self.store.add(harvest)
            self.progress.advance(len(harvest.rows), len(harvest.failures))

    def _record(self, session: manifest.Session, stored: int) -> None:
        manifest.record(self.folder, self.experiment, session, stored, self.failed)

    def _conclude(self) -> None:
        """On completion the summary lies beside the runs; a call that computes nothing lets it lie."""
        if self.failed:
            self._say(
                f"{self.failed:,} runs failed; failures/ says why, and the same command tries them again"
            )
        results = Results(self.folder, experiment=self.experiment)
        is_due = self.computed or not (self.folder / SUMMARY).exists()
        # Where several write to one folder, whoever comes last sees all runs; none before may speak for all.
        if is_due and results.missing <= len(results.failures):
            text = results.summary(results.measures).to_csv(index=False, lineterminator="\n")
            write_whole(self.folder / SUMMARY, text.encode())

    def _say(self, note: str) -> None:
        self.notes.append(note)
        self.progress.say(note)


def _in_order(experiment: Experiment, held: NDArray[np.bool_]) -> Iterator[Run]:
    """Missing runs, replication by replication; points of one world follow each other and share its tape."""
    worlds = sorted(enumerate(experiment.points), key=lambda each: each[1].world)
    groups = [list(group) for _, group in groupby(worlds, key=lambda each: each[1].world)]
    for replication in range(experiment.replications):
        for group in groups:
            for k, point in group:
                if not held[k, replication]:
                    yield Run(point, replication, experiment.seed or 0)


def repeating(folder: Path, digest: str) -> str:
    """The command that repeats one run alone, with its error in full."""
    return shlex.join(["kposim", "repro", str(folder), digest[:SHORT]])
