"""Does a Dask cluster lose nothing, whatever dies, and compute nothing with another program?"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

import sim
from sim.errors import InputError
from sim.experiment.conduct.conduct import run_experiment
from sim.experiment.design.experiment import Experiment
from sim.experiment.execute.run import Run

pytest.importorskip("distributed")

from sim.experiment.execute import link
from sim.experiment.execute.cluster import ClusterError
from sim.experiment.execute.executor import BatchDeadly, BatchReturned, Courier, LinkLost, target_seconds
from sim.experiment.execute.link import checked_address, cluster_courier
from sim.replicate.pool import Serial

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="sends POSIX signals"),
    # Dask leaves closed sockets and event loops to the garbage collector.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

HOME = ("--host", "127.0.0.1", "--no-dashboard")
HERE = Path(sim.__file__).parents[1]


def until(happens):
    """Wait for something, and fail if it takes too long."""
    deadline = time.monotonic() + 60
    while not happens():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.05)


def is_answering(port):
    with socket.socket() as caller:
        return caller.connect_ex(("127.0.0.1", port)) == 0


class ByHand:
    """A scheduler and workers, each a process started from a shell, on the loopback device."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
        self._started: list[subprocess.Popen[bytes]] = []

    def scheduler(self) -> subprocess.Popen[bytes]:
        port = self.address.rpartition(":")[2]
        process = self._start("scheduler", "--port", port)
        until(lambda: is_answering(int(port)))
        return process

    def worker(self, program: Path | None = HERE) -> subprocess.Popen[bytes]:
        """A worker that imports kposim from there."""
        number = str(len(self._started))
        folder = self.folder / f"worker{number}"
        folder.mkdir()
        words = (
            "worker",
            self.address,
            "--nthreads",
            "1",
            "--local-directory",
            str(folder),
            "--name",
            number,
        )
        process = self._start(*words, program=program)
        until(lambda: b"Registered to" in (self.folder / f"worker{number}.log").read_bytes())
        return process

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """SIGKILL, to the whole group: a nanny would start its worker again."""
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def close(self) -> None:
        for process in self._started:
            if process.poll() is None:
                self.kill(process)

    def _start(self, *words: str, program: Path | None = HERE) -> subprocess.Popen[bytes]:
        environment = {**os.environ, "PYTHONPATH": str(program) if program else ""}
        log = (self.folder / f"{words[0]}{len(self._started)}.log").open("wb")
        with log:
            process = subprocess.Popen(
                [sys.executable, "-m", "distributed.cli.dask_" + words[0], *words[1:], *HOME],
                env=environment,
                cwd=self.folder,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._started.append(process)
        return process


@pytest.fixture
def by_hand(tmp_path):
    """Starts schedulers and workers, and ends them, whatever happened."""
    (tmp_path / "dask").mkdir()
    cluster = ByHand(tmp_path / "dask")
    yield cluster
    cluster.close()


class Meddler:
    """Progress that does something when the first rows are in, and remembers what was said."""

    def __init__(self, meddle=lambda: None):
        self.meddle, self.notes, self.computed = meddle, [], 0

    def begin(self, experiment, stored):
        pass

    def advance(self, computed, failed):
        self.computed += computed
        if self.computed:
            meddle, self.meddle = self.meddle, lambda: None
            meddle()

    def say(self, note):
        self.notes.append(note)

    def end(self):
        pass


def long(small) -> Experiment:
    """A second or two of work, in many batches."""
    return small(replications=10)


def table(results) -> bytes:
    return results.rows().to_csv(index=False).encode()


@pytest.fixture
def quick_batches(monkeypatch):
    """Many small batches, so that something is always under way; and nobody waits for long."""
    monkeypatch.setattr("sim.experiment.execute.executor.MOST_IN_BATCH", 2)
    monkeypatch.setattr(link, "ATTEMPT_SECONDS", 1.0)


def test_a_sweep_outlives_one_of_two_workers_started_by_hand(small, by_hand, tmp_path, quick_batches):
    """Scheduler and workers are processes of their own; one worker is killed; the table is the same."""
    by_hand.scheduler()
    first, _ = by_hand.worker(), by_hand.worker()
    meddler = Meddler(lambda: by_hand.kill(first))

    results = run_experiment(
        long(small), tmp_path / "out", engine="reference", cluster=by_hand.address, progress=meddler
    )

    assert first.poll() is not None
    assert (results.missing, results.failures) == (0, [])
    assert table(results) == table(run_experiment(long(small), tmp_path / "alone"))
    session = results.manifest["sessions"][-1]
    assert (session["executor"], session["workers"]) == ("dask", None)
    assert by_hand.address not in str({k: v for k, v in session.items() if k != "command"})


def test_a_sweep_outlives_its_scheduler(small, by_hand, tmp_path, quick_batches):
    """Dask has lost every result; here what came home is stored, and the rest is sent to the next one."""
    scheduler, worker = by_hand.scheduler(), by_hand.worker()

    def change_of_government():
        by_hand.kill(scheduler)
        by_hand.kill(worker)
        threading.Thread(target=lambda: (by_hand.scheduler(), by_hand.worker())).start()

    meddler = Meddler(change_of_government)
    results = run_experiment(
        long(small), tmp_path / "out", engine="reference", cluster=by_hand.address, progress=meddler
    )

    assert [note.partition(" at ")[0] for note in meddler.notes if "scheduler" in note] == [
        "the scheduler",
        "the scheduler answers again",
    ]
    assert meddler.computed == results.computed == results.experiment.runs
    assert table(results) == table(run_experiment(long(small), tmp_path / "alone"))


def test_without_another_scheduler_it_ends_with_a_clear_word_and_keeps_what_it_has(
    small, by_hand, tmp_path, quick_batches, monkeypatch
):
    """The same command then computes only what is missing."""
    monkeypatch.setattr(link, "PATIENCE_SECONDS", 1.0)
    scheduler, _ = by_hand.scheduler(), by_hand.worker()
    meddler = Meddler(lambda: by_hand.kill(scheduler))

    with pytest.raises(ClusterError, match=r"no scheduler answers at tcp://[^ ]+ \(waited 1 s\)"):
        run_experiment(
            long(small), tmp_path / "out", engine="reference", cluster=by_hand.address, progress=meddler
        )

    results = run_experiment(long(small), tmp_path / "out")
    assert results.computed == results.experiment.runs - meddler.computed < results.experiment.runs
    assert table(results) == table(run_experiment(long(small), tmp_path / "alone"))


def copied_program(folder: Path) -> Path:
    """The same program, but for one comment."""
    shutil.copytree(HERE / "sim", folder / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    with (folder / "sim/version.py").open("a") as file:
        file.write("# changed\n")
    return folder


def test_a_worker_with_another_program_is_refused_before_anything_is_computed(small, by_hand, tmp_path):
    """Dask would only warn of other versions, and never of other code."""
    by_hand.scheduler()
    by_hand.worker(copied_program(tmp_path / "other"))

    with pytest.raises(ClusterError, match=r"kposim's code [0-9a-f]{12} there, [0-9a-f]{12} here"):
        run_experiment(small(), tmp_path / "out", engine="reference", cluster=by_hand.address)

    assert not list((tmp_path / "out").rglob("*.parquet"))


def test_a_worker_without_the_program_is_refused(small, by_hand, tmp_path):
    """It cannot even understand the question."""
    by_hand.scheduler()
    (tmp_path / "bare/sim").mkdir(parents=True)
    (tmp_path / "bare/sim/__init__.py").write_text("")
    by_hand.worker(tmp_path / "bare")

    with pytest.raises(ClusterError, match="it has no kposim, or an old one"):
        run_experiment(small(), tmp_path / "out", engine="reference", cluster=by_hand.address)


def test_a_foreign_worker_that_comes_later_is_given_no_work(small, by_hand, tmp_path, quick_batches):
    """The sweep goes on with the others, and says which one it does not use."""
    by_hand.scheduler()
    by_hand.worker()
    other = copied_program(tmp_path / "other")
    meddler = Meddler(lambda: by_hand.worker(other))
    experiment = small(replications=12)

    results = run_experiment(
        experiment, tmp_path / "out", engine="reference", cluster=by_hand.address, progress=meddler
    )

    assert len([note for note in meddler.notes if "is given no work: kposim's code" in note]) == 1
    assert results.missing == 0


@pytest.mark.parametrize("workers", [2, 8])
def test_a_cluster_of_ones_own_gives_the_same_table(small, tmp_path, workers):
    """`local:8` needs no scheduler started by hand; two workers or eight, the bytes are the same."""
    results = run_experiment(small(), tmp_path / "out", cluster=f"local:{workers}")

    assert table(results) == table(run_experiment(small(), tmp_path / "alone"))
    assert (tmp_path / "out/summary.csv").read_bytes() == (tmp_path / "alone/summary.csv").read_bytes()
    assert results.manifest["sessions"][-1]["workers"] == workers


# -- Without a cluster ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "word"),
    [
        ("localhost:8786", r"did you mean tcp://localhost:8786\?"),
        ("local:0", "local:N"),
        ("local:many", "local:N"),
        ("tcp://head", "tcp://HOST:PORT"),
        ("ftp://head:21", "tcp://HOST:PORT"),
        ("my cluster", "dask scheduler says its own"),
    ],
)
def test_a_slip_in_the_address_is_told(address, word):
    """Before anything is opened."""
    with pytest.raises(InputError, match=word):
        checked_address(address)


def test_tls_without_certificates_is_told(small, tmp_path):
    """Dask would only say that it expected another argument."""
    with pytest.raises(InputError, match="tls needs certificates"):
        run_experiment(small(), tmp_path / "out", engine="reference", cluster="tls://127.0.0.1:9")


def test_without_dask_the_remedy_is_its_extra(monkeypatch):
    """Dask is optional."""
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)

    with pytest.raises(InputError, match=r"pip install 'kposim\[cluster\]'"):
        checked_address("local:2")


