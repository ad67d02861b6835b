"""Is nothing lost, whatever is done to a sweep? A few harms; ``make kill N=200`` does all of them, often."""

from __future__ import annotations

import os
import random
import signal
import sys

import pytest

from sim.experiment.conduct.conduct import _Conduct, run_experiment
from sim.experiment.conduct.progress import Silent
from sim.experiment.conduct.shard import Shard
from sim.experiment.execute.executor import Courier
from sim.experiment.execute.run import Run, run_batch
from sim.experiment.folder import files, manifest
from sim.experiment.folder.claim import claimed
from sim.experiment.folder.damage import part_name
from sim.experiment.folder.results import Results
from sim.experiment.folder.status import status_of
from sim.experiment.folder.store import Store, encoded
from sim.replicate.pool import Serial
from sim.testing import kill
from sim.testing.kill import HARMS_IN_A_ROUND, Bout, bout
from sim.testing.sweep import Sweep, small_sweep, table, write

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc and sends POSIX signals")


def test_a_full_disk_a_read_only_folder_and_dead_workers_lose_nothing(tmp_path):
    """Three harms to one sweep, each followed by the same command: the table is that of an unharmed one."""
    found = bout(HARMS_IN_A_ROUND, tmp_path, workers=2, seed=1)

    assert found.faults == []
    assert found.late + sum(found.done.values()) == HARMS_IN_A_ROUND


class Hasty(random.Random):
    """Dice that let every harm come at once."""

    def random(self):
        return 0.0

    def uniform(self, a, b):
        return a


