"""Is every row the same, whoever computes it, in whatever order and company?"""

from __future__ import annotations

import itertools
import json
import random
import subprocess
import sys

import numpy as np
import pytest

from sim.cli import main
from sim.errors import InputError
from sim.experiment.conduct.conduct import run_experiment
from sim.experiment.conduct.order import Remainder, missing, missing_in_order
from sim.experiment.conduct.progress import Silent
from sim.experiment.conduct.shard import Shard
from sim.experiment.execute.executor import Courier
from sim.experiment.execute.parcel import Call, packed, unpacked
from sim.experiment.execute.run import Run, run_batch
from sim.experiment.execute.stamp import differing, own_stamp
from sim.experiment.folder.claim import document_of
from sim.experiment.folder.results import Results
from sim.experiment.folder.store import Store
from sim.replicate.pool import threads


def table(results) -> bytes:
    return results.rows().to_csv(index=False).encode()


@pytest.fixture
def whole(small, tmp_path):
    """The table of the small experiment, computed by one worker in one process."""
    return table(run_experiment(small(), tmp_path / "alone"))


@pytest.mark.parametrize(
    "crew", [{"workers": 2}, {"workers": 8}, {"threads": 1}, {"threads": 2}, {"threads": 8}], ids=str
)
def test_processes_and_threads_give_the_same_bytes(small, tmp_path, whole, crew):
    """One, two or eight of them. (A Dask cluster, too: test_clusters.py.)"""
    results = run_experiment(small(), tmp_path / "out", **crew)

    assert table(results) == whole
    assert (tmp_path / "out/summary.csv").read_bytes() == (tmp_path / "alone/summary.csv").read_bytes()
    executor = results.manifest["sessions"][-1]["executor"]
    assert executor == ("processes" if "workers" in crew else "threads")


@pytest.mark.parametrize("size", [1, 2, 5, 12])
def test_no_row_depends_on_its_batch(small, size):
    """Runs in any order, in batches of any size: equal rows, to the last bit."""
    runs = [Run(point, k, 11) for k in range(3) for point in small().points]
    alone = {run.digest: run_batch([run], "auto").rows[0] for run in runs}
    random.Random(size).shuffle(runs)

    for batch in (runs[i : i + size] for i in range(0, len(runs), size)):
        for row in run_batch(batch, "auto").rows:
            assert repr(row) == repr(alone[row["digest"]])  # as texts: nan is not equal to nan


@pytest.mark.parametrize("count", [1, 2, 3, 7, 12, 20])
def test_shuffled_shards_make_the_same_table(small, tmp_path, whole, count):
    """Jobs of an array begin in any order; the last one to end writes the summary."""
    shards = [f"{number}/{count}" for number in range(1, count + 1)]
    random.Random(count).shuffle(shards)

    parts = [run_experiment(small(), tmp_path / "out", shard=shard) for shard in shards]

    assert sum(part.computed for part in parts) == 12
    assert table(Results(tmp_path / "out")) == whole
    assert (tmp_path / "out/summary.csv").read_bytes() == (tmp_path / "alone/summary.csv").read_bytes()


def test_shards_at_the_same_time_make_the_same_table(small, tmp_path, whole):
    """Three processes, one folder, no lock."""
    (tmp_path / "small.yaml").write_text(document_of(small()))
    words = [sys.executable, "-m", "sim.cli", "run", tmp_path / "small.yaml", "--out", tmp_path / "out"]
    jobs = [
        subprocess.Popen([*words, "--shard", f"{n}/3", "--json"], stdout=subprocess.PIPE) for n in (1, 2, 3)
    ]

    assert [job.communicate(timeout=120) and job.returncode for job in jobs] == [0, 0, 0]
    assert table(Results(tmp_path / "out")) == whole
    assert (tmp_path / "out/summary.csv").exists()