def test_a_scheduler_that_was_never_there_is_a_slip_told_soon(small, tmp_path, monkeypatch):
    """Nobody waits ten minutes for a wrong port, and a missing scheduler file is no other matter."""
    monkeypatch.setattr(link, "FIRST_SECONDS", 0.2)
    monkeypatch.setattr(link, "ATTEMPT_SECONDS", 0.2)
    for address in ("tcp://127.0.0.1:9", str(tmp_path / "scheduler.json")):
        with pytest.raises(ClusterError, match="no scheduler answers"):
            run_experiment(small(), tmp_path / "out", engine="reference", cluster=address)


def test_who_stops_while_no_scheduler_answers_need_not_wait(small):
    """Ctrl-C is heard there, too."""
    runs = [Run(point, 0, 11) for point in small().points]

    harvests = list(cluster_courier("tcp://127.0.0.1:9", "auto", is_over=lambda: True).carry(iter(runs)))

    assert harvests == []


def test_batches_grow_with_the_cluster_from_a_fifth_of_a_second_to_five():
    """One scheduler serves everyone and must not become the bottleneck."""
    assert [target_seconds(workers) for workers in (1, 2, 50, 1000)] == [0.2, 0.2, 3.0, 5.0]


class Moody(Serial):
    """An executor that answers its first batches with these errors."""

    def __init__(self, *errors):
        self.errors = list(errors)

    def submit(self, fn, /, *args, **kwargs):
        future = super().submit(fn, *args, **kwargs)
        if self.errors:
            future = type(future)()
            future.set_exception(self.errors.pop(0))
        return future


@pytest.mark.parametrize("error", [BatchReturned(), BatchDeadly(), LinkLost()])
def test_a_batch_that_comes_back_is_sent_again_and_nobody_is_blamed(small, error):
    """Returned unopened, lost with its worker, or with the scheduler."""
    runs = [Run(point, 0, 11) for point in small().points]
    executor = Moody(error)
    courier = Courier(lambda: executor, 2, "auto")

    harvests = list(courier.carry(iter(runs)))

    assert sorted(row["digest"] for harvest in harvests for row in harvest.rows) == sorted(
        run.digest for run in runs
    )
    assert not any(harvest.failures for harvest in harvests)


def test_a_run_that_ends_every_worker_is_recorded(small):
    """After it did so with nothing else under way."""
    runs = [Run(point, 0, 11) for point in small().points]
    executor = Moody(BatchDeadly(), BatchDeadly())

    harvests = list(Courier(lambda: executor, 1, "auto").carry(iter(runs[:1])))

    assert [f["type"] for harvest in harvests for f in harvest.failures] == ["WorkerLost"]