def test_a_sweep_killed_before_it_has_looked_is_not_blamed_for_an_earlier_cut(tmp_path):
    """The part that was cut lies there still, and is seen as damaged; the next resumption sets it aside.

    A round that cuts a part and then kills the main process early left this flag twice in 200 harms.
    """
    experiment, out, found, dice = small_sweep(8), tmp_path / "out", Bout(), Hasty(1)
    whole = table(run_experiment(experiment, out))
    part = next((out / "runs").iterdir())
    os.truncate(part, part.stat().st_size // 2)

    kill._harm(kill.kill_main, experiment, out, 1, dice, found)

    assert [damage.path for damage in Results(out).damages] == [part]
    assert (found.faults, found.done["kill_main"]) == ([], 1)
    assert table(run_experiment(experiment, out)) == whole
    assert Results(out).damages == []


def test_the_harness_blames_who_damages_a_part_anew(tmp_path, monkeypatch):
    """A part that was cut before is no licence to cut it again."""
    experiment, out, found, dice = small_sweep(8), tmp_path / "out", Bout(), Hasty(1)
    run_experiment(experiment, out)
    part = next((out / "runs").iterdir())
    os.truncate(part, part.stat().st_size // 2)

    def kill_and_cut(sweep, dice):
        kill.kill_main(sweep, dice)
        os.truncate(part, part.stat().st_size // 2)

    monkeypatch.setitem(kill.HARMS, kill_and_cut, kill.HARMS[kill.kill_main])
    kill._harm(kill_and_cut, experiment, out, 1, dice, found)

    assert len(found.faults) == 1
    assert part.name in found.faults[0]


def test_a_part_is_whole_or_not_there_wherever_the_writer_is_killed(tmp_path):
    """SIGKILL at every line of the writing, one after the other: no reader ever meets half a part."""
    key = {"point": "p", "seed": 1, "digest": "d"}
    data = encoded([{**key, "replication": k, "value": float(k)} for k in range(10_000)])
    path = tmp_path / "runs" / f"{part_name(data)}.parquet"
    seen, line = [], 0
    while not seen or seen[-1] != "survived":
        line += 1
        assert line < 200
        child = os.fork()
        if child == 0:
            killed_at_line(line, path, data)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        assert code in (0, -signal.SIGKILL)
        assert not path.exists() or path.read_bytes() == data
        assert Store(tmp_path).damages() == []
        seen.append("survived" if code == 0 else "there" if path.exists() else "absent")
        path.unlink(missing_ok=True)

    assert {"absent", "there"} < set(seen)
    assert seen == sorted(seen, key=["absent", "there", "survived"].index)


def killed_at_line(number, path, data):
    """Write a part in this process, and kill it before the so-manieth line of `files.py`."""
    left = number

    def trace(frame, event, argument):
        nonlocal left
        if frame.f_code.co_filename != files.__file__:
            return None
        left -= event == "line"
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)
        return trace

    sys.settrace(trace)
    files.write_whole(path, data)
    os._exit(0)


def test_two_processes_may_write_to_one_folder_at_once(tmp_path):
    """Every run is there once, every session in the manifest, and the summary speaks for all."""
    experiment = small_sweep(8)
    file = write(experiment, tmp_path / "sweep.yaml")
    sweeps = [Sweep(file, tmp_path / "out", 1, tmp_path / f"{k}.err") for k in range(2)]
    ended = [sweep.wait() for sweep in sweeps]
    whole = run_experiment(experiment, tmp_path / "whole")

    assert [(each.code, each.said) for each in ended] == [(0, ""), (0, "")]
    assert table(Results(tmp_path / "out")) == table(whole)
    assert (tmp_path / "out/summary.csv").read_bytes() == (tmp_path / "whole/summary.csv").read_bytes()
    assert len(Results(tmp_path / "out").manifest["sessions"]) == 2


def test_who_claims_a_folder_first_lends_it_its_seed(small, tmp_path, monkeypatch):
    """Two that begin at the same moment without a seed would mix two lucks in one table."""
    from sim.experiment.folder import claim as folder

    write_first, others = folder.write_first, []

    def late(path, data):
        monkeypatch.setattr(folder, "write_first", write_first)
        others.append(claimed(path.parent, small(seed=None)))  # another process is quicker
        return write_first(path, data)

    monkeypatch.setattr(folder, "write_first", late)
    ours = claimed(tmp_path / "out", small(seed=None))

    assert ours.seed == others[0].seed
    assert ours.digest == others[0].digest


def test_a_summary_waits_for_all_runs(small, tmp_path):
    """Who ends first, while others still compute, does not speak for them."""
    experiment = claimed(tmp_path / "out", small())
    early = _Conduct(tmp_path / "out", experiment, Shard(), Silent())
    early.store.add(run_batch([Run(experiment.points[0], 0, 11)], "auto"))
    early.store.flush()
    early.computed = 1

    early._conclude()

    assert not (tmp_path / "out/summary.csv").exists()


def test_status_says_what_is_there_and_changes_nothing(small, tmp_path):
    """Runs, points, parts, damage, sessions; also of a folder that is half done."""
    run_experiment(small(replications=1), tmp_path / "out")
    claimed(tmp_path / "out", small())
    part = next((tmp_path / "out/runs").iterdir())
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}

    half = status_of(tmp_path / "out")
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before
    part.write_bytes(b"cut")
    cut = status_of(tmp_path / "out")

    assert (half.stored, half.missing, half.is_complete, half.parts) == (4, 8, False, 1)
    assert [missing for _, missing in half.unfinished] == [2, 2, 2, 2]
    assert (cut.stored, len(cut.damages)) == (0, 1)
    assert len(half.sessions) == 1
    assert half.plain()["unfinished_points"].keys() == {point.id for point in small().points}


def test_a_session_that_was_killed_stays_without_an_end(small, tmp_path):
    """The manifest is a log; nobody waits for what it says to be finished."""
    experiment = claimed(tmp_path / "out", small(replications=1))
    manifest.record(tmp_path / "out", experiment, manifest.opened("first", 1, "auto"), 0, 0)

    run_experiment(small(replications=1), tmp_path / "out")

    assert [bool(each["ended"]) for each in manifest.sessions(tmp_path / "out")] == [False, True]


@pytest.mark.parametrize("tool", ["polars", "duckdb"])
def test_other_tools_read_the_runs_without_kposim(small, tmp_path, tool):
    """A folder of Parquet files is all that they need."""
    module = pytest.importorskip(tool)
    results = run_experiment(small(), tmp_path / "out")
    runs = str(tmp_path / "out/runs/*.parquet")

    if tool == "polars":
        found = module.read_parquet(runs)["cost_per_task"].sum()
    else:
        found = module.sql(f"select sum(cost_per_task) from '{runs}'").fetchall()[0][0]

    assert found == pytest.approx(results.rows()["cost_per_task"].sum())


def test_a_worker_that_cannot_be_begun_costs_no_sweep(small):
    """The process that begins workers was killed while it did: new ones are begun, and no run is lost."""
    runs = [Run(point, 0, 11) for point in small().points]

    class Stillborn(Serial):
        def submit(self, *words, **named):
            raise EOFError("unexpected EOF")

    pools = iter([Stillborn()])
    harvests = list(Courier(lambda: next(pools, Serial()), 1, "auto").carry(iter(runs)))

    assert sorted(row["digest"] for each in harvests for row in each.rows) == sorted(
        run.digest for run in runs
    )


def test_the_harness_sees_harm_that_was_not_mended(tmp_path, monkeypatch):
    """A harness that never finds anything proves nothing: a row that is another is told."""
    monkeypatch.setattr(kill, "table", lambda results: str(results.folder).encode())

    found = bout(1, tmp_path, workers=1, seed=1)

    assert "the table is another" in found.faults[0]
