"""Workers know the package, and nothing of the folder or the script from which they were asked for."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import BrokenExecutor
from pathlib import Path

import pytest

from sim.replicate import pool as pools
from sim.replicate.pool import ROOT, Serial, WorkerLost, in_words, lent, needs_script, processes, returned

PATIENCE_SECONDS = 300

UNGUARDED = """
import {package} as kp
answer = kp.what_if("one_queue", {{"scenario.inhouse.seats": 11}}, replications=4, seed=1, workers=2)
print(answer.seed, answer.replications)
"""

ITS_OWN = """
import {package} as kp
from sim.replicate.player import Player

def tasks_of(journal):
    return journal.tape.tasks

{guard}
with Player(1, 2) as player:
    print(player.read([kp.preset("one_queue")], tasks_of, 2) and "read")
"""


def ran(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """A Python that begins in a folder, as a user's does."""
    command = [sys.executable, *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=PATIENCE_SECONDS)


def test_a_script_needs_no_main_guard(tmp_path: Path) -> None:
    """Workers do not run it again."""
    (tmp_path / "ask.py").write_text(UNGUARDED.format(package="sim"))

    answer = ran(tmp_path, "ask.py")

    assert (answer.returncode, answer.stdout) == (0, "1 4\n")
    assert "Traceback" not in answer.stderr


def test_a_file_that_is_called_like_the_package_harms_no_worker(tmp_path: Path) -> None:
    """The command line finds the package itself; so do the fork server and its workers, in that folder."""
    (tmp_path / "sim.py").write_text("raise SystemExit('I am the wrong one')")
    (tmp_path / "random.py").write_text("raise SystemExit('I am not the standard library')")
    words = "from sim.cli import main; main(['what-if', 'one_queue', '--set', 'scenario.inhouse.seats=11', "
    words += "'--replications', '4', '--seed', '1', '--workers', '2', '--json'])"

    answer = ran(tmp_path, "-P", "-c", words)

    assert answer.returncode == 0, answer.stderr
    assert '"seed": 1' in answer.stdout
    assert "wrong one" not in answer.stderr


def test_a_function_of_the_script_travels_if_the_script_has_a_guard(tmp_path: Path) -> None:
    """Then workers do import it."""
    guarded = ITS_OWN.format(package="sim", guard="if __name__ == '__main__':").split("with ")
    body = "    with " + guarded[1].replace("\n    print", "\n        print")
    (tmp_path / "own.py").write_text(guarded[0].rstrip() + "\n" + body)

    answer = ran(tmp_path, "own.py")

    assert (answer.returncode, answer.stdout) == (0, "read\n"), answer.stderr


def test_a_function_of_the_script_without_a_guard_is_refused_in_words(tmp_path: Path) -> None:
    """Who asks hears why, and what to do; the exit code says that it failed."""
    (tmp_path / "own.py").write_text(ITS_OWN.format(package="sim", guard=""))

    answer = ran(tmp_path, "own.py")

    assert answer.returncode != 0
    assert "if __name__ == '__main__':" in answer.stderr.splitlines()[-1]


def test_a_pool_that_broke_says_what_may_have_broken_it() -> None:
    """Not only that it broke."""
    with pytest.raises(WorkerLost, match="out of memory"), in_words():
        raise BrokenExecutor("terminated abruptly")


def test_a_worker_has_the_package_that_this_process_has() -> None:
    """Wherever it lies."""
    with processes(1) as pool:
        assert pool.submit(where).result(timeout=PATIENCE_SECONDS) == str(ROOT)
    assert not needs_script(where)


def test_workers_stay_for_the_next_who_wants_as_many() -> None:
    """The same processes; whoever wants another number has others, and the last ones stay."""
    first = lent(1)
    number = first.submit(os.getpid).result(timeout=PATIENCE_SECONDS)
    assert returned(first)

    again = lent(1)
    assert again is first
    assert again.submit(os.getpid).result(timeout=PATIENCE_SECONDS) == number
    meanwhile = lent(1)  # who asks while they are at work has workers of his own
    assert meanwhile is not first

    assert returned(again)
    assert returned(meanwhile)
    assert lent(1) is meanwhile
    assert returned(meanwhile)
    assert first.is_broken  # it was sent home


def test_workers_that_cannot_be_trusted_do_not_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pool that broke, one that knows a script, one of another process, and no pool at all."""
    broken = processes(1)
    broken.submit(os._exit, 1).exception(timeout=PATIENCE_SECONDS)

    assert not returned(broken)
    broken.shutdown()  # who tidies up after it asks for this process's number, which is another below
    assert not returned(processes(1, with_script=True))
    assert not returned(Serial())
    idle = processes(1)
    assert returned(idle)
    monkeypatch.setattr(os, "getpid", lambda: -1)  # as after a fork
    assert lent(1) is not idle


def test_workers_do_not_stay_where_kinds_may_be_others_by_the_next_question() -> None:
    """Somebody has registered a distribution."""
    assert pools.may_stay()

    pools.DISTRIBUTIONS.restore({"mine": pools.DISTRIBUTIONS.__class__})  # type: ignore[dict-item]
    try:
        assert not pools.may_stay()
    finally:
        pools.DISTRIBUTIONS.restore({})


def where() -> str:
    """Where a worker has the package from."""
    return str(ROOT)
