"""Do workers know this package, and nothing of the script or the folder in which they were asked for?"""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from pathlib import Path

import pytest

import sim
from sim.errors import KposimError
from sim.replicate.pool import WorkersError, answers, in_words, processes

ROOT = Path(sim.__file__).parents[1]

EXPERIMENT = """\
name: tiny
scenario: {preset: pfizer_patents, warm_up_days: 5, horizon_days: 20}
factors:
  clarity: {path: strategy.clarity, levels: [0, 0.4]}
replications: 3
seed: 4
"""

UNGUARDED = """\
import sim
print("begun")
results = sim.run("tiny.yaml", "out", workers=2)
print(results.computed, results.missing, len(results.failures))
answer = sim.what_if("pfizer_patents", {"strategy.clarity": 0.5}, replications=2, seed=1, workers=2)
print(answer.replications)
"""

COMMAND = "from sim.cli import main\nmain()\n"
TRAP = "open('sprung', 'a').write(__name__)\nraise RuntimeError('a file of the working folder was read')\n"
NAMES = ("sim", "numpy", "random", "statistics", "queue")
"""What students call their scripts."""


def told(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """What a Python that stands in this folder says."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    environment.pop("PYTHONSAFEPATH", None)
    return subprocess.run(
        [sys.executable, *command], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def test_a_script_without_a_main_guard_gets_its_runs(tmp_path):
    """It is read once, by nobody else: every run is there, and so is every answer."""
    (tmp_path / "tiny.yaml").write_text(EXPERIMENT)
    (tmp_path / "ask.py").write_text(UNGUARDED)

    found = told(tmp_path, "ask.py")

    assert (found.returncode, found.stderr) == (0, "")
    assert found.stdout.split() == ["begun", "6", "0", "0", "2"]


def test_the_command_and_its_workers_read_no_module_of_the_working_folder(tmp_path):
    """A student's `sim.py`, `random.py` or `numpy.py` lies there: nobody looks at it."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "kposim").write_text(COMMAND)  # as an installed command: not in the working folder
    folder = tmp_path / "work"
    folder.mkdir()
    (folder / "tiny.yaml").write_text(EXPERIMENT)
    for name in NAMES:
        (folder / f"{name}.py").write_text(TRAP)

    run = told(folder, "../bin/kposim", "run", "tiny.yaml", "--out", "out", "--workers", "2")
    ask = ("what-if", "pfizer_patents", "--set", "strategy.clarity=0.5", "--replications", "2", "--seed", "1")
    asked = told(folder, "../bin/kposim", *ask, "--workers", "2")

    assert (run.returncode, asked.returncode) == (0, 0), run.stderr + asked.stderr
    assert "6 runs computed" in run.stdout
    assert not (folder / "sprung").exists()


def test_workers_leave_no_trace_in_the_process_that_began_them():
    """Its script and its environment are what they were."""
    main, environment = sys.modules["__main__"], dict(os.environ)
    with processes(2) as pool:
        assert pool.submit(abs, -3).result() == 3

    assert sys.modules["__main__"] is main
    assert dict(os.environ) == environment


def test_a_pool_whose_workers_die_at_birth_does_not_answer():
    """One that is sound does."""
    with processes(1) as sound:
        assert answers(sound)
    with ProcessPoolExecutor(1, initializer=os._exit, initargs=(3,)) as dying:
        assert not answers(dying)


def test_a_worker_that_ends_is_told_in_words():
    """Not by a traceback of the standard library."""
    with pytest.raises(WorkersError, match=r"killed, out of memory, or crashed\n  rule"), in_words():
        raise BrokenExecutor

    assert issubclass(WorkersError, KposimError)