def test_folders_of_shards_become_one_by_copying_their_parts(small, tmp_path, whole):
    """Machines that share no disk: parts are named by their content, so none meets another of its name."""
    for n in (1, 2):
        run_experiment(small(), tmp_path / f"machine{n}", shard=Shard(n, 2))
    for kind in ("runs", "timelines"):
        for part in (tmp_path / "machine2" / kind).glob("*.parquet"):
            part.rename(tmp_path / "machine1" / kind / part.name)

    results = run_experiment(small(), tmp_path / "machine1")

    assert results.computed == 0
    assert table(results) == whole


@pytest.mark.parametrize(("runs", "count"), list(itertools.product([0, 1, 5, 12, 1000], [1, 2, 7, 13])))
def test_shards_share_all_runs_evenly_and_none_twice(runs, count):
    """Blocks that follow each other, whose sizes differ by one at most."""
    spans = [Shard(number, count).span(runs) for number in range(1, count + 1)]

    assert [place for span in spans for place in span] == list(range(runs))
    assert max(map(len, spans)) - min(map(len, spans)) <= 1


def test_a_shard_knows_how_much_it_lacks(small, tmp_path):
    """The count agrees with the list, whatever is stored; what is stored moves no border."""
    run_experiment(small(replications=2), tmp_path / "out", shard="2/3")
    experiment = small(replications=5)
    held = Store(tmp_path / "out").held(experiment)

    for count in (1, 2, 3, 7, 20):
        shards = [Shard(number, count) for number in range(1, count + 1)]
        lists = [list(missing_in_order(experiment, held, shard)) for shard in shards]

        assert [len(each) for each in lists] == [missing(experiment, held, shard) for shard in shards]
        assert sum(map(len, lists)) == experiment.runs - held.sum()


class Folder:
    """What sessions have stored, seen by the others only after a while."""

    def __init__(self, sessions, lag):
        self.stored, self.lag = [[] for _ in range(sessions)], lag

    def news(self, own):
        """What the others stored since `own` last looked."""
        told = [0] * len(self.stored)

        def look():
            for other, runs in enumerate(self.stored):
                if other != own:
                    last = max(told[other], len(runs) - self.lag)
                    yield from runs[told[other] : last]
                    told[other] = last

        return look


@pytest.mark.parametrize("sessions", [1, 2, 5])
def test_sessions_in_one_folder_hardly_compute_a_run_twice(small, monkeypatch, sessions):
    """Without a lock: everyone sees the others' rows late, and goes on from another place."""
    monkeypatch.setattr("sim.experiment.conduct.order.LOOK_SECONDS", 0.0)
    monkeypatch.setattr("sim.experiment.conduct.order.LOOK_SHARE", 1e9)
    experiment, lag = small(replications=500), 20
    held = np.zeros((4, 500), dtype=np.bool_)
    places = {point.id: k for k, point in enumerate(experiment.points)}
    folder = Folder(sessions, lag)
    queues = [
        Remainder(experiment, held, Shard(), folder.news(own), random.Random(own)) for own in range(sessions)
    ]
    at_work = set(range(sessions))
    while at_work:
        for own in sorted(at_work):
            run = next(queues[own], None)
            if run is None:
                at_work.discard(own)
            else:
                folder.stored[own].append((places[run.point.id], run.replication))

    computed = [run for runs in folder.stored for run in runs]
    assert len(set(computed)) == experiment.runs
    assert len(computed) - experiment.runs <= 8 * lag * (sessions - 1)  # without looking: 2,000 for each
    for own, queue in enumerate(queues):
        assert len(folder.stored[own]) == len(set(folder.stored[own])) == experiment.runs - queue.found


def test_a_session_leaves_out_what_another_has_stored_meanwhile(small, tmp_path, monkeypatch, whole):
    """The first one sees it before its next batch, and says so; the table is the same."""
    monkeypatch.setattr("sim.experiment.conduct.order.LOOK_SECONDS", 0.0)
    monkeypatch.setattr("sim.experiment.execute.executor.MOST_IN_BATCH", 1)
    others = []

    class Visited(Silent):
        def advance(self, computed, failed):
            if not others:
                others.append(run_experiment(small(), tmp_path / "out", threads=1))

    first = run_experiment(small(), tmp_path / "out", progress=Visited())

    assert others[0].computed + first.computed <= 14
    assert any("another session computed" in note for note in first.notes)
    assert table(first) == whole


