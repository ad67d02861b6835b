"""From an experiment to its results: what is missing is computed, and stored as it comes."""

from __future__ import annotations

import shutil
import tempfile
import time
import weakref
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from sim.errors import ABSENT, InputError, Problem, ResultsError, RunsFailed, advice, wanted
from sim.experiment.conduct.order import Remainder, missing
from sim.experiment.conduct.progress import Watcher, usual
from sim.experiment.conduct.shard import Shard
from sim.experiment.design.experiment import Experiment, load_experiment
from sim.experiment.design.own import OwnFunctions, OwnMeasure
from sim.experiment.design.points import find
from sim.experiment.execute.crew import Crew
from sim.experiment.execute.executor import Courier
from sim.experiment.execute.interrupt import Interrupted, Listener
from sim.experiment.execute.run import Run, RunRow, Wanted
from sim.experiment.folder import manifest
from sim.experiment.folder.again import run_again
from sim.experiment.folder.claim import claimed, held_by, settled
from sim.experiment.folder.damage import FAILURES, Damage
from sim.experiment.folder.files import remove, write_whole
from sim.experiment.folder.results import SUMMARY, Results
from sim.experiment.folder.store import Store
from sim.experiment.folder.tables import PRECISION, record_design, summary_csv, table_of_stops
from sim.replicate.pool import call_ahead
from sim.words import counted

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from sim.engine.own_rule import OwnRule
    from sim.engine.simulate import Engine
    from sim.experiment.execute.rounds import Rounds

WHOLE = Shard()
FEW = 3
MOST_TIMELINES = 1_000
"""Points of a design whose replications 0 leave a timeline each."""


