"""Is nothing lost, and nobody left behind, when a sweep is killed?"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import ClassVar

import pytest

import sim
from sim.experiment.conduct.conduct import run_experiment
from sim.experiment.execute.executor import Courier, local_courier
from sim.experiment.execute.run import Run
from sim.experiment.folder.claim import document_of
from sim.experiment.folder.results import Results
from sim.replicate.pool import processes

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc and sends POSIX signals")

SCRIPT = """\
import sys
from sim.experiment.conduct.conduct import run_experiment
if __name__ == "__main__":
    try:
        run_experiment(sys.argv[1], sys.argv[2], workers=int(sys.argv[3]), engine="reference")
    except KeyboardInterrupt as error:
        print(error)
        sys.exit(130)
"""


@pytest.fixture
def sweep(small, tmp_path):
    """Starts a sweep of several seconds as a process group of its own, and ends it, whatever happened."""
    experiment = small(
        replications=40, scenario={"preset": "pfizer_patents", "warm_up_days": 10, "horizon_days": 200}
    )
    (tmp_path / "sweep.yaml").write_text(document_of(experiment))
    (tmp_path / "sweep.py").write_text(SCRIPT)
    started = []

    def start(workers):
        command = [
            sys.executable,
            tmp_path / "sweep.py",
            tmp_path / "sweep.yaml",
            tmp_path / "out",
            str(workers),
        ]
        environment = {**os.environ, "PYTHONPATH": str(Path(sim.__file__).parents[1])}
        process = subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
        )
        started.append(process)
        until(lambda: list((tmp_path / "out/runs").glob("*.parquet")), 30)
        return process

    yield experiment, start
    for process in started:
        for number in living(process.pid):
            os.kill(number, signal.SIGKILL)
        process.communicate()


def until(happens, seconds):
    """Wait for something, and fail if it takes too long."""
    deadline = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.02)


def living(group):
    """Processes of a process group that have not ended."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                state, _, its_group = (entry / "stat").read_text().rpartition(")")[2].split()[:3]
            except (OSError, ValueError):
                continue
            if int(its_group) == group and state not in "ZX":
                found.append(int(entry.name))
    return found


def table(results):
    return results.rows().to_csv(index=False).encode()


def test_kill_9_and_resume_equals_an_uninterrupted_run(sweep, tmp_path):
    """What was stored stays, the rest is computed, no worker survives; the table is the same."""
    experiment, start = sweep
    process = start(2)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    until(lambda: not living(process.pid), 10)

    left = Results(tmp_path / "out")
    assert 0 < left.missing < experiment.runs
    assert left.damages == []
    resumed = run_experiment(experiment, tmp_path / "out")

    assert resumed.computed == left.missing
    assert table(resumed) == table(run_experiment(experiment, tmp_path / "whole"))
    assert (tmp_path / "out/summary.csv").read_bytes() == (tmp_path / "whole/summary.csv").read_bytes()


@pytest.mark.parametrize(("number", "workers"), [(signal.SIGINT, 1), (signal.SIGINT, 2), (signal.SIGTERM, 2)])
def test_ctrl_c_stores_what_is_computed_and_leaves_quietly(sweep, tmp_path, number, workers):
    """As a terminal sends it, to the whole group: exit code 130, no traceback, no worker left."""
    experiment, start = sweep
    process = start(workers)
    if number == signal.SIGINT:
        os.killpg(process.pid, number)
    else:
        process.send_signal(number)
    out, errors = process.communicate(timeout=20)

    assert (process.returncode, errors.decode()) == (130, "")
    until(lambda: not living(process.pid), 10)
    results = Results(tmp_path / "out")
    stored = experiment.runs - results.missing
    assert 0 < stored < experiment.runs
    assert f"{stored} of {experiment.runs} runs are stored" in out.decode()
    assert results.manifest["sessions"][-1]["interrupted"]
    assert results.damages == []


def test_a_worker_that_dies_takes_no_run_with_it(small):
    """Runs under way with it are computed again by new workers."""
    experiment = small(replications=2)
    runs = [Run(point, k, 11) for k in range(2) for point in experiment.points]
    pools: list[ProcessPoolExecutor] = []

    def pool():
        pools.append(processes(2))
        if len(pools) == 1:
            pools[0].submit(os._exit, 1)
        return pools[-1]

    harvests = list(Courier(pool, 2, "auto").carry(iter(runs)))

    rows = [row["digest"] for harvest in harvests for row in harvest.rows]
    assert sorted(rows) == sorted(run.digest for run in runs)
    assert len(pools) > 1


class Deadly:
    """A design point that ends the process in which it is unpacked."""

    id, digest, world = "deadly", "deadly", "deadly"
    labels: ClassVar = {"share": "deadly"}

    def __reduce__(self):
        return os._exit, (1,)


def test_a_run_that_kills_its_workers_is_recorded_and_the_others_go_on(small):
    """It is found by running suspects alone; nobody else is blamed."""
    runs = [Run(point, 0, 11) for point in small().points]
    runs[1] = Run(Deadly(), 0, 11)

    harvests = list(local_courier(2, "auto").carry(iter(runs)))

    failures = [failure for harvest in harvests for failure in harvest.failures]
    assert [(f["type"], f["point"]) for f in failures] == [("WorkerLost", "deadly")]
    assert sum(len(harvest.rows) for harvest in harvests) == 3