@pytest.mark.parametrize("text", ["0/4", "5/4", "1", "a/b", "1/0", "1/-2", "1/2/3", ""])
def test_a_shard_that_is_none_is_told(text):
    """With an example."""
    with pytest.raises(InputError, match="part"):
        Shard.parse(text)


def test_shards_without_a_seed_are_refused(small, tmp_path):
    """Each would draw its own."""
    with pytest.raises(InputError, match="have one seed"):
        run_experiment(small(seed=None), tmp_path / "out", shard="1/2")

    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("crew", "word"),
    [
        ({"workers": 0}, "must be a whole number from 1 to 1024"),
        ({"workers": True}, "must be a whole number from 1 to 1024"),
        ({"threads": 0}, "must be a whole number from 1 to 1024"),
        ({"workers": 2, "threads": 2}, "choose one of them"),
        ({"threads": 2, "cluster": "local:2"}, "choose one of them"),
    ],
)
def test_a_crew_that_cannot_be_is_told(small, tmp_path, crew, word):
    """Before a folder is made."""
    with pytest.raises(InputError, match=word):
        run_experiment(small(), tmp_path / "out", **crew)

    assert not (tmp_path / "out").exists()


def test_threads_stop_when_it_is_over(small):
    """They cannot be killed, so they ask."""
    runs = (Run(point, k, 11) for k in range(10_000) for point in small().points)
    stop: list[bool] = []
    courier = Courier(lambda: threads(2), 2, "auto", lambda: bool(stop), is_local=True)

    harvests = []
    for harvest in courier.carry(runs):
        harvests.append(harvest)
        stop.append(True)

    assert 0 < sum(harvest.runs for harvest in harvests) < 10_000


def test_the_command_line_tells_what_a_shard_did(small, tmp_path, capsys):
    """A job has no table to show; the last one has."""
    (tmp_path / "small.yaml").write_text(document_of(small()))
    words = ["run", str(tmp_path / "small.yaml"), "--out", str(tmp_path / "out"), "--threads", "2"]
    for shard, more in (("2/3", []), ("1/3", ["--json"]), ("3/3", ["--json"])):
        with pytest.raises(SystemExit) as leaving:
            main([*words, "--shard", shard, *more])
        assert not leaving.value.code
        said = capsys.readouterr().out
        if shard == "2/3":
            assert f"Shard 2/3: 4 runs computed. {tmp_path / 'out'} holds 4 of 12" in said
        elif shard == "1/3":
            counts = {"runs": 12, "computed": 4, "missing": 4}
            assert json.loads(said) == {"experiment": "small", "shard": "1/3", **counts}
        else:
            assert len(json.loads(said)["points"]) == 4


# -- What travels --------------------------------------------------------------------------------------------


def test_points_travel_once_and_runs_arrive_as_they_left(small):
    """A second batch about the same points is a fraction of pickled runs."""
    batch = [Run(point, k, 11) for k in range(3) for point in small().points]

    arrived = unpacked(packed(batch))

    assert [run.digest for run in arrived] == [run.digest for run in batch]
    assert arrived[0].point is unpacked(packed(batch[:1]))[0].point


def test_a_call_is_made_where_it_is_read():
    """So that a worker without the function fails and does not die."""
    import pickle

    assert pickle.loads(pickle.dumps(Call(divmod, 7, 2))) == (3, 1)


def test_stamps_tell_what_differs():
    """Code, Python and Numba among them; the same stamp differs in nothing."""
    own = own_stamp()

    assert {"code", "python", "numba", "numpy"} <= own.keys()
    assert differing(own, dict(own)) == ""
    assert differing({**own, "python": "3.11"}, {**own, "python": "3.13"}) == "Python 3.13 there, 3.11 here"
    assert differing({"numba": "0.61"}, {}) == "numba absent there, 0.61 here"