def run_experiment(
    experiment: Experiment | str | Path,
    out: str | Path | None = None,
    workers: int = 1,
    engine: Engine = "auto",
    progress: Watcher | None = None,
    command: str | None = None,
    *,
    threads: int | None = None,
    cluster: str | None = None,
    shard: str | Shard = WHOLE,
    measures: Sequence[OwnMeasure] = (),
    assign: OwnRule | None = None,
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
        1 computes in this process; more are processes of their own, which read neither the script that asks
        for them nor the working folder.
    engine
        "auto", "reference" or "compiled": the numbers are the same.
    progress
        Is told how far it is; left out, a notebook shows a bar. See `sim.experiment.conduct.progress`.
    command
        What the manifest calls the command; left out, the one that started this process.
    threads
        Threads of this process instead of processes.
    cluster
        Workers of a Dask cluster instead: ``tcp://host:port``, ``tls://host:port``, a scheduler file, or
        ``local:4``.
    shard
        "3/16" computes the third of sixteen parts, for job arrays. Jobs may share the folder; the last one
        completes it.
    measures
        Functions of your own, each of which reads a run's journal and says one number: further columns of the
        rows, called as the functions are. The folder holds their names and the digests of their sources.
    assign
        An assignment rule of your own for all points, instead of their strategies'; see `sim.simulate`. Runs
        under another rule are other runs.

    Raises
    ------
    InputError
        The experiment, the engine, the workers, the shard or a function cannot be used.
    ResultsError
        The folder holds something else, cannot be written, or was moved meanwhile. What was stored before
        stays valid.
    RunsFailed
        Not one run succeeded.
    WorkerLost
        No worker process can be begun.
    ClusterError
        The cluster cannot be used, or not any longer. What was stored stays valid.
    Interrupted
        Ctrl-C, SIGTERM, or a terminal that was closed; what was computed is stored. A KeyboardInterrupt.
    """
    _check_engine(engine)
    crew = Crew.checked(workers, threads, cluster)
    part = shard if isinstance(shard, Shard) else Shard.parse(shard)
    wanted(out, str | Path | None, "out", "must be the name of a folder", 'out="results/mine"')
    asked = experiment if isinstance(experiment, Experiment) else load_experiment(experiment)
    asked = asked.with_own(OwnFunctions.checked(measures, assign))
    session = manifest.opened(command, workers, engine) | crew.told() | {"shard": str(part)}
    watcher = progress or usual()
    if out is not None:
        return _conducted(asked, Path(out), part, crew, session, watcher)
    with ExitStack() as cleaning:
        folder = tempfile.mkdtemp(prefix="kposim-")
        cleaning.callback(shutil.rmtree, folder, ignore_errors=True)
        results = _conducted(asked, Path(folder), part, crew, session, watcher)
        weakref.finalize(results, cleaning.pop_all().close)
        return results


def missing_runs(experiment: Experiment, out: str | Path | None = None) -> int:
    """How many runs `run_experiment` would compute: for `--dry-run`, which writes nothing.

    Where a rule decides on the number of replications, those of the next round: more may follow.

    Raises
    ------
    ResultsError
        The folder holds something else.
    """
    if out is None:
        return experiment.runs
    settled_now, store = settled(Path(out), experiment), Store(Path(out))
    if rounds := store.rounds(settled_now):
        return rounds.left
    return experiment.runs - int(store.held(settled_now).sum())


def _conducted(
    asked: Experiment, folder: Path, shard: Shard, crew: Crew, session: manifest.Session, progress: Watcher
) -> Results:
    _refuse_shards_of_no_seed(asked, folder, shard)
    _refuse_shards_of_a_rule(asked, shard)
    conduct = _Conduct(folder, claimed(folder, asked), shard, progress)
    conduct.run(session, crew)
    return Results(folder, experiment=conduct.experiment, computed=conduct.computed, notes=conduct.notes)


def _refuse_shards_of_no_seed(asked: Experiment, folder: Path, shard: Shard) -> None:
    """Jobs that draw a seed each, in folders of their own, would compute parts of different wholes."""
    if asked.seed is None and not shard.is_whole and held_by(folder) is None:
        rule = "shards of one experiment have one seed"
        raise InputError([Problem("seed", None, rule, "state it in the file, or with --seed")])


def _refuse_shards_of_a_rule(asked: Experiment, shard: Shard) -> None:
    """A round is decided when all of it is in, and a shard sees only its own part."""
    if asked.stopping is not None and not shard.is_whole:
        rule = "a shard cannot tell when points are precise: a round is decided on all of its runs"
        remedy = "give a number of replications (kposim advise says how many), or use --cluster"
        raise InputError([Problem("replications", ABSENT, rule, remedy)])


def _check_engine(engine: str) -> None:
    from sim.engine.simulate import Engine

    if engine not in get_args(Engine):
        remedy = advice(engine, get_args(Engine), "engines")
        raise InputError([Problem("engine", engine, "there is no such engine", remedy)])


class _Conduct:
    """One call: the folder, the experiment, and what was done so far."""

    def __init__(self, folder: Path, experiment: Experiment, shard: Shard, progress: Watcher) -> None:
        self.folder, self.experiment, self.shard, self.progress = folder, experiment, shard, progress
        self.store = Store(folder)
        self.notes: list[str] = []
        self.rounds: Rounds | None = None
        self.stored = self.computed = self.failed = self.found = 0

    def run(self, session: manifest.Session, crew: Crew) -> None:
        """Compute what is missing; leave summary and manifest behind."""
        with Listener() as listener:
            try:
                self._run(session, crew, listener)
            except KeyboardInterrupt as stop:
                if isinstance(stop, Interrupted):
                    raise
                raise self._stopped() from None
            finally:
                self.progress.end()

    def _run(self, session: manifest.Session, crew: Crew, listener: Listener) -> None:
        for damage in self.store.clean():
            self._say(f"{damage}; it was set aside{_again(damage)}")
        record_design(self.folder, self.experiment)
        held = self.store.held(self.experiment)
        self.stored = int(held.sum())
        if lacking := self.store.lacking(self.experiment, held):
            self._say(f"{lacking} and are computed again")
        self.progress.begin(self.experiment, self.stored)
        if self._missing(held):
            if manifest.is_other_code(self.folder, session):
                self._say(
                    "the program changed since this folder was last written; the manifest tells by which"
                )
            call_ahead(crew.workers)
            from sim.engine.simulate import prepare

            prepare(session["engine"])  # here, once, and not in each worker
            self._compute(session, held, crew, listener)
            self._account()
        else:
            self._say(f"all {self._share} are stored already: nothing to compute")
        self._conclude()

    @property
    def _share(self) -> str:
        runs = len(self.shard.span(self.experiment.runs))
        return f"{runs:,} runs" + ("" if self.shard.is_whole else f" of shard {self.shard}")

    def _missing(self, held: NDArray[np.bool_]) -> int:
        """How many runs are to be computed now; a stopping rule may ask for more when they are in."""
        rule = self.experiment.stopping
        if rule is None:
            return missing(self.experiment, held, self.shard)
        self.rounds = self.rounds or self.store.rounds(self.experiment)
        return self.rounds.left if self.rounds else 0

    def _is_complete(self, asked: int) -> bool:
        return self.rounds.is_over if self.rounds else self.computed + self.failed + self.found == asked

    def _runs(self, held: NDArray[np.bool_]) -> Iterator[Run | None]:
        if self.rounds is None:
            # A shard's runs are its own; all the others' parts need not be looked through.
            look = (lambda: self.store.news(self.experiment)) if self.shard.is_whole else None
            return Remainder(self.experiment, held, self.shard, look)
        self.rounds.begin()
        return self.rounds

    def _compute(
        self, session: manifest.Session, held: NDArray[np.bool_], crew: Crew, listener: Listener
    ) -> None:
        begun, asked = time.monotonic(), self._missing(held)
        remove(self.folder / SUMMARY)  # it would speak of fewer runs than there are
        self._record(session)
        own = self.experiment.functions
        wanted = Wanted(self.experiment.stored, self._has_timelines)
        courier = crew.courier(asked, session["engine"], listener.is_over, self._say_safely, own, wanted)
        try:
            with listener.patient():
                self._gather(courier, self._runs(held))
        finally:
            self.store.flush()
        session |= {"ended": manifest.now(), "seconds": round(time.monotonic() - begun, 3)}
        session |= {"computed": self.computed, "failed": self.failed, "interrupted": listener.is_over()}
        self._record(session)
        if not self._is_complete(asked):
            raise self._stopped()

    @property
    def _has_timelines(self) -> bool:
        """A timeline costs as much as a run. Of very many points few are ever looked at, and then the run is
        played again; where that takes functions that a folder does not hold, all are stored."""
        return len(self.experiment.points) <= MOST_TIMELINES or bool(self.experiment.own)

    def _stopped(self) -> Interrupted:
        return Interrupted(self.stored + self.computed + self.found, self.experiment.runs)

    def _account(self) -> None:
        """What was computed is there, and it was something.

        Raises
        ------
        ResultsError
            Somebody took parts out of the folder meanwhile.
        RunsFailed
            Every run failed.
        """
        if self.failed and not self.stored + self.computed + self.found:
            raise RunsFailed(self._all_failed())
        lost = self.stored + self.computed + self.found - int(self.store.held(self.experiment).sum())
        if lost > 0:
            raise ResultsError(
                f"{counted(lost, 'run')} that were computed are not in {self.folder}: somebody moved or "
                "removed parts of it meanwhile\n"
                "  rule    a sweep's folder is left alone until the sweep has ended\n"
                "  remedy  put them back if you can; the same command computes what is missing"
            )

    def _all_failed(self) -> str:
        failures = self.store.failures()
        errors = Counter(f"{each['type']}: {each['message']}" for each in failures).most_common(FEW)
        told = [f"  {error} ({counted(times, 'time')})" for error, times in errors]
        repeat = [f"  remedy  {failures[0]['command']} shows where"] if failures else []
        return "\n".join([f"all {self.failed:,} runs failed:", *told, *repeat])

    def _gather(self, courier: Courier, runs: Iterator[Run | None]) -> None:
        for harvest in courier.carry(runs):
            self.computed += len(harvest.rows)
            self.failed += len(harvest.failures)
            for failure in harvest.failures:
                failure["command"] = self._again(failure)
            self.store.add(harvest)
            if self.rounds:
                self.rounds.take(harvest)
            self.progress.advance(len(harvest.rows) + self._found_by(runs), len(harvest.failures))
        self._found_by(runs)
        if self.found:
            self._say(f"another session computed {self.found:,} of these runs meanwhile")

    def _again(self, failure: RunRow) -> str:
        point = find(self.experiment.points, failure["point"])
        return run_again(self.folder, self.experiment, Run(point, failure["replication"], failure["seed"]))

    def _found_by(self, runs: Iterator[Run | None]) -> int:
        """How many more runs turned out to be stored by others."""
        before = self.found
        self.found = runs.found if isinstance(runs, Remainder) else 0
        return self.found - before

    def _record(self, session: manifest.Session) -> None:
        self.store.check_place()
        stored = self.stored + self.computed + self.found
        manifest.record(self.folder, self.experiment, session, stored, self.failed)

    def _conclude(self) -> None:
        """On completion the summary lies beside the runs; a call that computes nothing lets it lie."""
        if self.failed:
            self._say(
                f"{self.failed:,} runs failed; failures/ says why, and the same command tries them again"
            )
        if self.rounds:
            self._tell_stops(self.rounds)
        results = Results(self.folder, experiment=self.experiment)
        is_due = self.computed or not (self.folder / SUMMARY).exists()
        # Where several write to one folder, whoever comes last sees all runs; none before may speak for all.
        if is_due and (self.rounds or results.missing <= len(results.failures)):
            write_whole(self.folder / SUMMARY, summary_csv(results.summary(results.measures)).encode())

    def _tell_stops(self, rounds: Rounds) -> None:
        from sim.experiment.execute.rounds import told

        for line in told(rounds.stops):
            self._say(line)
        write_whole(self.folder / PRECISION, table_of_stops(rounds.stops).encode())

    def _say_safely(self, note: str) -> None:
        """Bad news of a cluster: first of all, what came home is stored."""
        self.store.flush()
        self._say(note)

    def _say(self, note: str) -> None:
        self.notes.append(note)
        self.progress.say(note)


def _again(damage: Damage) -> str:
    return "" if damage.path.parent.name == FAILURES else ", and its runs are computed again"
